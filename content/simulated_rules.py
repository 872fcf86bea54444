"""The rules for what a lesson asks of the simulator: scenarios, metrics, the keys of predictions."""

from __future__ import annotations

from collections.abc import Iterator

from content.activities import Activity, metrics_of, scenarios_of
from content.fitting import Location
from content.items import Item
from content.known import Known
from content.levers import Lane, Slider, setting
from content.model import Lesson, Try
from content.predicting import Asked, ask_for, doubts
from content.rules import Fault, fault_at, fault_on
from datafiles import Document
from delivery import METRICS

FIGURES = frozenset({"mean", "p50", "p90", "p95", "var"})
"""The figures of a metric that can be asked for, as in `change_lead_time.p50`."""
MEND = "use knobs of the scenario, as in `greenlane simulate --set`"
Named = tuple[Document, Location, str]


def check_simulated(lesson: Lesson, known: Known) -> Iterator[Fault]:
    """Apply the rules to one lesson."""
    yield from _scenarios(lesson, known)
    yield from _metrics(lesson)
    yield from _runs(lesson, known)
    for index, item in enumerate(lesson.items):
        yield from _key(item, index, lesson.origin.quiz, known)


def _scenarios(lesson: Lesson, known: Known) -> Iterator[Fault]:
    """Every scenario that the lesson names exists."""
    mend = "use the id of a file in simulator/scenarios"
    for placed in lesson.origin.placed:
        for scenario in placed.block.scenarios if isinstance(placed.block, Try) else ():
            if scenario not in known.scenarios:
                said = ("scenario-known", f"the scenario `{scenario}` does not exist", mend)
                yield fault_on(lesson.origin.front.path, placed.line, "{{try}}", said)
    for document, at, scenario in _named_scenarios(lesson):
        if scenario not in known.scenarios:
            yield fault_at(document, at, "scenario-known", f"the scenario `{scenario}` does not exist", mend)


def _named_scenarios(lesson: Lesson) -> Iterator[Named]:
    """Yield every scenario that stands in a file of the lesson."""
    origin = lesson.origin
    for index, scenario in enumerate(lesson.interactive.scenarios if lesson.interactive else ()):
        yield origin.front, ("interactive", "scenarios", index), scenario
    for index, item in enumerate(lesson.items):
        for name in ("scenario", "versus") if item.predict else ():
            scenario = getattr(item.predict, name)
            if scenario is not None:
                yield origin.quiz, ("items", index, "predict", name), scenario
    for index, activity in enumerate(lesson.activities):
        for scenario in scenarios_of(activity):
            yield origin.activities, ("activities", index), scenario


def _metrics(lesson: Lesson) -> Iterator[Fault]:
    """Every metric that the lesson asks of the simulator is one."""
    origin = lesson.origin
    named: list[Named] = [
        (origin.quiz, ("items", index, "predict", "metric"), item.predict.metric)
        for index, item in enumerate(lesson.items)
        if item.predict
    ]
    named += [
        (origin.activities, ("activities", index), metric)
        for index, activity in enumerate(lesson.activities)
        for metric in metrics_of(activity)
    ]
    for document, at, metric in named:
        name, dot, figure = metric.partition(".")
        if name not in METRICS or (dot and figure not in FIGURES):
            mend = f"use one of {', '.join(METRICS)}, with .p50, .p90 or .p95 where it has them"
            yield fault_at(document, at, "metric-known", f"`{metric}` is no metric", mend)


def _key(item: Item, index: int, quiz: Document, known: Known) -> Iterator[Fault]:
    """The simulator holds the key of a prediction."""
    prediction = item.predict
    if prediction is None or known.measure is None:
        return
    if not {prediction.scenario, prediction.versus or prediction.scenario} <= known.scenarios:
        return
    at = ("items", index, "predict")
    try:
        wrong = doubts(item, prediction, known.measure)
    except (ValueError, KeyError) as error:
        yield fault_at(quiz, at, "simulated", f"cannot be simulated: {error}", MEND)
        return
    if wrong:
        mend = "move the borders in `when`, or ask for something clearer"
        yield fault_at(quiz, at, "prediction-key", wrong, mend)


def _runs(lesson: Lesson, known: Known) -> Iterator[Fault]:
    """What lanes and sliders change can be simulated."""
    for index, activity in enumerate(lesson.activities):
        for ask in _asked(activity) if set(scenarios_of(activity)) <= known.scenarios else ():
            try:
                if known.measure is not None:
                    known.measure(ask)
            except (ValueError, KeyError) as error:
                at = ("activities", index)
                wrong = f"cannot be simulated: {error}"
                yield fault_at(lesson.origin.activities, at, "simulated", wrong, MEND)


def _asked(activity: Activity) -> Iterator[Asked]:
    """Yield one short run for each way in which an activity uses the simulator."""
    match activity:
        case Lane():
            for scenario in activity.scenarios:
                yield ask_for(scenario, activity.metrics[0], {}, activity.seed, 1)
            for switch in activity.switches:
                yield ask_for(activity.scenarios[0], activity.metrics[0], switch.change, activity.seed, 1)
        case Slider() if activity.sweep is not None:
            sweep, metrics = activity.sweep, metrics_of(activity)
            for x in (activity.values[0], activity.values[-1]) if metrics else ():
                yield ask_for(
                    sweep.scenario, metrics[0], {**sweep.change, sweep.path: setting(x)}, sweep.seed, 1
                )
        case _:
            return
