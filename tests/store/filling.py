"""Put something into every table, and look at what a database holds."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from assessments import load_questionnaire
from store import (
    Agreed,
    AnswerWrite,
    Experiment,
    GradeWrite,
    Keep,
    OpenAssessment,
    OpenRoom,
    Place,
    Proof,
    RoomVote,
    Seat,
    Store,
    Target,
)
from store.engines import snapshot_connection
from store.seats import hash_secret
from store.tallying import Tally, reflect, tally_tables

FORMATS = Path(__file__).with_name("formats")
ASKED = Path(__file__).parents[2] / "assessments" / "questionnaires" / "continuous-delivery.yaml"
ODD = "Grün 🚀 \u202e\u05e7\u05e1\u05dd '\"; DROP TABLE answer; --\ttab\nline"


def fill(store: Store, people: int = 6) -> Seat:
    """Let a team answer, agree and plan, and a learner keep things; return the host's seat."""
    asked = load_questionnaire(ASKED)
    practice = asked.practices[0].id
    opening = OpenAssessment(
        asked.id, asked.version, ODD, "anonymous", 3, store.remember_questionnaire(asked)
    )
    host = store.open_assessment(opening, "host").seat
    code = store.invite(host).code
    for number in range(people):
        seat = store.join_by_code(code, f"person-{number}").seat
        write = AnswerWrite(practice, "value", "yes", value=0.1 * number, note=f"note {number} {ODD}")
        store.save_answers(seat, (write, AnswerWrite("tools", "value", choices=("a", "b"))))
    store.reveal(host)
    store.agree(host, Agreed(practice, "value", "yes", note=ODD))
    store.add_evidence(host, Proof(practice, "p1", "the log", "https://example.org", "Ben", date(2026, 2, 1)))
    store.set_target(host, Target(practice, 1.0, "yes", owner="Dan"))
    store.choose_experiment(host, Experiment(practice, "change_lead_time", "merge daily", "Carla"))
    store.take_snapshot(host, asked)
    store.reopen(host)
    store.invite(host)
    store.hold_pass("person-0", store.resume(store.give_pass(host, "viewer", store._clock()).token))
    store.record_grades("anna", (GradeWrite("lesson", "item", "yes", correct=True),))
    store.keep("anna", Keep("road", "mine", ODD))
    store.keep(host, Keep("road", "ours", ODD))
    return host


def fill_room(store: Store) -> None:
    """Let somebody vote in a room, somebody try a wrong code, and somebody sign out."""
    store.note_wrong_code("room", 1_770_000_000)
    store.sign_out("a sign-in")
    opening = OpenRoom("ABC234", "host", "holder", ODD, 2_000_000_000, "{}", "{}")
    room = store.open_room(opening)
    store.join_room(room, "token", 0, 10)
    store.vote_in_room(room, RoomVote(0, "question", hash_secret("token"), "yes", 1), 0)


def held(place: Place) -> dict[str, Tally]:
    """Return what each table holds."""
    with snapshot_connection(place) as connection:
        return tally_tables(connection, reflect(connection))


def stored(folder: Path, number: str) -> Path:
    """Return a database of an old format, as that version wrote it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "greenlane.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((FORMATS / f"{number}.sql").read_text(encoding="utf-8"))
    file.chmod(0o600)
    return file
