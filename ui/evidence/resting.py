"""Say what numbers rest on: source, window, n, what was left out, what limits them; no Streamlit here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from statistics import median
from types import MappingProxyType
from typing import Final

from assessments.evidence.deployments import LogMetrics
from assessments.evidence.history import History, Spread
from assessments.evidence.logs import Log
from assessments.evidence.trends import FEW, commit_weeks, failed_per_1000, recent
from content.tables import as_table
from delivery import METRICS, Measured
from ui import words

WEEKS: Final = 156
"""So many weeks are drawn, the last ones."""
LAST_WEEKS: Final = f"At most the last {WEEKS} weeks are drawn."
HOURS: Final = 3600.0
SECONDS: Final = 3600.0
BELOW: Final[Mapping[str, str]] = MappingProxyType({
    "change_lead_time": "median, commit to the end of its deployment",
    "deployment_frequency": "mean over the window",
    "failed_deployment_recovery_time": "median, end of the deployment to the end of its incidents",
    "change_fail_rate": "share of deployments",
    "deployment_rework_rate": "share of deployments",
})  # fmt: skip
UNKNOWN_CHANGES = (
    "Which changes failed is not known from a log, only which deployments did: splitting a batch lowers the "
    "change fail rate without better code. Failed deployments for each 1,000 changes stand beside it."
)


def day(moment: float, zone: tzinfo = UTC) -> str:
    """Return the day of a moment [h since 1970]."""
    return datetime.fromtimestamp(moment * HOURS, zone).date().isoformat()


def window_words(window: tuple[float, float] | None, zone: tzinfo = UTC) -> str:
    """Return a window [h since 1970] as its first and last day, both counted."""
    if window is None:
        return "no window"
    days = (window[1] - window[0]) / 24
    return f"{day(window[0], zone)} to {day(window[1] - 1e-3, zone)}, {words.count(round(days), 'day')}"


def count_words(n: int, of: str = "") -> str:
    """Return an n, said to be few below 20."""
    return f"n = {n:,}{f' {of}' if of else ''}{', few' if 0 < n < FEW else ''}"


def metric_rows(metrics: LogMetrics, log: Log) -> list[tuple[str, str, str, str, tuple[str, ...]]]:
    """Return title, value, what it is, n with what was left out, and notes of each metric.

    The change fail rate is followed by failed deployments for each 1,000 changes, always.
    """
    rows = []
    for name, figure in metrics.figures.items():
        metric, measured = METRICS[name], figure.measured
        value = "not known" if measured.value is None else words.number(measured.value, measured.unit)
        notes = (metric.meaning, *figure.notes)
        rows.append((metric.title, value, BELOW[name], _rests(measured), notes))
        if name == "change_fail_rate":
            rows.append(_failed(metrics, log))
    return rows


def _failed(metrics: LogMetrics, log: Log) -> tuple[str, str, str, str, tuple[str, ...]]:
    measured = failed_per_1000(log, metrics.window or (0.0, 0.0))
    metric = METRICS["failed_deployments_per_1000"]
    value = "not known" if measured.value is None else words.number(measured.value, measured.unit)
    return (
        metric.title,
        value,
        "failed changes are not known from a log",
        _rests(measured),
        (UNKNOWN_CHANGES,),
    )


def _rests(measured: Measured) -> str:
    left = f"; {measured.excluded:,} left out" if measured.excluded else ""
    return f"{count_words(measured.n)}{left}"


def log_table(metrics: LogMetrics, log: Log, zone: tzinfo) -> str:
    """Return what the five metrics rest on, as a table."""
    head = ["Metric", "Value", "Unit", "n", "Left out", "Window"]
    window = window_words(metrics.window, zone)
    rows = []
    for name, figure in metrics.figures.items():
        one = figure.measured
        value = "not known" if one.value is None else f"{one.value:.4g}"
        rows.append([METRICS[name].title, value, one.unit, f"{one.n:,}", f"{one.excluded:,}", window])
    failed = failed_per_1000(log, metrics.window or (0.0, 0.0))
    value = "not known" if failed.value is None else f"{failed.value:.4g}"
    title = METRICS["failed_deployments_per_1000"].title
    return as_table(head, [*rows, [title, value, failed.unit, f"{failed.n:,}", "0", window]])


def history_rows(history: History) -> list[tuple[str, str, str]]:
    """Return the numbers of a history: what, how many, and what that is."""
    weeks = commit_weeks(history)
    last = [week.commits for week in recent(weeks)]
    lead, life = history.lead_time, history.branch_life
    line = history.merges_first_parent + history.squash_subjects_first_parent
    return [
        ("Commits", f"{history.commits:,}", "reachable from HEAD"),
        (
            "Commits in a week",
            f"{median(last):g}" if last else "not known",
            f"median of the last {words.count(len(last), 'whole week')}, those without a commit too",
        ),
        (
            "Commit to release",
            "not known" if lead.median is None else words.duration(lead.median / SECONDS),
            _lead_words(lead),
        ),
        ("Release tags", f"{history.release_tags:,}", "before HEAD"),
        ("Merges", f"{history.merges_first_parent:,}", "on the main line"),
        (
            "Squashed",
            f"{history.squash_subjects_first_parent:,}",
            f"{_share(history.squash_subjects_first_parent, line)} of what was merged; known by (#number)",
        ),
        (
            "Branch life",
            "not known" if life.median is None else words.duration(life.median / SECONDS),
            _life_words(life),
        ),
    ]


def _lead_words(lead: Spread) -> str:
    most = words.duration(None if lead.p90 is None else lead.p90 / SECONDS)
    return f"median to the first release tag that holds it; 90 % within {most}; {count_words(lead.n)}"


def _life_words(life: Spread) -> str:
    if not life.n:
        return "no merge on the main line shows how long its branch lived; n = 0"
    most = words.duration(None if life.p90 is None else life.p90 / SECONDS)
    return (
        "median from writing the first commit that only a branch holds to its merge; "
        f"90 % within {most}; {count_words(life.n)}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "none"


def notes_text(notes: Iterable[str]) -> str:
    """Return notes as a list, each once; as typed where they name what stands in a file."""
    return "\n".join(f"- {words.plain(note)}" for note in dict.fromkeys(notes))


def years_table(history: History) -> str:
    """Return commits, merges and release tags by year."""
    rows: list[Sequence[str]] = [
        [year, *(f"{counts[name]:,}" for name in ("commits", "merges", "tags"))]
        for year, counts in history.per_year.items()
    ]
    return as_table(["Year (UTC)", "Commits", "Merges", "Release tags"], rows)
