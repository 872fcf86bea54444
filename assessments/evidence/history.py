"""Count what a history says: how often a team integrates, merges and releases, and how long a commit waits.

Errors:
    HistoryError                 the history cannot be read; the text says the mend
    └── HistoryStoppedError          reading was stopped before it ended
"""

import re
import statistics
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

DAY = 86_400
RELEASE = re.compile(r"v?\d+\.\d+(\.\d+)?", re.ASCII)
SQUASHED = re.compile(r"\(#[0-9]+\)$", re.ASCII)


class HistoryError(ValueError):
    """The history cannot be read."""


class HistoryStoppedError(HistoryError):
    """Reading was stopped before it ended."""


class Commit(NamedTuple):
    """One commit: its name, its parents, when it was committed [s since 1970], its subject.

    A tuple, because a long history has very many of them.
    """

    name: str
    parents: tuple[str, ...]
    time: int
    subject: str


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
class LeadTime:
    """From commit to the first release tag that contains it [s]: median, 90 % quantile, how many."""

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
        per_year: commits, merges on the main line and release tags, on any line, by year, UTC.
        notes: what limits these numbers.
    """

    commits: int
    merges_first_parent: int
    squash_subjects_first_parent: int
    release_tags: int
    commits_per_week: dict[str, int]
    lead_time: LeadTime
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
            "lead_time_seconds": {
                "median": self.lead_time.median, "p90": self.lead_time.p90, "n": self.lead_time.n
            },
            "per_year": self.per_year,
            "notes": list(self.notes),
        }  # fmt: skip


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
    inside = commits if window == Window() else tuple(commit for commit in commits if commit.time in window)
    by_day = Counter([commit.time // DAY for commit in inside])
    line = [commit for commit in _main_line(commits, known) if commit.time in window]
    merges = [commit for commit in line if len(commit.parents) > 1]
    squashed = sum(_is_squashed(commit) for commit in line)
    made = [tag for tag in releases if tag.time in window]
    return History(
        commits=len(inside),
        merges_first_parent=len(merges),
        squash_subjects_first_parent=squashed,
        release_tags=len(made),
        commits_per_week=dict(sorted(_summed(by_day, _week).items())),
        lead_time=_lead_time(_leads(releases, known, window)),
        per_year=_per_year(by_day, merges, named),
        notes=(*notes, *_said(commits, releases, pattern, squashed, len(line))),
    )


def _is_squashed(commit: Commit) -> bool:
    alone = len(commit.parents) < 2  # noqa: PLR2004 - a merge has two
    return alone and commit.subject.endswith(")") and SQUASHED.search(commit.subject) is not None


def _is_release(name: str, pattern: str | None) -> bool:
    return bool(RELEASE.fullmatch(name)) if pattern is None else fnmatchcase(name, pattern)


def _main_line(commits: tuple[Commit, ...], known: dict[str, Commit]) -> list[Commit]:
    """Return the commits on the way from HEAD by first parents."""
    found: list[Commit] = []
    commit = commits[0] if commits else None
    while commit is not None:
        found.append(commit)
        commit = known.get(commit.parents[0]) if commit.parents else None
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
            _, parents, time, _ = commit
            reach += parents
            if len(parents) < 2 and since <= time <= until:  # noqa: PLR2004 - a merge has two
                leads.append(tag.time - time)
    return leads


def _lead_time(leads: list[int]) -> LeadTime:
    if not leads:
        return LeadTime(None, None, 0)
    ordered = sorted(leads)
    return LeadTime(
        float(statistics.median(ordered)), float(ordered[int(0.9 * (len(ordered) - 1))]), len(ordered)
    )


def _week(day: int) -> str:
    year, week, _ = datetime.fromtimestamp(day * DAY, UTC).isocalendar()
    return f"{year}-W{week:02}"


def _year(day: int) -> str:
    return str(datetime.fromtimestamp(day * DAY, UTC).year)


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
            f"{squashed} of {line} commits on the main line look squashed: their lead time starts at the "
            "merge, not at the first commit of the work."
        )
    return notes
