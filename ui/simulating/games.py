"""Keep a game and its rules: a press is taken once, in its order, where something waits; never undone.

A game is what a person did: presses with their times. What came of them is the engine's to say.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

WEEK, START = 168.0, 9.0
WEEKS = (2, 3, 4)
MODES = ("button", "runbook")
MOST = 300
LARGEST_SEED = 2**32 - 1
_ID = re.compile(r"[A-Za-z0-9-]{1,40}")
_NAME = re.compile(r"(button|runbook)~(\d{1,10})~(\d)")
_PARTS = 1000

UNREADABLE = "What this page sent could not be read. Nothing was done."
ANOTHER = "This tab shows another game than the address. Reload the page."
OVER = "This game is finished. Go on playing first."
PAST = "Somebody pressed later already, in another tab. Nobody can press in the past."
NOTHING = "Nothing waited at that moment."
FROZEN = "Production was being recovered at that moment."
BUSY = "A deployment is under way; finish its runbook first."
FULL = f"A game holds at most {MOST} deployments. Finish this one."
NO_RUN = "No deployment is under way."


class RefusedError(ValueError):
    """Says why something that a page sent was not done."""


@dataclass(frozen=True, slots=True)
class Press:
    """One press; by a runbook, one deployment carried out by hand.

    Attributes:
        id: what the browser called it.
        time: when it was pressed [h], as the screen shows it.
        end: when the runbook was finished [h]; None while it is under way, and for a button.
        clicks: numbers of the runbook's steps in the order they were done, from 0.
    """

    id: str
    time: float
    end: float | None = None
    clicks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Game:
    """What a person did so far.

    Attributes:
        mode: "button" or "runbook".
        seed: which changes arrive, 0 .. 2^32 - 1.
        weeks: how long the game lasts, 2 to 4.
        turn: how often this game was begun anew, from 1.
        presses: in the order of time.
        finished: when the person stopped [h], or None.
    """

    mode: str = "button"
    seed: int = 1
    weeks: int = 2
    turn: int = 1
    presses: tuple[Press, ...] = ()
    finished: float | None = None

    @property
    def name(self) -> str:
        """Return the name under which the game is kept."""
        return f"{self.mode}~{self.seed}~{self.weeks}"

    @property
    def id(self) -> str:
        """Return what the browser remembers its moment by."""
        return f"{self.name}~{self.turn}"

    @property
    def horizon(self) -> float:
        """Return when the last working week is over: Saturday 00:00 [h]."""
        return self.weeks * WEEK - 48.0

    @property
    def last(self) -> float:
        """Return the time of the last thing that was done [h], the start before any."""
        return max((press.end or press.time for press in self.presses), default=START)

    @property
    def open_press(self) -> Press | None:
        """Return the deployment by hand that is under way."""
        if self.mode == "runbook" and self.presses and self.presses[-1].end is None:
            return self.presses[-1]
        return None

    @property
    def text(self) -> str:
        """Return the game as the text that is kept."""
        presses = [[one.id, one.time, one.end, list(one.clicks)] for one in self.presses]
        return json.dumps({"format": 1, "turn": self.turn, "presses": presses, "finished": self.finished})


def named(name: str) -> Game | None:
    """Return the game of a name before anything was done, or None where the name is wrong."""
    found = _NAME.fullmatch(name)
    if not found or int(found[3]) not in WEEKS or int(found[2]) > LARGEST_SEED:
        return None
    return Game(found[1], int(found[2]), int(found[3]))


def read_game(name: str, text: str) -> Game | None:
    """Return a kept game, or None where it cannot be read."""
    game = named(name)
    try:
        data = json.loads(text)
        presses = tuple(Press(one, time, end, tuple(clicks)) for one, time, end, clicks in data["presses"])
        if game is None or data["format"] != 1 or not all(map(_sound, presses)):
            return None
        return replace(game, turn=int(data["turn"]), presses=presses, finished=data["finished"])
    except (ValueError, TypeError, KeyError):
        return None


def _sound(press: Press) -> bool:
    return isinstance(press.id, str) and isinstance(press.time, float | int)


@dataclass(frozen=True, slots=True)
class State:
    """What the road is like at one moment: how many wait for the person, and whether it is frozen."""

    waiting: int
    frozen: bool


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person did, as the browser reported it.

    Attributes:
        what: "press", "done" (with a runbook) or "finish".
        id: what the browser called it.
        time: when [h], as the screen shows it.
        clicks: numbers of the runbook's steps in the order they were done.
    """

    what: str
    id: str
    time: float
    clicks: tuple[int, ...] = ()


def read_act(report: object, game: Game, steps: int) -> Act:
    """Return what a browser reported.

    Raises:
        RefusedError: where it cannot be read, or is about another game.
    """
    if not isinstance(report, Mapping):
        raise RefusedError(UNREADABLE)
    what, name, time = report.get("what"), report.get("id"), _time(report.get("time"))
    clicks = _clicks(report.get("clicks", ()), steps)
    known = isinstance(what, str) and what in {"press", "done", "finish"}
    if not known or not isinstance(name, str) or not _ID.fullmatch(name) or time is None or clicks is None:
        raise RefusedError(UNREADABLE)
    if report.get("game") != game.id:
        raise RefusedError(ANOTHER)
    return Act(str(what), name, time, clicks)


def _time(value: object) -> float | None:
    """Return a time on screen [h] to 1/1000, or None where it is none; no game lasts 1,000 h."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _PARTS:
        return None
    return round(value * _PARTS) / _PARTS


def _clicks(value: object, steps: int) -> tuple[int, ...] | None:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > steps:
        return None
    if any(isinstance(one, bool) or not isinstance(one, int) or not 0 <= one < steps for one in value):
        return None
    return tuple(value) if len(set(value)) == len(value) else None


def is_done(game: Game, act: Act) -> bool:
    """Tell whether a game holds already what somebody did, so that sending it again changes nothing."""
    if act.what == "finish":
        return game.finished is not None
    known = (press for press in game.presses if press.id == act.id)
    return any(act.what == "press" or press.end is not None for press in known)


def done(game: Game, act: Act, state: State) -> Game:
    """Return a game after somebody did something; the same game if it holds that already.

    Raises:
        RefusedError: where the rules forbid it.
    """
    if is_done(game, act):
        return game
    if game.finished is not None:
        raise RefusedError(OVER)
    if act.what == "finish":
        return replace(game, finished=min(max(act.time, game.last), game.horizon))
    if act.what == "done":
        return _ended(game, act)
    return _pressed(game, act, state)


def _pressed(game: Game, act: Act, state: State) -> Game:
    reasons = (
        (game.open_press is not None, BUSY),
        (len(game.presses) >= MOST, FULL),
        (act.time > game.horizon, OVER),
        (bool(game.presses) and act.time <= game.last, PAST),
        (state.frozen, FROZEN),
        (state.waiting == 0, NOTHING),
    )
    for wrong, why in reasons:
        if wrong:
            raise RefusedError(why)
    return replace(game, presses=(*game.presses, Press(act.id, act.time)))


def _ended(game: Game, act: Act) -> Game:
    press = game.open_press
    if press is None or press.id != act.id:
        raise RefusedError(NO_RUN)
    if act.time > game.horizon:
        raise RefusedError(OVER)
    if not act.time > press.time or math.isclose(act.time, press.time):
        raise RefusedError(PAST)
    ended = replace(press, end=act.time, clicks=act.clicks)
    return replace(game, presses=(*game.presses[:-1], ended))


def gone_on(game: Game) -> Game:
    """Return a finished game as one that goes on."""
    return replace(game, finished=None)


def begun_anew(game: Game) -> Game:
    """Return a game with the same changes and nothing done."""
    return Game(game.mode, game.seed, game.weeks, game.turn + 1)


def summary(game: Game) -> dict[str, Any]:
    """Return a game in plain values for the player: its presses as [id, time, end]."""
    presses = [[one.id, one.time, one.end] for one in game.presses]
    return {"id": game.id, "presses": presses, "finished": game.finished}
