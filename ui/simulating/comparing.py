"""Compare lanes with lane A, replication by replication, and say in plain words what differs.

All lanes read the same draws (common random numbers), so what varies between replications is mostly the
same on both sides and leaves with the subtraction, or with the division.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from delivery import METRICS
from simulator import Difference, Outcome, Verdict
from simulator.sensitivity import difference
from simulator.student import half_width
from ui import words

LETTERS = "ABCD"
HUNDRED = 100.0
FEW, NEARLY_ONE = 10.0, 1.1
Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison.

    Attributes:
        path: what is compared, as `Outcome.by_replication` names it.
        note: what the number is, below the metric's name.
        kind: how its values are said: `h`, `people`, `share`, or the metric's unit.
        lower: what is said of a lane that has less of it; `{lane}` and `{by}` are filled in.
        higher: what is said of a lane that has more.
        by_ratio: whether lanes are compared by how many times, not by how much.
    """

    path: str
    note: str
    kind: str
    lower: str
    higher: str
    by_ratio: bool = True

    @property
    def metric(self) -> str:
        """Return the metric's id."""
        return self.path.partition(".")[0]

    @property
    def title(self) -> str:
        """Return what the metric is called."""
        return METRICS[self.metric].title

    def say(self, value: float | None) -> str:
        """Return a value in words."""
        if value is None:
            return "none"
        if self.kind == "people":
            return people(value)
        return words.number(value, self.kind)


ROWS = (
    Row(
        "change_lead_time.p50",
        "commit to production, median",
        "h",
        "{lane} is {by} faster",
        "{lane} is {by} slower",
    ),
    Row(
        "deployment_frequency",
        "to production",
        "per day",
        "{lane} deploys {by} more rarely",
        "{lane} deploys {by} as often",
    ),
    Row(
        "failed_deployment_recovery_time.p50",
        "median",
        "h",
        "{lane} recovers {by} sooner",
        "{lane} recovers {by} later",
    ),
    Row(
        "change_fail_rate",
        "share of deployments",
        "share",
        "{lane}'s is {by} lower",
        "{lane}'s is {by} higher",
    ),
    Row(
        "failed_changes_per_1000",
        "read it with the row above",
        "count",
        "{lane} has {by} fewer",
        "{lane} has {by} more",
        by_ratio=False,
    ),
    Row(
        "failed_deployments_per_1000",
        "a slip by hand counts too",
        "count",
        "{lane} has {by} fewer",
        "{lane} has {by} more",
        by_ratio=False,
    ),
    Row(
        "deployment_rework_rate",
        "deployments made to repair",
        "share",
        "{lane}'s is {by} lower",
        "{lane}'s is {by} higher",
        by_ratio=False,
    ),
    Row(
        "hands_on",
        "of people, for 100 changes",
        "people",
        "{lane} takes {by} less",
        "{lane} takes {by} more",
        by_ratio=False,
    ),
    Row(
        "flow_efficiency",
        "work ÷ lead time",
        "share",
        "{lane}'s is {by} lower",
        "{lane}'s is {by} higher",
        by_ratio=False,
    ),
    Row("wip", "changes under way", "count", "{lane} has {by} fewer", "{lane} has {by} more"),
)


def people(hours: float) -> str:
    """Return the hours of people for 100 changes from those for one."""
    many = hours * HUNDRED
    return f"{many:.1f} h" if abs(many) < FEW else f"{many:,.0f} h"


@dataclass(frozen=True, slots=True)
class Side:
    """What a lane has of a metric on average, with the 95 % interval by Student's t over its replications."""

    mean: float | None
    low: float | None
    high: float | None
    n: int


def side(values: Values) -> Side:
    """Return the mean of one value per replication, with its interval.

    Source: nist-dataplot-t-test
    """
    found = [value for value in values if value is not None]
    alone = difference("", [0.0] * len(found), found)
    floor = 0.0 if found and min(found) >= 0 else -math.inf
    low = None if alone.low is None else max(floor, alone.low)
    return Side(alone.mean, low, alone.high, alone.n)


def side_of(row: Row, outcome: Outcome) -> Side:
    """Return what a lane has in a row; a median is that of all changes, as far off as those of replications.

    Source: nist-dataplot-t-test
    """
    found = side(outcome.by_replication[row.path])
    median = outcome.measured["metrics"][row.metric].get("p50") if row.path.endswith(".p50") else None
    if median is None or found.mean is None or found.high is None:
        return found
    reach = found.high - found.mean
    return Side(median, max(0.0, median - reach), median + reach, found.n)


@dataclass(frozen=True, slots=True)
class Told:
    """How a lane differs from lane A.

    Attributes:
        text: the difference in plain words.
        interval: its 95 % interval in words; empty where there is none.
        found: the paired differences behind it, of logarithms where `by_ratio`.
        by_ratio: whether it is said as a ratio.
    """

    text: str
    interval: str
    found: Difference
    by_ratio: bool


def tell(row: Row, base: Values, changed: Values, letter: str = "B") -> Told:
    """Say how a lane's values differ from lane A's."""
    pairs = [(a, b) for a, b in zip(base, changed, strict=True) if a is not None and b is not None]
    found = difference(row.path, base, changed)
    if not pairs:
        return Told("Nothing to compare", "", found, by_ratio=False)
    if all(a == b for a, b in pairs):
        return Told(_same(row, letter), "", found, by_ratio=False)
    if row.by_ratio and all(a > 0 and b > 0 for a, b in pairs):
        return _ratio(row, difference(row.path, _logs(base), _logs(changed)), letter)
    return _gap(row, found, letter)


def ratio(up: Values, low: Values) -> Side:
    """Return how many times one side is the other, with its interval; only pairs above 0 count.

    Source: nist-dataplot-t-test (paired, of logarithms).
    """
    logs = difference("", _logs(low), _logs(up))
    mean, least, most = (None if end is None else math.exp(end) for end in (logs.mean, logs.low, logs.high))
    return Side(mean, least, most, logs.n)


def _same(row: Row, letter: str) -> str:
    if row.metric == "failed_changes_per_1000":
        return f"No difference: the same changes fail in A and {letter}"
    return f"No difference: A and {letter} are equal in every run"


def _logs(values: Values) -> list[float | None]:
    return [None if value is None or value <= 0 else math.log(value) for value in values]


def times(ratio: float) -> str:
    """Return how many times, from 1 up: 41 and the sign for it."""
    if ratio < NEARLY_ONE:
        return f"{ratio:.2f} {words.TIMES}"
    return f"{ratio:.1f} {words.TIMES}" if round(ratio, 1) < FEW else f"{ratio:,.0f} {words.TIMES}"


def from_to(low: str, high: str) -> str:
    """Return two amounts as "3.4 to 3.6 days": the unit once where it is the same."""
    start, _, unit = low.partition(" ")
    end = high.replace(" ", "\N{NO-BREAK SPACE}")
    return f"{start if unit and high.endswith(f' {unit}') else low} to {end}"


def between(row: Row, low: float, high: float) -> str:
    """Return an interval of a metric's values in words, finer where its ends would be said alike."""
    ends = row.say(low), row.say(high)
    if ends[0] != ends[1]:
        return from_to(*ends)
    if math.isclose(low, high):
        return "in every replication"
    scale, unit = {
        "h": (1.0, " h"),
        "people": (HUNDRED, " h"),
        "share": (HUNDRED, " %"),
        "per day": (1.0, " a day"),
    }.get(row.kind, (1.0, ""))
    if row.kind == "h" and high < FEW:
        scale, unit = 60.0, " min"
    if row.kind == "per day" and high < 1:
        scale, unit = words.DAYS_PER_WEEK, " a week"
    return f"{low * scale:.3g} to {high * scale:.3g}{unit}"


def _ratio(row: Row, logs: Difference, letter: str) -> Told:
    mean, low, high = logs.mean or 0.0, logs.low, logs.high
    less = mean < 0
    span = ""
    if low is not None and high is not None:
        ends = sorted(math.exp(-end if less else end) for end in (low, high))
        span = (
            from_to(times(ends[0]), times(ends[1]))
            if times(ends[0]) != times(ends[1])
            else from_to(f"{ends[0]:.3g} {words.TIMES}", f"{ends[1]:.3g} {words.TIMES}")
        )
    if logs.verdict is Verdict.CANNOT_TELL:
        many = f"{letter} has {math.exp(mean):.2f} {words.TIMES} as much as A"
        if low is not None and high is not None:
            span = f"{many}, {math.exp(low):.2f} to {math.exp(high):.2f}"
        return Told("No difference can be told", span or many, logs, by_ratio=True)
    text = (row.lower if less else row.higher).format(lane=letter, by=times(math.exp(abs(mean))))
    return Told(text, span, logs, by_ratio=True)


def _gap(row: Row, found: Difference, letter: str) -> Told:
    mean = found.mean or 0.0
    if found.low is None or found.high is None:
        return Told("No difference can be told", "one replication has no interval", found, by_ratio=False)
    if found.verdict is Verdict.CANNOT_TELL:
        span = f"{letter} less A: {from_to(_signed(row, found.low), _signed(row, found.high))}"
        return Told("No difference can be told", span, found, by_ratio=False)
    ends = sorted(abs(end) for end in (found.low, found.high))
    form = row.lower if mean < 0 else row.higher
    span = from_to(amount(row, ends[0]), amount(row, ends[1]))
    return Told(form.format(lane=letter, by=amount(row, abs(mean))), span, found, by_ratio=False)


def amount(row: Row, value: float) -> str:
    """Return how large a difference is, from 0 up: shares in points of a hundred."""
    if row.kind == "share":
        points = value * HUNDRED
        return f"{points:.1f} points" if points < FEW else f"{points:.0f} points"
    return row.say(value)


def _signed(row: Row, value: float) -> str:
    sign = words.MINUS if value < 0 else "+"
    return f"{sign}{amount(row, abs(value))}"


def batches(outcomes: Mapping[str, Outcome]) -> str:
    """Say how many changes a lane deploys at a time: what moves a rate that counts deployments."""
    parts = []
    for letter, outcome in outcomes.items():
        stages = list(outcome.measured["stages"].values())
        size = stages[-1]["batch"]["mean"]
        if size is not None:
            parts.append(f"{letter} {size:.0f}" if size > FEW else f"{letter} {size:.2g}")
    return f"changes in a deployment: {', '.join(parts)}" if parts else ""


# ---------------------------------------------------------------- the arithmetic behind a row


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.4g}"


def arithmetic(row: Row, outcomes: Mapping[str, Outcome], source: str) -> str:
    """Say how a row was computed, from its numbers."""
    measured = next(iter(outcomes.values())).measured
    parts = [f"**{row.title}.** {METRICS[row.metric].meaning}"]
    many, seed = measured["replications"], measured["seed"]
    what = (
        "The median over all replications together, ± t times the standard error of the replications' medians"
        if row.path.endswith(".p50")
        else "The mean of the replications' values, ± t times its standard error"
    )
    sizes = f"{many} replications, seed {seed}, t = {_t(many)}"
    parts.append(f"{what} ({sizes}): {_sides(row, outcomes)}.")
    base = outcomes["A"].by_replication[row.path]
    for letter, outcome in outcomes.items():
        if letter != "A":
            told = tell(row, base, outcome.by_replication[row.path], letter)
            parts.append(_derivation(told, letter))
    parts.append(f"Source of the metric: {source}.")
    return " ".join(parts)


def _t(replications: int) -> str:
    return f"{half_width(replications - 1):.2f}" if replications > 1 else "none for one replication"


def _unit(row: Row) -> str:
    return {"h": " h", "people": " h per change", "per day": " a day"}.get(row.kind, "")


def _sides(row: Row, outcomes: Mapping[str, Outcome]) -> str:
    said = []
    for letter, outcome in outcomes.items():
        found = side_of(row, outcome)
        reach = None if found.high is None or found.mean is None else found.high - found.mean
        several = outcome.measured["metrics"][row.metric]
        n = f"n = {several['n']:,}" if several.get("n") is not None else f"n = {found.n}"
        reached = "" if reach is None else f" ± {_figure(reach)}"
        said.append(f"{letter} {_figure(found.mean)}{reached}{_unit(row)} ({n})")
    return "; ".join(said)


def _derivation(told: Told, letter: str) -> str:
    found = told.found
    if not found.n:
        return f"{letter} and A have no replication in which both have a value."
    if not told.by_ratio:
        return (
            f"{letter} less A in each of {found.n} pairs of replications: mean {_figure(found.mean)}, "
            f"standard error {_figure(found.se)}, interval {_figure(found.low)} to {_figure(found.high)}."
        )
    ends = " to ".join("none" if end is None else _figure(math.exp(end)) for end in (found.low, found.high))
    return (
        f"The logarithm of {letter} ÷ A in each of {found.n} pairs of replications: mean "
        f"{_figure(found.mean)}, standard error {_figure(found.se)}; back from the logarithm "
        f"{letter} ÷ A = {_figure(math.exp(found.mean or 0.0))}, interval {ends}."
    )
