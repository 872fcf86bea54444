"""Turn a game into its two lanes: the person's and the automatic one, with the same changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import simulator
from simulator import Run, Scenario, Study, Trace
from ui.simulating import running_book
from ui.simulating.games import START, Game, State, summary

BUTTON, AUTOMATIC, BY_HAND = "button-weekly", "automatic", "hand-weekly"
GATE, LAST = "decision", "deploy"
NEEDED = (BUTTON, AUTOMATIC, BY_HAND)
Presets = Mapping[str, Scenario]

TITLES = {"button": "Button: you", "runbook": "By hand: you"}
NOTES = {
    "button": "Every package that passed is ready. It leaves when you press.",
    "runbook": "Every package that passed is ready. You carry out each deployment, step by step.",
}
AUTOMATIC_NOTE = "The same road. The last decision is the pipeline's."


@dataclass(frozen=True, slots=True)
class Played:
    """A game with what became of it up to a time [h].

    Attributes:
        game: what the person did.
        until: how far it was simulated [h].
        mine: the trace of the person's lane.
        automatic: the trace of the automatic lane.
    """

    game: Game
    until: float
    mine: Trace
    automatic: Trace

    def state(self, time: float) -> State:
        """Return how many changes wait for the person at a time on screen [h], and whether it is frozen."""
        now = simulator.moment(time)
        stages = [stage.id for stage in self.mine.tables.scenario.stages]
        places = [stages.index(GATE)] + ([len(stages) - 1] if self.game.mode == "runbook" else [])
        rows = self.mine.rows[[row["stage"] in places for row in self.mine.rows]]
        waiting = int(((rows["join"] <= now) & (rows["start"] > now)).sum())
        failed = self.mine.deployments[self.mine.deployments["failed"] == 1]
        return State(waiting, bool(((failed["end"] <= now) & (failed["restored"] > now)).any()))


def road(game: Game, presets: Presets) -> Scenario:
    """Return the person's road: the weekly button's, opened where the person pressed.

    With a runbook its last stage is carried out by hand, and production is mended by hand as well.
    """
    pressed = simulator.with_button(presets[BUTTON], GATE, [press.time for press in game.presses])
    if game.mode == "button":
        return pressed
    production = presets[BY_HAND].production
    deploy = {"mark": "hand", "batch": {"all": True}}
    mended = production.model_dump(exclude_none=True) if production else {}
    return pressed.with_changes({LAST: deploy, "production": mended})


def play(game: Game, presets: Presets, until: float | None = None) -> Played:
    """Simulate a game's two lanes up to a time [h], to its end unless said.

    Raises:
        SimulatorError: where the presets have no such road.
    """
    hours = until or game.horizon
    study = Study(seed=game.seed, replications=1, hours=hours)
    scenario = road(game, presets)
    if game.mode == "button":
        mine = simulator.simulate(simulator.compile_scenario(scenario), study, threads=1)
    else:
        runs = [Run(one.time, one.end, bool(running_book.slips(one.clicks))) for one in game.presses]
        mine = simulator.carry_out(scenario, study, runs)
    automatic = simulator.compile_scenario(presets[AUTOMATIC])
    return Played(game, hours, mine, simulator.simulate(automatic, study, threads=1))


def view(played: Played, answer: tuple[str, str]) -> dict[str, Any]:
    """Return a game as the player takes it; `answer` is what was refused last, its id and why."""
    game = played.game
    mine = simulator.slim_frames(simulator.frames(played.mine, until=played.until))
    for stage in mine["stages"]:
        if stage["id"] == GATE:
            stage.update(title="you", departs="your press" if game.mode == "button" else "you")
        elif stage["id"] == LAST and game.mode == "runbook":
            stage["title"] = "you"
    other = simulator.slim_frames(simulator.frames(played.automatic, until=played.until))
    lanes = [
        {"letter": "A", "title": TITLES[game.mode], "note": NOTES[game.mode], "frames": mine},
        {"letter": "B", "title": "Automatic", "note": AUTOMATIC_NOTE, "frames": other},
    ]
    found = {"view": "game", "lanes": lanes, "facts": "so-far", "start": START, "speed": 1, "playing": False}
    return {**found, "mode": game.mode, "game": summary(game), "answer": answer, "runbook": _runbook(played)}


def _runbook(played: Played) -> dict[str, Any] | None:
    game = played.game
    if game.mode == "button":
        return None
    run = max(0, len(game.presses) - 1)
    return {
        "steps": running_book.STEPS,
        "buttons": running_book.buttons(game.seed, run),
        "rate": running_book.MINUTES_A_SECOND / 60,
        "step": running_book.STEP_MINUTES / 60,
        "runs": [_run(played, place) for place in range(len(game.presses))],
    }


def _run(played: Played, place: int) -> dict[str, Any]:
    """Return what a deployment by hand came to: nothing yet, held, or failed and when it was noticed."""
    press = played.game.presses[place]
    found = deployment_of(played, place)
    if found is None or not found["failed"]:
        return {"failed": False}
    slips = running_book.slips(press.clicks)
    changes = failed_changes(played.mine, found)
    why = "; ".join([*slips, *(f"change {number} carried a defect" for number in changes)])
    if found["restored"] == float("inf"):
        return {"failed": True, "why": why, "noticed": None, "restored": None}
    restored, mending = float(found["restored"]), float(found["mend"])
    return {"failed": True, "why": why, "noticed": restored - mending, "restored": restored}


def deployment_of(played: Played, place: int) -> Any:
    """Return the deployment that a press began, or None while it has not ended."""
    begun = simulator.moment(played.game.presses[place].time)
    for deployment in played.mine.deployments:
        if abs(float(deployment["start"]) - begun) < 1e-9:  # noqa: PLR2004 - the same instant
            return deployment
    return None


def failed_changes(trace: Trace, deployment: Any) -> list[int]:
    """Return the numbers, from 1, of the changes that made a deployment fail."""
    rows = trace.rows_of(0)
    last = len(trace.tables.scenario.stages) - 1
    mine = rows[(rows["stage"] == last) & (rows["batch"] == rows[deployment["row"]]["batch"])]
    failed = trace.changes_of(0)["failed"]
    return [int(number) + 1 for number in mine["change"] if failed[number]]
