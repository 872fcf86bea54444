"""The charts of lanes say in a table and in a sentence what they draw."""

import dataclasses

import pytest

import simulator
from ui import charts
from ui.charts import flow
from ui.charts.lanes import HELD_UP, Part, bars, hour_axis, longest_scale, time_parts


@pytest.fixture(scope="module")
def lanes() -> dict[str, simulator.Outcome]:
    found = {}
    for letter, name in (("A", "hand-weekly"), ("B", "automatic")):
        scenario = simulator.load_scenario(simulator.loading.SHIPPED / f"{name}.yaml")
        outcome = simulator.shipped_outcome(scenario, simulator.DEFAULT_STUDY, simulator.SHOWN_HOURS)
        assert outcome is not None
        found[letter] = outcome
    return found


def empty(outcome: simulator.Outcome) -> simulator.Outcome:
    stages = [
        {**stage, "wait": {"mean": None}, "work": {"mean": None}} for stage in outcome.breakdown["stages"]
    ]
    breakdown = {**outcome.breakdown, "stages": stages}
    none = {**outcome.measured["metrics"], "change_lead_time": {"mean": None, "p50": None}}
    measured = {**outcome.measured, "metrics": none}
    return dataclasses.replace(outcome, lead=[], breakdown=breakdown, measured=measured)


@pytest.mark.parametrize("name", charts.FLOW)
def test_every_chart_is_drawn_in_both_themes_and_has_its_table(lanes, name: str) -> None:
    draw, tabulate, say = charts.FLOW[name]
    light, dark = draw(lanes), draw(lanes, dark=True)

    assert light.layout.template.layout.paper_bgcolor != dark.layout.template.layout.paper_bgcolor
    assert len(tabulate(lanes)) >= 2
    assert "**A**" in say(lanes)
    assert "**B**" in say(lanes)


def test_the_parts_of_a_lane_add_up_to_its_mean_lead_time(lanes) -> None:
    for letter, outcome in lanes.items():
        whole = sum(part.hours for part in time_parts(lanes) if part.lane == letter)
        assert whole == pytest.approx(outcome.measured["metrics"]["change_lead_time"]["mean"])


def test_every_kind_of_time_has_its_own_pattern_and_word(lanes) -> None:
    drawn = {bar.name: bar.marker.pattern.shape for bar in charts.time_chart(lanes).data}

    assert drawn == {
        "waiting": None,
        "work, by hand": "/",
        "work, automatic": None,
        "held up": "x",
    }
    assert Part("A", "decision", "hourglass", 1.0).word == "decision: approval"
    assert Part("A", "decision", "button", 1.0).word == "decision: button"


def test_a_short_lane_is_drawn_once_more_magnified(lanes) -> None:
    assert [label for label, _ in bars(lanes)] == [
        "A 3.7 days",
        "B 5.0 h",
        "B magnified 10 \N{MULTIPLICATION SIGN}",
    ]
    assert [label for label, _ in bars({"A": lanes["A"]})] == ["A 3.7 days"]
    assert longest_scale({"A": 100.0, "B": 20.0}) is None
    assert longest_scale({"A": 100.0, "B": 0.0}) is None
    assert longest_scale({"A": 800.0, "B": 10.0}) == 50
    assert longest_scale({"A": 80.0, "B": 9.9}) == 5


def test_where_most_of_the_time_went_is_said_with_the_bottleneck(lanes) -> None:
    limited = {
        **lanes["B"].breakdown,
        "bottleneck": {"stage": "review", "kind": "busy", "reason": "92% is at work"},
    }
    busy = dataclasses.replace(lanes["B"], breakdown=limited)
    said = charts.time_sentence({"A": lanes["A"], "B": busy})

    assert said.startswith(
        "**A**: 66 % of the time is waiting at decision. **B**: 56 % of the time is held up; "
    )
    assert "the bottleneck is review (92% is at work)." in said
    assert said.endswith(f":small[{HELD_UP}]")


def test_a_lane_in_which_nothing_went_live_draws_nothing(lanes) -> None:
    nothing = {"A": empty(lanes["A"]), "B": lanes["B"]}

    assert "**A**" not in charts.time_sentence(nothing)
    assert charts.lead_table(nothing).iloc[0].tolist() == ["none"] * 6
    assert len(charts.lead_chart(nothing).data) == 2
    assert charts.lead_chart({"A": nothing["A"]}).layout.xaxis.title.text == "time since the commit"
    assert "**A**" not in flow.lead_sentence(nothing)
    assert bars({"A": nothing["A"]})[0][0] == "A 0"


def test_long_axes_count_days_and_short_ones_hours() -> None:
    assert hour_axis(20.0)["title"] == "hours per change, on average"
    assert hour_axis(88.0)["ticktext"] == ["0", "1", "2", "3", "4"]
    assert hour_axis(24.0 * 600)["ticktext"][1] == "56"


def test_times_that_lie_near_each_other_stand_on_an_even_axis(lanes) -> None:
    near = dataclasses.replace(lanes["A"], lead=[10 + i / 10 for i in range(101)])
    axis = charts.lead_chart({"A": near}).layout.xaxis

    assert axis.type is None
    assert axis.ticktext[1] == "4.0 h"


def test_one_replication_has_no_band(lanes) -> None:
    one = dataclasses.replace(lanes["A"], wip={**lanes["A"].wip, "se": None})

    assert len(charts.wip_chart({"A": one}).data) == 1
    assert len(charts.wip_chart({"A": lanes["A"]}).data) == 3


def test_work_in_progress_is_told_week_by_week(lanes) -> None:
    table = charts.wip_table(lanes)

    assert table.index.tolist() == ["A Hand-made, once a week", "B Automatic"]
    assert table.columns[0].startswith("week ")
    assert float(table.iloc[0, 1]) > float(table.iloc[1, 1])
