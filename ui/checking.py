"""Check every data file and the ids between the rooms; nothing here knows Streamlit.

A room checks what it alone can know. What one room's file names in another room is checked here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import assessments
import content
import delivery
import simulator
import workshops
from datafiles import DataFileError, Document, Problem, problem_at, read_strict
from ui import agendas, asking
from ui.checking_effects import check_effects
from ui.settings import DATA_FOLDERS, house_folder


@dataclass(frozen=True, slots=True)
class Checked:
    """Hold what a check read and what is wrong with it; a warning is no reason to refuse anything."""

    counts: Mapping[str, int]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


def check(root: Path | None = None, *, today: date | None = None, release: bool = False) -> Checked:
    """Read all data files of a house, the shipped one by default, and check the ids between them.

    Args:
        root: a folder that holds `content/`, `assessments/questionnaires/` and `simulator/scenarios/`, or
            some of them; what it lacks is taken from the shipped house.
        today: the day on which sources are too old or not; the day it is unless given.
        release: whether a source that nobody looked at for long is an error, not a warning.
    """
    today = today or datetime.now(UTC).date()
    folders = {room: house_folder(room, root) for room in DATA_FOLDERS}
    sources, problems = _sources()
    scenarios = simulator.shipped_scenarios(folders["simulator"])
    questionnaires = assessments.shipped_questionnaires(folders["assessments"])
    course = content.load_course(folders["content"])
    problems += [*scenarios.problems, *questionnaires.problems, *course.problems]
    problems += _claims(scenarios.values, folders["simulator"])
    known = content.Known(
        frozenset(sources),
        frozenset(scenario.id for scenario in scenarios.values),
        measure=asking.measurer(scenarios.values),
        checked={name: source.checked for name, source in sources.items()},
        today=today if release else None,
    )
    problems += content.check_course(course, known)
    lanes = {scenario.id: scenario for scenario in scenarios.values}
    untranslated: list[Problem] = []
    for questionnaire in questionnaires.values:
        document = read_strict(folders["assessments"] / f"{questionnaire.id}.yaml", limits=assessments.LIMITS)
        problems += _references(questionnaire, document, frozenset(sources), course)
        problems += check_effects(questionnaire, document, lanes, sources)
        wrong, gaps = assessments.check_translations(folders["assessments"], questionnaire)
        problems += wrong
        untranslated += gaps
    plans = workshops.shipped_agendas(folders["workshops"])
    house = agendas.House(course, lanes, {found.id: found for found in questionnaires.values})
    problems += plans.problems
    problems += agendas.problems_of_agendas(plans.values, folders["workshops"], house)
    counts = {
        "lessons": len(course.lessons),
        "quiz items": sum(len(lesson.items) for lesson in course.lessons),
        "misconceptions": len(course.misconceptions),
        "terms": len(course.glossary),
        "scenarios": len(scenarios.values),
        "questionnaires": len(questionnaires.values),
        "practices": sum(len(q.practices) for q in questionnaires.values),
        "agendas": len(plans.values),
        "sources": len(sources),
    }
    warnings = [*_overloads(scenarios.values, folders["simulator"]), *untranslated]
    warnings += [] if release else content.course_warnings(course, known, today)
    return Checked(counts, tuple(dict.fromkeys(problems)), tuple(warnings))


def _sources() -> tuple[Mapping[str, delivery.Source], list[Problem]]:
    """Read the files of `delivery`, which belong to no house of one's own."""
    try:
        delivery.load_benchmarks()
        return delivery.load_sources(), []
    except DataFileError as error:
        return {}, list(error.problems)


def _claims(scenarios: Iterable[simulator.Scenario], folder: Path) -> Iterator[Problem]:
    """Find the claims of scenarios that a run does not bear out."""
    for name, faults in simulator.check_expectations(scenarios).items():
        yield from _at_lines(faults, folder / f"{name}.yaml")


def _overloads(scenarios: Iterable[simulator.Scenario], folder: Path) -> Iterator[Problem]:
    """Find the stages that are asked for more than they can do."""
    for scenario in scenarios:
        yield from _at_lines(simulator.overloads(scenario), folder / f"{scenario.id}.yaml")


def _at_lines(faults: tuple[simulator.Fault, ...], path: Path) -> tuple[Problem, ...]:
    """Place the faults of a scenario at the lines of its file."""
    if not faults:
        return ()
    document = read_strict(path)
    return tuple(problem_at(document, fault.location, fault.wrong, fault.mend) for fault in faults)


def _references(
    questionnaire: assessments.Questionnaire,
    document: Document,
    sources: frozenset[str],
    course: content.Course,
) -> Iterator[Problem]:
    """Find lessons and sources that a questionnaire names and that do not exist."""
    lessons = {lesson.id for lesson in course.lessons}
    for place, practice in enumerate(questionnaire.practices):
        if practice.lesson is not None and practice.lesson not in lessons:
            mend = f"write one of {', '.join(sorted(lessons))}, or remove the line"
            yield problem_at(document, ("practices", place, "lesson"), f"no lesson `{practice.lesson}`", mend)
        for number, source in enumerate(practice.sources):
            if source not in sources:
                where = ("practices", place, "sources", number)
                yield problem_at(document, where, f"no source `{source}`", "add it to delivery/sources.yaml")
