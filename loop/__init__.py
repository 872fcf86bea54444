"""What needs two rooms: a team's own lane, how well it fits, which step helps it most, what came of it."""

from loop.calibrating import Calibration, Fit, Observed, calibrate, observed_in_history, observed_in_log
from loop.from_evidence import Lane, lane_from_evidence, pipeline_of
from loop.measured import MeasuredLane, with_measured
from loop.own_lane import Fixed, Origin, OwnLane, Part
from loop.predicting import (
    Judged,
    Outcome,
    Prediction,
    judge,
    observed_values,
    predict,
    read_prediction,
    wrong_first,
)
from loop.ranking import (
    AIMS,
    SHOWN,
    STUDY,
    Open,
    Pair,
    Step,
    next_step,
    open_steps,
    pairs_of,
    together_words,
    try_pairs,
    try_steps,
)
from loop.sorting import ASIDE, Ranking, Tried, rank, same, strength, ties
from loop.stability import DRAWS, Stability, draw_rankings
from loop.teams import TeamLane, rank_teams

__all__ = [
    "AIMS",
    "ASIDE",
    "DRAWS",
    "SHOWN",
    "STUDY",
    "Calibration",
    "Fit",
    "Fixed",
    "Judged",
    "Lane",
    "MeasuredLane",
    "Observed",
    "Open",
    "Origin",
    "Outcome",
    "OwnLane",
    "Pair",
    "Part",
    "Prediction",
    "Ranking",
    "Stability",
    "Step",
    "TeamLane",
    "Tried",
    "calibrate",
    "draw_rankings",
    "judge",
    "lane_from_evidence",
    "next_step",
    "observed_in_history",
    "observed_in_log",
    "observed_values",
    "open_steps",
    "pairs_of",
    "pipeline_of",
    "predict",
    "rank",
    "rank_teams",
    "read_prediction",
    "same",
    "strength",
    "ties",
    "together_words",
    "try_pairs",
    "try_steps",
    "with_measured",
    "wrong_first",
]
