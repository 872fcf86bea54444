"""Say the numbers of lanes in a lesson; nothing here knows Streamlit."""

from collections.abc import Sequence

from content import Lane
from delivery import METRICS
from simulator import Outcome
from ui import words
from ui.simulating.comparing import side

RATE, FAILED = "change_fail_rate", "failed_changes_per_1000"
"""Never shown without each other."""
FIGURES = {
    "p50": "half are faster",
    "p90": "nine in ten are faster",
    "p95": "95 % are faster",
    "mean": "mean",
}


def figure_rows(lane: Lane, outcomes: Sequence[Outcome]) -> tuple[tuple[str, ...], ...]:
    """Return a row for each number of a lesson's lane: what it is, then its value in each outcome."""
    return tuple((_title(path), *(_said(outcome, path) for outcome in outcomes)) for path in _paths(lane))


def how_run(replications: int, changes: int, seed: int) -> str:
    """Say of what runs such numbers are."""
    return (
        f"{replications} replications of {changes} changes, seed {seed}; the same changes enter every lane. "
        "In parentheses: 95 % interval. Illustrative assumptions, not measurements."
    )


def _paths(lane: Lane) -> tuple[str, ...]:
    """Return the metrics to show; the fail rate and the failed changes go together."""
    paths = list(lane.metrics)
    for one, other in ((RATE, FAILED), (FAILED, RATE)):
        if one in paths and other not in paths:
            paths.insert(paths.index(one) + 1, other)
    return tuple(paths)


def _title(path: str) -> str:
    name, _, figure = path.partition(".")
    title = METRICS[name].title if name in METRICS else name.replace("_", " ").capitalize()
    return f"{title} ({FIGURES.get(figure, figure)})" if figure else title


def _said(outcome: Outcome, path: str) -> str:
    """Return a number of a lane in words, with its interval where it has one."""
    name, _, figure = path.partition(".")
    metric = outcome.measured["metrics"].get(name)
    if metric is None:
        return "none"
    unit = metric["unit"]
    said = words.number(metric.get(figure or "mean"), unit)
    if not figure:
        reach = words.interval(metric)
    else:
        found = side(outcome.by_replication.get(path, ()))
        whole = found.low is not None and found.high is not None
        reach = f"{words.number(found.low, unit)} to {words.number(found.high, unit)}" if whole else ""
    return f"{said} ({reach})" if reach else said
