"""Measure a scenario as `greenlane simulate --json` prints it, and judge what chance adds."""

import json
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from simulator import Study, Trace, compile_scenario, measure, scenario_from_text, simulate

HEAD = "format: 1\nid: case\ntitle: Case\n"
SURE = 4.5
PRECISE = 0.01
MOST = 6_000_000
MARGIN = 1.3


class Found(NamedTuple):
    """A measured value, and its standard error."""

    value: float
    se: float

    def judge(self, exact: float) -> None:
        """Fail where the value is wrong, or too imprecise to notice that it is."""
        assert self.se < PRECISE * abs(exact), f"too imprecise to notice an error: {self} of {exact}"
        assert abs(self.value - exact) < SURE * self.se + 1e-9, f"{self} is not {exact}"


Ask = Callable[[Trace, dict], Found]


def told(text: str, study: Study) -> Trace:
    """Run a scenario text that leaves out its head."""
    return simulate(compile_scenario(scenario_from_text(HEAD + text)), study)


def printed(trace: Trace, **options: bool) -> dict:
    """Return what is printed of a trace, read back."""
    return json.loads(json.dumps(measure(trace, **options).as_dict(), allow_nan=False))


def at(data: dict, path: str) -> object:
    """Return what stands at a path of names."""
    for name in path.split("."):
        data = data[name]
    return data


def over(values: list[float]) -> Found:
    """Return the mean of one value per replication, and its standard error."""
    return Found(float(np.mean(values)), float(np.std(values, ddof=1)) / math.sqrt(len(values)))


def block(data: dict, path: str) -> Found:
    """Return the mean that stands in a block of what is printed."""
    found = at(data, path)
    return Found(found["mean"], found["se"])


def each(trace: Trace, path: str) -> list[np.ndarray]:
    """Return the counted values behind a block, replication by replication."""
    kept = []
    for i in range(trace.study.replications):
        changes, rows, made = trace.changes_of(i), trace.rows_of(i), trace.deployments_of(i)
        if path == "metrics.change_lead_time":
            kept.append((changes["live"] - changes["arrive"])[trace.study.warm_up :])
        elif path == "metrics.failed_deployment_recovery_time":
            kept.append((made["restored"] - made["end"])[made["failed"] == 1])
        else:
            stage = [stage.id for stage in trace.tables.scenario.stages].index(path.split(".")[1])
            mine = rows[(rows["stage"] == stage) & (rows["change"] >= trace.study.warm_up)]
            kept.append(mine["start"] - mine["join"])
    return kept


def spread(trace: Trace, data: dict, path: str, name: str) -> Found:
    """Return a percentile or the variance that is printed, with a standard error over replications."""
    values = each(trace, path)
    if name == "var":
        return Found(at(data, path)["var"], over([float(part.var()) for part in values]).se)
    share = float(name[1:])
    se = over([float(np.percentile(part, share)) for part in values]).se
    shown = at(data, path).get(name)
    return Found(float(np.percentile(np.concatenate(values), share)) if shown is None else shown, se)


def looked_up(path: str) -> Ask:
    """Return how to look a path up: a mean, or a percentile or variance of a block."""
    where, _, name = path.rpartition(".")
    if name in {"p50", "p90", "p95", "var"}:
        return lambda trace, data: spread(trace, data, where, name)
    return lambda _, data: block(data, path)


def enough(text: str, asked: dict[str, Ask], study: dict | None = None) -> dict[str, Found]:
    """Measure with as many changes as a precise answer takes, or as many runs where `study` counts them."""
    size = {"replications": 40, "changes": 10_000, "warm_up": 1_000} | (study or {})
    if study and "warm_up" not in study:
        size["warm_up"] = 0
    grows = "replications" if study else "changes"
    while True:
        trace = told(text, Study(seed=7, **size))
        data = printed(trace)
        found = {name: ask(trace, data) for name, ask in asked.items()}
        lacking = max(one.se / (PRECISE * abs(one.value)) for one in found.values())
        if lacking < 0.9 or size["changes"] * size["replications"] >= MOST:
            return found
        room = MOST / (size["changes"] * size["replications"])
        size[grows] = math.ceil(size[grows] * min(room, MARGIN * lacking**2))
