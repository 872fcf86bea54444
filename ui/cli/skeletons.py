"""Write new data files to begin with, each kind by a function of its own."""

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pydantic import TypeAdapter, ValidationError

import content
from datafiles import Id
from ui.settings import DATA_FOLDERS, house_folder

_ID: TypeAdapter[str] = TypeAdapter(Id)
KIND_OF: Final[Mapping[str, str]] = MappingProxyType(
    {"simulator": "scenario", "assessments": "questionnaire"}
)

SCENARIO = """\
# A lane to change step by step. What each key means: docs/authoring/scenarios.md
# For an editor that checks while you write: `greenlane schema --output schemas`, then a first line
# `# yaml-language-server: $schema=` with the path of scenario.schema.json.
format: 1
id: {id}
title: {title}
question: How long does a change wait before it is live?
note: Every number here is an assumption; write your own.

calendars:
  office: {{days: mon-fri, hours: "09:00-17:00"}}

arrivals:
  between: {{dist: exponential, mean: 2h}}    # a change every two open hours
  calendar: office

defects: 0.05                               # share of changes that carry a defect

stages:
  - id: review
    mark: hand                              # hand, hourglass, button or bolt
    capacity: 2
    work: {{dist: lognormal, mean: 45m, cv: 1}}
    calendar: office
  - id: test
    mark: bolt
    capacity: 4
    work: {{dist: lognormal, mean: 12m, cv: 0.5}}
    catches: 0.7                            # share of defects found here
    rework: {{to: review}}
  - id: release
    mark: button
    departures: {{every: 1d, at: "15:00"}}    # somebody presses the button every day
  - id: deploy
    mark: bolt
    batch: {{all: true}}
    work: {{dist: constant, value: 10m}}

production:
  fails: 0.01
  detect: {{dist: exponential, mean: 30m}}
  recover: {{dist: lognormal, mean: 1h, cv: 1}}
"""

QUESTIONNAIRE = """\
# Questions for a team. What each key means: docs/authoring/questionnaires.md
# For an editor that checks while you write: `greenlane schema --output schemas`, then a first line
# `# yaml-language-server: $schema=` with the path of questionnaire.schema.json.
format: 1
id: {id}
version: "0.1"
title: {title}
lang: en
licence: Your own
attribution: Say who wrote it, and from where.
about: Answer for the last four weeks. Between two options, take the lower one and leave a note.
scenario: team-road                         # the lane that scenario_effects change; leave it out without any

dimensions:
  - {{id: integration, title: Integration}}

practices:
  - id: prompt-review
    dimension: integration
    weight: 2
    title: Review within hours
    why: A change that waits for a reader grows old.
    first_step: Agree on two times a day at which everybody looks at open reviews first.
    effort: 1                               # from 1 (little) to 5 (much)
    value: 4
    sources: [google-eng-practices]         # ids of delivery/sources.yaml
    measures: [change_lead_time]            # what should move with it
    scenario_effects:                       # one value, or [low, high] where knowledge is thin
      days: {{review.attends.every: [1d, 2d], source: assumption}}
      hours: {{review.attends.every: [2h, 5h], source: assumption}}
    question:
      kind: single                          # single, likert, bool, number, percent or multi
      text: How long does a change wait until somebody has read it?
      options:                              # what a visitor could see, from worst to best
        - {{id: days, text: Two days or longer, value: 0}}
        - {{id: day, text: A day, value: 0.5}}
        - {{id: hours, text: A few hours, value: 1}}
      not_applicable: {{allowed: true, reason_required: true}}
      evidence: optional

scoring:
  missing: exclude
  tree: {{overall: mean, dimension: weighted}}
"""


class CannotWriteError(ValueError):
    """A new file cannot be written; the text says the mend."""


def _write(path: Path, text: str) -> None:
    """Write a file that does not exist."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise CannotWriteError(f"{path} exists; choose another id, or move it away") from None
    except OSError as error:
        raise CannotWriteError(f"{path} cannot be written ({error.strerror}); name another --house") from None


def title_of(name: str) -> str:
    """Make a title of an id, to begin with."""
    words = name.replace("-", " ")
    return words[0].upper() + words[1:]


def write_scenario(name: str, house: Path) -> tuple[Path, ...]:
    """Write a scenario that runs; a new folder gets the shipped ones too, which it stands in for."""
    return _write_beside_shipped("simulator", SCENARIO, name, house)


def write_questionnaire(name: str, house: Path) -> tuple[Path, ...]:
    """Write a questionnaire that can be answered; a new folder gets the shipped ones too."""
    return _write_beside_shipped("assessments", QUESTIONNAIRE, name, house)


def _write_beside_shipped(room: str, text: str, name: str, house: Path) -> tuple[Path, ...]:
    """Write a file into a room's folder, which stands in for the shipped one and so begins with its files."""
    folder, shipped = house / DATA_FOLDERS[room], house_folder(room, None)
    first = not folder.exists()
    path = folder / f"{name}.yaml"
    if first and (shipped / path.name).exists():
        raise CannotWriteError(f"`{name}` is a shipped {KIND_OF[room]}; choose another id")
    _write(path, text.format(id=name, title=f'"{title_of(name)}"'))
    if not first:
        return (path,)
    copied = [folder / each.name for each in sorted(shipped.glob("*.yaml"))]
    for target in copied:
        shutil.copyfile(shipped / target.name, target)
    return (path, *copied)


def write_lesson(name: str, house: Path) -> tuple[Path, ...]:
    """Write a lesson that keeps every rule, and name it in the course; a new house gets the shipped one."""
    folder, shipped = house / DATA_FOLDERS["content"], house_folder("content", None)
    first = not folder.exists()
    if first and (shipped / "lessons" / name).exists():
        raise CannotWriteError(f"`{name}` is a shipped lesson; choose another id")
    if (folder / "lessons" / name).exists():
        raise CannotWriteError(f"{folder / 'lessons' / name} exists; choose another id, or move it away")
    copied = _copy_course(shipped, folder) if first else ()
    files = content.lesson_skeleton(name, datetime.now(UTC).date())
    for relative, text in files.items():
        _write(folder / relative, text)
    course = folder / "course.yaml"
    try:
        text = course.read_text(encoding="utf-8")
        course.write_text(f"{text.rstrip()}\n  - {name}\n", encoding="utf-8")
    except OSError as error:
        raise CannotWriteError(
            f"{course} cannot be written ({error.strerror}); add `- {name}` to it"
        ) from None
    return (*(folder / relative for relative in files), *copied)


def _copy_course(shipped: Path, folder: Path) -> tuple[Path, ...]:
    """Copy the data files of the shipped course."""
    try:
        shutil.copytree(shipped, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    except OSError as error:
        raise CannotWriteError(f"{folder} cannot be written ({error}); name another --house") from None
    return tuple(sorted(path for path in folder.rglob("*.*") if path.is_file()))


KINDS: Final[Mapping[str, Callable[[str, Path], tuple[Path, ...]]]] = MappingProxyType(
    {"lesson": write_lesson, "questionnaire": write_questionnaire, "scenario": write_scenario}
)
"""What `greenlane new` can write: a kind, and the function that writes it into a house and says what."""


def write_new(kind: str, name: str, house: Path) -> tuple[Path, ...]:
    """Write a new file of a kind into a house, and return what was written.

    Raises:
        CannotWriteError: if the id is none, the file exists or the folder cannot be written.
    """
    try:
        _ID.validate_python(name)
    except ValidationError as error:
        raise CannotWriteError(f"the id {error.errors()[0]['msg']}") from None
    return KINDS[kind](name, house)
