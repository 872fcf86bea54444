"""The runbook that a person works through by hand, and what counts as a slip."""

from collections.abc import Sequence
from hashlib import blake2b

STEPS = (
    "Tell the team that a deployment begins",
    "Lock the pipeline for other changes",
    "Back up the database",
    "Put up the maintenance page",
    "Stop the old version",
    "Copy the package to both servers",
    "Migrate the database",
    "Start the new version",
    "Sign in and place a test order",
    "Take down the maintenance page",
)
MINUTES_A_SECOND = 4.0
"""How many simulated minutes pass in a second while the runbook is open."""
STEP_MINUTES = 8.0
"""How many simulated minutes a step takes where the clock stands between steps."""


def slips(clicks: Sequence[int], steps: Sequence[str] = STEPS) -> tuple[str, ...]:
    """Name every slip of a deployment: a step left out, or done before one that comes earlier."""
    found = []
    for step, text in enumerate(steps):
        if step not in clicks:
            found.append(f"step {step + 1}, “{text}”, was left out")
        elif any(later < step for later in clicks[clicks.index(step) :]):
            earlier = min(later for later in clicks[clicks.index(step) :])
            found.append(f"step {step + 1}, “{text}”, came before step {earlier + 1}")
    return tuple(found)


def buttons(seed: int, run: int) -> list[int]:
    """Return the steps in the order in which the buttons of one deployment are mixed."""
    return sorted(range(len(STEPS)), key=lambda step: blake2b(f"{seed} {run} {step}".encode()).digest())
