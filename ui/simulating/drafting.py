"""Edit a road step by step: each step gives a new draft, and every earlier one can be had back.

A draft may be wrong while somebody works on it. It is held as plain values in the form of the scenario
file; its text is what the problems' lines refer to.
"""

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from datafiles import DataFileError, Problem, to_yaml
from simulator import (
    SHOWN_HOURS,
    Scenario,
    Study,
    compile_scenario,
    scenario_from_text,
    scenario_text,
)
from simulator.sizing import estimate_rows

Data = dict[str, Any]
STEPS_KEPT = 100
DRAFTS_KEPT = 200
"""Of how many drafts the text is kept in this process: writing YAML is most of the work of a rerun."""
MOST_STAGES, MOST_VISITS = 40, 100_000
WEEK = 168.0
SHOWN = Study(replications=1, hours=SHOWN_HOURS)
NAME = "your-road"
_UNITS = (("w", 168.0), ("d", 24.0), ("h", 1.0), ("m", 1 / 60), ("s", 1 / 3600))
_NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Draft:
    """A road under work, with the steps that led here and those taken back.

    Attributes:
        now: the road as JSON of its plain values.
        past: earlier roads, the newest last.
        future: roads taken back, the next last.
        epoch: how often the road changed in another way than by a field; fields of an older one are stale.
    """

    now: str
    past: tuple[str, ...] = ()
    future: tuple[str, ...] = ()
    epoch: int = 0

    @property
    def data(self) -> Data:
        """Return the road's plain values, free to be changed."""
        found: Data = json.loads(self.now)
        return found

    @property
    def text(self) -> str:
        """Return the road as the text of a scenario file."""
        return _text(self.now)

    def changed(self, data: Data, *, by_field: bool = False) -> "Draft":
        """Return the draft after one more step; the same draft if nothing changed."""
        if data == self.data:
            return self
        past = (*self.past, self.now)[-STEPS_KEPT:]
        return Draft(json.dumps(data), past, (), self.epoch + (0 if by_field else 1))

    def undone(self) -> "Draft":
        """Return the draft before the last step; the same draft if there is none."""
        if not self.past:
            return self
        future = (*self.future, self.now)
        return Draft(self.past[-1], self.past[:-1], future, self.epoch + 1)

    def redone(self) -> "Draft":
        """Return the draft with the last step that was taken back; the same draft if there is none."""
        if not self.future:
            return self
        return Draft(self.future[-1], (*self.past, self.now), self.future[:-1], self.epoch + 1)


@lru_cache(maxsize=DRAFTS_KEPT)
def _text(now: str) -> str:
    return to_yaml(json.loads(now))


def plain(scenario: Scenario) -> Data:
    """Return a scenario's plain values in the form of its file, without the claims it makes."""
    found: Data = scenario.model_dump(mode="json", exclude_defaults=True)
    found.pop("expect", None)
    return found


def draft_of(scenario: Scenario, before: Draft | None = None) -> Draft:
    """Return a draft of a scenario, as one more step after an earlier draft."""
    data = plain(scenario)
    return Draft(json.dumps(data)) if before is None else before.changed(data)


def read(draft: Draft) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """Return the scenario that a road is, or every problem with its line in the road's text."""
    return read_text(draft.text)


@lru_cache(maxsize=DRAFTS_KEPT)
def read_text(text: str, name: str = NAME) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """Return the scenario in a text, or every problem with its line; `name` is what they call the text."""
    try:
        scenario = scenario_from_text(text, name)
    except DataFileError as error:
        return None, error.problems
    problems = _too_much(scenario, name)
    return (None, problems) if problems else (scenario, ())


def _too_much(scenario: Scenario, name: str) -> tuple[Problem, ...]:
    """Return what a page cannot draw: too many stages, or too much on the road in the weeks that it shows."""
    many = len(scenario.stages)
    if many > MOST_STAGES:
        wrong = f"has {many:,} stages"
        return (Problem(name, 1, "stages", wrong, f"this page draws at most {MOST_STAGES}; leave some out"),)
    visits = estimate_rows(compile_scenario(scenario), SHOWN)
    if visits > MOST_VISITS:
        wrong = f"make about {visits:,.0f} visits to stages in {SHOWN_HOURS / WEEK:.0f} weeks"
        mend = f"this page draws at most {MOST_VISITS:,}; let fewer arrive, or send fewer back"
        return (Problem(name, 1, "arrivals", wrong, mend),)
    return ()


@lru_cache(maxsize=DRAFTS_KEPT)
def tidy(text: str) -> str:
    """Return the text of a right road as every equal road has it."""
    return scenario_text(scenario_from_text(text, NAME))


def with_stage(data: Data, place: int, stage: Mapping[str, Any]) -> Data:
    """Return a road with another stage at a place."""
    stages = list(data["stages"])
    stages[place] = dict(stage)
    return {**data, "stages": stages}


def with_new_stage(data: Data, place: int, title: str) -> Data:
    """Return a road with a new stage at a place: automatic, a quarter of an hour of work."""
    ids = {stage["id"] for stage in data["stages"]}
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "stage"
    name, number = stem, 1
    while name in ids:
        number += 1
        name = f"{stem}-{number}"
    fresh = {"id": name, "mark": "bolt", "title": title, "work": {"dist": "constant", "value": 0.25}}
    stages = list(data["stages"])
    stages.insert(place, fresh)
    return {**data, "stages": stages}


def without_stage(data: Data, place: int) -> Data:
    """Return a road without the stage at a place; nobody is sent back to it, nothing comes after it."""
    stages = copy.deepcopy(data["stages"])
    gone = stages.pop(place)
    for stage in stages:
        if stage.get("rework", {}).get("to") == gone["id"]:
            del stage["rework"]["to"]
        if gone["id"] in stage.get("after", ()):
            others = [name for name in stage["after"] if name != gone["id"]]
            stage["after"] = list(dict.fromkeys([*others, *gone.get("after", ())]))
            if not stage["after"]:
                del stage["after"]
    return {**data, "stages": stages}


def with_moved_stage(data: Data, place: int, to: int) -> Data:
    """Return a road with one stage moved to another place."""
    stages = list(data["stages"])
    stages.insert(max(0, min(to, len(stages) - 1)), stages.pop(place))
    return {**data, "stages": stages}


def with_part(data: Data, name: str, part: object) -> Data:
    """Return a road with another part, such as `defects`; None or an empty part is left out."""
    found = {key: value for key, value in data.items() if key != name}
    if part not in (None, {}, []):
        found = {**data, name: part} if name in data else {**found, name: part}
    return found


def duration_text(hours: float | str | None) -> str:
    """Return hours as a person writes them, exactly: `45m`, `2h`, `1w`; a text as it is, none as empty."""
    if hours is None or isinstance(hours, str):
        return hours or ""
    if hours == 0:
        return "0"
    for unit, size in _UNITS:
        many = hours / size
        if abs(many - round(many)) < _NEAR and round(many):
            return f"{round(many)}{unit}"
    return repr(hours)


def renamed(draft: Draft, title: str) -> Draft:
    """Return a draft whose road has another title."""
    return draft.changed({**draft.data, "title": title}, by_field=True)


def kept(draft: Draft) -> Draft:
    """Return a draft without its history, for keeping."""
    return replace(draft, past=(), future=())
