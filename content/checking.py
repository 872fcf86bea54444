"""Check how well a course is made: the rules that this room can judge alone.

A lesson that breaks a rule can still be read. What other rooms hold, the ids of sources and scenarios, comes
in as plain values. Each rule is one small function that yields problems with file, line and mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from content.blocks import cited, count_words
from content.model import Bloom, Course, Item, ItemType, Lesson, Pool, Predict, Prose, QuizBlock, Try
from datafiles import Document, Problem, problem_at

LEAST_ITEMS = 5
LEAST_APPLIED = 0.6
FEEDBACK = (20, 400)
CONSPICUOUS = 1.6
WORDS_A_MINUTE = 180
MINUTES_AN_ITEM = 40 / 60
TOLERANCE = 0.3
APPLIED = frozenset({Bloom.APPLY, Bloom.ANALYZE, Bloom.EVALUATE, Bloom.CREATE})

BARE = re.compile(r"(?i)^\W*(wrong|incorrect|false|not (right|correct|quite)|no)\b\W*[.!]")
ALL_OR_NONE = re.compile(r"(?i)\b(all|none|both|neither|each|any) of (the )?(above|below|these|those|them)\b")
POSITION = re.compile(r"(?i)\b(above|below|(first|second|third|last|previous|next) (option|answer))\b")
NEGATED = re.compile(
    r"\bNOT\b|(?i:\bexcept\b)|(?i:\bwhich\b[^.?!]*\b(?:is|are|does|do|was|were)(?: not|n['\u2019]t)\b)"
)


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that other rooms hold."""

    sources: frozenset[str]
    scenarios: frozenset[str]


def check_course(course: Course, known: Known) -> tuple[Problem, ...]:
    """Return everything the rules find in a course; what loading found is in `course.problems`."""
    beliefs = "misconceptions.yaml" in course.origins  # else the items came without them
    problems = [problem for lesson in course.lessons for problem in _lesson(lesson, known, beliefs=beliefs)]
    problems += _item_ids(course)
    problems += _prerequisites(course)
    problems += _shared_sources(course, known)
    return tuple(dict.fromkeys(problems))


def check_lesson(lesson: Lesson, known: Known) -> tuple[Problem, ...]:
    """Return everything the rules find in one lesson."""
    return tuple(_lesson(lesson, known, beliefs=True))


def _lesson(lesson: Lesson, known: Known, *, beliefs: bool) -> Iterator[Problem]:
    """Apply the rules to one lesson; those about misconceptions only where they are known."""
    rules = [
        *_objectives(lesson),
        *_amount(lesson),
        *_placed(lesson),
        *_sources(lesson, known),
        *_scenarios(lesson, known),
        *_minutes(lesson),
        *_balance(lesson),
    ]
    yield from rules
    if beliefs:
        yield from _misconceptions(lesson)
        yield from _unnamed(lesson)
    for index, item in enumerate(lesson.items):
        yield from _wording(item, index, lesson.origin.quiz)
        yield from _feedback(item, index, lesson.origin.quiz)
        yield from _options(item, index, lesson.origin.quiz)


def estimated_minutes(lesson: Lesson) -> float:
    """Return the time a lesson takes [min]: words / 180, 40 s an item, and its interactive part."""
    words = sum(count_words(block.markdown) for block in lesson.blocks if isinstance(block, Prose))
    doing = lesson.interactive.minutes if lesson.interactive else 0.0
    return words / WORDS_A_MINUTE + len(_practice(lesson)) * MINUTES_AN_ITEM + doing


# ---------------------------------------------------------------- a lesson


def _practice(lesson: Lesson) -> tuple[Item, ...]:
    """Return the items that stand in the lesson itself."""
    return tuple(item for item in lesson.items if item.pool is Pool.PRACTICE)


def _objectives(lesson: Lesson) -> Iterator[Problem]:
    """Every objective is asked, and every item asks one."""
    ids = [objective.id for objective in lesson.objectives]
    for index, item in enumerate(lesson.items):
        if item.objective not in ids:
            wrong = f"`{item.objective}` is no objective of the lesson"
            mend = f"use one of {', '.join(ids)}"
            yield problem_at(lesson.origin.quiz, ("items", index, "objective"), wrong, mend)
    asked = {item.objective for item in _practice(lesson)}
    for index, objective in enumerate(ids):
        if objective not in asked:
            wrong = f"no practice item asks `{objective}`"
            mend = "write an item for it, or remove it"
            yield problem_at(lesson.origin.front, ("objectives", index), wrong, mend)


def _amount(lesson: Lesson) -> Iterator[Problem]:
    """There are enough items, and enough of them ask to apply or to judge."""
    items = _practice(lesson)
    if len(items) < LEAST_ITEMS:
        wrong = f"{len(items)} practice items"
        yield problem_at(lesson.origin.quiz, ("items",), wrong, f"write at least {LEAST_ITEMS}")
    applied = sum(item.bloom in APPLIED for item in items)
    if applied < LEAST_APPLIED * len(items):
        wrong = f"{applied} of {len(items)} practice items ask to apply or to judge"
        mend = f"let at least {LEAST_APPLIED:.0%} of them do so"
        yield problem_at(lesson.origin.quiz, ("items",), wrong, mend)


def _placed(lesson: Lesson) -> Iterator[Problem]:
    """Every practice item has its place in the text."""
    placed: set[str] = set()
    for block in lesson.blocks:
        if isinstance(block, QuizBlock):
            placed.update(block.items)
        elif isinstance(block, Predict):
            placed.add(block.item)
    for index, item in enumerate(lesson.items):
        if item.pool is Pool.PRACTICE and item.id not in placed:
            mend = f"write {{{{quiz {item.id}}}}} in en.md, or choose another pool"
            at = ("items", index, "id")
            yield problem_at(lesson.origin.quiz, at, f"`{item.id}` is placed nowhere in the lesson", mend)


def _misconceptions(lesson: Lesson) -> Iterator[Problem]:
    """The misconceptions of the front matter are those of the items, both ways."""
    used: dict[str, tuple[str | int, ...]] = {}
    for index, item in enumerate(lesson.items):
        for place, option in enumerate(item.options):
            if option.misconception is not None:
                used.setdefault(option.misconception, ("items", index, "options", place, "misconception"))
    for each, at in used.items():
        if each not in lesson.misconceptions:
            wrong = f"{each} is not among the misconceptions of the lesson"
            yield problem_at(lesson.origin.quiz, at, wrong, "add it to `misconceptions` in en.md")
    for index, each in enumerate(lesson.misconceptions):
        if each not in used:
            at = ("misconceptions", index)
            mend = "give it to a wrong option, or remove it"
            yield problem_at(lesson.origin.front, at, f"no option stands for {each}", mend)


def _unnamed(lesson: Lesson) -> Iterator[Problem]:
    """Every wrong option names what a person who chooses it may believe."""
    mend = "name the misconception that a person who chooses it may hold"
    for index, item in enumerate(lesson.items):
        for place, option in enumerate(item.options):
            is_wrong = not option.correct and item.type is not ItemType.PREDICT
            if is_wrong and option.misconception is None:
                at = ("items", index, "options", place, "misconception")
                yield problem_at(lesson.origin.quiz, at, "is missing on a wrong option", mend)


def _sources(lesson: Lesson, known: Known) -> Iterator[Problem]:
    """Every source exists and is used, and every cited one is listed."""
    front, quiz = lesson.origin.front, lesson.origin.quiz
    listed, used = set(lesson.sources), set[str]()
    missing = "add it to `sources` in the front matter of en.md"
    for line, source in _citations(lesson):
        used.add(source)
        if source not in listed:
            yield Problem(front.path, line, "body", f"cites `{source}`, which is not listed", missing)
    for index, item in enumerate(lesson.items):
        used.update(item.sources)
        at = ("items", index, "sources")
        if not item.sources:
            yield problem_at(quiz, at, "names no source", "name where its statement comes from")
        for source in item.sources:
            if source not in listed:
                yield problem_at(quiz, at, f"`{source}` is not listed in the lesson", missing)
    for index, source in enumerate(lesson.sources):
        if source not in known.sources:
            yield problem_at(front, ("sources", index), *_no_source(source))
        elif source not in used:
            mend = f"cite it as [@{source}], or remove it"
            yield problem_at(front, ("sources", index), f"`{source}` is cited nowhere", mend)


def _no_source(source: str) -> tuple[str, str]:
    """Say that a source id does not exist."""
    return f"the source `{source}` does not exist", "use an id of delivery/sources.yaml, or add it there"


def _citations(lesson: Lesson) -> Iterator[tuple[int, str]]:
    """Yield every citation of the text with its line."""
    for placed in lesson.origin.placed:
        if isinstance(placed.block, Prose):
            for row, text in enumerate(placed.block.markdown.split("\n")):
                yield from ((placed.line + row, source) for source in cited(text))


def _scenarios(lesson: Lesson, known: Known) -> Iterator[Problem]:
    """Every scenario that the lesson names exists."""
    mend = "use the id of a file in simulator/scenarios"
    for placed in lesson.origin.placed:
        if isinstance(placed.block, Try):
            for scenario in placed.block.scenarios:
                if scenario not in known.scenarios:
                    wrong = f"the scenario `{scenario}` does not exist"
                    yield Problem(lesson.origin.front.path, placed.line, "{{try}}", wrong, mend)
    for index, scenario in enumerate(lesson.interactive.scenarios if lesson.interactive else ()):
        if scenario not in known.scenarios:
            at: tuple[str | int, ...] = ("interactive", "scenarios", index)
            wrong = f"the scenario `{scenario}` does not exist"
            yield problem_at(lesson.origin.front, at, wrong, mend)
    for index, item in enumerate(lesson.items):
        for name in ("scenario", "versus") if item.predict else ():
            scenario = getattr(item.predict, name)
            if scenario not in known.scenarios:
                at = ("items", index, "predict", name)
                wrong = f"the scenario `{scenario}` does not exist"
                yield problem_at(lesson.origin.quiz, at, wrong, mend)


def _minutes(lesson: Lesson) -> Iterator[Problem]:
    """The minutes are honest."""
    minutes = estimated_minutes(lesson)
    if abs(minutes - lesson.minutes) > TOLERANCE * lesson.minutes:
        wrong = f"says {lesson.minutes} minutes, but reading and answering take about {minutes:.1f}"
        mend = f"write {max(1, round(minutes))}, or change the length"
        yield problem_at(lesson.origin.front, ("minutes",), wrong, mend)


def _balance(lesson: Lesson) -> Iterator[Problem]:
    """The right option does not stand in the same place most of the time."""
    places = [
        next(place for place, option in enumerate(item.options, start=1) if option.correct)
        for item in lesson.items
        if item.type is not ItemType.PREDICT
    ]
    for place in sorted(set(places)):
        if len(places) >= LEAST_ITEMS and places.count(place) * 2 > len(places):
            wrong = f"option {place} is the right one in {places.count(place)} of {len(places)} items"
            yield problem_at(lesson.origin.quiz, ("items",), wrong, "spread the right options")


# ---------------------------------------------------------------- an item


def _wording(item: Item, index: int, quiz: Document) -> Iterator[Problem]:
    """The stem asks straight, and no option speaks of the others."""
    negated = NEGATED.search(item.stem)
    if negated:
        wrong = f"asks with `{negated[0]}`"
        yield problem_at(quiz, ("items", index, "stem"), wrong, "ask for what is so, not for what is not")
    for place, option in enumerate(item.options):
        at = ("items", index, "options", place, "text")
        found = ALL_OR_NONE.search(option.text)
        position = POSITION.search(option.text)
        if found:
            yield problem_at(quiz, at, f"says `{found[0]}`", "write an answer that stands alone")
        elif position:
            wrong = f"says `{position[0]}`, but options may change places"
            yield problem_at(quiz, at, wrong, "name what is meant")


def _feedback(item: Item, index: int, quiz: Document) -> Iterator[Problem]:
    """Every option says why, in 20 to 400 characters."""
    least, most = FEEDBACK
    for place, option in enumerate(item.options):
        at = ("items", index, "options", place)
        size = len(option.feedback)
        if not least <= size <= most:
            wrong = f"has {size} characters"
            yield problem_at(quiz, (*at, "feedback"), wrong, f"say why in {least} to {most} characters")
        bare = BARE.search(option.feedback)
        if bare:
            wrong = f"begins with a bare `{bare[0]}`"
            yield problem_at(quiz, (*at, "feedback"), wrong, "say at once why it is so")


def _options(item: Item, index: int, quiz: Document) -> Iterator[Problem]:
    """No two options say the same, and the right one is not the long one."""
    seen: dict[str, int] = {}
    for place, option in enumerate(item.options):
        text = re.sub(r"\W+", " ", option.text.casefold()).strip()
        at = ("items", index, "options", place, "text")
        if text in seen:
            wrong = f"says the same as option {seen[text] + 1}"
            yield problem_at(quiz, at, wrong, "write another answer, or remove it")
        seen.setdefault(text, place)
        longest = max(len(each.text) for each in item.options if each is not option)
        if option.correct and len(option.text) > CONSPICUOUS * longest:
            wrong = f"the right option has {len(option.text)} characters, the longest wrong one {longest}"
            mend = f"keep it within {CONSPICUOUS} times the longest wrong one"
            yield problem_at(quiz, at, wrong, mend)


# ---------------------------------------------------------------- the course


def _item_ids(course: Course) -> Iterator[Problem]:
    """An item id is used once in the course."""
    owners: dict[str, str] = {}
    for lesson in course.lessons:
        for index, item in enumerate(lesson.items):
            owner = owners.setdefault(item.id, lesson.id)
            if owner != lesson.id:
                wrong = f"`{item.id}` is an item of the lesson {owner} too"
                yield problem_at(lesson.origin.quiz, ("items", index, "id"), wrong, "give it its own id")


def _prerequisites(course: Course) -> Iterator[Problem]:
    """Prerequisites are lessons of the course, and none leads back to where it started."""
    before = {lesson.id: lesson.prerequisites for lesson in course.lessons}
    listed = _listed(course)
    for lesson in course.lessons:
        for index, each in enumerate(lesson.prerequisites):
            at = ("prerequisites", index)
            if each not in listed:
                wrong = f"the lesson `{each}` is not in the course"
                yield problem_at(lesson.origin.front, at, wrong, "use an id of course.yaml")
            elif lesson.id in _reached(each, before):
                wrong = f"`{each}` itself needs this lesson"
                yield problem_at(lesson.origin.front, at, wrong, "break the circle")


def _listed(course: Course) -> frozenset[str]:
    """Return the lessons that were read and those that course.yaml lists."""
    document = course.origins.get("course.yaml")
    listed = document.data["lessons"] if document else ()
    return frozenset([*(lesson.id for lesson in course.lessons), *map(str, listed)])


def _reached(start: str, before: Mapping[str, Iterable[str]]) -> set[str]:
    """Return `start` and everything it needs, directly or not."""
    reached, open_ids = set[str](), [start]
    while open_ids:
        each = open_ids.pop()
        if each not in reached:
            reached.add(each)
            open_ids.extend(before.get(each, ()))
    return reached


def _shared_sources(course: Course, known: Known) -> Iterator[Problem]:
    """The sources of misconceptions and terms exist."""
    places = (
        ("misconceptions.yaml", "misconceptions", [each.sources for each in course.misconceptions.values()]),
        ("glossary.yaml", "terms", [each.sources for each in course.glossary.values()]),
    )
    for name, key, entries in places:
        for index, sources in enumerate(entries):
            for place, source in enumerate(sources):
                if source not in known.sources:
                    at = (key, index, "sources", place)
                    yield problem_at(course.origins[name], at, *_no_source(source))
