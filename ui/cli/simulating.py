"""Simulate one scenario, and compile the simulator."""

from pathlib import Path
from typing import Any

import click

from ui.cli.common import figure, print_json, stop, table
from ui.cli.studies import asked_for, study_line, study_options


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@study_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def simulate(file: Path, *, as_json: bool, **options: Any) -> None:
    """Simulate a scenario file and print its metrics.

    Example: greenlane simulate button-weekly.yaml --set review.capacity=3 --json
    """
    import simulator  # noqa: PLC0415 - loads numba

    asked = asked_for(file, options)
    try:
        (measured,) = simulator.sweep(
            [asked.scenario], asked.study, executor=asked.executor, open_hours=asked.open_hours
        )
    except simulator.ExecutorError as error:
        stop(str(error))
    if isinstance(measured, simulator.Refused):
        stop("\n".join(measured.problems))
    if as_json:
        print_json(measured.as_dict())
        return
    click.echo(f"{asked.scenario.title}: {study_line(asked.study)}")
    click.echo()
    _print_metrics(measured.metrics)
    click.echo()
    _print_stages(measured.stages)


def _print_metrics(metrics: dict[str, dict[str, Any]]) -> None:
    rows = [["metric", "mean", "± se", "p50", "p90", "unit", "n"]]
    for name, block in _blocks(metrics):
        numbers = [figure(block[part]) if part in block else "" for part in ("mean", "se", "p50", "p90")]
        rows.append([name, *numbers, block["unit"], f"{block['n']:,}"])
    table(rows)


def _blocks(metrics: dict[str, dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """List the metrics, then those of each class of changes."""
    mine = [(name, block) for name, block in metrics.items() if "unit" in block]
    for kind, inner in metrics.get("by_class", {}).items():
        mine += [(f"{kind}: {name}", block) for name, block in inner.items() if "unit" in block]
    return mine


def _print_stages(stages: dict[str, dict[str, dict[str, Any]]]) -> None:
    rows = [["stage", "wait [h]", "± se", "p90", "utilization", "queue", "visits"]]
    for name, stage in stages.items():
        wait = [figure(stage["wait"][part]) for part in ("mean", "se", "p90")]
        others = [figure(stage[part]["mean"]) for part in ("utilization", "queue", "visits")]
        rows.append([name, *wait, *others])
    table(rows)


@click.command()
def warm() -> None:
    """Compile the simulator and fill its cache.

    Example: greenlane warm
    """
    import simulator  # noqa: PLC0415 - loads numba

    simulator.warm()
    click.echo("The simulator is compiled.")
