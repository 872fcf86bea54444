"""What a study would write is estimated, and too much is refused with a length that fits."""

import pytest

from simulator import Scenario, Study, WrongStudyError, check_size, compile_scenario, scenario_from_text
from simulator.sizing import estimate_rows

HEAD = "format: 1\nid: lane\ntitle: Lane\n"
STAGES = """
stages:
  - {id: review, mark: hand, capacity: 5, work: {dist: constant, value: 3}, rework: {rate: 0.5}}
  - {id: deploy, mark: bolt, capacity: 5, work: {dist: constant, value: 1}}
"""


def lane(arrivals: str, stages: str = STAGES, more: str = "") -> Scenario:
    return scenario_from_text(f"{HEAD}arrivals: {arrivals}\n{more}{stages}")


GAPS = "{between: {dist: constant, value: 2}}"
OFFICE = 'calendars: {office: {days: mon-sun, hours: "00:00-12:00"}}\n'


@pytest.mark.parametrize(
    ("scenario", "study", "rows"),
    [
        (lane(GAPS), Study(replications=4, changes=100), 4 * 100 * 3),
        (lane(GAPS), Study(replications=4, hours=200), 4 * 100 * 3),
        (
            lane("{between: {dist: constant, value: 2}, calendar: office}", more=OFFICE),
            Study(replications=1, hours=400),
            100 * 3,
        ),
        (lane("{at: [1, 2, 3]}"), Study(replications=2, changes=100), 2 * 3 * 3),
        (lane("{at: [1, 2, 3]}"), Study(replications=2, changes=2), 2 * 2 * 3),
        (lane("{at: [1, 2, 3]}"), Study(replications=2, hours=5), 2 * 3 * 3),
        (lane("{wip_limit: 8}"), Study(replications=1, hours=100), (8 + 100 * 8 / 4) * 3),
        (
            lane("{wip_limit: 8}", "stages: [{id: go, mark: button, departures: {every: 10}}]"),
            Study(replications=1, hours=100),
            8 + 100 * 8 / 10,
        ),
        (
            lane("{wip_limit: 8}", "stages: [{id: go, mark: button, opens: [5]}]"),
            Study(replications=1, hours=100),
            8,
        ),
    ],
)
def test_the_rows_of_a_study_are_estimated(scenario: Scenario, study: Study, rows: float) -> None:
    assert estimate_rows(compile_scenario(scenario), study) == pytest.approx(rows)


def test_steps_by_hand_count_in_the_time_inside() -> None:
    steps = """
stages:
  - {id: go, mark: hand, steps: {count: 2, work: {dist: constant, value: 2}}}
"""
    rows = estimate_rows(compile_scenario(lane("{wip_limit: 4}", steps)), Study(replications=1, hours=100))

    assert rows == pytest.approx(4 + 100 * 4 / 4)


@pytest.mark.parametrize(
    ("study", "said"),
    [
        (Study(replications=10, changes=100), "10 replications of 100 changes would write about 3,000 rows"),
        (Study(replications=10, changes=100), "the limit is 1,000; --replications 3 fits"),
        (Study(replications=10, changes=5000), "--replications 1 --changes 330 fits"),
        (Study(replications=1, hours=10_000), "--replications 1 --hours 660 fits"),
        (Study(replications=1, hours=1e18), "would write about 1.5e+18 rows"),
    ],
)
def test_too_much_is_refused_with_what_fits(study: Study, said: str) -> None:
    tables = compile_scenario(lane(GAPS))
    with pytest.raises(WrongStudyError) as caught:
        check_size(tables, study, most=1000)

    assert said in str(caught.value)


def test_the_mend_fits_and_is_at_least_one() -> None:
    tables = compile_scenario(lane(GAPS))
    check_size(tables, Study(replications=1, changes=330), most=1000)
    with pytest.raises(WrongStudyError, match="--changes 1 fits"):
        check_size(tables, Study(replications=1, changes=5), most=1)
