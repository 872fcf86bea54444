"""Read a course in another language: texts by id, each with the hash of the English it was made of.

English stands in the files themselves. A translation lies beside it: `lessons/<id>/<locale>.md`, and for
every file of texts one with the locale in its name, such as `quiz.<locale>.yaml`. A text that is missing, or
was made of an older English, is shown in English, and the course says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from content.fields import TextId
from content.items import short_hash
from content.model import Course, Fallback, Lesson, PageTranslation, Prose, TextsTranslation, Translation
from content.pages import attempt, read_page
from content.rules import Fault, fault_at
from datafiles import FileModel, Format, Id, Loaded, Problem, Text, read_strict, validate

M = TypeVar("M", bound=FileModel)
LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?")
SHARED = ("misconceptions.yaml", "glossary.yaml", "pictures.yaml")
OF_A_LESSON = ("quiz.yaml", "activities.yaml")
WRITTEN = frozenset({
    "title", "text", "feedback", "stem", "explain", "hints", "otherwise", "why", "ask", "label", "assumes",
    "complete", "incomplete", "shows", "verdict", "seen", "means", "says", "wrong", "right", "also", "note",
    "acts", "decides", "works", "name", "columns", "rows", "takes", "gives", "proves",
})  # fmt: skip
"""The keys that hold text a person reads."""
UNREAD = frozenset({"predict", "computed", "practices", "change", "constants", "sweep"})
"""The keys whose insides are no text for people."""
Texts = Mapping[str, Any]


class PageFront(FileModel):
    """The front matter of a translated page."""

    format: Format
    title: Text
    source_hash: Text
    objectives: Mapping[Id, Text]


class TextsFile(FileModel):
    """A file of translated texts: each entry has its `source_hash` and the texts under the source's keys."""

    format: Format
    entries: Mapping[TextId, Mapping[Text, Any]]


# ---------------------------------------------------------------- what is translated


def texts_of(data: Any) -> Any:
    """Return the texts of plain values by id, without everything that is no text for people."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        if key in UNREAD:
            continue
        if isinstance(value, dict):
            found[key] = texts_of(value)
        elif isinstance(value, (list, tuple)):
            found[key] = _texts_of_list(key, value)
        elif isinstance(value, str) and key in WRITTEN:
            found[key] = value
    return {key: value for key, value in found.items() if value}


def _texts_of_list(key: str, values: Sequence[Any]) -> Any:
    """Return the texts of a list: by id, by place, or as they are."""
    if values and all(isinstance(each, dict) for each in values):
        by_name = {str(each.get("id", place)): texts_of(each) for place, each in enumerate(values)}
        return {name: texts for name, texts in by_name.items() if texts}
    return list(values) if key in WRITTEN else []


def entry_hash(model: FileModel) -> str:
    """Return the hash of the texts of an item, term, misconception, picture or activity."""
    return short_hash(texts_of(model.model_dump(mode="json", by_alias=True)))


def page_hash(lesson: Lesson) -> str:
    """Return the hash of the English page of a lesson."""
    objectives = {each.id: each.text for each in lesson.objectives}
    return short_hash([lesson.title, objectives, lesson.origin.markdown])


def source_entries(course: Course) -> dict[str, dict[str, FileModel]]:
    """Return everything that can be translated by its file and id; pages have `page_hash`."""
    sources: dict[str, dict[str, FileModel]] = {
        "misconceptions.yaml": dict(course.misconceptions),
        "glossary.yaml": dict(course.glossary),
        "pictures.yaml": dict(course.pictures),
    }
    for lesson in course.lessons:
        sources[f"lessons/{lesson.id}/quiz.yaml"] = {each.id: each for each in lesson.items}
        if lesson.activities:
            sources[f"lessons/{lesson.id}/activities.yaml"] = {each.id: each for each in lesson.activities}
    return sources


# ---------------------------------------------------------------- reading


def read_translations(home: Path, lessons: Sequence[str]) -> Loaded[Translation]:
    """Read every translation of a course folder; what cannot be read is reported and left out."""
    problems: list[Problem] = []
    folders = [home / "lessons" / lesson for lesson in lessons]
    found: set[str] = set()
    for folder in folders:
        found.update(path.stem for path in folder.glob("*.md"))
        found.update(path.name.split(".")[1] for path in folder.glob("*.*.yaml"))
    found.update(path.name.split(".")[1] for path in home.glob("*.*.yaml"))
    locales = sorted(each for each in found if LOCALE.fullmatch(each) and each != "en")
    values = tuple(_read_locale(home, lessons, locale, problems) for locale in locales)
    return Loaded(values, tuple(problems))


def _read_locale(home: Path, lessons: Sequence[str], locale: str, problems: list[Problem]) -> Translation:
    """Read one locale."""
    pages: dict[str, PageTranslation] = {}
    texts: dict[str, TextsTranslation] = {}
    names = [*SHARED, *(f"lessons/{lesson}/{name}" for lesson in lessons for name in OF_A_LESSON)]
    for name in names:
        path = home / name.replace(".yaml", f".{locale}.yaml")
        file = attempt(partial(_read_texts, path), problems) if path.is_file() else None
        if file:
            texts[name] = file
    for lesson in lessons:
        path = home / "lessons" / lesson / f"{locale}.md"
        page = read_page(path, PageFront, lambda *_: iter(()), problems) if path.is_file() else None
        if page:
            front = page.front
            pages[lesson] = PageTranslation(
                front.source_hash, front.title, front.objectives, page.body.placed, page.document
            )
    return Translation(locale, pages, texts)


def _read_texts(path: Path) -> TextsTranslation:
    """Read one file of texts."""
    document = read_strict(path, keep_problems=True)
    return TextsTranslation(validate(document, TextsFile).entries, document)


# ---------------------------------------------------------------- using


def in_locale(course: Course, locale: str) -> Course:
    """Return the course in a language; what that language lacks stays English and is listed as `fallbacks`.

    Ids, keys and hashes stay those of the English course, so that answers count in every language.
    """
    if locale == "en":
        return course
    translation = course.translations.get(locale, Translation(locale, {}, {}))
    fallbacks: list[Fallback] = []
    lessons = tuple(_lesson_in(lesson, translation, fallbacks) for lesson in course.lessons)

    def shared(name: str, models: Mapping[str, M]) -> dict[str, M]:
        return {key: _model_in(model, name, key, translation, fallbacks) for key, model in models.items()}

    return replace(
        course,
        lang=locale,
        lessons=lessons,
        misconceptions=shared("misconceptions.yaml", course.misconceptions),
        glossary=shared("glossary.yaml", course.glossary),
        pictures=shared("pictures.yaml", course.pictures),
        fallbacks=tuple(fallbacks),
    )


def _lesson_in(lesson: Lesson, translation: Translation, fallbacks: list[Fallback]) -> Lesson:
    """Return a lesson in a language."""
    home = f"lessons/{lesson.id}"

    def entries(name: str, models: Sequence[M]) -> tuple[M, ...]:
        return tuple(
            _model_in(model, f"{home}/{name}", str(getattr(model, "id", "")), translation, fallbacks)
            for model in models
        )

    changed = replace(
        lesson,
        items=entries("quiz.yaml", lesson.items),
        activities=entries("activities.yaml", lesson.activities),
    )
    page = translation.pages.get(lesson.id)
    reason = None if page else "missing"
    if page and page.source_hash != page_hash(lesson):
        reason = "stale"
    elif page and not _same_places(lesson, page):
        reason = "wrong"
    if page is None or reason:
        fallbacks.append(Fallback(f"{home}/en.md", "page", str(reason)))
        return changed
    objectives = tuple(
        each.model_copy(update={"text": page.objectives.get(each.id, each.text)})
        for each in lesson.objectives
    )
    blocks = tuple(
        each.block for each in page.placed if isinstance(each.block, Prose) or each.block in lesson.blocks
    )
    return replace(changed, title=page.title, objectives=objectives, blocks=blocks)


def _model_in(model: M, file: str, name: str, translation: Translation, fallbacks: list[Fallback]) -> M:
    """Return a model in a language."""
    texts = translation.texts.get(file)
    entry = texts.entries.get(name) if texts else None
    if entry is None or entry.get("source_hash") != entry_hash(model):
        fallbacks.append(Fallback(file, name, "missing" if entry is None else "stale"))
        return model
    data = model.model_dump(by_alias=True)
    missing = _missing(texts_of(model.model_dump(mode="json", by_alias=True)), entry)
    fallbacks.extend(Fallback(file, f"{name}.{'.'.join(place)}", "missing") for place in missing)
    try:
        return type(model).model_validate(_merged(data, entry))
    except ValidationError:
        fallbacks.append(Fallback(file, name, "wrong"))
        return model


def _merged(data: Any, texts: Any) -> Any:
    """Return plain values with the texts put in their places."""
    if isinstance(data, dict) and isinstance(texts, Mapping):
        return {key: _merged(value, texts[key]) if key in texts else value for key, value in data.items()}
    if isinstance(data, (list, tuple)) and isinstance(texts, Mapping):
        names = [str(each.get("id", place)) for place, each in enumerate(data)]
        pairs = zip(names, data, strict=True)
        return [_merged(each, texts[name]) if name in texts else each for name, each in pairs]
    return texts


def _missing(source: Any, entry: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the place of every text that an entry lacks."""
    for key, value in source.items():
        if not isinstance(entry, Mapping) or key not in entry:
            yield (*place, key)
        elif isinstance(value, dict):
            yield from _missing(value, entry[key], (*place, key))


def _same_places(lesson: Lesson, page: PageTranslation) -> bool:
    """Say whether a translated page has the same directives in the same order."""
    english = [each.block for each in lesson.origin.placed if not isinstance(each.block, Prose)]
    return english == [each.block for each in page.placed if not isinstance(each.block, Prose)]


# ---------------------------------------------------------------- checking


def check_translations(course: Course) -> Iterator[Fault]:
    """Find translations that are stale, or not whole."""
    sources = source_entries(course)
    for translation in course.translations.values():
        for name, file in translation.texts.items():
            yield from _check_texts(file, sources.get(name, {}))
        for lesson in course.lessons:
            if lesson.id in translation.pages:
                yield from _check_page(lesson, translation.pages[lesson.id])


def _check_texts(file: TextsTranslation, sources: Mapping[str, FileModel]) -> Iterator[Fault]:
    """Check one file of texts."""
    document = file.document
    for name, entry in file.entries.items():
        at = ("entries", name)
        if name not in sources:
            yield fault_at(document, at, "translation-whole", "is no entry of the English file", "remove it")
            continue
        source = texts_of(sources[name].model_dump(mode="json", by_alias=True))
        fresh = short_hash(source)
        if entry.get("source_hash") != fresh:
            mend = f"bring it up to date, then write `source_hash: {fresh}`"
            yield fault_at(document, at, "translation-fresh", "is of another English text", mend)
        for place in _missing(source, entry):
            wrong = f"`{'.'.join(place)}` is missing"
            yield fault_at(document, at, "translation-whole", wrong, "translate it")
        for place in _missing({key: each for key, each in entry.items() if key != "source_hash"}, source):
            wrong = "is no text of the English one"
            yield fault_at(document, (*at, *place), "translation-whole", wrong, "remove it")
    for name in sources:
        if name not in file.entries:
            wrong = f"`{name}` is missing"
            yield fault_at(document, ("entries",), "translation-whole", wrong, "translate it")


def _check_page(lesson: Lesson, page: PageTranslation) -> Iterator[Fault]:
    """Check the page of one lesson."""
    fresh = page_hash(lesson)
    if page.source_hash != fresh:
        mend = f"bring it up to date, then write `source_hash: {fresh}`"
        yield fault_at(
            page.document, ("source_hash",), "translation-fresh", "is of another English page", mend
        )
    if not _same_places(lesson, page):
        mend = "write the directives of en.md in the same order"
        yield fault_at(page.document, (), "translation-whole", "has other directives than en.md", mend)
    ids = {each.id for each in lesson.objectives}
    if ids != set(page.objectives):
        mend = f"write {', '.join(sorted(ids))}"
        yield fault_at(page.document, ("objectives",), "translation-whole", "are not those of en.md", mend)
