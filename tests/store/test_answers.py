"""Answers: stored once, the newest click wins, and nothing a person types is an error."""

import threading
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import (
    AnswerWrite,
    Refused,
    Saved,
    Seat,
    SeatGoneError,
    StartAssessment,
    StoredAnswer,
)
from store.checking import clean_text


def yes(practice: str = "trunk", number: int = 1, option: str = "yes") -> AnswerWrite:
    return AnswerWrite(practice, "value", option=option, client_seq=number)


def test_a_stored_answer_is_read_back_as_it_was(store, seat):
    write = AnswerWrite("trunk", "value", option="daily", value=0.25, reason="r", note="n", client_seq=7)
    assert store.save_answers(seat, (write,)) == Saved(1, {"trunk": 1})
    assert store.answers(seat) == {
        "trunk": StoredAnswer("trunk", "value", "daily", 0.25, "r", "n", version=1, client_seq=7)
    }


def test_each_newer_click_raises_the_version_by_one(store, seat):
    assert store.save_answers(seat, (yes(number=1),)).versions == {"trunk": 1}
    assert store.save_answers(seat, (yes(number=5, option="no"),)).versions == {"trunk": 2}
    assert store.answers(seat)["trunk"].option == "no"


def test_a_stale_click_is_acknowledged_with_the_stored_version_and_changes_nothing(store, seat):
    store.save_answers(seat, (yes(number=3, option="new"),))
    assert store.save_answers(seat, (yes(number=2, option="old"),)) == Saved(1, {"trunk": 1}, ("trunk",))
    assert store.save_answers(seat, (yes(number=3, option="same"),)) == Saved(1, {"trunk": 1}, ("trunk",))
    assert store.answers(seat)["trunk"].option == "new"


def test_200_replays_of_20_submissions_leave_one_row_and_the_newest_wins(store, seat):
    for replay in range(200):
        number = replay * 7 % 20 + 1
        store.save_answers(seat, (yes(number=number, option=f"option-{number}"),))
    (answer,) = store.answers(seat).values()
    assert (answer.option, answer.client_seq) == ("option-20", 20)


def test_two_tabs_with_drawn_numbers_never_lose_the_last_click(store, seat):
    clicks = [("first tab", "a"), ("second tab", "b"), ("first tab", "c")]
    for _tab, option in clicks:
        saved = store.save_answers(seat, (yes(number=store.next_seq(seat), option=option),))
        assert saved.stale == ()
    assert store.answers(seat)["trunk"].option == "c"


def test_two_tabs_on_different_questions_do_not_touch_each_other(store, seat):
    store.save_answers(seat, (yes("trunk", store.next_seq(seat)), yes("tests", store.next_seq(seat))))
    store.save_answers(seat, (yes("tests", store.next_seq(seat), "no"),))
    answers = store.answers(seat)
    assert (answers["trunk"].option, answers["tests"].option) == ("yes", "no")


def test_click_numbers_go_on_above_the_stored_ones_after_a_restart(address, open_store):
    first = open_store(address)
    seat = first.start_assessment(StartAssessment("foundations", "1")).seat
    first.save_answers(seat, (yes(number=41),))
    first.close()
    assert open_store(address).next_seq(seat) == 42


def test_threads_drawing_at_once_never_draw_the_same_number(store, seat):
    drawn: list[int] = []
    threads = [
        threading.Thread(target=lambda: drawn.extend(store.next_seq(seat) for _ in range(20)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(drawn)) == list(range(1, 161))


def test_twenty_threads_with_thirty_answers_each_lose_none(store):
    seats = [store.start_assessment(StartAssessment("foundations", "1")).seat for _ in range(20)]

    def answer(mine: Seat) -> None:
        for number in range(30):
            store.save_answers(mine, (yes(f"practice-{number}", number + 1),))

    threads = [threading.Thread(target=answer, args=(one,)) for one in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(store.answers(one)) for one in seats] == [30] * 20


def test_the_same_question_twice_in_one_submission_ends_with_the_newer_click(store, seat):
    store.save_answers(seat, (yes(number=2, option="new"), yes(number=1, option="old")))
    assert store.answers(seat)["trunk"].option == "new"


def test_an_answer_taken_back_is_not_read_any_more_and_stays_taken_back(store, seat):
    store.save_answers(seat, (yes(number=1),))
    store.save_answers(seat, (AnswerWrite("trunk", "unanswered", client_seq=2),))
    assert store.answers(seat) == {}
    assert store.save_answers(seat, (yes(number=1),)).stale == ("trunk",)
    assert store.answers(seat) == {}


@pytest.mark.parametrize("state", ["not-applicable", "dont-know", "elsewhere"])
def test_the_other_states_keep_their_reason_and_no_option(store, seat, state):
    write = AnswerWrite("trunk", state, option="yes", value=1, reason="because")
    store.save_answers(seat, (write,))
    assert store.answers(seat)["trunk"] == StoredAnswer("trunk", state, None, None, "because", "", 1, 1)


def test_what_breaks_a_rule_is_refused_and_the_rest_of_the_submission_is_stored(store, seat):
    long = AnswerWrite("tests", "value", option="yes", note="n" * 2001)
    saved = store.save_answers(seat, (yes(), long))
    refused = Refused("tests", "note", "it has 2001 characters", "shorten it to 2000 characters")
    assert saved == Saved(1, {"trunk": 1}, (), (refused,))
    assert str(refused) == "tests: note: it has 2001 characters; shorten it to 2000 characters"
    assert list(store.answers(seat)) == ["trunk"]


@pytest.mark.parametrize(
    ("write", "field"),
    [
        (AnswerWrite("trunk", "value"), "option"),
        (AnswerWrite("trunk", "maybe", option="yes"), "state"),
        (AnswerWrite("", "value", option="yes"), "practice"),
        (AnswerWrite("p" * 201, "value", option="yes"), "practice"),
        (AnswerWrite("a\0b", "value", option="yes"), "practice"),
        (AnswerWrite("trunk", "value", option="o" * 201), "option"),
        (AnswerWrite("trunk", "value", value=float("nan")), "value"),
        (AnswerWrite("trunk", "value", value=float("inf")), "value"),
        (AnswerWrite("trunk", "value", option="yes", reason="r" * 2001), "reason"),
        (AnswerWrite("trunk", "value", option="yes", client_seq=0), "client_seq"),
        (AnswerWrite("trunk", "value", option="yes", client_seq=2**53), "client_seq"),
    ],
)
def test_each_broken_rule_is_named_by_its_field(store, seat, write, field):
    saved = store.save_answers(seat, (write,))
    assert [no.field for no in saved.refused] == [field]
    assert (saved.count, store.answers(seat)) == (0, {})


def test_the_longest_texts_and_the_highest_number_fit(store, seat):
    write = AnswerWrite("p" * 200, "value", "o" * 200, 1e300, "r" * 2000, "😀" * 2000, client_seq=2**53 - 1)
    store.save_answers(seat, (write,))
    assert store.answers(seat)["p" * 200].note == "😀" * 2000


def test_texts_are_stored_in_composed_form_without_what_no_database_can_hold(store, seat):
    store.save_answers(seat, (AnswerWrite("trunk", "value", "yes", note="e\u0301\0 \ud800 עברית \u202e"),))
    assert store.answers(seat)["trunk"].note == "é \ufffd עברית \u202e"


def test_an_answer_for_a_seat_that_never_was_is_refused_and_nothing_is_stored(store):
    ghost = Seat("nobody", "nobody", "foundations", "1", "")
    with pytest.raises(SeatGoneError, match="Start a new one"):
        store.save_answers(ghost, (yes(),))
    with pytest.raises(SeatGoneError, match="Start a new one"):
        store.answers(ghost)


def test_an_empty_submission_is_acknowledged_with_nothing(store, seat):
    assert store.save_answers(seat, ()) == Saved(0, {})


@settings(
    deadline=None,
    derandomize=True,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(clicks=st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 9)), max_size=12))
def test_whatever_the_order_of_arrival_the_highest_number_of_each_question_is_kept(store, clicks):
    seat = store.start_assessment(StartAssessment("foundations", "1")).seat
    newest: dict[str, int] = {}
    for practice, number in clicks:
        store.save_answers(seat, (yes(practice, number, f"option-{number}"),))
        newest[practice] = max(number, newest.get(practice, 0))
    found = {practice: answer.client_seq for practice, answer in store.answers(seat).items()}
    assert found == newest
    assert all(answer.option == f"option-{answer.client_seq}" for answer in store.answers(seat).values())


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.text(st.characters(codec=None)))
def test_cleaning_is_done_once_and_for_all(text):
    once = clean_text(text)
    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\0" not in once
    once.encode("utf-8")


def test_the_answer_to_one_practice_is_read_alone_and_is_none_once_it_was_taken_back(store, seat):
    assert store.answer(seat, "trunk") is None
    store.save_answers(seat, (yes(number=1),))
    found = store.answer(seat, "trunk")
    assert found is not None
    assert found.option == "yes"
    store.save_answers(seat, (AnswerWrite("trunk", "unanswered", client_seq=2),))
    assert store.answer(seat, "trunk") is None
