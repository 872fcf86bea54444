"""A small workshop for tests: its agenda, its room, and a shelf that runs no simulator."""

from functools import lru_cache

import assessments
import content
import simulator
from content import Item, ItemType
from ui.agendas import House, asked
from ui.workshop import settling
from ui.workshop.settling import Key
from ui.workshop.showing import Beside, Door, Shelf, Table
from workshops import HOST, Agenda, Cast, Command, Join, Room, agenda_from_text, apply, open_room

NOW = 100.0
SEATS = tuple(f"seat-{number}" for number in range(12))
DOOR = Door("K7PM4Q", "greenlane.local/join", "data:image/svg+xml,x")
TEXT = """\
format: 1
id: small
title: "Small <b>one</b>"
question: What differs?
minutes: 20
handout: [The marks]
steps:
  - {kind: talk, title: Come in, minutes: 1}
  - {kind: poll, title: Two stories, minutes: 2, items: [a-installed-or-shown, a-friday-press]}
  - {kind: revote, minutes: 1}
  - {kind: predict, title: Guess, minutes: 2, items: [lab-lead]}
  - {kind: simulate, title: Lanes, minutes: 3, scenarios: [button-weekly, automatic]}
  - {kind: debrief, title: Talk about it, minutes: 5, prompts: ["What *happened*?", Why?]}
  - {kind: poll, title: Again, minutes: 2, items: [b-installed-or-shown, b-friday-press]}
  - {kind: assess, title: Our own, minutes: 2, questionnaire: delivery-practices}
  - kind: poll
    title: Own
    minutes: 2
    question: {id: own, text: "And now?", options: [{id: stop, text: "=Stop"}, {id: go, text: Go}]}
"""

LANE = {"letter": "A", "frames": {"title": "One"}, "facts": [{"value": "2 h", "text": "lead time"}]}


@lru_cache(maxsize=1)
def house() -> House:
    return House(
        content.load_course(),
        {one.id: one for one in simulator.shipped_scenarios().values},
        {one.id: one for one in assessments.shipped_questionnaires().values},
    )


def agenda() -> Agenda:
    text = TEXT.replace("a-friday-press", "a-clear-steps").replace("b-friday-press", "b-clear-steps")
    return agenda_from_text(text)


def new_room(least: int = 5) -> Room:
    found = agenda()
    return open_room(found, asked(found, house()), least, 10_000.0)


def item(name: str) -> Item:
    return next(one for lesson in house().course.lessons for one in lesson.items if one.id == name)


def key(item: Item) -> Key:
    if item.type is ItemType.PREDICT:
        return Key(frozenset({"many-times"}), item.explain, {}, "40 x", "39 x to 42 x", "40 runs, seed 1.")
    return settling.key_of(item, lambda _asked: None, lambda _asked: ())


def shelf(table: Table | None = None) -> Shelf:
    return Shelf(
        house=house(),
        pictures=house().course.pictures,
        keys=lambda place: settling.keys(agenda(), place, house(), key),
        roads=tuple,
        lanes=lambda roads, seed: {"view": "lanes", "roads": list(roads), "seed": seed, "lanes": [LANE]},
        table=lambda _roads, _seed: table,
        beside=lambda handed, seed: (
            Beside({"view": "lanes", "handed": handed, "seed": seed, "lanes": [LANE]}, table)
            if table
            else None
        ),
    )


def host(room: Room, *commands: Command) -> Room:
    for command in commands:
        room = apply(room, command, HOST, NOW)
    return room


def vote(room: Room, question: str, *options: str, click: int = 1) -> Room:
    for seat, option in zip(SEATS, options, strict=False):
        room = apply(room, Join(seat), seat, NOW)
        room = apply(room, Cast(seat, question, option, click), seat, NOW)
    return room
