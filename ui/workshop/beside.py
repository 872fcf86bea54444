"""Put a room's deployment by hand into the simulator, beside the automatic lane with the same changes."""

from typing import Any, Final

from simulator import Trace, frames, slim_frames
from ui import words
from ui.simulating import debrief, playing, running_book
from ui.simulating.games import Game, Press
from ui.workshop.showing import Beside, Handed, Table, View

FRIDAY: Final = 111.0
"""When the room deploys: Friday 15:00 of the first week [h]."""
WEEK_ENDS: Final = 120.0
MOST_WEEKS, SHORTEST = 4, 0.1
"""How long the simulator follows a deployment [weeks], and how short it may be [h]."""
START, SPEED = 96.0, 2.0
"""The lanes on the wall begin on Friday [h], two hours a second."""
TITLES: Final = ("By hand: this room", "Automatic")


def game_of(handed: Handed, seed: int) -> Game:
    """Return a deployment as a game of one press; each second in the room is a few simulated minutes.

    The simulator asks whether a deployment slipped, not at which step: a room has a runbook of its own.
    """
    hours = handed.seconds * running_book.MINUTES_A_SECOND / 60
    end = min(FRIDAY + max(hours, SHORTEST), Game(weeks=MOST_WEEKS).horizon - 1)
    whole = tuple(range(len(running_book.STEPS)))
    clicks = whole[1:] if handed.slipped else whole
    return Game("runbook", seed, MOST_WEEKS, presses=(Press("room", FRIDAY, end, clicks),))


def beside(handed: Handed, seed: int, presets: playing.Presets) -> Beside:
    """Simulate both lanes of the first week, and until the deployment by hand is over."""
    game = game_of(handed, seed)
    until = max(WEEK_ENDS, float(game.last) + 1)
    played = playing.play(game, presets, until)
    found = [debrief.lane(trace) for trace in (played.mine, played.automatic)]
    lanes = [
        {**_lane(letter, title, trace, until), "facts": _facts(one)}
        for letter, title, trace, one in zip(
            "AB", TITLES, (played.mine, played.automatic), found, strict=True
        )
    ]
    figure: View = {"view": "lanes", "compact": True, "lanes": lanes, "start": START, "speed": SPEED}
    how = (
        f"One run of one week, seed {seed}; one run has no interval. Each second in the room is "
        f"{running_book.MINUTES_A_SECOND:g} simulated minutes. Both lanes get the same changes. Illustrative "
        "assumptions, in this model."
    )
    head = ("", *(f"{letter} {title}" for letter, title in zip("AB", TITLES, strict=True)))
    return Beside(figure, Table(head, tuple(debrief.table(game, *found)), how))


def _lane(letter: str, title: str, trace: Trace, until: float) -> dict[str, Any]:
    shown = slim_frames(frames(trace, until=until))
    shown["title"] = title
    note = "The room carries out the deployment." if letter == "A" else playing.AUTOMATIC_NOTE
    return {"letter": letter, "note": note, "frames": shown}


def _facts(found: debrief.Lane) -> list[dict[str, str]]:
    lead = found.metrics["change_lead_time"]
    many = f"n = {lead['n']}".replace(" ", debrief.NO_BREAK)
    failed = found.metrics["failed_changes_per_1000"]
    return [
        {
            "value": words.duration(lead["p50"]),
            "text": f"lead time (half are faster, {many})",
        },
        {"value": f"{found.live} of {found.arrived}", "text": "changes live"},
        {"value": f"{found.failed} of {found.deployments}", "text": "deployments failed"},
        {"value": words.number(failed["mean"], "count"), "text": "failed changes per 1,000"},
    ]
