"""Count what a history says: how often a team integrates, merges and releases, how long work waits.

Errors:
    HistoryError                 the history cannot be read; the text says the mend
    └── HistoryStoppedError          reading was stopped before it ended
"""

import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from operator import itemgetter
from typing import Any, NamedTuple

DAY = 86_400
_FIRST_DAY = date(1970, 1, 1).toordinal()
RELEASE = re.compile(r"v?\d+\.\d+(\.\d+)?", re.ASCII)
SQUASHED = re.compile(r"\(#[0-9]+\)$", re.ASCII)
OLDEST = 631_152_000
"""Author dates before 1990 come from clocks that were not set [s since 1970]."""
UNSEEN = (
    "No merge on the main line: squash, rebase and fast-forward leave no branch to see, so branch life is "
    "not known."
)


class HistoryError(ValueError):
    """The history cannot be read."""


class HistoryStoppedError(HistoryError):
    """Reading was stopped before it ended."""


class Commit(NamedTuple):
    """One commit: its name, parents, time of committing [s since 1970], subject, time of writing.

    A tuple, because a long history has very many of them.
    """

    name: str
    parents: tuple[str, ...]
    time: int
    subject: str
    authored: int | None = None
    """Author date [s since 1970]; None where it is not known."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its name, the commit it names, when it was made [s since 1970]."""

    name: str
    commit: str
    time: int


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when commits count [s since 1970], both ends included."""

    since: float = float("-inf")
    until: float = float("inf")

    def __contains__(self, time: int) -> bool:
        return self.since <= time <= self.until


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something takes [s]: median, 90 % quantile, how many; None where there are none."""

    median: float | None
    p90: float | None
    n: int


@dataclass(frozen=True, slots=True)
class History:
    """What a history says.

    Attributes:
        commits: commits reachable from HEAD.
        merges_first_parent: merges on the main line.
        squash_subjects_first_parent: commits on the main line that are no merge and end in `(#number)`.
        release_tags: release tags reachable from HEAD.
        commits_per_week: commits by ISO week, committer date, UTC; weeks without a commit are left out.
        lead_time: from each commit that is no merge to the first release tag that contains it.
        branch_life: of each merge on the main line, from the author date of the first commit that only its
            branch holds to the merge. The first commit is the one that was committed first; the branch is
            what the second parent reaches and the first parent does not.
        per_year: commits, merges on the main line and release tags, on any line, by year, UTC.
        notes: what limits these numbers.
    """

    commits: int
    merges_first_parent: int
    squash_subjects_first_parent: int
    release_tags: int
    commits_per_week: dict[str, int]
    lead_time: Spread
    branch_life: Spread
    per_year: dict[str, dict[str, int]]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the history as `greenlane git --json` prints it."""
        return {
            "commits": self.commits,
            "merges_first_parent": self.merges_first_parent,
            "squash_subjects_first_parent": self.squash_subjects_first_parent,
            "release_tags": self.release_tags,
            "commits_per_week": self.commits_per_week,
            "lead_time_seconds": asdict(self.lead_time),
            "branch_life_seconds": asdict(self.branch_life),
            "per_year": self.per_year,
            "notes": list(self.notes),
        }


def measure_history(
    commits: tuple[Commit, ...],
    tags: tuple[Tag, ...],
    window: Window | None = None,
    pattern: str | None = None,
    notes: tuple[str, ...] = (),
) -> History:
    """Return what commits and tags say; the first commit is HEAD."""
    window = window or Window()
    known = {commit.name: commit for commit in commits}
    releases = sorted(
        (tag for tag in tags if tag.commit in known and _is_release(tag.name, pattern)),
        key=lambda tag: tag.time,
    )
    named = [tag for tag in tags if tag.time in window and _is_release(tag.name, pattern)]
    whole = window == Window()
    inside = commits if whole else tuple(commit for commit in commits if commit.time in window)
    by_day = Counter([time // DAY for _, _, time, _, _ in inside])
    way = _main_line(commits, known)
    joins = [commit for commit in way if len(commit.parents) > 1]
    branches = _branches(way, joins, known, window)
    line = way if whole else [commit for commit in way if commit.time in window]
    merges = joins if whole else [commit for commit in joins if commit.time in window]
    squashed = _count_squashed(line)
    made = [tag for tag in releases if tag.time in window]
    return History(
        commits=len(inside),
        merges_first_parent=len(merges),
        squash_subjects_first_parent=squashed,
        release_tags=len(made),
        commits_per_week=dict(sorted(_summed(by_day, _week).items())),
        lead_time=_spread(_leads(releases, known, window)),
        branch_life=_spread(branches.lives),
        per_year=_per_year(by_day, merges, named),
        notes=(
            *notes,
            *_said(commits, releases, pattern, squashed, len(line)),
            *_said_of_branches(branches, len(merges), len(line)),
        ),
    )


def _count_squashed(line: Iterable[Commit]) -> int:
    """Count commits that are no merge and end in `(#number)`."""
    subjects = [commit.subject for commit in line if len(commit.parents) < 2]  # noqa: PLR2004 - a merge has two
    return sum(map(bool, map(SQUASHED.search, subjects)))


def _is_release(name: str, pattern: str | None) -> bool:
    return bool(RELEASE.fullmatch(name)) if pattern is None else fnmatchcase(name, pattern)


def _main_line(commits: tuple[Commit, ...], known: dict[str, Commit]) -> list[Commit]:
    """Return the commits from HEAD by first parents; a text that runs in a circle ends where it closes."""
    found: list[Commit] = []
    commit = commits[0] if commits else None
    most = len(known)
    while commit is not None and len(found) <= most:
        found.append(commit)
        parents = commit.parents
        commit = known.get(parents[0]) if parents else None
    return found if len(found) <= most else list(dict.fromkeys(found))


@dataclass(slots=True)
class _Branches:
    """Lives of merged branches [s], and how many merges show none, by reason."""

    lives: list[int] = field(default_factory=list)
    empty: int = 0
    cut: int = 0
    undated: int = 0
    several: int = 0

    def take(self, merge: Commit, branch: list[Commit | None]) -> None:
        """Take the commits that only a branch holds; None stands for one that is not in this history."""
        self.several += len(merge.parents) > 2  # noqa: PLR2004 - a merge of one branch has two
        held = [commit for commit in branch if commit is not None and commit.parents]
        if not branch:
            self.empty += 1
        elif len(held) < len(branch):
            self.cut += 1
        else:
            # Of commits of the same second the last one found is the first: a walk goes from new to old.
            begun = min(reversed(held), key=lambda commit: commit.time).authored
            if begun is None or not OLDEST <= begun <= merge.time:
                self.undated += 1
            else:
                self.lives.append(merge.time - begun)


def _branches(
    line: list[Commit], merges: list[Commit], known: dict[str, Commit], window: Window
) -> _Branches:
    """Return what is seen of branches; oldest first, so that what a first parent reaches is known by then."""
    found = _Branches()
    seen = set(map(itemgetter(0), line))
    for merge in reversed(merges):
        branches = [_held_alone(parent, known, seen) for parent in merge.parents[1:]]
        if merge.time in window:
            found.take(merge, branches[0])
    return found


def _held_alone(name: str, known: dict[str, Commit], seen: set[str]) -> list[Commit | None]:
    """Return the commits that a name reaches and that were not seen, and see them."""
    found: list[Commit | None] = []
    reach = [name]
    while reach:
        name = reach.pop()
        if name not in seen:
            seen.add(name)
            commit = known.get(name)
            found.append(commit)
            reach += commit.parents if commit is not None else ()
    return found


def _leads(releases: list[Tag], known: dict[str, Commit], window: Window) -> list[int]:
    """Return the lead time of every commit that is no merge and is in some release [s]."""
    leads: list[int] = []
    left = dict(known)
    since, until = window.since, window.until
    for tag in releases:
        reach = [tag.commit]
        while reach:
            commit = left.pop(reach.pop(), None)
            if commit is None:
                continue
            _, parents, time, _, _ = commit
            reach += parents
            if len(parents) < 2 and since <= time <= until:  # noqa: PLR2004 - a merge has two
                leads.append(tag.time - time)
    return leads


def _spread(lengths: list[int]) -> Spread:
    if not lengths:
        return Spread(None, None, 0)
    ordered = sorted(lengths)
    middle, most = statistics.median(ordered), ordered[int(0.9 * (len(ordered) - 1))]
    return Spread(float(middle), float(most), len(ordered))


def _week(day: int) -> str:
    year, week, _ = date.fromordinal(_FIRST_DAY + day).isocalendar()
    return f"{year}-W{week:02}"


def _year(day: int) -> str:
    return str(date.fromordinal(_FIRST_DAY + day).year)


def _summed(by_day: Counter[int], name: Callable[[int], str]) -> Counter[str]:
    """Add days [since 1970, UTC] up under a name such as their week."""
    found: Counter[str] = Counter()
    for day, many in by_day.items():
        found[name(day)] += many
    return found


def _per_year(by_day: Counter[int], merges: list[Commit], tags: list[Tag]) -> dict[str, dict[str, int]]:
    counts = {
        "commits": _summed(by_day, _year),
        "merges": _summed(Counter([commit.time // DAY for commit in merges]), _year),
        "tags": _summed(Counter([tag.time // DAY for tag in tags]), _year),
    }
    years = sorted({year for count in counts.values() for year in count})
    return {year: {name: count[year] for name, count in counts.items()} for year in years}


def _said(
    commits: tuple[Commit, ...], releases: list[Tag], pattern: str | None, squashed: int, line: int
) -> list[str]:
    notes = []
    if commits and not releases:
        looked = f"matches `{pattern}`" if pattern else "looks like a version, such as v1.2 or 1.2.3"
        notes.append(f"No tag before HEAD {looked}: there is no lead time. Name your release tags.")
    if squashed:
        notes.append(
            f"{squashed:,} of {line:,} commits on the main line look squashed: their lead time starts at the "
            "merge, not at the first commit of the work."
        )
    return notes


def _said_of_branches(branches: _Branches, merges: int, line: int) -> list[str]:
    """Return what limits branch life: nothing to see, merges left out, merges of several branches."""
    if line and not merges:
        return [UNSEEN]
    why = {
        "bring a branch that begins outside this history": branches.cut,
        "have a first author date that is missing, before 1990 or after the merge": branches.undated,
        "bring nothing new": branches.empty,
    }
    notes = []
    if left := ", ".join(f"{many:,} {words}" for words, many in why.items() if many):
        many = branches.cut + branches.undated + branches.empty
        notes.append(f"{many:,} of {merges:,} merges on the main line do not count for branch life: {left}.")
    if branches.several:
        notes.append(
            f"{branches.several:,} of {merges:,} merges bring several branches at once: only the first of "
            "each counts for branch life."
        )
    return notes
