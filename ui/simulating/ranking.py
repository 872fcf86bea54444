"""Say in words what changes that were tried alone do to each metric, and no more than intervals carry."""

from collections.abc import Mapping, Sequence
from typing import Any

from datafiles.spreadsheets import Cell
from delivery import METRICS
from loop import Ranking, Tried, same, strength, ties
from simulator import Difference, Study, Verdict
from simulator.student import half_width
from ui import words
from ui.simulating.comparing import ROWS, Row, amount

AIMS: Mapping[str, str] = {
    "Lead time": "change_lead_time.p50",
    "Failed changes": "failed_changes_per_1000",
    "Change fail rate": "change_fail_rate",
    "Hands-on hours": "hands_on",
    "Recovery": "failed_deployment_recovery_time.p50",
}
"""What a person may improve; less is better in each."""
SHOWN = tuple(AIMS.values())
FAILED = "failed_changes_per_1000"
MINUS = "\N{MINUS SIGN}"
_BY_PATH = {row.path: row for row in ROWS}
_SHORT = {
    "change_lead_time.p50": "median lead time",
    "failed_changes_per_1000": "failed changes per 1,000",
    "change_fail_rate": "change fail rate",
    "hands_on": "hands-on hours per 100 changes",
    "failed_deployment_recovery_time.p50": "median recovery time",
}


def row_of(path: str) -> Row:
    """Return how a metric is said."""
    return _BY_PATH[path]


def short(path: str) -> str:
    """Return a metric's name as it stands in a sentence."""
    return _SHORT[path]


def tie_words(ranking: Ranking[Any]) -> str:
    """Say which places are too close to tell apart; empty where all can be told."""
    runs = [
        f"{low} from {high}" if high - low == 1 else f"{low} to {high} apart" for low, high in ties(ranking)
    ]
    if not runs:
        return ""
    return f"Too close to tell {', '.join(runs)}: the intervals overlap."


# ---------------------------------------------------------------- words for one change


def gain(path: str, found: Difference) -> str:
    """Return the mean difference in words: "21 h less", "0.4 h more"."""
    mean = found.mean or 0.0
    return f"{amount(row_of(path), abs(mean))} {'less' if mean <= 0 else 'more'}"


def between(path: str, found: Difference) -> str:
    """Return the 95 % interval of the difference in words, the way `gain` says it."""
    if found.low is None or found.high is None:
        return "no interval from one run"
    row = row_of(path)
    if found.verdict is Verdict.CANNOT_TELL:
        return _span(signed(path, found.low), signed(path, found.high))
    ends = sorted(abs(end) for end in (found.low, found.high))
    return _span(amount(row, ends[0]), amount(row, ends[1]))


def _span(low: str, high: str) -> str:
    """Return "3.9 to 6.2 h", the unit once where both ends share it."""
    number, _, unit = low.partition(" ")
    return f"{number} to {high}" if unit and high.endswith(f" {unit}") else f"{low} to {high}"


def signed(path: str, value: float) -> str:
    """Return a difference with its sign; 0 without one."""
    sign = "" if value == 0 else MINUS if value < 0 else "+"
    return f"{sign}{amount(row_of(path), abs(value))}"


def turned(path: str, found: Difference) -> str:
    """Return what a metric becomes: "28 → 27", or "same" where no difference can be told."""
    if not found.n:
        return "none"
    if found.verdict is Verdict.CANNOT_TELL:
        return "same" if same(found) else "about the same"
    row = row_of(path)
    before, after = row.say(found.base), row.say(found.changed)
    return "about the same" if before == after else f"{before} → {after}"


def fact(ranking: Ranking[Any], tried: Tried[Any] | None) -> tuple[str, str]:
    """Return the metric today, or with a change, and what it is; a fail rate brings its companion along."""
    row, name = row_of(ranking.aim), short(ranking.aim)
    of = next(iter(ranking.every), None) if tried is None else tried
    each = {} if of is None else of.found
    found = {path: gap.base if tried is None else gap.changed for path, gap in each.items()}
    if ranking.aim == "change_fail_rate":
        name = f"{name}, {row_of(FAILED).say(found.get(FAILED))} failed changes per 1,000"
    return row.say(found.get(ranking.aim)), name


def arithmetic(tried: Tried[Any], study: Study) -> str:
    """Say how the numbers of one change came about, with every number they rest on."""
    found = tried.aim
    path = found.metric
    row = row_of(path)
    if not found.n:
        return "No run has a value on both sides, so there is nothing to compare."
    text = (
        f"The same {study.changes:,} changes went through both roads in each of {study.replications} runs "
        f"(seed {study.seed}). In each run: {row.title.lower()} "
        f"({row.note}) with the change less without it. "
        f"Without {_figure(found.base)}{_unit(row)}, with {_figure(found.changed)}{_unit(row)}; mean "
        f"difference {_figure(found.mean)} over n = {found.n} pairs"
    )
    if found.se is None or found.low is None:
        return f"{text}; one pair has no interval."
    t = half_width(found.n - 1)
    return (
        f"{text}, standard error {_figure(found.se)}, and with t = {t:.2f} the 95 % interval "
        f"{_figure(found.low)} to {_figure(found.high)}."
    )


def _unit(row: Row) -> str:
    return {"h": " h", "people": " h per change"}.get(row.kind, "")


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.4g}".replace("-", MINUS)


def nothing_helps(ranking: Ranking[Any]) -> str:
    """Say that no single change helps, and which came nearest."""
    name = short(ranking.aim)
    if ranking.base is None:
        return f"There is no {name} in these runs: nothing of the kind happened, so nothing can improve it."
    if ranking.aside:
        best = words.still(ranking.aside[0].turn.name)
        return f"No single change improves the {name} without making something else worse. Nearest: {best}."
    near = min(ranking.unclear, key=strength, default=None)
    text = f"No single change helps: none of those tried lowers the {name} beyond what chance explains."
    if near is None or strength(near) >= 0:
        return text
    return f"{text} Nearest: {words.still(near.turn.name)} ({between(ranking.aim, near.aim)})."


def listed(tried: Sequence[Tried[Any]]) -> str:
    """Return changes as one sentence, the stages named once each."""
    groups: dict[str, list[str]] = {}
    for each in tried:
        groups.setdefault(each.turn.group, []).append(each.turn.says)
    return (
        ". ".join(
            f"**{words.plain(group)}**: {'; '.join(map(words.plain, says))}" for group, says in groups.items()
        )
        + "."
    )


def table_rows(ranking: Ranking[Any]) -> list[list[str]]:
    """Return every change with what it does to every metric, as text."""
    rows = []
    for each in ranking.every:
        number = ranking.number(each)
        place = str(number) if number else "not advised" if each in ranking.aside else ""
        rows.append([place, each.turn.name, each.turn.now, *(cell(path, each.found[path]) for path in SHOWN)])
    return rows


def cell(path: str, found: Difference) -> str:
    """Return a difference and its interval, each with its sign; "same" where no run differs."""
    if not found.n:
        return "none"
    if same(found):
        return "same"
    mean = signed(path, found.mean or 0.0)
    if found.low is None or found.high is None:
        return f"{mean} (one run, no interval)"
    return f"{mean} ({_span(signed(path, found.low), signed(path, found.high))})"


def metric_rows(tried: Tried[Any]) -> list[list[str]]:
    """Return what one change does to every metric: today, with it, the difference with its interval."""
    return [
        [row_of(path).title, row_of(path).say(found.base), row_of(path).say(found.changed), cell(path, found)]
        for path, found in ((path, tried.found[path]) for path in SHOWN)
    ]


METRIC_HEADINGS = ("Metric", "Today", "With it", "Difference (95 % interval)")


def headings() -> list[str]:
    """Return the headings of `table_rows`."""
    return ["Place", "Change", "Today", *(f"{METRICS[row_of(path).metric].title}" for path in SHOWN)]


def csv_rows(ranking: Ranking[Any], study: Study) -> list[list[Cell]]:
    """Return every number of the ranking, for a file."""
    head: list[Cell] = ["change", "knob", "value", "metric", "unit", "base", "changed", "difference",
        "se", "low95", "high95", "n", "verdict", "seed", "replications", "changes"]  # fmt: skip
    rows = [head]
    for each in ranking.every:
        for path, found in each.found.items():
            unit = METRICS[row_of(path).metric].unit
            rows.append(
                [each.turn.name, each.turn.path, str(each.turn.value), path, unit, found.base, found.changed,
                 found.mean, found.se, found.low, found.high, found.n, str(found.verdict),
                 study.seed, study.replications, study.changes]
            )  # fmt: skip
    return rows
