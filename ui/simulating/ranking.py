"""Rank single changes by what they do to one metric, and say no more than the intervals carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datafiles.spreadsheets import Cell
from delivery import METRICS
from simulator import Difference, Sensitivity, Study, Verdict
from simulator.student import half_width
from ui import words
from ui.simulating.comparing import ROWS, Row, amount
from ui.simulating.turning import Turn

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
ASIDE = 0.05
"""From this share of today's value a loss elsewhere keeps a change out of the ranking."""
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


@dataclass(frozen=True, slots=True)
class Tried:
    """One change with what it does.

    Attributes:
        turn: the change.
        aim: what it does to the metric that is to be improved.
        found: what it does to each metric, by path.
        costs: metrics it makes worse by a good share of today's value.
    """

    turn: Turn
    aim: Difference
    found: Mapping[str, Difference]
    costs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every change that was tried, sorted by what can be said of it.

    Attributes:
        helps: those that improve the metric, the strongest first.
        aside: those that improve it and make another metric worse: not advised.
        worse: those that make it worse, the worst first.
        unclear: those whose interval holds no difference.
        same: those after which it is the same in every run.
        refused: those that cannot be simulated, each with the reason.
        base: the metric as it is today; None where it has no value.
        aim: the metric's path.
    """

    aim: str
    base: float | None
    helps: tuple[Tried, ...]
    aside: tuple[Tried, ...]
    worse: tuple[Tried, ...]
    unclear: tuple[Tried, ...]
    same: tuple[Tried, ...]
    refused: tuple[tuple[Turn, str], ...]

    @property
    def shown(self) -> tuple[Tried, ...]:
        """Return those with a row of their own: all that improve, strongest first, then the worse."""
        better = sorted((*self.helps, *self.aside), key=_strength)
        return (*better, *self.worse)

    def number(self, tried: Tried) -> int | None:
        """Return the place in the ranking; None for a change that is not in it."""
        return self.helps.index(tried) + 1 if tried in self.helps else None

    @property
    def every(self) -> tuple[Tried, ...]:
        """Return every change with numbers, the best first."""
        return (*self.shown, *sorted((*self.unclear, *self.same), key=_strength))


def rank(found: Sensitivity, turns: Sequence[Turn], aim: str) -> Ranking:
    """Sort changes by what they do to the metric `aim`; `found` stands in the order of `turns`."""
    tried: list[Tried] = []
    refused: list[tuple[Turn, str]] = []
    for turn, effect in zip(turns, found.effects, strict=True):
        if effect.problems:
            refused.append((turn, " ".join(effect.problems)))
            continue
        by_path = {each.metric: each for each in effect.differences}
        costs = tuple(path for path, each in by_path.items() if path != aim and _costs(each))
        tried.append(Tried(turn, by_path[aim], by_path, costs))
    base = next((each.aim.base for each in tried if each.aim.base is not None), None)
    better = [each for each in tried if each.aim.verdict is Verdict.LOWER]
    cannot = [each for each in tried if each.aim.verdict is Verdict.CANNOT_TELL]
    return Ranking(
        aim=aim,
        base=base,
        helps=tuple(sorted((each for each in better if not each.costs), key=_strength)),
        aside=tuple(sorted((each for each in better if each.costs), key=_strength)),
        worse=tuple(
            sorted((each for each in tried if each.aim.verdict is Verdict.HIGHER), key=_strength)[::-1]
        ),
        unclear=tuple(each for each in cannot if not _same(each.aim)),
        same=tuple(each for each in cannot if _same(each.aim)),
        refused=tuple(refused),
    )


def _strength(tried: Tried) -> float:
    return tried.aim.mean or 0.0


def _same(found: Difference) -> bool:
    return found.n == 0 or (found.mean == 0 and not found.se)


def _costs(found: Difference) -> bool:
    """Tell whether a metric gets worse for sure, and by a share that matters."""
    if found.verdict is not Verdict.HIGHER or found.mean is None or found.base is None:
        return False
    return found.mean >= ASIDE * found.base


def ties(ranking: Ranking) -> tuple[tuple[int, int], ...]:
    """Return runs of places in the ranking whose intervals overlap: first and last place, from 1.

    Each of a run overlaps with the first of it, so that none of them can be called better than it.
    """
    found: list[tuple[int, int]] = []
    helps = ranking.helps
    first = 0
    for place in range(1, len(helps) + 1):
        if place < len(helps) and _overlap(helps[first].aim, helps[place].aim):
            continue
        if place - first > 1:
            found.append((first + 1, place))
        first = place
    return tuple(found)


def _overlap(better: Difference, other: Difference) -> bool:
    return better.high is None or other.low is None or other.low <= better.high


def tie_words(ranking: Ranking) -> str:
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
        return "same" if _same(found) else "about the same"
    row = row_of(path)
    before, after = row.say(found.base), row.say(found.changed)
    return "about the same" if before == after else f"{before} → {after}"


def fact(ranking: Ranking, tried: Tried | None) -> tuple[str, str]:
    """Return the metric today, or with a change, and what it is; a fail rate brings its companion along."""
    row, name = row_of(ranking.aim), short(ranking.aim)
    of = next(iter(ranking.every), None) if tried is None else tried
    each = {} if of is None else of.found
    found = {path: gap.base if tried is None else gap.changed for path, gap in each.items()}
    if ranking.aim == "change_fail_rate":
        name = f"{name}, {row_of(FAILED).say(found.get(FAILED))} failed changes per 1,000"
    return row.say(found.get(ranking.aim)), name


def arithmetic(tried: Tried, study: Study) -> str:
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


def nothing_helps(ranking: Ranking) -> str:
    """Say that no single change helps, and which came nearest."""
    name = short(ranking.aim)
    if ranking.base is None:
        return f"There is no {name} in these runs: nothing of the kind happened, so nothing can improve it."
    if ranking.aside:
        best = ranking.aside[0].turn.name
        return f"No single change improves the {name} without making something else worse. Nearest: {best}."
    near = min(ranking.unclear, key=_strength, default=None)
    text = f"No single change helps: none of those tried lowers the {name} beyond what chance explains."
    if near is None or _strength(near) >= 0:
        return text
    return f"{text} Nearest: {near.turn.name} ({between(ranking.aim, near.aim)})."


def listed(tried: Sequence[Tried]) -> str:
    """Return changes as one sentence, the stages named once each."""
    groups: dict[str, list[str]] = {}
    for each in tried:
        groups.setdefault(each.turn.group, []).append(each.turn.says)
    return ". ".join(f"**{words.plain(group)}**: {'; '.join(says)}" for group, says in groups.items()) + "."


def table_rows(ranking: Ranking) -> list[list[str]]:
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
    if _same(found):
        return "same"
    mean = signed(path, found.mean or 0.0)
    if found.low is None or found.high is None:
        return f"{mean} (one run, no interval)"
    return f"{mean} ({_span(signed(path, found.low), signed(path, found.high))})"


def metric_rows(tried: Tried) -> list[list[str]]:
    """Return what one change does to every metric: today, with it, the difference with its interval."""
    return [
        [row_of(path).title, row_of(path).say(found.base), row_of(path).say(found.changed), cell(path, found)]
        for path, found in ((path, tried.found[path]) for path in SHOWN)
    ]


METRIC_HEADINGS = ("Metric", "Today", "With it", "Difference (95 % interval)")


def headings() -> list[str]:
    """Return the headings of `table_rows`."""
    return ["Place", "Change", "Today", *(f"{METRICS[row_of(path).metric].title}" for path in SHOWN)]


def csv_rows(ranking: Ranking, study: Study) -> list[list[Cell]]:
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
