"""Say which answer is right, what the simulator settles, and what a room gained; no Streamlit in here.

A host may read it at any time; phones and the wall only after the reveal.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import content
from content import Item, ItemType
from content.items import Ask, Prediction
from content.predicting import asked, predicted_value
from delivery import METRICS
from ui import words
from ui.agendas import House
from ui.asking import CHANGES
from ui.simulating.comparing import Side, from_to, ratio, side, times
from ui.workshop.telling import items_of
from workshops import Agenda, Kind, Room, Tally

FIGURES: Mapping[str, str] = {"p50": "median", "p90": "nine in ten", "p95": "95 of 100", "mean": "mean"}


@dataclass(frozen=True, slots=True)
class Key:
    """What is right about one question.

    Attributes:
        right: ids of the right answers; empty where none is right, as of a question about opinions.
        why: the explanation of the course.
        beliefs: by answer, the misconception of who chooses it.
        outcome: for a prediction, what the runs came to, in words, such as "41 times".
        interval: its 95 % interval in words; empty where there is none.
        how: of which runs it is, with the seed.
    """

    right: frozenset[str] = frozenset()
    why: str = ""
    beliefs: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""
    interval: str = ""
    how: str = ""


Values = Callable[[content.Asked], tuple[float | None, ...]]
"""Runs the simulator and returns a metric in each replication."""


def keys(agenda: Agenda, place: int, house: House, key: Callable[[Item], Key]) -> dict[str, Key]:
    """Return what is right in a step, by question; nothing where nothing is asked of the course."""
    return {item.id: key(item) for item in items_of(agenda.asked(place), house)}


def key_of(item: Item, measure: content.Measure, values: Values) -> Key:
    """Return what is right about an item; of a prediction the simulator says it."""
    beliefs = {option.id: option.misconception for option in item.options if option.misconception}
    if item.type is not ItemType.PREDICT or item.predict is None:
        return Key(frozenset({content.right_option(item)}), item.explain, beliefs)
    found = content.prediction_key(item, measure)
    value = predicted_value(item.predict, measure)
    reach = None if value is None else reach_of(item.predict, value, values)
    return Key(
        frozenset({found} if found else ()),
        item.explain,
        beliefs,
        _say(item.predict, value),
        "" if reach is None else from_to(_say(item.predict, reach[0]), _say(item.predict, reach[1])),
        f"{item.predict.runs} replications of {CHANGES} changes, seed {item.predict.seed}; the same changes "
        "enter every road. Illustrative assumptions, in this model.",
    )


def reach_of(prediction: Prediction, value: float, values: Values) -> tuple[float, float] | None:
    """Return the 95 % interval of what a prediction is about; None where there is none.

    The value is that of all changes together; it is as far off as those of the replications are, as in the
    comparison of lanes.
    """
    sides = [values(each) for each in asked(prediction)]
    found: Side
    if prediction.ask is Ask.VALUE:
        found = side(sides[0])
    elif prediction.ask is Ask.RATIO:
        found = ratio(sides[0], sides[1])
    else:
        gaps = [None if a is None or b is None else a - b for a, b in zip(*sides, strict=True)]
        found = side(gaps)
    if found.low is None or found.high is None or found.mean is None:
        return None
    if prediction.ask is Ask.RATIO:
        return value * found.low / found.mean, value * found.high / found.mean
    return value + found.low - found.mean, value + found.high - found.mean


def _say(prediction: Prediction, value: float | None) -> str:
    if value is None:
        return "none"
    if prediction.ask is Ask.RATIO:
        return times(value)
    name = prediction.metric.partition(".")[0]
    return words.number(value, METRICS[name].unit if name in METRICS else "count")


# ---------------------------------------------------------------- what a room gained


@dataclass(frozen=True, slots=True)
class Shift:
    """How a room answered one idea before and after: of so many, how many were right.

    Attributes:
        first, second: ids of the two questions; the same one where it was voted on again.
        before, after: (right, people).
    """

    first: str
    second: str
    before: tuple[int, int]
    after: tuple[int, int]


@dataclass(frozen=True, slots=True)
class RoomGain:
    """What a room gained over its pairs: shares of right answers [0..1] and the normalized gain.

    Answers are not matched person by person: nobody is followed from one question to the next. `value` is
    (after - before) / (1 - before), None where all was right before. Source: hake-1998.
    """

    shifts: tuple[Shift, ...]
    before: float
    after: float
    value: float | None


def twins(house: House) -> dict[str, str]:
    """Return the twin of each item of the course that has one."""
    items = (item for lesson in house.course.lessons for item in lesson.items)
    return {item.id: item.twin for item in items if item.twin}


def shifts(
    room: Room, place: int, house: House, right: Callable[[int], Mapping[str, Key]]
) -> tuple[Shift, ...]:
    """Return how a room moved on each idea that a step asks again, where both counts were shown.

    Args:
        room: the room.
        place: the step that asks again.
        house: what agendas name.
        right: what is right in a step.
    """
    found = []
    twin = twins(house)
    for question in room.asked[place]:
        now = room.tallies.get((place, question))
        earlier = _earlier(room, place, question, twin.get(question))
        then = room.tallies.get(earlier) if earlier else None
        if now is None or then is None or earlier is None:
            continue
        before, after = right(earlier[0]).get(earlier[1]), right(place).get(question)
        if before and after and before.right and after.right and sum(then.values()) and sum(now.values()):
            found.append(Shift(earlier[1], question, _right(then, before.right), _right(now, after.right)))
    return tuple(found)


def _earlier(room: Room, place: int, question: str, twin: str | None) -> tuple[int, str] | None:
    """Return where the same question, or its twin, was asked first; where it was shown, if it was."""
    found = [
        (step, name)
        for step in range(place)
        for name in (question, twin)
        if name is not None and name in room.asked[step]
    ]
    return next((ask for ask in found if ask in room.tallies), found[0] if found else None)


def _right(tally: Tally, right: frozenset[str]) -> tuple[int, int]:
    return sum(count for name, count in tally.items() if name in right), sum(tally.values())


def gain(found: Sequence[Shift]) -> RoomGain | None:
    """Return what a room gained over these ideas; None where there are none. Source: hake-1998."""
    if not found:
        return None
    before = sum(one.before[0] for one in found) / sum(one.before[1] for one in found)
    after = sum(one.after[0] for one in found) / sum(one.after[1] for one in found)
    return RoomGain(tuple(found), before, after, (after - before) / (1 - before) if before < 1 else None)


def gain_words(found: RoomGain) -> str:
    """Say a gain in one line, with how many answers it is of."""
    many = [sum(one.before[1] for one in found.shifts), sum(one.after[1] for one in found.shifts)]
    value = "no gain can be computed" if found.value is None else f"gain {found.value:+.2f}"
    return (
        f"{found.before * 100:.0f} % right before, {found.after * 100:.0f} % after; {value} "
        f"(of {many[0]} and {many[1]} answers to {words.count(len(found.shifts), 'idea')}; not matched "
        "person by person)"
    )


def asks_again(room: Room, place: int, house: House) -> bool:
    """Say whether a step asks something for the second time: the same question, or its twin."""
    if not 0 <= place < len(room.asked) or room.agenda.steps[place].kind is Kind.ASSESS:
        return False
    twin = twins(house)
    return any(_earlier(room, place, name, twin.get(name)) for name in room.asked[place])
