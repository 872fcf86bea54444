"""Rank the next steps of many teams as one sweep, here or on a cluster, and go on where it was stopped.

Each team is ranked on its own lane alone; nothing here compares teams. What a team came to is handed over as
soon as its last lane is done, so that a sweep that was stopped or lost its cluster begins with the others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from threading import Event
from typing import Any

from loop.own_lane import OwnLane
from loop.ranking import SHOWN, STUDY, Step, lanes_of, sensitivity_of
from simulator import (
    Difference,
    Refused,
    Scenario,
    Sensitivity,
    SimulatorError,
    Study,
    Values,
    Verdict,
    scenario_text,
    values_each,
)
from simulator import Effect as Turned

FORMAT = 1
Progress = Callable[[int, int], None]
Keep = Callable[[str, Sensitivity], object]


@dataclass(frozen=True, slots=True)
class TeamLane:
    """A team's own lane with the steps that are open to it."""

    name: str
    lane: OwnLane
    steps: tuple[Step, ...]


def _key(lanes: Sequence[Scenario | Refused], names: Sequence[tuple[str, object]], study: Study) -> str:
    texts = [repr(lane) if isinstance(lane, Refused) else scenario_text(lane) for lane in lanes]
    said = "\n".join([repr(study), repr(list(names)), *texts])
    return hashlib.blake2s(said.encode("utf-8", "replace"), digest_size=16).hexdigest()


@dataclass(slots=True)
class _Share:
    """What one team has in the sweep: its lanes, their names, the first of their numbers, what is known."""

    key: str
    lanes: list[Scenario | Refused]
    names: list[tuple[str, object]]
    first: int
    found: dict[int, Values | Refused]


def rank_teams(  # noqa: PLR0913 - as a sweep, and where its parts are kept
    teams: Sequence[TeamLane],
    known: Mapping[str, Sensitivity],
    keep: Keep,
    study: Study = STUDY,
    *,
    executor: str | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> dict[str, Sensitivity | Refused]:
    """Return what each team's steps do on its own lane, by the team's name, in their order.

    Args:
        teams: the lanes with their steps.
        known: what was worked out before, by the key that `keep` was called with; it is not worked out again.
        keep: called with the key and the result of a team as soon as it is whole.
        study: how every lane is simulated.
        executor: `serial`, `threads` (the default), or the address of a Dask scheduler.
        progress: told how many lanes are done, those known before among them.
        stop: looked at while they are worked on.

    Raises:
        StoppedError: when `stop` was set.
        ExecutorError: when there is no such executor, or it cannot be reached or was lost.
    """
    done: dict[str, Sensitivity | Refused] = {}
    shares: dict[str, _Share] = {}
    before = 0
    for team in teams:
        share = _share_of(team, study, sum(len(one.lanes) for one in shares.values()))
        if isinstance(share, Refused):
            done[team.name] = share
        elif share.key in known:
            done[team.name], before = known[share.key], before + len(share.lanes)
        else:
            shares[team.name] = share
    asked = [lane for share in shares.values() for lane in share.lanes]
    owners = [name for name, share in shares.items() for _ in share.lanes]
    ready = before
    for number, result in values_each(asked, study, SHOWN, executor=executor, stop=stop):
        share, ready = shares[owners[number]], ready + 1
        share.found[number - share.first] = result
        if len(share.found) == len(share.lanes):
            done[owners[number]] = _whole(share, study, keep)
        if progress is not None:
            progress(ready, before + len(asked))
    return {team.name: done[team.name] for team in teams}


def _share_of(team: TeamLane, study: Study, first: int) -> _Share | Refused:
    """Return what a team asks of the sweep, or why its lane cannot run."""
    names: list[tuple[str, object]] = [(step.path, step.value) for step in team.steps]
    try:
        lanes = lanes_of(team.lane, team.steps)
    except (SimulatorError, ValueError) as error:
        return Refused(team.lane.base.id, (str(error),))
    return _Share(_key(lanes, names, study), lanes, names, first, {})


def _whole(share: _Share, study: Study, keep: Keep) -> Sensitivity | Refused:
    try:
        found = sensitivity_of(share.lanes, share.names, share.found, study)
    except SimulatorError as error:
        return Refused(share.key, (str(error),))
    keep(share.key, found)
    return found


def as_text(found: Sensitivity) -> str:
    """Return a team's result as the text that is kept."""
    return json.dumps({"format": FORMAT, **asdict(found)}, separators=(",", ":"))


def read_result(text: str) -> Sensitivity | None:
    """Return a team's result as it was kept; None where the text is none."""
    try:
        raw: dict[str, Any] = json.loads(text)
        if raw["format"] != FORMAT:
            return None
        effects = tuple(
            Turned(
                str(row["path"]),
                row["value"],
                tuple(
                    Difference(**{**one, "verdict": Verdict(one["verdict"])}) for one in row["differences"]
                ),
                tuple(map(str, row["problems"])),
            )
            for row in raw["effects"]
        )
        return Sensitivity(str(raw["scenario"]), Study(**raw["study"]), effects)
    except (ValueError, KeyError, TypeError):
        return None
