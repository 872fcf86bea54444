"""Read a Markdown file of a lesson: front matter between two `---` lines, then the body."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from content.blocks import Body, split_blocks
from datafiles import STRICT, DataFileError, Document, FileModel, Problem, parse_strict, validate
from datafiles.opening import check_text, read_text

T = TypeVar("T")
M = TypeVar("M", bound=FileModel)


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """A Markdown file, read."""

    front: M
    document: Document
    body: Body
    markdown: str


def read_page(
    path: Path, model: type[M], check: Callable[[M, Document], Iterator[Problem]], problems: list[Problem]
) -> Page[M] | None:
    """Read front matter and body; note every problem of both."""
    text = attempt(lambda: checked_text(path), problems)
    if text is None:
        return None
    lines = text.split("\n")
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), 0)
    if lines[0].rstrip() != "---" or not end:
        mend = "begin the file with `---`, the front matter, and `---` again"
        problems.append(Problem(str(path), 1, "file", "has no front matter", mend))
        return None
    markdown = "\n".join(lines[end + 1 :])
    body = split_blocks(markdown, str(path), end + 2)
    document = attempt(
        lambda: parse_strict("\n".join(lines[1:end]), str(path), first_line=2, keep_problems=True), problems
    )
    front = document and attempt(lambda: validate(document, model, check), problems)
    problems.extend(body.problems)
    return Page(front, document, body, markdown) if front and document else None


def attempt(load: Callable[[], T], problems: list[Problem]) -> T | None:
    """Return what `load` returns, or None with its problems noted."""
    try:
        return load()
    except DataFileError as error:
        problems.extend(error.problems)
        return None


def checked_text(path: Path) -> str:
    """Read a Markdown file as text with plain line ends."""
    text = read_text(path, STRICT).replace("\r\n", "\n")
    check_text(text, str(path), STRICT, 1)
    return text
