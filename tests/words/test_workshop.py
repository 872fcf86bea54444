"""What a workshop says: its questions, its wall, what is right, what was gained, what is taken away."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from content import Item
from content.items import Ask
from tests.words import workshop_room as made
from ui import agendas
from ui.words import TIMES
from ui.workshop import doors, reporting, settling, telling
from ui.workshop.sending import COMPARISON, GAIN, PICTURE, Sent, read_sent
from ui.workshop.settling import Shift
from ui.workshop.showing import Table, least_words, timer_words, wall
from workshops import Close, GoTo, HandsUp, Note, OpenVote, Reveal, Room, Send, Timer, on_screen

TODAY = date(2026, 11, 23)
TABLE = Table(("", "A One", "B Two"), (("Lead time", "2 h (1 h to 3 h)", "1 h"),), "40 replications, seed 1.")


def shown(room: Room, table: Table | None = None) -> dict[str, object]:
    return wall(room, on_screen(room, made.NOW), made.DOOR, made.shelf(table))


def body(room: Room, table: Table | None = None) -> dict[str, object]:
    return shown(room, table)["body"]


# ---------------------------------------------------------------- questions in words


@pytest.mark.parametrize(
    ("stem", "lead", "ask"),
    [
        ("Ilse presses. What is this?", "Ilse presses.", "What is this?"),
        ("One road:  how\n long?", "", "One road: how long?"),
        ("Choose the best one.", "", "Choose the best one."),
        ("It says “Go.” And now?", "It says “Go.”", "And now?"),
    ],
)
def test_a_stem_is_cut_into_its_story_and_its_question(stem: str, lead: str, ask: str) -> None:
    assert telling.split_stem(stem) == (lead, ask)


def test_every_step_says_what_the_room_asks_with_letters_in_one_order() -> None:
    found, house = made.agenda(), made.house()
    for place, options in enumerate(agendas.asked(found, house)):
        said = telling.questions(found, place, house)
        assert {one.id: {answer.id for answer in one.options} for one in said} == {
            name: set(ids) for name, ids in options.items()
        }
        assert said == telling.questions(found, place, house)
        for one in said:
            assert [answer.letter for answer in one.options] == list(telling.LETTERS[: len(one.options)])
            assert one.option(one.options[0].id) is one.options[0]
    assert telling.questions(found, -1, house) == ()
    assert telling.questions(found, 2, house) == telling.questions(found, 1, house)
    with pytest.raises(KeyError):
        telling.questions(found, 1, house)[0].option("gone")


def test_a_practice_is_asked_with_its_options_and_the_ways_not_to_answer() -> None:
    first = telling.questions(made.agenda(), 7, made.house())[0]
    assert [answer.text for answer in first.options[-3:]] == [
        "Don't know",
        "Not applicable",
        "Done elsewhere",
    ]
    assert first.lead == made.house().questionnaires["delivery-practices"].practices[0].title


# ---------------------------------------------------------------- the wall


def test_the_lobby_says_how_to_join_and_from_how_many_people_on_something_is_shown() -> None:
    found = shown(made.new_room())
    assert (found["code"], found["address"], found["joined"]) == ("K7P M4Q", "greenlane.local/join", 0)
    assert found["body"]["title"] == "Small <b>one</b>"
    assert found["body"]["lines"][-1] == "A count is shown only when at least 5 people answered."
    assert least_words(1).startswith("This room is open: counts are shown however few answer")


def test_before_the_reveal_the_wall_holds_a_question_and_no_count() -> None:
    room = made.host(made.new_room(), GoTo(1))
    assert body(room)["kind"] == "text"
    room = made.vote(made.host(room, OpenVote()), "a-clear-steps", *["by-hand"] * 0)
    options = [answer.id for answer in telling.questions(made.agenda(), 1, made.house())[1].options]
    room = made.vote(room, "a-clear-steps", *(options * 3)[:7])
    found = shown(room)
    assert (found["asking"], found["joined"], found["answered"]) == (True, 7, 7)
    assert found["body"]["kind"] == "question"
    assert found["body"]["foot"] == "Question 1 of 2. Counts stay hidden until the host shows them."
    assert not {"count", "before", "right", "sum"} & {key for row in found["body"]["options"] for key in row}
    other = body(made.host(room, Send(1, Sent(at=1).as_text())))
    assert other["ask"] != found["body"]["ask"]
    assert body(made.host(room, Send(1, Sent(at=9).as_text())))["ask"] == other["ask"]


def voted_twice() -> Room:
    """A room of 12: 4 right at first, 10 after the talk."""
    room = made.host(made.new_room(), GoTo(1), OpenVote())
    one = telling.questions(made.agenda(), 1, made.house())[0]
    right = next(iter(made.shelf().keys(1)[one.id].right))
    wrong = next(answer.id for answer in one.options if answer.id != right)
    room = made.host(made.vote(room, one.id, *[right] * 4, *[wrong] * 8), Reveal(), GoTo(2), OpenVote())
    return made.host(made.vote(room, one.id, *[right] * 10, *[wrong] * 2), Reveal())


def test_after_the_reveal_both_votes_stand_beside_each_other_with_what_is_right() -> None:
    found = body(voted_twice())
    right = [row for row in found["options"] if row["right"]]
    assert [(row["before"], row["count"]) for row in right] == [(4, 10)]
    assert found["sum"] == "4 → 10 of 12 right"
    assert sum(row["count"] for row in found["options"]) == 12


def test_too_few_answers_are_no_count_but_a_reason() -> None:
    room = made.host(made.new_room(), GoTo(8), OpenVote())
    found = body(made.host(made.vote(room, "own", "go", "go", "stop"), Reveal()))
    assert found["reason"] == "Fewer than 5 answered, so that nobody is found out."
    assert [row["count"] for row in found["options"]] == [None, None]
    assert found["sum"] == ""


def test_hands_are_shown_however_few_they_are_and_an_opinion_has_no_right_answer() -> None:
    found = body(made.host(made.new_room(), GoTo(8), HandsUp("own", {"go": 2}), Reveal()))
    assert [row["count"] for row in found["options"]] == [0, 2]
    assert not any(row["right"] for row in found["options"])
    assert found["sum"] == ""


def test_votes_of_different_sizes_are_said_each_of_its_own_number() -> None:
    one = telling.questions(made.agenda(), 1, made.house())[0]
    right = next(iter(made.shelf().keys(1)[one.id].right))
    room = made.host(made.new_room(), GoTo(1), HandsUp(one.id, {right: 4}), Reveal(), GoTo(2))
    room = made.host(room, HandsUp(one.id, {right: 6}), Reveal())
    assert body(room)["sum"] == "4 of 4 → 6 of 6 right"


def test_a_guess_is_settled_by_the_run_with_its_interval() -> None:
    hands = {"alike": 3, "some-times": 7, "many-times": 2}
    room = made.host(made.new_room(), GoTo(3), HandsUp("lab-lead", hands), Reveal())
    found = body(room)
    assert (found["kind"], found["title"]) == ("predict", "2 of 12 guessed it. It was 40 x.")
    assert found["interval"] == "95 % interval 39 x to 42 x"
    assert [(row["count"], row["right"]) for row in found["options"]] == [(3, False), (7, False), (2, True)]
    assert found["figure"]["roads"] == ["button-weekly", "automatic"]
    alone = body(made.host(made.new_room(), GoTo(3), OpenVote(), Reveal()))
    assert alone["title"] == "It was 40 x."
    assert alone["reason"].startswith("Fewer than 5")


def test_lanes_play_until_the_host_sends_their_comparison_or_others() -> None:
    room = made.host(made.new_room(), GoTo(4))
    assert body(room)["figure"]["roads"] == ["button-weekly", "automatic"]
    assert "Lane A, One: 2 h lead time" in body(room)["twin"]
    own = made.host(room, Send(4, Sent(roads=("our road",)).as_text()))
    assert body(own)["figure"]["roads"] == ["our road"]
    sent = made.host(room, Send(4, Sent(show=COMPARISON).as_text()))
    assert body(sent, TABLE)["rows"] == [["Lead time", "2 h (1 h to 3 h)", "1 h"]]
    assert body(sent)["kind"] == "lanes"
    shelf = replace(made.shelf(), lanes=lambda _roads, _seed: None)
    waiting = wall(room, on_screen(room, made.NOW), made.DOOR, shelf)["body"]
    assert (waiting["lines"], waiting["waits"]) == (["The simulator is running."], True)
    none = wall(room, on_screen(room, made.NOW), made.DOOR, replace(shelf, roads=lambda _names: ()))["body"]
    assert (none["lines"], none["waits"]) == ([], False)


def test_a_debrief_shows_its_prompts_and_a_talk_its_name_or_a_picture() -> None:
    assert body(made.host(made.new_room(), GoTo(5)))["prompts"] == ["What <em>happened</em>?", "Why?"]
    talk = made.host(made.new_room(), GoTo(0))
    assert body(talk) == {"kind": "text", "title": "Come in", "lines": []}
    picture = made.host(talk, Send(0, Sent(show=PICTURE, name="workflow/delivery").as_text()))
    assert (body(picture)["kind"], body(picture)["figure"]["chosen"]) == ("picture", "delivery")
    assert "Who decides that it goes to production?" in body(picture)["twin"]
    gone = made.host(talk, Send(0, Sent(show=PICTURE, name="gone").as_text()))
    assert body(gone)["kind"] == "text"


def test_our_own_answers_are_shown_with_how_far_they_lie_apart() -> None:
    practice = telling.questions(made.agenda(), 7, made.house())[0]
    ids = [answer.id for answer in practice.options if not answer.id.startswith("~")]
    hands = {ids[0]: 3, ids[-1]: 3, "~dont-know": 1}
    found = body(made.host(made.new_room(), GoTo(7), HandsUp(practice.id, hands), Reveal()))
    assert found["sum"].endswith("steps apart")
    assert len(found["options"]) == len(ids) + 1
    assert not any(row["right"] for row in found["options"])
    other = body(made.host(made.new_room(), GoTo(7), OpenVote(), Reveal()))
    assert other["sum"] == ""


def test_a_room_that_is_over_says_so() -> None:
    found = shown(made.host(made.new_room(), GoTo(1), Close()))
    assert found["over"]
    assert found["body"]["title"] == "Thank you"


def test_the_clock_of_the_wall_says_how_long_is_left_and_whether_it_runs() -> None:
    assert timer_words(Timer(), 5.0) is None
    assert timer_words(Timer(ends=65.0), 5.0) == {"left": 60.0, "runs": True}
    assert timer_words(Timer(paused=30.0), 5.0) == {"left": 30.0, "runs": False}


@pytest.mark.parametrize("text", [None, "", "[]", "nonsense", '{"at": "x"}', '{"roads": 3}'])
def test_what_cannot_be_read_was_not_sent(text: str | None) -> None:
    assert read_sent(text) == Sent()


def test_what_was_sent_is_read_again() -> None:
    sent = Sent(2, GAIN, "workflow/delivery", ("a", "b"))
    assert read_sent(sent.as_text()) == sent


# ---------------------------------------------------------------- what is right, what was gained


def values(asked: object) -> tuple[float, ...]:
    return (4.0, 4.4, 3.6) if asked.scenario == "button-weekly" else (2.0, 2.0, 2.0)


@pytest.mark.parametrize(
    ("ask", "versus", "outcome"),
    [("ratio", "automatic", f"2.0 {TIMES}"), ("difference", "automatic", "2.0 h"), ("value", None, "4.0 h")],
)
def test_the_simulator_says_what_a_guess_came_to(ask: str, versus: str | None, outcome: str) -> None:
    first = next(
        item for lesson in made.house().course.lessons for item in lesson.items if item.id == "lab-lead"
    )
    change = {"ask": Ask(ask), "versus": versus}
    prediction = first.predict.model_copy(update=change)
    item = Item.model_validate({**first.model_dump(), "predict": prediction.model_dump()})
    found = settling.key_of(item, lambda asked: 4.0 if asked.scenario == "button-weekly" else 2.0, values)
    assert found.outcome == outcome
    assert found.interval
    assert "40 replications of 750 changes, seed 1" in found.how
    nothing = settling.key_of(item, lambda _asked: None, values)
    assert (nothing.right, nothing.outcome, nothing.interval) == (frozenset(), "none", "")


def test_one_replication_has_no_interval() -> None:
    first = next(
        item for lesson in made.house().course.lessons for item in lesson.items if item.id == "lab-lead"
    )
    assert settling.reach_of(first.predict, 2.0, lambda _asked: (1.0,)) is None


def test_a_gain_is_what_was_won_of_what_could_be_won() -> None:
    found = settling.gain((Shift("a", "b", (4, 10), (8, 10)), Shift("c", "d", (2, 10), (6, 10))))
    assert (found.before, found.after) == (0.3, 0.7)
    assert found.value == pytest.approx(0.4 / 0.7)
    assert settling.gain_words(found) == (
        "30 % right before, 70 % after; gain +0.57 (of 20 and 20 answers to 2 ideas; not matched person by "
        "person)"
    )
    assert settling.gain(()) is None
    full = settling.gain((Shift("a", "b", (4, 4), (3, 4)),))
    assert full.value is None
    assert "no gain can be computed" in settling.gain_words(full)


def asked_again(first: int, second: int, *, show_first: bool = True) -> Room:
    """A room that answered one idea with so many of 6 right before and after."""
    keys = made.shelf().keys
    (before, after) = ("a-installed-or-shown", "b-installed-or-shown")
    rights = [next(iter(keys(place)[name].right)) for place, name in ((1, before), (6, after))]
    wrongs = [
        next(answer.id for answer in telling.questions(made.agenda(), place, made.house())[0].options
             if answer.id != right)
        for place, right in zip((1, 6), rights, strict=True)
    ]  # fmt: skip
    room = made.host(made.new_room(), GoTo(1), OpenVote())
    room = made.vote(room, before, *[rights[0]] * first, *[wrongs[0]] * (6 - first))
    room = made.host(room, *((Reveal(),) if show_first else ()), GoTo(6), OpenVote())
    room = made.vote(room, after, *[rights[1]] * second, *[wrongs[1]] * (6 - second))
    return made.host(room, Reveal() if show_first else Reveal((1,)))


@pytest.mark.parametrize("show_first", [True, False])
def test_twins_show_what_a_room_gained(*, show_first: bool) -> None:
    room = asked_again(2, 5, show_first=show_first)
    found = settling.shifts(room, 6, made.house(), made.shelf().keys)
    assert [(one.before, one.after) for one in found] == [((2, 6), (5, 6))]
    sent = made.host(room, Send(6, Sent(show=GAIN).as_text()))
    assert body(sent)["rows"][0][1:] == ["2 of 6", "5 of 6"]
    assert body(sent)["foot"].startswith("33 % right before, 83 % after; gain +0.75")


def test_what_was_not_shown_or_has_no_twin_is_no_gain() -> None:
    room = made.host(made.new_room(), GoTo(6), OpenVote(), Reveal(), Send(6, Sent(show=GAIN).as_text()))
    assert settling.shifts(room, 6, made.house(), made.shelf().keys) == ()
    assert body(room)["foot"].startswith("No idea was asked before and after")
    asks = [settling.asks_again(room, place, made.house()) for place in range(-1, 9)]
    assert asks == [False, False, False, True, False, False, False, True, False, False]
    own = made.host(made.new_room(), GoTo(8), HandsUp("own", {"go": 2}), Reveal())
    assert settling.shifts(own, 8, made.house(), made.shelf().keys) == ()


# ---------------------------------------------------------------- taken away


def test_the_report_holds_counts_gain_lanes_and_notes_and_escapes_everything() -> None:
    room = made.host(asked_again(2, 5), Note(5, "We said <script>alert(1)</script>"), GoTo(6))
    text = reporting.report_html(room, made.shelf(TABLE), TODAY)
    assert "Small &lt;b&gt;one&lt;/b&gt;" in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text
    assert "6 by phone" in text
    assert "gain +0.75" in text
    assert "2 h (1 h to 3 h)" in text
    assert text.count("<svg") == 2
    assert "5 of 6 right" in text
    assert "seat-" not in text
    assert "Own" not in text.split("<main>")[1]


def test_the_report_of_a_lobby_says_that_nothing_was_reached() -> None:
    text = reporting.report_html(made.new_room(), made.shelf(), TODAY)
    assert "No step was reached" in text
    assert "nobody was counted" in text


def test_the_report_says_how_far_our_own_answers_lie_apart_and_how_a_second_vote_moved() -> None:
    practice = telling.questions(made.agenda(), 7, made.house())[0]
    hands = {answer.id: 2 for answer in practice.options if not answer.id.startswith("~")}
    room = made.host(made.new_room(), GoTo(7), HandsUp(practice.id, hands), Reveal())
    text = reporting.report_html(room, made.shelf(TABLE), TODAY)
    assert "steps apart" in text
    assert "hands counted" in text
    assert "4 before, 10" in reporting.report_html(voted_twice(), made.shelf(), TODAY)


def test_nothing_hidden_is_taken_away() -> None:
    room = made.host(made.new_room(), GoTo(1), OpenVote())
    one = telling.questions(made.agenda(), 1, made.house())[0]
    room = made.vote(room, one.id, *[one.options[0].id] * 9)
    for after in (room, made.host(room, GoTo(5))):
        assert one.id not in reporting.as_table(after, made.shelf()).decode()
        assert json.loads(reporting.as_file(after))["tallies"] == []
        assert "<svg" not in reporting.report_html(after, made.shelf(TABLE), TODAY)


def test_the_table_has_a_row_for_each_answer_and_no_formula() -> None:
    room = made.host(made.new_room(), GoTo(8), HandsUp("own", {"stop": 3, "go": 4}), Reveal())
    rows = list(csv.DictReader(io.StringIO(reporting.as_table(room, made.shelf()).decode())))
    assert [(row["answer"], row["text"], row["right"], row["count"]) for row in rows] == [
        ("stop", "'=Stop", "", "3"),
        ("go", "Go", "", "4"),
    ]
    right = list(csv.DictReader(io.StringIO(reporting.as_table(asked_again(2, 5), made.shelf()).decode())))
    assert {(row["right"], row["count"]) for row in right if row["step"] == "7"} >= {("yes", "5")}


# ---------------------------------------------------------------- how to join


def test_phones_are_told_an_address_that_they_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "lan_address", lambda: "192.168.1.7")
    assert doors.outside("http://localhost:8501", "0.0.0.0") == "http://192.168.1.7:8501"  # noqa: S104 - not bound
    assert doors.outside("http://[::1]:8501", "::") == "http://192.168.1.7:8501"
    assert doors.outside("https://lanes.example", "0.0.0.0") == "https://lanes.example"  # noqa: S104 - not bound
    assert doors.outside("http://localhost:8501", "127.0.0.1") == "http://localhost:8501"
    assert doors.closed_to_phones("http://localhost:8501", "127.0.0.1")
    assert not doors.closed_to_phones("http://localhost:8501", "0.0.0.0")  # noqa: S104 - not bound
    monkeypatch.setattr(doors, "lan_address", lambda: "")
    assert doors.outside("http://localhost:8501", "::") == "http://localhost:8501"


def test_a_door_has_the_code_the_address_and_both_as_a_picture() -> None:
    found = doors.door("K7PM4Q", "https://lanes.example", "127.0.0.1")
    assert (found.code, found.address) == ("K7PM4Q", "lanes.example/join")
    assert found.picture.startswith("data:image/svg+xml")


def test_the_address_in_the_network_is_a_number_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for names, expected in ((("laptop", "127.0.0.1", "10.0.0.3"), "10.0.0.3"), (("laptop",), "")):
        monkeypatch.setattr(doors, "machine_names", lambda names=names: names)
        doors.lan_address.cache_clear()
        assert doors.lan_address() == expected
    doors.lan_address.cache_clear()
