"""What is wrong with what an answer means elsewhere: for a lane, for the verdict, for a metric."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from assessments.checking_questions import questions
from assessments.effecting import SAID
from assessments.rules import Fault, Location, child, choose, fault_at, ids, items, rows, texts
from datafiles import Document, hours
from datafiles.fields import NUMBER
from delivery import Fact, Practices, Trigger

FACTS: dict[str, tuple[str, ...]] = {
    field.name: tuple(Trigger) if field.name == "trigger" else tuple(Fact) for field in fields(Practices)
}
"""What `delivery.classify` reads, and the values that it knows."""
MEASURES = frozenset({
    "change_lead_time", "deployment_frequency", "failed_deployment_recovery_time", "change_fail_rate",
    "deployment_rework_rate", "failed_changes_per_1000", "failed_deployments_per_1000", "wait", "work",
    "hands_on", "flow_efficiency", "wip", "throughput",
})  # fmt: skip
"""The metrics that an assessment may name, under their one name."""
RANGE_ENDS = 2


def check_mappings(document: Document) -> Iterator[Fault]:
    """Find evidence and scenario effects for options that a question does not have."""
    scales = child(document.data, "scales")
    for location, question, practice in questions(document):
        scale = rows(scales, str(question.get("scale")))
        options = ids(rows(question, "options") or scale) or ["true", "false"]
        at = location[:-1]
        for fact, option in items(practice, "evidence"):
            if option not in options:
                where = (*at, "evidence", fact)
                yield fault_at(document, where, "evidence-option", f"no option `{option}`", choose(options))
        for option, change in items(practice, "scenario_effects"):
            where = (*at, "scenario_effects", option)
            if option not in options:
                yield fault_at(document, where, "effect-option", f"no option `{option}`", choose(options))
            if isinstance(change, dict):
                yield from check_effect(document, where, change)


def check_effect(document: Document, where: Location, change: dict[str, Any]) -> Iterator[Fault]:
    """Find an effect without a source or a path, and ranges that are none."""
    if "source" not in change:
        wrong = "an effect without a source"
        mend = "add `source` with an id of delivery/sources.yaml, or `source: assumption`"
        yield fault_at(document, where, "effect-source", wrong, mend)
    if not set(change) - set(SAID):
        wrong, mend = "an effect that changes nothing", "add a path, such as `review.capacity: 3`"
        yield fault_at(document, where, "effect-paths", wrong, mend)
    for path, value in change.items():
        if path not in SAID and isinstance(value, list | tuple) and len(value) == RANGE_ENDS:
            ends = [as_number(end) for end in value]
            if None in ends or ends[0] >= ends[1]:  # type: ignore[operator]  # neither is None here
                wrong = f"`{value[0]}` to `{value[1]}` is no range"
                mend = "write two numbers or two durations, the lower one first"
                yield fault_at(document, (*where, str(path)), "effect-range", wrong, mend)


def as_number(end: Any) -> float | None:
    """Return the number or the duration [h] that an end of a range is, or None."""
    try:
        return float(end) if NUMBER.fullmatch(str(end)) else hours(str(end))
    except ValueError:
        return None


def check_apart(document: Document) -> Iterator[Fault]:
    """Find paths that two practices change, and effects without a scenario to change."""
    owners: dict[tuple[str, ...], str] = {}
    any_effect: Location | None = None
    for location, practice in rows(document.data, "practices"):
        name, seen = str(practice.get("id")), set()
        for option, change in items(practice, "scenario_effects"):
            any_effect = any_effect or (*location, "scenario_effects")
            for path in change if isinstance(change, dict) else ():
                parts = tuple(str(path).split("."))
                if path in SAID or parts in seen:
                    continue
                seen.add(parts)
                other = next((owner for known, owner in owners.items() if touches(known, parts)), None)
                if other is not None:
                    where = (*location, "scenario_effects", option, str(path))
                    wrong, mend = f"`{other}` changes it, too", "let one practice change it"
                    yield fault_at(document, where, "effect-apart", wrong, mend)
        owners |= dict.fromkeys(seen, name)
    if any_effect is not None and child(document.data, "scenario") is None:
        wrong, mend = "effects, but no lane to change", "add `scenario` with the id of a scenario"
        yield fault_at(document, any_effect, "effect-scenario", wrong, mend)


def touches(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two paths are the same, or one lies inside the other."""
    many = min(len(one), len(other))
    return one[:many] == other[:many]


def check_facts(document: Document) -> Iterator[Fault]:
    """Find facts that nobody reads, values that are none, and facts that two questions state."""
    said_by: dict[str, int] = {}
    for place, (location, question, _) in enumerate(questions(document)):
        for at, option in rows(question, "options", location):
            for fact, value in items(option, "facts"):
                where = (*at, "facts", fact)
                if fact not in FACTS:
                    yield fault_at(document, where, "fact-known", "nobody reads this fact", choose(FACTS))
                elif value not in FACTS[fact]:
                    wrong = f"is `{value}`"
                    yield fault_at(document, where, "fact-known", wrong, choose(FACTS[fact]))
                elif said_by.setdefault(fact, place) != place:
                    wrong, mend = "another question says this fact", "let one question say it"
                    yield fault_at(document, where, "fact-once", wrong, mend)


def check_measures(document: Document) -> Iterator[Fault]:
    """Find measures that are no metric."""
    for location, practice in rows(document.data, "practices"):
        for index, name in texts(practice, "measures"):
            if name not in MEASURES:
                where = (*location, "measures", index)
                yield fault_at(
                    document, where, "measure-known", f"there is no metric `{name}`", choose(MEASURES)
                )


EFFECT_CHECKS: tuple[Callable[[Document], Iterator[Fault]], ...] = (
    check_mappings,
    check_apart,
    check_facts,
    check_measures,
)
