"""Write the whole course as one HTML file: to print, to hand out, to read where there is no network.

The file needs nothing else. It has no script, asks for nothing, and holds a rule that forbids both. Things to
do and questions stand there to be filled in on paper; what would give them away is an appendix.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import content
from content import Course, Item, Lane, Lesson, Log, Slider
from content.tables import as_table
from delivery import METRICS, Mark, Source
from simulator import DEFAULT_STUDY, SHOWN_HOURS, Outcome, Scenario, SimulatorError, Study, shipped_outcome
from simulator.outcomes import find_outcome
from ui import verdicts, words
from ui.learning.figures import figure_rows, how_run
from ui.learning.shuffling import mixed, shown_options
from ui.writing import LOOK, write_html

PAPER: Final = "paper"
"""Whose order of cards and options it is: everybody's who prints."""
FONT: Final = LOOK / "fonts" / "inter-latin.woff2"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the course names in other rooms.

    Attributes:
        sources: every source by its id.
        scenarios: every scenario by its id.
        measure: runs the simulator, for the keys of predictions and for what a slider shows.
    """

    sources: Mapping[str, Source]
    scenarios: Mapping[str, Scenario]
    measure: content.Measure


@dataclass(frozen=True, slots=True)
class Stop:
    """A step of a road as it is drawn: its mark (None where the practice says nothing), and what waits."""

    title: str
    mark: Mark | None
    word: str
    waiting: int = 0
    special: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve of a slider, drawn in a box of 300 by 90: its title, its points, the ends of its scales."""

    title: str
    points: str
    low: str
    high: str
    top: str


@dataclass(frozen=True, slots=True)
class Question:
    """An item with the number it has on paper; `options` stand in the order they are printed in."""

    number: str
    item: Item
    options: tuple[content.Option, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a lesson: `kind` names what draws it in the template, which needs `value` and `more`."""

    kind: str
    value: Any
    more: Any = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A lesson on paper: its parts, the questions in them, and what its things to do come to."""

    place: int
    lesson: Lesson
    parts: tuple[Part, ...]
    questions: tuple[Question, ...]
    solutions: tuple[str, ...]


def course_html(course: Course, shelf: Shelf, *, answers: bool = False) -> str:
    """Return the course as one HTML file.

    Args:
        course: the course, in any of its languages.
        shelf: what it names in other rooms.
        answers: whether the right answers, with what the course says to every option, end the file.
    """
    cites = {name: number for number, name in enumerate(_cited(course, shelf.sources), start=1)}
    writer = Writer(course, shelf, cites, answers=answers)
    sheets = [writer.sheet(place, lesson) for place, lesson in enumerate(course.lessons, start=1)]
    return write_html(
        "course/course.html",
        course=course,
        answers=answers,
        sheets=sheets,
        tests=[(form, writer.form(form)) for form in course.forms.values()],
        terms=sorted(course.glossary.values(), key=lambda term: term.title.casefold()),
        beliefs=[(each, _about(course, each.id)) for each in course.misconceptions.values()],
        sources=[(number, shelf.sources[name]) for name, number in cites.items()],
        marks=list(Mark),
        minutes=sum(lesson.minutes for lesson in course.lessons),
        text=writer.linked,
        answer=lambda item: content.answer_text(item, shelf.measure),
        cite=writer.cite,
        count=words.count,
        ended=ended,
        font=base64.b64encode(FONT.read_bytes()).decode(),
    )


def _cited(course: Course, sources: Mapping[str, Source]) -> list[str]:
    """List the sources of lessons, beliefs, terms and items, each once, in the order they come in."""
    named = [name for lesson in course.lessons for name in lesson.sources]
    named += [name for lesson in course.lessons for item in lesson.items for name in item.sources]
    named += [name for belief in course.misconceptions.values() for name in belief.sources]
    named += [name for term in course.glossary.values() for name in term.sources]
    return [name for name in dict.fromkeys(named) if name in sources]


def _about(course: Course, belief: str) -> list[tuple[int, Lesson]]:
    """List the lessons that are about a belief, with their numbers."""
    placed = enumerate(course.lessons, start=1)
    return [(place, lesson) for place, lesson in placed if belief in lesson.misconceptions]


@dataclass(frozen=True, slots=True)
class Writer:
    """Makes what the template needs; `cites` are the numbers of the sources."""

    course: Course
    shelf: Shelf
    cites: Mapping[str, int]
    answers: bool

    # ------------------------------------------------------------ text

    def linked(self, markdown: str) -> str:
        """Return Markdown whose citations and terms lead to their places in the file."""
        cited = content.link_citations(markdown, lambda name: self.cite((name,)))
        return content.link_terms(cited, self._term)

    def cite(self, names: tuple[str, ...]) -> str:
        """Return the numbers of sources, each leading to its entry; one that is not there is left out."""
        known = [(name, self.cites[name]) for name in names if name in self.cites]
        return " ".join(f"[\\[{number}\\]](#source-{name})" for name, number in known)

    def _term(self, word: str, term: str) -> str:
        return f"[{word}](#term-{term})" if term in self.course.glossary else word

    # ------------------------------------------------------------ lessons

    def sheet(self, place: int, lesson: Lesson) -> Sheet:
        """Return a lesson as it is printed; its questions that stand nowhere come last."""
        numbers, parts, asked = count(1), list[Part](), list[Question]()
        for block in lesson.blocks:
            named = _asked(lesson, block)
            if named:
                asked += [self._question(f"{place}.{next(numbers)}", lesson.item(name)) for name in named]
                parts.append(Part("questions", asked[-len(named) :]))
            if not isinstance(block, content.QuizBlock | content.Predict):
                parts.append(self._part(lesson, block))
        forms = {name for form in self.course.forms.values() for name in form.items}
        seen = forms | {question.item.id for question in asked}
        left = [item for item in lesson.items if item.id not in seen]
        if left:
            more = [self._question(f"{place}.{next(numbers)}", item) for item in left]
            asked += more
            parts.append(Part("more", more))
        solutions = tuple(self._solutions(lesson)) if self.answers else ()
        return Sheet(place, lesson, tuple(parts), tuple(asked), solutions)

    def form(self, form: content.Form) -> list[Question]:
        """Return the questions of a form; one whose lesson could not be read is left out."""
        items = {item.id: item for lesson in self.course.lessons for item in lesson.items}
        letter = form.id.upper()
        there = [items[name] for name in form.items if name in items]
        return [self._question(f"{letter}.{place}", item) for place, item in enumerate(there, start=1)]

    def _question(self, number: str, item: Item) -> Question:
        return Question(number, item, tuple(item.option(name) for name in shown_options(item, PAPER)))

    def _part(self, lesson: Lesson, block: content.Block) -> Part:
        match block:
            case content.Prose(markdown):
                return Part("prose", self.linked(markdown))
            case content.Define(name):
                return Part("term", self.course.glossary[name])
            case content.PictureBlock(name):
                picture = self.course.pictures[name]
                return Part("picture", picture, [(state, stops_of(state)) for state in picture.states])
            case content.Try(names):
                return Part("try", self._roads(names))
            case content.ActivityBlock(_, name):
                return self._activity(lesson.activity(name))
            case _:  # pragma: no cover - questions are numbered where the whole lesson is known
                raise TypeError(block)

    def _activity(self, activity: content.Activity) -> Part:
        more: Any = None
        match activity:
            case content.Sort():
                more = mixed(activity.cards, PAPER, activity.id)
            case content.Checklist():
                state = self.course.pictures[activity.picture].states[0]
                more = {stage.id: stage.title for stage in state.stages}
            case Slider():
                points = activity.points(self.shelf.measure)
                more = (curves_of(activity, points), activity.as_text(self.shelf.measure).split("\n\n")[-1])
            case Lane():
                more = self._roads(activity.scenarios)
            case Log():
                more = activity.as_text().split("\n\n")[-1]
            case content.Tree():
                steps = [node.id for node in activity.nodes] + [end.id for end in activity.ends]
                more = {name: number for number, name in enumerate(steps, start=1)}
            case content.Finder():
                more = {
                    lesson.id: (place, lesson) for place, lesson in enumerate(self.course.lessons, start=1)
                }
            case _:
                pass
        return Part(activity.kind, activity, more)

    def _roads(self, names: tuple[str, ...]) -> list[tuple[str, list[Stop]]]:
        known = [self.shelf.scenarios[name] for name in names if name in self.shelf.scenarios]
        return [(scenario.title, road_of(scenario)) for scenario in known]

    # ------------------------------------------------------------ what gives the answers away

    def _solutions(self, lesson: Lesson) -> list[str]:
        """Return what the things to do of a lesson come to, as Markdown, in the order they come in."""
        found = list[str]()
        for block in lesson.blocks:
            if not isinstance(block, content.ActivityBlock):
                continue
            match lesson.activity(block.activity):
                case Lane() as lane:
                    found.append(self._lane_solution(lane))
                case Log() as log:
                    found.append(_log_solution(log))
                case content.Teams() as teams:
                    found.append(_teams_solution(teams))
                case content.Sort() | content.Example() as other:
                    found.append(other.as_text())
                case _:
                    pass
        return found

    def _lane_solution(self, lane: Lane) -> str:
        """Return the numbers of a lane as it is, and with each of its switches on alone."""
        scenarios = self.shelf.scenarios
        study = Study(lane.seed, DEFAULT_STUDY.replications, changes=DEFAULT_STUDY.changes)
        columns = [(scenarios[name].title, scenarios[name]) for name in lane.scenarios if name in scenarios]
        for switch in lane.switches if columns else ():
            try:
                changed = columns[0][1].with_changes(dict(switch.change))
            except SimulatorError:
                continue  # the app says so where the switch is; on paper there is no number to print
            columns.append((f"{columns[0][0]}, with: {switch.title}", changed))
        head = ("", *(title for title, _ in columns))
        rows = figure_rows(lane, [_outcome(scenario, study) for _, scenario in columns])
        said = how_run(study.replications, DEFAULT_STUDY.changes or 0, study.seed)
        return f"**{ended(lane.title)}** {lane.shows}\n\n{as_table(head, rows)}\n\n{said}"


def _asked(lesson: Lesson, block: content.Block) -> tuple[str, ...]:
    """List the questions that a block asks; a lane asks for a guess before it runs."""
    match block:
        case content.QuizBlock(items):
            return items
        case content.Predict(name):
            return (name,)
        case content.ActivityBlock(_, name):
            activity = lesson.activity(name)
            return (activity.predict,) if isinstance(activity, Lane) and activity.predict else ()
        case _:
            return ()


def ended(text: str) -> str:
    """Return a text that ends like a sentence."""
    return text if text.endswith((".", "!", "?", ":", "…")) else f"{text}."


def _outcome(scenario: Scenario, study: Study) -> Outcome:
    found = shipped_outcome(scenario, study, SHOWN_HOURS)
    return find_outcome(scenario, study, SHOWN_HOURS) if found is None else found


def _teams_solution(teams: content.Teams) -> str:
    rows = []
    for card in teams.cards:
        verdict = card.verdict()
        said = " ".join(reason.text for reason in verdict.reasons)
        rows.append((card.title, verdicts.name_of(verdict), said))
    return f"**{ended(teams.title)}**\n\n{as_table(('Team', 'Practice', 'Because'), rows)}"


def _log_solution(log: Log) -> str:
    rows = [
        (METRICS[name].title, words.number(each.value, each.unit), words.count(each.n, "row"))
        for name, each in log.measure().by_id().items()
    ]
    return f"**{ended(log.title)}**\n\n{as_table(('Metric', 'Comes to', 'Out of'), rows)}"


# ---------------------------------------------------------------- figures


def stops_of(state: content.PictureState) -> list[Stop]:
    """Return a view of a picture as the steps that are drawn."""
    return [
        Stop(each.title, each.mark, each.word, state.waiting.get(each.id, 0), each.id == state.highlight)
        for each in state.stages
    ]


def road_of(scenario: Scenario) -> list[Stop]:
    """Return the stages of a scenario as the steps that are drawn."""
    return [
        Stop(each.title or each.id.replace("-", " "), each.mark, each.mark.word) for each in scenario.stages
    ]


def curves_of(slider: Slider, points: tuple[tuple[float, tuple[float, ...]], ...]) -> list[Curve]:
    """Return the curves of a slider, each on a scale of its own that begins at 0 or below."""
    first, last = points[0][0], points[-1][0]
    found = []
    for place, series in enumerate(slider.series):
        values = [row[place] for _, row in points]
        low, high = min(0.0, *values), max(0.0, *values)
        reach = (high - low) or 1.0
        at = [
            (300 * (x - first) / (last - first), 90 * (high - value) / reach)
            for (x, _), value in zip(points, values, strict=True)
        ]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        found.append(
            Curve(f"{series.title} [{series.unit}]", drawn, f"{first:g}", f"{last:g}", f"{high:.3g}")
        )
    return found
