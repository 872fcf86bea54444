"""What if: every single change ranked, with intervals, its arithmetic, and ways on; knobs swept."""

import time

import pytest

import simulator
from simulator import scenario_from_text, scenario_text, shipped_scenarios
from store import Keep
from tests.drawn import by_label, press, texts, views
from ui import live
from ui.simulating import working
from ui.simulating.sharing import pack

PRESETS = {scenario.id: scenario for scenario in shipped_scenarios().values}
SMALL = {"tries": "6", "each": "60"}


@pytest.fixture
def what_if(open_page):
    """Return how to open the page and wait until its work is done."""

    def opened(visitor: str = "a-visitor", **query: str):
        return settled(open_page("simulate", visitor, do="What if", **SMALL | query))

    return opened


def settled(at):
    until = time.monotonic() + 60
    while at.get("progress") and time.monotonic() < until:
        time.sleep(0.1)
        at.run()
    assert not at.exception
    return at


def test_the_changes_of_a_road_are_ranked_with_their_intervals(what_if) -> None:
    at = what_if(of="button-weekly")
    said = texts(at)
    assert "Which one change helps most: median lead time" in said
    assert "**1 · decision\\: one press as soon as a change is ready\\, on any day**" in said
    assert "now: every week" in said
    assert "failed / 1,000" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "6 runs of 60 changes each, seed 1" in said
    assert "Each 95 % interval holds for itself" in said
    assert "data:image/svg+xml" in said, "each row has its dot and interval"
    assert "in each of 6 runs (seed 1)" in said, "each row opens its arithmetic"
    assert "| 1 | decision: one press as soon as a change is ready, on any day | every week |" in said
    assert any("No difference can be told" in found.label for found in at.expander)


def test_what_is_not_advised_and_what_makes_it_worse_is_shown_and_says_why(what_if) -> None:
    said = texts(what_if(of="hand-weekly"))
    assert "✕ not advised: worse hands-on hours per 100 changes" in said
    assert "✕ makes it worse" in said
    assert "worse**" in said


def test_the_road_moves_beside_itself_with_the_change_that_helps_most(what_if) -> None:
    at = what_if(of="button-weekly")
    assert '"title":"Today"' in views(at)[0]
    assert '"title":"With decision: one press as soon as a change is ready"' in views(at)[0]
    by_label(at.selectbox, "Beside today").set_value("review.capacity").run()
    assert '"title":"With review: one more person"' in views(settled(at))[0]


def test_a_row_can_be_watched(what_if) -> None:
    at = what_if(of="button-weekly")
    second = next(
        button.key for button in at.button if button.key.startswith("watch-") and "every" in button.key
    )
    at.button(key=second).click().run()
    assert by_label(at.selectbox, "Beside today").value == second.removeprefix("watch-")
    assert "twice as often" in views(settled(at))[0]


@pytest.mark.parametrize(
    ("aim", "says"),
    [
        ("Failed changes", "failed changes per 1,000"),
        ("Change fail rate", "change fail rate"),
        ("Hands-on hours", "hands-on hours per 100 changes"),
        ("Recovery", "median recovery time"),
    ],
)
def test_a_person_chooses_what_is_to_get_better(what_if, aim, says) -> None:
    at = what_if(of="hand-weekly", improve=aim)
    said = texts(at)
    assert f"Which one change helps most: {says}" in said
    if aim == "Change fail rate":
        assert "counted per deployment" in said
        assert "failed changes per 1,000" in views(at)[0]
        assert "failed / 1,000" in said.replace("\N{NO-BREAK SPACE}", " ")


def test_a_change_becomes_a_step_of_ones_own_road(what_if) -> None:
    at = what_if(of="button-weekly")
    at.button(key="put-decision").click().run()
    text = next(code.value for code in at.code if code.value.startswith("format: 1"))
    scenario = scenario_from_text(text)
    assert next(stage for stage in scenario.stages if stage.id == "decision").departures is None
    assert scenario.title == "Button, once a week"
    press(at, "Undo")
    text = next(code.value for code in at.code if code.value.startswith("format: 1"))
    assert scenario_from_text(text).stages == PRESETS["button-weekly"].stages


def test_where_nothing_helps_the_page_says_so(what_if) -> None:
    """Without failures there is no recovery that could be made shorter."""
    calm = PRESETS["automatic"].with_changes({"defects": 0.0})
    at = what_if(of="shared-A", lane_a=pack(scenario_text(calm)), improve="Recovery")
    assert "nothing of the kind happened" in at.info[0].value


def test_a_road_of_ones_own_can_be_asked_and_shared_by_link(what_if) -> None:
    own = PRESETS["automatic"].with_changes({"review.capacity": 7, "title": "Quay"})
    at = what_if(of="shared-A", lane_a=pack(scenario_text(own)))
    assert "one more person (8, not 7)" in texts(at).replace("\\", "")
    assert any("lane_a=" in code.value and "tries=6" in code.value for code in at.code)


def test_a_kept_road_can_be_asked(what_if) -> None:
    own = PRESETS["automatic"].with_changes({"review.capacity": 7})
    live.store().keep("a-visitor", Keep("road", "Ours", scenario_text(own), 0))
    at = what_if()
    road = by_label(at.selectbox, "Road")
    ours = next(option for option in road.options if "Ours" in option)
    road.set_value(ours).run()
    assert "one more person (8, not 7)" in texts(settled(at)).replace("\\", "")


def test_a_road_that_is_gone_gives_way_to_the_first(what_if) -> None:
    at = what_if(of="no-such-road")
    assert by_label(at.selectbox, "Road").value == "hand-weekly"


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ({"each": "1000000000"}, "1,000,000,000 changes: this page takes 10 to 20,000"),
        ({"tries": "1"}, "1 runs: this page takes 2 to 400"),
        ({"seed": "-1"}, "-1 as seed: this page takes 0 to 4,294,967,295"),
    ],
)
def test_absurd_sizes_are_refused_with_the_limit(what_if, query, limit) -> None:
    at = what_if(**query)
    assert limit in at.error[0].value
    assert "30 runs of 400 changes each, seed 1" in texts(at)


def test_sizes_that_are_too_large_together_are_not_run(what_if) -> None:
    at = what_if(tries="400", each="20000")
    assert "this page takes at most 10,000,000 in one go" in at.error[0].value
    assert not views(at)


def test_long_work_shows_how_far_it_is_and_can_be_stopped(open_page, monkeypatch) -> None:
    monkeypatch.setattr(working, "PATIENCE", 0.0)
    at = open_page("simulate", do="What if", tries="400", each="600")
    assert at.get("progress")
    press(at, "Stop")
    until = time.monotonic() + 30
    while not at.info and time.monotonic() < until:
        time.sleep(0.1)
        at.run()
    assert "Trying each change: stopped." in at.info[0].value


def test_the_same_question_is_worked_out_once(what_if, monkeypatch) -> None:
    first = texts(what_if(of="automatic"))
    monkeypatch.setattr(simulator, "sensitivity", None)
    assert texts(what_if("another", of="automatic")) == first


# ---------------------------------------------------------------- sweeps


def test_one_knob_is_swept_as_a_curve_with_a_table(what_if) -> None:
    at = what_if(of="button-weekly", **{"try": "A sweep"})
    assert at.get("plotly_chart")
    said = texts(at)
    assert "Median lead time, as one turns *decision\\: time between departures*" in said
    assert "| decision: time between departures | median lead time | 95 % interval |" in said
    assert "| 1w |" in said
    assert "6 runs of 60 changes for each of 6 roads, seed 1" in said


def test_two_knobs_are_swept_as_a_heat_map_with_a_table(what_if) -> None:
    at = what_if(of="automatic", knob="review.capacity", second="defects", **{"try": "A sweep"})
    by_label(at.text_input, "Values, with").set_value("1, 2").run()
    by_label(at.text_input, "Values of the second").set_value("0, 0.1").run()
    at = settled(at)
    assert "Quality: share with a defect (down), review: how many at once (across) | 1 | 2 |" in texts(at)
    assert "of 4 roads" in texts(at)


@pytest.mark.parametrize("aim", ["Failed changes", "Change fail rate"])
def test_a_swept_fail_rate_brings_failed_changes_along(what_if, aim) -> None:
    said = texts(what_if(of="automatic", improve=aim, **{"try": "A sweep"}))
    assert "never to be read without the other" in said
    assert "| change fail rate | 95 % interval |" in said
    assert "| failed changes per 1,000 | 95 % interval |" in said


def test_a_wrong_value_is_left_out_with_its_reason(what_if) -> None:
    at = what_if(of="automatic", knob="review.capacity", **{"try": "A sweep"})
    by_label(at.text_input, "Values, with").set_value("0, 2, soon").run()
    at = settled(at)
    warned = [warning.value.replace("\\", "") for warning in at.warning]
    assert "review.capacity = 0" in warned[0]
    assert "write a whole number from 1" in warned[0]
    assert "review.capacity = soon" in warned[1]
    assert "| 2 |" in texts(at)


@pytest.mark.parametrize(
    ("values", "limit"),
    [("", "Write at least one value"), (",".join(map(str, range(1, 30))), "this page takes at most 20")],
)
def test_an_absurd_sweep_is_refused_with_the_limit(what_if, values, limit) -> None:
    at = what_if(of="automatic", knob="review.capacity", **{"try": "A sweep"})
    by_label(at.text_input, "Values, with").set_value(values).run()
    assert limit in at.error[0].value


def test_another_road_begins_with_knobs_of_its_own(what_if) -> None:
    at = what_if(of="button-weekly", **{"try": "A sweep"})
    by_label(at.selectbox, "Knob").set_value("decision.departures.every").run()
    by_label(at.selectbox, "Road").set_value("automatic").run()
    at = settled(at)
    assert by_label(at.selectbox, "Knob").value == "review.capacity"
