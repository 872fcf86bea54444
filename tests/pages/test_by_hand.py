"""By hand: what a person did is kept, found again and compared; what a browser sends is never trusted."""

import json

import pytest

from store import Keep
from tests.drawn import by_label, press, texts, views
from ui import live
from ui.simulating import by_hand, games
from ui.simulating.games import Game, Press

VISITOR = "a-visitor"
IN_ORDER = list(range(10))


@pytest.fixture
def page(open_page, monkeypatch):
    """Return how to open the page, and what its picture reports in the next runs."""
    heard: list[object] = []
    drawn = by_hand.draw_view

    def draw_view(data, key, reports=()):
        drawn(data, key, reports)
        return {"act": heard.pop(0) if heard else None}

    monkeypatch.setattr(by_hand, "draw_view", draw_view)

    def opened(*reports: object, visitor: str = VISITOR, **query: str):
        heard.extend(reports)
        return open_page("simulate", visitor, do="By hand", **query)

    return opened


def act(
    what: str, time: float, name: str = "p1", game: str = "button~1~2~1", clicks: object = ()
) -> dict[str, object]:
    return {"what": what, "id": name, "time": time, "game": game, "clicks": list(clicks)}


def kept(name: str = "button~1~2") -> Game | None:
    found = live.store().kept_one(VISITOR, "game", name)
    return None if found is None else games.read_game(name, found.body)


def shown(at) -> dict:
    return json.loads(views(at)[0])


def test_the_page_begins_with_two_lanes_and_nothing_pressed(page) -> None:
    at = page()
    assert not at.exception
    assert "You are the button" in texts(at)
    view = shown(at)
    assert view["view"] == "game"
    assert [lane["letter"] for lane in view["lanes"]] == ["A", "B"]
    assert view["game"] == {"id": "button~1~2~1", "presses": [], "finished": None}
    assert kept() is None


def test_a_press_is_kept_once_however_often_it_is_sent(page) -> None:
    at = page(act("press", 63.0), act("press", 63.0), act("press", 64.0, "p2"))
    assert kept().presses == (Press("p1", 63.0),)  # at 64.0 nothing waits
    assert shown(at)["game"]["presses"] == [["p1", 63.0, None]]
    assert shown(at)["answer"] == ["p2", games.NOTHING]


def test_a_press_in_the_past_is_refused_and_says_why(page) -> None:
    at = page(act("press", 63.0), act("press", 40.0, "p2"))
    assert shown(at)["answer"] == ["p2", games.PAST]
    assert len(kept().presses) == 1


@pytest.mark.parametrize(
    "sent", [7, "press", [], {"id": 3}, act("press", float("nan")), act("press", 1e300), act("x", 63.0)]
)
def test_what_cannot_be_read_changes_nothing_and_breaks_nothing(page, sent) -> None:
    at = page(sent)
    assert not at.exception
    assert "This page broke" not in texts(at)
    assert shown(at)["answer"][1] == games.UNREADABLE
    assert kept() is None


def test_another_tab_that_was_faster_is_read_before_the_press_is_tried_again(page, monkeypatch) -> None:
    first = by_hand._stored
    faster = iter([True])

    def stored(name):
        found = first(name)
        if next(faster, False):
            by_hand._keep(Game(presses=(Press("other", 40.0),)), found[1])
        return found

    monkeypatch.setattr(by_hand, "_stored", stored)
    with_press = Game(presses=(Press("other", 40.0), Press("p1", 63.0)))
    monkeypatch.setattr(by_hand, "visitor", lambda: VISITOR)
    page()
    faster = iter([True])
    presets = {found.id: found for found in by_hand.cached.scenarios().values}
    by_hand._do("button~1~2", act("press", 63.0), presets)
    assert kept() == with_press


def test_a_store_that_never_agrees_is_said_and_loses_nothing(page, monkeypatch) -> None:
    monkeypatch.setattr(by_hand, "_keep", lambda *_: False)
    at = page(act("press", 63.0))
    assert "Press once more" in shown(at)["answer"][1]
    assert kept() is None


def test_a_store_that_refuses_says_why(page) -> None:
    page()
    for number in range(500):
        live.store().keep(VISITOR, Keep("game", f"n{number}", "x"))
    at = page(act("press", 63.0))
    assert "Not kept: too many are kept" in shown(at)["answer"][1]


def test_finishing_compares_and_is_found_after_a_reload(page) -> None:
    page(act("press", 63.0), act("finish", 100.0, "f"))
    at = page()
    said = texts(at)
    for words in (
        "What came of it", "You pressed the button 1 time", "Change fail rate (share of deployments)",
        "Failed changes per 1,000 changes", "Three questions to talk about",
        "Week 1, Wed 15:00: you pressed the button", "Seed 1.", "one run has no interval",
    ):  # fmt: skip
        assert words in said
    assert shown(at)["game"]["finished"] == 100.0

    press(at, "Go on playing")
    assert kept().finished is None
    assert "What came of it" not in texts(page(game="1-2"))


def test_a_game_is_played_again_or_with_other_changes(page) -> None:
    at = page(act("press", 63.0))
    by_label(at.number_input, "Seed").set_value(1)
    press(at, "Start")
    assert kept().presses == ()
    assert shown(at)["game"]["id"] == "button~1~2~2"

    at = page(act("press", 63.0, game="button~1~2~2"))
    by_label(at.number_input, "Seed").set_value(9)
    by_label(at.selectbox, "Weeks").set_value(3)
    press(at, "Start")
    assert shown(at)["game"]["id"] == "button~9~3~1"
    assert kept().presses == (Press("p1", 63.0),)
    press(at, "Seed 1, 2 weeks, 1 deployment, not finished")
    assert shown(at)["game"]["id"] == "button~1~2~2"


def test_an_unfinished_game_is_gone_on_with_and_a_wrong_address_is_the_first(page) -> None:
    page(act("press", 63.0, game="button~5~4~1"), game="5-4")
    assert shown(page())["game"]["id"] == "button~5~4~1"
    assert shown(page(game="x-9", visitor="another"))["game"]["id"] == "button~1~2~1"


def test_the_runbook_is_opened_worked_through_and_told(page) -> None:
    name = "runbook~1~2~1"
    at = page(
        act("press", 63.0, game=name), act("done", 64.5, game=name, clicks=IN_ORDER[::-1]),
        act("finish", 100.0, "f", name), hand="Runbook",
    )  # fmt: skip
    assert kept("runbook~1~2").presses == (Press("p1", 63.0, 64.5, tuple(IN_ORDER[::-1])),)
    assert "You are the runbook" in texts(at)
    at = page(hand="Runbook")
    assert "came before step 1" in texts(at)
    assert "failed because of a slip" in texts(at)
    assert shown(at)["runbook"]["runs"][0]["failed"]
    assert len(shown(at)["runbook"]["steps"]) == 10


def test_a_damaged_game_in_the_store_is_begun_anew(page) -> None:
    page()
    live.store().keep(VISITOR, Keep("game", "button~1~2", "{"))
    at = page(act("press", 63.0))
    assert not at.exception
    assert kept().presses == (Press("p1", 63.0),)


def test_without_its_scenarios_the_page_says_which_it_needs(page, monkeypatch) -> None:
    monkeypatch.setattr(by_hand.playing, "NEEDED", ("no-such",))
    assert "This page needs the scenarios no-such" in texts(page())


def test_scenarios_that_have_no_such_road_are_said(page, monkeypatch) -> None:
    monkeypatch.setattr(by_hand.playing, "GATE", "no-such")
    at = page()
    assert "cannot be played" in texts(at)
    assert "This page broke" not in texts(at)


def test_a_press_and_its_answer_are_small(page) -> None:
    at = page(act("press", 63.0))
    assert len(views(at)[0].encode()) < 25_000
