"""Start the real server with one room; its host is told by lines on standard input what to do.

Run as `-m benchmarks.room_server FOLDER PORT`. The room, its code and its key lie in FOLDER/room.json and
outlive a kill. Every line is answered by a line `told …`.
"""

import json
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

from assessments import shipped_questionnaires
from content import load_course
from simulator import shipped_scenarios
from ui import live
from ui.agendas import House, asked
from ui.rooms.hub import Hub
from ui.server import live_services, serve
from ui.settings import settings_from_environment
from workshops import GoTo, OpenVote, Reveal, agenda_from_text

AGENDA = """
format: 1
id: load
title: A vote
minutes: 4
steps:
  - {kind: talk, minutes: 1}
  - kind: poll
    minutes: 1
    question:
      id: practice
      text: Somebody of the team presses one button, and the same package goes live. What does this team do?
      options:
        - {id: integration, text: Continuous integration only}
        - {id: delivery, text: Continuous delivery}
        - {id: deployment, text: Continuous deployment}
        - {id: none, text: None of these}
  - kind: poll
    minutes: 2
    question:
      id: again
      text: Every change that passes goes live at once. What does this team do?
      options:
        - {id: integration, text: Continuous integration only}
        - {id: delivery, text: Continuous delivery}
        - {id: deployment, text: Continuous deployment}
        - {id: none, text: None of these}
"""


def house() -> House:
    """Return what agendas may name."""
    scenarios = {one.id: one for one in shipped_scenarios().values}
    questionnaires = {one.id: one for one in shipped_questionnaires().values}
    return House(load_course(), scenarios, questionnaires)


def say(word: str, value: object) -> None:
    """Write a line in one piece, whichever thread says it."""
    os.write(1, f"\n{word} {json.dumps(value)}\n".encode())


def lead(hub: Hub, room: str, key: str) -> None:
    """Do what each line says, then say how the room is."""
    for line in sys.stdin:
        word, _, number = line.strip().partition(" ")
        if word == "goto":
            hub.act(room, GoTo(int(number)), key)
        elif word == "open":
            hub.act(room, OpenVote(), key)
        elif word == "reveal":
            hub.act(room, Reveal(), key)
        found = hub.room(room).room
        votes = {
            question: {seat: vote.option for seat, vote in said.items()}
            for (_, question), said in found.votes.items()
        }
        tallies = {question: dict(tally) for (_, question), tally in found.tallies.items()}
        say("told", {"seats": len(found.seats), "votes": votes, "tallies": tallies})


def main() -> None:
    """Open the room, or find it again, and serve it."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    settings = settings_from_environment(port=port, data_dir=folder)
    live.configure(settings)
    hub, kept = live.hub(), folder / "room.json"
    if not kept.is_file():
        agenda = agenda_from_text(AGENDA)
        opened = hub.open(agenda, asked(agenda, house()))
        kept.write_text(json.dumps([opened.room, opened.code, opened.key]))
    room, _code, key = json.loads(kept.read_text())
    threading.Thread(target=lead, args=(hub, room, key), daemon=True).start()
    serve(settings, replace(live_services(settings), warm=lambda: None))


if __name__ == "__main__":
    main()
