"""What may be shown of what several people said."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import PEOPLE, Published, publish, visible_groups
from counting.publishing import people_between

law = settings(max_examples=200, deadline=None, derandomize=True, database=None)


def all_say(word, count=5, question="trunk"):
    return {f"p{number}": {question: word} for number in range(count)}


def test_nothing_is_shown_of_fewer_than_the_least():
    shown = publish(None, all_say("yes", 4), 5)
    assert (shown.shown(), shown.people(), shown.texts()) == ({}, None, {})


def test_from_the_least_on_a_tally_is_shown():
    ballots = all_say("yes", 4) | {"p4": {"trunk": "no", "tests": "no"}}
    shown = publish(None, ballots, 5)
    assert (shown.shown(), shown.people()) == ({"trunk": {"no": 1, "yes": 4}}, 5)


def test_one_who_comes_later_waits_for_a_batch():
    first = publish(None, all_say("yes", 5), 5)
    for later in range(6, 10):
        assert publish(first, all_say("yes", later), 5) == first
    assert publish(first, all_say("yes", 10), 5).shown() == {"trunk": {"yes": 10}}


def test_one_who_changes_waits_and_so_does_one_who_leaves():
    first = publish(None, all_say("yes", 6), 5)
    changed = all_say("yes", 6) | {"p0": {"trunk": "no"}}
    assert publish(first, changed, 5) == first
    assert publish(first, all_say("yes", 5), 5) == first
    assert publish(first, {}, 5) == first


def test_a_state_is_held_against_all_that_were_shown_and_not_the_last_alone():
    first = publish(None, all_say("yes", 5), 5)
    second = publish(first, all_say("no", 5), 5)
    nearly_first = all_say("yes", 5) | {"p0": {"trunk": "perhaps"}}
    assert publish(second, nearly_first, 5) == second
    assert publish(second, all_say("yes", 5), 5).shown() == {"trunk": {"yes": 5}}


def test_each_question_waits_for_its_own_batch():
    first = publish(None, all_say("yes", 5), 5)
    more = {name: {**said, "tests": "no"} for name, said in all_say("yes", 5).items()}
    more["p0"]["trunk"] = "no"
    assert publish(first, more, 5).shown() == {"tests": {"no": 5}, "trunk": {"yes": 5}}


def test_the_least_is_never_lowered_afterwards():
    first = publish(None, all_say("yes", 5), 5)
    assert publish(first, all_say("yes", 8), 3) == first


def test_in_the_open_everything_is_shown_at_once():
    first = publish(None, all_say("yes", 1), 1)
    assert first.shown() == {"trunk": {"yes": 1}}
    assert publish(first, all_say("no", 1), 1).shown() == {"trunk": {"no": 1}}


def test_texts_are_shown_in_alphabetical_order():
    texts = {f"p{number}": {"trunk": f"{9 - number} things"} for number in range(10)}
    shown = publish(None, texts, 10)
    assert shown.texts() == {"trunk": tuple(f"{number} things" for number in range(10))}


def test_a_person_without_an_answer_took_no_part():
    assert publish(None, {"p0": {}, **all_say("yes", 5)}, 5).people() == 5
    assert publish(None, {"q": {}, **all_say("yes", 4)}, 5).people() is None


def test_what_was_shown_goes_through_json():
    first = publish(None, all_say("yes", 5), 5)
    again = Published.from_dict(json.loads(json.dumps(first.as_dict())))
    assert again == first
    assert publish(again, all_say("yes", 5), 5) == first


histories = st.lists(
    st.dictionaries(
        st.sampled_from([f"p{number}" for number in range(8)]),
        st.dictionaries(st.sampled_from(["trunk", "tests"]), st.sampled_from("abc"), max_size=2),
        max_size=8,
    ),
    min_size=1,
    max_size=12,
)


@law
@given(history=histories, least=st.integers(2, 5))
def test_no_two_states_that_were_ever_shown_differ_by_a_few_people(history, least):
    state, seen = None, {}
    for ballots in history:
        state = publish(state, ballots, least)
        for question, rows in state.batches.items():
            assert len(rows[-1]) >= least
            kept = seen.setdefault(question, [{}])
            if rows[-1] not in kept:
                kept.append(rows[-1])
    for kept in seen.values():
        for one, other in itertools.combinations(kept, 2):
            assert people_between(one, other) == 0 or people_between(one, other) >= least


@law
@given(history=histories, least=st.integers(2, 5))
def test_a_tally_counts_what_was_really_said_at_one_time(history, least):
    state, truths = None, []
    for ballots in history:
        state = publish(state, ballots, least)
        truths.append({name: said["trunk"] for name, said in ballots.items() if "trunk" in said})
        if "trunk" in state.batches:
            assert state.batches["trunk"][-1] in truths
    assert PEOPLE not in state.shown()


# ---------------------------------------------------------------- groups


@pytest.mark.parametrize(
    ("sizes", "visible"),
    [
        ({"a": 5, "b": 6}, ("a", "b")),
        ({"a": 5, "b": 2, "c": 9}, ("c",)),
        ({"a": 9, "b": 2, "c": 2, "d": 8}, ("a",)),
        ({"a": 9, "b": 3, "c": 4, "d": 8}, ("a", "d")),
        ({"a": 3}, ()),
        ({"a": 0, "b": 6}, ("a", "b")),
        ({}, ()),
    ],
)
def test_a_small_group_takes_the_next_smallest_with_it(sizes, visible):
    assert visible_groups(sizes, 5) == visible


@law
@given(sizes=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12)), least=st.integers(2, 5))
def test_no_group_can_be_found_by_subtraction(sizes, least):
    visible = visible_groups(sizes, least)
    hidden = [count for group, count in sizes.items() if group not in visible]
    assert all(sizes[group] == 0 or sizes[group] >= least for group in visible)
    full = len(hidden) == sum(1 for count in sizes.values() if count)
    assert not hidden or full or (len(hidden) > 1 and sum(hidden) >= least)
