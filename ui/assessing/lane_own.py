"""Put a team's own lane together: the answers of a seat, what was measured, and what the team set by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from assessments import Answers, Questionnaire, effects
from assessments.evidence.runs import production_jobs
from loop import (
    Fixed,
    MeasuredLane,
    MeasuredRuns,
    MeasuredStage,
    Observed,
    Origin,
    OwnLane,
    Prediction,
    commit_rate,
    measure_stages,
    observed_in_log,
    read_measured_runs,
    read_prediction,
    with_runs,
)
from simulator import SimulatorError
from store import Keep, Seat
from ui import cached, live, words
from ui.seats import team_answers
from ui.state import visit, visitor

KIND, PREDICTION = "lane", "prediction"
MEASURED, RUNS, BY_HAND, COUNTED = "measured", "measured runs", "by hand", "counted "
ARRIVALS = "arrivals.between"
LOG_WINS = "the log of deployments says how many changes reach production, and wins"
FORMAT = 1
WHY_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Made:
    """A team's own lane and what it was made of.

    Attributes:
        lane: the lane.
        answers: what the team answers.
        observed: what was measured and taken over; None where nothing was.
        measured: how well the lane fits what was measured; None where nothing was.
        by_hand: what the team set by hand, by path.
        wrong: why what was measured or set could not be taken; empty where it could.
    """

    lane: OwnLane
    answers: Answers
    observed: Observed | None
    measured: MeasuredLane | None
    by_hand: Mapping[str, Fixed]
    wrong: str = ""
    runs: MeasuredRuns | None = None
    """What runs and a git history measured and was taken over; None where nothing was."""
    unused: Mapping[str, str] = field(default_factory=dict)
    """What of it the lane does not use, and why."""

    @property
    def files(self) -> tuple[str, ...]:
        """Return what was measured and taken over, in words: a log, runs, a history."""
        found = ["a log of deployments"] if self.measured is not None else []
        if self.runs is not None and self.runs.stages:
            found.append(f"runs of {words.count(len(self.runs.stages), 'stage')}")
        if self.runs is not None and self.runs.commits is not None:
            found.append("a git history")
        return tuple(found)


def own_lane(questionnaire: Questionnaire, seat: Seat) -> Made | None:
    """Return a team's own lane; None where the questionnaire names none, or its base cannot be read."""
    preset = cached.presets().get(questionnaire.scenario or "")
    if preset is None:
        return None
    answers = team_answers(questionnaire, seat)
    lane = OwnLane(cached.scenario_of(preset[1]), effects(questionnaire, answers))
    observed, runs, by_hand = kept_measured(seat), kept_runs(seat), kept_by_hand(seat)
    unused: Mapping[str, str] = {}
    measured, wrong = None, []
    try:
        lane, measured, unused = with_evidence(lane, observed, runs)
    except (SimulatorError, ValueError) as error:
        wrong.append(f"What was measured does not fit this lane: {error}.")
    for row in by_hand.values():
        tried = lane.with_fixed(row)
        refused = tried.refusal()
        if refused is None:
            lane = tried
        else:
            wrong.append(f"{row.path} = {row.value}, set by hand, does not fit this lane: {refused}.")
    return Made(lane, answers, observed, measured, by_hand, " ".join(wrong), runs, unused)


# ---------------------------------------------------------------- what was measured


def with_evidence(
    lane: OwnLane, observed: Observed | None, runs: MeasuredRuns | None
) -> tuple[OwnLane, MeasuredLane | None, Mapping[str, str]]:
    """Return a lane with what a log and then runs measured, how well it fits the log, and what is not used.

    How often a stage sends changes back rests on the defects that the log leaves; the lead time is held
    against the lane with both.

    Raises:
        SimulatorError: where the lane cannot run with these numbers.
    """
    measured: MeasuredLane | None = None
    unused: Mapping[str, str] = {}
    if observed is not None:
        measured = cached.measured_lane(_key(lane), observed, lane)
        lane = measured.lane
    if runs is not None:
        if runs.commits is not None and ARRIVALS in lane.fixed:
            runs = replace(runs, commits=None, unused={**runs.unused, "commits": LOG_WINS})
        found = with_runs(lane, runs)
        lane, unused = found.lane, found.unused
    if observed is not None and runs is not None:
        measured = cached.measured_lane(_key(lane), observed, lane)
        lane = measured.lane
    return lane, measured, unused


def _key(lane: OwnLane) -> str:
    """Return what a lane is and rests on, as one text."""
    return f"{lane.text()}{lane.effects!r}{lane.fixed!r}"


def measured_here() -> Observed | None:
    """Return what the log on the Evidence page of this tab says; None where none was read."""
    read = visit().evidence.log
    return observed_in_log(*read) if read else None


def kept_measured(seat: Seat) -> Observed | None:
    """Return what was measured and taken over for a team."""
    kept = live.store().kept_one(seat, KIND, MEASURED)
    try:
        return Observed(**_read(kept.body)["observed"]) if kept else None
    except (KeyError, TypeError):
        return None


def keep_measured(seat: Seat, observed: Observed | None) -> None:
    """Take over what was measured, or let it go."""
    _keep(seat, MEASURED, None if observed is None else {"observed": asdict(observed)})


def runs_here(seat: Seat) -> MeasuredRuns | None:
    """Return what runs and a history on the Evidence page of this tab say, beside what is kept of the other.

    None where neither was read.
    """
    tab, kept = visit().evidence, kept_runs(seat) or MeasuredRuns()
    exports = tab.runs.by_file if tab.runs.of_jobs else {}
    history = tab.commits.history
    if not exports and history is None:
        return None
    stages, unused = stages_here() if exports else (kept.stages, kept.unused)
    commits = commit_rate(history, tab.commits.source) if history is not None else kept.commits
    return MeasuredRuns(stages, unused, commits)


def stages_here() -> tuple[tuple[MeasuredStage, ...], Mapping[str, str]]:
    """Return what the runs of this tab say of stages, and which jobs fit none; the same are read once."""
    tab = visit().evidence
    to_production = frozenset(
        name
        for file in tab.pipelines.files or ()
        for job in production_jobs(file.workflow)
        for name in (job.id, job.title)
        if name
    )
    known = (id(tab.runs.by_file), to_production)
    if tab.runs.reduced_of != known:
        tab.runs.reduced, tab.runs.reduced_of = measure_stages(tab.runs.by_file, to_production), known
    return tab.runs.reduced


def kept_runs(seat: Seat) -> MeasuredRuns | None:
    """Return what runs and a history measured, as it was taken over for a team."""
    kept = live.store().kept_one(seat, KIND, RUNS)
    return read_measured_runs(kept.body) if kept else None


def keep_runs(seat: Seat, runs: MeasuredRuns | None) -> None:
    """Take over what runs and a history measured, or let it go."""
    _keep(seat, RUNS, None if runs is None else json.loads(runs.as_text()))


# ---------------------------------------------------------------- what was set by hand


def kept_by_hand(seat: Seat) -> dict[str, Fixed]:
    """Return what a team set by hand, by path."""
    kept = live.store().kept_one(seat, KIND, BY_HAND)
    rows = _read(kept.body).get("rows", {}) if kept else {}
    return {
        path: Fixed(path, row["value"], row["why"], Origin.OVERRULED)
        for path, row in rows.items()
        if isinstance(row, dict) and {"value", "why"} <= set(row)
    }


def set_by_hand(seat: Seat, path: str, value: Any, why: str) -> None:
    """Let the team's own number win over answers and measurements; None lets them speak again."""
    rows = {name: {"value": row.value, "why": row.says} for name, row in kept_by_hand(seat).items()}
    rows.pop(path, None)
    if value is not None:
        rows[path] = {"value": value, "why": why[:WHY_LIMIT]}
    _keep(seat, BY_HAND, {"rows": rows} if rows else None)


# ---------------------------------------------------------------- what was predicted


def keep_prediction(seat: Seat, prediction: Prediction) -> None:
    """Keep what a step was predicted to do."""
    before = live.store().kept_one(seat, PREDICTION, prediction.practice)
    seen = before.version if before else 0
    live.store().keep(seat, Keep(PREDICTION, prediction.practice, prediction.as_text(), seen))


def predictions(seat: Seat) -> dict[str, Prediction]:
    """Return the newest prediction for each practice of a team, over all its assessments in this browser."""
    store = live.store()
    team = store.assessment(seat).team_id
    seats = [one for one in store.seats_of(visitor()) if one.questionnaire == seat.questionnaire]
    found: dict[str, Prediction] = {}
    for one in {seat, *seats}:
        if store.assessment(one).team_id == team:
            for kept in store.kept(one, PREDICTION):
                made = read_prediction(kept.body)
                before = found.get(kept.name)
                if made is not None and (before is None or before.made <= made.made):
                    found[kept.name] = made
    return found


def keep_counted(seat: Seat, practice: str, value: float) -> None:
    """Keep what a team counted of a predicted metric that no log measures."""
    _keep(seat, f"{COUNTED}{practice}", {"value": value})


def counted(seat: Seat, practice: str) -> float | None:
    """Return what a team counted of a predicted metric."""
    kept = live.store().kept_one(seat, KIND, f"{COUNTED}{practice}")
    value = _read(kept.body).get("value") if kept else None
    return float(value) if isinstance(value, int | float) else None


def today() -> dt.date:
    """Return this day."""
    return dt.datetime.now(dt.UTC).date()


def _keep(seat: Seat, name: str, body: Mapping[str, Any] | None) -> None:
    store = live.store()
    if body is None:
        store.forget(seat, KIND, name)
        return
    before = store.kept_one(seat, KIND, name)
    text = json.dumps({"format": FORMAT, **body}, sort_keys=True)
    store.keep(seat, Keep(KIND, name, text, before.version if before else 0))


def _read(body: str) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
