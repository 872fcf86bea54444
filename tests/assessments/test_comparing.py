"""What changed between two snapshots, and the trend."""

from __future__ import annotations

from datetime import date

import pytest

from assessments import Answer, Evidence
from assessments.comparing import Dated, Moved, compare, trend
from assessments.snapshots import Round, Snapshot, take_snapshot


def dated(build, practices, given, day=16, **more) -> Dated:
    asked = build.questionnaire(practices, version=str(len(practices)))
    taken = take_snapshot(asked, Round("Harbor", date(2026, 11, day), build.answers(given).answers, **more))
    return Dated(taken, asked)


def five(build):
    return [build.practice(name) for name in "abcde"]


def test_regressions_come_first_then_what_improved_each_by_its_size(build):
    before = dated(build, five(build), {"a": "o1", "b": "o3", "c": "o2", "d": "o0", "e": "o1"})
    after = dated(build, five(build), {"a": "o2", "b": "o2", "c": "o0", "d": "o3", "e": "o1"}, 17)
    found = compare(before, after)
    assert [(one.practice.id, one.moved) for one in found.practices] == [
        ("c", Moved.REGRESSED),
        ("b", Moved.REGRESSED),
        ("d", Moved.IMPROVED),
        ("a", Moved.IMPROVED),
        ("e", Moved.SAME),
    ]
    assert found.practices[0].difference == pytest.approx(-0.6)
    assert (found.count(Moved.REGRESSED), found.count(Moved.NEW)) == (2, 0)


def test_new_removed_and_reworded_practices_are_told_apart(build):
    before = dated(build, [build.practice("a"), build.practice("gone"), build.practice("b")], {"a": "o1"})
    other = {"kind": "bool", "text": "Is it so?"}
    after = dated(build, [build.practice("b"), build.practice("a", question=other), build.practice("new"),
                          build.practice("newer")], {"a": True})  # fmt: skip
    found = {one.practice.id: (one.moved, one.reworded) for one in compare(before, after).practices}
    assert found == {
        "a": (Moved.IMPROVED, True),
        "b": (Moved.SAME, False),
        "new": (Moved.NEW, False),
        "newer": (Moved.NEW, False),
        "gone": (Moved.REMOVED, False),
    }


def test_a_new_title_alone_is_no_other_question_but_a_new_worth_is(build):
    before = dated(build, [build.practice("a"), build.practice("b")], {})
    other = build.practice("b", question={"kind": "single", "text": "What is seen?", "options": [
        {"id": "o0", "text": "Seen 0", "value": 0}, {"id": "o1", "text": "Seen 1", "value": 1}]})  # fmt: skip
    after = dated(build, [build.practice("a", title="Renamed"), other], {})
    assert [(one.practice.id, one.reworded) for one in compare(before, after).practices] == [
        ("a", False),
        ("b", True),
    ]


def test_what_is_known_now_what_is_not_and_what_is_answered_otherwise(build):
    before = dated(build, five(build), {"a": "o1", "b": "dont-know", "c": "dont-know", "e": "elsewhere"})
    after = dated(build, five(build), {"a": "dont-know", "b": "o1", "c": "not-applicable", "e": "elsewhere"})
    found = compare(before, after)
    assert [(one.practice.id, one.moved, one.difference) for one in found.practices] == [
        ("a", Moved.FORGOTTEN, None),
        ("b", Moved.FOUND, None),
        ("c", Moved.OTHER_STATE, None),
        ("d", Moved.SAME, None),
        ("e", Moved.SAME, None),
    ]
    assert [(one.before.said, one.after.said) for one in found.practices] == [
        ("Seen 1", "Don't know"),
        ("Don't know", "Seen 1"),
        ("Don't know", "Not applicable"),
        ("Unanswered", "Unanswered"),
        ("Done elsewhere", "Done elsewhere"),
    ]


def test_other_answers_of_the_same_worth_are_seen(build):
    kinds = [
        build.practice("flag", question={"kind": "bool", "text": "?"}),
        build.practice("share", question={"kind": "percent", "text": "?"}),
        build.practice(
            "many",
            question={
                "kind": "multi",
                "text": "?",
                "options": [{"id": name, "text": name.upper(), "value": 0.5} for name in "xyz"],
            },
        ),
    ]
    before = dated(build, kinds, {"flag": True, "share": 10, "many": ("x",)})
    after = dated(build, kinds, {"flag": False, "share": 12.5, "many": ("y",)})
    said = {
        one.practice.id: (one.moved, one.before.said, one.after.said)
        for one in compare(before, after).practices
    }
    assert said == {
        "flag": (Moved.REGRESSED, "Yes", "No"),
        "share": (Moved.IMPROVED, "10", "12.5"),
        "many": (Moved.OTHER_STATE, "X", "Y"),
    }


def test_an_option_that_is_not_there_any_more_is_shown_by_its_id(build):
    before = dated(build, [build.practice("a")], {"a": "old"})
    (change,) = compare(before, before).practices
    assert (change.before.said, change.before.score) == ("old", None)
    many = build.practice("a", question={"kind": "multi", "text": "?", "options": [
        {"id": "x", "text": "X", "value": 1}]})  # fmt: skip
    (change,) = compare(*[dated(build, [many], {"a": value}) for value in ((), ("gone",))]).practices
    assert (change.before.said, change.after.said) == ("None", "gone")


def in_dimensions(build, given, **places):
    return dated(build, [build.practice(name, place) for name, place in places.items()], given)


def test_dimensions_are_compared_where_both_asked_the_same(build):
    before = in_dimensions(build, {"a": "o1", "b": "o0"}, a="one", b="two", g="old")
    after = in_dimensions(build, {"a": "o2", "b": "o3"}, a="one", b="two", c="two", d="new")
    found = compare(before, after).dimensions
    assert [(one.id, one.comparable) for one in found] == [
        ("one", True),
        ("two", False),
        ("new", False),
        ("old", False),
    ]
    assert found[0].difference == pytest.approx(0.3)
    assert [one.difference for one in found[2:]] == [None, None]


def test_a_practice_that_moved_to_another_dimension_makes_neither_comparable(build):
    before, after = (in_dimensions(build, {}, a="one", b=place, c="two") for place in ("two", "one"))
    assert [one.comparable for one in compare(before, after).dimensions] == [False, False]


# ---------------------------------------------------------------- trend


def test_a_trend_says_when_how_many_took_part_and_where_the_line_breaks(build):
    first = dated(build, five(build), {"a": "o1"}, 1, respondents=5)
    second = dated(build, five(build), {"a": "o3", "b": "dont-know"}, 2, respondents=None)
    third = dated(build, five(build)[:2], {"a": "o2"}, 3, respondents=7)
    moments = trend([first, second, third])
    assert [(one.day.day, one.respondents, one.asked_anew) for one in moments] == [
        (1, 5, False),
        (2, None, False),
        (3, 7, True),
    ]
    assert [one.dimensions["a"].score for one in moments] == [0.3, 1.0, 0.6]
    assert [one.practices["a"] for one in moments] == [0.3, 1.0, 0.6]
    assert moments[1].practices["b"] is None
    assert trend([]) == ()


# ---------------------------------------------------------------- snapshots


def test_a_snapshot_has_the_hash_of_what_was_asked_and_of_itself(build):
    one = dated(build, five(build), {"a": "o1"})
    assert one.snapshot.hash == one.questionnaire.fingerprint
    again = Snapshot.model_validate_json(one.snapshot.text())
    assert (again, again.fingerprint) == (one.snapshot, one.snapshot.fingerprint)
    other = dated(build, five(build), {"a": "o2"})
    assert other.snapshot.fingerprint != one.snapshot.fingerprint


def test_the_order_in_which_answers_came_does_not_change_the_hash(build):
    one, other = (dated(build, five(build), dict(pairs)) for pairs in (
        [("a", "o1"), ("b", "o2")], [("b", "o2"), ("a", "o1")]))  # fmt: skip
    assert one.snapshot.fingerprint == other.snapshot.fingerprint


def test_a_snapshot_leaves_out_who_gave_evidence_and_what_was_not_asked(build):
    asked = build.questionnaire([build.practice("a")])
    given = Answer(state="value", option="o1", evidence=(Evidence(text="Seen", by="Anna"),))
    tallies = {"a": {"o1": 3, "o0": 2}, "gone": {"o1": 5}}
    taken = take_snapshot(asked, Round("", date(2026, 11, 16), {"a": given, "gone": given}, 5, tallies))
    assert (list(taken.answers), taken.tallies, taken.team) == (["a"], {"a": {"o0": 2, "o1": 3}}, "A team")
    assert "Anna" not in taken.text()


@pytest.mark.parametrize(
    ("change", "wrong"), [({"hash": "0" * 63}, "is no hash"), ({"respondents": 0}, "count at least one")]
)
def test_a_snapshot_with_a_wrong_part_is_refused(build, change, wrong):
    good = dated(build, five(build), {}).snapshot.model_dump()
    with pytest.raises(ValueError, match=wrong):
        Snapshot.model_validate({**good, **change})
