"""The rules for the course: what lessons, forms, terms and misconceptions are to each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from content.blocks import linked_terms
from content.guides import Finder
from content.items import Item, Pool
from content.known import Known
from content.lesson_rules import LEAST_ITEMS, practice
from content.model import Course, Define, Form, Lesson, Prose
from content.rules import Fault, fault_at, fault_on
from content.source_rules import no_source
from datafiles import Document

LESSONS = 12
MINUTES = (80, 120)
"""About 100 minutes: a fifth less or more."""
FORM_ITEMS = 12
USES = 2
OLDEST = 548
"""A source is looked at again after so many days: 18 months."""


def check_course_rules(course: Course, known: Known) -> Iterator[Fault]:
    """Apply the rules that need more than one lesson; those of the whole course once it is complete."""
    yield from _item_ids(course)
    yield from _prerequisites(course)
    yield from _ways(course)
    yield from _shared_sources(course, known)
    if known.today is not None:
        yield from stale_sources(course, known, known.today)
    if len(course.lessons) < len(_listed(course)):
        return  # what a lesson that could not be read holds is not known
    yield from _terms(course)
    yield from _twins(course)
    for name, form in course.forms.items():
        yield from _form(course, form, course.origins[f"forms/{name}.yaml"])
    if course.complete:
        yield from _size(course)
        yield from _used(course)
        yield from _defined(course)
        yield from _forms(course)


# ---------------------------------------------------------------- ids and order


def _item_ids(course: Course) -> Iterator[Fault]:
    """An item id is used once in the course, and never again."""
    owners: dict[str, str] = {}
    for lesson in course.lessons:
        for index, item in enumerate(lesson.items):
            at = ("items", index, "id")
            owner = owners.setdefault(item.id, lesson.id)
            if owner != lesson.id:
                wrong = f"`{item.id}` is an item of the lesson {owner} too"
                yield fault_at(lesson.origin.quiz, at, "unique-ids", wrong, "give it its own id")
            if item.id in course.retired:
                wrong = f"`{item.id}` is retired in course.yaml"
                yield fault_at(
                    lesson.origin.quiz, at, "retired-ids", wrong, "give it an id never used before"
                )


def _prerequisites(course: Course) -> Iterator[Fault]:
    """Prerequisites are lessons that stand before, and none leads back to where it started."""
    before = {lesson.id: lesson.prerequisites for lesson in course.lessons}
    listed = _listed(course)
    for lesson in course.lessons:
        for index, each in enumerate(lesson.prerequisites):
            at = ("prerequisites", index)
            if each not in listed:
                wrong = f"the lesson `{each}` is not in the course"
                mend = "use an id of course.yaml"
            elif lesson.id in _reached(each, before):
                wrong, mend = f"`{each}` itself needs this lesson", "break the circle"
            elif listed.index(each) > listed.index(lesson.id):
                wrong, mend = f"`{each}` comes later", "change the order in course.yaml"
            else:
                continue
            yield fault_at(lesson.origin.front, at, "prerequisites", wrong, mend)


def _listed(course: Course) -> list[str]:
    """Return the lessons that course.yaml lists, else those that were read."""
    document = course.origins.get("course.yaml")
    return (
        [str(each) for each in document.data["lessons"]] if document else [each.id for each in course.lessons]
    )


def _reached(start: str, before: Mapping[str, Iterable[str]]) -> set[str]:
    """Return `start` and everything it needs, directly or not."""
    reached, open_ids = set[str](), [start]
    while open_ids:
        each = open_ids.pop()
        if each not in reached:
            reached.add(each)
            open_ids.extend(before.get(each, ()))
    return reached


def _ways(course: Course) -> Iterator[Fault]:
    """A finder leads to lessons of the course."""
    listed = _listed(course)
    for lesson in course.lessons:
        document = lesson.origin.activities
        for index, activity in enumerate(lesson.activities):
            for place, way in enumerate(activity.ways if isinstance(activity, Finder) else ()):
                if document and way.lesson not in listed:
                    at = ("activities", index, "ways", place, "lesson")
                    wrong = f"the lesson `{way.lesson}` is not in the course"
                    yield fault_at(document, at, "known-ids", wrong, "use an id of course.yaml")


# ---------------------------------------------------------------- terms and sources


def _terms(course: Course) -> Iterator[Fault]:
    """A text links to a term that is known, and that stands defined before it."""
    defined: set[str] = set()
    for lesson in course.lessons:
        path = lesson.origin.front.path
        for placed in lesson.origin.placed:
            block = placed.block
            if isinstance(block, Define):
                defined.add(block.term)
            for row, text in enumerate(block.markdown.split("\n") if isinstance(block, Prose) else ()):
                for term in linked_terms(text):
                    if term not in course.glossary and "glossary.yaml" in course.origins:
                        said = (
                            "known-ids",
                            f"the term `{term}` does not exist",
                            "use an id of glossary.yaml",
                        )
                        yield fault_on(path, placed.line + row, "body", said)
                    elif term not in defined:
                        mend = f"write {{{{define {term}}}}} above it, or in an earlier lesson"
                        said = ("term-first", f"links to `{term}`, which is not defined yet", mend)
                        yield fault_on(path, placed.line + row, "body", said)


def _shared_sources(course: Course, known: Known) -> Iterator[Fault]:
    """The sources of misconceptions and terms exist."""
    for name, key, entries in _shared(course):
        for index, sources in enumerate(entries):
            if not sources:
                mend = "name where it comes from"
                yield fault_at(course.origins[name], (key, index), "source-given", "names no source", mend)
            for place, source in enumerate(sources):
                if source not in known.sources:
                    yield no_source(course.origins[name], (key, index, "sources", place), source)


def _shared(course: Course) -> tuple[tuple[str, str, list[tuple[str, ...]]], ...]:
    """Return the sources of every misconception and term with their file and key."""
    return (
        ("misconceptions.yaml", "misconceptions", [each.sources for each in course.misconceptions.values()]),
        ("glossary.yaml", "terms", [each.sources for each in course.glossary.values()]),
    )


def stale_sources(course: Course, known: Known, today: dt.date) -> Iterator[Fault]:
    """Find sources that were last looked at more than 18 months before `today`, once for each file."""
    listed = [(lesson.origin.front, ("sources",), lesson.sources) for lesson in course.lessons]
    shared = [
        (course.origins[name], (key,), tuple(source for sources in entries for source in sources))
        for name, key, entries in _shared(course)
        if entries
    ]
    for document, at, sources in [*listed, *shared]:
        for source in dict.fromkeys(sources):
            day = known.checked.get(source)
            if day is not None and (today - day).days > OLDEST:
                wrong = f"`{source}` was last checked on {day}"
                mend = "read it again and write the day into delivery/sources.yaml"
                yield fault_at(document, at, "source-fresh", wrong, mend)


# ---------------------------------------------------------------- twins and forms


def _items(course: Course) -> dict[str, tuple[Lesson, Item, int]]:
    """Return every item by its id with its lesson and its place in the file."""
    return {
        item.id: (lesson, item, index) for lesson in course.lessons for index, item in enumerate(lesson.items)
    }


def _twins(course: Course) -> Iterator[Fault]:
    """Twins name each other and ask for the same."""
    items = _items(course)
    for lesson, item, index in items.values():
        if item.twin is None:
            continue
        wrong = ""
        other_lesson, other, _ = items.get(item.twin, (None, None, 0))
        if other is None:
            wrong = f"the item `{item.twin}` does not exist"
        elif other.twin != item.id or other.id == item.id:
            wrong = f"`{other.id}` does not name this one as its twin"
        elif (other_lesson, other.objective) != (lesson, item.objective):
            wrong = f"`{other.id}` asks another objective"
        elif other.misconceptions != item.misconceptions:
            wrong = f"`{other.id}` has other misconceptions"
        elif other.pool is item.pool:
            wrong = f"`{other.id}` is in the same pool"
        if wrong:
            at = ("items", index, "twin")
            mend = "let the two name each other, with one objective and the same misconceptions, in two pools"
            yield fault_at(lesson.origin.quiz, at, "twins", wrong, mend)


def _form(course: Course, form: Form, document: Document) -> Iterator[Fault]:
    """A form names items of its own pool."""
    items = _items(course)
    pool = f"form-{form.id}"
    for index, each in enumerate(form.items):
        found = items.get(each)
        if found is None or found[1].pool != pool:
            wrong = f"`{each}` is no item of the pool {pool}"
            mend = f"write an item with `pool: {pool}`, or remove the line"
            yield fault_at(document, ("items", index), "form-items", wrong, mend)
    named = set(form.items)
    for lesson, item, index in items.values():
        if item.pool == pool and item.id not in named:
            mend = f"add it to forms/{form.id}.yaml, or choose another pool"
            at = ("items", index, "pool")
            wrong = f"the form {form.id} does not name it"
            yield fault_at(lesson.origin.quiz, at, "form-items", wrong, mend)


# ---------------------------------------------------------------- the whole course


def _course_fault(course: Course, key: str, rule: str, said: tuple[str, str]) -> Fault:
    """Build a fault of the whole course; it stands at a key of course.yaml."""
    return fault_at(course.origins["course.yaml"], (key,), rule, *said)


def _size(course: Course) -> Iterator[Fault]:
    """The course has its lessons, items and minutes."""
    if len(course.lessons) != LESSONS:
        said = (f"{len(course.lessons)} lessons", f"write {LESSONS}")
        yield _course_fault(course, "lessons", "course-size", said)
    items = sum(len(practice(lesson)) for lesson in course.lessons)
    if items < LESSONS * LEAST_ITEMS:
        said = (f"{items} practice items", f"write at least {LESSONS * LEAST_ITEMS}")
        yield _course_fault(course, "lessons", "course-size", said)
    minutes = sum(lesson.minutes for lesson in course.lessons)
    if not MINUTES[0] <= minutes <= MINUTES[1]:
        said = (f"{minutes} minutes", f"bring them to {MINUTES[0]} to {MINUTES[1]}")
        yield _course_fault(course, "lessons", "course-size", said)


def _used(course: Course) -> Iterator[Fault]:
    """Every misconception is met twice or more, in two places or more."""
    uses: dict[str, list[str]] = {}
    for lesson, item, _ in _items(course).values():
        place = item.pool.value if item.pool in {Pool.FORM_A, Pool.FORM_B} else lesson.id
        for each in item.misconceptions:
            uses.setdefault(each, []).append(place)
    for index, each in enumerate(course.misconceptions):
        places = uses.get(each, [])
        if len(places) < USES or len(set(places)) < USES:
            wrong = f"{each} is used by {len(places)} items in {len(set(places))} places"
            mend = f"use it in {USES} items or more, in {USES} lessons or forms or more"
            at = ("misconceptions", index)
            yield fault_at(course.origins["misconceptions.yaml"], at, "misconception-used", wrong, mend)


def _defined(course: Course) -> Iterator[Fault]:
    """Every term is defined in a lesson."""
    defined = {
        block.term for lesson in course.lessons for block in lesson.blocks if isinstance(block, Define)
    }
    for index, term in enumerate(course.glossary):
        if term not in defined:
            mend = f"write {{{{define {term}}}}} where it is first needed"
            at = ("terms", index)
            wrong = f"no lesson defines `{term}`"
            yield fault_at(course.origins["glossary.yaml"], at, "term-defined", wrong, mend)


def _forms(course: Course) -> Iterator[Fault]:
    """Both forms are whole, and twins of each other."""
    for name in ("a", "b"):
        if name not in course.forms:
            said = (f"there is no forms/{name}.yaml", "write it")
            yield _course_fault(course, "complete", "forms", said)
            continue
        form, document = course.forms[name], course.origins[f"forms/{name}.yaml"]
        if len(form.items) != FORM_ITEMS:
            wrong = f"has {len(form.items)} items"
            yield fault_at(document, ("items",), "forms", wrong, f"write {FORM_ITEMS}")
        other = course.forms.get("b" if name == "a" else "a")
        items = _items(course)
        for index, each in enumerate(form.items):
            twin = items[each][1].twin if each in items else None
            if other and twin not in other.items:
                wrong = f"`{each}` has no twin in the form {other.id}"
                yield fault_at(document, ("items", index), "forms", wrong, "write its twin there")
