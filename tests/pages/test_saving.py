"""An answer that was written is known to the tab that wrote it, whatever a newer click ends."""

from types import SimpleNamespace

from store import Saved, Seat
from ui.assessing import answering_saving
from ui.assessing.answering_said import Said
from ui.assessing.answering_tab import Answering

SEAT = Seat("a", "b", "team-health", "1.0", "Harbor")


class EndedError(BaseException):
    """What a newer click raises where a page asks Streamlit for something."""


def test_a_newer_click_never_parts_what_is_written_from_what_is_known(monkeypatch):
    written = []
    here = SimpleNamespace(answering=Answering())

    def visit():
        if written:
            raise EndedError
        return here

    def save_answers(_, writes):
        written.extend(writes)
        return Saved(1, {"pace": 3})

    store = SimpleNamespace(next_seq=lambda _: 1, save_answers=save_answers)
    monkeypatch.setattr(answering_saving.live, "store", lambda: store)
    monkeypatch.setattr(answering_saving, "visit", visit)

    answering_saving.save(SEAT, "pace", Said("value", option="nights"))

    assert here.answering.known[SEAT.respondent, "pace"].version == 3
