"""Import a file or folder: whole, or not at all.

The content says which format it is. A folder holds one model with what belongs beside it: progress and
evidence, answers, other languages, advice. Two formats in one folder are refused, and so is every file that
breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from assessments.importers import (
    atos,
    csv_table,
    devops_maturity,
    dora,
    dsomm,
    dsomm_answers,
    greenlane,
    measure_mate,
    pemm,
    samm,
)
from assessments.importers.detecting import Role
from assessments.importers.drafts import Names, kebab
from assessments.importers.model import Imported, ModelFormat
from assessments.importers.nodes import Findings, refused
from assessments.importers.opening import ENDINGS, Opened, open_path, open_text
from assessments.model import Answers, Questionnaire
from assessments.translating import Entry, Translation, text_hash, texts_of
from datafiles import DataFileError, FileModel, Foreign, Problem, to_yaml

COMMENT: Final = "//"
SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file to write: its name beside the others, and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """The files of one format, by what they are for."""

    format: ModelFormat
    files: Mapping[Role, tuple[Foreign, ...]]
    findings: Findings
    day: date

    def of(self, role: Role) -> tuple[Foreign, ...]:
        """Return the files for a role."""
        return self.files.get(role, ())

    def model(self) -> Foreign:
        """Return the one model."""
        models = self.of(Role.MODEL)
        if len(models) > 1:
            self.several(models, "a second model")
        return models[0]

    def at_most_one(self, role: Role) -> Foreign | None:
        """Return the file for a role, None where there is none."""
        files = self.of(role)
        if len(files) > 1:
            self.several(files, f"a second {role}")
        return files[0] if files else None

    def several(self, files: Sequence[Foreign], what: str) -> None:
        """Refuse a second file."""
        raise DataFileError(
            Problem(file.path, 1, "file", f"{what} beside {files[0].path}", "keep one in the folder")
            for file in files[1:]
        )


def import_path(path: Path, day: date | None = None) -> Imported:
    """Import a file or folder.

    Args:
        path: the file or folder.
        day: the day of answers whose file has none; today when left out.

    Raises:
        DataFileError: with every problem found; then there is no import.
    """
    return bring(open_path(path), str(path), day)


def import_texts(texts: Mapping[str, str], day: date | None = None) -> Imported:
    """Import files that were uploaded: {name: text}; see `import_path`.

    Of several, those that are no data file, such as a licence beside a model, are left out as in a folder.
    """
    opened: list[Opened] = []
    problems: list[Problem] = []
    data = {name: text for name, text in texts.items() if Path(name).suffix.lower() in ENDINGS}
    for name, text in (data or texts).items():
        try:
            opened.append(open_text(text, name))
        except DataFileError as error:
            problems += error.problems
    if problems:
        raise DataFileError(problems)
    return bring(opened, ", ".join(texts), day)


def bring(opened: Sequence[Opened], where: str, day: date | None) -> Imported:
    """Import what was read."""
    found = sort_files(opened, where, day)
    if not found.of(Role.MODEL):
        first = next(iter(found.files.values()))[0]
        wrong = f"{found.format} answers without their model"
        raise DataFileError([Problem(first.path, 1, "file", wrong, "put both into one folder and import it")])
    imported = READERS[found.format](found)
    return replace(imported, notes=tuple(dict.fromkeys([*found.findings.notes, *imported.notes])))


def import_answers(path: Path, questionnaire: Questionnaire, day: date | None = None) -> tuple[Answers, ...]:
    """Read answers of a file or folder to a questionnaire that was imported before.

    Raises:
        DataFileError: with every problem found.
    """
    found = sort_files(open_path(path), str(path), day)
    if found.format not in ANSWERS or not (found.of(Role.ANSWERS) or found.of(Role.EVIDENCE)):
        raise DataFileError([Problem(str(path), 1, "file", "holds no answers", "name a file of answers")])
    return unless_problems(found, ANSWERS[found.format](found, questionnaire))


def sort_files(opened: Sequence[Opened], where: str, day: date | None) -> Found:
    """Sort files by what they are for; refuse files of two formats, and files nobody knows."""
    findings = Findings()
    known = [one for one in opened if one.kind is not None]
    formats = list(dict.fromkeys(one.kind[0] for one in known if one.kind is not None))
    if not formats:
        mend = f"bring one of {', '.join(ModelFormat)}; docs/authoring/importing.md shows each"
        raise DataFileError(
            [Problem(one.file.path, 1, "file", "is of no known format", mend) for one in opened[:SHOWN]]
        )
    if len(formats) > 1:
        firsts = {kind: next(one for one in known if one.kind and one.kind[0] is kind) for kind in formats}
        listed = ", ".join(f"{kind} in {one.file.path}" for kind, one in firsts.items())
        wrong = f"{len(formats)} formats in one folder: {listed}"
        raise DataFileError([Problem(where, 1, "folder", wrong, "put each model into a folder of its own")])
    files: dict[Role, tuple[Foreign, ...]] = {}
    for one in known:
        role = one.kind[1] if one.kind is not None else Role.MODEL
        files[role] = (*files.get(role, ()), one.file)
        note_doubles(one.file, findings)
    findings.notes += [
        f"{one.file.path}: left out, it is no part of the model" for one in opened if one.kind is None
    ]
    return Found(formats[0], files, findings, day or datetime.now(UTC).date())


def note_doubles(file: Foreign, findings: Findings) -> None:
    """Take keys that stand twice as problems, but for comments in JSON."""
    for problem in file.problems:
        if problem.field.rpartition(".")[2].endswith(COMMENT):
            findings.notes.append(f"{file.path}:{problem.line}: a comment that stands twice")
        else:
            findings.problems.append(problem)


def unless_problems(found: Found, answers: tuple[Answers, ...]) -> tuple[Answers, ...]:
    """Return answers, unless problems were found while they were read."""
    if found.findings.problems:
        raise refused(found.findings.problems)
    return answers


def with_answers(imported: Imported, found: Found) -> Imported:
    """Add the answers that lie beside a model."""
    answers = ANSWERS[found.format](found, imported.questionnaire)
    return replace(imported, answers=unless_problems(found, answers))


def bring_dsomm(found: Found) -> Imported:
    """Import DSOMM with its states, progress and evidence."""
    imported = dsomm.read_dsomm(found.model(), found.findings, found.at_most_one(Role.META))
    return with_answers(imported, found)


def bring_devops_maturity(found: Found) -> Imported:
    """Import devops-maturity with a project's answers."""
    return with_answers(devops_maturity.read_criteria(found.model(), found.findings), found)


def bring_own(found: Found) -> Imported:
    """Import a questionnaire of ours with its answers."""
    model = found.model()
    if found.findings.problems:
        raise refused(found.findings.problems)
    return greenlane.read_own(model, found.of(Role.ANSWERS))


READERS: Final[Mapping[ModelFormat, Callable[[Found], Imported]]] = {
    ModelFormat.SAMM: lambda found: samm.read_samm(found.of(Role.MODEL), found.findings),
    ModelFormat.DSOMM: bring_dsomm,
    ModelFormat.DORA: lambda found: dora.read_dora(found.model(), found.findings),
    ModelFormat.ATOS: lambda found: atos.read_atos(
        found.model(), found.findings, found.at_most_one(Role.ADVICE)
    ),
    ModelFormat.PEMM: lambda found: pemm.read_pemm(found.of(Role.MODEL), found.findings),
    ModelFormat.MEASURE_MATE: lambda found: measure_mate.read_fixture(found.model(), found.findings),
    ModelFormat.DEVOPS_MATURITY: bring_devops_maturity,
    ModelFormat.GREENLANE: bring_own,
    ModelFormat.CSV: lambda found: csv_table.read_csv(found.model(), found.findings),
}

ANSWERS: Final[Mapping[ModelFormat, Callable[[Found, Questionnaire], tuple[Answers, ...]]]] = {
    ModelFormat.DSOMM: lambda found, asked: dsomm_answers.read_team_answers(
        asked, found.of(Role.ANSWERS), found.of(Role.EVIDENCE), found.findings
    ),
    ModelFormat.DEVOPS_MATURITY: lambda found, asked: tuple(
        devops_maturity.read_answers(file, asked, found.findings, found.day)
        for file in found.of(Role.ANSWERS)
    ),
    ModelFormat.GREENLANE: lambda found, asked: greenlane.read_own_answers(asked, found.of(Role.ANSWERS)),
}


def as_files(imported: Imported, stem: str | None = None) -> tuple[WrittenFile, ...]:
    """Return an import as files of ours: the questionnaire, its translations, the answers of each team.

    Args:
        imported: the import.
        stem: the name of the first file without its ending; the questionnaire's id when left out.
    """
    name = stem or imported.questionnaire.id
    files = [WrittenFile(f"{name}.yaml", text_of(imported.questionnaire))]
    source = imported.questionnaire
    files += [
        WrittenFile(f"{name}.{row.lang}.yaml", text_of(translation_of(source, row)))
        for row in imported.translations
    ]
    teams = Names()
    files += [
        WrittenFile(f"answers/{name}.{teams.give(kebab(given.team) or 'team')}.yaml", text_of(given))
        for given in imported.answers
    ]
    return tuple(files)


def translation_of(source: Questionnaire, other: Questionnaire) -> Translation:
    """Return a whole questionnaire in another language as texts by id, beside its source."""
    theirs = texts_of(other)
    entries = {
        name: Entry.model_validate({**theirs[name], "source_hash": text_hash(texts)})
        for name, texts in texts_of(source).items()
        if name in theirs
    }
    return Translation(format=1, questionnaire=source.id, lang=other.lang, entries=entries)


def text_of(model: FileModel) -> str:
    """Write a model as YAML, without what is left out by default."""
    kept: dict[str, Any] = model.model_dump(mode="json", exclude_defaults=True)
    return to_yaml({"format": 1, **kept})
