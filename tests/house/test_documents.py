"""The documents say what the code does."""

import importlib
import re
import tomllib
from pathlib import Path

import click
import pytest

from ui.cli import commands

ROOT = Path(__file__).parents[2]
ROOMS = (
    "datafiles", "delivery", "counting", "content", "assessments", "simulator", "workshops", "loop", "store"
)  # fmt: skip
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_the_readme_opens_with_the_two_commands_then_a_picture_then_what_it_is_for() -> None:
    text = (ROOT / "README.md").read_text()

    places = [text.index(part) for part in ("make run", "make test", "![", "**Learn, see and measure")]
    assert places == sorted(places)


def test_every_picture_and_file_that_a_document_links_exists() -> None:
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name} links {target}"


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"`make ([a-z-]+)", document.read_text()):
            assert target in targets, f"{document.name} names make {target}"


def test_the_changelog_names_the_version() -> None:
    assert f"## {PYPROJECT['project']['version']}" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_the_help_of_every_command_has_an_example(name: str) -> None:
    command = commands.commands[name]

    assert f"Example: greenlane {name}" in (command.help or "")


@pytest.mark.parametrize("room", ROOMS)
def test_the_public_face_of_a_room_is_sorted_and_whole(room: str) -> None:
    module = importlib.import_module(room)

    capitals_first = sorted(
        module.__all__, key=lambda name: (not name.isupper(), not name[0].isupper(), name)
    )
    assert list(module.__all__) == capitals_first
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
    assert module.__doc__


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "docs/adr/0002-dependencies.md").read_text().lower()
    for line in PYPROJECT["project"]["dependencies"]:
        name = re.match(r"[a-z0-9-]+", line)
        assert name is not None
        assert name.group() in text, f"{name.group()} has no reason in docs/adr/0002-dependencies.md"
        assert ">=" in line, f"{line} has no lower bound"


def test_the_locks_pin_every_dependency() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / lock).read_text(), re.MULTILINE))
        for line in PYPROJECT["project"]["dependencies"]:
            assert re.split(r"[\[>]", line)[0] in pinned, f"{line} is not in {lock}"


def test_commands_do_not_print_more_than_text_when_asked_for_help() -> None:
    with click.Context(commands) as context:
        assert "Example: greenlane run" in commands.get_help(context)
