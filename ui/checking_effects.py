"""Check what options change in a lane: paths exist, options go together, and better is better.

The engine is asked on short lanes: a better option that makes its lane worse says why (`worse_because`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

import assessments
import simulator
from assessments import Effect, Practice, Questionnaire
from datafiles import Document, Problem, problem_at
from simulator.sensitivity import Verdict, difference, replication_values

Location = tuple[str | int, ...]

STUDY = simulator.Study(seed=1, replications=12, changes=300, warm_up=40)
WORSE_IF_HIGHER = (
    "change_lead_time.mean",
    "hands_on.mean",
    "failed_changes_per_1000",
    "failed_deployment_recovery_time.mean",
)
SLIGHT = 0.02
"""A difference below this share of the value is no reason to speak of worse."""
SHARES = (0.0, 0.5, 1.0)


def check_effects(
    questionnaire: Questionnaire,
    document: Document,
    scenarios: Mapping[str, simulator.Scenario],
    sources: Iterable[str],
) -> Iterator[Problem]:
    """Find effects that cannot be, and better options that make the lane worse without a reason."""
    steered = [
        (("practices", place), practice)
        for place, practice in enumerate(questionnaire.practices)
        if practice.scenario_effects
    ]
    known = frozenset(sources) | {assessments.ASSUMPTION}
    for at, practice in steered:
        yield from _sources(document, at, practice, known)
    name = questionnaire.scenario
    if name is None:
        return
    if name not in scenarios:
        mend = f"write one of {', '.join(sorted(scenarios))}"
        yield problem_at(document, ("scenario",), f"no scenario `{name}`", mend)
        return
    base = scenarios[name]
    wrong = [problem for at, practice in steered for problem in _paths(document, at, practice, base)]
    wrong = wrong or list(_pairs(document, steered, base))
    yield from wrong or (
        problem for at, practice in steered for problem in _worse(document, at, practice, base)
    )


def _sources(
    document: Document, at: Location, practice: Practice, known: frozenset[str]
) -> Iterator[Problem]:
    for option, change in practice.scenario_effects.items():
        if "source" in change and change["source"] not in known:
            where, mend = (*at, "scenario_effects", option, "source"), "add it to delivery/sources.yaml"
            yield problem_at(
                document, where, f"no source `{change['source']}`", f"{mend}, or write `assumption`"
            )


def _paths(
    document: Document, at: Location, practice: Practice, base: simulator.Scenario
) -> Iterator[Problem]:
    """Find paths that the lane does not have, and values that it does not take."""
    for option in practice.scenario_effects:
        changed: tuple[Effect, ...] = ()
        for effect in assessments.option_effects(practice, option):
            changed = (*changed, effect)
            wrong = next((text for share in SHARES if (text := refused(base, changed, share))), None)
            if wrong is not None:
                where = (*at, "scenario_effects", option, effect.path)
                yield problem_at(document, where, wrong, f"see the lane `{base.id}` for what it takes")
                break


def refused(base: simulator.Scenario, changed: tuple[Effect, ...], share: float = SHARES[1]) -> str | None:
    """Return why a lane cannot be changed so; None where it can."""
    try:
        simulator.compile_scenario(base.with_changes(assessments.as_changes(changed, share)))
    except (simulator.SimulatorError, ValueError) as error:
        return str(error)
    return None


def _pairs(
    document: Document, steered: Sequence[tuple[Location, Practice]], base: simulator.Scenario
) -> Iterator[Problem]:
    """Find options of two practices that change one stage and do not go together."""
    for (_, one), (at, other) in combinations(steered, 2):
        if _touched(one) & _touched(other):
            for first in one.scenario_effects:
                before = assessments.option_effects(one, first)
                for option in other.scenario_effects:
                    wrong = refused(base, (*before, *assessments.option_effects(other, option)))
                    if wrong is not None:
                        where = (*at, "scenario_effects", option)
                        mend = f"make it go together with `{first}` of `{one.id}`"
                        yield problem_at(document, where, wrong, mend)


def _touched(practice: Practice) -> set[str]:
    """Return the stages and parts that any option of a practice changes."""
    return {
        effect.path.partition(".")[0]
        for option in practice.scenario_effects
        for effect in assessments.option_effects(practice, option)
    }


def _worse(
    document: Document, at: Location, practice: Practice, base: simulator.Scenario
) -> Iterator[Problem]:
    """Find options that are worth more and make the lane worse than the one below, and do not say why."""
    options = sorted(practice.question.options, key=lambda option: option.value)
    options = [option for option in options if option.id in practice.scenario_effects]
    measured = {
        option.id: _measured(base, assessments.option_effects(practice, option.id)) for option in options
    }
    for lower, higher in pairwise(options):
        effects = assessments.option_effects(practice, higher.id)
        if lower.value == higher.value or any(effect.worse_because for effect in effects):
            continue
        for metric in WORSE_IF_HIGHER:
            found = difference(metric, measured[lower.id][metric], measured[higher.id][metric])
            if found.verdict is Verdict.HIGHER and (found.mean or 0) > SLIGHT * (found.base or 0):
                where = (*at, "scenario_effects", higher.id)
                wrong = (
                    f"`{metric}` is {found.changed:.3g}, with the lower option `{lower.id}` {found.base:.3g}"
                )
                yield problem_at(document, where, wrong, "mend the values, or say why in `worse_because`")


def _measured(base: simulator.Scenario, effects: tuple[Effect, ...]) -> dict[str, tuple[float | None, ...]]:
    """Return the metrics of a lane with these effects, one value per replication."""
    return _simulated(simulator.scenario_text(base.with_changes(assessments.as_changes(effects))))


@lru_cache(maxsize=500)
def _simulated(text: str) -> dict[str, tuple[float | None, ...]]:
    """Run a lane; the same lane is asked for again whenever a house is checked again."""
    tables = simulator.compile_scenario(simulator.scenario_from_text(text))
    return replication_values(simulator.simulate(tables, STUDY), WORSE_IF_HIGHER)
