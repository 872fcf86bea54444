"""Let somebody else compute the key of a prediction: this room asks, the simulator answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from content.items import Ask, Item, Prediction

SEEDS = 3
"""A key has to come out the same for so many seeds in a row."""
MARGIN = 0.1
"""An outcome keeps this share of itself away from the border of its option."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the simulator: a metric of a scenario, changed at some paths.

    `metric` is a name of `greenlane simulate --json` with its figure, such as `change_lead_time.p50`;
    without a figure it is the mean.
    """

    scenario: str
    metric: str
    change: tuple[tuple[str, Any], ...] = ()
    seed: int = 1
    runs: int = 40


Measure = Callable[[Asked], float | None]
"""Runs the simulator and returns the number that was asked for; None where it has none.

It raises ValueError or KeyError where the scenario, the metric or a path does not exist.
"""


def asked(prediction: Prediction, seed: int | None = None) -> tuple[Asked, ...]:
    """Return what a prediction needs to know: of its scenario, and of `versus` where there is one."""
    start = prediction.seed if seed is None else seed
    first = ask_for(prediction.scenario, prediction.metric, prediction.change, start, prediction.runs)
    if prediction.versus is None:
        return (first,)
    return (first, ask_for(prediction.versus, prediction.metric, {}, start, prediction.runs))


def ask_for(scenario: str, metric: str, change: Mapping[str, Any], seed: int, runs: int) -> Asked:
    """Build a question to the simulator that can be looked up again."""
    return Asked(scenario, metric, tuple(change.items()), seed, runs)


def predicted_value(prediction: Prediction, measure: Measure, seed: int | None = None) -> float | None:
    """Return the number a prediction is about; None where the simulator has none to compare with."""
    here, there = ([measure(each) for each in asked(prediction, seed)] + [None])[:2]
    if here is None or prediction.ask is Ask.VALUE:
        return here
    if there is None:
        return None
    if prediction.ask is Ask.DIFFERENCE:
        return here - there
    return here / there if there else None


def prediction_key(item: Item, measure: Measure, seed: int | None = None) -> str | None:
    """Return the option of a prediction that comes true; None when the item is no prediction or none does."""
    if item.predict is None:
        return None
    value = predicted_value(item.predict, measure, seed)
    held = [each.id for each in item.options if value is not None and each.when and each.when.holds(value)]
    return held[0] if held else None


def doubts(item: Item, prediction: Prediction, measure: Measure) -> str | None:
    """Say why the key of a prediction cannot be trusted; None when it can.

    The same option has to come true for three seeds, and each outcome has to stay more than a tenth of
    itself away from the outcomes of the others.
    """
    keys: list[str] = []
    for seed in range(prediction.seed, prediction.seed + SEEDS):
        value = predicted_value(prediction, measure, seed)
        held = [each for each in item.options if value is not None and each.when and each.when.holds(value)]
        if value is None or len(held) != 1:
            return f"{len(held)} options hold for seed {seed}"
        keys.append(held[0].id)
        room = MARGIN * abs(value)
        if not all(held[0].when and held[0].when.holds(value + way * room) for way in (-1, 1)):
            return f"the outcome {value:.3g} of seed {seed} is within 10 % of the border of `{keys[-1]}`"
    if len(set(keys)) > 1:
        return f"{SEEDS} seeds come to {', '.join(dict.fromkeys(keys))}"
    return None
