"""Offer the app's functions on the command line: the same functions that the pages call.

Exit codes: 0 well, 1 what was read is wrong, 2 the call is wrong, 130 stopped by Ctrl-C. With `--json`
stdout is JSON alone. A command is a module's; this one lists them.
"""

import click

from ui.cli.course import export_course
from ui.cli.doctor import doctor
from ui.cli.evidence import history
from ui.cli.house import check, new, schema
from ui.cli.importing import export_answers, import_questionnaire
from ui.cli.logs import metrics
from ui.cli.pipelines import pipeline
from ui.cli.running import run, score, version
from ui.cli.simulating import simulate, warm
from ui.cli.storing import backup, migrate, move, purge, restore
from ui.cli.sweeping import sweep


def main() -> None:
    """Run the command line."""
    commands(prog_name="greenlane")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Learn, see and measure how a change reaches production.

    Example: greenlane run
    """


for _command in (
    run,
    check,
    new,
    schema,
    simulate,
    sweep,
    import_questionnaire,
    export_answers,
    score,
    history,
    metrics,
    pipeline,
    export_course,
    backup,
    restore,
    migrate,
    move,
    purge,
    doctor,
    warm,
    version,
):
    commands.add_command(_command)
