"""Cut a lesson into the views of a projector, one part of it each; nothing here knows Streamlit.

A view is text, a question or a figure. A question has two steps: what is asked, then what is right. Each view
has notes for the trainer: what people believe who choose an option, what is right, where it comes from.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import content
from content import Item, ItemType, Lane, Lesson
from content.tables import as_table
from delivery import Kind, Source
from ui.learning.shuffling import mixed, shown_options
from ui.markdown import inline, to_html

ROOM: Final = "room"
"""Whose order of options and cards it is: that of everybody who looks at the same wall."""
SECTION: Final = re.compile(r"^## +(.+)$", re.MULTILINE)
KINDS: Final = {
    Kind.NONE: "None of the three",
    Kind.INTEGRATION: "Continuous integration",
    Kind.DELIVERY: "Continuous delivery",
    Kind.DEPLOYMENT: "Continuous deployment",
}

View = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Room:
    """What a talk needs beside its lesson.

    Attributes:
        course: the course it belongs to.
        sources: every source by its id.
        measure: runs the simulator for the keys of predictions.
        run: gives the picture of a lane and its numbers as Markdown; None where it cannot be run at once.
    """

    course: content.Course
    sources: Mapping[str, Source]
    measure: content.Measure
    run: Callable[[Lane], tuple[View, str] | None]


def talk(room: Room, lesson: Lesson) -> dict[str, Any]:
    """Return a lesson as the projector takes it: its views in order."""
    shown = {block.picture for block in lesson.blocks if isinstance(block, content.PictureBlock)}
    pictures = {name: {"view": "workflow", **room.course.pictures[name].as_dict()} for name in sorted(shown)}
    parts = list(_parts(room, lesson))
    return {"view": "talk", "id": lesson.id, "title": lesson.title, "pictures": pictures, "parts": parts}


def _parts(room: Room, lesson: Lesson) -> Iterator[View]:
    """Yield the title, the parts in their order, and what is left to say."""
    able = "\n".join(f"- {objective.text}" for objective in lesson.objectives)
    known = [room.course.misconceptions[name] for name in lesson.misconceptions]
    beliefs = "\n".join(f"- *“{each.wrong}”* {each.right}" for each in known)
    told = f"About {lesson.minutes} minutes. You will meet these beliefs:\n\n{beliefs}"
    yield {**_text(lesson.title, f"After it you can\n\n{able}", told), "kind": "title"}
    head = lesson.title
    for block in lesson.blocks:
        for view in _block(room, lesson, block, head):
            head = view["head"]
            yield view
    order = [each.id for each in room.course.lessons]
    after = room.course.lessons[order.index(lesson.id) + 1 :]
    cited = [room.sources[name] for name in lesson.sources if name in room.sources]
    rows = "\n".join(f"{place}. {each.title}. {each.publisher}." for place, each in enumerate(cited, start=1))
    goes_on = f"Next lesson: **{after[0].title}**" if after else "This is the last lesson of the course."
    yield _text("You can now", f"{able}\n\n{goes_on}", f"What the numbers in brackets cite:\n\n{rows}")


def _text(head: str, markdown: str, notes: str = "") -> dict[str, Any]:
    return {"kind": "text", "head": head, "html": str(to_html(markdown, 1)), "notes": str(to_html(notes, 2))}


def _block(room: Room, lesson: Lesson, block: content.Block, head: str) -> Iterator[View]:
    match block:
        case content.Prose(markdown):
            yield from _prose(room, lesson, markdown, head)
        case content.Define(name):
            term = room.course.glossary[name]
            yield _text(head, f"**{term.title}**: {term.text}")
        case content.PictureBlock(name):
            for state in room.course.pictures[name].states:
                yield _figure(head, {"picture": name, "chosen": state.id}, state.as_text())
        case content.Predict(name):
            yield _question(room, head, lesson.item(name))
        case content.QuizBlock(items):
            for name in items:
                yield _question(room, head, lesson.item(name))
        case content.ActivityBlock(_, name):
            yield from _activity(room, lesson, lesson.activity(name))
        case _:
            pass  # a link to another page is nothing to look at


def _prose(room: Room, lesson: Lesson, markdown: str, head: str) -> Iterator[View]:
    """Yield a view for each section; its citations are numbers, and the notes say of what."""

    def cite(name: str) -> str:
        return f"\\[{lesson.sources.index(name) + 1}\\]" if name in lesson.sources else ""

    plain = content.link_terms(markdown, lambda word, _term: word)
    rest, *sections = SECTION.split(plain)
    pairs = [(head, rest), *zip(sections[::2], sections[1::2], strict=True)]
    for title, text in pairs:
        if text.strip():
            known = [name for name in content.cited(text) if name in room.sources]
            notes = "\n".join(
                f"- {cite(name)} {room.sources[name].title}. {room.sources[name].publisher}."
                for name in known
            )
            yield _text(title, content.link_citations(text, cite).strip(), notes)
        elif title != head:
            yield {**_text(title, ""), "kind": "head"}


def _figure(head: str, view: View, notes: str) -> View:
    return {"kind": "figure", "head": head, "figure": view, "notes": str(to_html(notes, 2))}


# ---------------------------------------------------------------- questions


def _asked(head: str, ask: str, options: list[tuple[str, bool]], after: str, notes: str) -> dict[str, Any]:
    shown = [{"html": str(inline(text)), "right": right} for text, right in options]
    return {
        "kind": "question", "head": head, "ask": str(to_html(ask, 2)), "options": shown,
        "after": str(to_html(after, 2)), "notes": str(to_html(notes, 2)), "steps": ["ask", "answer"],
    }  # fmt: skip


def _question(room: Room, head: str, item: Item) -> dict[str, Any]:
    """Return an item: its options as they are asked, then what is right and why."""
    names = shown_options(item, ROOM)
    right, after = _right(room, item), item.explain
    if item.type is ItemType.ORDER:
        rows = [f"{place}. {option.text}" for place, option in enumerate(item.options, start=1)]
        after = "\n".join([*rows, "", item.explain])
    elif item.type is ItemType.MATCH:
        titles = {group.id: group.text for group in item.groups}
        rows = [f"- {option.text}: **{titles[option.group or '']}**" for option in item.options]
        after = "\n".join([*rows, "", item.explain])
    elif item.type is ItemType.NUMERIC:
        value = next(option.value for option in item.options if option.correct)
        after = f"**{value:g} {item.unit}.** {item.explain}"
    options = [(item.option(name).text, name in right) for name in names]
    ask = item.stem
    if item.type is ItemType.NUMERIC:
        options, ask = [], f"{item.stem}\n\nA number [{item.unit}]."
    if item.groups:
        ask = f"{ask}\n\nEach belongs to one of: {'; '.join(group.text for group in item.groups)}."
    return _asked(head, ask, options, after, _notes(room, item))


def _right(room: Room, item: Item) -> set[str]:
    if item.type is ItemType.PREDICT:
        return {str(content.prediction_key(item, room.measure))}
    whole = item.type in {ItemType.ORDER, ItemType.MATCH}
    return set() if whole else {option.id for option in item.options if option.correct}


def _notes(room: Room, item: Item) -> str:
    """Return what the course says to every option, and the belief of who chooses it."""
    rows = [content.answer_text(item, room.measure)]
    met = dict.fromkeys(option.misconception for option in item.options if option.misconception)
    beliefs = [room.course.misconceptions[name] for name in met if name in room.course.misconceptions]
    rows += [f"Behind a wrong option: *“{each.wrong}”* {each.right}" for each in beliefs]
    return "\n\n".join(rows)


# ---------------------------------------------------------------- things to do


def _activity(room: Room, lesson: Lesson, activity: content.Activity) -> Iterator[View]:
    """Yield what a room does together: hands go up for each card, team and step."""
    match activity:
        case Lane():
            yield from _lane(room, lesson, activity)
        case content.Sort() | content.Teams() | content.Example():
            yield _text(activity.title, activity.text)
            yield from _cards(activity)
        case _:
            yield _alone(room, activity)


def _cards(activity: content.Sort | content.Teams | content.Example) -> Iterator[View]:
    """Yield what is judged one after the other."""
    head = activity.title
    match activity:
        case content.Sort():
            titles = {group.id: group.title for group in activity.groups}
            for card in mixed(activity.cards, ROOM, activity.id):
                options = [(titles[group.id], group.id == card.group) for group in activity.groups]
                yield _asked(head, card.text, options, card.why, f"**{titles[card.group]}.** {card.why}")
        case content.Teams():
            for team in activity.cards:
                yield _team(head, team)
        case _:
            for case in activity.cases:
                yield from _case(head, case)


def _alone(room: Room, activity: content.Activity) -> View:
    """Return a thing to do that is one view."""
    head = activity.title
    match activity:
        case content.Checklist():
            checks = "\n".join(f"- {check.text}" for check in activity.checks)
            return _text(head, f"{activity.text}\n\n{checks}", _rest(activity.as_text()))
        case content.Slider() if not activity.needs_simulator:
            return _text(head, f"{activity.text}\n\n{_rest(activity.as_text(room.measure))}")
        case content.Finder():
            titles = {each.id: each.title for each in room.course.lessons}
            rows = [(way.seen, way.means, titles.get(way.lesson, "")) for way in activity.ways]
            table = as_table(("What you see", "What it may mean", "Lesson"), rows)
            return _text(head, f"{activity.text}\n\n{table}")
        case _:
            return _text(head, f"{activity.text}\n\n{_rest(activity.as_text())}")


def _rest(twin: str) -> str:
    """Return a text twin without its title."""
    return twin.partition("\n\n")[2]


def _team(head: str, team: content.TeamCard) -> View:
    verdict = team.verdict()
    why = " ".join(reason.text for reason in verdict.reasons)
    options = [(title, kind is verdict.kind) for kind, title in KINDS.items()]
    return _asked(f"{head}: {team.title}", team.text, options, why, f"**{KINDS[verdict.kind]}.** {why}")


def _case(head: str, case: content.Case) -> Iterator[View]:
    table = as_table(case.strip.columns, case.strip.rows) if case.strip else ""
    yield _text(f"{head}: {case.title}", f"{case.text}\n\n{table}", case.verdict)
    for number, step in enumerate(case.steps):
        texts = [(choice.text, choice.id == step.answer) for choice in step.choices]
        asked = _asked(f"{head}: {case.title}", step.ask, texts, step.why, step.why)
        yield {**asked, "steps": ["answer"]} if number < case.shown else asked
    yield _text(f"{head}: {case.title}", f"**{case.verdict}**")


def _lane(room: Room, lesson: Lesson, lane: Lane) -> Iterator[View]:
    """Yield the guess, the lanes, then what came true."""
    asked = _question(room, lane.title, lesson.item(lane.predict)) if lane.predict else None
    yield _text(lane.title, lane.text)
    if asked:
        yield {**asked, "steps": ["ask"]}
    ran = room.run(lane)
    if ran:
        view, numbers = ran
        yield _figure(lane.title, view, lane.as_text())
        yield _text(lane.title, f"{numbers}\n\n{lane.shows}")
    if asked:
        yield {**asked, "steps": ["answer"]}
