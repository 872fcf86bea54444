"""Two lanes: guess first, watch, compare; everything found again, nothing shown too early."""

import json
import re
import time

import pytest

import simulator
from store import Keep
from tests.drawn import by_label, press, texts, views
from ui import cached, live, state
from ui.jobs import State
from ui.simulating import choosing, working
from ui.simulating.guessing import Guess
from ui.simulating.sharing import pack

OFFICE = simulator.scenario_text(
    simulator.load_scenario(simulator.loading.SHIPPED / "button-daily.yaml").model_copy(
        update={"title": "Our *own* lane", "id": "your-road"}
    )
)


def guess(at, lane: str = "B", factor: float = 20.0, hands: float = 100.0, failed: float = 5.0):
    by_label(at.radio, "Which lane").set_value(lane)
    by_label(at.select_slider, "How many times").set_value(factor)
    by_label(at.select_slider, "hours of people").set_value(hands)
    by_label(at.select_slider, "Of 1,000 changes").set_value(failed)
    return press(at, "Show me")


def table(at) -> dict[str, dict]:
    """Return the rows of the comparison by their titles."""
    view = next(json.loads(data) for data in views(at) if '"view":"comparison"' in data)
    return {row["title"]: row for row in view["rows"]}


def done(at):
    """Run the page until its work is done."""
    for _ in range(200):
        if not [button for button in at.button if button.label == "Stop"]:
            return at
        time.sleep(0.05)
        at.run()
    pytest.fail("the work did not end")


def test_nothing_is_shown_before_a_guess_or_a_skip(open_page) -> None:
    at = open_page("simulate")

    assert views(at) == []
    assert "What do you expect?" in texts(at)
    assert "Change fail rate" not in texts(at)
    assert by_label(at.radio, "Which lane").value is None
    assert {slider.value for slider in at.select_slider} == {0.0, -1.0}


def test_an_empty_guess_is_no_guess(open_page) -> None:
    at = press(open_page("simulate"), "Show me")

    assert "Nothing is guessed yet" in at.info[0].value
    assert views(at) == []


def test_a_guess_shows_the_lanes_and_stands_beside_the_outcome(open_page) -> None:
    at = guess(open_page("simulate"))
    assert views(at)[0].count('"letter"') == 2
    assert [button.label for button in at.button][-2].startswith("Your guess: B 20")

    at = press(at, "Compare results")
    said = texts(at)
    assert not [data for data in views(at) if '"view":"lanes"' in data]
    assert "## Your guess, and what happened" in said
    assert said.count("![You: ") == 3
    assert {"Change lead time", "Change fail rate", "Failed changes per 1,000"} <= table(at).keys()
    assert at.query_params["show"] in ("results", ["results"])
    at = press(at, "Watch the lanes")
    assert len(views(at)) == 1


def test_a_guess_is_kept_and_found_again_after_a_reload(open_page) -> None:
    guess(open_page("simulate"), factor=50.0)
    (kept,) = live.store().kept("a-visitor", "guess")
    assert kept.name == "hand-weekly~automatic~1"

    again = open_page("simulate")
    assert len(views(again)) == 1
    assert any("Your guess: B 50" in button.label for button in again.button)
    assert views(open_page("simulate", visitor="another")) == []


def test_half_a_guess_is_one_and_a_is_a_lane_too(open_page) -> None:
    at = open_page("simulate")
    by_label(at.radio, "Which lane").set_value("A")
    by_label(at.select_slider, "How many times").set_value(10.0)
    press(at, "Show me")
    (kept,) = live.store().kept("a-visitor", "guess")

    assert kept.body == Guess(faster=0.1).text


def test_a_lane_alone_is_a_guess(open_page) -> None:
    at = open_page("simulate")
    by_label(at.radio, "Which lane").set_value("B")
    at = press(at, "Show me")

    assert len(views(at)) == 1
    assert live.store().kept("a-visitor", "guess")[0].body == Guess(lane="B").text
    assert "You chose B, and you were right" in texts(press(at, "Compare results"))


def test_the_same_is_a_guess_without_a_lane(open_page) -> None:
    at = open_page("simulate")
    by_label(at.select_slider, "How many times").set_value(1.0)
    press(at, "Show me")

    assert live.store().kept("a-visitor", "guess")[0].body == Guess(faster=1.0).text


def test_other_lanes_or_another_seed_ask_anew(open_page) -> None:
    at = guess(open_page("simulate"))
    at.selectbox(key="b").select("button-weekly").run()
    assert "What do you expect?" in texts(at)

    at.selectbox(key="b").select("automatic").run()
    assert len(views(at)) == 1
    assert "What do you expect?" in texts(open_page("simulate", seed="2"))


def test_one_may_guess_again(open_page) -> None:
    at = guess(open_page("simulate"))
    at = press(at, "Your guess")
    assert "What do you expect?" in texts(at)
    assert live.store().kept("a-visitor", "guess") == ()

    at = guess(at, factor=100.0)
    assert any("Your guess: B 100" in button.label for button in at.button)


def test_a_skipped_guess_is_not_shown_beside_the_results(open_page) -> None:
    at = press(press(open_page("simulate"), "Skip the guess"), "Compare results")

    assert "Your guess, and what happened" not in texts(at)
    assert "Change fail rate" in table(at)


def test_a_link_to_the_results_asks_nothing_until_a_lane_is_changed(open_page) -> None:
    at = open_page("simulate", show="results", a="button-weekly", b="automatic")
    failed = table(at)["Failed changes per 1,000"]
    assert [value for value, _interval in failed["sides"]] == ["18", "18"]
    assert failed["told"] == [["No difference: the same changes fail in A and B", ""]]
    assert live.store().kept("a-visitor", "guess") == ()

    at.selectbox(key="a").select("train-monthly").run()
    assert "What do you expect?" in texts(at)


def test_the_lanes_stand_in_the_address(open_page) -> None:
    at = open_page("simulate", b="hand-daily")
    assert at.selectbox(key="b").value == "hand-daily"
    at.selectbox(key="b").select("button-daily").run()
    assert at.query_params["b"] in ("button-daily", ["button-daily"])
    at.selectbox(key="b").select("automatic").run()
    assert "b" not in at.query_params

    at.query_params["b"] = "train-monthly"
    at.run()
    assert at.selectbox(key="b").value == "train-monthly"


def test_up_to_four_lanes_are_compared_with_a(open_page) -> None:
    at = open_page("simulate", show="results", c="button-weekly", d="hand-daily")
    said = texts(at)

    assert "**C** Button\\, once a week, **D** Hand\\-made\\, every day" in said
    told = [text for row in table(at).values() for text, _interval in row["told"]]
    assert any(text.startswith("C recovers 12") for text in told)
    assert "D has 33 more" in told
    assert not at.exception
    at.selectbox(key="d").select(choosing.NO_LANE).run()
    assert "**D**" not in texts(at)


def test_the_results_end_with_three_questions_that_hold_the_lanes_own_numbers(open_page) -> None:
    said = texts(open_page("simulate", show="results"))
    asked = said.partition("## Three questions to talk about\n")[2]

    assert [line[:2] for line in asked.splitlines()[:3]] == ["1.", "2.", "3."]
    assert "Change fail rate was 37 % in A and 1.7 % in B" in asked
    assert "failed changes per 1,000 were 36 and 18" in asked
    assert "for nobody to have to, as in B" in asked
    assert "for one press to be enough" in texts(open_page("simulate", show="results", b="button-weekly"))
    assert "by hand or approvals of B" in texts(open_page("simulate", show="results", b="hand-daily"))


@pytest.mark.parametrize("look", ["Where the time went", "How long changes take", "Work in progress"])
def test_every_chart_has_its_table(open_page, look: str) -> None:
    at = open_page("simulate", show="results")
    by_label(at.get("button_group"), "What to look at").set_value(look).run()

    assert f"## {look}\n" in texts(at)
    assert len(at.get("plotly_chart")) == 1
    assert not at.exception


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"changes": "1000000000"}, "1,000,000,000 changes: this page takes 10 to 20,000"),
        ({"runs": "1000"}, "1,000 replications: this page takes 2 to 400"),
        ({"seed": "99999999999"}, "99,999,999,999 as seed: this page takes 0 to 4,294,967,295"),
        ({"changes": "20000", "runs": "400"}, "this page takes at most 4,000,000"),
    ],
)
def test_absurd_sizes_are_refused_with_the_limit_named(open_page, query: dict[str, str], named: str) -> None:
    at = open_page("simulate", show="results", **query)

    assert named in at.error[0].value
    assert "40 replications of 400 changes, seed 1." in texts(at)
    assert not at.exception


def test_another_study_is_run_beside_the_page_and_shown_when_it_is_done(open_page) -> None:
    at = done(open_page("simulate", show="results", changes="60", runs="5", seed="3"))

    assert "5 replications of 60 changes, seed 3." in texts(at)
    key = cached.job_key(
        cached.presets()["automatic"][1], simulator.Study(seed=3, replications=5, changes=60)
    )
    assert live.jobs().found(key).state is State.DONE


def test_long_work_can_be_stopped_and_run_again(open_page, monkeypatch) -> None:
    def patient(_scenario, _study, _until, progress, stop):
        progress(1, 4)
        stop.wait(20)
        raise simulator.StoppedError("stopped")

    monkeypatch.setattr("ui.simulating.lanes.find_outcome", patient)
    at = open_page("simulate", show="results", seed="9", b="hand-weekly")
    assert [button.label for button in at.button].count("Stop") == 1, "equal lanes share their work"

    at = press(at, "Stop")
    for _ in range(100):
        if at.info:
            break
        time.sleep(0.05)
        at.run()
    assert "stopped." in at.info[0].value
    press(at, "Run it again")
    assert not at.exception


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (simulator.WrongStudyError("no such stage"), r"Lane A failed\.\*\* no such stage$"),
        (
            ValueError("a key of somebody"),
            r"Lane A failed\.\*\* Try again; .* the reference `[0-9a-f]{8}`\.$",
        ),
    ],
)
def test_work_that_fails_says_why_and_a_bug_by_its_reference_alone(
    open_page, monkeypatch, error: Exception, said: str
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr("ui.simulating.lanes.find_outcome", broken)
    monkeypatch.setattr(working, "PATIENCE", 5.0)
    at = open_page("simulate", show="results", seed="10")

    assert re.search(said, at.error[0].value)
    assert "a key of somebody" not in at.error[0].value


def test_the_road_of_this_tab_and_the_kept_ones_can_be_lanes(open_page) -> None:
    live.store().keep("a-visitor", Keep("road", "Ours", OFFICE, 0))
    live.store().keep("a-visitor", Keep("road", "Broken", "format: 9", 0))
    at = open_page("simulate")
    options = at.selectbox(key="b").options
    assert [option for option in options if option.startswith("Your road")] == ["Your road: Ours"]

    at.session_state["visit"].road_shown = OFFICE
    at.run()
    assert "Your road: Our *own* lane" in at.selectbox(key="b").options
    at.selectbox(key="b").select(choosing.OWN).run()
    at = done(press(at, "Skip the guess"))
    assert "Our *own* lane" in views(at)[0]
    at = press(at, "Compare results")
    assert r"**B** Your road\: Our \*own\* lane" in texts(at)


def test_a_road_travels_in_a_link(open_page) -> None:
    at = done(open_page("simulate", show="results", lane_b=pack(OFFICE), changes="60", runs="3"))

    assert at.selectbox(key="b").value == "shared-B"
    assert r"**B** Shared road B\: Our \*own\* lane" in texts(at)


def test_a_damaged_link_does_no_harm(open_page) -> None:
    at = open_page("simulate", lane_b="damaged", a="nobody")

    assert at.selectbox(key="b").value == "automatic"
    assert not at.exception
    assert not at.error


def test_exports_are_made_when_they_are_asked_for(open_page, monkeypatch) -> None:
    at = open_page("simulate", show="results")
    assert at.get("download_button") == []

    at.session_state["export"] = True
    at.run()
    labels = [found.proto.label for found in at.get("download_button")]
    assert labels == ["Metrics as CSV", "Trace of one replication as CSV", "Report to print (HTML)"]
    assert "?do=Two+lanes&a=hand-weekly&b=automatic&show=results" in at.code[0].value
    monkeypatch.setattr(state, "cookie", lambda _name: None)
