"""Say what a game came to: what was done, what it cost, how the automatic lane fared, what to talk about."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import simulator
from simulator import Trace
from simulator.layout import FIX, ROLLBACK
from ui import words
from ui.simulating import questioning, running_book
from ui.simulating.games import Game, Press
from ui.simulating.playing import Played, deployment_of, failed_changes

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MINUTES = 60.0
NO_BREAK = "\N{NO-BREAK SPACE}"
_DAY, _WEEK = 24.0, 168.0
Metrics = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lane:
    """What one lane came to.

    Attributes:
        metrics: DORA's metrics and the flow, of this one run.
        arrived: how many changes were committed.
        live: how many of them serve in production.
        deployments: how many deployments ended, unplanned fixes not counted.
        fixes: how many unplanned deployments fixed one that failed.
        failed: how many of those failed.
        hands_on: minutes people spent on deployments, with what mending by hand took.
        waited: mean wait of a change for the decision [h], of those that left; None where none did.
    """

    metrics: Metrics
    arrived: int
    live: int
    deployments: int
    fixes: int
    failed: int
    hands_on: float
    waited: float | None


def clock(time: float) -> str:
    """Return a time [h] as "Week 2, Tue 14:05"."""
    minutes = math.floor(time * MINUTES + 1e-6)
    day, rest = divmod(minutes, 1440)
    return f"Week {day // 7 + 1}, {DAYS[day % 7]} {rest // 60:02}:{rest % 60:02}"


def lane(trace: Trace) -> Lane:
    """Return what a lane came to."""
    measured = simulator.measure(trace).as_dict()
    stages = [stage.id for stage in trace.tables.scenario.stages]
    gate = len(stages) - 2
    left = trace.rows[(trace.rows["stage"] == gate) & (trace.rows["start"] < math.inf)]
    return Lane(
        metrics=measured["metrics"],
        arrived=len(trace.changes),
        live=int((trace.changes["live"] < math.inf).sum()),
        deployments=len(trace.deployments),
        fixes=int(((trace.deployments["way"] == FIX) & (trace.deployments["restored"] < math.inf)).sum()),
        failed=int(trace.deployments["failed"].sum()),
        hands_on=_hands_on(trace) * MINUTES,
        waited=float((left["start"] - left["join"]).mean()) if len(left) else None,
    )


def _hands_on(trace: Trace) -> float:
    last = trace.tables.scenario.stages[-1]
    if last.mark.value != "hand":
        return 0.0
    mended = trace.deployments["restored"] < math.inf
    worked = float((trace.deployments["end"] - trace.deployments["start"]).sum())
    return worked + float(trace.deployments["mend"][mended].sum())


def headline(game: Game, mine: Lane, other: Lane) -> str:
    """Say in two sentences what the person did and how the automatic lane fared."""
    verb = "pressed the button" if game.mode == "button" else "began a deployment by hand"
    times = words.count(len(game.presses), "time")
    did = f"You {verb} {times}; {words.count(mine.live, 'change')} of {mine.arrived} went live."
    here, there = mine.metrics["change_lead_time"]["p50"], other.metrics["change_lead_time"]["p50"]
    if here is None or there is None or there <= 0:
        return did
    ratio = here / there
    said = f"{ratio:.0f} times" if ratio >= words.FEW else f"{ratio:.1f} times"
    return (
        f"{did} Half of yours took up to **{words.duration(here)}** from commit to production, in the "
        f"automatic lane up to **{words.duration(there)}**: yours is {said} that."
    )


def table(game: Game, mine: Lane, other: Lane) -> list[tuple[str, str, str]]:
    """Return the rows of the comparison: what, the person's lane, the automatic lane."""

    def both(what: str, say: Any) -> tuple[str, str, str]:
        return what, say(mine), say(other)

    def metric(name: str) -> Any:
        return lambda one: _with_n(one.metrics[name])

    by = "your press" if game.mode == "button" else "you to begin"
    return [
        both(
            "Change lead time, median (half are faster)", lambda one: _median(one.metrics["change_lead_time"])
        ),
        both(f"A change waited for {by}, or for the pipeline, mean", lambda one: words.duration(one.waited)),
        both("Changes live, of those committed", lambda one: f"{one.live} of {one.arrived}"),
        both("Deployments", lambda one: _with_fixes(one.deployments, one.fixes)),
        both("Failed deployments", lambda one: str(one.failed)),
        both("Change fail rate (share of deployments)", metric("change_fail_rate")),
        both("Failed changes per 1,000 changes", metric("failed_changes_per_1000")),
        both("Failed deployment recovery time, mean", metric("failed_deployment_recovery_time")),
        both("Hands-on deployment work", lambda one: f"{one.hands_on:.0f} min"),
    ]


def _with_fixes(deployments: int, fixes: int) -> str:
    unplanned = (
        ""
        if not fixes
        else f", and {fixes} unplanned fix"
        if fixes == 1
        else f", and {fixes} unplanned fixes"
    )
    return f"{deployments}{unplanned}"


def _median(metric: Mapping[str, Any]) -> str:
    return f"{words.duration(metric['p50'])} (n{NO_BREAK}={NO_BREAK}{metric['n']})"


def _with_n(metric: Mapping[str, Any]) -> str:
    unit = "count" if metric["unit"] == "per 1000" else metric["unit"]
    return f"{words.number(metric['mean'], unit)} (n{NO_BREAK}={NO_BREAK}{metric['n']})"


def story(played: Played) -> list[str]:
    """Tell line by line what happened in the person's lane."""
    game = played.game
    lines = [(press.time, _pressed(played, place, press)) for place, press in enumerate(game.presses)]
    for deployment in played.mine.deployments:
        lines += [(float(deployment["end"]), line) for line in _ended(played, deployment)]
    left = played.state(played.until).waiting
    told = [f"{clock(time)}: {text}" for time, text in sorted(lines, key=lambda line: line[0])]
    verb = "waits" if left == 1 else "wait"
    return [*told, f"{clock(played.until)}: you stopped; {words.count(left, 'change')} still {verb} for you."]


def _pressed(played: Played, place: int, press: Press) -> str:
    many = _left_with(played, press)
    what = f"{words.count(many, 'change')} left for production"
    if played.game.mode == "button":
        return f"you pressed the button; {what}."
    if press.end is None:
        return f"you began to deploy {words.count(many, 'change')} by hand and did not come to the end."
    slips = running_book.slips(press.clicks)
    took = words.duration(press.end - press.time)
    how = "every step in its order" if not slips else f"{words.count(len(slips), 'slip')}: {'; '.join(slips)}"
    size = deployment_of(played, place)
    many = many if size is None else int(size["size"])
    return f"you deployed {words.count(many, 'change')} by hand in {took}, {how}."


def _left_with(played: Played, press: Press) -> int:
    begun = simulator.moment(press.time)
    rows = played.mine.rows
    gate = len(played.mine.tables.scenario.stages) - 2
    return int(((rows["stage"] == gate) & (abs(rows["start"] - begun) < 1e-9)).sum())  # noqa: PLR2004 - one instant


def _ended(played: Played, deployment: Any) -> list[str]:
    size = words.count(int(deployment["size"]), "change")
    if not deployment["failed"]:
        return [f"{size} live."]
    changes = failed_changes(played.mine, deployment)
    numbers = ", ".join(map(str, changes))
    because = f" (change {numbers} carried a defect)" if changes else ""
    slipped = " because of a slip" if deployment["slipped"] else ""
    text = f"the deployment of {size} failed{slipped}{because}."
    if deployment["restored"] == math.inf:
        return [f"{text} When you stopped, production had not recovered."]
    noticed = float(deployment["restored"] - deployment["mend"])
    how = "taken back and mended" if deployment["way"] == ROLLBACK else "fixed in place"
    late = words.duration(noticed - float(deployment["end"]))
    recovered = f"production had recovered at {clock(float(deployment['restored']))}"
    return [f"{text} It was noticed {late} later, {how}; {recovered}. Until then nothing else could go."]


def questions(game: Game, mine: Lane, other: Lane) -> tuple[str, str, str]:
    """Return three questions to talk about, with the numbers of this game."""
    rates = [words.number(one.metrics["change_fail_rate"]["mean"], "share") for one in (mine, other)]
    failed = [words.number(one.metrics["failed_changes_per_1000"]["mean"], "count") for one in (mine, other)]
    same = questioning.code_or_counting(("with you", "in the automatic lane"), rates, failed)
    if not mine.failed and not other.failed:
        same = (
            "No deployment failed in this run. Had one change been bad: how many others would have failed "
            "with it in your lane, how many in the automatic one? What would change fail rate have said?"
        )
    if game.mode == "button":
        return (
            "What did you know at each press that the machine did not know?",
            same,
            "What would have to be true where you work for a button to be enough? And for no button at all?",
        )
    spent = (
        f"You spent {mine.hands_on:.0f} minutes on deployments and what they broke. What would you rather "
        "have done with them, and which step would you hand to a machine first?"
    )
    return "At which step did you slip, or nearly? What must change so that nobody can?", same, spent
