"""Say what the wall of a workshop shows, as the player takes it; nothing here knows Streamlit.

It is built from what `workshops.on_screen` gives out, so that no count is in it before the reveal.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assessments import agreements
from content import Picture
from ui import words
from ui.agendas import House
from ui.assessing.together_bricks import apart
from ui.markdown import inline, to_html
from ui.workshop import hands
from ui.workshop.sending import COMPARISON, GAIN, LANES, PICTURE, Sent, read_sent
from ui.workshop.settling import Key, Shift, gain, gain_words, shifts
from ui.workshop.telling import Asked, questions
from workshops import ASKING, LOBBY, Kind, Room, Screen, Shown, Stage, Step, Timer, Working

OPEN_MODE: Final = 1
View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Door:
    """How people join: the code, the address to type, the address as a picture."""

    code: str
    address: str
    picture: str


@dataclass(frozen=True, slots=True)
class Table:
    """Lanes compared: what the columns are, the rows, and of which runs it is."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    how: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A deployment that a room carried out by hand: in which order, how long [s], and whether it slipped."""

    order: tuple[int, ...]
    seconds: float
    slipped: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """The lane of a room's deployment by hand and the automatic one: as a moving picture and compared."""

    figure: View
    table: Table


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a workshop takes from other rooms.

    Attributes:
        house: what agendas name.
        pictures: the pictures of the course by their id.
        keys: what is right in a step.
        roads: the texts of scenarios by their ids; those that cannot be read are left out.
        lanes: texts of roads and a seed, as a moving picture; None until they were run.
        table: the same, compared; None until they were run.
        beside: a deployment by hand and a seed, beside the automatic lane; None until they were run.
    """

    house: House
    pictures: Mapping[str, Picture]
    keys: Callable[[int], Mapping[str, Key]]
    roads: Callable[[Sequence[str]], tuple[str, ...]]
    lanes: Callable[[tuple[str, ...], int], View | None]
    table: Callable[[tuple[str, ...], int], Table | None]
    beside: Callable[[Handed, int], Beside | None]


def least_words(least: int) -> str:
    """Say from how many people on a count is shown."""
    if least == OPEN_MODE:
        return "This room is open: counts are shown however few answer, so a small group may be recognized."
    return f"A count is shown only when at least {least} people answered."


def wall(room: Room, screen: Screen, door: Door, shelf: Shelf) -> View:
    """Return what the wall shows now."""
    asking = screen.stage is Stage.OPEN and screen.kind in ASKING
    return {
        "view": "room",
        "code": f"{door.code[:3]} {door.code[3:]}",
        "address": door.address,
        "qr": door.picture,
        "joined": screen.joined,
        "answered": screen.answered if asking else 0,
        "asking": asking,
        "over": screen.over,
        "step": step_words(room),
        "body": _over(room) if screen.over else body(room, screen, shelf),
    }


def timer_words(timer: Timer, now: float) -> View | None:
    """Return the clock of the wall; None where it is off."""
    left = timer.left(now)
    return None if left is None else {"left": round(left, 1), "runs": timer.ends is not None}


def step_words(room: Room) -> str:
    """Return where a room is in its agenda."""
    if room.place == LOBBY:
        return ""
    return f"{room.place + 1} of {len(room.agenda.steps)}. {room.agenda.steps[room.place].name}"


def body(room: Room, screen: Screen, shelf: Shelf) -> View:
    """Return the part of the wall that changes with the step."""
    if room.place == LOBBY:
        return _lobby(room)
    step, sent = room.agenda.steps[room.place], read_sent(room.sent.get(room.place))
    if sent.show == PICTURE:
        return _picture(step, sent, shelf)
    if step.kind is Kind.SIMULATE:
        return _run(room, step, sent, shelf)
    if step.kind is Kind.RUNBOOK:
        return _by_hand(room, step, screen.run, sent, shelf)
    if step.kind is Kind.DEBRIEF:
        return {"kind": "debrief", "title": step.name, "prompts": [str(inline(one)) for one in step.prompts]}
    return _asking(room, screen, sent, shelf)


def _asking(room: Room, screen: Screen, sent: Sent, shelf: Shelf) -> View:
    """Return a step that asks something: its name alone, then a question, then what was answered."""
    step = room.agenda.steps[room.place]
    found = questions(room.agenda, room.place, shelf.house)
    if not found:
        return {"kind": "text", "title": step.name, "lines": []}
    if screen.stage is Stage.SHOWN:
        says = f"{words.count(len(found), 'question')}. The host opens the answers in a moment."
        return {"kind": "text", "title": step.name, "lines": [str(inline(says))]}
    asked = found[min(sent.at, len(found) - 1)]
    if screen.stage is Stage.OPEN:
        return _question(asked, found)
    if sent.show == GAIN:
        return _gain(room, shelf, found)
    return _revealed(room, screen, asked, shelf)


def _lobby(room: Room) -> View:
    lines = [
        "Open the address, or point a camera at the picture, and type the code.",
        "No account and no name. Nobody sees who answered what.",
        least_words(room.least),
    ]
    return {
        "kind": "lobby",
        "title": room.agenda.title,
        "question": room.agenda.question or "",
        "lines": lines,
    }


def _over(room: Room) -> View:
    return {"kind": "text", "title": "Thank you", "lines": [str(inline(f"{room.agenda.title} is over."))]}


def _picture(step: Step, sent: Sent, shelf: Shelf) -> View:
    name, _, state = sent.name.partition("/")
    found = shelf.pictures.get(name)
    if found is None:
        return {"kind": "text", "title": step.name, "lines": []}
    figure = {"view": "workflow", "chosen": state, **found.as_dict()}
    says = "\n\n".join(one.as_text() for one in found.states if one.id == state)
    return {"kind": "picture", "title": step.name, "figure": figure, "twin": str(to_html(says, 2))}


def roads_of(room: Room, place: int, shelf: Shelf) -> tuple[str, ...]:
    """Return the roads that a step runs: those that the host sent, else those of the agenda."""
    sent = read_sent(room.sent.get(place))
    return sent.roads or shelf.roads(room.agenda.steps[place].scenarios)


def _run(room: Room, step: Step, sent: Sent, shelf: Shelf) -> View:
    roads, seed = roads_of(room, room.place, shelf), room.agenda.seed
    if sent.show == COMPARISON:
        table = shelf.table(roads, seed)
        if table is not None:
            return _table("In this model, the same changes", table)
    figure = shelf.lanes(roads, seed) if roads else None
    if figure is None:
        lines = ["The simulator is running."] if roads else []
        return {"kind": "text", "title": step.name, "lines": lines, "waits": bool(roads)}
    twin = lanes_twin(figure)
    return {"kind": "lanes", "title": step.name, "figure": figure, "twin": twin, "events": sent.events}


def lanes_twin(figure: View | None) -> str:
    """Return moving lanes as text: each lane with the numbers beside it."""
    rows = []
    for lane in (figure or {}).get("lanes", ()):
        facts = "; ".join(f"{fact['value']} {fact['text']}" for fact in lane["facts"])
        rows.append(f"- Lane {lane['letter']}, {lane['frames']['title']}: {facts}")
    return str(to_html("\n".join(rows)))


# ---------------------------------------------------------------- a deployment by hand


def handed_of(step: Step, run: Working | None) -> Handed | None:
    """Return a deployment by hand that is over as the simulator takes it."""
    if run is None or not run.over:
        return None
    order = tuple(one.step for one in run.done)
    return Handed(order, run.passed, bool(hands.slips(step.runbook, run)))


def _by_hand(room: Room, step: Step, run: Working | None, sent: Sent, shelf: Shelf) -> View:
    if run is None:
        says = (
            f"{words.count(len(step.runbook), 'step')}. Each phone holds one, or several, or shares one. "
            "The host begins in a moment."
        )
        return {"kind": "text", "title": step.name, "lines": [str(inline(says))]}
    handed = handed_of(step, run)
    if handed is not None and sent.show in {LANES, COMPARISON}:
        return _beside(step, handed, room.agenda.seed, sent, shelf)
    rows = [
        {
            "number": one.number, "text": one.text, "state": one.state, "slip": one.slip,
            "took": "" if one.took is None else hands.clock(one.took), "seconds": one.took or 0.0,
        }
        for one in hands.lines(step.runbook, run)
    ]  # fmt: skip
    return {
        "kind": "runbook", "title": step.name, "rows": rows, "passed": round(run.passed, 1),
        "runs": not run.over,
        "says": hands.outcome_words(step.runbook, run) or hands.waiting_words(step.runbook, run),
    }  # fmt: skip


def _beside(step: Step, handed: Handed, seed: int, sent: Sent, shelf: Shelf) -> View:
    found = shelf.beside(handed, seed)
    if found is None:
        return {"kind": "text", "title": step.name, "lines": ["The simulator is running."], "waits": True}
    if sent.show == COMPARISON:
        return _table("This room and the automatic lane", found.table)
    title = "The same week of changes"
    return {"kind": "lanes", "title": title, "figure": found.figure, "twin": lanes_twin(found.figure),
            "events": sent.events}  # fmt: skip


def _table(title: str, table: Table) -> View:
    rows = [list(row) for row in table.rows]
    return {
        "kind": "table",
        "title": title,
        "head": list(table.head),
        "rows": rows,
        "foot": table.how,
        "sum": "",
    }


# ---------------------------------------------------------------- questions


def _ask(asked: Asked) -> View:
    return {"lead": str(inline(asked.lead)), "ask": str(inline(asked.ask))}


def _question(asked: Asked, found: Sequence[Asked]) -> View:
    options = [{"letter": one.letter, "html": str(inline(one.text))} for one in asked.options]
    number = f"Question {found.index(asked) + 1} of {len(found)}. " if len(found) > 1 else ""
    foot = f"{number}Counts stay hidden until the host shows them."
    return {"kind": "question", **_ask(asked), "options": options, "foot": foot}


def _revealed(room: Room, screen: Screen, asked: Asked, shelf: Shelf) -> View:
    step = room.agenda.asked(room.place)
    key = Key() if step.kind is Kind.ASSESS else shelf.keys(room.place).get(asked.id, Key())
    now = shown_of(screen.shown, asked.id)
    before = shown_of(screen.before, asked.id)
    if key.outcome and step.kind is Kind.PREDICT:
        return _predicted(room, asked, key, now, shelf)
    tally, first = (now.tally if now else None), (before.tally if before else None)
    rows = [
        {
            "letter": one.letter, "html": str(inline(one.text)), "right": one.id in key.right,
            "count": None if tally is None else tally.get(one.id, 0),
            "before": None if first is None else first.get(one.id, 0),
        }
        for one in asked.options
        if not one.id.startswith("~") or (tally or {}).get(one.id)
    ]  # fmt: skip
    people = sum((tally or {}).values())
    foot = f"{words.count(people, 'answer')}" if tally is not None else ""
    return {
        "kind": "tally", **_ask(asked), "options": rows, "reason": now.reason if now else "", "foot": foot,
        "sum": _sum(step, asked, key, tally, first, shelf),
        "earlier": "first vote", "later": "after the talk",
    }  # fmt: skip


def shown_of(found: Sequence[Shown], question: str) -> Shown | None:
    """Return what is shown of one question."""
    return next((one for one in found if one.question == question), None)


def _sum(
    step: Step, asked: Asked, key: Key, tally: Mapping[str, int] | None, first: Mapping[str, int] | None,
    shelf: Shelf,
) -> str:  # fmt: skip
    """Say in a few words what the counts come to: how many are right, or how far they lie apart."""
    if tally is None:
        return ""
    if step.questionnaire:
        questionnaire = shelf.house.questionnaires[step.questionnaire]
        found = agreements(questionnaire, {asked.id: tally})
        return apart(found[0], questionnaire.practice(asked.id)) if found else ""
    if not key.right:
        return ""
    people = sum(tally.values())
    now = sum(count for name, count in tally.items() if name in key.right)
    if first is None:
        return f"{now} of {people} right"
    then, all_then = sum(count for name, count in first.items() if name in key.right), sum(first.values())
    if all_then == people:
        return f"{then} → {now} of {people} right"
    return f"{then} of {all_then} → {now} of {people} right"


def _predicted(room: Room, asked: Asked, key: Key, now: Shown | None, shelf: Shelf) -> View:
    tally = now.tally if now else None
    rows = [
        {
            "html": str(inline(one.text)), "right": one.id in key.right,
            "count": None if tally is None else tally.get(one.id, 0),
        }
        for one in asked.options
    ]  # fmt: skip
    title = f"It was {key.outcome}."
    if tally:
        right = sum(count for name, count in tally.items() if name in key.right)
        title = f"{right} of {sum(tally.values())} guessed it. It was {key.outcome}."
    item = next(
        (one for lesson in shelf.house.course.lessons for one in lesson.items if one.id == asked.id), None
    )
    names = [item.predict.scenario, item.predict.versus] if item and item.predict else []
    figure = shelf.lanes(shelf.roads([name for name in names if name]), room.agenda.seed) if names else None
    ask = f"{asked.lead} {asked.ask}".strip()
    return {
        "kind": "predict", "title": title, "ask": ask, "options": rows, "outcome": key.outcome,
        "interval": f"95 % interval {key.interval}" if key.interval else "no interval",
        "reason": now.reason if now and tally is None else "", "figure": figure, "foot": key.how,
        "twin": lanes_twin(figure),
    }  # fmt: skip


def _gain(room: Room, shelf: Shelf, found: Sequence[Asked]) -> View:
    moved = shifts(room, room.place, shelf.house, shelf.keys)
    total = gain(moved)
    rows = gain_rows(moved, {one.id: one for one in found})
    says = gain_words(total) if total else "No idea was asked before and after with enough answers to show."
    head = ["The idea", "Right before", "Right after"]
    return {"kind": "table", "title": "Before and after", "head": head, "rows": rows, "foot": says, "sum": ""}


def gain_rows(moved: Sequence[Shift], asked: Mapping[str, Asked]) -> list[list[str]]:
    """Return a row for each idea: what was asked, how many of how many were right before and after."""
    return [
        [
            asked[one.second].ask if one.second in asked else one.second,
            f"{one.before[0]} of {one.before[1]}",
            f"{one.after[0]} of {one.after[1]}",
        ]
        for one in moved
    ]
