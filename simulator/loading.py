"""Load scenarios: a file becomes a scenario, or every problem it has at its line."""

from collections.abc import Iterator
from pathlib import Path

from datafiles import (
    Document,
    Loaded,
    Problem,
    load_folder,
    load_model,
    model_from_text,
    problem_at,
)
from simulator.checking import find_faults
from simulator.model import Scenario

SHIPPED = Path(__file__).parent / "scenarios"


def _problems(scenario: Scenario, document: Document) -> Iterator[Problem]:
    for fault in find_faults(scenario):
        yield problem_at(document, fault.location, fault.wrong, fault.mend)


def _named(scenario: Scenario, document: Document) -> Iterator[Problem]:
    yield from _problems(scenario, document)
    name = Path(document.path).stem
    if scenario.id != name:
        yield problem_at(document, ("id",), f"is `{scenario.id}`", f"write the file's name, `{name}`")


def load_scenario(path: Path) -> Scenario:
    """Load one scenario file.

    Raises:
        DataFileError: with every problem, each as path:line: field: what is wrong; how to mend it.
    """
    return load_model(path, Scenario, _named)


def scenario_from_text(text: str, path: str = "<text>") -> Scenario:
    """Read a scenario from a text, as `load_scenario` does from a file.

    Raises:
        DataFileError: with every problem.
    """
    return model_from_text(text, Scenario, path, _problems)


def shipped_scenarios(folder: Path = SHIPPED) -> Loaded[Scenario]:
    """Load the scenarios of a folder, by default those that come with the simulator, in file name order."""
    return load_folder(sorted(folder.glob("*.yaml")), load_scenario)
