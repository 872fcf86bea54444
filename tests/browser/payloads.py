"""Thirty texts that want to run as a script, and a house in which all that people write is one of them.

Each payload calls `__hit` with its number, or asks a host that does not exist; a page that does neither has
shown it as the text it is.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from assessments import Questionnaire
from assessments.importers import import_texts
from simulator import scenario_from_text, scenario_text
from store import (
    Agreed,
    AnswerWrite,
    Experiment,
    GradeWrite,
    Keep,
    OpenAssessment,
    Proof,
    Seat,
    Store,
    Target,
)
from ui.agendas import asked as asked_of
from ui.rooms.hub import Hub
from workshops import GoTo, Note, OpenVote, Reveal, agenda_from_text

VISITOR = "v" * 43
"""The browser that holds everything."""
DAY = dt.date(2026, 9, 1)
_SHAPES = (
    "<script>__hit(#)</script>",
    "<script src=//evil#.test/a.js></script>",
    "<img src=x onerror=__hit(#)>",
    "<img src=//evil#.test/a.png>",
    "<svg onload=__hit(#)>",
    "<svg><script>__hit(#)</script></svg>",
    "<svg><animate onbegin=__hit(#) attributeName=x dur=1s>",
    "<svg><image href=//evil#.test/a.png /></svg>",
    "<iframe srcdoc='<script>parent.__hit(#)</script>'></iframe>",
    "<iframe src=javascript:parent.__hit(#)></iframe>",
    "<details open ontoggle=__hit(#)>",
    "<input autofocus onfocus=__hit(#)>",
    "<video><source onerror=__hit(#)></video>",
    "<body onload=__hit(#)>",
    "<style>*{background:url(//evil#.test/a.png)}</style>",
    "<link rel=stylesheet href=//evil#.test/a.css>",
    "<meta http-equiv=refresh content='0;url=//evil#.test/'>",
    "<base href=//evil#.test/>",
    "<object data=javascript:__hit(#)></object>",
    "<form action=//evil#.test/><input type=submit autofocus></form>",
    '"><script>__hit(#)</script>',
    "' onmouseover=__hit(#) autofocus onfocus=__hit(#) x='",
    "</script><script>__hit(#)</script>",
    "</textarea></title></style><img src=x onerror=__hit(#)>",
    "<!--><img src=x onerror=__hit(#)>-->",
    "![p#](//evil#.test/a.png) ![p#](https://evil#.test/b.png)",
    "[p#](javascript:__hit(#)) <javascript:__hit(#)>",
    "<scr<script>ipt>__hit(#)</scr</script>ipt> &lt;script&gt;__hit(#)&lt;/script&gt;",
    "{{constructor.constructor('__hit(#)')()}} ${__hit(#)} #{7*7}",
    "$\\href{javascript:__hit(#)}{p#}$ :material/x: `</code><img src=x onerror=__hit(#)>`",
)
PAYLOADS = tuple(shape.replace("#", str(number)) for number, shape in enumerate(_SHAPES, start=1))
MARKS = ("__hit(", "evil", "javascript:")
"""What tells a payload, or a part of one that a limit left, from other text."""


def is_payload(text: str) -> bool:
    """Say whether a text holds a payload."""
    return any(mark in text for mark in MARKS)


# ---------------------------------------------------------------- files

LEAVE = {"not_applicable", "effort", "value", "weight", "format", "kind", "id", "level"}


def questionnaire(first: int, practices: int, texts: tuple[str, ...] = PAYLOADS) -> dict[str, Any]:
    """Return a questionnaire whose every text is a payload; the first payload is in its title."""

    def text(offset: int = 0) -> str:
        return texts[(first + offset) % len(texts)]

    options = ("no", "some", "yes")
    return {
        "format": 1, "id": f"payloads-{first}-{practices}", "version": text(), "title": text(), "lang": "en",
        "licence": text(), "attribution": text(), "about": text(), "origin": text(),
        "scenario": "button-weekly",
        "scales": {"scale": [
            {"id": name, "text": text(), "value": place / 2, "label": text(), "detail": text()}
            for place, name in enumerate(options)
        ]},
        "dimensions": [
            {"id": f"d{n}", "title": text(n), "about": text(n)} for n in range(practices)
        ],
        "groups": [{"id": f"g{n}", "dimension": f"d{n}", "title": text(n)} for n in range(practices)],
        "practices": [{
            "id": f"p{n}", "dimension": f"d{n}", "group": f"g{n}", "title": text(n), "why": text(n),
            "first_step": text(n), "effort": 1 + n % 5, "value": 1 + n % 5,
            "references": {text(n): [text(n)]}, "origin": text(n),
            "scenario_effects": {} if n else {
                "yes": {"review.capacity": 3, "source": text(), "worse_because": text()}
            },
            "question": {
                "kind": "likert" if n % 3 == 2 else "multi" if n % 3 else "single", "text": text(n),
                "criteria": [text(n)], "doubt": text(n),
                **({"scale": "scale"} if n % 3 == 2 else {"options": [
                    {"id": name, "text": text(n), "value": place / 2, "label": text(n), "detail": text(n)}
                    for place, name in enumerate(options)
                ]}),
            },
        } for n in range(practices)],
        "scoring": {
            "thresholds": [{"title": text(), "least": 0.1}], "native": {"most": 10, "unit": text()},
        },
    }  # fmt: skip


def read_questionnaire(first: int, practices: int = 1, texts: tuple[str, ...] = PAYLOADS) -> Questionnaire:
    """Return it as the importer brings it."""
    whole = questionnaire(first, practices, texts)
    return import_texts({"payloads.yaml": json.dumps(whole)}, DAY).questionnaire


def road(number: int, texts: tuple[str, ...] = PAYLOADS) -> str:
    """Return a scenario whose title, question, note and stages are payloads."""
    text = texts[number]
    stages: list[dict[str, Any]] = [
        {"id": "review", "mark": "hand", "title": text, "work": {"dist": "constant", "value": "1h"}},
        {"id": "release", "mark": "button", "title": text, "departures": {"every": "1d"}},
        {"id": "deploy", "mark": "bolt", "title": text, "work": {"dist": "constant", "value": "10m"}},
    ]
    whole = {
        "format": 1, "id": f"payload-{number}", "title": text, "question": text, "note": text,
        "arrivals": {"between": {"dist": "exponential", "mean": "3h"}}, "stages": stages,
    }  # fmt: skip
    return scenario_text(scenario_from_text(json.dumps(whole)))


def agenda(texts: tuple[str, ...] = PAYLOADS) -> dict[str, Any]:
    """Return an agenda of thirty steps whose every text is a payload, with all thirty where many may be."""
    every = list(texts)

    def step(number: int) -> dict[str, Any]:
        text = texts[number % len(texts)]
        common = {"title": text, "minutes": 1, "script": every, "no_phones": text}
        if number in {9, 12}:
            lines = [texts[(number + n) % len(texts)] for n in range(15)]
            return {"kind": "runbook", "runbook": lines, **common}
        if number % 3 == 0:
            return {"kind": "talk", **common}
        if number % 3 == 1:
            return {"kind": "debrief", "prompts": every, **common}
        options = [{"id": f"o{n}", "text": texts[(number + n) % len(texts)]} for n in range(8)]
        wrong = [{"misconception": "M01", "say": one} for one in every]
        return {
            "kind": "poll", "question": {"id": f"q{number}", "text": text, "options": options},
            "wrong": wrong, **common,
        }  # fmt: skip

    return {
        "format": 1, "id": "payloads", "title": texts[0], "question": texts[2], "minutes": 30,
        "people": texts[4], "setup": every, "handout": every, "steps": [step(n) for n in range(30)],
    }  # fmt: skip


# ---------------------------------------------------------------- the house


@dataclass(frozen=True, slots=True)
class Filled:
    """Holds what the house was filled with."""

    seats: tuple[Seat, ...]
    asked: tuple[Questionnaire, ...]
    whole: Seat
    whole_asked: Questionnaire
    room: str
    code: str
    badge: str


def fill(store: Store) -> Filled:
    """Let somebody write a payload wherever text can be written."""
    whole_asked = read_questionnaire(0, len(PAYLOADS))
    whole = _team(store, whole_asked)
    asked = tuple(read_questionnaire(number) for number in range(len(PAYLOADS)))
    seats = tuple(_alone(store, one, number) for number, one in enumerate(asked))
    for one in (whole_asked, *asked):
        body = json.dumps({"format": 1, "title": one.title, "licence": one.licence})
        store.keep(VISITOR, Keep("questionnaire", store.remember_questionnaire(one), body))
    for number, text in enumerate(PAYLOADS):
        for owner in (VISITOR, whole):
            assert store.keep(owner, Keep("road", text, road(number))).done
    store.record_grades(VISITOR, tuple(GradeWrite(one, one, one, correct=False) for one in PAYLOADS))
    room, code = _room(store)
    badge = store.snapshots(whole)[-1].fingerprint
    return Filled(seats, asked, whole, whole_asked, room, code, badge)


def _team(store: Store, asked: Questionnaire) -> Seat:
    """Let three people answer in the open, and plan; a payload in each of their thirty practices."""
    opening = OpenAssessment(
        asked.id, asked.version, PAYLOADS[0], "open", 3, store.remember_questionnaire(asked)
    )
    host = store.open_assessment(opening, VISITOR).seat
    code = store.invite(host).code
    people = [host]
    for number, name in enumerate(PAYLOADS):
        joined = store.join_by_code(code, f"person-{number}", name)
        assert joined is not None
        people.append(joined.seat)
    for number, seat in enumerate(people):
        saved = store.save_answers(seat, tuple(_write(one.id, n, number) for n, one in _numbered(asked)))
        assert not saved.refused
    store.reveal(host)
    for n, practice in _numbered(asked):
        text = PAYLOADS[n]
        answer = _write(practice.id, n, 0)
        assert store.agree(host, Agreed(
            practice.id, answer.state, answer.option, choices=answer.choices, reason=text, note=text
        )).done  # fmt: skip
        link = f"https://evil{n}.example/{text}"
        assert store.add_evidence(host, Proof(practice.id, f"e{n}", text, link, text, DAY)).done
        assert store.set_target(host, Target(practice.id, 1.0, "yes", text, text, DAY)).done
        state = ("chosen", "running", "kept")[n] if n < 3 else "dropped"
        tried = Experiment(practice.id, text, text, text, DAY, state, text)
        assert store.choose_experiment(host, tried).done
    store.take_snapshot(host, asked)
    return host


def _alone(store: Store, asked: Questionnaire, number: int) -> Seat:
    text = PAYLOADS[number]
    opening = OpenAssessment(asked.id, asked.version, text, "alone", 5, store.remember_questionnaire(asked))
    seat = store.open_assessment(opening, VISITOR).seat
    assert not store.save_answers(seat, (_write("p0", number, 0),)).refused
    store.take_snapshot(seat, asked)
    return seat


def _numbered(asked: Questionnaire) -> Iterator[tuple[int, Any]]:
    return enumerate(asked.practices)


def _write(practice: str, number: int, person: int) -> AnswerWrite:
    text, place = PAYLOADS[number], int(practice[1:])
    if place % 3 == 1:
        return AnswerWrite(practice, "value", choices=("no", "yes"), reason=text, note=text, client_seq=1)
    if (place + person) % 7 == 3:
        return AnswerWrite(practice, "not-applicable", reason=text, note=text, client_seq=1)
    chosen = ("no", "some", "yes")[person % 3]
    return AnswerWrite(practice, "value", chosen, reason=text, note=text, client_seq=1)


def _room(store: Store) -> tuple[str, str]:
    """Open a room, let everybody vote in its first poll, show the votes and write notes."""
    found = agenda_from_text(json.dumps(agenda()))
    from tests.words.workshop_room import house

    hub = Hub(store)
    try:
        opened = hub.open(found, asked_of(found, house()), 1, 4.0, VISITOR)
        for place, text in enumerate(PAYLOADS):
            hub.act(opened.room, GoTo(place), VISITOR)
            hub.act(opened.room, Note(place, text), VISITOR)
            if place % 3 == 2:
                hub.act(opened.room, OpenVote(), VISITOR)
                hub.act(opened.room, Reveal(), VISITOR)
        hub.act(opened.room, GoTo(0), VISITOR)
        return opened.room, hub.room(opened.room).code
    finally:
        hub.close()


# ---------------------------------------------------------------- what is covered


def texts_of(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Return every text in a value read from a file, with the field it stands in."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts_of(getattr(value, name), f"{type(value).__name__}.{name}")
    elif isinstance(value, dict):
        for key, part in value.items():
            yield f"{place}{{}}", str(key)
            yield from texts_of(part, place)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_of(part, place)
    elif isinstance(value, str):
        yield place, value


def columns_with_payloads(file: Path) -> set[str]:
    """Return the columns of a database that hold a payload, as table.column."""
    import sqlite3
    from contextlib import closing

    from store.tables import metadata

    found = set()
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        for table in metadata.tables.values():
            for column in table.columns:
                rows = connection.execute(f'SELECT "{column.name}" FROM "{table.name}"')  # noqa: S608
                if any(isinstance(row[0], str) and is_payload(row[0]) for row in rows):
                    found.add(f"{table.name}.{column.name}")
    return found
