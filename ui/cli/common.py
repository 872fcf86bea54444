"""Share what every command does: read a file, stop with a sentence, print JSON."""

import json
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click

from datafiles import DataFileError

READ_WRONG = 1
CALL_WRONG = 2
INTERRUPTED = 130


def read(load: Callable[[], Any]) -> Any:
    """Return what `load` reads, or print every problem of the file and stop with exit code 1."""
    try:
        return load()
    except DataFileError as error:
        stop(str(error))


def stop(text: str, code: int = READ_WRONG) -> NoReturn:
    """Say why on stderr and end."""
    click.echo(text, err=True)
    sys.exit(code)


def print_json(value: Any) -> None:
    """Print a value as JSON on one line; a number that is none is a bug, not a text."""
    click.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))


def figure(value: float | None) -> str:
    """Write a number for a table."""
    return "none" if value is None else f"{value:.4g}"


def table(rows: list[list[str]]) -> None:
    """Print rows in columns, the first line being their names; numbers stand to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())
