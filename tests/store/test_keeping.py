"""What people keep, for themselves and with their team."""

import pytest

from store import KEPT_LIMIT, Keep, Keeping, Kept, OpenAssessment, Seat, SeatGoneError, StartAssessment
from store import keeping as keeping_module


def test_a_kept_thing_is_found_again_by_its_owner_alone(store):
    made = store.keep("anna", Keep("road", "ours", "format: 1"))
    assert made == Keeping(Kept("road", "ours", "format: 1", 1), done=True)
    assert store.kept("anna", "road") == (Kept("road", "ours", "format: 1", 1),)
    assert store.kept_one("anna", "road", "ours") == Kept("road", "ours", "format: 1", 1)
    assert store.kept("anna", "game") == ()
    assert store.kept("ben", "road") == ()
    assert store.kept_one("ben", "road", "ours") is None


def test_a_change_names_the_version_it_is_based_on(store):
    store.keep("anna", Keep("road", "ours", "one"))
    assert store.keep("anna", Keep("road", "ours", "two", seen=1)).stored == Kept("road", "ours", "two", 2)


def test_a_change_of_an_older_version_shows_the_stored_one_and_changes_nothing(store):
    store.keep("anna", Keep("road", "ours", "one"))
    store.keep("anna", Keep("road", "ours", "two", seen=1))
    assert store.keep("anna", Keep("road", "ours", "late", seen=1)) == Keeping(
        Kept("road", "ours", "two", 2), done=False
    )
    assert store.keep("anna", Keep("road", "ours", "new again")).done is False
    assert store.kept_one("anna", "road", "ours") == Kept("road", "ours", "two", 2)


def test_a_repeated_write_is_done_once(store):
    asked = Keep("road", "ours", "one")
    assert store.keep("anna", asked) == store.keep("anna", asked)
    changed = Keep("road", "ours", "two", seen=1)
    assert store.keep("anna", changed) == store.keep("anna", changed)
    assert store.kept_one("anna", "road", "ours") == Kept("road", "ours", "two", 2)


def test_what_a_team_keeps_is_seen_by_every_seat_of_its_assessment(store):
    seat = store.open_assessment(OpenAssessment("foundations", "1", "Blue", "open")).seat
    other = store.join_by_code(store.invite(seat).code, "anna").seat
    store.keep(seat, Keep("road", "ours", "one"))
    assert [road.name for road in store.kept(other, "road")] == ["ours"]
    stranger = store.start_assessment(StartAssessment("foundations", "1", "Red")).seat
    assert store.kept(stranger, "road") == ()


def test_a_team_that_never_was_keeps_nothing(store):
    with pytest.raises(SeatGoneError):
        store.keep(Seat("nobody", "nobody", "foundations", "1", ""), Keep("road", "ours", "one"))


def test_a_forgotten_thing_is_gone_and_may_be_made_anew(store):
    store.keep("anna", Keep("road", "ours", "one"))
    assert store.forget("anna", "road", "ours") is True
    assert store.forget("anna", "road", "ours") is False
    assert store.kept("anna", "road") == ()
    assert store.keep("anna", Keep("road", "ours", "again")).done is True


def test_a_thing_that_is_too_long_is_refused_with_the_mend(store):
    kept = store.keep("anna", Keep("road", "ours", "x" * (KEPT_LIMIT + 1)))
    assert str(kept.refused) == "ours: body: it is too long; keep at most 256 kB"
    assert store.kept("anna", "road") == ()


def test_nobody_keeps_without_end(store, monkeypatch):
    monkeypatch.setattr(keeping_module, "KEPT_MOST", 2)
    assert [store.keep("anna", Keep("road", name, "x")).done for name in "abc"] == [True, True, False]
    assert store.keep("anna", Keep("road", "c", "x")).refused.mend == "forget some of the 500 first"
    assert store.keep("anna", Keep("game", "c", "x")).done is True
    assert store.keep("anna", Keep("road", "a", "y", seen=1)).done is True
