"""Lay what was read from files beside a team's answers: agree, contradict, suggest, or no evidence.

Nothing here changes an answer. Which facts an option means stands in the questionnaire (`facts` of an option,
`evidence` of a practice); a fact that was not read says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from assessments.effecting import chosen
from assessments.evidence.history import History
from assessments.evidence.pipelines import Answer, Confidence, Facts, Reason, practices_of
from assessments.evidence.trends import commit_weeks, recent
from assessments.model import Answers, Option, Practice, Questionnaire
from delivery import Fact, Trigger

WORKING_DAYS = 5
FEWEST_WEEKS = 8
"""So many whole weeks of a history are needed to say anything of it."""
MOST_CITED = 3
PACKAGE = "package-release"
_FROM: Mapping[str, tuple[str, ...]] = {
    "tests_automatically": ("automated_tests", "every_change"),
    "builds_automatically": ("automated_tests", "every_change"),
    "deploys_by_pipeline": ("deploys_to_production",),
    "trigger": ("deploy_mode",),
    "manual_gate": ("manual_gate",),
}
"""Which facts of a pipeline file carry which fact of a team's practices."""


class Standing(StrEnum):
    """How an answer stands to what was read."""

    AGREES = "agree"
    CONTRADICTS = "contradict"
    SUGGESTS = "suggest"
    NOTHING = "no evidence"


@dataclass(frozen=True, slots=True)
class Citation:
    """A place that says something: what to show, and how sure it is."""

    text: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact of a team's practices as files say it."""

    value: Fact | Trigger
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the files say of one practice.

    Attributes:
        practice: the practice's id.
        standing: how the team's answer stands to it.
        options: ids of the options that fit what was read; the first is the suggested one.
        answer: id of the option that the team chose, if any.
        citations: where it stands; at least one unless there is no evidence.
    """

    practice: str
    standing: Standing
    options: tuple[str, ...] = ()
    answer: str | None = None
    citations: tuple[Citation, ...] = ()


def read_statements(facts: Facts | None, history: History | None = None) -> dict[str, Statement]:
    """Return what files and a history say of a team's practices, by fact; unknown ones are left out.

    That red is mended first, that any version can be deployed at any time, and that everyone integrates daily
    cannot be seen in a file: they are never said. That nobody can integrate daily is said of a history whose
    weeks hold fewer commits than working days.
    """
    found = {} if facts is None else _of_files(facts)
    few = None if history is None else _few_commits(history)
    if few is not None:
        found["integrates_daily"] = few
    return found


def _of_files(facts: Facts) -> dict[str, Statement]:
    practices = practices_of(facts)
    found = {}
    for fact, sources in _FROM.items():
        value: Fact | Trigger = getattr(practices, fact)
        if fact == "builds_automatically" and value is not Fact.YES:
            continue  # without tests there may still be a build
        if fact == "deploys_by_pipeline" and facts.verdict == PACKAGE:
            continue  # what publishes a package need not deploy anything
        if value in {Fact.UNKNOWN, Trigger.UNKNOWN} or (fact in {"trigger", "manual_gate"} and _idle(facts)):
            continue
        cited = [_cite(reason) for source in sources for reason in facts.because(source)[:MOST_CITED]]
        if cited:
            found[fact] = Statement(value, tuple(dict.fromkeys(cited)))
    return found


def _idle(facts: Facts) -> bool:
    """Say whether nothing here deploys, so that what starts it may stand elsewhere."""
    return facts.deploys_to_production is not Answer.YES


def _cite(reason: Reason) -> Citation:
    place = f"{reason.at.file}:{reason.at.line}: " if reason.at.file else ""
    return Citation(f"{place}{reason.text}", reason.confidence)


def _few_commits(history: History) -> Statement | None:
    """Say that nobody can integrate daily where most whole weeks hold fewer commits than working days."""
    weeks = [week.commits for week in recent(commit_weeks(history))]
    if len(weeks) < FEWEST_WEEKS or median(weeks) >= WORKING_DAYS:
        return None
    text = (
        f"git log: half of the last {len(weeks)} whole weeks have at most {median(weeks):g} commits, "
        f"fewer than {WORKING_DAYS} working days"
    )
    return Statement(Fact.NO, (Citation(text, Confidence.LOW),))


def suggest(
    questionnaire: Questionnaire, facts: Mapping[str, Statement], answers: Answers
) -> tuple[Suggestion, ...]:
    """Say of each practice what the files say beside the team's answer, in the questionnaire's order.

    An option fits if nothing it means is said otherwise and something of it is said. The suggested one is
    what the questionnaire names for the fact, else the fitting option that is worth least.
    """
    return tuple(_suggestion(questionnaire, practice, facts, answers) for practice in questionnaire.practices)


def _suggestion(
    questionnaire: Questionnaire, practice: Practice, facts: Mapping[str, Statement], answers: Answers
) -> Suggestion:
    picked = chosen(answers.answers.get(practice.id))
    options = questionnaire.options(practice.question)
    said = {fact for option in options for fact in option.facts if fact in facts}
    said |= {fact for fact in practice.evidence if fact in facts and facts[fact].value is Fact.YES}
    fitting = [option for option in options if _fits(option, practice, facts)]
    if not said or not fitting:
        return Suggestion(practice.id, Standing.NOTHING, answer=picked)
    ordered = _ordered(fitting, practice, facts)
    citations = tuple(dict.fromkeys(_cited(sorted(said), facts)))
    if picked is None:
        standing = Standing.SUGGESTS
    else:
        standing = Standing.AGREES if picked in ordered else Standing.CONTRADICTS
    return Suggestion(practice.id, standing, ordered, picked, citations)


def _fits(option: Option, practice: Practice, facts: Mapping[str, Statement]) -> bool:
    known = [fact for fact in option.facts if fact in facts]
    named = any(
        option.id == target and fact in facts and facts[fact].value is Fact.YES
        for fact, target in practice.evidence.items()
    )
    return (bool(known) or named) and all(facts[fact].value.value == option.facts[fact] for fact in known)


def _ordered(fitting: list[Option], practice: Practice, facts: Mapping[str, Statement]) -> tuple[str, ...]:
    """Return the ids of options, the suggested one first."""
    named = {target for fact, target in practice.evidence.items() if fact in facts}
    return tuple(option.id for option in sorted(fitting, key=lambda one: (one.id not in named, one.value)))


def _cited(said: list[str], facts: Mapping[str, Statement]) -> Iterator[Citation]:
    for fact in said:
        yield from facts[fact].citations
