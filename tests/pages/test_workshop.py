"""A workshop from the host's side: open a room, lead it through its steps, see counts and never who."""

import time
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from ui import live
from ui.rooms.hub import Ballot
from ui.workshop import shelf, telling
from ui.workshop.reporting import as_file
from workshops import GoTo, HandsUp, OpenVote, Reveal, Room, Stage

Open = Callable[..., AppTest]
PEOPLE = 6
HOST = "a-visitor"


def words_of(at: AppTest) -> str:
    """Return everything that the page says."""
    parts = [*at.markdown, *at.info, *at.warning, *at.error, *at.caption, *at.code]
    return "\n".join(str(part.value) for part in parts)


def press(at: AppTest, label: str) -> AppTest:
    found = [one for one in at.button if one.label.removeprefix(":violet[").removesuffix("]") == label]
    assert found, f"no button {label!r} among {[one.label for one in at.button]}"
    found[0].click()
    at.run()
    assert not at.exception
    return at


@pytest.fixture
def opened(open_page: Open) -> AppTest:
    """A host in the lobby of the shortest agenda."""
    return press(press(open_page("workshop"), "Open the room"), "I have kept it, or do not need it")


def room_of(at: AppTest) -> str:
    found = at.query_params["room"]
    return found if isinstance(found, str) else found[0]


def room(at: AppTest) -> Room:
    return live.hub().room(room_of(at)).room


def vote(at: AppTest, question: str, option: str, people: int = PEOPLE) -> None:
    hub, name = live.hub(), room_of(at)
    for number in range(people):
        hub.join(name, f"token-{number}")
        hub.vote(name, f"token-{number}", Ballot(room(at).place, question, option, 1))


def test_the_start_offers_the_three_agendas_and_says_what_is_hidden(open_page: Open) -> None:
    at = open_page("workshop")
    assert [option.split(":")[0] for option in at.radio(key="ws-agenda").options] == [
        "30 minutes", "60 minutes", "120 minutes", "An agenda file of your own",
    ]  # fmt: skip
    assert "Votes stay hidden until you show them" in words_of(at)
    at.radio(key="ws-least").set_value(1).run()
    assert "An open room shows every count" in words_of(at)
    at.radio(key="ws-agenda").set_value("own").run()
    assert at.button(key="ws-open").disabled


def test_the_hosts_link_is_shown_once_and_its_key_is_in_no_address(open_page: Open) -> None:
    at = press(open_page("workshop"), "Open the room")
    link = at.code[0].value
    key = link.rpartition("/h/")[2]
    assert len(key) >= 43
    assert live.hub().as_host(key)[0].room == room_of(at)
    assert key not in str(at.query_params)
    press(at, "I have kept it, or do not need it")
    assert not at.code
    assert key not in words_of(at)


def test_the_choices_of_the_start_are_those_of_the_room(open_page: Open) -> None:
    at = open_page("workshop")
    at.radio(key="ws-agenda").set_value("which-practice").run()
    at.radio(key="ws-least").set_value(3).run()
    press(at, "Open the room")
    assert (room(at).agenda.id, room(at).least) == ("which-practice", 3)
    assert "at least 3 people answered" in words_of(at)


def test_the_browser_that_opened_a_room_leads_it_again_and_no_other_does(
    opened: AppTest, open_page: Open
) -> None:
    again = open_page("workshop", room=room_of(opened))
    assert any(one.label.endswith("Begin with the first step]") for one in again.button)
    other = open_page("workshop", visitor="another", room=room_of(opened))
    assert "does not lead that room" in words_of(other)
    assert [one.label for one in other.button] == []
    gone = open_page("workshop", room="gone")
    assert "is deleted" in words_of(gone)


def test_a_step_shows_script_beliefs_and_right_answers_and_how_many_answered(opened: AppTest) -> None:
    at = press(press(opened, "Begin with the first step"), "Go on")
    text = words_of(at)
    assert "Read each story to yourself" in text
    assert "M10" in text
    assert "**right**" in text
    press(at, "Open the answers")
    first = telling.questions(room(at).agenda, 1, shelf.house())[0]
    vote(at, first.id, first.options[0].id)
    at.run()
    text = words_of(at)
    assert "6 in the room" in text
    assert "0 to 6 of 6 answered" in text
    assert "token-" not in text
    assert "6 answers" not in text
    assert not room(at).tallies
    press(at, "Show the answers")
    assert "of 6 right" in words_of(at)
    assert room(at).stage is Stage.REVEALED


def test_a_second_vote_is_suggested_between_30_and_70_percent(open_page: Open) -> None:
    at = open_page("workshop")
    at.radio(key="ws-agenda").set_value("which-practice").run()
    press(press(at, "Open the room"), "I have kept it, or do not need it")
    for place, good, bad, expected in ((3, 5, 5, "teaches most now"), (5, 9, 1, "leave the second vote out")):
        live.hub().act(room_of(at), GoTo(place), HOST)
        (question, options), *_ = room(at).asked[place].items()
        right = shelf.shelf(room(at).agenda).keys(place)[question].right
        counts = {next(iter(right)): good, next(one for one in options if one not in right): bad}
        for command in (HandsUp(question, counts), Reveal()):
            live.hub().act(room_of(at), command, HOST)
        at.run()
        assert expected in words_of(at)
    press(at, "Leave the second vote out")
    assert room(at).place == 7


def test_the_clock_starts_waits_gets_a_minute_more_and_goes(opened: AppTest) -> None:
    at = press(press(opened, "Begin with the first step"), "Start 2 min")
    assert room(at).timer.ends is not None
    press(at, "Pause")
    assert room(at).timer.paused == pytest.approx(120, abs=30)
    press(at, "+1 minute")
    assert room(at).timer.paused == pytest.approx(180, abs=30)
    at.button(key="ws-time-on").click().run()
    assert room(at).timer.ends is not None
    press(at, "Off")
    assert room(at).timer.off


def test_a_note_is_kept_when_it_was_typed(opened: AppTest) -> None:
    at = press(opened, "Begin with the first step")
    at.text_area(key=f"ws-note-{room_of(at)}-0").set_value("Two teams were there.").run()
    assert room(at).notes == {0: "Two teams were there."}


def test_the_host_jumps_goes_back_and_closes(opened: AppTest) -> None:
    at = press(opened, "Begin with the first step")
    at.button(key="ws-go-5").click().run()
    assert room(at).place == 5
    assert "What did you expect" in words_of(at)
    press(at, "Back")
    assert room(at).place == 4
    press(at, "Close it for all")
    assert room(at).closed
    assert "This workshop is over" in words_of(at)
    assert not at.exception


def test_what_cannot_be_done_is_told(opened: AppTest) -> None:
    at = press(press(opened, "Begin with the first step"), "Go on")
    live.hub().act(room_of(at), OpenVote(), HOST)
    live.hub().act(room_of(at), Reveal(), HOST)
    press(at, "Open the answers")
    assert "The answers were shown already" in words_of(at)


def test_the_lanes_show_what_to_expect_and_their_comparison_is_sent(opened: AppTest) -> None:
    live.hub().act(room_of(opened), GoTo(4), HOST)
    at = opened.run()
    assert "Hand-made, once a week" in words_of(at)
    assert "± 2 %" in words_of(at)
    press(at, "Send the comparison")
    assert '"comparison"' in room(at).sent[4]
    press(at, "Back to the lanes")
    at.multiselect(key="ws-lanes-4").set_value(["automatic", "button-daily"]).run()
    press(at, "Run these on the wall")
    assert "id: button-daily" in room(at).sent[4]
    assert "id: hand-weekly" not in room(at).sent[4]
    press(at, "Back to the agenda's lanes")
    assert '"roads":[]' in room(at).sent[4]


def test_a_picture_and_another_question_are_sent_to_the_wall(opened: AppTest) -> None:
    at = press(press(opened, "Begin with the first step"), "Send it")
    assert '"picture"' in room(at).sent[0]
    press(at, "Take it off")
    assert '"show":""' in room(at).sent[0]
    press(press(at, "Go on"), "Next question")
    assert '"at":1' in room(at).sent[1]


def test_a_hidden_first_vote_is_shown_with_the_second_and_the_gain_is_said(opened: AppTest) -> None:
    at = press(press(opened, "Begin with the first step"), "Go on")
    keys = shelf.shelf(room(at).agenda).keys
    for place, name, step in ((1, "a-friday-press", None), (6, "b-evening-press", 6)):
        if step is not None:
            live.hub().act(room_of(at), GoTo(step), HOST)
        live.hub().act(room_of(at), OpenVote(), HOST)
        right = next(iter(keys(place)[name].right))
        wrong = next(one for one in room(at).asked[place][name] if one != right)
        vote(at, name, right if step else wrong)
    press(at.run(), "Show the answers")
    assert {place for place, _ in room(at).tallies} == {1, 6}
    assert "0 % right before, 100 % after; gain +1.00" in words_of(at)
    press(at, "Send before and after to the wall")
    assert '"gain"' in room(at).sent[6]


def test_our_own_answers_are_ranked_by_what_to_talk_about_and_sent_to_the_wall(open_page: Open) -> None:
    at = open_page("workshop")
    at.radio(key="ws-agenda").set_value("our-next-step").run()
    press(press(at, "Open the room"), "I have kept it, or do not need it")
    live.hub().act(room_of(at), GoTo(4), HOST)
    practices = list(room(at).asked[4])
    for practice, split in ((practices[1], (6, 0)), (practices[4], (3, 3))):
        options = [one for one in room(at).asked[4][practice] if not one.startswith("~")]
        counts = {options[0]: split[0], options[-1]: split[1]}
        live.hub().act(room_of(at), HandsUp(practice, counts), HOST)
    live.hub().act(room_of(at), Reveal(), HOST)
    at.run()
    assert "Talk about these first" in words_of(at)
    assert [one.key for one in at.button if one.label == "To the wall"] == [f"ws-topic-{practices[4]}"]
    press(at, "To the wall")
    assert '"at":4' in room(at).sent[4]


def test_a_room_carries_out_a_runbook_and_the_host_presses_for_who_has_no_phone(open_page: Open) -> None:
    at = open_page("workshop")
    at.radio(key="ws-agenda").set_value("our-next-step").run()
    press(press(at, "Open the room"), "I have kept it, or do not need it")
    live.hub().act(room_of(at), GoTo(3), HOST)
    at.run()
    assert "No phone is in the room" in words_of(at)
    press(at, "Begin the deployment")
    assert "It waits for the room: step 1" in words_of(at)
    press(at, "Step 3: Back up the database")
    for step in (1, 2, 4, 5, 6, 7, 8, 9):
        press(at, f"Step {step} is done")
    assert room(at).runs[3].ended is None
    press(at, "Stop here")
    assert "2 slips: this deployment fails" in words_of(at)
    for _ in range(100):
        if any(one.label == "Send the two lanes" for one in at.button):
            break
        time.sleep(0.1)
        at.run()
    press(at, "Send the two lanes")
    assert '"show":"lanes"' in room(at).sent[3]
    press(at, "Next event")
    press(at, "Next event")
    assert '"events":2' in room(at).sent[3]
    press(at, "Play on")
    assert '"events":0' in room(at).sent[3]
    press(at, "Send the comparison")
    press(at, "Deploy once more")
    assert room(at).runs[3].done == ()
    press(at, "Go on")
    assert room(at).place == 4


def test_the_wall_is_one_view_and_says_nothing_to_press(opened: AppTest, open_page: Open) -> None:
    wall = open_page("workshop", visitor="another", room=room_of(opened), view="wall")
    assert not wall.exception
    assert [one.label for one in wall.button] == []


AGENDA = b"""\
format: 1
id: mine
title: Mine
minutes: 1
steps:
  - {kind: poll, minutes: 1, items: [tuesday-button]}
"""


def upload(at: AppTest, key: str, name: str, raw: bytes) -> AppTest:
    next(one for one in at.file_uploader if one.key == key).set_value((name, raw, "text/plain")).run()
    assert not at.exception
    return at


def test_an_agenda_of_ones_own_opens_and_a_bad_one_says_where_it_is_wrong(open_page: Open) -> None:
    at = open_page("workshop")
    at.radio(key="ws-agenda").set_value("own").run()
    upload(at, "ws-own", "mine.yaml", AGENDA.replace(b"tuesday-button", b"gone").replace(b"poll", b"pool"))
    assert "problem" in words_of(at)
    assert "mine.yaml:6" in words_of(at)
    assert at.button(key="ws-open").disabled
    upload(at, "ws-own", "mine.yaml", b"\xff\xfe\x00")
    assert "no text" in words_of(at)
    upload(at, "ws-own", "mine.yaml", AGENDA)
    press(at, "Open the room")
    assert room(at).agenda.title == "Mine"


def test_a_workshop_goes_on_from_its_file(opened: AppTest, open_page: Open) -> None:
    hub, name = live.hub(), room_of(opened)
    question = next(iter(room(opened).asked[1]))
    option = room(opened).asked[1][question][0]
    for command in (GoTo(1), HandsUp(question, {option: 4}), Reveal()):
        hub.act(name, command, HOST)
    raw = as_file(room(opened))
    at = open_page("workshop", visitor="another")
    upload(at, "ws-back", "x.json", b"{}")
    press(at, "Go on")
    assert "problem" in words_of(at)
    upload(at, "ws-back", "x.json", raw)
    press(at, "Go on")
    assert room(at).tallies == {(1, question): {option: 4}}
    assert room(at).place == 1
