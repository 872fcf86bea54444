"""Measure DORA's five metrics from a log of deployments and a list of incidents."""

from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from ui.cli.common import figure, print_json, read, table


def _zone(_context: click.Context, _option: click.Parameter, value: str | None) -> tzinfo:
    """Read the name of a time zone, such as Europe/Berlin."""
    try:
        return ZoneInfo(value) if value else UTC
    except (KeyError, OSError, ValueError):
        raise click.BadParameter(f"`{value}` is no time zone; write one such as Europe/Berlin") from None


def _columns(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Read which column means what."""
    for value in values:
        if "=" not in value.strip("="):
            raise click.BadParameter(f"`{value}` says no column; write it as finished=ended_at")
    return {name: column for name, _, column in (value.partition("=") for value in values)}


FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
MEANING = "MEANING=COLUMN"


@click.command()
@click.argument("deployments", type=FILE)
@click.argument("incidents", type=FILE, required=False)
@click.option("--environment", metavar="NAME", help="The environment that is production.")
@click.option("--zone", metavar="NAME", callback=_zone, help="Time zone of times that name none; else UTC.")
@click.option("--since", metavar="DAY", help="First day of the window; else the first of the log.")
@click.option("--until", metavar="DAY", help="Last day of the window; else the last of the log.")
@click.option("--column", multiple=True, metavar=MEANING, callback=_columns, help="Which column means what.")
@click.option("--incident-column", multiple=True, metavar=MEANING, callback=_columns, help="For incidents.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def metrics(deployments: Path, incidents: Path | None, *, as_json: bool, **options: Any) -> None:
    """Measure the five DORA metrics from deployments and incidents, CSV or JSON.

    Example: greenlane metrics deployments.csv incidents.csv --json
    """
    from assessments.evidence.deployments import days, measure_log  # noqa: PLC0415 - nobody else needs it
    from assessments.evidence.logs import Reading, read_log  # noqa: PLC0415 - as above
    from assessments.evidence.records import read_records  # noqa: PLC0415 - as above

    zone, (first, last) = options["zone"], (_day(options[name], name) for name in ("since", "until"))
    if first and last and last < first:
        raise click.UsageError("--until lies before --since; turn them round")
    reading = Reading(options["environment"], zone, options["column"], options["incident_column"])
    log = read(
        lambda: read_log(
            read_records(deployments), None if incidents is None else read_records(incidents), reading
        )
    )
    found = measure_log(log, days(log, zone, first, last))
    if as_json:
        print_json(found.as_dict())
        return
    table([["metric", "value", "unit", "n", "excluded"], *map(_row, found.as_dict().items())])
    for note in dict.fromkeys(note for one in found.figures.values() for note in one.notes):
        click.echo(f"Note: {note}")


def _row(item: tuple[str, dict[str, float | int | str | None]]) -> list[str]:
    name, one = item
    value = one["value"]
    number = figure(None if value is None else float(value))
    return [name, number, str(one["unit"]), str(one["n"]), str(one["excluded"])]


def _day(text: str | None, option: str) -> datetime | None:
    """Read a day such as 2026-03-01."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) if text else None
    except ValueError:
        raise click.UsageError(f"--{option}: `{text}` is no day; write it as 2026-03-01") from None
