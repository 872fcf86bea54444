"""Time what a team waits for: its steps ranked, the draws of the assumptions, one number slid.

Usage: python -m benchmarks.ranking
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import simulator
from assessments import (
    Answer,
    Answers,
    AnswerState,
    Questionnaire,
    effects,
    option_effects,
    sample_answers,
    shipped_questionnaires,
)
from loop import AIMS, DRAWS, STUDY, OwnLane, Step, draw_rankings, rank, try_steps

NAME = "delivery-practices"
STEPS, ROUNDS, SLID = 30, 5, 20
RANKING_NEEDED, SLID_NEEDED = 5.0, 500.0
DRAWN = 6


@dataclass(frozen=True, slots=True)
class Timed:
    """Hold how long things took: rankings and draws [s], one number slid [ms], medians of rounds."""

    steps: int
    ranking: float
    draws: float
    slid: float


def thirty(questionnaire: Questionnaire) -> tuple[OwnLane, tuple[Step, ...]]:
    """Return the lane of a team at the lowest option of everything, with thirty steps on it."""
    lowest = {}
    steps = []
    for practice in questionnaire.practices:
        options = sorted(questionnaire.options(practice.question), key=lambda option: option.value)
        lowest[practice.id] = Answer(state=AnswerState.VALUE, option=options[0].id)
        for option in options[1:]:
            found = option_effects(practice, option.id)
            if found:
                steps.append(
                    Step(practice.id, option.id, practice.title, option.text, options[0].text, 3, None, found)
                )
    sample = sample_answers(NAME)
    answers = Answers.model_validate({**sample.model_dump(), "answers": lowest})
    base = {one.id: one for one in simulator.shipped_scenarios().values}[str(questionnaire.scenario)]
    return OwnLane(base, effects(questionnaire, answers)), tuple(steps[:STEPS])


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes [s]."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def slide(lane: OwnLane, share: float) -> None:
    """Do what a page does when one assumption is slid: run the lane, measure it, draw its first weeks."""
    tables = simulator.compile_scenario(lane.scenario(shares={"review.work.mean": share}))
    simulator.measure(simulator.simulate(tables, STUDY))
    one = replace(STUDY, replications=1, hours=simulator.SHOWN_HOURS, warm_up=0)
    simulator.frames(simulator.simulate(tables, one), until=simulator.SHOWN_HOURS)


def measure_ranking(rounds: int = ROUNDS, draws: int = DRAWS) -> Timed:
    """Rank thirty steps, draw the strongest, slide one assumption."""
    asked = next(one for one in shipped_questionnaires().values if one.id == NAME)
    lane, steps = thirty(asked)
    first = try_steps(lane, steps)
    times = [seconds(lambda: try_steps(lane, steps)) for _ in range(rounds)]
    best = [tried.turn for tried in rank(first, steps, AIMS[0]).helps[:DRAWN]]
    drawn = seconds(lambda: draw_rankings(lane, best, AIMS[0], draws=draws))
    slid = [seconds(lambda s=place / SLID: slide(lane, s)) for place in range(SLID)]  # type: ignore[misc]  # mypy cannot type its default
    return Timed(len(steps), statistics.median(times), drawn, statistics.median(slid) * 1e3)


def report_ranking() -> list[str]:
    """Write the figures as lines of a page."""
    seen = measure_ranking()
    return [
        "",
        "## The step that helps most",
        "",
        (
            f"{seen.steps} steps on a team's own lane, each tried alone and compared with an interval, "
            f"{STUDY.replications} replications of {STUDY.changes} changes, on {os.cpu_count()} cores: "
            f"{seen.ranking:.1f} s (needed: {RANKING_NEEDED:g}). {DRAWS} draws of the assumed ranges for the "
            f"{DRAWN} strongest, afterwards and with progress: {seen.draws:.0f} s. One assumption slid, the "
            f"lane run and drawn anew: {seen.slid:.0f} ms (needed: {SLID_NEEDED:g})."
        ),
    ]


if __name__ == "__main__":
    print("\n".join(report_ranking()))
