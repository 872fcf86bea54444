"""The author's guide: every example in it is a scenario that runs and claims nothing wrong."""

import re
from pathlib import Path

import pytest

from datafiles import parse_strict, problem_at
from simulator import (
    Scenario,
    Study,
    check_expectations,
    compile_scenario,
    measure,
    overloads,
    scenario_from_text,
    simulate,
)
from simulator.model import DistributionKind, Stage

GUIDE = Path(__file__).parents[2] / "docs/authoring/scenarios.md"
TEXT = GUIDE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
READ = [scenario_from_text(example) for example in EXAMPLES]


@pytest.mark.parametrize("scenario", READ, ids=lambda scenario: scenario.id)
def test_every_example_runs(scenario: Scenario) -> None:
    found = measure(simulate(compile_scenario(scenario), Study(replications=2, changes=60)))

    assert found.value("change_lead_time.n")


def test_examples_have_names_of_their_own_and_claim_nothing_wrong() -> None:
    assert len({scenario.id for scenario in READ}) == len(READ) >= 15
    found = check_expectations(READ)

    assert found == {"slow-and-sure": ()}


@pytest.mark.parametrize("scenario", READ, ids=lambda scenario: scenario.id)
def test_only_the_warning_example_asks_for_too_much_and_its_warning_is_printed(scenario: Scenario) -> None:
    (text,) = [example for example in EXAMPLES if f"id: {scenario.id}\n" in example]
    document = parse_strict(text, f"{scenario.id}.yaml")
    said = [
        str(problem_at(document, fault.location, fault.wrong, fault.mend)) for fault in overloads(scenario)
    ]

    assert bool(said) == (scenario.id == "too-much")
    assert all(f"```text\n{warning}\n```" in TEXT for warning in said)


def used(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for inner in value.values() for name in used(inner)}
    return (
        {name for inner in value for name in used(inner)}
        if isinstance(value, (list, tuple))
        else {str(value)}
    )


def test_the_examples_use_every_part_of_the_language() -> None:
    names = {name for scenario in READ for name in used(scenario.model_dump(exclude_unset=True))}

    assert set(Scenario.model_fields) <= names
    assert set(Stage.model_fields) - {"title"} <= names
    assert {str(kind) for kind in DistributionKind} <= names
    parts = "between at first wip_limit classes priority seats every max size all slip rate to attempts hold"
    assert {*parts.split(), "fails", "detect", "recover", "rollback", "share", "freeze", "conflicts"} <= names
