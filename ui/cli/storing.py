"""Back up, restore, migrate, move and purge what is stored."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ui.cli.common import print_json, stop, table

if TYPE_CHECKING:
    from store import Place
    from store.tallying import Tally
    from ui.settings import Settings

T = TypeVar("T")
DATA_DIR = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder of the database.  [default: GREENLANE_DATA_DIR, else data]",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def settings_of(data_dir: Path | None) -> "Settings":
    """Read the settings; a wrong one is a wrong call."""
    from ui.settings import SettingsError, settings_from_environment  # noqa: PLC0415 - others start faster

    try:
        return settings_from_environment(data_dir=data_dir)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error


def place_of(settings: "Settings") -> "Place":
    """Return where the database of these settings lies."""
    from store import AddressError, find_place  # noqa: PLC0415 - others start faster

    try:
        return find_place(settings.database_url, settings.data_dir)
    except AddressError as error:
        raise click.UsageError(str(error)) from error


def _ask(work: Callable[[], T]) -> T:
    """Return what the store does, or say why not and stop with exit code 1."""
    from store import StoreError  # noqa: PLC0415 - others start faster

    try:
        return work()
    except StoreError as error:
        stop(str(error))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Replace a file of that name.")
@DATA_DIR
@JSON
def backup(file: Path, data_dir: Path | None, *, replace: bool, as_json: bool) -> None:
    """Write everything stored into one file, consistent while the app runs.

    The file is a SQLite database, whichever database it was taken from. It is as secret as the original: keep
    it where only you can read it. What was erased later is still in older backups.

    Example: greenlane backup greenlane-today.db
    """
    from store import back_up  # noqa: PLC0415 - others start faster

    place = place_of(settings_of(data_dir))
    made = _ask(lambda: back_up(place, file, replace=replace))
    _print(as_json, {"file": str(made.file), "format": made.format}, made.tables)
    if not as_json:
        click.echo(f"Wrote {made.file}: {made.rows:,} rows of {place}, format {made.format}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Replace what is stored now; it is kept under another name.")
@DATA_DIR
@JSON
def restore(file: Path, data_dir: Path | None, *, replace: bool, as_json: bool) -> None:
    """Bring back what a backup holds, after a look at every byte of it. Stop the app first.

    A backup of an older version is brought to the newest format. The backup itself stays as it is.

    Example: greenlane restore greenlane-backup.db --replace
    """
    from store import restore as restore_from  # noqa: PLC0415 - others start faster

    settings = settings_of(data_dir)
    place = place_of(settings)
    done = _ask(lambda: restore_from(place, file, settings.data_dir, replace=replace))
    kept = None if done.kept is None else str(done.kept)
    facts = {"file": str(done.backup.file), "sealed": done.backup.sealed, "kept": kept}
    _print(as_json, facts, done.backup.tables)
    if as_json:
        return
    click.echo(f"Restored {done.backup.rows:,} rows to {place}")
    if kept:
        click.echo(f"What was there before lies in {kept}")
    if not done.backup.sealed:
        click.echo("Note: the file has no seal of `greenlane backup`; a changed byte would go unnoticed.")


@click.command()
@DATA_DIR
@JSON
def migrate(data_dir: Path | None, *, as_json: bool) -> None:
    """Bring the database to the format of this version; a backup is written first.

    Starting the app does the same. A step is done whole or not at all; the way back is the backup.

    Example: greenlane migrate
    """
    from store import Store, format_of  # noqa: PLC0415 - others start faster

    settings = settings_of(data_dir)
    place = place_of(settings)
    before = _ask(lambda: format_of(place))
    _ask(lambda: Store.open(settings.database_url, settings.data_dir)).close()
    after = _ask(lambda: format_of(place))
    if as_json:
        print_json({"database": str(place), "before": before, "after": after})
    elif before == after:
        click.echo(f"{place} has the newest format, {after}.")
    else:
        click.echo(f"{place}: format {before or 'of a new database'} became {after}.")


@click.command()
@click.argument("url", envvar="GREENLANE_MOVE_URL")
@DATA_DIR
@JSON
def move(url: str, data_dir: Path | None, *, as_json: bool) -> None:
    """Copy everything into another, empty database, and prove that it arrived. Stop the app first.

    URL is postgresql://user:password@host:5432/name or sqlite:////folder/greenlane.db. In the environment
    variable GREENLANE_MOVE_URL nobody else on this machine sees its password. What is stored now stays.

    Example: greenlane move sqlite:///moved/greenlane.db
    """
    from store import AddressError, find_place  # noqa: PLC0415 - others start faster
    from store import move as move_to  # noqa: PLC0415 - as above

    settings = settings_of(data_dir)
    source = place_of(settings)
    try:
        target = find_place(url, settings.data_dir)
    except AddressError as error:
        raise click.UsageError(str(error)) from error
    moved = _ask(lambda: move_to(source, target))
    _print(as_json, {"source": str(source), "target": str(target)}, moved.tables)
    if not as_json:
        click.echo(f"Moved {moved.rows:,} rows from {source} to {target}; every table is equal in both.")
        click.echo("Start the app with GREENLANE_DATABASE_URL set to the new address.")


@click.command()
@click.option(
    "--days", type=click.IntRange(1, 36_500), help="Age [days].  [default: GREENLANE_RETENTION_DAYS]"
)
@click.option("--dry-run", is_flag=True, help="Count only; works while the app runs.")
@DATA_DIR
@JSON
def purge(days: int | None, data_dir: Path | None, *, dry_run: bool, as_json: bool) -> None:
    """Forget teams, browsers and other things that nobody used for so many days.

    The app does it by itself each day where GREENLANE_RETENTION_DAYS is set. With SQLite stop the app first.

    Example: greenlane purge --days 400 --dry-run
    """
    from store import Store, count_old_in, utc_day  # noqa: PLC0415 - others start faster

    settings = settings_of(data_dir)
    age = days or settings.retention_days
    if age is None:
        raise click.UsageError("say how old with --days, or set GREENLANE_RETENTION_DAYS")
    before = utc_day() - timedelta(days=age)

    def forget() -> Any:
        with Store.open(settings.database_url, settings.data_dir) as store:
            return store.purge(before)

    purged = _ask((lambda: count_old_in(place_of(settings), before)) if dry_run else forget)
    if as_json:
        print_json({"before": before.isoformat(), "dry_run": dry_run, "counts": dict(purged.counts)})
        return
    told = ", ".join(f"{number:,} {noun}" for noun, number in purged.counts.items())
    click.echo(f"{'Would forget' if dry_run else 'Forgot'} what was last used before {before}: {told}")


def _print(as_json: bool, facts: Mapping[str, Any], tables: "Mapping[str, Tally]") -> None:  # noqa: FBT001 - a flag of the caller's caller
    """Print what each table holds."""
    if as_json:
        held = {name: {"rows": tally.rows, "sha256": tally.digest} for name, tally in sorted(tables.items())}
        print_json({**facts, "tables": held})
        return
    filled = [[name, f"{one.rows:,}", one.digest[:12]] for name, one in sorted(tables.items()) if one.rows]
    table([["table", "rows", "hash"], *filled])
