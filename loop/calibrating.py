"""Calibrate a team's lane: turn the knobs that were measured, simulate, and say how well it fits.

The rate of changes, the rhythm of deployments, how often they fail and how long that takes are measured; the
work of the stages is, where runs were exported. What is left of the lead time is the wait for a decision.
"""

import math
from dataclasses import dataclass, replace

from assessments.evidence.deployments import LogMetrics
from assessments.evidence.history import History
from assessments.evidence.logs import Log
from delivery import Pipeline
from simulator import (
    Figures,
    PipelineLane,
    Scenario,
    Study,
    compile_scenario,
    from_pipeline,
    measure,
    simulate,
)

HOURS_PER_WEEK, HOURS_PER_DAY, SECONDS_PER_HOUR = 168.0, 24.0, 3600.0
LEAD_WITHIN = 0.15
FREQUENCY_WITHIN = 0.10
STUDY = Study(seed=1, replications=20, changes=750, warm_up=50)
EVERY_CHANGE = 0.95
"""From so many deployments per change on, each change is deployed by itself."""
MOST_FAILS = 0.49
"""Beyond it every deployment fails, the mending ones too."""
STEPS = 60
DEPLOYMENTS = 40
MOST_CHANGES = 100_000
"""So many changes are simulated at most in one look at a lane."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What was measured of a team's delivery in a window; None where nobody measured it.

    Attributes:
        hours: how long the window is [h].
        changes: commits in it that are no merges and reached production.
        deployments: deployments in it.
        lead: median change lead time [h].
        fails: share of deployments that failed [0..1].
        recovery: median recovery time [h].
        lead_p90: 90 % quantile of the change lead time [h]; nothing is set by it, so it is a check.
    """

    hours: float
    changes: int
    deployments: int
    lead: float | None
    fails: float | None = None
    recovery: float | None = None
    lead_p90: float | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """One number as it was measured and as the lane simulates it."""

    metric: str
    unit: str
    measured: float
    simulated: float | None
    within: float
    """How far apart they may be, as a share of the measured one [0..1]."""

    @property
    def off(self) -> float | None:
        """Return how far the simulation is off, as a share of the measured one: 0.2 is too much by 20 %."""
        return None if self.simulated is None else self.simulated / self.measured - 1

    @property
    def holds(self) -> bool:
        """Say whether the two are near enough."""
        return self.off is not None and abs(self.off) <= self.within

    def __str__(self) -> str:
        if self.off is None:
            return f"{self.metric}: measured {self.measured:.3g} {self.unit}, simulated none"
        far = f"{abs(self.off):.0%} too {'much' if self.off > 0 else 'little'}"
        near = f"off by {abs(self.off):.0%}"
        return (
            f"{self.metric}: measured {self.measured:.3g} {self.unit}, simulated {self.simulated:.3g}; "
            f"{near if self.holds else far}, {self.within:.0%} is allowed"
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """A lane with measured knobs, how well it fits, and what the fit rests on.

    Attributes:
        lane: the scenarios.
        figures: what the knobs were set to.
        automatic_path: the median lead time if every gate lets changes through at once [h].
        fits: measured and simulated side by side; empty where too little was measured.
        notes: why it is not calibrated, or what a reader must know.
    """

    lane: PipelineLane
    figures: Figures
    automatic_path: float | None
    fits: tuple[Fit, ...]
    notes: tuple[str, ...]

    @property
    def calibrated(self) -> bool:
        """Say whether every number that was measured is met."""
        return bool(self.fits) and all(fit.holds for fit in self.fits)

    @property
    def verdict(self) -> str:
        """Return one sentence: calibrated, or not and why."""
        if self.calibrated:
            return f"Calibrated. {'. '.join(map(str, self.fits))}."
        wrong = [str(fit) for fit in self.fits if not fit.holds] or list(self.notes)
        return f"Not calibrated. {' '.join(text if text.endswith('.') else f'{text}.' for text in wrong)}"


def calibrate(
    pipeline: Pipeline, observed: Observed, study: Study = STUDY, title: str = "Our road"
) -> Calibration:
    """Set a lane to what was measured, simulate it, and compare lead time and frequency.

    The result depends on the arguments alone. Lead time must be within 15 %, frequency within 10 %.
    """
    base = _figures(observed)
    lane = from_pipeline(pipeline, base, title=title)
    short = _short(observed)
    if short or observed.lead is None:
        return Calibration(lane, base, None, (), short)
    study = _long_enough(study, observed)
    path = _simulated(lane.automatic, study, "change_lead_time.p50")
    every = rhythm(observed.changes / observed.hours, planned(observed) / observed.hours)
    wait = max(observed.lead - (path or 0.0) - every / 2, 0.0)
    figures = replace(base, every=every, gate_wait=wait)
    lane = from_pipeline(pipeline, figures, title=title)
    fits = _fits(lane, observed, study)
    better = max(wait + observed.lead - (fits[0].simulated or observed.lead), 0.0)
    if better != wait:
        figures = replace(figures, gate_wait=better)
        lane = from_pipeline(pipeline, figures, title=title)
        fits = _fits(lane, observed, study)
    tail = _simulated(lane.manual, study, "change_lead_time.p90")
    return Calibration(lane, figures, path, fits, _told(observed, path, every, tail))


def rhythm(changes: float, deployments: float) -> float:
    """Return how often deployments leave [h], so that `deployments` per h of them hold a change; 0 for each.

    Changes arrive at random, `changes` per h; a departure every T without a change is no deployment, so
    the frequency is (1 - exp(-changes T)) / T, which falls from `changes` to 0 as T grows.
    """
    if deployments >= EVERY_CHANGE * changes:
        return 0.0
    low, high = 0.0, 1 / deployments
    for _ in range(STEPS):
        middle = (low + high) / 2
        if -math.expm1(-changes * middle) / middle > deployments:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def planned(observed: Observed) -> float:
    """Return how many deployments brought changes: every failed one is followed by one that only mends it."""
    return observed.deployments * (1 - min(observed.fails or 0.0, MOST_FAILS))


def fails_per_change(observed: Observed) -> float:
    """Return the share of changes that break production [0..1]; 0 where nobody measured it.

    Of n deployments that brought changes a share p failed and was mended by another deployment, so the
    measured share is p / (1 + p); a deployment fails where any of its changes does.
    """
    if not observed.fails:
        return 0.0
    fails = min(observed.fails, MOST_FAILS)
    batch = max(observed.changes / planned(observed), 1.0)
    return 1.0 - math.pow(1 - fails / (1 - fails), 1 / batch)


def observed_in_log(log: Log, metrics: LogMetrics) -> Observed | None:
    """Return what a log of deployments says, or None where it says nothing."""
    if metrics.window is None:
        return None
    start, end = metrics.window
    within = [one for one in log.deployments if start <= one.finished < end]
    first = log.deployments[:1]
    leads = sorted(one.finished - commit for one in within if one not in first for commit in one.commits)
    values = {name: figure.measured.value for name, figure in metrics.figures.items()}
    return Observed(
        hours=end - start,
        changes=sum(len(one.commits) for one in within if one not in first),
        deployments=len(within),
        lead=values["change_lead_time"],
        fails=values["change_fail_rate"],
        recovery=values["failed_deployment_recovery_time"],
        lead_p90=leads[int(0.9 * (len(leads) - 1))] if leads else None,
    )


def observed_in_history(history: History, hours: float) -> Observed:
    """Return what a history says, with release tags for deployments; `hours` is its window's length [h]."""
    lead = history.lead_time
    return Observed(
        hours=hours,
        changes=lead.n,
        deployments=history.release_tags,
        lead=None if lead.median is None else lead.median / SECONDS_PER_HOUR,
        lead_p90=None if lead.p90 is None else lead.p90 / SECONDS_PER_HOUR,
    )


def _short(observed: Observed) -> tuple[str, ...]:
    """Say what is missing for a calibration."""
    found = []
    if observed.changes == 0:
        found.append("No change with a known commit time reached production.")
    if observed.deployments == 0:
        found.append("There is no deployment.")
    if not observed.lead:
        found.append("No lead time was measured.")
    return tuple(found)


def _long_enough(study: Study, observed: Observed) -> Study:
    """Lengthen a study until it holds many deployments, leave the first of them out, and keep it small."""
    batch = math.ceil(observed.changes / observed.deployments)
    changes = min(max(study.changes, DEPLOYMENTS * batch), MOST_CHANGES)
    return replace(
        study,
        changes=changes,
        warm_up=min(max(study.warm_up, 2 * batch), changes // 2),
        replications=max(min(study.replications, MOST_CHANGES // changes), 2),
    )


def _told(observed: Observed, path: float | None, every: float, tail: float | None) -> tuple[str, ...]:
    """Say what the fit rests on, and how well it meets what was not fitted."""
    found = [f"On this road a change takes {path or 0.0:.3g} h at the median if nobody has to decide."]
    if observed.fails is None:
        found.append("Nobody said which deployments failed, so none of this lane does.")
    if every == 0:
        found.append("Nearly every change is deployed by itself, so none waits for another.")
    elif (observed.lead or 0.0) < (path or 0.0) + every / 2:
        found.append(
            f"A deployment leaves every {every:.3g} h, and changes wait less than half of that: they come "
            "shortly before a deployment, or the rhythm has changed, and this lane knows neither."
        )
    if observed.lead_p90 is not None and tail is not None:
        found.append(
            f"Not fitted, to check: 90 % of changes took at most {observed.lead_p90:.3g} h, "
            f"in the lane {tail:.3g} h."
        )
    return tuple(found)


def _figures(observed: Observed) -> Figures:
    weekly = observed.changes * HOURS_PER_WEEK / observed.hours
    if not weekly or not observed.deployments:
        return Figures(changes_per_week=weekly or None, recovery=observed.recovery)
    return Figures(changes_per_week=weekly, fails=fails_per_change(observed), recovery=observed.recovery)


def _simulated(scenario: Scenario, study: Study, metric: str) -> float | None:
    return measure(simulate(compile_scenario(scenario), study)).value(metric)


def _fits(lane: PipelineLane, observed: Observed, study: Study) -> tuple[Fit, ...]:
    found = measure(simulate(compile_scenario(lane.manual), study))
    daily = observed.deployments / observed.hours * HOURS_PER_DAY
    lead = found.value("change_lead_time.p50")
    return (
        Fit("median lead time", "h", observed.lead or 0.0, lead, LEAD_WITHIN),
        Fit("deployments", "per day", daily, found.value("deployment_frequency"), FREQUENCY_WITHIN),
    )
