"""Laws of every trace, on scenarios that mix every feature of the language."""

import json
import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from simulator import Study, compile_scenario, scenario_from_text, simulate
from simulator.series import levels
from tests.simulator.everything import same
from tests.simulator.strategies import TIMES, distribution, roads, scenarios, studies

TINY = 1e-9
drawn = settings(derandomize=True, max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
hours = st.sampled_from((10.0, 33.3, 60.0))


def trace_of(scenario, study):
    return simulate(compile_scenario(scenario), study)


def data_of(scenario):
    return json.loads(scenario.model_dump_json(exclude_defaults=True))


def scenario_of(data):
    return scenario_from_text(json.dumps(data))


def horizon(trace):
    return math.inf if trace.study.hours is None else trace.study.hours


def by_key(trace, name):
    """Return one field of all visits by change, stage id, visit and attempt."""
    ids = [stage.id for stage in trace.tables.scenario.stages]
    key = trace.rows[["change", "stage", "visit", "attempt"]].tolist()
    return {(c, ids[s], v, a): value for (c, s, v, a), value in zip(key, trace.rows[name], strict=True)}


def alone(scenario):
    """List the stages whose runs take one change, so that nobody else's draws are shared."""
    return {stage.id for stage in scenario.stages if stage.batch is None}


def shared_works(left, right):
    """List pairs of works [h] of the visits both traces have, at stages where a change runs alone."""
    works, ids = by_key(right, "work"), alone(left.tables.scenario) & alone(right.tables.scenario)
    starts, others = by_key(left, "start"), by_key(right, "start")
    return [
        (key, mine, works[key])
        for key, mine in by_key(left, "work").items()
        if key[1] in ids and key in works and max(starts[key], others[key]) < math.inf
    ]


# ---------------------------------------------------------------- one trace


@drawn
@given(scenarios(), studies())
def test_changes_that_came_are_live_or_in_progress_and_none_is_lost_between_stages(scenario, study):
    study = Study(study.seed, 1, study.changes)
    trace, stages = trace_of(scenario, study), scenario.stages
    before, _ = roads([stage.after and [_index(scenario, name) for name in stage.after] for stage in stages])
    before = [[] if stage.after == () else names for stage, names in zip(stages, before, strict=True)]
    outcomes = Counter(trace.rows[["change", "stage", "outcome"]].tolist())
    joined = Counter(trace.rows[["change", "stage"]].tolist())
    last = len(stages) - 1
    for change in range(len(trace.changes)):
        for t, names in enumerate(before):
            came = min((outcomes[change, s, 0] + outcomes[change, s, 2] for s in names), default=1)
            back = sum(outcomes[change, s, 1] for s in range(len(stages)) if _back(scenario, s) == t)
            again = outcomes[change, t, 3] + (outcomes[change, t, 2] if t == last else 0)
            assert joined[change, t] == came + back + again
        passed = outcomes[change, last, 0]
        assert passed == np.isfinite(trace.changes["live"][change])
        if passed:
            assert all(outcomes[change, s, 0] >= 1 and outcomes[change, s, -1] == 0 for s in range(last))


def _index(scenario, name):
    return [stage.id for stage in scenario.stages].index(name)


def _back(scenario, i):
    stage = scenario.stages[i]
    return _index(scenario, stage.rework.to) if stage.rework and stage.rework.to else i


@drawn
@given(scenarios(), studies())
def test_times_follow_each_other_and_nobody_overtakes_within_a_priority(scenario, study):
    trace = trace_of(scenario, study)
    rows, classes = trace.rows, scenario.arrivals.classes
    assert (rows["join"] <= rows["start"]).all()
    assert (rows["start"] <= rows["end"]).all()
    assert (trace.changes["live"] >= trace.changes["arrive"]).all()
    rank = np.array([one.priority for one in classes] if classes else [1])[trace.changes["kind"]]
    for stage in range(len(scenario.stages)):
        mine = rows[rows["stage"] == stage]
        priority = rank[mine["change"]]
        for level in set(priority.tolist()):
            assert (np.diff(_finite(mine["start"][priority == level])) >= 0).all()
        first = priority[:, None] < priority[None, :]
        waits = mine["join"][:, None] < mine["start"][None, :]
        assert (~(first & waits) | (mine["start"][:, None] <= mine["start"][None, :])).all()


def _finite(times):
    return np.minimum(times, 1e300)


@drawn
@given(scenarios(), studies())
def test_no_pool_works_beyond_its_units_and_none_idles_while_a_change_could_start(scenario, study):
    trace = trace_of(scenario, study)
    rows, end = trace.rows, min(horizon(trace), 1e6)
    for members, units, plain in _pools(scenario):
        mine = rows[np.isin(rows["stage"], members) & np.isfinite(rows["start"])]
        _, first = np.unique(mine["batch"], return_index=True)
        start, stop = mine["start"][first], np.minimum(mine["end"][first], end)
        for time in start:
            assert ((start <= time) & (stop > time)).sum() <= units
        for row in rows[np.isin(rows["stage"], plain)]:
            until = min(row["start"], end)
            busy = np.maximum(np.minimum(stop, until) - np.maximum(start, row["join"]), 0.0).sum()
            assert busy >= units * (until - row["join"]) * (1 - TINY) - TINY


def _pools(scenario):
    """Yield stages that share units, how many units, and which of those stages are always ready to start."""
    last = scenario.stages[-1]
    pools = {}
    for i, stage in enumerate(scenario.stages):
        if stage.departures is None and stage.opens is None and stage.capacity != "unlimited":
            units = scenario.pools[stage.pool] if stage.pool else stage.capacity or 1
            members, _, plain = pools.setdefault(stage.pool or i, ([], units, []))
            members.append(i)
            frozen = stage is last and scenario.production and scenario.production.freeze
            exact = stage.batch and stage.batch.size
            if not (stage.calendar or stage.attends or frozen or exact):
                plain.append(i)
    return pools.values()


@drawn
@given(scenarios(), studies(), st.integers(1, 40))
def test_littles_law_holds_on_the_path_for_the_whole_and_for_every_queue(scenario, study, points):
    trace = trace_of(scenario, study)
    until = study.hours or max(1.0, *(_last(trace.rows[name]) for name in ("join", "start", "end")))
    found = levels(trace, points, until)
    cell = until / points
    present = np.minimum(trace.changes["live"], until) - np.minimum(trace.changes["arrive"], until)
    assert math.isclose(sum(found.wip.mean) * cell, present.sum(), rel_tol=TINY, abs_tol=TINY)
    for stage, one in enumerate(scenario.stages):
        rows = trace.rows[trace.rows["stage"] == stage]
        waits = np.minimum(rows["start"], until) - rows["join"]
        assert math.isclose(sum(found.queue[one.id].mean) * cell, waits.sum(), rel_tol=TINY, abs_tol=TINY)


def _last(times):
    return float(times[np.isfinite(times)].max(initial=0.0))


# ---------------------------------------------------------------- the same again


@drawn
@given(scenarios(), studies())
def test_one_seed_is_one_trace_whatever_else_runs(scenario, study):
    tables, three = compile_scenario(scenario), Study(study.seed, 3, study.changes, study.hours)
    once = simulate(tables, study)
    with ThreadPoolExecutor(2) as threads:
        many, again = threads.map(lambda chosen: simulate(tables, chosen), (three, three))
    assert same(many, again)
    assert (many.rows_of(0) == once.rows).all()
    assert (many.changes_of(0) == once.changes).all()
    assert (many.deployments_of(0) == once.deployments).all()


SCALED = {"value", "mean", "low", "mode", "high", "values", "every", "first", "opens", "at"}


def _doubled(value, name=""):
    if isinstance(value, dict):
        return {key: _doubled(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_doubled(inner, name) for inner in value]
    return 2 * value if name in SCALED and not isinstance(value, str) else value


@drawn
@given(scenarios(), studies())
def test_doubling_all_times_doubles_all_results_exactly(scenario, study):
    data = data_of(scenario)
    for part in (data["arrivals"], *data["stages"]):
        part.pop("calendar", None)
        part.get("departures", {}).pop("at", None)
    twice = Study(study.seed, 1, study.changes, study.hours and 2 * study.hours)
    short, long = trace_of(scenario_of(data), study), trace_of(scenario_of(_doubled(data)), twice)
    assert len(short.rows) == len(long.rows)
    for name in ("change", "stage", "visit", "attempt", "batch", "outcome"):
        assert (short.rows[name] == long.rows[name]).all()
    for name in ("join", "start", "end", "work"):
        assert (2 * short.rows[name] == long.rows[name]).all()
    for name in ("arrive", "live", "resolving"):
        assert (2 * short.changes[name] == long.changes[name]).all()
    for name in ("start", "end", "restored"):
        assert (2 * short.deployments[name] == long.deployments[name]).all()


# ---------------------------------------------------------------- one thing is different


@st.composite
def singles(draw):
    """Draw a single stage, first in first out without rework, in any calendar."""
    stage = {"id": "a", "mark": "hand", "capacity": draw(st.integers(1, 3)), "work": distribution(draw)}
    if draw(st.booleans()):
        stage["shards"] = draw(st.integers(1, 3))
    if draw(st.booleans()):
        stage["calendar"] = "office"
    between = distribution(draw, zero=False)
    office = {"days": "mon-fri", "hours": "09:00-17:00"}
    return {"format": 1, "id": "single", "title": "Single", "calendars": {"office": office}} | {
        "arrivals": {"between": between},
        "stages": [stage],
    }


@drawn
@given(singles(), studies())
def test_more_capacity_at_a_single_stage_never_lets_a_change_wait_longer(data, study):
    few = scenario_of(data)
    more = few.with_changes({"a.capacity": few.stages[0].capacity + 1})
    before, after = trace_of(few, study), trace_of(more, study)
    assert (_finite(after.rows["start"]) <= _finite(before.rows["start"]) + TINY).all()


@drawn
@given(scenarios(), studies(), st.data())
def test_one_knob_changes_only_what_it_touches(scenario, study, data):
    stage = data.draw(st.sampled_from(scenario.stages))
    knobs = [{"defects": 0.5}, {"production.fails": 0.7}]
    if isinstance(stage.capacity, int):
        knobs.append({f"{stage.id}.capacity": stage.capacity + 1})
    if stage.work and stage.work.mean:
        knobs.append({f"{stage.id}.work.mean": 2 * stage.work.mean})
    knob = data.draw(st.sampled_from(knobs))
    scenario = scenario.with_changes({"integration": None})
    left, right = trace_of(scenario, study), trace_of(scenario.with_changes(knob), study)
    if scenario.arrivals.wip_limit is None:
        assert (left.changes["arrive"] == right.changes["arrive"]).all()
    count = min(len(left.changes), len(right.changes))
    assert (left.changes["kind"][:count] == right.changes["kind"][:count]).all()
    for (_, where, _, _), mine, other in shared_works(left, right):
        assert other == (2 * mine if f"{where}.work.mean" in knob else mine)


@drawn
@given(scenarios(), studies(), st.data())
def test_a_stage_added_leaves_the_draws_of_the_others_alone(scenario, study, data):
    stages = data_of(scenario)
    place = data.draw(st.integers(0, len(stages["stages"]) - 1))
    assume(all("after" not in stage for stage in stages["stages"]))
    stages.pop("integration", None)
    extra = {
        "id": "extra",
        "mark": "bolt",
        "work": {"dist": "exponential", "mean": 1.0},
        "flaky": {"rate": 0.2},
    }
    left = trace_of(scenario_of(stages), study)
    stages["stages"].insert(place, extra)
    right = trace_of(scenario_of(stages), study)
    count = min(len(left.changes), len(right.changes))
    assert (left.changes["kind"][:count] == right.changes["kind"][:count]).all()
    works = shared_works(left, right)
    assert all(mine == other for _, mine, other in works)
    assert study.hours is not None or scenario.arrivals.wip_limit or works or not alone(scenario)


def past(trace, time):
    """Return what had happened before an hour [h]: joins, starts and ends with all that goes with them."""
    rows = trace.rows[trace.rows["join"] < time].copy()
    rows["work"][rows["start"] >= time] = rows["batch"][rows["start"] >= time] = -1
    for name in ("start", "end"):
        rows[name][rows[name] >= time] = math.inf
    rows["outcome"][rows["end"] == math.inf] = -1
    changes = trace.changes["live"][trace.changes["arrive"] < time]
    return rows.tolist(), changes[changes < time].tolist()


@drawn
@given(scenarios(), studies(), hours, st.data())
def test_the_past_does_not_change_when_a_button_is_pressed_later(scenario, study, until, data):
    whole = data_of(scenario)
    place = data.draw(st.integers(0, len(whole["stages"]) - 1))
    kept = {"id", "after", "rework", "catches"}
    stage = {name: value for name, value in whole["stages"][place].items() if name in kept}
    early = sorted(data.draw(st.sets(st.sampled_from((2.0, *TIMES, 7.5, 9.0)), max_size=3)))
    late = data.draw(st.sampled_from((9.5, 9.75, 12.0, 30.0)))
    whole.pop("integration", None)
    if "wip_limit" in whole["arrivals"]:
        whole["arrivals"] = {"at": [0.5] * 9}
    study, traces = Study(study.seed, 1, 1, until), []
    for opens in (early or [1.0], [*(early or [1.0]), late]):
        whole["stages"][place] = {**stage, "mark": "button", "opens": opens}
        traces.append(trace_of(scenario_of(whole), study))
    assert past(traces[0], late) == past(traces[1], late)


@drawn
@given(scenarios(), studies(), hours)
def test_a_run_cut_at_an_hour_is_the_beginning_of_the_longer_run(scenario, study, until):
    short = trace_of(scenario, Study(study.seed, 1, 1, until))
    long = trace_of(scenario, Study(study.seed, 1, 1, 1.5 * until))
    rows, changes = past(long, np.nextafter(until, math.inf))
    assert rows == past(short, math.inf)[0]
    assert changes == past(short, math.inf)[1]
