"""A small house of one lesson, written to a folder, that tests break in one place."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import content
from content import Asked, Course, Known, check_course, load_course
from datafiles import Problem, read_strict

KNOBS = frozenset({"decision.capacity", "test.catches", "review.capacity"})


def measure(asked: Asked) -> float:
    """Stand in for the simulator: the slow one takes 4 h, the fast one 2 h; what is changed is added."""
    lost = [path for path, _ in asked.change if path not in KNOBS]
    if lost:
        raise ValueError(f"no knob {lost[0]}")
    return {"slow": 4.0, "fast": 2.0}[asked.scenario] + sum(float(value) for _, value in asked.change)


KNOWN = Known(
    frozenset({"book", "study"}),
    frozenset({"slow", "fast"}),
    measure,
    checked={"book": dt.date(2026, 1, 1), "study": dt.date(2026, 6, 1)},
)

COURSE = """\
format: 1
id: small
title: Small course
version: 1.0.0
lang: en
pass_mark: 0.8
lessons:
  - first
"""

MISCONCEPTIONS = """\
format: 1
misconceptions:
  - {id: M01, wrong: It is the same., right: It differs., sources: [book]}
  - {id: M02, wrong: A tool is enough., right: It takes practice., sources: [study]}
"""

GLOSSARY = """\
format: 1
terms:
  - {id: trunk, title: Trunk, text: The shared line., also: [main], sources: [book]}
  - {id: batch, title: Batch, text: What goes together., sources: [study]}
"""

PICTURES = """\
format: 1
pictures:
  - id: road
    title: The road
    text: Two steps in two views.
    steps:
      build: {takes: a text, gives: a program, proves: it fits}
      deploy: {takes: a program, gives: a service, proves: it runs}
    states:
      - id: by-hand
        name: By hand
        says: People walk it.
        frame: {from: build, to: deploy, text: all of it}
        highlight: deploy
        decides: {mark: hourglass, text: Somebody}
        works: {mark: hand, text: People}
        waiting: {deploy: 2}
        stages:
          - {id: build, title: build, mark: null, acts: A, decides: B}
          - {id: deploy, title: deploy, mark: hand, acts: C, decides: D}
      - id: machine
        name: By machine
        says: It runs.
        frame: null
        highlight: null
        decides: {mark: null, text: Not said}
        works: {mark: bolt, text: The pipeline}
        waiting: {}
        stages:
          - {id: build, title: build, mark: bolt, acts: A, decides: B}
          - {id: deploy, title: deploy, mark: bolt, acts: C, decides: D}
"""

PAGE = """\
---
format: 1
title: First
minutes: 4
prerequisites: []
objectives:
  - {id: know, text: Know it., bloom: understand}
  - {id: use, text: Use it., bloom: apply}
misconceptions: [M01, M02]
sources: [book, study]
reviewed: 2026-11-20
interactive: {kind: picture, minutes: 0.5, scenarios: [slow]}
---
A puzzle first [@book].

{{define trunk}}
{{picture road}}

Now *look*.
{{try slow fast}}
{{quiz one two three}}
{{quiz four five}}
"""

ITEM = """\
  - id: {id}
    type: single
    objective: {objective}
    bloom: {bloom}
    pool: practice
    story: true
    stem: What is {id}?
    options:
{options}
    explain: Because {id} is so.
    sources: [study]
"""

OPTION = """\
      - id: {id}
        text: The answer {id} to {item}
        {key}
        feedback: This is what speaks about {id} of {item}."""


def item(name: str, right: int, objective: str = "use", bloom: str = "apply") -> str:
    """Write one item with three options."""
    keys = ["misconception: M01", "misconception: M02"]
    keys.insert(right, "correct: true")
    options = [OPTION.format(id=each, item=name, key=key) for each, key in zip("abc", keys, strict=True)]
    return ITEM.format(id=name, objective=objective, bloom=bloom, options="\n".join(options))


QUIZ = "format: 1\nlesson: first\nitems:\n" + "".join(
    [item("one", 0, "know", "understand"), item("two", 1), item("three", 2), item("four", 0), item("five", 1)]
)


@dataclass(frozen=True, slots=True)
class House:
    """A content folder on disk."""

    folder: Path

    def write(self, name: str, text: str) -> None:
        """Write one of its files."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        """Read one of its files."""
        return (self.folder / name).read_text(encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Change the first place where `old` stands."""
        text = self.read(name)
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def course(self) -> Course:
        """Load it."""
        return load_course(self.folder)

    def problems(self) -> list[Problem]:
        """Load and check it; return everything that is wrong."""
        course = self.course()
        return [*course.problems, *check_course(course, KNOWN)]

    def line(self, name: str, text: str) -> int:
        """Return the line [1..] of the first place where `text` stands."""
        return next(n for n, row in enumerate(self.read(name).split("\n"), start=1) if text in row)

    def add_lesson(self, name: str, change: Callable[[str], str] = str) -> None:
        """Add a second lesson like the first, with item ids of its own; `change` works on its page."""
        page, quiz = self.read("lessons/first/en.md"), self.read("lessons/first/quiz.yaml")
        for each in ("one", "two", "three", "four", "five"):
            page = page.replace(f" {each}", f" {name}-{each}").replace(f"{each}}}}}", f"{each}}}}}")
            quiz = quiz.replace(f"- id: {each}", f"- id: {name}-{each}")
        self.write(f"lessons/{name}/en.md", change(page))
        self.write(f"lessons/{name}/quiz.yaml", quiz.replace("lesson: first", f"lesson: {name}"))
        self.write("course.yaml", self.read("course.yaml") + f"  - {name}\n")


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house in which nothing is wrong."""
    made = House(tmp_path)
    made.write("course.yaml", COURSE)
    made.write("misconceptions.yaml", MISCONCEPTIONS)
    made.write("glossary.yaml", GLOSSARY)
    made.write("pictures.yaml", PICTURES)
    made.write("lessons/first/en.md", PAGE)
    made.write("lessons/first/quiz.yaml", QUIZ)
    return made


@pytest.fixture
def full(house: House) -> House:
    """A house with a second lesson that has everything there is, and two forms."""
    shutil.copytree(Path(__file__).parent / "full", house.folder, dirs_exist_ok=True)
    house.write("course.yaml", COURSE + "  - second\n")
    return house


@pytest.fixture
def known_small() -> Known:
    """What the other rooms know of the small house."""
    return KNOWN


@pytest.fixture
def known_all() -> Known:
    """What the shipped rooms know, as far as the lessons need it."""
    root = Path(content.__file__).parents[1]
    sources = read_strict(root / "delivery" / "sources.yaml").data["sources"]
    scenarios = frozenset(path.stem for path in (root / "simulator" / "scenarios").glob("*.yaml"))
    return Known(frozenset(str(each["id"]) for each in sources), scenarios)
