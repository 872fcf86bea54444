"""Estimate how much a study writes, so that one too large for a machine is refused before it starts."""

import math

from simulator.compiling import Tables, mean_hours
from simulator.layout import NONE, WEEK
from simulator.model import Scenario, Stage, WrongStudyError
from simulator.trace import Study

MOST_ROWS = 20_000_000
"""So many rows may a study write: some gigabytes, with what measuring them takes."""


def estimate_rows(tables: Tables, study: Study) -> float:
    """Estimate the rows of a study's trace: visits per change x changes x replications."""
    return float(tables.visits.sum()) * _changes(tables, study) * study.replications


def check_size(tables: Tables, study: Study, most: float = MOST_ROWS) -> None:
    """Refuse a study that would write more rows than `most`.

    Raises:
        WrongStudyError: with the estimate, the limit and a length that fits.
    """
    rows = estimate_rows(tables, study)
    if rows <= most:
        return
    length = f"{study.changes:,} changes" if study.hours is None else f"{study.hours:g} h"
    each = rows / study.replications
    if each <= most:
        mend = f"--replications {_rounded_down(most / each)} fits"
    elif study.hours is None:
        mend = f"--replications 1 --changes {_rounded_down(study.changes * most / each)} fits"
    else:
        mend = f"--replications 1 --hours {_rounded_down(study.hours * most / each)} fits"
    raise WrongStudyError(
        f"{study.replications:,} replications of {length} would write about {_shown(rows)} rows, "
        f"and the limit is {_shown(most)}; {mend}"
    )


def _shown(rows: float) -> str:
    return f"{rows:,.0f}" if rows < 1e15 else f"{rows:.1e}"  # noqa: PLR2004 - beyond it nobody counts digits


def _rounded_down(number: float) -> int:
    """Return a whole number, from 1, of two leading digits at most."""
    if number < 1:
        return 1
    step: int = 10 ** max(0, math.floor(math.log10(number)) - 1)
    return math.floor(number / step) * step


def _changes(tables: Tables, study: Study) -> float:
    """Estimate the changes of one replication, rather too many than too few."""
    arrivals = tables.scenario.arrivals
    listed = math.inf if arrivals.at is None else len(arrivals.at)
    if study.hours is None:
        return min(study.changes, listed)
    if arrivals.at is not None:
        return listed
    if arrivals.wip_limit is not None:
        return arrivals.wip_limit + study.hours * _rate(tables.scenario, arrivals.wip_limit)
    calendar = int(tables.model.plan[0]["calendar"])
    share = 1.0 if calendar == NONE else float(tables.model.calendars[calendar]["total"]) / WEEK
    return study.hours * share / tables.gap


def _rate(scenario: Scenario, wip_limit: int) -> float:
    """Return the most changes per hour that can pass with so many inside; 0 where no stage takes time."""
    times = [_hours(stage) for stage in scenario.stages]
    trains = [stage.departures.every for stage in scenario.stages if stage.departures is not None]
    inside = max(math.fsum(times), *trains, 0.0)
    return wip_limit / inside if inside > 0 else 0.0


def _hours(stage: Stage) -> float:
    """Return the mean work of one run of a stage [h]."""
    if stage.steps is not None:
        return stage.steps.count * mean_hours(stage.steps.work)
    return mean_hours(stage.work)
