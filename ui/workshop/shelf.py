"""Take what a workshop needs from the other rooms of this process; what is costly is kept."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

import content
import simulator
import workshops
from content import Item
from datafiles import Loaded
from simulator import DEFAULT_STUDY, SHOWN_HOURS, Outcome, Study
from simulator.outcomes import find_outcome
from simulator.sensitivity import replication_values
from ui import cached, live, words
from ui.agendas import House
from ui.asking import CHANGES
from ui.jobs import State, Work
from ui.learning.figures import how_run
from ui.simulating import playing
from ui.simulating.comparing import ROWS, side_of
from ui.simulating.tabulating import interval
from ui.workshop import beside as sides
from ui.workshop import settling
from ui.workshop.settling import Key
from ui.workshop.showing import Beside, Handed, Shelf, Table
from workshops import MOST_LANES, Agenda

START_HOUR, SPEED = 96.0, 6.0
"""Lanes on the wall begin on Friday of the first week [h], six hours a second."""
ON_THE_WALL = (
    "change_lead_time.p50", "hands_on", "deployment_frequency", "change_fail_rate", "failed_changes_per_1000",
)  # fmt: skip
"""What the wall compares; the fail rate never without the failed changes."""


def house() -> House:
    """Return what agendas may name."""
    return House(
        cached.course(),
        {one.id: one for one in cached.scenarios().values},
        {one.id: one for one in cached.questionnaires().values},
    )


@lru_cache(maxsize=8)
def _agendas(folder: object) -> Loaded[Agenda]:
    return workshops.shipped_agendas(folder)  # type: ignore[arg-type]  # a path, kept by what it names


def agendas() -> Loaded[Agenda]:
    """Return the agendas of this house, the shortest first."""
    found = _agendas(live.settings().folder("workshops"))
    return Loaded(tuple(sorted(found.values, key=lambda one: one.minutes)), found.problems)


def shelf(agenda: Agenda) -> Shelf:
    """Return what the wall and the report of a workshop take from other rooms."""
    found = house()
    return Shelf(found, cached.course().pictures, partial(keys, agenda, found), roads, lanes, table, beside)


def keys(agenda: Agenda, found: House, place: int) -> dict[str, Key]:
    """Return what is right in a step, by question."""
    return settling.keys(agenda, place, found, _key)


def _key(item: Item) -> Key:
    return _key_of(item.model_dump_json())


@lru_cache(maxsize=300)
def _key_of(text: str) -> Key:
    return settling.key_of(Item.model_validate_json(text), cached.measure(), values)


@lru_cache(maxsize=100)
def values(asked: content.Asked) -> tuple[float | None, ...]:
    """Return a metric of a scenario in each replication."""
    study = Study(seed=asked.seed, replications=asked.runs, changes=CHANGES)
    scenario = cached.scenario_named(asked.scenario).with_changes(dict(asked.change))
    trace = simulator.simulate(simulator.compile_scenario(scenario), study)
    return replication_values(trace, (asked.metric,))[asked.metric]


# ---------------------------------------------------------------- lanes


def roads(names: Sequence[str]) -> tuple[str, ...]:
    """Return the texts of scenarios; those that cannot be read are left out."""
    found = cached.presets()
    return tuple(found[name][1] for name in names if name in found)[:MOST_LANES]


def study_of(seed: int) -> Study:
    """Return the study of the lanes on the wall."""
    return Study(seed=seed, replications=DEFAULT_STUDY.replications, changes=DEFAULT_STUDY.changes)


def ready(texts: tuple[str, ...], study: Study) -> bool:
    """Say whether all lanes were run; start those that were not, without waiting for them."""
    found = [_one_ready(text, study) for text in texts]  # each is started, whatever the others are
    return all(found)


def _one_ready(text: str, study: Study) -> bool:
    if cached.is_shipped((text,), study):
        return True
    name = cached.job_key(text, study)
    job = live.jobs().found(name) or live.jobs().ask(name, work(text, study))
    return job.state is State.DONE


def work(text: str, study: Study) -> Work:
    """Return the work that runs a lane."""
    scenario = cached.scenario_of(text)
    return lambda progress, stop: find_outcome(scenario, study, SHOWN_HOURS, progress, stop)


def lanes(texts: tuple[str, ...], seed: int) -> dict[str, Any] | None:
    """Return lanes as a moving picture; None until they were run."""
    study = study_of(seed)
    return _lanes(texts[:MOST_LANES], study) if ready(texts[:MOST_LANES], study) else None


@lru_cache(maxsize=50)
def _lanes(texts: tuple[str, ...], study: Study) -> dict[str, Any]:
    shown = [
        words.lane(letter, cached.lane_of(text, study)) for letter, text in zip("ABCD", texts, strict=False)
    ]
    return {"view": "lanes", "compact": True, "lanes": shown, "start": START_HOUR, "speed": SPEED}


def table(texts: tuple[str, ...], seed: int) -> Table | None:
    """Return lanes compared; None until they were run."""
    study = study_of(seed)
    return _table(texts[:MOST_LANES], study) if ready(texts[:MOST_LANES], study) else None


@lru_cache(maxsize=50)
def _table(texts: tuple[str, ...], study: Study) -> Table:
    found = cached.outcomes(texts, study)
    head = ("", *(f"{letter} {outcome.frames['title']}" for letter, outcome in found.items()))
    rows = tuple(_row(row, found) for row in ROWS if row.path in ON_THE_WALL)
    return Table(head, rows, how_run(study.replications, study.changes or 0, study.seed))


def _row(row: Any, found: Mapping[str, Outcome]) -> tuple[str, ...]:
    said = []
    for outcome in found.values():
        one = side_of(row, outcome)
        reach = interval(row, one)
        said.append(f"{row.say(one.mean)} ({reach})" if reach else row.say(one.mean))
    return (f"{row.title}, {row.note}", *said)


def beside(handed: Handed, seed: int) -> Beside | None:
    """Return a deployment by hand beside the automatic lane; None until both were run, or without presets."""
    presets = {one.id: one for one in cached.scenarios().values}
    if not presets.keys() >= set(playing.NEEDED):
        return None
    name = ("beside", handed, seed)
    job = live.jobs().found(name) or live.jobs().ask(name, lambda _p, _s: sides.beside(handed, seed, presets))
    return job.result if job.state is State.DONE else None
