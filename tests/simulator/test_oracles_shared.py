"""The exact cases that stand beside the checkout: each row's parameters become a scenario by one mapping.

What the language or the printed metrics do not say directly, and how it is tested all the same:

- `p95_in_system` is a quantile over time and `p85` no printed percentile: both are read from the trace.
- `mean_runs_per_change` and `mean_test_time` are the printed work, over the work of one run.
- `first_pass_yield` is the share of changes with one visit to each stage, read from the trace.
- `last_finish` and `throughput_after_first` are read from the times the changes go live.
- `mean_ci_runs_per_change`: the language does not retest a failed batch change by change, but what that
  costs is one run per batch and one per change of a failed batch, and the share of failed batches is printed.
- `prob_red_build_of_good_change`: a suite is a run of steps that each slip by chance.
"""

import csv
import json
import math
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simulator import Study, theory
from tests.oracles.studying import Found, block, enough, looked_up, over, printed, spread, told

TABLE = Path(__file__).parents[3] / "shared" / "data" / "simulation-oracles.csv"
if not TABLE.exists():
    pytest.skip("the table of exact cases does not stand beside this checkout", allow_module_level=True)
with TABLE.open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
OFFICE = 'calendars: {office: {days: mon-fri, hours: "09:00-17:00"}}\n'


# ---------------------------------------------------------------- parameters -> scenario


def arrivals(given):
    """Return how changes come; where it is not said, one per hour by chance."""
    if given.get("wip_limit"):
        return f"arrivals: {{wip_limit: {given['wip_limit']}}}\n"
    if "start" in given:
        return f"arrivals: {{at: [{given['start']}]}}\n"
    if given.get("arrivals") == "const":
        gap = f"{{dist: constant, value: {given['every']}}}"
        return f"arrivals: {{between: {gap}, first: {given['first']}}}\n"
    return f"arrivals: {{between: {{dist: exponential, mean: {1 / given.get('rate', 1)!r}}}}}\n"


def duration(given, hours=1.0):
    """Return the work of a stage that gives a constant, a mean or a mean with a spread."""
    constant = next((given[name] for name in ("const", "value", "work", "test") if name in given), None)
    if constant is not None:
        return f"{{dist: constant, value: {constant * hours!r}}}"
    if "mean" not in given:
        return "{dist: constant, value: 0}"
    if "cv" in given:
        return f"{{dist: lognormal, mean: {given['mean'] * hours!r}, cv: {given['cv']}}}"
    return f"{{dist: exponential, mean: {given['mean'] * hours!r}}}"


def stage(given, name, back, hours=1.0):
    """Return one stage; `back` is where a change that fails goes."""
    capacity = {"inf": "unlimited"}.get(given.get("servers", 1), given.get("servers", 1))
    if "train_every" in given:
        return f"  - {{id: {name}, mark: button, departures: {{every: {given['train_every']}}}}}\n"
    parts = [f"id: {name}", "mark: hand", f"capacity: {capacity}"]
    if "tests" in given:
        work = "{dist: constant, value: 0}"
        parts.append(f"steps: {{count: {given['tests']}, work: {work}, slip: {given['flake']}}}")
    else:
        parts.append(f"work: {duration(given, hours)}")
    if given.get("calendar"):
        parts.append("calendar: office")
    if given.get("flaky"):
        parts.append(f"flaky: {{rate: {given['flaky']}, attempts: 40, hold: true}}")
    if given.get("batch_exact"):
        parts.append(f"batch: {{size: {given['batch_exact']}}}")
    if given.get("fail") and "retest" not in given:
        parts.append(f"rework: {{rate: {given['fail']}, to: {back}}}")
    return f"  - {{{', '.join(parts)}}}\n"


def stages(given):
    """Return all stages: those listed, or the one the parameters are about."""
    hours = 24.0 if given.get("unit") == "days" else 1.0
    if "review_fail" in given:
        listed = [{"fail": given["review_fail"]}, {"fail": given["test_fail"]}]
    else:
        listed = [
            one if isinstance(one, dict) else {"mean": one, "servers": given["servers"]}
            for one in given.get("stages", [given])
        ]
    names = [one.get("id", f"s{i}") for i, one in enumerate(listed)]
    backs = [one.get("on_fail", i) for i, one in enumerate(listed)]
    backs = [names[back if isinstance(back, int) else i] for i, back in enumerate(backs)]
    parts = zip(listed, names, backs, strict=True)
    return "stages:\n" + "".join(stage(one, name, back, hours) for one, name, back in parts)


def production(given):
    """Return what happens in production, where the parameters say it."""
    if "detect_mean" in given:
        detect, recover = ({"mean": given[name]} for name in ("detect_mean", "restore_mean"))
        return f"production: {{fails: 1, detect: {duration(detect)}, recover: {duration(recover)}}}\n"
    if "p_rollback" in given:
        back = f"{{share: {given['p_rollback']}, work: {duration({'value': given['rollback']})}}}"
        return (
            f"production: {{fails: 1, recover: {duration({'mean': given['fix_mean']})}, rollback: {back}}}\n"
        )
    bad = given.get("prod_fail", given["fail"] if "retest" in given else None)
    return "" if bad is None else f"production: {{fails: {bad}}}\n"


def scenario_of(given):
    """Return the scenario that a row's parameters describe."""
    calendar = OFFICE if "calendar" in given else ""
    return calendar + arrivals(given) + stages(given) + production(given)


# ---------------------------------------------------------------- quantity -> what is measured


def visits(trace, data):
    """Return the visits per change over all stages."""
    warm_up = trace.study.warm_up
    rows = [trace.rows_of(i) for i in range(trace.study.replications)]
    counted = [len(trace.changes_of(i)) - warm_up for i in range(trace.study.replications)]
    found = over([(part["change"] >= warm_up).sum() / n for part, n in zip(rows, counted, strict=True)])
    total = sum(stage["visits"]["mean"] for stage in data["stages"].values())
    return Found(total, found.se)


def first_pass(trace, _):
    """Return the share of changes that visit every stage once."""
    many = len(trace.tables.scenario.stages)
    return over(
        [
            float(np.mean(np.bincount(trace.rows_of(i)["change"]) == many))
            for i in range(trace.study.replications)
        ]
    )


def present_share(most):
    """Return how to measure the share of the time with at most so many changes present."""

    def ask(trace, _):
        shares = []
        for i in range(trace.study.replications):
            table = trace.changes_of(i)
            times = np.concatenate((table["arrive"], table["live"]))
            steps = np.repeat([1, -1], len(table))
            order = np.argsort(times, kind="stable")
            number = np.cumsum(steps[order])[:-1]
            inside = times[order][:-1] < table["arrive"][-1]
            length = np.diff(times[order])
            shares.append(float(length[inside & (number <= most)].sum() / length[inside].sum()))
        return over(shares)

    return ask


def scaled(path, factor):
    """Return how to look a path up and scale it."""

    def ask(_, data):
        found = block(data, path)
        return Found(found.value * factor, found.se * factor)

    return ask


def first_stage(name):
    def ask(trace, data):
        return block(data, f"stages.{trace.tables.scenario.stages[0].id}.{name}")

    return ask


def spread_of(kind, name):
    def ask(trace, data):
        where = {
            "wait": f"stages.{trace.tables.scenario.stages[0].id}.wait",
            "lead": "metrics.change_lead_time",
            "recovery": "metrics.failed_deployment_recovery_time",
        }[kind]
        return spread(trace, data, where, name)

    return ask


def retested(given):
    """Return how to reckon the runs per change of a batch that is retested singly when it fails."""

    def ask(_, data):
        failed = block(data, "metrics.change_fail_rate")
        return Found(1 / given["batch_exact"] + failed.value, failed.se)

    return ask


def busiest(_, data):
    """Return the highest utilization."""
    return max((block(data, f"stages.{name}.utilization") for name in data["stages"]), key=lambda f: f.value)


def the_last(trace, _):
    """Return the wait of the last change alone: all before it are the warm-up."""
    study = replace(trace.study, warm_up=trace.study.changes - 1)
    alone = replace(trace, study=study)
    return first_stage("wait")(alone, printed(alone))


PRINTED = {
    "mean_wait": first_stage("wait"),
    "mean_wait_first_50": first_stage("wait"),
    "mean_wait_of_50th": the_last,
    "prob_wait_gt_0": first_stage("waited"),
    "mean_in_queue": first_stage("queue"),
    "mean_visits": first_stage("visits"),
    "mean_batch_given_nonempty": first_stage("batch"),
    "var_wait": spread_of("wait", "var"),
    "mean_lead_time": looked_up("metrics.change_lead_time"),
    "mean_in_system": looked_up("metrics.wip"),
    "mean_wip": looked_up("metrics.wip"),
    "flow_efficiency": looked_up("metrics.flow_efficiency"),
    "mean_stage_visits_per_change": visits,
    "utilisation_bottleneck(test)": busiest,
    "throughput_per_day": scaled("metrics.throughput", 24),
    "mean_cycle_time_days": scaled("metrics.change_lead_time", 1 / 24),
    "nonempty_departures_per_hour": scaled("metrics.deployment_frequency", 1 / 24),
    "deploys_per_hour": scaled("metrics.deployment_frequency", 1 / 24),
    "change_fail_rate": looked_up("metrics.change_fail_rate"),
    "prob_red_build_of_good_change": looked_up("metrics.change_fail_rate"),
    "mean_recovery": looked_up("metrics.failed_deployment_recovery_time"),
    "mean_test_time": looked_up("metrics.work"),
    "first_pass_yield": first_pass,
}


def asking(row):
    """Return how to measure what a row is about."""
    given, quantity = json.loads(row["parameters"]), row["quantity"]
    if quantity == "mean_runs_per_change":
        return scaled("metrics.work", 1 / given["test"])
    if quantity == "mean_ci_runs_per_change":
        return retested(given)
    if quantity == "p95_in_system":
        return present_share(int(row["expected"]))
    percentile = re.fullmatch(r"(p\d+)_(wait|lead|recovery)(_time)?", quantity)
    if percentile:
        return spread_of(percentile[2], percentile[1])
    return PRINTED[quantity]


def exact_of(row):
    """Return the exact value; a number present is turned into the share of the time it is not exceeded."""
    exact = float(row["expected"])
    if row["quantity"] != "p95_in_system":
        return exact
    given = json.loads(row["parameters"])
    assert exact == theory.mminf_present_quantile(given["rate"], given["mean"], 0.95)
    load = given["rate"] * given["mean"]
    return math.fsum(math.exp(k * math.log(load) - load - math.lgamma(k + 1)) for k in range(int(exact) + 1))


def counted(row):
    """Return the study, where the number of changes is part of the case."""
    given = json.loads(row["parameters"])
    return {"changes": given["n"], "replications": 4_000} if "n" in given else None


def key_of(row):
    """Return what rows of one study have in common."""
    return row["parameters"], json.dumps(counted(row))


@cache
def measured(key):
    rows = [row for row in ROWS if key_of(row) == key]
    asked = {row["quantity"]: asking(row) for row in rows}
    return enough(scenario_of(json.loads(key[0])), asked, json.loads(key[1]))


# ---------------------------------------------------------------- the rows


def sure(row):
    """Tell whether chance has no part in a row."""
    given = json.loads(row["parameters"])
    return "start" in given or given.get("arrivals") == "const"


def name_of(row):
    return f"{row['id']}: {row['quantity']}"


@pytest.mark.parametrize("row", [row for row in ROWS if sure(row)], ids=name_of)
def test_a_row_without_chance_is_exact(row):
    given = json.loads(row["parameters"])
    trace = told(scenario_of(given), Study(replications=1, changes=given.get("n", 1)))
    live = trace.changes["live"]
    found = {
        "finish_time": lambda: live[0],
        "last_finish": live.max,
        "throughput_after_first": lambda: (len(live) - 1) / (live[-1] - live[0]),
        "mean_lead_time": lambda: printed(trace)["metrics"]["change_lead_time"]["mean"],
    }[row["quantity"]]()
    assert found == pytest.approx(float(row["expected"]), abs=1e-9)


@pytest.mark.parametrize("row", [row for row in ROWS if not sure(row)], ids=name_of)
def test_a_row_of_chance_holds_within_its_error(row):
    measured(key_of(row))[row["quantity"]].judge(exact_of(row))
