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
    folder = house / DATA_FOLDERS["simulator"]
    first = not folder.exists()
    path = folder / f"{name}.yaml"
    if first and (house_folder("simulator", None) / path.name).exists():
        raise CannotWriteError(f"`{name}` is a shipped scenario; choose another id")
    title = title_of(name)
    _write(path, SCENARIO.format(id=name, title=f'"{title}"'))
    if not first:
        return (path,)
    copied = [folder / shipped.name for shipped in sorted(house_folder("simulator", None).glob("*.yaml"))]
    for target in copied:
        shutil.copyfile(house_folder("simulator", None) / target.name, target)
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
    {"lesson": write_lesson, "scenario": write_scenario}
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
