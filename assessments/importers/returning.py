"""Give answers back to the tool their questionnaire came from, in the files that this tool reads.

Two models keep answers in files of their own: OWASP DSOMM (progress and evidence) and devops-maturity. What
they have no place for is left out: an answer that does not apply, is not known or is done elsewhere, and in
DSOMM also reasons and notes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from assessments.importers.devops_maturity import write_answers
from assessments.importers.dsomm_answers import states_of, write_evidence, write_progress
from assessments.model import Answers, NativeFormula, NotReturnableError, Questionnaire

Write = Callable[[Questionnaire, Sequence[Answers]], str]


def write_project(questionnaire: Questionnaire, answers: Sequence[Answers]) -> str:
    """Write the answers of one project as devops-maturity reads them.

    Raises:
        NotReturnableError: they are of several projects.
    """
    if len(answers) != 1:
        wrong = f"devops-maturity keeps one project in a file, not {len(answers)}"
        raise NotReturnableError(f"{wrong}; name the answers of one")
    return write_answers(questionnaire, answers[0])


WRITERS: Final[Mapping[NativeFormula, Mapping[str, Write]]] = {
    NativeFormula.DSOMM: {"team-progress.yaml": write_progress, "team-evidence.yaml": write_evidence},
    NativeFormula.DEVOPS_MATURITY: {"devops-maturity.yml": write_project},
}
"""What writes each file of a model's own tool, by the name under which it reads it."""


def writers_of(questionnaire: Questionnaire) -> Mapping[str, Write]:
    """Return what writes answers for the tool of an imported model, by file name; none where it has none."""
    native = questionnaire.scoring.native
    formula = native.formula if native else None
    if formula is NativeFormula.DSOMM and not states_of(questionnaire):
        return {}
    return WRITERS.get(formula, {}) if formula else {}


def returned(questionnaire: Questionnaire, answers: Sequence[Answers]) -> dict[str, str]:
    """Write the answers of one or several teams in the files of their model's own tool, by file name.

    Raises:
        NotReturnableError: no tool reads them, it keeps one team in a file, or a team is named twice.
    """
    writers = writers_of(questionnaire)
    if not writers:
        raise NotReturnableError(
            f"no other tool reads answers to {questionnaire.title}; it has to be imported from OWASP DSOMM "
            "or devops-maturity"
        )
    teams = [one.team for one in answers]
    twice = next((team for team in teams if teams.count(team) > 1), None)
    if twice is not None:
        raise NotReturnableError(f"the team {twice} is named twice; name one file of it")
    return {name: write(questionnaire, answers) for name, write in writers.items()}
