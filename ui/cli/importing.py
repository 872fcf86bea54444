"""Import questionnaires that others wrote, and give answers back to their tools."""

import os
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import click

from datafiles import DataFileError
from ui.cli.common import CALL_WRONG, READ_WRONG, print_json, read, stop


@click.command("import")
@click.argument("path", metavar="FILE|FOLDER", type=click.Path(path_type=Path, exists=True))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File for the questionnaire, or a folder for it and the answers; left out, nothing is written.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def import_questionnaire(path: Path, output: Path | None, *, as_json: bool) -> None:
    """Import a questionnaire: OWASP SAMM or DSOMM, DORA, Atos, PEMM, measure-mate, devops-maturity, CSV.

    The content says which format it is. An import is whole or not at all: with any problem in the way, all of
    them are listed with file and line, and nothing is written.

    Example: greenlane import continuous-delivery.yaml --output imported
    """
    from assessments.importers import as_files, import_path  # noqa: PLC0415 - only this one needs it

    try:
        imported = import_path(path)
    except DataFileError as error:
        _refuse(error, as_json=as_json)
    report = imported.as_dict()
    written: list[str] = []
    if output is not None:
        folder, stem = _place(output)
        files = {folder / file.name: file.text for file in as_files(imported, stem)}
        if stem is not None and output.suffix.lower() != ".yaml":
            files = {
                output if target.name == f"{stem}.yaml" else target: text for target, text in files.items()
            }
        _write(files)
        written = [str(target) for target in files]
    if as_json:
        print_json({**report, "written": written})
    else:
        _print(report, written)


@click.command("export-answers")
@click.argument("questionnaire", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument(
    "answers", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder to write into.  [default: the current folder]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def export_answers(questionnaire: Path, answers: tuple[Path, ...], output: Path, *, as_json: bool) -> None:
    """Write answers in the files of the tool their questionnaire was imported from.

    OWASP DSOMM reads team-progress.yaml and team-evidence.yaml, of one team or several; devops-maturity reads
    devops-maturity.yml, of one. What they have no place for is left out: what does not apply, is not known or
    is done elsewhere. QUESTIONNAIRE and ANSWERS are files that `greenlane import` wrote.

    Example: greenlane export-answers dsomm.yaml blue.yaml red.yaml --output back
    """
    import assessments  # noqa: PLC0415 - only these commands need the room
    from assessments.importers import returned  # noqa: PLC0415 - as above

    asked = read(lambda: assessments.load_questionnaire(questionnaire))
    given = [read(partial(assessments.load_answers, path, asked)) for path in answers]
    try:
        files = {output / name: text for name, text in returned(asked, given).items()}
    except assessments.NotReturnableError as error:
        stop(str(error), CALL_WRONG)
    _write(files)
    written = [str(target) for target in files]
    if as_json:
        print_json({"teams": [one.team for one in given], "written": written})
        return
    for path in written:
        click.echo(f"Wrote {path}")


def _refuse(error: DataFileError, *, as_json: bool) -> None:
    """Say everything that is in the way, and end."""
    if as_json:
        empty = {"format": None, "title": None, "licence": None, "counts": None}
        print_json({**empty, "problems": [str(problem) for problem in error.problems], "written": []})
        raise SystemExit(READ_WRONG)
    stop(str(error))


def _place(output: Path) -> tuple[Path, str | None]:
    """Return the folder to write into, and the stem of the file that was named, if one was."""
    if output.is_dir() or not output.suffix:
        return output, None
    return output.parent, output.stem


def _write(files: dict[Path, str]) -> None:
    """Write all files or none: first beside their places, then into them."""
    ready: list[tuple[str, Path]] = []
    try:
        for target, text in files.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(dir=target.parent, prefix=".import-")
            ready.append((name, target))
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(text)
        for name, target in ready:
            if target.is_dir():
                raise IsADirectoryError(21, "is a folder")
            Path(name).chmod(0o644)
        for name, target in ready:
            Path(name).replace(target)
    except OSError as error:
        for name, _ in ready:
            Path(name).unlink(missing_ok=True)
        stop(f"{target}: cannot be written ({error.strerror}); name another place", CALL_WRONG)


def _print(report: dict[str, Any], written: list[str]) -> None:
    """Say what was read."""
    counts = report["counts"]
    click.echo(f"{report['title']} ({report['format']})")
    click.echo(", ".join(f"{number:,} {noun}" for noun, number in counts.items() if number))
    click.echo(f"Licence: {report['licence']}")
    click.echo(report["attribution"])
    for note in report["notes"]:
        click.echo(f"Note: {note}")
    for problem in report["problems"]:
        click.echo(f"Kept as it is: {problem}")
    for path in written:
        click.echo(f"Wrote {path}")
    if not written:
        click.echo("Nothing written; say where with --output.")
