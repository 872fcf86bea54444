"""Read evidence: what pipeline files say about the way to production."""

from pathlib import Path

import click

from ui.cli.common import print_json, stop, table


@click.command("pipeline")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def pipeline(path: Path, *, as_json: bool) -> None:
    """Say what pipeline files do, and why: tests, deployments, who must say yes; nothing is run or fetched.

    PATH is a folder, a zip or tar archive, or one file.

    Example: greenlane pipeline . --json
    """
    from assessments.evidence.pipelines import (  # noqa: PLC0415 - nobody else needs it
        PipelinesError,
        project_facts,
        read_pipelines,
    )

    try:
        files, refused = read_pipelines(path)
    except PipelinesError as error:
        stop(str(error))
    for problem in refused:
        click.echo(str(problem), err=True)
    if as_json:
        print_json([file.as_dict() for file in files])
        return
    if not files:
        click.echo("No pipeline file found.")
        return
    rows = [["file", "tests", "every change", "production", "starts", "must say yes", "verdict"]]
    for file in files:
        facts = file.facts
        answers = (facts.automated_tests, facts.every_change, facts.deploys_to_production, facts.deploy_mode)
        rows.append(
            [
                file.workflow.file,
                *(answer.value for answer in answers),
                facts.manual_gate.value,
                facts.verdict,
            ]
        )
    table(rows)
    whole = project_facts(files)
    click.echo(f"\nTogether: {whole.verdict}")
    for reason in whole.reasons:
        click.echo(
            f"  {reason.at.file}:{reason.at.line}: {reason.fact}: {reason.text} ({reason.confidence.value})"
        )
    for file in files:
        for problem in file.workflow.problems:
            click.echo(f"Problem: {problem}")
