"""Check a house's data files, begin new ones, and write the schemas their editors understand."""

import json
import sys
from pathlib import Path

import click

from ui.cli.common import READ_WRONG, print_json, stop
from ui.cli.skeletons import KINDS, CannotWriteError, write_new


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--release", is_flag=True, help="Take sources that nobody looked at for long as errors.")
def check(folder: Path | None, *, as_json: bool, release: bool) -> None:
    """Check all data files and the ids between them; warnings alone are no failure.

    Example: greenlane check my-house
    """
    from ui.checking import check as check_house  # noqa: PLC0415 - loads every room

    checked = check_house(folder, release=release)
    if as_json:
        warnings = [str(warning) for warning in checked.warnings]
        problems = [str(problem) for problem in checked.problems]
        print_json({"counts": dict(checked.counts), "problems": problems, "warnings": warnings})
    else:
        for problem in checked.problems:
            click.echo(str(problem))
        for warning in checked.warnings:
            click.echo(f"Warning: {warning}")
        click.echo(", ".join(f"{number} {noun}" for noun, number in checked.counts.items()))
        click.echo(f"{len(checked.problems)} problems" if checked.problems else "No problems found.")
    if checked.problems:
        sys.exit(READ_WRONG)


@click.command()
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.argument("name", metavar="ID")
@click.option(
    "--house",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="GREENLANE_CONTENT_DIR",
    help="Folder of your house.  [default: GREENLANE_CONTENT_DIR, else the current folder]",
)
def new(kind: str, name: str, house: Path | None) -> None:
    """Write a new data file to begin with; it passes `greenlane check` as it is.

    Example: greenlane new scenario our-lane --house my-house
    """
    try:
        written = write_new(kind, name, house or Path())
    except CannotWriteError as error:
        raise click.UsageError(str(error)) from None
    for path in written:
        click.echo(f"Wrote {path}")


@click.command()
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write one file per kind into, instead of printing all.",
)
def schema(output: Path | None) -> None:
    """Print the JSON Schemas of the data files, for editors that check while one writes.

    Name the schema in the first line of a file:

    # yaml-language-server: $schema=schemas/scenario.schema.json

    Example: greenlane schema --output schemas
    """
    from ui.cli.schemas import schemas  # noqa: PLC0415 - loads every room

    if output is None:
        print_json(schemas())
        return
    try:
        output.mkdir(parents=True, exist_ok=True)
        for kind, value in schemas().items():
            path = output / f"{kind}.schema.json"
            text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
            path.write_text(text + "\n", encoding="utf-8")
            click.echo(f"Wrote {path}; name it in a file: # yaml-language-server: $schema={path.as_posix()}")
    except OSError as error:
        stop(f"{output}: cannot be written ({error.strerror}); name another folder", 2)
