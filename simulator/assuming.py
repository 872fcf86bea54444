"""What is measured of a road, and what is assumed because nobody measured it."""

from dataclasses import dataclass

WEEK, DAY = 168.0, 24.0


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number that nobody measured: which knob, its value, its range, and why it is taken for likely."""

    path: str
    """As `Scenario.with_changes` takes it, in hours or as a share."""
    value: float
    low: float
    high: float
    why: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of a road as a whole; None where nobody did."""

    changes_per_week: float | None = None
    every: float | None = None
    """How often changes are deployed: from one deployment to the next [h]; 0 where none waits for another."""
    gate_wait: float = 0.0
    """How long a change waits before it stands in line for the next deployment [h]."""
    fails: float | None = None
    """The share of changes that break production [0..1]."""
    recovery: float | None = None
    """The median time until a failure is mended [h]."""
