"""What needs two rooms: a team's own lane from its evidence, and how well it fits what was measured."""

from loop.calibrating import Calibration, Fit, Observed, calibrate, observed_in_history, observed_in_log
from loop.from_evidence import Lane, lane_from_evidence, pipeline_of

__all__ = [
    "Calibration",
    "Fit",
    "Lane",
    "Observed",
    "calibrate",
    "lane_from_evidence",
    "observed_in_history",
    "observed_in_log",
    "pipeline_of",
]
