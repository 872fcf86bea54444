"""Write the course as a file that needs nothing else."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.cli.common import CALL_WRONG, stop

if TYPE_CHECKING:
    import content

STDOUT = Path("-")


@click.command("export-course")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    default=Path("course.html"),
    show_default=True,
    help="File to write; - prints it.",
)
@click.option("--answers", is_flag=True, help="End with the right answers and what is said to each option.")
@click.option("--lang", metavar="LANGUAGE", help="Language of the texts, such as de.  [default: en]")
@click.option(
    "--house",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    envvar="GREENLANE_CONTENT_DIR",
    help="Folder of your house.  [default: GREENLANE_CONTENT_DIR, else the shipped course]",
)
def export_course(output: Path, lang: str | None, house: Path | None, *, answers: bool) -> None:
    """Write the whole course as one HTML file, to print or to read without a network.

    It needs nothing else: no server, no script, no address. Without --answers it is a handout.

    Example: greenlane export-course -o course.html --answers
    """
    if output != STDOUT and not output.absolute().parent.is_dir():
        folder = output.absolute().parent
        stop(f"{output}: the folder {folder} is not there; make it, or name another file", CALL_WRONG)
    html = _written(lang or "en", house, answers=answers)
    if output == STDOUT:
        click.echo(html, nl=False)
        return
    try:
        output.write_text(html, encoding="utf-8", newline="\n")
    except OSError as error:
        stop(f"{output}: cannot be written ({error.strerror}); name another file", CALL_WRONG)
    click.echo(f"Wrote {output} ({len(html.encode()) / 1000:.0f} kB)")


def _written(lang: str, house: Path | None, *, answers: bool) -> str:
    """Read the course and what it names, and return the file; stop with every problem of what is wrong."""
    import content  # noqa: PLC0415 - loads every room
    import delivery  # noqa: PLC0415 - as above
    import simulator  # noqa: PLC0415 - as above
    from ui import asking  # noqa: PLC0415 - as above
    from ui.learning.exporting import Shelf, course_html  # noqa: PLC0415 - as above
    from ui.settings import house_folder  # noqa: PLC0415 - as above

    course = content.load_course(house_folder("content", house))
    scenarios = simulator.shipped_scenarios(house_folder("simulator", house))
    problems = [*course.problems, *scenarios.problems]
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        sys.exit(1)
    named = {scenario.id: scenario for scenario in scenarios.values}
    shelf = Shelf(delivery.load_sources(), named, asking.measurer(scenarios.values))
    try:
        return course_html(_in_language(course, lang), shelf, answers=answers)
    except (KeyError, ValueError) as error:
        stop(
            f"The course asks what the simulator cannot answer: {error}. Run `greenlane check` to see where."
        )


def _in_language(course: "content.Course", lang: str) -> "content.Course":
    import content  # noqa: PLC0415 - loads every room

    there = ["en", *sorted(course.translations)]
    if lang not in there:
        stop(f"The course has no language `{lang}`; it is there in {', '.join(there)}", CALL_WRONG)
    return content.in_locale(course, lang)
