"""Bring the pipeline files of a folder, an archive or one file into memory, and nothing else.

Nothing is unpacked, run or fetched. Links, special files and names that lead out are left alone; how many
files, how many bytes and how far an archive may swell is limited, and what is refused is said.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from assessments.evidence.pipelines.archives import MOST_BYTES, MOST_FILES, is_archive, read_archive
from assessments.evidence.pipelines.model import PipelinesError, Sources
from assessments.evidence.pipelines.nodes import LIMITS
from assessments.evidence.pipelines.taking import Taking, is_wanted
from datafiles import DataFileError, read_text

MOST_ENTRIES = 50_000
DEEPEST = 30
SKIPPED = frozenset(
    {".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".nox", ".terraform"}
)
_MENTIONED = re.compile(r"""[\w./@-]+\.ya?ml|\./[\w./-]+""")
MOST_PARTS = 200


def open_path(path: Path) -> Sources:
    """Read the pipeline files of a folder, a zip or tar archive, or one file with the parts it names.

    Raises:
        PipelinesError: the path is missing, or neither a folder nor an ordinary file.
    """
    if path.is_dir():
        return open_folder(path)
    if not path.is_file():
        raise PipelinesError(f"{path}: is no file and no folder; check the name")
    if is_archive(path.name):
        with path.open("rb") as file:
            return read_archive(path.name, file.read(MOST_BYTES + 1))
    return open_file(path)


def open_folder(folder: Path) -> Sources:
    """Read the pipeline files of a folder and its subfolders, following no link."""
    taking = Taking()
    for index, entry in enumerate(_walk(folder, taking)):
        name = Path(entry.path).relative_to(folder).as_posix()
        if index >= MOST_ENTRIES or taking.full(MOST_FILES, MOST_BYTES):
            taking.refuse(name, "this and what follows was not read: too many files", "name a smaller folder")
            break
        if not is_wanted(name):
            continue
        if not entry.is_file(follow_symlinks=False):
            if entry.is_symlink():
                taking.refuse(name, "is a link and was not followed", "put the file itself there")
            continue
        try:
            taking.take(name, read_text(Path(entry.path), LIMITS))
        except DataFileError as error:
            taking.refuse_all(name, error)
    return taking.sources()


def _walk(folder: Path, taking: Taking) -> Iterator[os.DirEntry[str]]:
    """Walk through a folder in the order of names, without a link and without going too deep."""
    waiting: list[tuple[str, int]] = [(str(folder), 0)]
    while waiting:
        path, depth = waiting.pop()
        try:
            with os.scandir(path) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            name = os.path.relpath(path, folder)
            taking.refuse(name, f"cannot be read ({error.strerror})", "check its permissions")
            continue
        inner = []
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield entry
            elif entry.name not in SKIPPED and depth < DEEPEST:
                inner.append((entry.path, depth + 1))
        waiting += reversed(inner)


def open_file(path: Path) -> Sources:
    """Read one file, and the parts it names as far as they lie in the same project."""
    root, name = _project(path)
    taking = Taking()
    try:
        taking.take(name, read_text(path, LIMITS))
    except DataFileError as error:
        taking.refuse_all(name, error)
    waiting = [name]
    while waiting and len(taking.texts) < MOST_PARTS:
        text = taking.texts.get(waiting.pop(), "")
        for part in _parts(text):
            if part not in taking.texts and _is_inside(root, part):
                try:
                    taking.take(part, read_text(root / part, LIMITS))
                    waiting.append(part)
                except DataFileError as error:
                    taking.refuse_all(part, error)
    return Sources(taking.texts, tuple(taking.problems), (name,))


def _project(path: Path) -> tuple[Path, str]:
    """Return the folder a file's local parts are named from, and its name there."""
    path = path.absolute()
    parts = path.parts
    for mark in (".github", ".circleci", ".gitlab"):
        if mark in parts[:-1]:
            index = len(parts) - 2 - parts[:-1][::-1].index(mark)
            return Path(*parts[:index]), Path(*parts[index:]).as_posix()
    return path.parent, path.name


def _parts(text: str) -> Iterator[str]:
    """Name the files that a text may use: YAML files, and local actions."""
    for found in _MENTIONED.findall(text):
        part = os.path.normpath(found.lstrip("/")).replace("\\", "/")
        if part.endswith((".yml", ".yaml")):
            yield part
        else:
            yield from (f"{part}/action.yml", f"{part}/action.yaml")


def _is_inside(root: Path, part: str) -> bool:
    """Say whether a part is an ordinary file of the project, reached without a link."""
    if part.startswith(("..", "/")):
        return False
    path = root
    for step in Path(part).parts:
        path /= step
        if path.is_symlink():
            return False
    return path.is_file()
