"""Start the app, score answers, and say the version."""

from importlib.metadata import version as installed_version
from pathlib import Path

import click

from ui.cli.common import figure, print_json, read, stop


@click.command()
@click.option("--host", default=None, help="Address to listen on.  [default: 127.0.0.1]")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=None, help="Port to listen on.  [default: 8501]"
)
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder of the database.",
)
def run(host: str | None, port: int | None, data_dir: Path | None) -> None:
    """Start the app and print its address.

    Example: greenlane run --port 8600 --data-dir ~/greenlane
    """
    from store import OpeningError, StoreError  # noqa: PLC0415 - the other commands start faster without these
    from ui import live  # noqa: PLC0415 - as above
    from ui.server import serve  # noqa: PLC0415 - as above
    from ui.settings import SettingsError, settings_from_environment  # noqa: PLC0415 - as above

    try:
        settings = settings_from_environment(host=host, port=port, data_dir=data_dir)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    live.configure(settings)
    try:
        live.store()
    except OpeningError as error:
        stop(str(error))
    except StoreError as error:
        click.echo(f"{error} Starting all the same: pages say so until it answers.", err=True)
    try:
        serve(settings)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error


@click.command()
@click.argument("questionnaire", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("answers", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def score(questionnaire: Path, answers: Path, *, as_json: bool) -> None:
    """Score a file of answers against a questionnaire.

    Example: greenlane score continuous-delivery.yaml answers.yaml --json
    """
    import assessments  # noqa: PLC0415 - only this command needs the room

    asked = read(lambda: assessments.load_questionnaire(questionnaire))
    scores = assessments.score(asked, read(lambda: assessments.load_answers(answers, asked)))
    if as_json:
        print_json(scores.as_dict())
        return
    for name, node in {"overall": scores.overall, **scores.dimensions}.items():
        between = f"from {figure(node.low)} to {figure(node.high)}"
        click.echo(f"{name:32} {figure(node.score):>8}   {between}, coverage {figure(node.coverage)}")


@click.command()
def version() -> None:
    """Print the version.

    Example: greenlane version
    """
    click.echo(installed_version("greenlane"))
