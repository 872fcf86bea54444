"""Show what several people said without showing what one of them said.

Everything here is a pure function of who said what. What is shown of a question is a tally: how many people
said each thing. Three rules keep a person from being found:

- Nothing is shown of fewer than `least` people.
- A tally that was shown is replaced only in batches: no two tallies that were ever shown of one question
  differ by what 1 to `least` - 1 people said. Until enough people changed, the older tally stays.
- Where people are split into groups, a group that is too small takes the next smallest one with it, so that
  it cannot be found by subtraction.

Texts are published by the same rules, and shown in alphabetical order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OPEN = 1
"""The least where everything is shown, and everyone was told so at the start."""

PEOPLE = "~people"
"""The name under which it is counted who took part; no question has such an id."""

Said = Mapping[str, str]
"""What people said about one question: respondent -> word."""

Ballots = Mapping[str, Mapping[str, str]]
"""What people said: respondent -> question -> word."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was shown so far; `batches` say who said what and are never shown themselves.

    Args:
        least: how many people a tally needs at least [1..].
        batches: by question, each state that was shown, the newest last.
    """

    least: int
    batches: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)

    def shown(self) -> dict[str, dict[str, int]]:
        """Return the tallies that are shown: question -> word -> how many people said it."""
        return {
            question: dict(sorted(Counter(rows[-1].values()).items()))
            for question, rows in sorted(self.batches.items())
            if question != PEOPLE
        }

    def people(self) -> int | None:
        """Return how many people took part as far as it is shown, None where it is not."""
        rows = self.batches.get(PEOPLE)
        return len(rows[-1]) if rows else None

    def texts(self) -> dict[str, tuple[str, ...]]:
        """Return the texts that are shown, by question, each list in alphabetical order."""
        return {
            question: tuple(sorted(rows[-1].values()))
            for question, rows in sorted(self.batches.items())
            if question != PEOPLE
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the state as JSON values, for a place nobody looks into."""
        return {
            "least": self.least,
            "batches": {question: [dict(row) for row in rows] for question, rows in self.batches.items()},
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Published:
        """Read what `as_dict` wrote."""
        return cls(values["least"], {name: tuple(rows) for name, rows in values["batches"].items()})


def publish(previous: Published | None, ballots: Ballots, least: int) -> Published:
    """Return what may be shown now, given what was shown before.

    A question that nobody may learn more about keeps its older tally, or is not shown at all.

    Args:
        previous: what was shown before; None at the first time. Its own `least` counts if it is higher.
        ballots: what everybody says now.
        least: how many people a tally needs at least [1..].
    """
    before = previous or Published(least)
    least = max(least, before.least)
    now = by_question(ballots)
    batches = {
        question: next_batches(before.batches.get(question, ()), now.get(question, {}), least)
        for question in sorted({*before.batches, *now})
    }
    return Published(least, {question: rows for question, rows in batches.items() if rows})


def by_question(ballots: Ballots) -> dict[str, dict[str, str]]:
    """Turn ballots around: question -> respondent -> word; who said anything at all is under PEOPLE."""
    found: dict[str, dict[str, str]] = {}
    for respondent in sorted(ballots):
        for question, word in ballots[respondent].items():
            found.setdefault(question, {})[respondent] = word
            found.setdefault(PEOPLE, {})[respondent] = "here"
    return found


def next_batches(shown: tuple[Said, ...], now: Said, least: int) -> tuple[Said, ...]:
    """Add the present state of one question to those that were shown, if it may be."""
    if len(now) < least or (shown and shown[-1] == now):
        return shown
    if any(0 < people_between(now, older) < least for older in shown):
        return shown
    return (*shown, dict(now))


def people_between(one: Said, other: Said) -> int:
    """Count the people who said something else, or who are in one of the two alone."""
    return sum(one.get(respondent) != other.get(respondent) for respondent in {*one, *other})


def visible_groups(sizes: Mapping[str, int], least: int) -> tuple[str, ...]:
    """Return the groups that may be shown beside the number of all, in the order given.

    A group of fewer than `least` is hidden, and so is the next smallest, until the hidden ones together are
    none or at least `least` people and more than one group. Empty groups hide nobody and are shown.
    """
    by_size = sorted((group for group in sizes if sizes[group]), key=lambda group: sizes[group])
    hidden = [group for group in by_size if sizes[group] < least]
    for group in by_size[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(sizes[one] for one in hidden) >= least):
            break
        hidden.append(group)
    return tuple(group for group in sizes if group not in hidden)
