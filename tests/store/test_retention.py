"""Retention: what nobody used for long is forgotten whole, and nothing else."""

from datetime import date, timedelta

import pytest

from store import (
    AnswerWrite,
    GradeWrite,
    Keep,
    OpenAssessment,
    StartAssessment,
    Store,
    TransferError,
    count_old_in,
)
from tests.store.filling import fill, held, stored

OLD, NEW = date(2024, 1, 1), date(2026, 3, 2)
BEFORE = date(2025, 1, 1)


class Calendar:
    def __init__(self) -> None:
        self.day = OLD

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def aging(address, calendar):
    with Store.open(address.url, address.folder, clock=calendar) as store:
        yield store


def test_what_nobody_used_is_forgotten_whole(aging, address):
    fill(aging)
    assert dict(aging.old(OLD).counts) == {"teams": 0, "browsers": 0, "questionnaires": 0}
    counted = aging.old(BEFORE)
    assert dict(counted.counts) == {"teams": 1, "browsers": 8, "questionnaires": 1}
    assert count_old_in(address.place, BEFORE) == counted
    purged = aging.purge(BEFORE)
    assert purged == counted
    assert purged.total == 10
    assert {name for name, tally in held(address.place).items() if tally.rows} == {"instance"}
    assert aging.purge(BEFORE).total == 0


def later_answer(store, host):
    store.save_answers(host, (AnswerWrite("late", "value", "yes"),))


def later_round(store, host):
    store.open_assessment(OpenAssessment("small", "1", after=host))


def later_guest(store, host):
    store.join_by_code(store.invite(host).code, "late")


def later_thing(store, host):
    store.keep(host, Keep("road", "late", "x"))


@pytest.mark.parametrize("use", [later_answer, later_round, later_guest, later_thing])
def test_a_team_that_was_used_since_is_kept_with_its_people(aging, calendar, use):
    host = fill(aging)
    calendar.day = NEW
    use(aging, host)
    assert dict(aging.purge(BEFORE).counts) == {"teams": 0, "browsers": 1, "questionnaires": 0}
    assert aging.progress(host).seats >= 7
    assert aging.seats_of("person-3") != ()


def test_a_learner_who_came_back_is_kept(aging, calendar):
    for who in ("gone", "graded", "kept"):
        aging.record_grades(who, (GradeWrite("lesson", "item", "yes", correct=True),))
    calendar.day = NEW
    aging.record_grades("graded", (GradeWrite("lesson", "other", "yes", correct=True),))
    aging.keep("kept", Keep("road", "mine", "x"))
    assert dict(aging.purge(BEFORE).counts) == {"teams": 0, "browsers": 1, "questionnaires": 0}
    assert (len(aging.grades("gone")), len(aging.grades("graded")), len(aging.grades("kept"))) == (0, 2, 1)


def test_the_day_itself_is_not_before(aging):
    aging.start_assessment(StartAssessment("small", "1"), "anna")
    assert aging.purge(OLD).total == 0
    assert aging.purge(OLD + timedelta(days=1)).total == 2


def test_an_older_format_is_migrated_before_it_is_counted(tmp_path):
    from store import find_place

    stored(tmp_path, "0002")
    with pytest.raises(TransferError, match="greenlane migrate"):
        count_old_in(find_place(None, tmp_path), BEFORE)
