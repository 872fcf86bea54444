"""Turn what was measured of a team's delivery into numbers of its own lane; they win over answers.

A log says how many changes come, how often they are deployed, how often that fails and how long mending
takes. Lead time is not set: it is what the lane is for, and stands beside the measured one as a check.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from loop.calibrating import (
    HOURS_PER_DAY,
    HOURS_PER_WEEK,
    LEAD_WITHIN,
    Fit,
    Observed,
    fails_per_change,
    planned,
    rhythm,
)
from loop.own_lane import Fixed, Origin, OwnLane
from simulator import Scenario, Study, compile_scenario, measure, simulate
from simulator.loads import open_share
from simulator.model import Distribution, DistributionKind, Stage

DECISION = "decision"
STUDY = Study(seed=1, replications=20, changes=400, warm_up=40)
LEAD, RECOVERY = "change_lead_time.p50", "failed_deployment_recovery_time.p50"


@dataclass(frozen=True, slots=True)
class MeasuredLane:
    """A lane with what was measured in it, and how well the rest of it fits.

    Attributes:
        lane: the lane.
        fits: the lead time, measured and simulated; empty where nobody measured it.
    """

    lane: OwnLane
    fits: tuple[Fit, ...]

    @property
    def verdict(self) -> str:
        """Return one sentence: how far the lane may be believed."""
        if not self.fits:
            return "Not calibrated: no lead time was measured to hold this lane against."
        good = all(fit.holds for fit in self.fits)
        return f"{'Calibrated' if good else 'Not calibrated'}. {'. '.join(map(str, self.fits))}."


def with_measured(lane: OwnLane, observed: Observed, study: Study = STUDY) -> MeasuredLane:
    """Return a lane with what was measured; it depends on the arguments alone.

    Raises:
        SimulatorError: where the lane cannot run with these numbers.
    """
    rests = f"{observed.deployments:,} deployments in {observed.hours / HOURS_PER_DAY:.0f} days"
    found = lane.with_fixed(*_flow(lane.scenario(), observed, rests))
    found = found.with_fixed(*_failing(found.scenario(), observed, rests))
    found = found.with_fixed(*_mending(found.scenario(), observed, study))
    if not observed.lead:
        return MeasuredLane(found, ())
    simulated = _simulated(found.scenario(), study, LEAD)
    return MeasuredLane(found, (Fit("median lead time", "h", observed.lead, simulated, LEAD_WITHIN),))


def _flow(scenario: Scenario, observed: Observed, rests: str) -> list[Fixed]:
    """Return how many changes come and how often they are deployed."""
    if not observed.changes or not observed.deployments:
        return []
    found = []
    if scenario.arrivals.between is not None:
        weekly = observed.changes * HOURS_PER_WEEK / observed.hours
        gap = open_share(scenario, [scenario.arrivals.calendar]) * HOURS_PER_WEEK / weekly
        between = Distribution(dist=DistributionKind.EXPONENTIAL, mean=gap)
        says = f"{observed.changes:,} changes, {rests}"
        found.append(_fixed("arrivals.between", _plain(between), says))
    stage = next((stage for stage in scenario.stages if stage.id == DECISION), None)
    if stage is not None:
        every = rhythm(observed.changes / observed.hours, planned(observed) / observed.hours)
        when = {"departures": {"every": every}} if every else {"capacity": "unlimited"}
        found.append(_fixed(DECISION, {"mark": stage.mark.value, **when}, rests))
    return found


def _failing(scenario: Scenario, observed: Observed, rests: str) -> list[Fixed]:
    """Return defects and failures, all by one factor, so that as many changes fail as were measured."""
    production = scenario.production
    if observed.fails is None or not observed.deployments or production is None:
        return []
    slips = 1.0
    for stage in scenario.stages:
        slips *= _held(stage)
    brought = min(observed.fails, 0.5) / (1 - min(observed.fails, 0.5))
    beyond = max(0.0, 1 - (1 - brought) / slips)
    wanted = fails_per_change(replace(observed, fails=beyond / (1 + beyond)))
    escaped = scenario.defects * math.prod(1 - stage.catches for stage in scenario.stages)
    now = 1 - (1 - escaped) * (1 - production.fails)
    if not now:
        return [_fixed("production.fails", wanted, rests)]
    factor = wanted / now
    return [
        _fixed("defects", min(1.0, scenario.defects * factor), rests),
        _fixed("production.fails", min(1.0, production.fails * factor), rests),
    ]


def _held(stage: Stage) -> float:
    """Return the chance that no step of one run by hand slips [0..1]."""
    return 1.0 if stage.steps is None else (1 - stage.steps.slip) ** stage.steps.count


def _mending(scenario: Scenario, observed: Observed, study: Study) -> list[Fixed]:
    """Return how long noticing and mending take, all by one factor, so that the median is as measured."""
    production = scenario.production
    now = _simulated(scenario, study, RECOVERY)
    if observed.recovery is None or production is None or not now:
        return []
    factor = observed.recovery / now
    rollback = production.rollback.work if production.rollback else None
    says = f"measured median {observed.recovery:.3g} h"
    pieces = {
        "production.detect": production.detect,
        "production.recover": production.recover,
        "production.rollback.work": rollback,
    }
    found = []
    for path, piece in pieces.items():
        for name in ("mean", "value"):
            number = None if piece is None else getattr(piece, name)
            if number is not None:
                found.append(_fixed(f"{path}.{name}", number * factor, says))
    return found


def _fixed(path: str, value: object, says: str) -> Fixed:
    return Fixed(path, value, says, Origin.MEASURED)


def _plain(found: Distribution) -> dict[str, object]:
    return found.model_dump(mode="json", exclude_none=True)


def _simulated(scenario: Scenario, study: Study, metric: str) -> float | None:
    return measure(simulate(compile_scenario(scenario), study, threads=1)).value(metric)
