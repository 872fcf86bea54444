"""Check every data file and the ids between the rooms; nothing here knows Streamlit.

A room checks what it alone can know. What one room's file names in another room is checked here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import assessments
import content
import delivery
import simulator
from datafiles import DataFileError, Problem, problem_at, read_strict
from ui.settings import DATA_FOLDERS, house_folder


@dataclass(frozen=True, slots=True)
class Checked:
    """Hold what a check read and what is wrong with it."""

    counts: Mapping[str, int]
    problems: tuple[Problem, ...]


def check(root: Path | None = None) -> Checked:
    """Read all data files of a house, the shipped one by default, and check the ids between them.

    Args:
        root: a folder that holds `content/`, `assessments/questionnaires/` and `simulator/scenarios/`, or
            some of them; what it lacks is taken from the shipped house.
    """
    folders = {room: house_folder(room, root) for room in DATA_FOLDERS}
    sources, problems = _sources()
    scenarios = simulator.shipped_scenarios(folders["simulator"])
    questionnaires = assessments.shipped_questionnaires(folders["assessments"])
    course = content.load_course(folders["content"])
    problems += [*scenarios.problems, *questionnaires.problems, *course.problems]
    for scenario in scenarios.values:
        problems += _claims(scenario, scenarios.values, folders["simulator"] / f"{scenario.id}.yaml")
    known = content.Known(frozenset(sources), frozenset(scenario.id for scenario in scenarios.values))
    problems += content.check_course(course, known)
    for questionnaire in questionnaires.values:
        path = folders["assessments"] / f"{questionnaire.id}.yaml"
        problems += _references(questionnaire, path, frozenset(sources), course)
    counts = {
        "lessons": len(course.lessons),
        "quiz items": sum(len(lesson.items) for lesson in course.lessons),
        "misconceptions": len(course.misconceptions),
        "terms": len(course.glossary),
        "scenarios": len(scenarios.values),
        "questionnaires": len(questionnaires.values),
        "practices": sum(len(q.practices) for q in questionnaires.values),
        "sources": len(sources),
    }
    return Checked(counts, tuple(dict.fromkeys(problems)))


def _sources() -> tuple[Mapping[str, delivery.Source], list[Problem]]:
    """Read the files of `delivery`, which belong to no house of one's own."""
    try:
        delivery.load_benchmarks()
        return delivery.load_sources(), []
    except DataFileError as error:
        return {}, list(error.problems)


def _claims(
    scenario: simulator.Scenario, others: Iterable[simulator.Scenario], path: Path
) -> Iterator[Problem]:
    """Find the claims of a scenario that a run does not bear out."""
    broken = simulator.check_expectations(scenario, others)
    document = read_strict(path) if broken else None
    for text in broken:
        if document is not None:
            yield problem_at(document, ("expect",), text, "change the claim or what it is about")


def _references(
    questionnaire: assessments.Questionnaire, path: Path, sources: frozenset[str], course: content.Course
) -> Iterator[Problem]:
    """Find lessons and sources that a questionnaire names and that do not exist."""
    document = read_strict(path)
    lessons = {lesson.id for lesson in course.lessons}
    for place, practice in enumerate(questionnaire.practices):
        if practice.lesson is not None and practice.lesson not in lessons:
            mend = f"write one of {', '.join(sorted(lessons))}, or remove the line"
            yield problem_at(document, ("practices", place, "lesson"), f"no lesson `{practice.lesson}`", mend)
        for number, source in enumerate(practice.sources):
            if source not in sources:
                where = ("practices", place, "sources", number)
                yield problem_at(document, where, f"no source `{source}`", "add it to delivery/sources.yaml")
