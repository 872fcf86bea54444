"""Give every stage of a pipeline its places in a scenario: a wait, a gate, and its work."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from delivery import Fact, Mark, Pipeline
from simulator.assuming import Figures
from simulator.pipeline_ways import Ways

LONGEST_ID = 60
LIVE = "live"


@dataclass(frozen=True, slots=True)
class Place:
    """What a stage of the pipeline becomes: a wait, a gate, its work, by id; None where there is none."""

    wait: str | None
    gate: str | None
    work: str | None


@dataclass(frozen=True, slots=True)
class Places:
    """What every stage of a pipeline becomes, by its id; and the stage that joins several ends."""

    by_id: Mapping[str, Place]
    closing: Place

    def of(self, name: str) -> tuple[str, ...]:
        """Return the stages that a stage of the pipeline became, in order."""
        place = self.by_id[name]
        return tuple(one for one in (place.wait, place.gate, place.work) if one is not None)

    def last(self, name: str) -> str:
        """Return the stage that a change leaves a stage of the pipeline from."""
        return self.of(name)[-1]


def places_of(pipeline: Pipeline, ways: Ways, figures: Figures) -> Places:
    """Give every stage, and every gate that must be told apart from its work, an id of its own."""
    ids = _Ids()
    found: dict[str, Place] = {}
    plain = {stage.id: ids.new(stage.id) for stage in pipeline.stages}
    joined = len(ways.ends) > 1
    known = any(stage.production for stage in pipeline.stages)
    for stage in pipeline.stages:
        own = plain[stage.id]
        waited = stage.id in ways.waited
        added = not ways.waited and stage.id in ways.tops and (known or not joined)
        if waited and stage.automated is not Fact.YES:
            place = Place(None, own, None)
        elif waited or added:
            ending = "approval" if stage.mark is Mark.HOURGLASS else "decision"
            place = Place(None, ids.new(f"{own}-{ending}"), own)
        else:
            place = Place(None, None, own)
        if place.gate is not None and figures.gate_wait > 0 and (added or stage.id in ways.main):
            place = Place(ids.new(f"{own}-wait"), place.gate, place.work)
        found[stage.id] = place
    end = ids.new(LIVE)
    gate = ids.new(f"{end}-decision") if joined and not known and not ways.waited else None
    wait = ids.new(f"{end}-wait") if gate is not None and figures.gate_wait > 0 else None
    return Places(found, Place(wait, gate, end))


class _Ids:
    """Hands out ids in kebab-case, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, name: str) -> str:
        base = re.sub(r"[^a-z0-9]+", "-", name.lower())[:LONGEST_ID].strip("-") or "stage"
        found, number = base, 2
        while found in self._taken:
            found, number = f"{base}-{number}", number + 1
        self._taken.add(found)
        return found
