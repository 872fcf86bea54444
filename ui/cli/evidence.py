"""Read evidence: what a clone's history says."""

import sys
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.cli.common import print_json, stop, table

if TYPE_CHECKING:
    from assessments.evidence.history import Spread


def _day(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime | None:
    """Read a day such as 2026-03-01, or a moment such as 2026-03-01T08:00+01:00; UTC unless it says else."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"`{value}` is no day; write it as 2026-03-01") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@click.command("git")
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--since", metavar="DAY", callback=_day, help="Leave out commits before this day.")
@click.option("--until", metavar="DAY", callback=_day, help="Leave out commits after this day.")
@click.option("--tags", metavar="PATTERN", help="Names of release tags, such as `release-*`.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def history(
    path: Path, since: datetime | None, until: datetime | None, tags: str | None, *, as_json: bool
) -> None:
    """Read how often a team integrates, merges and releases from a local clone; nothing in it is run.

    Example: greenlane git clone --since 2026-01-01 --json
    """
    from assessments.evidence.git_history import read_history  # noqa: PLC0415 - nobody else needs it
    from assessments.evidence.history import HistoryError, Window  # noqa: PLC0415 - as above

    try:
        found = read_history(path, Window(_first(since), _last(until)), tags, _progress)
    except HistoryError as error:
        stop(str(error))
    if as_json:
        print_json(found.as_dict())
        return
    rows = [["what", "number"], ["commits", f"{found.commits:,}"]]
    rows += [["merges on the main line", f"{found.merges_first_parent:,}"]]
    rows += [["squashed on the main line", f"{found.squash_subjects_first_parent:,}"]]
    rows += [["release tags", f"{found.release_tags:,}"]]
    rows += [["weeks with a commit", f"{len(found.commits_per_week):,}"]]
    rows += _spread("commit to release", found.lead_time) + _spread("branch life", found.branch_life)
    table(rows)
    for note in found.notes:
        click.echo(f"Note: {note}")


def _spread(what: str, found: "Spread") -> list[list[str]]:
    hours = {
        name: "none" if seconds is None else f"{seconds / 3600:,.1f}"
        for name, seconds in (("median", found.median), ("90 % quantile", found.p90))
    }
    rows = [[f"{what}, {name} [h]", hour] for name, hour in hours.items()]
    return [*rows, [f"{what}, n", f"{found.n:,}"]]


def _first(day: datetime | None) -> float:
    return day.timestamp() if day else float("-inf")


def _last(day: datetime | None) -> float:
    """Return the end of a day, or the moment itself."""
    if day is None:
        return float("inf")
    whole = datetime.combine(day.date(), time.max, day.tzinfo) if day.time() == time.min else day
    return whole.timestamp()


def _progress(done: int, total: int) -> None:
    """Say on a terminal how far reading is."""
    if sys.stderr.isatty():
        click.echo(f"\r{done:,} of {total:,} commits", err=True, nl=done >= total)
