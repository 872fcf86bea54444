"""Keep the results of the shipped scenarios, so that a first visitor need not wait for the compiler.

A file is served only for the very scenario, study and length it was made for.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from simulator.bottleneck import break_up
from simulator.compiling import compile_scenario
from simulator.counting import count_trace
from simulator.frames import frames
from simulator.loading import shipped_scenarios
from simulator.metrics import measure
from simulator.model import Scenario
from simulator.sensitivity import replication_values
from simulator.series import levels
from simulator.simulating import Progress, simulate
from simulator.trace import Study, Trace

SHIPPED_OUTCOMES = Path(__file__).parent
DEFAULT_STUDY = Study(seed=1, replications=40, changes=400)
SHOWN_HOURS = 672.0
PAIRED = (
    "change_lead_time.p50",
    "deployment_frequency",
    "failed_deployment_recovery_time.p50",
    "change_fail_rate",
    "failed_changes_per_1000",
    "failed_deployments_per_1000",
    "deployment_rework_rate",
    "hands_on",
    "flow_efficiency",
    "wip",
)
"""What two lanes are compared by, replication by replication."""
_POINTS = 80
_DIGITS, _DRAWN = 10, 5
"""Digits of what is computed with, and of what is only drawn."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a study of a scenario came to: plain values.

    Attributes:
        measured: as `Measurement.as_dict()` gives it.
        frames: as `frames()` gives them, of the first replication.
        breakdown: as `Breakdown.as_dict()` gives it.
        wip: work in progress over time: `edges` [h], `mean` and `se` over the replications.
        lead: the percentiles 0, 1 .. 100 of the lead time of all counted changes [h]; empty without any.
        by_replication: each of `PAIRED` in each replication, in order; None where it has no value.
    """

    measured: dict[str, Any]
    frames: dict[str, Any]
    breakdown: dict[str, Any]
    wip: dict[str, Any]
    lead: list[float]
    by_replication: dict[str, list[float | None]]


def _question(scenario: Scenario, study: Study, until: float) -> dict[str, Any]:
    """Return what an outcome is the answer to."""
    digest = hashlib.blake2b(scenario.model_dump_json().encode(), digest_size=16).hexdigest()
    return {"scenario": digest, "study": asdict(study), "until": until}


def find_outcome(
    scenario: Scenario,
    study: Study,
    until: float,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> Outcome:
    """Simulate and measure a scenario; the frames end at `until` [h].

    Raises:
        StoppedError: when `stop` was set.
    """
    trace = simulate(compile_scenario(scenario), study, progress, stop)
    values = replication_values(trace, PAIRED)
    return Outcome(
        measured=measure(trace).as_dict(),
        frames=frames(trace, until=until),
        breakdown=break_up(trace).as_dict(),
        wip=_wip(trace),
        lead=_lead(trace),
        by_replication={
            name: [None if one is None else _short(one, _DIGITS) for one in found]
            for name, found in values.items()
        },
    )


def _short(number: float, digits: int = _DRAWN) -> float:
    return float(f"{number:.{digits}g}")


def _wip(trace: Trace) -> dict[str, Any]:
    found = levels(trace, _POINTS)
    return {
        "edges": [_short(edge) for edge in found.edges],
        "mean": [_short(one) for one in found.wip.mean],
        "se": None if found.wip.se is None else [_short(one) for one in found.wip.se],
    }


def _lead(trace: Trace) -> list[float]:
    lead = count_trace(trace).change_values(0)[0]
    return [_short(one) for one in np.percentile(lead, range(101)).tolist()] if len(lead) else []


def shipped_outcome(
    scenario: Scenario, study: Study, until: float, folder: Path = SHIPPED_OUTCOMES
) -> Outcome | None:
    """Return the kept outcome of exactly this scenario, study and length [h]; None if none is kept."""
    try:
        found = json.loads((folder / f"{scenario.id}.json").read_bytes())
        if found["question"] != _question(scenario, study, until):
            return None
        parts = {
            name: dict(found[name]) for name in ("measured", "frames", "breakdown", "wip", "by_replication")
        }
        return Outcome(lead=list(found["lead"]), **parts)
    except (OSError, ValueError, KeyError, TypeError):
        # A file that is missing or damaged costs a simulation, no more.
        return None


def write_outcomes(folder: Path = SHIPPED_OUTCOMES) -> None:
    """Write the outcome of every shipped scenario at the default study."""
    folder.mkdir(parents=True, exist_ok=True)
    for scenario in shipped_scenarios().values:
        question = _question(scenario, DEFAULT_STUDY, SHOWN_HOURS)
        outcome = find_outcome(scenario, DEFAULT_STUDY, SHOWN_HOURS)
        text = json.dumps({"question": question, **asdict(outcome)}, separators=(",", ":"), allow_nan=False)
        (folder / f"{scenario.id}.json").write_text(text + "\n", encoding="utf-8")
