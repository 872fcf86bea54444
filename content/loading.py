"""Read the course from its folder: what can be read is kept, and everything wrong is named.

What `load_course` returns is safe to draw: every id that a block or an option names exists, every item has
one right option. How well it is made is the matter of `content.checking`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from content.blocks import Body, split_blocks
from content.model import (
    Block,
    Course,
    CourseFile,
    Define,
    FrontMatter,
    Glossary,
    Item,
    ItemType,
    Lesson,
    Misconception,
    Misconceptions,
    Origin,
    PictureBlock,
    Placed,
    Predict,
    Quiz,
    QuizBlock,
    Term,
)
from content.pictures import Picture, Pictures, PictureState
from datafiles import (
    STRICT,
    DataFileError,
    Document,
    FileModel,
    Problem,
    load_folder,
    parse_strict,
    problem_at,
    read_strict,
    validate,
)
from datafiles.opening import check_text, read_text

SHIPPED = Path(__file__).parent
T = TypeVar("T")
M = TypeVar("M", bound=FileModel)
Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What lessons may name. None: the file could not be read, so nothing is known about its ids."""

    misconceptions: Mapping[str, Misconception] | None
    glossary: Mapping[str, Term] | None
    pictures: Mapping[str, Picture] | None


@dataclass(frozen=True, slots=True)
class Page:
    """The file `en.md` of a lesson, read."""

    front: FrontMatter
    document: Document
    body: Body


# ---------------------------------------------------------------- the course


def load_course(folder: Path | None = None) -> Course:
    """Load a course, the shipped one by default; a bad lesson is left out and its problems are kept."""
    home = SHIPPED if folder is None else folder
    problems: list[Problem] = []
    origins: dict[str, Document] = {}

    def read(name: str, model: type[M], check: Callable[[M, Document], Iterator[Problem]]) -> M | None:
        def load() -> M:
            document = read_strict(home / name, keep_problems=True)
            value = validate(document, model, check)
            origins[name] = document
            return value

        return _attempt(load, problems)

    course = read("course.yaml", CourseFile, _check_order)
    misconceptions = read("misconceptions.yaml", Misconceptions, _check_misconceptions)
    glossary = read("glossary.yaml", Glossary, _check_glossary)
    pictures = read("pictures.yaml", Pictures, _check_pictures)
    shelf = Shelf(
        {each.id: each for each in misconceptions.misconceptions} if misconceptions else None,
        {each.id: each for each in glossary.terms} if glossary else None,
        {each.id: each for each in pictures.pictures} if pictures else None,
    )
    ids = _lesson_ids(home / "lessons", course, origins, problems)
    loaded = load_folder((home / "lessons" / each for each in ids), lambda path: load_lesson(path, shelf))
    return Course(
        title=course.title if course else "Course",
        version=course.version if course else "unknown",
        pass_mark=course.pass_mark if course else 0.8,
        lessons=loaded.values,
        misconceptions=shelf.misconceptions or {},
        glossary=shelf.glossary or {},
        pictures=shelf.pictures or {},
        problems=(*problems, *loaded.problems),
        origins=origins,
    )


def load_pictures(folder: Path | None = None) -> tuple[Picture, ...]:
    """Load the pictures of a course folder, the shipped one by default.

    Raises:
        DataFileError: with every problem of `pictures.yaml`.
    """
    path = (SHIPPED if folder is None else folder) / "pictures.yaml"
    return validate(read_strict(path, keep_problems=True), Pictures, _check_pictures).pictures


def _attempt(load: Callable[[], T], problems: list[Problem]) -> T | None:
    """Return what `load` returns, or None with its problems noted."""
    try:
        return load()
    except DataFileError as error:
        problems.extend(error.problems)
        return None


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
            problems.append(problem_at(document, ("lessons", index), f"`{lesson}` has no folder", mend))
    for lesson in found:
        if lesson not in course.lessons:
            wrong = f"the folder lessons/{lesson} is not in the list"
            problems.append(
                problem_at(document, ("lessons",), wrong, f"add `- {lesson}`, or move the folder")
            )
    return tuple(lesson for lesson in course.lessons if lesson in found)


# ---------------------------------------------------------------- one lesson


def load_lesson(folder: Path, shelf: Shelf) -> Lesson:
    """Load one lesson from its folder.

    Raises:
        DataFileError: with every problem of `en.md` and `quiz.yaml`.
    """
    problems: list[Problem] = []
    page = _read_page(folder / "en.md", problems)
    quiz_file = _attempt(lambda: read_strict(folder / "quiz.yaml", keep_problems=True), problems)
    quiz = _read_quiz(quiz_file, folder.name, shelf, problems) if quiz_file else None
    if page and quiz:
        problems.extend(_check_blocks(page.body.placed, quiz.items, page.document.path, shelf))
    if problems or not (page and quiz and quiz_file):
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
        origin=Origin(page.document, quiz_file, page.body.placed),
    )


def _read_quiz(document: Document, lesson: str, shelf: Shelf, problems: list[Problem]) -> Quiz | None:
    """Make a quiz of its file; note every problem."""

    def check(quiz: Quiz, file: Document) -> Iterator[Problem]:
        return _check_quiz(quiz, file, lesson, shelf)

    return _attempt(lambda: validate(document, Quiz, check), problems)


def _read_page(path: Path, problems: list[Problem]) -> Page | None:
    """Read front matter and body; note every problem of both."""
    text = _attempt(lambda: _checked_text(path), problems)
    if text is None:
        return None
    lines = text.split("\n")
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), 0)
    if lines[0].rstrip() != "---" or not end:
        mend = "begin the file with `---`, the front matter, and `---` again"
        problems.append(Problem(str(path), 1, "file", "has no front matter", mend))
        return None
    body = split_blocks("\n".join(lines[end + 1 :]), str(path), end + 2)
    document = _attempt(
        lambda: parse_strict("\n".join(lines[1:end]), str(path), first_line=2, keep_problems=True), problems
    )
    front = document and _attempt(lambda: validate(document, FrontMatter, _check_front), problems)
    problems.extend(body.problems)
    return Page(front, document, body) if front and document else None


def _checked_text(path: Path) -> str:
    """Read a Markdown file as text with plain line ends."""
    text = read_text(path, STRICT).replace("\r\n", "\n")
    check_text(text, str(path), STRICT, 1)
    return text


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


def _twice(ids: Sequence[str], document: Document, location: Callable[[int], Location]) -> Iterator[Problem]:
    """Report every id that stands there a second time."""
    for index, each in enumerate(ids):
        if each in ids[:index]:
            yield problem_at(document, location(index), f"`{each}` stands there twice", "give it its own id")


def _check_order(course: CourseFile, document: Document) -> Iterator[Problem]:
    yield from _twice(course.lessons, document, lambda index: ("lessons", index))


def _check_misconceptions(file: Misconceptions, document: Document) -> Iterator[Problem]:
    ids = [each.id for each in file.misconceptions]
    yield from _twice(ids, document, lambda index: ("misconceptions", index, "id"))


def _check_glossary(file: Glossary, document: Document) -> Iterator[Problem]:
    yield from _twice([each.id for each in file.terms], document, lambda index: ("terms", index, "id"))


def _check_front(front: FrontMatter, document: Document) -> Iterator[Problem]:
    ids = [each.id for each in front.objectives]
    yield from _twice(ids, document, lambda index: ("objectives", index, "id"))


def _check_pictures(file: Pictures, document: Document) -> Iterator[Problem]:
    """Check what the parts of a picture name in each other."""
    yield from _twice([each.id for each in file.pictures], document, lambda index: ("pictures", index, "id"))
    for index, picture in enumerate(file.pictures):
        at: Location = ("pictures", index, "states")
        ids = [each.id for each in picture.states]
        yield from _twice(ids, document, lambda number, at=at: (*at, number, "id"))  # type: ignore[misc]  # mypy infers no default of a lambda
        first = [stage.id for stage in picture.states[0].stages]
        for number, state in enumerate(picture.states):
            yield from _check_state(state, first, document, (*at, number))


def _check_state(
    state: PictureState, first: Sequence[str], document: Document, at: Location
) -> Iterator[Problem]:
    """Check one state: the stages of the first one, and only those, are named."""
    stages = [stage.id for stage in state.stages]
    yield from _twice(stages, document, lambda index: (*at, "stages", index, "id"))
    if stages != list(first):
        mend = f"write {', '.join(first)} in this order"
        yield problem_at(document, (*at, "stages"), "has other stages than the first state", mend)
    named: list[tuple[Location, str]] = [(("waiting", each), each) for each in state.waiting]
    if state.highlight is not None:
        named.append((("highlight",), state.highlight))
    if state.frame is not None:
        named += [(("frame", "from"), state.frame.start), (("frame", "to"), state.frame.end)]
        ends = [stages.index(each) for each in (state.frame.start, state.frame.end) if each in stages]
        if ends != sorted(ends):
            yield problem_at(document, (*at, "frame"), "ends before it starts", "swap `from` and `to`")
    for inner, stage in named:
        if stage not in stages:
            wrong = f"`{stage}` is no stage of this state"
            yield problem_at(document, (*at, *inner), wrong, f"use one of {', '.join(stages)}")


def _check_quiz(quiz: Quiz, document: Document, lesson: str, shelf: Shelf) -> Iterator[Problem]:
    """Check that every item can be graded."""
    if quiz.lesson != lesson:
        yield problem_at(document, ("lesson",), f"is `{quiz.lesson}`", f"write `{lesson}`, the folder's name")
    yield from _twice([item.id for item in quiz.items], document, lambda index: ("items", index, "id"))
    for index, item in enumerate(quiz.items):
        yield from _check_item(item, document, ("items", index), shelf)


def _check_item(item: Item, document: Document, at: Location, shelf: Shelf) -> Iterator[Problem]:
    """Check one item: its type, its right option, its misconceptions."""
    ids = [option.id for option in item.options]
    yield from _twice(ids, document, lambda index: (*at, "options", index, "id"))
    is_prediction = item.type is ItemType.PREDICT
    right = sum(option.correct for option in item.options)
    if is_prediction != (item.predict is not None):
        mend = "give `predict` to items of the type predict, and to no others"
        yield problem_at(document, at, f"is of the type {item.type}", mend)
    elif is_prediction and right:
        yield problem_at(document, at, "a prediction has its key in the file", "remove `correct`")
    if not is_prediction and right != 1:
        mend = "write `correct: true` on exactly one option"
        yield problem_at(document, (*at, "options"), f"{right} options are right", mend)
    for index, option in enumerate(item.options):
        place = (*at, "options", index, "misconception")
        known = shelf.misconceptions
        if option.correct and option.misconception is not None:
            yield problem_at(document, place, "stands on the right option", "remove it")
        elif option.misconception is not None and known is not None and option.misconception not in known:
            mend = "use an id of misconceptions.yaml, or add it there"
            yield problem_at(document, place, f"`{option.misconception}` is not known", mend)


def _check_blocks(
    placed: Sequence[Placed], items: Sequence[Item], path: str, shelf: Shelf
) -> Iterator[Problem]:
    """Check that every directive names what there is, and places an item once."""
    asked = {item.id for item in items if item.type is not ItemType.PREDICT}
    predictions = {item.id for item in items} - asked
    seen: Counter[str] = Counter()
    for each in placed:
        match each.block:
            case PictureBlock(picture):
                yield from _unknown(each.line, "picture", (picture,), shelf.pictures, path)
            case Define(term):
                yield from _unknown(each.line, "define", (term,), shelf.glossary, path)
            case QuizBlock(ids):
                yield from _unknown(each.line, "quiz", ids, asked, path)
                seen.update(each_id for each_id in ids if each_id in asked)
            case Predict(item):
                yield from _unknown(each.line, "predict", (item,), predictions, path)
                seen.update(predictions & {item})
            case _:
                continue
        for item_id in [item_id for item_id, times in seen.items() if times > 1]:
            seen[item_id] = 1
            wrong = f"`{item_id}` is placed twice"
            yield Problem(path, each.line, "directive", wrong, "name each item in one directive only")


WHERE = {
    "picture": "pictures.yaml",
    "define": "glossary.yaml",
    "quiz": "quiz.yaml among the items that are no predictions",
    "predict": "quiz.yaml among the predictions",
}


def _unknown(
    line: int, name: str, ids: Sequence[str], known: Mapping[str, object] | set[str] | None, path: str
) -> Iterator[Problem]:
    """Report ids of a directive that are not known; nothing is reported where nothing could be read."""
    for each in ids:
        if known is not None and each not in known:
            mend = f"use an id of {WHERE[name]}"
            yield Problem(path, line, f"{{{{{name}}}}}", f"`{each}` does not exist", mend)
