"""The rules of a game by hand: a press counts once, in its order, where something waits."""

import math
from dataclasses import replace

import pytest

from simulator import shipped_scenarios
from simulator.frames import frames
from ui.simulating import debrief, games, playing, running_book
from ui.simulating.games import Act, Game, Press, RefusedError, State

PRESETS = {scenario.id: scenario for scenario in shipped_scenarios().values}
SIX = State(6, frozen=False)
STEPS = len(running_book.STEPS)
IN_ORDER = tuple(range(STEPS))
GAME = Game(presses=(Press("a", 39.0), Press("b", 63.5)))
BOOK = Game("runbook", presses=(Press("a", 39.0, 40.5, IN_ORDER), Press("b", 63.5)))


def press(time: float, name: str = "new") -> Act:
    return Act("press", name, time)


def report(**changed: object) -> dict[str, object]:
    return {"what": "press", "id": "new", "time": 90.0, "clicks": [], "game": GAME.id, **changed}


def refused(game: Game, act: Act, state: State = SIX) -> str:
    with pytest.raises(RefusedError) as found:
        games.done(game, act, state)
    return str(found.value)


def test_a_press_is_added_and_the_same_press_again_changes_nothing() -> None:
    after = games.done(GAME, press(90.0), SIX)
    assert [one.time for one in after.presses] == [39.0, 63.5, 90.0]
    assert games.done(after, press(90.0), State(0, frozen=True)) == after
    assert games.done(after, press(200.0), SIX) == after  # the same name at another time is the same press


@pytest.mark.parametrize(
    ("act", "state", "why"),
    [
        (press(63.5), SIX, games.PAST),
        (press(10.0), SIX, games.PAST),
        (press(90.0), State(0, frozen=False), games.NOTHING),
        (press(90.0), State(6, frozen=True), games.FROZEN),
        (press(999.0), SIX, games.OVER),
    ],
)
def test_a_press_in_the_past_or_for_nothing_or_while_frozen_is_refused(act, state, why) -> None:
    assert refused(GAME, act, state) == why


def test_a_finished_game_takes_nothing_until_it_goes_on() -> None:
    finished = games.done(GAME, Act("finish", "f", 100.0), SIX)
    assert finished.finished == 100.0
    assert games.done(finished, Act("finish", "g", 120.0), SIX) == finished
    assert refused(finished, press(110.0)) == games.OVER
    assert games.gone_on(finished) == GAME


def test_nobody_finishes_before_the_last_press_nor_after_the_end() -> None:
    assert games.done(GAME, Act("finish", "f", 5.0), SIX).finished == 63.5
    assert games.done(GAME, Act("finish", "f", 999.0), SIX).finished == GAME.horizon == 288.0


def test_a_game_holds_only_so_many_presses() -> None:
    full = Game(presses=tuple(Press(f"p{i}", 9 + i / 10) for i in range(games.MOST)))
    assert refused(full, press(90.0)) == games.FULL


def test_a_deployment_by_hand_ends_once_and_nothing_else_begins_before() -> None:
    assert refused(BOOK, press(64.0)) == games.BUSY
    assert refused(BOOK, Act("done", "a2", 64.0)) == games.NO_RUN
    assert refused(BOOK, Act("done", "b", 63.5)) == games.PAST
    assert refused(BOOK, Act("done", "b", 400.0)) == games.OVER
    assert refused(GAME, Act("done", "b", 64.0)) == games.NO_RUN
    ended = games.done(BOOK, Act("done", "b", 64.0, (0, 1)), SIX)
    assert ended.presses[-1] == Press("b", 63.5, 64.0, (0, 1))
    assert games.done(ended, Act("done", "b", 70.0, IN_ORDER), SIX) == ended
    assert refused(ended, press(63.9)) == games.PAST


HOSTILE = [
    None, 7, "press", [], {}, report(what="undo"), report(what=["press"]), report(what=None), report(id=7),
    report(id=""), report(id="x" * 41), report(id="a b"), report(id=["new"]),
    report(time=None), report(time="90"), report(time=True), report(time=math.nan), report(time=math.inf),
    report(time=-1), report(time=1e300), report(time=10**400), report(time=[90]), report(clicks=None),
    report(clicks="abc"), report(clicks=[99]), report(clicks=[-1]), report(clicks=[1, 1]),
    report(clicks=[True]), report(clicks=[[1]]), report(clicks=[0.5]), report(clicks=list(range(1000))),
    report(clicks={"a": 1}),
]  # fmt: skip


@pytest.mark.parametrize("sent", HOSTILE)
def test_what_cannot_be_read_is_refused_with_a_message(sent) -> None:
    with pytest.raises(RefusedError, match="could not be read"):
        games.read_act(sent, GAME, STEPS)


@pytest.mark.parametrize("game", [None, 3, "button~2~2~1", Game(turn=2).id])
def test_a_tab_of_another_game_is_told_so(game) -> None:
    with pytest.raises(RefusedError, match="another game"):
        games.read_act(report(game=game), GAME, STEPS)


def test_a_report_is_read_to_a_thousandth_of_an_hour() -> None:
    assert games.read_act(report(time=90.00049, clicks=[2, 0]), GAME, STEPS) == Act(
        "press", "new", 90.0, (2, 0)
    )


def test_a_game_is_kept_as_text_and_found_again() -> None:
    for game in (Game(), GAME, BOOK, replace(BOOK, turn=3, finished=70.0), Game("button", 7, 4)):
        assert games.read_game(game.name, game.text) == game


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"format":2,"turn":1,"presses":[],"finished":null}',
             '{"format":1,"turn":1,"presses":[[1]],"finished":null}',
             '{"format":1,"turn":1,"presses":[[1,2,null,[]]],"finished":null}']
)  # fmt: skip
def test_a_damaged_game_is_none(text) -> None:
    assert games.read_game("button~1~2", text) is None


@pytest.mark.parametrize(
    "name", ["", "button", "button~1~9", "other~1~2", f"button~{2**32}~2", "button~-1~2"]
)
def test_a_wrong_name_is_no_game(name) -> None:
    assert games.named(name) is None
    assert games.read_game(name, GAME.text) is None


def test_a_game_begun_anew_has_another_id_and_no_presses() -> None:
    anew = games.begun_anew(BOOK)
    assert anew.presses == ()
    assert anew.id != BOOK.id
    assert anew.name == BOOK.name


def test_steps_in_their_order_are_no_slip_and_everything_else_is_named() -> None:
    assert running_book.slips(IN_ORDER) == ()
    assert len(running_book.slips(())) == STEPS
    early = running_book.slips((1, 0, *IN_ORDER[2:]))
    assert early == ("step 2, “Lock the pipeline for other changes”, came before step 1",)
    assert running_book.slips(IN_ORDER[:-1]) == ("step 10, “Take down the maintenance page”, was left out",)


def test_the_buttons_are_all_there_in_another_order_each_time() -> None:
    orders = [running_book.buttons(1, run) for run in range(5)]
    assert all(sorted(order) == list(IN_ORDER) for order in orders)
    assert list(IN_ORDER) not in orders
    assert len(set(map(tuple, orders))) == len(orders)


def test_what_waits_is_what_the_road_holds_at_that_moment() -> None:
    played = playing.play(Game(), PRESETS)
    shown = frames(played.mine, until=played.until)
    waiting = sum(any(v[0] == 5 and v[1] <= 63.0 for v in change["visits"]) for change in shown["changes"])
    assert played.state(63.0) == State(waiting, frozen=False)
    assert waiting > 3
    assert playing.play(Game(presses=(Press("a", 63.0),)), PRESETS).state(63.0).waiting == 0


def test_what_was_before_a_press_is_the_same_in_both_lanes() -> None:
    views = [
        playing.view(playing.play(game, PRESETS), ("", ""))
        for game in (Game(), Game(presses=(Press("a", 63.0),)))
    ]
    assert views[0]["lanes"][1] == views[1]["lanes"][1]
    for before, after in zip(*(view["lanes"][0]["frames"]["changes"] for view in views), strict=True):
        upstream = [list(change["way"][: 5 * 5]) for change in (before, after)]
        assert upstream[0] == upstream[1]


def slipped() -> Game:
    return Game(
        "runbook", presses=(Press("a", 39.0, 40.5, (1, 0, *IN_ORDER[2:])), Press("b", 90.0, 91.0, IN_ORDER))
    )


def test_a_slip_fails_the_deployment_is_noticed_and_recovered() -> None:
    played = playing.play(slipped(), PRESETS)
    view = playing.view(played, ("", ""))
    run, held = view["runbook"]["runs"]
    assert run["failed"]
    assert "came before step 1" in run["why"]
    assert 40.5 < run["noticed"] < run["restored"]
    assert view["lanes"][0]["frames"]["frozen"][0] == [40.5, round(run["restored"], 3)]
    assert played.state(40.6).frozen
    assert not played.state(run["restored"] + 0.01).frozen
    assert not held["failed"] or "carried a defect" in held["why"]


def test_the_debrief_tells_what_was_done_and_what_it_cost() -> None:
    game = replace(slipped(), finished=200.0)
    played = playing.play(game, PRESETS, 200.0)
    mine, other = debrief.lane(played.mine), debrief.lane(played.automatic)
    assert mine.failed >= 1
    assert mine.hands_on >= 150
    assert other.hands_on == 0
    assert mine.live < mine.arrived == other.arrived
    rows = {what: (here, there) for what, here, there in debrief.table(game, mine, other)}
    assert "Change fail rate (share of deployments)" in rows
    assert "Failed changes per 1,000 changes" in rows
    assert "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}" in rows["Change fail rate (share of deployments)"][0]
    told = "\n".join(debrief.story(played))
    assert "Week 1, Tue 15:00: you deployed" in told
    assert "because of a slip" in told
    assert "was noticed" in told
    assert told.endswith("still wait for you.")
    first, rates, spent = debrief.questions(game, mine, other)
    assert "slip" in first
    assert "failed changes per 1,000" in rates
    assert f"{mine.hands_on:.0f} minutes" in spent
    assert "times that" in debrief.headline(game, mine, other)


def test_a_story_ends_where_the_game_stopped_under_way_or_broken() -> None:
    open_run = Game("runbook", presses=(Press("a", 39.0),), finished=40.0)
    assert "did not come to the end" in "\n".join(debrief.story(playing.play(open_run, PRESETS, 40.0)))
    broken = Game("runbook", presses=(Press("a", 39.0, 40.0, ()),), finished=40.01)
    assert "had not recovered" in "\n".join(debrief.story(playing.play(broken, PRESETS, 40.01)))
    assert (
        playing.view(playing.play(broken, PRESETS, 40.01), ("", ""))["runbook"]["runs"][0]["restored"] is None
    )


def test_a_game_without_a_press_says_so_without_a_number() -> None:
    played = playing.play(replace(Game(), finished=10.0), PRESETS, 10.0)
    mine, other = debrief.lane(played.mine), debrief.lane(played.automatic)
    assert debrief.headline(Game(), mine, other).startswith("You pressed the button 0 times; 0 changes of")
    assert mine.waited is None
    assert "No deployment failed in this run" in debrief.questions(Game(), mine, other)[1]


def test_the_machines_work_after_a_press_is_not_the_persons() -> None:
    game = Game(presses=(Press("a", 63.0), Press("b", 150.0)))
    played = playing.play(game, PRESETS, 200.0)
    assert debrief.lane(played.mine).hands_on == 0
    assert "you pressed the button" in debrief.story(played)[0]
    assert len(debrief.questions(game, debrief.lane(played.mine), debrief.lane(played.automatic))) == 3
