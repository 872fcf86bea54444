"""A real server with one room, whose host is told by lines on standard input what to do.

Run as: serving.py FOLDER PORT, with the repository as PYTHONPATH; the room, its code and its key lie in FOLDER/room.json and outlive a kill.
"""

import json
import os
import sys
import threading
from pathlib import Path

from assessments import shipped_questionnaires
from content import load_course
from simulator import shipped_scenarios
from ui import live
from ui.agendas import House, asked
from ui.rooms.hub import Hub
from ui.rooms.phones import Phones
from ui.routes import Services
from ui.server import serve
from ui.settings import settings_from_environment
from workshops import GoTo, OpenVote, Reveal, agenda_from_text

ROOT = Path(__file__).resolve().parents[2]
AGENDA = """
format: 1
id: load
title: A vote
minutes: 4
steps:
  - {kind: talk, minutes: 1}
  - kind: poll
    minutes: 1
    question: &q
      id: practice
      text: On Tuesdays somebody presses one button, and the same package goes live. What does this team do?
      options:
        - {id: integration, text: Continuous integration only}
        - {id: delivery, text: Continuous delivery}
        - {id: deployment, text: Continuous deployment}
        - {id: none, text: None of these}
  - {kind: poll, minutes: 2, items: [a-friday-press, a-clear-steps]}
""".replace(" &q", "")


def house() -> House:
    course = load_course()
    return House(
        course,
        {one.id: one for one in shipped_scenarios().values},
        {one.id: one for one in shipped_questionnaires().values},
    )


def lead(hub: Hub, room: str, key: str) -> None:
    """Do what each line says, then answer with a line."""
    for line in sys.stdin:
        word, _, number = line.strip().partition(" ")
        if word == "goto":
            hub.act(room, GoTo(int(number)), key)
        elif word == "open":
            hub.act(room, OpenVote(), key)
        elif word == "reveal":
            hub.act(room, Reveal(), key)
        now = hub.room(room)
        votes = [vote.option for vote in now.room.votes.get((now.room.place, "practice"), {}).values()]
        told = {
            "seats": len(now.room.seats),
            "votes": len(votes),
            "said": sorted(set(votes)),
            "code": now.code,
            "tallies": [dict(tally) for tally in now.room.tallies.values()],
            "stage": now.room.stage,
        }
        os.write(1, f"told {json.dumps(told)}\n".encode())


def main() -> None:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    settings = settings_from_environment(port=port, data_dir=folder)
    live.configure(settings)
    hub, names, kept = live.hub(), house(), folder / "room.json"
    if not kept.is_file():
        agenda = agenda_from_text(AGENDA)
        opened = hub.open(agenda, asked(agenda, names))
        kept.write_text(json.dumps([opened.room, opened.code, opened.key]))
    room, _code, key = json.loads(kept.read_text())
    threading.Thread(target=lead, args=(hub, room, key), daemon=True).start()
    services = Services(
        ready={"database": lambda: live.store().ready()},
        resume=lambda _: None,
        warm=lambda: None,
        close=live.close,
        phones=Phones(live.hub, lambda: names),
    )
    serve(settings, services, ROOT / "tests" / "server" / "probe" / "page.py")


if __name__ == "__main__":
    main()
