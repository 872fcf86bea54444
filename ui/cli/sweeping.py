"""Sweep a scenario over every combination of some values."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.cli.common import INTERRUPTED, READ_WRONG, figure, print_json, stop, table
from ui.cli.studies import Asked, asked_for, assignment, study_line, study_options

if TYPE_CHECKING:
    import simulator

    Results = Mapping[int, simulator.Measurement | simulator.Refused]

METRICS = (
    "change_lead_time",
    "change_lead_time.p90",
    "deployment_frequency",
    "change_fail_rate",
    "failed_changes_per_1000",
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--vary",
    "varied",
    multiple=True,
    required=True,
    metavar="PATH=A,B,C",
    help="Values of a knob, as YAML with commas between. Repeatable: every combination is simulated.",
)
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    default=METRICS,
    help="A column of the table, e.g. wait.p90 or stages.review.wait. Repeatable.",
)
@study_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def sweep(
    file: Path, *, varied: tuple[str, ...], metrics: tuple[str, ...], as_json: bool, **options: Any
) -> None:
    """Simulate every combination of some values of a scenario file, under the same draws.

    Example: greenlane sweep button-weekly.yaml --vary review.capacity=1,2,3 --vary defects=0,0.1
    """
    import simulator  # noqa: PLC0415 - loads numba

    knobs: dict[str, Sequence[Any]] = {}
    for text in varied:
        path, values = assignment(text, "--vary")
        if path in knobs:
            raise click.UsageError(f"--vary {path} is there twice; write its values with commas between")
        knobs[path] = values
    asked = asked_for(file, options)
    try:
        variants = simulator.variants(asked.scenario, knobs)
    except simulator.WrongStudyError as error:
        raise click.UsageError(str(error)) from None
    found: dict[int, simulator.Measurement | simulator.Refused] = {}
    whole = _collect(asked, variants, found, metrics)
    if as_json:
        print_json(_as_dict(asked, knobs, variants, found))
    else:
        _print_table(asked, variants, found, metrics)
    if not whole:
        stop(f"Stopped: {len(found):,} of {len(variants):,} combinations are done.", INTERRUPTED)
    if any(isinstance(result, simulator.Refused) for result in found.values()):
        sys.exit(READ_WRONG)


def _collect(
    asked: Asked,
    variants: "Sequence[simulator.Variant]",
    found: "dict[int, simulator.Measurement | simulator.Refused]",
    metrics: Sequence[str],
) -> bool:
    """Put what each combination comes to into `found`; tell whether all of them came to an end."""
    import simulator  # noqa: PLC0415 - loads numba

    scenarios = [variant.scenario for variant in variants]
    each = simulator.sweep_each(scenarios, asked.study, executor=asked.executor, open_hours=asked.open_hours)
    try:
        with click.progressbar(length=len(scenarios), label="Sweeping", file=sys.stderr) as bar:
            for number, result in each:
                if not found and isinstance(result, simulator.Measurement):
                    for metric in metrics:
                        _block(metric, result)
                found[number] = result
                bar.update(1)
    except KeyboardInterrupt:
        return False
    except simulator.ExecutorError as error:
        stop(str(error))
    finally:
        each.close()
    return True


def _as_dict(
    asked: Asked,
    knobs: Mapping[str, Sequence[Any]],
    variants: "Sequence[simulator.Variant]",
    found: "Results",
) -> dict[str, Any]:
    study = asked.study
    length = {"changes": study.changes} if study.hours is None else {"hours": study.hours}
    rows = []
    for number in sorted(found):
        result = found[number].as_dict()
        names = ("problems",) if "problems" in result else ("metrics", "stages")
        rows.append({"changes": _plain(variants[number].changes), **{name: result[name] for name in names}})
    return {
        "scenario": asked.scenario.id,
        "seed": study.seed,
        "replications": study.replications,
        **length,
        **({"warm_up": study.warm_up} if study.warm_up else {}),
        "vary": _plain(knobs),
        "combinations": len(variants),
        "rows": rows,
    }


def _plain(value: Any) -> Any:
    """Turn what YAML says into what JSON says: a plain `3` is a number."""
    from datafiles import Plain  # noqa: PLC0415 - with its readers, beside it
    from datafiles.fields import NUMBER, to_number  # noqa: PLC0415 - as above

    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Plain) and value in {"true", "false"}:
        return value == "true"
    if isinstance(value, Plain) and NUMBER.fullmatch(value):
        number = to_number(value)
        return int(number) if number.is_integer() and "." not in value else number
    return value if value is None else str(value)


def _shown(value: Any) -> str:
    plain = _plain(value)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


def _print_table(
    asked: Asked,
    variants: "Sequence[simulator.Variant]",
    found: "Results",
    metrics: Sequence[str],
) -> None:
    """Print one row per combination that is done, and say why others are refused."""
    import simulator  # noqa: PLC0415 - loads numba

    click.echo(f"{asked.scenario.title}: {study_line(asked.study)}; mean ± standard error")
    rows: list[list[str]] = []
    refused: list[str] = []
    for number in sorted(found):
        result = found[number]
        turned = variants[number].changes
        if isinstance(result, simulator.Refused):
            refused += [f"{_words(turned)}: {problem}" for problem in result.problems]
            continue
        if not rows:
            rows.append([*turned, *(_headed(name, result) for name in metrics)])
        rows.append([*map(_shown, turned.values()), *(_cell(name, result) for name in metrics)])
    if rows:
        table(rows)
    for text in refused:
        click.echo(text, err=True)


def _words(changes: Mapping[str, object]) -> str:
    return ", ".join(f"{path}={_shown(value)}" for path, value in changes.items())


def _block(metric: str, measured: "simulator.Measurement") -> tuple[Any, str]:
    """Return a metric's value or its whole block, and its unit.

    Raises:
        click.UsageError: if nothing of that name is measured.
    """
    found: Any = {**measured.metrics, "stages": measured.stages}
    unit = ""
    for name in metric.split("."):
        if not isinstance(found, dict) or name not in found:
            known = ", ".join(found) if isinstance(found, dict) else "nothing below"
            raise click.UsageError(f"--metric {metric}: `{name}` is not measured; there is {known}")
        found = found[name]
        unit = found.get("unit", unit) if isinstance(found, dict) else unit
    if isinstance(found, dict) and "mean" not in found:
        raise click.UsageError(f"--metric {metric} is no number; there is {', '.join(found)}")
    return found, unit


def _headed(metric: str, measured: "simulator.Measurement") -> str:
    unit = _block(metric, measured)[1]
    return f"{metric} [{unit}]" if unit else metric


def _cell(metric: str, measured: "simulator.Measurement") -> str:
    found = _block(metric, measured)[0]
    if not isinstance(found, dict):
        return str(found) if isinstance(found, str) else figure(found)
    se = found.get("se")
    return figure(found["mean"]) + (f" ± {se:.2g}" if se is not None else "")
