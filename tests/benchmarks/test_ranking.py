"""What the figures of a ranking are taken of."""

from assessments import shipped_questionnaires
from benchmarks.ranking import NAME, STEPS, thirty


def test_thirty_steps_on_a_lane_that_runs() -> None:
    lane, steps = thirty(next(one for one in shipped_questionnaires().values if one.id == NAME))
    assert len(steps) == STEPS == 30
    assert lane.refusal() is None
