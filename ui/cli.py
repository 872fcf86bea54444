"""Offer the app's functions on the command line: the same functions that the pages call.

Exit codes: 0 well, 1 what was read is wrong, 2 the call is wrong. With `--json` stdout is JSON alone.
"""

import json
import sys
from collections.abc import Callable
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any, NoReturn

import click

from datafiles import DataFileError

READ_WRONG = 1


def main() -> None:
    """Run the command line."""
    commands(prog_name="greenlane")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Learn, see and measure how a change reaches production.

    Example: greenlane run
    """


@commands.command()
@click.option("--host", default=None, help="Address to listen on.  [default: 127.0.0.1]")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=None, help="Port to listen on.  [default: 8501]"
)
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder of the database.",
)
def run(host: str | None, port: int | None, data_dir: Path | None) -> None:
    """Start the app and print its address.

    Example: greenlane run --port 8600 --data-dir ~/greenlane
    """
    from store import OpeningError, StoreError  # noqa: PLC0415 - the other commands start faster without these
    from ui import live  # noqa: PLC0415 - as above
    from ui.server import serve  # noqa: PLC0415 - as above
    from ui.settings import SettingsError, settings_from_environment  # noqa: PLC0415 - as above

    try:
        settings = settings_from_environment(host=host, port=port, data_dir=data_dir)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    live.configure(settings)
    try:
        live.store()
    except OpeningError as error:
        _stop(str(error))
    except StoreError as error:
        click.echo(f"{error} Starting all the same: pages say so until it answers.", err=True)
    serve(settings)


@commands.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(folder: Path | None, *, as_json: bool) -> None:
    """Check all data files and the ids between them.

    Example: greenlane check my-house
    """
    from ui.checking import check as check_house  # noqa: PLC0415 - loads every room

    checked = check_house(folder)
    if as_json:
        _print_json({"counts": checked.counts, "problems": [str(problem) for problem in checked.problems]})
    else:
        for problem in checked.problems:
            click.echo(str(problem))
        click.echo(", ".join(f"{number} {noun}" for noun, number in checked.counts.items()))
        click.echo(f"{len(checked.problems)} problems" if checked.problems else "No problems found.")
    if checked.problems:
        sys.exit(READ_WRONG)


@commands.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(min=0), help="Seed of every draw.")
@click.option("--replications", default=40, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--changes",
    default=None,
    type=click.IntRange(min=1),
    help="Changes that arrive in each.  [default: 1500]",
)
@click.option(
    "--hours",
    default=None,
    type=click.FloatRange(min=0, min_open=True),
    help="Stop after so many hours instead.",
)
@click.option(
    "--warm-up",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Changes left out at the start.",
)
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change a number, e.g. review.capacity=3.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def simulate(  # noqa: PLR0913 - one parameter per option
    file: Path, *, seed: int, replications: int, changes: int | None, hours: float | None, warm_up: int,
    assignments: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    """Simulate a scenario file and print its metrics.

    Example: greenlane simulate button-weekly.yaml --set review.capacity=3 --json
    """
    import simulator  # noqa: PLC0415 - loads numba

    if changes is not None and hours is not None:
        raise click.UsageError("give --changes or --hours, not both")
    scenario = _read(lambda: simulator.load_scenario(file))
    try:
        scenario = scenario.with_changes(dict(_assignment(text) for text in assignments))
        study = simulator.Study(
            seed=seed, replications=replications, changes=changes or 1500, hours=hours, warm_up=warm_up
        )
        measured = simulator.measure(
            simulator.simulate(simulator.compile_scenario(scenario), study)
        ).as_dict()
    except simulator.SimulatorError as error:
        _stop(str(error))
    if as_json:
        _print_json(measured)
        return
    for name, metric in measured["metrics"].items():
        if "mean" in metric:
            click.echo(f"{name:32} {_figure(metric['mean']):>12} {metric['unit']:12} n {metric['n']}")


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.4g}"


@commands.command()
@click.argument("questionnaire", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("answers", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def score(questionnaire: Path, answers: Path, *, as_json: bool) -> None:
    """Score a file of answers against a questionnaire.

    Example: greenlane score continuous-delivery.yaml answers.yaml --json
    """
    import assessments  # noqa: PLC0415 - only this command needs the room

    asked = _read(lambda: assessments.load_questionnaire(questionnaire))
    scores = assessments.score(asked, _read(lambda: assessments.load_answers(answers, asked)))
    if as_json:
        _print_json(scores.as_dict())
        return
    for name, node in {"overall": scores.overall, **scores.dimensions}.items():
        between = f"from {_figure(node.low)} to {_figure(node.high)}"
        click.echo(f"{name:32} {_figure(node.score):>8}   {between}, coverage {_figure(node.coverage)}")


@commands.command()
def warm() -> None:
    """Compile the simulator and fill its cache.

    Example: greenlane warm
    """
    import simulator  # noqa: PLC0415 - loads numba

    simulator.warm()
    click.echo("The simulator is compiled.")


@commands.command()
def version() -> None:
    """Print the version.

    Example: greenlane version
    """
    click.echo(installed_version("greenlane"))


def _read(load: Callable[[], Any]) -> Any:
    """Return what `load` reads, or print every problem of the file and stop with exit code 1."""
    try:
        return load()
    except DataFileError as error:
        _stop(str(error))


def _stop(text: str) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(READ_WRONG)


def _assignment(text: str) -> tuple[str, str]:
    path, equals, value = text.partition("=")
    if not (path and equals and value):
        raise click.UsageError(f"--set {text!r} is not PATH=VALUE; write for example --set review.capacity=3")
    return path, value


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))
