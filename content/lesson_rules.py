"""The rules for one lesson: objectives, amounts, places, sources, minutes, how it reads."""

from __future__ import annotations

from collections.abc import Iterator

from content.blocks import count_words
from content.fitting import Location
from content.items import Bloom, Item, ItemType, Pool
from content.known import Known
from content.levers import Lane, Slider
from content.model import ActivityBlock, Lesson, PictureBlock, Predict, Prose, QuizBlock, Try
from content.reading import check_reading
from content.rules import Fault, fault_at
from content.simulated_rules import check_simulated
from content.source_rules import check_sources
from content.wording import ONE_RIGHT, check_item_wording

LEAST_ITEMS = 5
LEAST_APPLIED = 0.6
WORDS_A_MINUTE = 180
MINUTES_AN_ITEM = 40 / 60
TOLERANCE = 0.3
APPLIED = frozenset({Bloom.APPLY, Bloom.ANALYZE, Bloom.EVALUATE, Bloom.CREATE})
WITH_WRONG = frozenset({ItemType.SINGLE, ItemType.CLASSIFY, ItemType.MULTI, ItemType.NUMERIC})
"""The types of items whose wrong options each stand for a misconception."""


def check_lesson_rules(lesson: Lesson, known: Known, *, beliefs: bool) -> Iterator[Fault]:
    """Apply the rules to one lesson; those about misconceptions only where they are known."""
    yield from _objectives(lesson)
    yield from _amount(lesson)
    yield from _placed(lesson)
    yield from _interactive(lesson)
    yield from check_sources(lesson, known)
    yield from check_simulated(lesson, known)
    yield from _minutes(lesson)
    yield from check_reading(lesson)
    yield from _balance(lesson)
    if beliefs:
        yield from _misconceptions(lesson)
        yield from _unnamed(lesson)
    for index, item in enumerate(lesson.items):
        yield from check_item_wording(item, index, lesson.origin.quiz)


def estimated_minutes(lesson: Lesson) -> float:
    """Return the time a lesson takes [min]: words / 180, 40 s an item, and its interactive part."""
    words = sum(count_words(block.markdown) for block in lesson.blocks if isinstance(block, Prose))
    doing = lesson.interactive.minutes if lesson.interactive else 0.0
    return words / WORDS_A_MINUTE + len(practice(lesson)) * MINUTES_AN_ITEM + doing


def practice(lesson: Lesson) -> tuple[Item, ...]:
    """Return the items that stand in the lesson itself."""
    return tuple(item for item in lesson.items if item.pool is Pool.PRACTICE)


# ---------------------------------------------------------------- objectives, amounts, places


def _objectives(lesson: Lesson) -> Iterator[Fault]:
    """Every objective is asked, and every item asks one."""
    ids = [objective.id for objective in lesson.objectives]
    for index, item in enumerate(lesson.items):
        if item.objective not in ids:
            wrong = f"`{item.objective}` is no objective of the lesson"
            mend = f"use one of {', '.join(ids)}"
            yield fault_at(lesson.origin.quiz, ("items", index, "objective"), "item-objective", wrong, mend)
    asked = {item.objective for item in practice(lesson)}
    for index, objective in enumerate(ids):
        if objective not in asked:
            wrong = f"no practice item asks `{objective}`"
            mend = "write an item for it, or remove it"
            yield fault_at(lesson.origin.front, ("objectives", index), "objective-asked", wrong, mend)


def _amount(lesson: Lesson) -> Iterator[Fault]:
    """There are enough items, enough of them ask to apply or to judge, and one tells of a team."""
    items, quiz = practice(lesson), lesson.origin.quiz
    if len(items) < LEAST_ITEMS:
        wrong = f"{len(items)} practice items"
        yield fault_at(quiz, ("items",), "enough-items", wrong, f"write at least {LEAST_ITEMS}")
    applied = sum(item.bloom in APPLIED for item in items)
    if applied < LEAST_APPLIED * len(items):
        wrong = f"{applied} of {len(items)} practice items ask to apply or to judge"
        mend = f"let at least {LEAST_APPLIED:.0%} of them do so"
        yield fault_at(quiz, ("items",), "enough-applied", wrong, mend)
    if not any(item.is_story for item in items):
        mend = "let one be of the type classify, or write `story: true` on one that tells of a team"
        yield fault_at(quiz, ("items",), "story", "no practice item tells of a team", mend)


def _placed(lesson: Lesson) -> Iterator[Fault]:
    """Every practice item and every activity has its place in the text."""
    placed, shown = _shown(lesson)
    for index, item in enumerate(lesson.items):
        if item.pool is Pool.PRACTICE and item.id not in placed:
            mend = f"write {{{{quiz {item.id}}}}} in en.md, or choose another pool"
            at: Location = ("items", index, "id")
            wrong = f"`{item.id}` is placed nowhere in the lesson"
            yield fault_at(lesson.origin.quiz, at, "placed", wrong, mend)
    for index, activity in enumerate(lesson.activities):
        if activity.id not in shown:
            mend = f"write {{{{{activity.kind} {activity.id}}}}} in en.md, or remove it"
            at = ("activities", index, "id")
            wrong = f"`{activity.id}` is placed nowhere in the lesson"
            yield fault_at(lesson.origin.activities, at, "placed", wrong, mend)


def _shown(lesson: Lesson) -> tuple[set[str], set[str]]:
    """Return the items and the activities that stand in the text."""
    items: set[str] = set()
    activities: set[str] = set()
    for block in lesson.blocks:
        match block:
            case QuizBlock(names):
                items.update(names)
            case Predict(name):
                items.add(name)
            case ActivityBlock(_, name):
                activities.add(name)
                activity = lesson.activity(name)
                if isinstance(activity, Lane) and activity.predict:
                    items.add(activity.predict)
            case _:
                continue
    return items, activities


def _interactive(lesson: Lesson) -> Iterator[Fault]:
    """There is one thing to do, it stands in the text, and a run is predicted first."""
    front = lesson.origin.front
    if lesson.interactive is None:
        yield fault_at(front, (), "interactive", "has nothing to do", "add `interactive:` and place it")
        return
    kind = lesson.interactive.kind.value
    kinds = {_directive(block) for block in (each.block for each in lesson.origin.placed)}
    if kind not in kinds:
        mend = f"write {{{{{kind} some-id}}}} in the text, or name another kind"
        wrong = f"no {{{{{kind}}}}} stands in the text"
        yield fault_at(front, ("interactive", "kind"), "interactive", wrong, mend)
    runs = any(
        isinstance(each, Lane) or (isinstance(each, Slider) and each.sweep) for each in lesson.activities
    )
    if runs and not any(item.type is ItemType.PREDICT for item in practice(lesson)):
        mend = "write an item of the type predict, and place it before the run"
        wrong = "runs the simulator without a prediction"
        yield fault_at(front, ("interactive",), "predicted", wrong, mend)


def _directive(block: object) -> str:
    """Return the directive that a block came from."""
    match block:
        case ActivityBlock(kind, _):
            return kind
        case PictureBlock():
            return "picture"
        case Try():
            return "try"
        case _:
            return ""


# ---------------------------------------------------------------- misconceptions


def _misconceptions(lesson: Lesson) -> Iterator[Fault]:
    """The misconceptions of the front matter are those of the items, both ways."""
    used: dict[str, Location] = {}
    for index, item in enumerate(lesson.items):
        for place, option in enumerate(item.options):
            if option.misconception is not None:
                used.setdefault(option.misconception, ("items", index, "options", place, "misconception"))
    for each, at in used.items():
        if each not in lesson.misconceptions:
            wrong = f"{each} is not among the misconceptions of the lesson"
            mend = "add it to `misconceptions` in en.md"
            yield fault_at(lesson.origin.quiz, at, "misconception-listed", wrong, mend)
    for index, each in enumerate(lesson.misconceptions):
        if each not in used:
            mend = "give it to a wrong option, or remove it"
            wrong = f"no option stands for {each}"
            where: Location = ("misconceptions", index)
            yield fault_at(lesson.origin.front, where, "misconception-listed", wrong, mend)


def _unnamed(lesson: Lesson) -> Iterator[Fault]:
    """Every wrong option names what a person who chooses it may believe."""
    mend = "name the misconception that a person who chooses it may hold"
    for index, item in enumerate(lesson.items):
        for place, option in enumerate(item.options):
            if item.type in WITH_WRONG and not option.correct and option.misconception is None:
                at = ("items", index, "options", place, "misconception")
                wrong = "is missing on a wrong option"
                yield fault_at(lesson.origin.quiz, at, "misconception-named", wrong, mend)


# ---------------------------------------------------------------- time and reading


def _minutes(lesson: Lesson) -> Iterator[Fault]:
    """The minutes are honest."""
    minutes = estimated_minutes(lesson)
    if abs(minutes - lesson.minutes) > TOLERANCE * lesson.minutes:
        wrong = f"says {lesson.minutes} minutes, but reading and answering take about {minutes:.1f}"
        mend = f"write {max(1, round(minutes))}, or change the length"
        yield fault_at(lesson.origin.front, ("minutes",), "minutes", wrong, mend)


def _balance(lesson: Lesson) -> Iterator[Fault]:
    """The right option does not stand in the same place most of the time."""
    places = [
        next(place for place, option in enumerate(item.options, start=1) if option.correct)
        for item in lesson.items
        if item.type in ONE_RIGHT
    ]
    for place in sorted(set(places)):
        if len(places) >= LEAST_ITEMS and places.count(place) * 2 > len(places):
            wrong = f"option {place} is the right one in {places.count(place)} of {len(places)} items"
            yield fault_at(
                lesson.origin.quiz, ("items",), "option-balance", wrong, "spread the right options"
            )
