"""What a team keeps of an assessment: evidence, targets, experiments, snapshots."""

import dataclasses
import json
from datetime import date

import pytest

from assessments import Questionnaire
from store import (
    Agreed,
    AnswerWrite,
    Experiment,
    OpenAssessment,
    Proof,
    Seat,
    SeatGoneError,
    Settled,
    Target,
    planning,
)

ASKED = Questionnaire.model_validate(
    {
        "format": 1,
        "id": "small",
        "version": "1",
        "title": "Small",
        "lang": "en",
        "licence": "Apache-2.0",
        "attribution": "Made for this test.",
        "dimensions": [{"id": "a", "title": "A"}],
        "practices": [
            {
                "id": "trunk",
                "dimension": "a",
                "title": "Trunk",
                "question": {
                    "kind": "single",
                    "text": "How often?",
                    "options": [
                        {"id": "no", "text": "No", "value": 0},
                        {"id": "yes", "text": "Yes", "value": 1},
                    ],
                },
            },
            {"id": "tests", "dimension": "a", "title": "Tests", "question": {"kind": "bool", "text": "Any?"}},
            {
                "id": "kinds",
                "dimension": "a",
                "title": "Kinds",
                "question": {
                    "kind": "multi",
                    "text": "Which?",
                    "options": [
                        {"id": "unit", "text": "Unit", "value": 1},
                        {"id": "whole", "text": "Whole", "value": 1},
                    ],
                },
            },
        ],
    }
)
DAY = date(2026, 3, 2)


@pytest.fixture
def seat(store) -> Seat:
    return store.open_assessment(OpenAssessment("small", "1", "Harbor"), "anna").seat


# ---------------------------------------------------------------- evidence


def test_evidence_stands_with_its_practice_for_every_seat(store, seat):
    proof = Proof("trunk", store.new_id(), "The last ten merges", "https://example.org/merges", "Anna", DAY)
    stored = dataclasses.replace(proof, version=1)
    assert store.add_evidence(seat, proof) == Settled(stored, done=True)
    assert store.add_evidence(seat, proof) == Settled(stored, done=True)
    assert store.evidence(seat) == {"trunk": (stored,)}
    assert store.drop_evidence(seat, "trunk", proof.id) is True
    assert store.drop_evidence(seat, "trunk", proof.id) is False
    assert store.evidence(seat) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"practice": ""}, "practice"),
        ({"id": ""}, "id"),
        ({"id": "a" * 65}, "id"),
        ({"id": "a/b"}, "id"),
        ({"text": " "}, "text"),
        ({"text": "t" * 2001}, "text"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"by": "b" * 121}, "by"),
        ({"given": DAY, "expires": date(2026, 3, 1)}, "expires"),
    ],
)
def test_a_broken_rule_of_evidence_is_named_by_its_field(store, seat, change, field):
    settled = store.add_evidence(seat, dataclasses.replace(Proof("trunk", "a1", "Seen"), **change))
    assert (settled.refused.field, store.evidence(seat)) == (field, {})


def test_a_practice_has_no_endless_evidence(store, seat, monkeypatch):
    monkeypatch.setattr(planning, "MUCH", 1)
    assert store.add_evidence(seat, Proof("trunk", "a", "one")).done
    assert store.add_evidence(seat, Proof("trunk", "b", "two")).refused.field == "evidence"
    assert store.add_evidence(seat, Proof("trunk", "a", "other", version=1)).done
    assert store.add_evidence(seat, Proof("tests", "b", "two")).done


# ---------------------------------------------------------------- targets


def test_a_target_holds_for_the_next_assessments_of_the_team(store, seat):
    wanted = Target("trunk", 1, "yes", "Merges hurt.", "Ben", date(2026, 6, 30))
    stored = dataclasses.replace(wanted, version=1)
    assert store.set_target(seat, wanted) == Settled(stored, done=True)
    later = store.open_assessment(OpenAssessment("small", "2", after=seat)).seat
    assert store.targets(later) == {"trunk": stored}
    other = store.open_assessment(OpenAssessment("large", "1", after=seat)).seat
    assert store.targets(other) == {}
    assert [store.drop_target(later, "trunk"), store.drop_target(later, "trunk")] == [True, False]


def test_a_target_that_somebody_else_changed_is_shown_and_kept(store, seat):
    first = store.set_target(seat, Target("trunk", 0.5)).stored
    second = store.set_target(seat, dataclasses.replace(first, worth=1.0)).stored
    assert store.set_target(seat, dataclasses.replace(first, worth=0.2)) == Settled(second, done=False)


@pytest.mark.parametrize(
    ("target", "field"),
    [
        (Target("", 1), "practice"),
        (Target("trunk", 1.1), "worth"),
        (Target("trunk", float("nan")), "worth"),
        (Target("trunk", 1, ""), "option"),
        (Target("trunk", 1, reason="r" * 2001), "reason"),
        (Target("trunk", 1, owner="o" * 121), "owner"),
    ],
)
def test_a_broken_rule_of_a_target_is_named_by_its_field(store, seat, target, field):
    settled = store.set_target(seat, target)
    assert (settled.refused.field, settled.done, store.targets(seat)) == (field, False, {})


# ---------------------------------------------------------------- experiments


def test_at_most_three_experiments_are_tried_at_once(store, seat):
    chosen = [store.choose_experiment(seat, Experiment(name, "change lead time")).done for name in "abc"]
    assert chosen == [True] * 3
    fourth = Experiment("d", "change fail rate", owner="Ben")
    assert store.choose_experiment(seat, fourth).refused.mend == "drop one first: few things at a time"
    assert store.choose_experiment(seat, Experiment("a", "wait", state="running", version=1)).done
    given_up = Experiment("b", "change lead time", state="dropped", outcome="No time.", version=1)
    assert store.choose_experiment(seat, given_up).done
    assert store.choose_experiment(seat, fourth).done
    assert sorted(store.experiments(seat)) == ["a", "b", "c", "d"]
    assert store.drop_experiment(seat, "b") is True
    assert store.drop_experiment(seat, "b") is False


def test_the_experiments_of_an_assessment_are_its_own(store, seat):
    store.choose_experiment(seat, Experiment("trunk", "change lead time", due=DAY))
    later = store.open_assessment(OpenAssessment("small", "1", after=seat)).seat
    assert store.experiments(later) == {}
    assert store.experiments(seat)["trunk"].due == DAY


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (Experiment("", "m"), "practice"),
        (Experiment("trunk", " "), "measure"),
        (Experiment("trunk", "m" * 121), "measure"),
        (Experiment("trunk", "m", state="won"), "state"),
        (Experiment("trunk", "m", step="s" * 2001), "step"),
        (Experiment("trunk", "m", outcome="s" * 2001), "outcome"),
        (Experiment("trunk", "m", owner="o" * 121), "owner"),
    ],
)
def test_a_broken_rule_of_an_experiment_is_named_by_its_field(store, seat, item, field):
    assert store.choose_experiment(seat, item).refused.field == field
    assert store.experiments(seat) == {}


# ---------------------------------------------------------------- snapshots


def answer(store, seat: Seat, **given) -> None:
    number = store.next_seq(seat)
    writes = [AnswerWrite(name, "value", client_seq=number, **more) for name, more in given.items()]
    assert store.save_answers(seat, tuple(writes)).refused == ()


def test_a_snapshot_holds_the_answers_of_a_seat_alone_and_never_changes(store, seat):
    answer(
        store,
        seat,
        trunk={"option": "no", "note": "bell \a rings"},
        tests={"value": 1.0},
        kinds={"choices": ("unit",)},
    )
    store.add_evidence(seat, Proof("tests", "a1", "The pipeline", "https://example.org", "Anna", DAY))
    taken = store.take_snapshot(seat, ASKED)
    assert (taken.respondents, taken.team, taken.date, taken.tallies) == (1, "Harbor", DAY, {})
    assert (taken.answers["trunk"].option, taken.answers["trunk"].note) == ("no", "bell   rings")
    assert taken.answers["tests"].value is True
    assert taken.answers["kinds"].value == ("unit",)
    assert (taken.answers["tests"].evidence[0].text, taken.answers["tests"].evidence[0].by) == (
        "The pipeline",
        None,
    )
    answer(store, seat, trunk={"option": "yes"})
    assert store.snapshots(seat) == (taken,)


def test_taking_a_snapshot_twice_keeps_one_and_a_changed_answer_makes_another(store, seat):
    answer(store, seat, trunk={"option": "no"})
    first = store.take_snapshot(seat, ASKED)
    assert store.take_snapshot(seat, ASKED) == first
    answer(store, seat, trunk={"option": "yes"})
    second = store.take_snapshot(seat, ASKED)
    assert store.snapshots(seat) == (first, second)


def test_a_snapshot_of_several_holds_what_they_agreed_on_and_what_was_revealed(store):
    asked = OpenAssessment("small", "1", "Harbor", mode="anonymous", least=3)
    host = store.open_assessment(asked, "host").seat
    code = store.invite(host).code
    seats = [store.join_by_code(code, f"person-{number}").seat for number in range(3)]
    for seat, option in zip(seats, ("no", "no", "yes"), strict=True):
        answer(store, seat, trunk={"option": option, "note": "mine alone"})
    before = store.take_snapshot(host, ASKED)
    assert (before.respondents, before.answers, before.tallies) == (None, {}, {})
    store.reveal(host)
    store.agree(seats[0], Agreed("trunk", "value", "no", note="Two of three."))
    taken = store.take_snapshot(seats[1], ASKED)
    assert (taken.respondents, taken.tallies) == (3, {"trunk": {"no": 2, "yes": 1}})
    assert (list(taken.answers), taken.answers["trunk"].note) == (["trunk"], "Two of three.")
    assert "mine alone" not in taken.text()


def test_the_history_of_a_team_goes_over_its_assessments_in_the_order_of_days(store, seat):
    answer(store, seat, trunk={"option": "no"})
    now = store.take_snapshot(seat, ASKED)
    old = now.model_copy(update={"date": date(2025, 12, 1)})
    later = store.open_assessment(OpenAssessment("small", "1", after=seat)).seat
    store.add_snapshot(later, old)
    assert store.snapshots(later) == store.snapshots(seat) == (old, now)
    assert store.snapshots(seat, "large") == ()
    stranger = store.open_assessment(OpenAssessment("small", "1", "Harbor")).seat
    assert store.snapshots(stranger) == ()


def test_a_team_that_never_was_takes_no_snapshot(store):
    with pytest.raises(SeatGoneError):
        store.take_snapshot(Seat("nobody", "nobody", "small", "1", ""), ASKED)


def test_what_was_asked_is_kept_word_by_word_under_its_hash(store, seat):
    store.take_snapshot(seat, ASKED)
    kept = store.questionnaire(store.snapshots(seat)[0].hash)
    assert (kept, kept.fingerprint) == (ASKED, ASKED.fingerprint)
    assert store.remember_questionnaire(ASKED) == ASKED.fingerprint
    assert store.questionnaire("0" * 64) is None


def test_an_assessment_of_a_kept_questionnaire_says_which(store):
    asked = store.remember_questionnaire(ASKED)
    made = store.open_assessment(OpenAssessment("small", "1", asked=asked))
    assert store.assessment(made.seat).asked == asked


def test_a_snapshot_is_stored_as_one_line_of_json(store, seat):
    answer(store, seat, trunk={"option": "yes"})
    taken = store.take_snapshot(seat, ASKED)
    assert json.loads(taken.text())["answers"] == {"trunk": {"state": "value", "option": "yes"}}
    assert "\n" not in taken.text()


def test_a_snapshot_is_found_by_the_hash_of_all_it_says(store, seat):
    answer(store, seat, trunk={"option": "no"})
    taken = store.take_snapshot(seat, ASKED)
    other = store.open_assessment(OpenAssessment("small", "1", "Quay")).seat
    store.add_snapshot(other, taken)
    assert store.snapshot(taken.fingerprint) == taken
    assert store.snapshot("0" * 64) is None
