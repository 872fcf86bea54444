"""Read files into values or models, and say everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from datafiles.model import (
    FOREIGN,
    STRICT,
    DataFileError,
    Document,
    Foreign,
    Limits,
    Problem,
    field_name,
)
from datafiles.opening import check_text, read_text
from datafiles.wording import schema_problems
from datafiles.yaml12 import Composer, ForeignComposer

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
Check = Callable[[M, Document], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """What a folder gave: every value that could be read, every problem of the rest."""

    values: tuple[T, ...]
    problems: tuple[Problem, ...]


def parse_strict(
    text: str,
    path: str = "<text>",
    *,
    first_line: int = 1,
    limits: Limits = STRICT,
    keep_problems: bool = False,
) -> Document:
    """Read one of our own YAML texts.

    Args:
        text: the YAML text.
        path: what problems call the text.
        first_line: the line number [1..] of the first line, for a text cut out of a file.
        limits: what is refused as too large.
        keep_problems: return problems in the document wherever it could be read to its end, so that
            `validate` reports them together with the schema's; otherwise they are raised here.

    Raises:
        DataFileError: with every problem of the text.
    """
    text = check_text(text, path, limits, first_line)
    composer = Composer(path, limits, first_line)
    composer.compose(text)
    problems = tuple(sorted(composer.problems, key=lambda problem: problem.line))
    if not composer.documents:
        raise DataFileError(problems or (nothing(path, first_line),))
    if problems and not keep_problems:
        raise DataFileError(problems)
    return Document(path, composer.documents[0], composer.places[0], problems, frozenset(composer.unread))


def parse_foreign(text: str, path: str = "<text>", *, limits: Limits = FOREIGN) -> Foreign:
    """Read a YAML text that others wrote; duplicate keys are reported, the last one counts.

    Raises:
        DataFileError: where the text is no YAML or beyond the limits.
    """
    text = check_text(text, path, limits)
    composer = ForeignComposer(path, limits)
    composer.compose(text)
    if composer.stopped:
        raise DataFileError(composer.problems)
    if not composer.documents:
        raise DataFileError((nothing(path, 1),))
    return Foreign(path, tuple(composer.documents), tuple(composer.places), tuple(composer.problems))


def read_strict(path: Path, *, limits: Limits = STRICT, keep_problems: bool = False) -> Document:
    """Read one of our own YAML files; see `parse_strict`."""
    text = read_text(path, limits)
    return parse_strict(text, str(path), limits=limits, keep_problems=keep_problems)


def read_foreign(path: Path, *, limits: Limits = FOREIGN) -> Foreign:
    """Read a YAML file that others wrote; see `parse_foreign`."""
    return parse_foreign(read_text(path, limits), str(path), limits=limits)


def validate(document: Document, model: type[M], check: Check[M] | None = None) -> M:
    """Turn a document into a model; `check` finds what only the whole model can tell.

    Raises:
        DataFileError: with every problem: of the document, and of the schema or else of `check`.
    """
    problems = list(document.problems)
    value: M | None = None
    try:
        value = model.model_validate(document.data)
    except ValidationError as error:
        problems += schema_problems(error, document, model)
    if value is not None and check is not None:
        problems += check(value, document)
    if problems or value is None:
        raise DataFileError(sorted(problems, key=lambda problem: problem.line))
    return value


def load_model(path: Path, model: type[M], check: Check[M] | None = None) -> M:
    """Read a file of ours into a model, or raise every problem it has."""
    return validate(read_strict(path, keep_problems=True), model, check)


def model_from_text(text: str, model: type[M], path: str = "<text>", check: Check[M] | None = None) -> M:
    """Read a text of ours into a model, or raise every problem it has."""
    return validate(parse_strict(text, path, keep_problems=True), model, check)


def load_folder(paths: Iterable[Path], load: Callable[[Path], T]) -> Loaded[T]:
    """Load each path with `load`; a bad file is reported and the good ones are kept."""
    values: list[T] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            values.append(load(path))
        except DataFileError as error:
            problems += error.problems
    return Loaded(tuple(values), tuple(problems))


def problem_at(document: Document | Foreign, location: Sequence[str | int], wrong: str, mend: str) -> Problem:
    """Build a problem at a location such as `("stages", 0, "id")`."""
    return Problem(document.path, document.line(location), field_name(location), wrong, mend)


def nothing(path: str, line: int) -> Problem:
    """Build the problem of a text with no value in it."""
    return Problem(path, line, "file", "is empty", "write its keys, or remove the file")
