"""Load scenarios: a file becomes a scenario, or every problem it has at its line."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from datafiles import (
    DataFileError,
    Document,
    Loaded,
    Problem,
    load_folder,
    parse_strict,
    problem_at,
    read_strict,
    validate,
)
from simulator.checking import find_faults
from simulator.faults import Fault
from simulator.model import Scenario
from simulator.salvaging import Check, faults_beyond

SHIPPED = Path(__file__).parent / "scenarios"


def _validated(document: Document, check: Check) -> Scenario:
    """Turn a document into a scenario, or raise the problems of its fields and of what they say together."""

    def problems(faults: Iterable[Fault]) -> list[Problem]:
        return [problem_at(document, fault.location, fault.wrong, fault.mend) for fault in faults]

    try:
        return validate(document, Scenario, lambda scenario, _: problems(check(scenario)))
    except DataFileError as error:
        found = {*error.problems, *problems(faults_beyond(document.data, check))}
        raise DataFileError(sorted(found)) from None


def load_scenario(path: Path) -> Scenario:
    """Load one scenario file.

    Raises:
        DataFileError: with every problem, each as path:line: field: what is wrong; how to mend it.
    """

    def check(scenario: Scenario) -> Iterator[Fault]:
        yield from find_faults(scenario)
        if scenario.id != path.stem:
            yield Fault(("id",), f"is `{scenario.id}`", f"write the file's name, `{path.stem}`")

    return _validated(read_strict(path, keep_problems=True), check)


def scenario_from_text(text: str, path: str = "<text>") -> Scenario:
    """Read a scenario from a text, as `load_scenario` does from a file.

    Raises:
        DataFileError: with every problem.
    """
    return _validated(parse_strict(text, path, keep_problems=True), find_faults)


def shipped_scenarios(folder: Path = SHIPPED) -> Loaded[Scenario]:
    """Load the scenarios of a folder, by default those that come with the simulator, in file name order."""
    return load_folder(sorted(folder.glob("*.yaml")), load_scenario)
