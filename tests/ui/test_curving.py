"""Sweeps: knobs a road has, values a person writes, limits with their names, numbers with intervals."""

from threading import Event

import pytest
from plotly.colors import sample_colorscale

from simulator import (
    Refused,
    StoppedError,
    Study,
    compile_scenario,
    scenario_from_text,
    shipped_scenarios,
    simulate,
)
from simulator.sensitivity import replication_values
from tests.ui.test_turning import FULL
from ui import charts, palette
from ui.charts.what_if import _readable
from ui.simulating import curving
from ui.simulating.ranking import SHOWN, row_of

PRESETS = {scenario.id: scenario for scenario in shipped_scenarios().values}
STUDY = Study(seed=2, replications=5, changes=40)
LEAD = "change_lead_time.p50"


@pytest.mark.parametrize("preset", [*PRESETS, "full"])
def test_every_proposed_value_of_every_knob_can_be_taken(preset) -> None:
    scenario = PRESETS[preset] if preset in PRESETS else scenario_from_text(FULL)
    offered = curving.knobs(scenario)
    assert len({knob.path for knob in offered}) == len(offered)
    for knob in offered:
        values = curving.read_values(knob.proposed)
        assert knob.today in values, knob
        assert 2 <= len(values) <= curving.MOST_VALUES, knob
        for variant in curving.grid(scenario, [(knob.path, values)]):
            assert not isinstance(variant.scenario, Refused), variant
        if not knob.path.endswith(".capacity"):  # one at a time may stand unsaid
            assert scenario.with_changes({knob.path: knob.today}) == scenario, knob


def test_every_number_of_a_road_can_be_swept() -> None:
    found = {knob.path for knob in curving.knobs(scenario_from_text(FULL))}
    assert found >= {
        "pools.team", "arrivals.wip_limit", "check.flaky.rate", "board.attends.every", "ship.batch.size",
        "integration.conflicts.rate", "production.recover.mean", "gate.departures.every", "defects",
    }  # fmt: skip
    hand = {knob.path: knob for knob in curving.knobs(PRESETS["hand-weekly"])}
    assert hand["decision.departures.every"].proposed == "1d, 2d, 4d, 1w, 2w, 4w"
    assert hand["review.capacity"].proposed == "1, 2, 3, 4, 5"
    assert hand["deploy.steps.count"].proposed == "3, 6, 12, 18, 24"
    assert hand["review.work.mean"].today == "45m"


def test_values_are_read_as_a_person_writes_them() -> None:
    assert curving.read_values(" 1, 2;2,, 3 ") == ("1", "2", "3")
    assert curving.as_numbers(("30m", "2", "1.5")) == (0.5, 2.0, 1.5)
    assert curving.as_numbers(("1", "unlimited")) == ()
    assert curving.as_numbers(("nan",)) == ()


@pytest.mark.parametrize(
    ("asked", "study", "limit"),
    [
        ([()], STUDY, "at least one value"),
        ([[str(i) for i in range(21)]], STUDY, "at most 20"),
        ([["1"] * 11, ["1"] * 10], STUDY, "at most 100"),
        ([["1", "2"]], Study(replications=400, changes=20_000), "10,000,000"),
    ],
)
def test_an_absurd_sweep_is_refused_with_the_limit(asked, study, limit) -> None:
    assert limit in curving.refusal(asked, study)
    assert curving.refusal([["1", "2"], ["3"]], STUDY) == ""


def test_two_knobs_turn_with_the_first_fastest() -> None:
    tried = curving.grid(PRESETS["automatic"], [("review.capacity", ("1", "2")), ("defects", ("0", "0.1"))])
    assert [(each.changes["review.capacity"], each.changes["defects"]) for each in tried] == [
        ("1", "0"), ("2", "0"), ("1", "0.1"), ("2", "0.1"),
    ]  # fmt: skip


def test_each_value_comes_to_what_the_simulator_says_of_it() -> None:
    told = []
    tried = curving.grid(PRESETS["automatic"], [("review.capacity", ("1", "0", "3"))])
    found = curving.run(tried, STUDY, lambda done, total: told.append((done, total)))
    for place in (0, 2):
        trace = simulate(compile_scenario(tried[place].scenario), STUDY)
        assert found[place] == replication_values(trace, SHOWN)
    assert isinstance(found[1], Refused)
    assert curving.spot(found[1], LEAD) == (None, None, None)
    mean, low, high = curving.spot(found[0], LEAD)
    assert low < mean < high
    assert told[-1] == (3, 3)

    rows = curving.csv_rows(tried, found, STUDY)
    assert all(len(row) == len(curving.columns(["review.capacity"])) for row in rows)
    assert len(rows) == 2 * len(SHOWN) + 1
    assert any("nobody could ever work there" in str(row[-1]) for row in rows)


def test_a_sweep_can_be_stopped() -> None:
    stop = Event()
    stop.set()
    with pytest.raises(StoppedError):
        curving.run(curving.grid(PRESETS["automatic"], [("defects", ("0", "0.1"))]), STUDY, None, stop)


# ---------------------------------------------------------------- what is drawn of it


def swept(values, rows=(), many=None) -> charts.Swept:
    spots = tuple(charts.Spot(v, v and v - 0.5, v and v + 0.5) for v in values)
    across = tuple(str(i) for i in range(many or len(values)))
    return charts.Swept(
        ("people", across),
        ("work", rows),
        spots,
        curving.as_numbers(across),
        "lead time",
        "h",
        row_of(LEAD).say,
    )


def test_the_axis_holds_zero_and_what_is_better_and_cuts_what_is_far_worse() -> None:
    axis = charts.axis_for([67, 70, -160], "h")
    assert (axis.low, axis.high, axis.unit, axis.ticks()) == (-40, 80, "hours", [-40, -20, 0, 20, 40, 60, 80])
    assert "Z" in charts.difference_svg(axis, -160, (-180, -140), full=False)
    assert "circle" in charts.difference_svg(axis, 70, None, full=True)
    only_worse = charts.axis_for([-3, -5], "count")
    assert (only_worse.low, only_worse.high) == (-5, 0)
    assert "more" in charts.axis_svg(only_worse)
    assert "more" not in charts.axis_svg(charts.axis_for([3, 5], "h"))
    assert charts.axis_for([0.0], "share").high > 0
    assert charts.axis_for([0.02, 0.05], "share").unit == "points"


def test_a_curve_has_its_interval_as_a_band_and_its_table() -> None:
    drawn = swept([1.0, 2.0, None])
    chart = charts.curve_chart(drawn, "1")
    assert [list(trace.y) for trace in chart.data] == [[1.5, 2.5, None], [0.5, 1.5, None], [1.0, 2.0, None]]
    assert chart.data[1].fill == "tonexty"
    assert chart.layout.annotations[0].text == "today"
    assert not charts.curve_chart(drawn, "7").layout.annotations
    assert charts.sweep_table(drawn).loc["1"].tolist() == ["2.0 h", "1.5 h to 2.5 h"]
    assert charts.sweep_table(drawn).loc["2"].tolist() == ["none", ""]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("values", [[1.0, 2.0, 1.5, 1.9], [1.0, 50.0, 3.0, None], [2.0, 2.0, 2.0, 2.0]])
def test_a_heat_map_prints_each_number_where_it_can_be_read(values, dark) -> None:
    drawn = swept(values, ("a", "b"), many=2)
    chart = charts.heat_chart(drawn, dark=dark)
    assert [note.text for note in chart.layout.annotations] == [drawn.say(value) for value in values]
    assert [(note.x, note.y) for note in chart.layout.annotations] == [(0, 0), (1, 0), (0, 1), (1, 1)]
    assert charts.sweep_table(drawn).shape == (2, 2)
    colors = palette.DARK if dark else palette.LIGHT
    ramp = [colors["shade"], (palette.LINES_DARK if dark else palette.LINES_LIGHT)[0]]
    for depth in range(101):
        part = sample_colorscale(ramp, [depth / 100], colortype="tuple")[0]
        ground = "#" + "".join(f"{round(each * 255):02X}" for each in part)
        assert palette.contrast(_readable(depth / 100, ramp, colors), ground) >= 3.5
