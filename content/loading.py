"""Read the course from its folder: what can be read is kept, and everything wrong is named.

What `load_course` returns is safe to draw: every id that a block or an option names exists, every item has
one right option. How well it is made is the matter of `content.checking`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from content.activities import Activities, Activity
from content.doing import check_activities, check_computed
from content.fitting import Location, check_item, twice
from content.items import Item, ItemType, Quiz, item_hash
from content.levers import Lane
from content.model import (
    ActivityBlock,
    Block,
    Course,
    CourseFile,
    Define,
    Form,
    FrontMatter,
    Glossary,
    Lesson,
    Misconception,
    Misconceptions,
    Origin,
    PictureBlock,
    Placed,
    Predict,
    QuizBlock,
    Term,
)
from content.pages import Page, attempt, read_page
from content.pictures import Picture, Pictures, PictureState
from content.rules import fault_at, fault_on
from content.translating import in_locale, read_translations
from datafiles import DataFileError, Document, FileModel, Place, Problem, load_folder, read_strict, validate

SHIPPED = Path(__file__).parent
FORMS = ("a", "b")
FILE_MODELS: Mapping[str, type[FileModel]] = {
    "course": CourseFile,
    "misconceptions": Misconceptions,
    "glossary": Glossary,
    "pictures": Pictures,
    "front-matter": FrontMatter,
    "quiz": Quiz,
    "activities": Activities,
    "form": Form,
}
"""The model of every file of this room, from which editors get their schemas."""
M = TypeVar("M", bound=FileModel)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What lessons may name. None: the file could not be read, so nothing is known about its ids."""

    misconceptions: Mapping[str, Misconception] | None
    glossary: Mapping[str, Term] | None
    pictures: Mapping[str, Picture] | None


# ---------------------------------------------------------------- the course


@dataclass(frozen=True, slots=True)
class _Home:
    """A course folder while it is read: its problems so far, and the files that could be read."""

    folder: Path
    problems: list[Problem]
    origins: dict[str, Document]

    def read(self, name: str, model: type[M], check: Callable[[M, Document], Iterator[Problem]]) -> M | None:
        """Read one file; None with its problems noted."""

        def load() -> M:
            document = read_strict(self.folder / name, keep_problems=True)
            value = validate(document, model, check)
            self.origins[name] = document
            return value

        return attempt(load, self.problems)


def load_course(folder: Path | None = None, locale: str = "en") -> Course:
    """Load a course, the shipped one by default; a bad lesson is left out and its problems are kept.

    In another locale, what it lacks stays English and is listed in `fallbacks`.
    """
    home = _Home(SHIPPED if folder is None else folder, [], {})
    course = home.read("course.yaml", CourseFile, _check_order)
    shelf = _read_shelf(home)
    forms = _read_forms(home)
    lessons = home.folder / "lessons"
    ids = _lesson_ids(lessons, course, home.origins, home.problems)
    loaded = load_folder((lessons / each for each in ids), lambda path: load_lesson(path, shelf))
    translated = read_translations(home.folder, ids)
    english = Course(
        title=course.title if course else "Course",
        version=course.version if course else "unknown",
        pass_mark=course.pass_mark if course else 0.8,
        lessons=loaded.values,
        misconceptions=shelf.misconceptions or {},
        glossary=shelf.glossary or {},
        pictures=shelf.pictures or {},
        forms=forms,
        complete=course.complete if course else False,
        retired=frozenset(course.retired) if course else frozenset(),
        problems=(*home.problems, *loaded.problems, *translated.problems),
        origins=home.origins,
        translations={each.locale: each for each in translated.values},
    )
    return in_locale(english, locale)


def _read_shelf(home: _Home) -> Shelf:
    """Read what lessons may name."""
    misconceptions = home.read("misconceptions.yaml", Misconceptions, _check_misconceptions)
    glossary = home.read("glossary.yaml", Glossary, _check_glossary)
    pictures = home.read("pictures.yaml", Pictures, _check_pictures)
    return Shelf(
        {each.id: each for each in misconceptions.misconceptions} if misconceptions else None,
        {each.id: each for each in glossary.terms} if glossary else None,
        {each.id: each for each in pictures.pictures} if pictures else None,
    )


def _read_forms(home: _Home) -> dict[str, Form]:
    """Read the forms that are there."""
    there = [name for name in FORMS if (home.folder / "forms" / f"{name}.yaml").is_file()]
    read = {name: home.read(f"forms/{name}.yaml", Form, _check_form) for name in there}
    return {name: form for name, form in read.items() if form}


def load_pictures(folder: Path | None = None) -> tuple[Picture, ...]:
    """Load the pictures of a course folder, the shipped one by default.

    Raises:
        DataFileError: with every problem of `pictures.yaml`.
    """
    path = (SHIPPED if folder is None else folder) / "pictures.yaml"
    return validate(read_strict(path, keep_problems=True), Pictures, _check_pictures).pictures


def _lesson_ids(
    folder: Path, course: CourseFile | None, origins: Mapping[str, Document], problems: list[Problem]
) -> tuple[str, ...]:
    """Return the lessons in order; those of the folders where `course.yaml` could not be read."""
    found = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    if course is None:
        return tuple(found)
    document = origins["course.yaml"]
    for index, lesson in enumerate(course.lessons):
        if lesson not in found:
            mend = f"make the folder lessons/{lesson}, or remove the line"
            problems.append(
                fault_at(document, ("lessons", index), "known-ids", f"`{lesson}` has no folder", mend)
            )
    for lesson in found:
        if lesson not in course.lessons:
            wrong = f"the folder lessons/{lesson} is not in the list"
            problems.append(
                fault_at(document, ("lessons",), "known-ids", wrong, f"add `- {lesson}`, or move the folder")
            )
    return tuple(lesson for lesson in course.lessons if lesson in found)


# ---------------------------------------------------------------- one lesson


def load_lesson(folder: Path, shelf: Shelf) -> Lesson:
    """Load one lesson from its folder.

    Raises:
        DataFileError: with every problem of `en.md`, `quiz.yaml` and `activities.yaml`.
    """
    problems: list[Problem] = []
    page = read_page(folder / "en.md", FrontMatter, _check_front, problems)
    quiz_file = attempt(lambda: read_strict(folder / "quiz.yaml", keep_problems=True), problems)
    quiz = _read_quiz(quiz_file, folder.name, shelf, problems) if quiz_file else None
    doing_file, doing = _read_activities(folder, shelf, problems)
    if page and quiz and doing is not None:
        problems.extend(_check_blocks(page, quiz.items, doing, shelf))
        problems.extend(check_computed(quiz.items, quiz_file, doing) if quiz_file else ())
    if problems or not (page and quiz and quiz_file) or doing is None:
        raise DataFileError(problems)
    front = page.front
    return Lesson(
        id=folder.name,
        title=front.title,
        minutes=front.minutes,
        prerequisites=front.prerequisites,
        objectives=front.objectives,
        misconceptions=front.misconceptions,
        sources=front.sources,
        reviewed=front.reviewed,
        interactive=front.interactive,
        blocks=tuple(block for block in page.body.blocks if _on_shelf(block, shelf)),
        items=tuple(_without_unknown(item, shelf) for item in quiz.items),
        activities=doing,
        hashes={item.id: item_hash(item) for item in quiz.items},
        origin=Origin(page.document, quiz_file, page.body.placed, page.markdown, doing_file),
    )


def _read_quiz(document: Document, lesson: str, shelf: Shelf, problems: list[Problem]) -> Quiz | None:
    """Make a quiz of its file; note every problem."""

    def check(quiz: Quiz, file: Document) -> Iterator[Problem]:
        return _check_quiz(quiz, file, lesson, shelf)

    return attempt(lambda: validate(document, Quiz, check), problems)


def _read_activities(
    folder: Path, shelf: Shelf, problems: list[Problem]
) -> tuple[Document, tuple[Activity, ...] | None]:
    """Read the activities of a lesson, which may have none; None where they could not be read."""
    path = folder / "activities.yaml"
    nothing = Document(str(path), {}, Place(1))
    if not path.is_file():
        return nothing, ()

    def check(file: Activities, document: Document) -> Iterator[Problem]:
        return check_activities(file, document, folder.name, shelf.pictures)

    document = attempt(lambda: read_strict(path, keep_problems=True), problems)
    file = document and attempt(lambda: validate(document, Activities, check), problems)
    return document or nothing, file.activities if file else None


def _on_shelf(block: Block, shelf: Shelf) -> bool:
    """Say whether a block can be drawn: its picture or term was read."""
    if isinstance(block, PictureBlock):
        return shelf.pictures is not None
    return not isinstance(block, Define) or shelf.glossary is not None


def _without_unknown(item: Item, shelf: Shelf) -> Item:
    """Return the item; without its misconceptions when `misconceptions.yaml` could not be read."""
    if shelf.misconceptions is not None:
        return item
    options = tuple(option.model_copy(update={"misconception": None}) for option in item.options)
    return item.model_copy(update={"options": options})


# ---------------------------------------------------------------- what only the whole file can tell


def _check_order(course: CourseFile, document: Document) -> Iterator[Problem]:
    yield from twice(course.lessons, document, lambda index: ("lessons", index))


def _check_misconceptions(file: Misconceptions, document: Document) -> Iterator[Problem]:
    ids = [each.id for each in file.misconceptions]
    yield from twice(ids, document, lambda index: ("misconceptions", index, "id"))


def _check_glossary(file: Glossary, document: Document) -> Iterator[Problem]:
    yield from twice([each.id for each in file.terms], document, lambda index: ("terms", index, "id"))


def _check_form(form: Form, document: Document) -> Iterator[Problem]:
    yield from twice(form.items, document, lambda index: ("items", index))
    name = Path(document.path).stem
    if form.id != name:
        yield fault_at(document, ("id",), "known-ids", f"is `{form.id}`", f"write `{name}`, the file's name")


def _check_front(front: FrontMatter, document: Document) -> Iterator[Problem]:
    ids = [each.id for each in front.objectives]
    yield from twice(ids, document, lambda index: ("objectives", index, "id"))


def _check_pictures(file: Pictures, document: Document) -> Iterator[Problem]:
    """Check what the parts of a picture name in each other."""
    yield from twice([each.id for each in file.pictures], document, lambda index: ("pictures", index, "id"))
    for index, picture in enumerate(file.pictures):
        at: Location = ("pictures", index, "states")
        ids = [each.id for each in picture.states]
        yield from twice(ids, document, lambda number, at=at: (*at, number, "id"))  # type: ignore[misc]  # mypy infers no default of a lambda
        first = [stage.id for stage in picture.states[0].stages]
        for number, state in enumerate(picture.states):
            yield from _check_state(state, first, document, (*at, number))
        if picture.steps and list(picture.steps) != first:
            mend = f"write {', '.join(first)} in this order"
            wrong = "has other stages than the first state"
            yield fault_at(document, ("pictures", index, "steps"), "known-ids", wrong, mend)


def _check_state(
    state: PictureState, first: Sequence[str], document: Document, at: Location
) -> Iterator[Problem]:
    """Check one state: the stages of the first one, and only those, are named."""
    stages = [stage.id for stage in state.stages]
    yield from twice(stages, document, lambda index: (*at, "stages", index, "id"))
    if stages != list(first):
        mend = f"write {', '.join(first)} in this order"
        yield fault_at(document, (*at, "stages"), "known-ids", "has other stages than the first state", mend)
    named: list[tuple[Location, str]] = [(("waiting", each), each) for each in state.waiting]
    if state.highlight is not None:
        named.append((("highlight",), state.highlight))
    if state.frame is not None:
        named += [(("frame", "from"), state.frame.start), (("frame", "to"), state.frame.end)]
        ends = [stages.index(each) for each in (state.frame.start, state.frame.end) if each in stages]
        if ends != sorted(ends):
            yield fault_at(
                document, (*at, "frame"), "known-ids", "ends before it starts", "swap `from` and `to`"
            )
    for inner, stage in named:
        if stage not in stages:
            wrong = f"`{stage}` is no stage of this state"
            yield fault_at(document, (*at, *inner), "known-ids", wrong, f"use one of {', '.join(stages)}")


def _check_quiz(quiz: Quiz, document: Document, lesson: str, shelf: Shelf) -> Iterator[Problem]:
    """Check that every item can be graded."""
    if quiz.lesson != lesson:
        mend = f"write `{lesson}`, the folder's name"
        yield fault_at(document, ("lesson",), "known-ids", f"is `{quiz.lesson}`", mend)
    yield from twice([item.id for item in quiz.items], document, lambda index: ("items", index, "id"))
    for index, item in enumerate(quiz.items):
        yield from check_item(item, document, ("items", index), shelf.misconceptions)


def _check_blocks(
    page: Page[FrontMatter], items: Sequence[Item], activities: Sequence[Activity], shelf: Shelf
) -> Iterator[Problem]:
    """Check that every directive names what there is, and places it once."""
    asked = {item.id for item in items if item.type is not ItemType.PREDICT}
    predictions = {item.id for item in items} - asked
    path = page.document.path
    seen: Counter[tuple[str, str]] = Counter()
    for each in page.body.placed:
        for name, each_id, known, where in _named(each, (asked, predictions), activities, shelf):
            if each_id not in known:
                said = ("known-ids", f"`{each_id}` does not exist", f"use an id of {where}")
                yield fault_on(path, each.line, f"{{{{{name}}}}}", said)
            elif name not in REPEATED:
                kind = "item" if name in {"quiz", "predict"} else "activity"
                seen[kind, each_id] += 1
                if seen[kind, each_id] == SECOND:
                    mend = f"name each {kind} in one directive only"
                    said = ("one-place", f"`{each_id}` is placed twice", mend)
                    yield fault_on(path, each.line, "directive", said)


SECOND = 2
"""A second place is reported, a third one not again."""
REPEATED = frozenset({"picture", "define"})
"""The directives that may name the same thing again."""
Named = tuple[str, str, Collection[str], str]


def _named(
    placed: Placed, items: tuple[set[str], set[str]], activities: Sequence[Activity], shelf: Shelf
) -> Iterator[Named]:
    """Yield what a block names: directive, id, known ids, where they are. Of an unread file nothing."""
    match placed.block:
        case PictureBlock(picture) if shelf.pictures is not None:
            yield "picture", picture, shelf.pictures, "pictures.yaml"
        case Define(term) if shelf.glossary is not None:
            yield "define", term, shelf.glossary, "glossary.yaml"
        case QuizBlock(ids):
            for each in ids:
                yield "quiz", each, items[0], "quiz.yaml among the items that are no predictions"
        case Predict(item):
            yield "predict", item, items[1], "quiz.yaml among the predictions"
        case ActivityBlock(kind, name):
            known = {each.id: each for each in activities if each.kind == kind}
            yield kind, name, known, f"activities.yaml of the kind {kind}"
            lane = known.get(name)
            if isinstance(lane, Lane) and lane.predict:
                yield "predict", lane.predict, items[1], "quiz.yaml among the predictions"
