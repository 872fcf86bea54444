"""What others measured: DORA's tables by year, each figure with its source and how well it is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from datafiles import FileModel, Flag, Format, Hours, Id, Number, Text, Whole
from delivery.model import ScaleError

LOWER_IS_BETTER = frozenset({"change_fail_rate", "deployment_rework_rate", "instability_factor"})
"""The figures of the Quick Check that are stored as percent / 10."""
ANSWERS = 6
"""How many answers a question of the Quick Check offers, from the slowest (1) to the fastest (6)."""

Percent = Annotated[Number, Field(ge=0, le=100)]
Score = Annotated[Number, Field(ge=0, le=10)]
Location = tuple[str | int, ...]
Year = Annotated[Whole, Field(ge=2014)]
MetricId = Annotated[Text, Field(pattern="^[a-z]+(_[a-z0-9]+)*$")]


class Status(StrEnum):
    """How well a source is known."""

    PRIMARY = "primary"
    """Read in the document itself."""
    SECONDARY = "secondary"
    """Known through others who quote or tabulate it."""
    OWN = "own"
    """Defined by this project."""


class Source(FileModel):
    """A document that statements and numbers rest on."""

    id: Id
    title: Text
    publisher: Text
    url: Text
    licence: Text
    checked: date
    status: Status


class SourcesFile(FileModel):
    """The file sources.yaml."""

    format: Format
    sources: tuple[Source, ...]


class Cited(FileModel):
    """A block of figures that share one source."""

    source: Id
    status: Status
    where: Text | None = None
    """The place inside the source."""
    note: Text | None = None


class Range(FileModel):
    """From a lower to an upper percentage [0..100]; both are the same where one figure was printed."""

    low: Percent
    high: Percent


class Level(FileModel):
    """One cluster of teams: what its typical team answered that year."""

    id: Id
    deployment_frequency: Text
    change_lead_time: Text
    recovery_time: Text
    change_fail_rate: Range
    reliability: Text | None = None


class Shares(Cited):
    """How many of the year's teams fell into each cluster [%]; clusters without a safe figure are absent."""

    percent: dict[Id, Percent]


class Ratios(Cited):
    """How many times better the best cluster was than the lowest, by metric."""

    times: dict[MetricId, Annotated[Number, Field(gt=1)]]


class Clusters(Cited):
    """The clusters that emerged from one year's answers: history, not thresholds."""

    id: Id
    year: Year
    levels: tuple[Level, ...]
    shares: tuple[Shares, ...] = ()
    elite_versus_low: Ratios | None = None

    @property
    def label(self) -> str:
        """Return how the table is named wherever it is shown."""
        return f"{self.year} clusters (historical)"


class WithoutClusters(Cited):
    """A year for which there is no cluster table, with the reason in its note."""

    year: Year


class Preset(FileModel):
    """A typical team in numbers: deployments a year, change fail rate [%], recovery time [h]."""

    id: Id
    deployments_per_year: Annotated[Number, Field(gt=0)]
    change_fail_rate: Percent
    recovery_time: Annotated[Hours, Field(gt=0)]


class Presets(Cited):
    """Typical teams of one year in numbers."""

    year: Year
    presets: tuple[Preset, ...]


class Band(FileModel):
    """How many teams gave one answer [%]."""

    answer: Text
    percent: Percent


class Distribution(Cited):
    """How one year's answers to one question were spread."""

    year: Year
    metric: MetricId
    bands: tuple[Band, ...]
    complete: Flag = True
    """`false` where answers without a safe figure are left out."""


class Profile(FileModel):
    """One of the seven team profiles of 2025; no share where only one copy prints it."""

    id: Id
    title: Text
    percent: Percent | None = None


class Profiles(Cited):
    """The team profiles of one year."""

    year: Year
    profiles: tuple[Profile, ...]


class Spread(FileModel):
    """A mean and its standard deviation on the scale of 0 to 10."""

    mean: Score
    deviation: Score


class QuickCheck(Cited):
    """One year's answers to DORA's Quick Check on its scale of 0 to 10.

    Rates are printed as percent / 10, so that lower is better, just as the source stores them.
    """

    year: Year
    everyone: dict[MetricId, Spread]
    industries: dict[Id, dict[MetricId, Score]] = Field(default_factory=dict)

    def scores(self, industry: str | None = None) -> dict[str, float]:
        """Return the means of everyone or of one industry as scores [0..10], where 10 is always best."""
        means = (
            {metric: spread.mean for metric, spread in self.everyone.items()}
            if industry is None
            else self.industries[industry]
        )
        return {metric: turned(metric, mean) for metric, mean in means.items()}


class Benchmarks(FileModel):
    """The file benchmarks.yaml."""

    format: Format
    attribution: Text
    clusters: tuple[Clusters, ...]
    without_clusters: tuple[WithoutClusters, ...]
    presets: Presets
    distributions: tuple[Distribution, ...]
    profiles: Profiles
    quick_check: tuple[QuickCheck, ...]

    def cited(self) -> Iterator[tuple[Location, Cited]]:
        """Yield every block of figures that names a source, with its place in the file."""
        for i, table in enumerate(self.clusters):
            yield ("clusters", i), table
            for j, shares in enumerate(table.shares):
                yield ("clusters", i, "shares", j), shares
            if table.elite_versus_low is not None:
                yield ("clusters", i, "elite_versus_low"), table.elite_versus_low
        yield ("presets",), self.presets
        yield ("profiles",), self.profiles
        lists: dict[str, tuple[Cited, ...]] = {
            "without_clusters": self.without_clusters,
            "distributions": self.distributions,
            "quick_check": self.quick_check,
        }
        for name, blocks in lists.items():
            yield from (((name, i), block) for i, block in enumerate(blocks))

    def clusters_of(self, year: int) -> tuple[Clusters, ...]:
        """Return the cluster tables of a year: none, one, or two for 2022."""
        return tuple(table for table in self.clusters if table.year == year)

    def quick_check_of(self, year: int) -> QuickCheck:
        """Return the Quick Check of a year; a KeyError where there is none."""
        return {check.year: check for check in self.quick_check}[year]


def turned(metric: str, mean: float) -> float:
    """Turn a stored mean into a score [0..10] where 10 is best."""
    return round(10 - mean, 9) if metric in LOWER_IS_BETTER else mean


def score_answer(answer: int) -> float:
    """Return the score [0..10] of one of six answers, from the slowest (1) to the fastest (6).

    Source: dora-quick-check
    """
    if not 1 <= answer <= ANSWERS:
        raise ScaleError(f"an answer lies in 1..{ANSWERS}, but this one is {answer}")
    return (answer - 1) / (ANSWERS - 1) * 10


def score_percent(percent: float) -> float:
    """Return the score [0..10] of a rate [0..100 %] where lower is better.

    Source: dora-quick-check
    """
    if not 0 <= percent <= 100:  # noqa: PLR2004  # a percentage ends at 100
        raise ScaleError(f"a percentage lies in 0..100, but this one is {percent}")
    return (100 - percent) / 10
