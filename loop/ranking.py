"""Try every step that is open to a team on its own lane, under the same random numbers as the lane today.

A step is the next better option of a practice that is below its target and whose prerequisites hold. What is
said holds in this model, with these assumptions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from threading import Event

from assessments import (
    Answer,
    Answers,
    AnswerState,
    Effect,
    Practice,
    Questionnaire,
    Recommendations,
    option_effects,
    recommend,
    worth_of,
)
from loop.own_lane import OwnLane
from loop.sorting import Ranking, Tried
from simulator import Effect as Turned
from simulator import (
    Refused,
    Scenario,
    Sensitivity,
    SimulatorError,
    Study,
    Values,
    difference,
    values_each,
)

AIMS = (
    "change_lead_time.p50",
    "failed_changes_per_1000",
    "hands_on",
    "failed_deployment_recovery_time.p50",
)
"""What a team may choose to improve; less is better in each."""
SHOWN = (*AIMS, "change_fail_rate")
"""What is measured of every step; the fail rate is never shown without failed changes per 1,000."""
STUDY = Study(seed=1, replications=25, changes=400, warm_up=40)
"""Large enough to tell most steps apart, small enough for a few seconds."""
PAIRED = 4
"""So many of the strongest steps are tried two at a time."""
USUAL_EFFORT = 3

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Step:
    """The next better option of one practice.

    Attributes:
        path: the id of the practice.
        value: the id of the option.
        group: the title of the practice.
        says: the option, in the words of the questionnaire.
        now: today's option.
        effort: from 1 (little) to 5 (much).
        lesson: the lesson that teaches it; None where there is none.
        effects: what the option changes in the lane.
    """

    path: str
    value: str
    group: str
    says: str
    now: str
    effort: int
    lesson: str | None
    effects: tuple[Effect, ...]

    @property
    def name(self) -> str:
        """Return the step as one sentence."""
        return f"{self.group}: {self.says}"


@dataclass(frozen=True, slots=True)
class Open:
    """What a team could do next.

    Attributes:
        steps: the steps that change its lane.
        silent: practices that are open, too, and whose next option changes nothing that the lane knows.
        found: everything that can be begun, has to wait, or has to be found out.
    """

    steps: tuple[Step, ...]
    silent: tuple[Practice, ...]
    found: Recommendations


def open_steps(
    questionnaire: Questionnaire, answers: Answers, targets: Mapping[str, float] | None = None
) -> Open:
    """Return the next better option of every practice below its target whose prerequisites hold."""
    found = recommend(questionnaire, answers, targets)
    steps, silent = [], []
    for one in found.ready:
        step = next_step(questionnaire, one.practice, answers, one.score)
        if step is None:
            silent.append(one.practice)
        else:
            steps.append(step)
    return Open(tuple(steps), tuple(silent), found)


def next_step(
    questionnaire: Questionnaire, practice: Practice, answers: Answers, score: float
) -> Step | None:
    """Return the least option that is worth more than today's; None where it does not change the lane."""
    options = questionnaire.options(practice.question)
    rows = []
    for option in options:
        worth = worth_of(questionnaire, practice.question, Answer(state=AnswerState.VALUE, option=option.id))
        if worth is not None and worth > score:
            rows.append((worth, option))
    given = answers.answers.get(practice.id)
    today = next((option.text for option in options if given and option.id == given.option), "")
    if not rows:
        return None
    better = min(rows, key=lambda row: row[0])[1]
    effects = option_effects(practice, better.id)
    if not effects:
        return None
    return Step(
        practice.id, better.id, practice.title, better.text, today,
        practice.effort or USUAL_EFFORT, practice.lesson, effects,
    )  # fmt: skip


def lanes_of(lane: OwnLane, steps: Sequence[Step]) -> list[Scenario | Refused]:
    """Return the lane today, then with each step alone.

    Raises:
        SimulatorError: where the lane today cannot run.
    """
    return [lane.scenario(), *(_changed(lane, [step]) for step in steps)]


def try_steps(
    lane: OwnLane,
    steps: Sequence[Step],
    study: Study = STUDY,
    *,
    executor: str | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> Sensitivity:
    """Try each step alone; the effects stand in the order of the steps, their path is the practice.

    Raises:
        SimulatorError: where the lane today cannot run.
        StoppedError: when `stop` was set.
        ExecutorError: when there is no such executor, or it cannot be reached or was lost.
    """
    asked = lanes_of(lane, steps)
    return compared(asked, [(step.path, step.value) for step in steps], study, executor, progress, stop)


def compared(
    asked: Sequence[Scenario | Refused],
    names: Sequence[tuple[str, object]],
    study: Study,
    executor: str | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> Sensitivity:
    """Simulate scenarios and compare each with the first; `names` are path and value of the others."""
    found: dict[int, Values | Refused] = {}
    for number, result in values_each(asked, study, SHOWN, executor=executor, stop=stop):
        found[number] = result
        if progress is not None:
            progress(len(found), len(asked))
    return sensitivity_of(asked, names, found, study)


def sensitivity_of(
    asked: Sequence[Scenario | Refused],
    names: Sequence[tuple[str, object]],
    found: Mapping[int, Values | Refused],
    study: Study,
) -> Sensitivity:
    """Return what each scenario differs from the first in.

    Raises:
        SimulatorError: where the first could not be simulated.
    """
    base = found[0]
    if isinstance(base, Refused):
        raise SimulatorError(f"{base.scenario}: {' '.join(base.problems)}")
    effects = []
    for place, (path, value) in enumerate(names, start=1):
        changed = found[place]
        if isinstance(changed, Refused):
            effects.append(Turned(path, value, problems=changed.problems))
        else:
            rows = tuple(difference(metric, base[metric], changed[metric]) for metric in SHOWN)
            effects.append(Turned(path, value, rows))
    name = asked[0].scenario if isinstance(asked[0], Refused) else asked[0].id
    return Sensitivity(name, study, tuple(effects))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two steps taken together; it goes by both practices."""

    first: Step
    second: Step

    @property
    def path(self) -> str:
        """Return both practices."""
        return f"{self.first.path} + {self.second.path}"

    @property
    def value(self) -> str:
        """Return both options."""
        return f"{self.first.value} + {self.second.value}"

    @property
    def group(self) -> str:
        """Return that there are two."""
        return "Two together"

    @property
    def says(self) -> str:
        """Return both practices, in the words of the questionnaire."""
        return f"{self.first.group} + {self.second.group}"

    @property
    def now(self) -> str:
        """Return today's options."""
        return f"{self.first.now}; {self.second.now}"

    @property
    def name(self) -> str:
        """Return both as one sentence."""
        return self.says


def pairs_of(ranked: Ranking[Step], most: int = PAIRED) -> tuple[Pair, ...]:
    """Return the strongest steps of a ranking two at a time."""
    best = [tried.turn for tried in ranked.helps[:most]]
    return tuple(Pair(*two) for two in combinations(best, 2))


def try_pairs(
    lane: OwnLane,
    pairs: Sequence[Pair],
    study: Study = STUDY,
    *,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> Sensitivity:
    """Try two steps at a time; the effects stand in the order of the pairs.

    Raises:
        SimulatorError: where the lane today cannot run.
        StoppedError: when `stop` was set.
    """
    asked = [lane.scenario(), *(_changed(lane, [pair.first, pair.second]) for pair in pairs)]
    return compared(asked, [(pair.path, pair.value) for pair in pairs], study, None, progress, stop)


def together_words(pair: Tried[Pair], ranked: Ranking[Step]) -> str:
    """Say whether two steps together do more than the better of them alone, as far as the intervals tell."""
    alone = [one for one in ranked.helps if one.turn in {pair.turn.first, pair.turn.second}]
    best = alone[0]
    summed = sum(one.aim.mean or 0.0 for one in alone)
    if pair.aim.high is None or best.aim.low is None or pair.aim.high >= best.aim.low:
        return f"cannot be told from {best.turn.group} alone"
    if (pair.aim.mean or 0.0) > summed:
        return "more than either alone, less than both effects added"
    return "as much as both effects added, or more"


def _changed(lane: OwnLane, steps: Iterable[Step]) -> Scenario | Refused:
    chosen = {step.path: step.effects for step in steps}
    try:
        return lane.with_steps(chosen)
    except (SimulatorError, ValueError) as error:
        return Refused(lane.base.id, (str(error),))
