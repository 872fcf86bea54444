"""Tell an operator what is wrong, and the mend."""

import os
from pathlib import Path

import click

from ui.cli.common import READ_WRONG, print_json
from ui.cli.storing import DATA_DIR, JSON

_SIGNS = {"well": "well   ", "warning": "warning", "wrong": "WRONG  "}


@click.command()
@DATA_DIR
@JSON
def doctor(data_dir: Path | None, *, as_json: bool) -> None:
    """Look for what is wrong, from the data folder to the clock, and say each mend.

    It looks at settings, data folder, disk, database, content, cluster and clock. Nothing is changed, and
    the app may run meanwhile. Exit code 1 where something is wrong; a warning is no failure.

    Example: greenlane doctor
    """
    from store import utc_day  # noqa: PLC0415 - the other commands start faster
    from ui.doctor import examine_house  # noqa: PLC0415 - as above

    findings = examine_house(os.environ, utc_day(), data_dir)
    if as_json:
        shown = [{"name": f.name, "state": f.state, "text": f.text, "mend": f.mend or None} for f in findings]
        print_json({"findings": shown})
    else:
        for one in findings:
            click.echo(f"{_SIGNS[one.state]}  {one.name}: {one.text}")
            if one.mend:
                click.echo(f"         mend: {one.mend}")
    if any(one.state == "wrong" for one in findings):
        raise SystemExit(READ_WRONG)
