"""Make the gates of a pipeline: stages in which a change waits until somebody decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from datafiles import shorten
from delivery import Mark
from simulator.assuming import DAY, WEEK, Assumption, Figures
from simulator.model import Attends, Batch, Departures, Distribution, DistributionKind, Stage
from simulator.pipeline_places import LIVE, Place

MARKED = {Mark.BUTTON: "Decision", Mark.HOURGLASS: "Approval"}
EACH = Batch(all=True)


@dataclass(frozen=True, slots=True)
class Gate:
    """A decision: the stages of it, and what was assumed."""

    stages: tuple[Stage, ...]
    assumptions: tuple[Assumption, ...]


def decision(
    place: Place, title: str, mark: Mark, figures: Figures, *, main: bool, after: Sequence[str]
) -> Gate:
    """Make the gate in front of a stage: who decides looks in now and then, or changes leave in a rhythm.

    Only the last gates on the way keep the rhythm of deployments; where it is measured, the others let
    changes through at once, because their wait is part of what was measured.
    """
    name = place.gate or LIVE
    begins: list[Stage] = []
    if place.wait is not None:
        wait = Stage(
            id=place.wait,
            mark=Mark.BUTTON,
            title="Until it is due",
            after=tuple(after),
            capacity="unlimited",
            work=Distribution(dist=DistributionKind.CONSTANT, value=round(figures.gate_wait, 6)),
        )
        begins, after = [wait], (place.wait,)
    title = shorten(title).strip() or name
    text = title if place.work is None else f"{MARKED[mark]}: {title}"
    gate = Stage(id=name, mark=mark, title=text, after=tuple(after))
    if figures.every is not None:
        gate = gate.model_copy(update=_measured_gate(figures.every, main=main))
        return Gate((*begins, gate), ())
    if mark is Mark.BUTTON and main:
        why = "somebody decides once a week, on Friday at 15:00; a guess, nobody measured it"
        train = {"departures": Departures(every=WEEK, at="fri 15:00")}
        return Gate(
            (*begins, gate.model_copy(update=train)),
            (Assumption(f"{name}.departures.every", WEEK, 1.0, 4 * WEEK, why),),
        )
    looks = Assumption(
        f"{name}.attends.every", DAY, 1.0, WEEK, "how often who decides looks in; a guess, nobody measured it"
    )
    update = {"attends": Attends(every=DAY), "batch": EACH}
    if mark is Mark.BUTTON:
        return Gate((*begins, gate.model_copy(update=update)), (looks,))
    yes = Assumption(f"{name}.work.mean", 0.25, 0.05, 4.0, "what a yes takes; a guess, nobody measured it")
    update |= {"work": Distribution(dist=DistributionKind.LOGNORMAL, mean=yes.value, cv=0.5)}
    return Gate((*begins, gate.model_copy(update=update)), (looks, yes))


def _measured_gate(every: float, *, main: bool) -> dict[str, object]:
    if main and every > 0:
        return {"departures": Departures(every=round(every, 6))}
    return {"capacity": "unlimited"}


def passing(stage: Stage) -> Stage:
    """Return a gate that lets every change through at once."""
    return Stage(id=stage.id, mark=Mark.BOLT, title=stage.title, after=stage.after, capacity="unlimited")
