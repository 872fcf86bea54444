"""Write down what a step was predicted to do, and hold it against what was measured afterwards.

A prediction is a range for one metric of the team's own lane. Where the metric was measured on the day of the
prediction, the range is moved to the measured number: the model says by how much, the measurement from where.
A prediction that was wrong is said first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from loop.calibrating import Observed
from loop.ranking import Step
from loop.sorting import Tried

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Prediction:
    """What one step was predicted to do.

    Attributes:
        practice: the id of the practice.
        option: the option that was to be reached.
        metric: the metric's path.
        today: the metric of the lane on that day.
        low: the lower end of the predicted range of the metric.
        high: the upper end.
        measured: what was measured of the metric on that day; None where nobody had.
        made: the day.
        how: what the range rests on, in words.
    """

    practice: str
    option: str
    metric: str
    today: float
    low: float
    high: float
    measured: float | None
    made: date
    how: str

    @property
    def expected(self) -> tuple[float, float]:
        """Return the predicted range, moved to what was measured on the day of the prediction."""
        if self.measured is None or not self.today:
            return self.low, self.high
        scale = self.measured / self.today
        return self.low * scale, self.high * scale

    def as_text(self) -> str:
        """Return the prediction as the text that is kept."""
        return json.dumps({"format": FORMAT, **asdict(self), "made": self.made.isoformat()}, sort_keys=True)


def read_prediction(text: str) -> Prediction | None:
    """Return a prediction as it was kept; None where the text is none."""
    try:
        raw: dict[str, Any] = json.loads(text)
        found = Prediction(
            practice=str(raw["practice"]),
            option=str(raw["option"]),
            metric=str(raw["metric"]),
            today=float(raw["today"]),
            low=float(raw["low"]),
            high=float(raw["high"]),
            measured=None if raw["measured"] is None else float(raw["measured"]),
            made=date.fromisoformat(str(raw["made"])),
            how=str(raw["how"]),
        )
        known = raw["format"] == FORMAT
    except (ValueError, KeyError, TypeError):
        return None
    return found if known else None


def predict(
    tried: Tried[Step], sampled: tuple[float, float] | None, measured: float | None, day: date
) -> Prediction | None:
    """Return what a step is predicted to do; None where the metric has no value or no interval.

    The range holds both the 95 % interval of chance and 95 % of the draws of the assumptions.

    Args:
        tried: the step with what it does to the metric.
        sampled: between which two differences 95 % of the draws lie; None where nothing was drawn.
        measured: what was measured of the metric today.
        day: today.
    """
    found = tried.aim
    if found.base is None or found.low is None or found.high is None:
        return None
    ends = [found.low, found.high, *(sampled or ())]
    how = "chance and the assumed ranges" if sampled else "chance alone, the assumed ranges were not drawn"
    return Prediction(
        tried.turn.path, tried.turn.value, found.metric, found.base,
        max(0.0, found.base + min(ends)), max(0.0, found.base + max(ends)), measured, day, how,
    )  # fmt: skip


class Outcome(StrEnum):
    """What came of a prediction; in the order in which a page says them."""

    WRONG = "wrong"
    HELD = "held"
    NOT_MEASURED = "not measured"
    NOT_DONE = "not done"


@dataclass(frozen=True, slots=True)
class Judged:
    """A prediction beside what was measured afterwards."""

    prediction: Prediction
    outcome: Outcome
    observed: float | None


def judge(prediction: Prediction, observed: float | None, *, done: bool) -> Judged:
    """Hold a prediction against what was measured.

    Args:
        prediction: what was predicted.
        observed: the metric as it was measured since; None where nobody did.
        done: whether the team now answers the practice with the option, or a better one.
    """
    low, high = prediction.expected
    if not done:
        outcome = Outcome.NOT_DONE
    elif observed is None:
        outcome = Outcome.NOT_MEASURED
    else:
        outcome = Outcome.HELD if low <= observed <= high else Outcome.WRONG
    return Judged(prediction, outcome, observed)


def wrong_first(judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """Return predictions with their outcome, those that were wrong before all others."""
    order = list(Outcome)
    return tuple(sorted(judged, key=lambda one: (order.index(one.outcome), one.prediction.made)))


def observed_values(observed: Observed | None) -> Mapping[str, float]:
    """Return what a log or a history measured of the metrics that a step can aim at."""
    if observed is None:
        return {}
    known = {
        "change_lead_time.p50": observed.lead,
        "failed_deployment_recovery_time.p50": observed.recovery,
        "change_fail_rate": observed.fails,
    }
    return {path: value for path, value in known.items() if value is not None}
