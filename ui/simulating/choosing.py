"""Choose which lanes are compared, with which changes, how often: all of it stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from simulator import DEFAULT_STUDY, Study, scenario_text
from simulator.trace import LARGEST_SEED
from store import Seat
from ui import cached, live
from ui.simulating.addressing import choose
from ui.simulating.drafting import read_text
from ui.simulating.guessing import short_name
from ui.simulating.sharing import unpack
from ui.state import visit, visitor

FIRST = {"a": "hand-weekly", "b": "automatic"}
NO_LANE, OWN = "none", "your-road"
MOST_CHANGES, MOST_RUNS = 20_000, 400
FEWEST_CHANGES, FEWEST_RUNS = 10, 2


@dataclass(frozen=True, slots=True)
class Choice:
    """A road that can be a lane: what it is called, its text, and the name its guesses are kept under."""

    title: str
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class Size:
    """One number of a study: its label, its name in the address, and the words behind a refused value."""

    label: str
    key: str
    what: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """How a page asks for a study: the usual one, and how each of its numbers is asked for."""

    usual: Study
    changes: Size
    runs: Size
    seed: Size = Size("Seed of the random numbers", "seed", "as seed")


SIZES = Sizes(
    DEFAULT_STUDY,
    Size("Changes in each replication", "changes", "changes"),
    Size("Replications", "runs", "replications"),
)


def choices() -> dict[str, Choice]:
    """Return every road that can be a lane: presets, the road of this tab, kept ones, those of a link."""
    mine = visit()
    found = {name: Choice(title, text, name) for name, (title, text) in cached.presets().items()}
    if mine.road_shown:
        found[OWN] = _own(f"Your road: {cached.scenario_of(mine.road_shown).title}", mine.road_shown)
    for title, text in _kept().items():
        found[title] = _own(title, text)
    for lane, text in _shared().items():
        found[f"shared-{lane}"] = _own(f"Shared road {lane}: {cached.scenario_of(text).title}", text)
    return found


def _own(title: str, text: str) -> Choice:
    return Choice(title, text, short_name(text))


def _kept() -> dict[str, str]:
    """Return the roads kept by this browser and by its teams, read once per tab and after each saving."""
    mine = visit()
    if mine.roads is None:
        store, of = live.store(), visitor()
        owners: dict[str, str | Seat] = {"": of}
        owners |= {f"{seat.team or 'team'}: ": seat for seat in store.seats_of(of)}
        mine.roads = {}
        for whose, owner in owners.items():
            for kept in store.kept(owner, "road"):
                scenario, _problems = read_text(kept.body)
                if scenario is not None:
                    mine.roads[f"Your road: {whose}{kept.name}"] = scenario_text(scenario)
    return mine.roads


def _shared() -> dict[str, str]:
    """Return the roads that came with a link, by lane."""
    mine, asked = visit(), st.query_params.to_dict()
    for lane in "ABCD":
        packed = asked.get(f"lane_{lane.lower()}")
        if packed and lane not in mine.shared_lanes:
            scenario, _problems = read_text(unpack(packed) or "")
            if scenario is not None:
                mine.shared_lanes[lane] = scenario_text(scenario)
    return mine.shared_lanes


def choose_lane(letter: str, options: Mapping[str, Choice], *, may_be_none: bool = False) -> str:
    """Draw the choice of one lane and return its key, which stands in the address too."""
    names, shared = [NO_LANE, *options] if may_be_none else list(options), f"shared-{letter}"
    return choose(
        f"Lane {letter}", letter.lower(), names,
        lambda name: options[name].title if name in options else "no lane",
        usual=shared if shared in names else FIRST.get(letter.lower(), ""),
    )  # fmt: skip


def choose_more(options: Mapping[str, Choice]) -> tuple[list[str], Study, str]:
    """Draw further lanes and the study behind a button; return what `choose_lane` and `choose_study` do.

    What is behind the button costs a rerun nothing until somebody opens it or has changed something there.
    """
    more = st.popover("More", on_change="rerun", key="more")
    if not more.open and not _changed():
        return [], DEFAULT_STUDY, ""
    with more:
        further = [choose_lane(letter, options, may_be_none=True) for letter in "CD"]
        study, refused = choose_study(SIZES)
    return [key for key in further if key != NO_LANE], study, refused


def _changed() -> bool:
    usual = {
        "c": NO_LANE, "d": NO_LANE, "changes": DEFAULT_STUDY.changes, "runs": DEFAULT_STUDY.replications,
        "seed": DEFAULT_STUDY.seed,
    }  # fmt: skip
    asked = st.query_params.to_dict()
    return any(
        name in asked or f"lane_{name}" in asked or st.session_state.get(name, value) != value
        for name, value in usual.items()
    )


def choose_study(sizes: Sizes) -> tuple[Study, str]:
    """Draw seed, changes and replications; return the study, and why another one was not taken, if so."""
    usual = sizes.usual
    asked = (
        (sizes.changes, usual.changes or FEWEST_CHANGES, FEWEST_CHANGES, MOST_CHANGES),
        (sizes.runs, usual.replications, FEWEST_RUNS, MOST_RUNS),
        (sizes.seed, usual.seed, 0, LARGEST_SEED),
    )
    found, wrong = [], []
    for size, before, low, high in asked:
        value = int(st.number_input(size.label, value=before, step=1, key=size.key, bind="query-params"))
        found.append(value)
        if not low <= value <= high:
            wrong.append(f"{value:,} {size.what}: this page takes {low:,} to {high:,}")
    if wrong:
        return usual, f"{'; '.join(wrong)}."
    changes, runs, seed = found
    return Study(seed=seed, replications=runs, changes=changes), ""
