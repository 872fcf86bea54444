"""Break lead time up into waiting, work and the rest, and name the bottleneck, or none.

The lead time of a change is what it waited at each stage, its work, and the rest: closed hours in the
middle of work, the work of the others in its batch, delays before rejoining, and failures in production
until they were restored. Where stages run side by side their hours overlap: then the rest is smaller by
what overlaps, and below 0 if that is more.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from delivery import Mark
from simulator.counting import Counted, count_trace
from simulator.estimating import Estimate, divide, estimate, utilization
from simulator.graph import before_stages, entries, turned
from simulator.layout import STATION, TRAIN, UNLIMITED, Floats
from simulator.model import Scenario
from simulator.trace import Trace

BUSY = 0.8
"""From this utilization on a stage may be called the bottleneck: waiting is then four times the work
of a single server with exponential work, and grows steeply. Assumption."""
SURE = 3.0
"""A queue grows for sure if its growth is this many standard errors above 0. Assumption."""
NOTABLE = 0.05
"""... and if it takes this share of the arriving changes. Assumption."""
_DEPARTURES = 4


@dataclass(frozen=True, slots=True)
class StageBreakdown:
    """What a stage contributes, over the counted changes that are live.

    Attributes:
        id: of the stage.
        mark: who does its work.
        wait: hours waited, per change.
        work: hours worked, per change.
        hands_on: hours of people, per change.
        wait_share: the share of lead time waited here [0..1].
        utilization: share of the open capacity that was at work [0..1]; none where it has no limit.
        growth: slope of the queue's length over the window [changes per hour].
    """

    id: str
    mark: Mark
    wait: Estimate
    work: Estimate
    hands_on: Estimate
    wait_share: Estimate
    utilization: Estimate
    growth: Estimate

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "id": self.id,
            "mark": self.mark.value,
            "wait": self.wait.as_dict(),
            "work": self.work.as_dict(),
            "hands_on": self.hands_on.as_dict(),
            "wait_share": self.wait_share.as_dict(),
            "utilization": self.utilization.as_dict(),
            "growth": self.growth.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class MarkBreakdown:
    """Hours per change at all stages of one mark."""

    mark: Mark
    wait: Estimate
    work: Estimate
    hands_on: Estimate

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "mark": self.mark.value,
            "wait": self.wait.as_dict(),
            "work": self.work.as_dict(),
            "hands_on": self.hands_on.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """The stage that limits how many changes get through.

    Attributes:
        stage: its id.
        kind: `grows` (more joins than leaves) or `busy` (hardly ever idle).
        reason: a sentence with the figures.
    """

    stage: str
    kind: str
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {"stage": self.stage, "kind": self.kind, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Where the lead time goes, and what limits the flow.

    Attributes:
        stages: in order.
        marks: each mark that occurs, in the order of its first stage.
        mending: hours of people for fixes and rollbacks by hand, per change.
        work_share: the share of lead time that is work, as `flow_efficiency` [0..1].
        rest_share: what is neither work nor waiting at a stage; with them it adds up to 1.
        overlaps: stages run side by side, so hours of one change may overlap.
        longest_wait: the id of the stage whose waiting makes up most of lead time; None without waiting.
        bottleneck: what limits the flow; None where nothing does.
    """

    stages: tuple[StageBreakdown, ...]
    marks: tuple[MarkBreakdown, ...]
    mending: Estimate
    work_share: Estimate
    rest_share: Estimate
    overlaps: bool
    longest_wait: str | None
    bottleneck: Bottleneck | None

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "stages": [stage.as_dict() for stage in self.stages],
            "marks": [mark.as_dict() for mark in self.marks],
            "mending": self.mending.as_dict(),
            "work_share": self.work_share.as_dict(),
            "rest_share": self.rest_share.as_dict(),
            "overlaps": self.overlaps,
            "longest_wait": self.longest_wait,
            "bottleneck": None if self.bottleneck is None else self.bottleneck.as_dict(),
        }


def break_up(trace: Trace, *, open_hours: bool = False) -> Breakdown:
    """Break up the lead time of a trace, and name the bottleneck.

    With `open_hours`, hours in which a stage is closed are no wait but part of the rest.
    """
    counted, scenario = count_trace(trace, open_hours=open_hours), trace.tables.scenario
    live, lead, work, mending = (counted.changes[name][:, 0] for name in ("live", "lead", "work", "mending"))
    hours = {name: counted.visits[name][..., 0] for name in ("lead_wait", "lead_work", "lead_hands")}
    before = before_stages(scenario.stages)
    rest = lead - hours["lead_wait"].sum(axis=1) - work
    stages = tuple(
        StageBreakdown(
            id=stage.id,
            mark=stage.mark,
            wait=estimate(divide(hours["lead_wait"][:, i], live)),
            work=estimate(divide(hours["lead_work"][:, i], live)),
            hands_on=estimate(divide(hours["lead_hands"][:, i], live)),
            wait_share=estimate(divide(hours["lead_wait"][:, i], lead)),
            utilization=utilization(counted, i),
            growth=estimate(growth_of(counted, i)),
        )
        for i, stage in enumerate(scenario.stages)
    )
    return Breakdown(
        stages=stages,
        marks=_marks(scenario, hours, live),
        mending=estimate(divide(mending, live)),
        work_share=estimate(divide(work, lead)),
        rest_share=estimate(divide(rest, lead)),
        overlaps=any(len(after) > 1 for after in (entries(before), *turned(before))),
        longest_wait=_longest_wait(stages),
        bottleneck=_bottleneck(counted, stages),
    )


def _marks(scenario: Scenario, hours: dict[str, Floats], live: Floats) -> tuple[MarkBreakdown, ...]:
    marks = [stage.mark for stage in scenario.stages]
    found: list[MarkBreakdown] = []
    for mark in dict.fromkeys(marks):
        mine = [i for i, other in enumerate(marks) if other is mark]
        wait, work, hands = (estimate(divide(total[:, mine].sum(axis=1), live)) for total in hours.values())
        found.append(MarkBreakdown(mark, wait, work, hands))
    return tuple(found)


def growth_of(counted: Counted, stage: int) -> Floats:
    """Return the least-squares slope of a queue's length over each window [changes per hour]."""
    return divide(counted.stages["moment"][:, stage] * 12.0, counted.window_length**3)


def _longest_wait(stages: tuple[StageBreakdown, ...]) -> str | None:
    waited = [(stage.wait_share.mean or 0.0, -i) for i, stage in enumerate(stages)]
    share, place = max(waited)
    return stages[-place].id if share > 0 else None


def _bottleneck(counted: Counted, stages: tuple[StageBreakdown, ...]) -> Bottleneck | None:
    """Name the stage whose queue grows most for sure, else the busiest one, else none."""
    arriving = estimate(divide(counted.changes["counted"][:, 0], counted.window_length)).mean or 0.0
    growing: list[tuple[float, float, str]] = []
    for i, stage in enumerate(stages):
        mean, se = stage.growth.mean, stage.growth.se
        if mean is None or se is None or not _limited(counted, i):
            continue
        if mean > SURE * se and mean > NOTABLE * arriving:
            growing.append((mean, se, stage.id))
    if growing:
        mean, se, name = max(growing)
        text = f"its queue grows by {mean:.2g} ± {se:.1g} changes per hour; {arriving:.2g} per hour arrive"
        return Bottleneck(name, "grows", text)
    share, name = max(_loads(counted, stages), default=(0.0, ""))
    if share < BUSY:
        return None
    return Bottleneck(name, "busy", f"{share:.0%} of its open capacity is at work")


def _limited(counted: Counted, stage: int) -> bool:
    """Tell whether a stage can take in less than what comes, and was watched for long enough."""
    row = counted.model.stages[stage]
    if row["kind"] == STATION:
        return bool(counted.model.pools[row["pool"]]["capacity"] != UNLIMITED)
    seats = row["kind"] == TRAIN and row["most"] != UNLIMITED
    return bool(seats and counted.window_length.mean() >= _DEPARTURES * row["every"])


def _loads(counted: Counted, stages: tuple[StageBreakdown, ...]) -> list[tuple[float, str]]:
    """Return how busy each pool of capacity is, with the stage that keeps it busiest."""
    found: list[tuple[float, str]] = []
    for pool in np.unique(counted.model.stages["pool"]):
        mine = [stages[i] for i in np.flatnonzero(counted.model.stages["pool"] == pool)]
        shares = [(stage.utilization.mean, stage.id) for stage in mine if stage.utilization.mean is not None]
        if shares:
            found.append((sum(share for share, _ in shares), max(shares)[1]))
    return found
