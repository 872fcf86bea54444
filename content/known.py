"""What other rooms know, as plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from content.predicting import Measure


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that other rooms hold, and what only they can compute."""

    sources: frozenset[str]
    scenarios: frozenset[str]
    measure: Measure | None = None
    """Runs the simulator; without it the keys of predictions are not checked."""
    checked: Mapping[str, dt.date] = field(default_factory=dict)
    """The day on which each source was last looked at."""
    today: dt.date | None = None
    """The day of a release check, in which an old source is an error; None: it is only a warning."""
