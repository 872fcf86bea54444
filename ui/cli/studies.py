"""Read what a study is: the options that `simulate` and `sweep` share, and `--set` and `--vary` as YAML."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from datafiles import DataFileError, parse_strict
from ui.cli.common import read, stop

if TYPE_CHECKING:
    import simulator

F = TypeVar("F", bound=Callable[..., object])
LARGEST_SEED = 2**32 - 1
DEFAULT_CHANGES = 1500


@dataclass(frozen=True, slots=True)
class Asked:
    """What the shared options say: the scenario with its knobs set, the study, and where it is worked out."""

    scenario: "simulator.Scenario"
    study: "simulator.Study"
    executor: str
    open_hours: bool


def _executor(_context: click.Context, _option: click.Parameter, value: str) -> str:
    from simulator import ExecutorError, check_executor  # noqa: PLC0415 - loads numba

    try:
        return check_executor(value)
    except ExecutorError as error:
        raise click.BadParameter(str(error)) from None


def study_options(command: F) -> F:
    """Give a command the options of a study, `--set` and `--executor`."""
    options = (
        click.option(
            "--seed", default=1, show_default=True, type=click.IntRange(0, LARGEST_SEED), help="Which draws."
        ),
        click.option(
            "--replications",
            default=40,
            show_default=True,
            type=click.IntRange(min=1),
            help="Independent runs; they make the standard errors.",
        ),
        click.option(
            "--changes",
            type=click.IntRange(min=1),
            help=f"Changes that arrive in each run.  [default: {DEFAULT_CHANGES}]",
        ),
        click.option(
            "--hours",
            type=click.FloatRange(min=0, min_open=True),
            help="Stop each run after so many hours instead.",
        ),
        click.option(
            "--warm-up",
            default=0,
            show_default=True,
            type=click.IntRange(min=0),
            help="Changes left out at the start of each run.",
        ),
        click.option(
            "--set",
            "assignments",
            multiple=True,
            metavar="PATH=VALUE",
            help="Turn a knob, e.g. review.capacity=3; the value is YAML, null removes. Repeatable.",
        ),
        click.option("--open-hours", is_flag=True, help="Count waiting in open hours alone."),
        click.option(
            "--executor",
            default="threads",
            show_default=True,
            callback=_executor,
            metavar="threads|serial|tcp://HOST:PORT",
            help="Where it is worked out; an address is that of a Dask scheduler.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def asked_for(file: Path, options: dict[str, Any]) -> Asked:
    """Read the scenario, turn its knobs and build the study; stop with exit code 1 or 2 if that cannot be.

    Warnings about overload go to stderr.
    """
    import simulator  # noqa: PLC0415 - loads numba

    if options["changes"] is not None and options["hours"] is not None:
        raise click.UsageError("give --changes or --hours, not both")
    try:
        study = simulator.Study(
            seed=options["seed"],
            replications=options["replications"],
            changes=options["changes"] or max(DEFAULT_CHANGES, options["warm_up"] if options["hours"] else 0),
            hours=options["hours"],
            warm_up=options["warm_up"],
        )
    except simulator.WrongStudyError as error:
        raise click.UsageError(str(error)) from None
    changes = dict(assignment(text, "--set") for text in options["assignments"])
    scenario = read(lambda: simulator.load_scenario(file))
    try:
        scenario = scenario.with_changes(changes)
        simulator.check_size(simulator.compile_scenario(scenario), study)
    except simulator.WrongStudyError as error:
        raise click.UsageError(str(error)) from None
    except simulator.WrongScenarioError as error:
        stop("\n".join(f"{found.field}: {found.wrong}; {found.mend}" for found in error.problems))
    except simulator.SimulatorError as error:
        stop(str(error))
    for fault in simulator.overloads(scenario):
        where = ".".join(map(str, fault.location))
        click.echo(f"Warning: {file}: {where}: {fault.wrong}; {fault.mend}", err=True)
    return Asked(scenario, study, options["executor"], options["open_hours"])


def assignment(text: str, option: str) -> tuple[str, Any]:
    """Split PATH=VALUE, and read the value as YAML."""
    path, equals, value = text.partition("=")
    if not (path.strip() and equals and value.strip()):
        raise click.UsageError(f"{option} {text!r} is not PATH=VALUE; write for example {_EXAMPLES[option]}")
    listed = value if option == "--set" else f"[{value}]"
    return path.strip(), _yaml(listed, f"{option} {path.strip()}")


_EXAMPLES = {"--set": "--set review.capacity=3", "--vary": "--vary review.capacity=1,2,3"}


def _yaml(text: str, where: str) -> Any:
    """Read a value as YAML; `null` is None, though a file of nothing else is no file."""
    try:
        return parse_strict(f"value: {text}", where).data["value"]
    except DataFileError as error:
        raise click.UsageError(str(error)) from None


def study_line(study: "simulator.Study") -> str:
    """Say a study in words."""
    length = f"{study.changes:,} changes" if study.hours is None else f"{study.hours:g} h"
    warm_up = f", the first {study.warm_up:,} left out" if study.warm_up else ""
    return f"seed {study.seed}, {study.replications:,} replications of {length}{warm_up}"
