"""Write the pages that phones see: each from a view of the room that holds no count before it is shown."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import segno

from ui.rooms.hub import Now, now, run_name
from ui.workshop import hands
from ui.workshop.doors import DARK, LIGHT
from ui.workshop.telling import Asked
from ui.writing import write_html
from workshops import LOBBY, Kind, Phone, Shown, Stage, Step, on_phone

MINUTE: Final = 60
RIM: Final = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Say where a phone is, and what stands behind its page.

    Attributes:
        found: the room as it is.
        seat: who looks.
        token: the secret of the seat.
        asked: what the present step asks, in words.
        number: which of its questions is wanted [1..]; 0 is the first that waits for an answer.
        note: what to say first; empty where there is nothing.
    """

    found: Now
    seat: str
    token: str
    asked: tuple[Asked, ...]
    number: int = 0
    note: str = ""


def form_proof(token: str) -> str:
    """Return what a form carries to show that it was made for the seat that sends it."""
    return hashlib.sha256(f"form {token}".encode()).hexdigest()[:32]


def phone_page(place: Place) -> str:
    """Write what one participant sees."""
    room = place.found.room
    view = on_phone(room, place.seat, now())
    step = None if view.place == LOBBY else room.agenda.steps[view.place]
    values: dict[str, Any] = {
        "code": place.found.code,
        "moved": place.found.moved,
        "note": place.note,
        "title": room.agenda.title if step is None else step.name,
        "left": None if view.left is None else round(view.left),
        "clock": clock(view.left),
        "least": room.least,
        "proof": form_proof(place.token),
        "place": view.place,
        "state": _state(view),
        "waits": view.over or view.stage is not Stage.OPEN or view.kind is Kind.RUNBOOK,
    }
    return write_html("rooms/phone.html", **values, **_body(view, step, place))


def join_page(code: str, seat: str, least: int) -> str:
    """Write the page on which somebody comes in; `seat` is drawn anew each time."""
    return write_html("rooms/join.html", code=code, seat=seat, least=least)


def link_page(code: str, address: str, token: str) -> str:
    """Write the page that takes a seat along to another device; `address` is the server's, without a path."""
    link = f"{address}/j/{code}/as/{token}"
    picture = segno.make(link, error="m").svg_data_uri(scale=4, dark=DARK, light=LIGHT, border=4)
    return write_html("rooms/link.html", code=code, link=link, picture=picture)


def door_page(note: str = "", typed: str = "") -> str:
    """Write the page on which somebody types a code."""
    return write_html("rooms/door.html", note=note, typed=typed)


def clock(left: float | None) -> str:
    """Return how long is left as 1:05, or nothing where no clock runs."""
    if left is None:
        return ""
    minutes, seconds = divmod(round(left), MINUTE)
    return f"{minutes}:{seconds:02d}"


def _state(view: Phone) -> str:
    if view.over:
        return "over"
    if view.kind is None:
        return "lobby"
    if view.kind is Kind.RUNBOOK:
        return "hands"
    if view.stage is Stage.OPEN and view.questions:
        return "open"
    return "revealed" if view.shown else "shown"


def _body(view: Phone, step: Step | None, place: Place) -> dict[str, Any]:
    if _state(view) == "open":
        return _asking(view, place)
    if _state(view) == "hands":
        return {"asked": None, "shown": [], "prompts": (), **_by_hand(view, step, place)}
    prompts = step.prompts if step is not None and step.kind is Kind.DEBRIEF else ()
    shown = [_result(one, place.asked, view.mine) for one in view.shown]
    return {"prompts": prompts, "shown": shown, "asked": None}


def _by_hand(view: Phone, step: Step | None, place: Place) -> dict[str, Any]:
    texts = () if step is None else step.runbook
    run, known = view.run, place.found.room.runs.get(view.place)
    if run is None or known is None:
        return {"run": "", "steps": (), "says": "", "texts": texts}
    mine = [one for one in hands.lines(texts, run) if one.number - 1 in run.mine]
    says = hands.outcome_words(texts, run) or hands.waiting_words(texts, run)
    return {"run": run_name(known), "steps": mine, "says": says, "ended": run.over, "texts": texts}


def _asking(view: Phone, place: Place) -> dict[str, Any]:
    asked = [one for one in place.asked if one.id in view.questions]
    waiting = [number for number, one in enumerate(asked, 1) if one.id not in view.mine]
    number = min(place.number or next(iter(waiting), len(asked)), len(asked))
    question = asked[number - 1]
    mine = place.found.room.votes.get((view.place, question.id), {}).get(place.seat)
    return {
        "prompts": (),
        "shown": [],
        "asked": question,
        "mine": view.mine.get(question.id, ""),
        "click": 1 if mine is None else mine.click + 1,
        "number": number,
        "count": len(asked),
        "answered": len(view.mine),
        "after": number + 1 if number < len(asked) else next(iter(waiting), 0) if len(asked) > 1 else 0,
    }


def _result(shown: Shown, asked: tuple[Asked, ...], mine: Mapping[str, str]) -> dict[str, Any]:
    words = next(
        (one for one in asked if one.id == shown.question), Asked(shown.question, "", shown.question, ())
    )
    tally = shown.tally or {}
    people = sum(tally.values())
    rows = [
        {
            "letter": option.letter,
            "text": option.text,
            "count": tally.get(option.id, 0),
            "share": round(RIM * tally.get(option.id, 0) / people) if people else 0,
            "mine": mine.get(shown.question) == option.id,
        }
        for option in words.options
    ]
    told = shown.tally is not None
    return {"ask": words.ask, "people": people, "rows": rows if told else [], "reason": shown.reason}
