"""Say what a room's deployment by hand is like: each step, how long it took, where it waits, what slipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ui import words
from ui.simulating import running_book
from workshops import Worked, Working

MINUTE: Final = 60
DONE, WAITS, AHEAD, LEFT = "done", "waits", "ahead", "left out"


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a runbook.

    Attributes:
        number: its number, from 1.
        text: what is to be done.
        state: done, waits, ahead or left out.
        took: how long the deployment waited for it [s]: since the step that was done before it.
        slip: whether it was left out, or done before an earlier one.
    """

    number: int
    text: str
    state: str
    took: float | None
    slip: bool


def clock(seconds: float) -> str:
    """Return a time [s] as 1:05, in whole seconds that are over, as the clock on the wall counts them."""
    minutes, rest = divmod(int(seconds), MINUTE)
    return f"{minutes}:{rest:02d}"


def lines(texts: Sequence[str], run: Working) -> tuple[Line, ...]:
    """Return the steps of a runbook as they stand."""
    took = _took(run.done)
    order = [one.step for one in run.done]
    found = []
    for step, text in enumerate(texts):
        done = step in took
        early = done and any(later < step for later in order[order.index(step) :])
        skipped = done and run.waits_for is not None and run.waits_for < step
        state = DONE if done else LEFT if run.over else WAITS if step == run.waits_for else AHEAD
        slip = early or skipped or state == LEFT
        found.append(Line(step + 1, text, state, took.get(step), slip))
    return tuple(found)


def _took(done: Sequence[Worked]) -> dict[int, float]:
    before = [0.0, *(one.after for one in done)]
    return {one.step: one.after - then for one, then in zip(done, before, strict=False)}


def slips(texts: Sequence[str], run: Working) -> tuple[str, ...]:
    """Name every slip of a deployment that is over."""
    return running_book.slips([one.step for one in run.done], texts) if run.over else ()


def says(line: Line) -> str:
    """Say of one step how long it was waited for, or what became of it."""
    said = line.state if line.took is None else clock(line.took)
    return f"{said}, a slip" if line.slip else said


def waiting_words(texts: Sequence[str], run: Working) -> str:
    """Say where the deployment waits now, and for how many phones; nothing once it is over."""
    if run.waits_for is None:
        return ""
    who = words.count(run.phones, "phone") if run.phones else "the room"
    return f"It waits for {who}: step {run.waits_for + 1}, {texts[run.waits_for]}."


def outcome_words(texts: Sequence[str], run: Working) -> str:
    """Say what a deployment came to: how long, where it waited longest, and whether it failed by a slip."""
    if not run.over:
        return ""
    said = f"{clock(run.passed)} in this room, {len(run.done)} of {words.count(run.steps, 'step')} done."
    took = _took(run.done)
    if took:
        longest = max(took, key=lambda step: (took[step], -step))
        said += f" Longest wait: step {longest + 1}, {clock(took[longest])}."
    slipped = len(slips(texts, run))
    if slipped:
        return f"{said} {words.count(slipped, 'slip')}: this deployment fails."
    return f"{said} No slip."
