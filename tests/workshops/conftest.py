"""A small agenda and a room that goes through it."""

import pytest

from workshops import Agenda, Room, agenda_from_text, open_room

TEXT = """\
format: 1
id: small
title: Small
minutes: 10
steps:
  - {kind: talk, minutes: 1}
  - {kind: poll, minutes: 1, items: [deploys, tests]}
  - {kind: revote, minutes: 2}
  - {kind: simulate, minutes: 2, scenarios: [hand]}
  - {kind: debrief, minutes: 3, prompts: [What happened?]}
  - kind: poll
    minutes: 1
    question: {id: own, text: "And now?", options: [{id: stop, text: Stop}, {id: go, text: Go}]}
"""
ITEMS = {"deploys": ("person", "pipeline"), "tests": ("yes", "no", "some")}
ASKED = ({}, ITEMS, ITEMS, {}, {}, {"own": ("stop", "go")})


@pytest.fixture
def agenda() -> Agenda:
    return agenda_from_text(TEXT)


@pytest.fixture
def room(agenda: Agenda) -> Room:
    return open_room(agenda, ASKED, least=3, expires=1000.0)
