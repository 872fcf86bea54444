"""Keep a learner's progress: one record in the store, joined where two devices or tabs wrote it."""

import dataclasses
import datetime as dt
import json
import secrets
from collections.abc import Iterable, Mapping

import content
from content import Answer, FormTaken, Item, Lesson, LessonProgress, Progress, Sure
from datafiles import DataFileError
from store import Keep, StoreBusyError
from ui import cached, live
from ui.learning import codes
from ui.learning.tab import Counted, Learning, Met, Standing
from ui.state import learner_link, visit, visitor

KIND, NAME = codes.PROGRESS, codes.COURSE
CODE_KIND, CODE_NAME, LINK_NAME = "learner", "code", "link"
MOST, NEWEST = 1200, 8
"""From so many answers on, only the newest of each item are kept: the boxes need no more."""
TRIES = 5


def today() -> dt.date:
    """Return the day it is, in coordinated universal time."""
    return dt.datetime.now(dt.UTC).date()


def progress() -> Progress:
    """Return the progress of this visitor, read from the store once per tab."""
    mine = visit().learning
    if mine.progress is None:
        mine.progress = _found(mine)
    return mine.progress


def owner() -> str:
    """Return under whose name the progress lies: the resume code's where there is one."""
    mine = visit().learning
    if not mine.code:
        kept = live.store().kept_one(visitor(), CODE_KIND, CODE_NAME)
        mine.code = (codes.unlock(kept.body, visitor()) if kept else None) or ""
    return mine.code or visitor()


def _found(mine: Learning) -> Progress:
    store, whose = live.store(), owner()
    kept = store.kept_one(whose, KIND, NAME)
    if kept is None:
        mine.version = 0
        return _adopted(Progress(learner=secrets.token_hex(16)))
    mine.version = kept.version
    try:
        return _boxed(content.load_progress(kept.body))
    except DataFileError:  # written by a newer version: it stays beside the new one
        store.keep(whose, Keep(KIND, f"unread-{kept.version}", kept.body))
        return Progress(learner=secrets.token_hex(16))


def _adopted(empty: Progress) -> Progress:
    """Return the answers of the time before progress was kept as one record."""
    hashes = {item: value for lesson in cached.course().lessons for item, value in lesson.hashes.items()}
    day = today()
    answers = [
        Answer(name, hashes[name], grade.option, None, day)
        for name, grade in live.store().grades(visitor()).items()
        if name in hashes
    ]
    return _boxed(dataclasses.replace(empty, answers=tuple(answers))) if answers else empty


def _boxed(found: Progress) -> Progress:
    """Return a progress with the boxes that its answers lead to; boxes of items unknown here stay."""
    course = cached.course()
    boxes = content.boxes(course, found.answers, keys(found.answers))
    return found.with_answers((), {**found.boxes, **boxes})


def keys(answers: Iterable[Answer]) -> Mapping[str, str]:
    """Return what came true of the predictions that were answered, by item."""
    answered = {answer.item for answer in answers}
    if not answered:
        return {}
    found = {
        item.id: content.prediction_key(item, cached.measure())
        for lesson in cached.course().lessons
        for item in lesson.items
        if item.predict and item.id in answered
    }
    return {name: key for name, key in found.items() if key}


def counted() -> Counted:
    """Return what follows from the progress, reckoned once for each progress that there is."""
    mine, course = visit().learning, cached.course()
    found = mine.progress if mine.progress is not None else progress()
    if mine.counted is None or mine.counted.progress is not found or mine.counted.course is not course:
        mine.counted = Counted(found, course, _chosen(course, found), keys(found.answers))
    return mine.counted


def chosen() -> Mapping[str, str]:
    """Return the answer given last to each item that still asks the same."""
    return counted().chosen


def _chosen(course: content.Course, found: Progress) -> Mapping[str, str]:
    if not found.answers:
        return {}
    hashes = {item: value for lesson in course.lessons for item, value in lesson.hashes.items()}
    given = sorted(found.answers, key=lambda each: (each.at, each.attempt))
    return {each.item: each.option for each in given if hashes.get(each.item) == each.item_hash}


def record(lesson: Lesson, item: Item, option: str, sure: Sure | None) -> None:
    """Keep an answer; return after the database has it."""
    mine = progress()
    attempt = 1 + max((each.attempt for each in mine.answers if each.item == item.id), default=0)
    answer = Answer(item.id, lesson.hashes[item.id], option, sure, today(), attempt)
    save(mine.with_answers((answer,), mine.boxes))


def record_form(taken: FormTaken) -> None:
    """Keep a form that was filled in."""
    mine = progress()
    save(content.merge_progress(mine, Progress(mine.learner, forms=(taken,))))


def join(other: Progress) -> None:
    """Join the progress of another device or file to this one."""
    save(content.merge_progress(progress(), other))


def save(wanted: Progress) -> None:
    """Write a progress; what another tab wrote meanwhile is joined, so that no answer is lost.

    Raises:
        StoreError: the database did not take it.
    """
    store, mine = live.store(), visit().learning
    for _ in range(TRIES):
        wanted = _boxed(_fitting(wanted))
        keeping = store.keep(owner(), Keep(KIND, NAME, _written(wanted), mine.version))
        mine.refused = str(keeping.refused) if keeping.refused else ""
        if keeping.stored is None:
            return
        mine.version = keeping.stored.version
        if keeping.done:
            mine.progress = wanted
            return
        wanted = _joined(content.load_progress(keeping.stored.body), wanted)
    raise StoreBusyError("Another tab writes your progress again and again. Close it, then answer again.")


def _joined(stored: Progress, wanted: Progress) -> Progress:
    """Join what another tab wrote to what this one wants to write.

    Another learner's number means that everything was erased meanwhile: of this tab only what is new counts,
    or an old tab would bring back what was erased.
    """
    known = visit().learning.progress
    if known is None or stored.learner == wanted.learner or known.learner != wanted.learner:
        return content.merge_progress(stored, wanted)
    answers = tuple(each for each in wanted.answers if each not in known.answers)
    forms = tuple(each for each in wanted.forms if each not in known.forms)
    return content.merge_progress(stored, Progress(wanted.learner, answers, forms=forms))


def _fitting(found: Progress) -> Progress:
    """Return a progress that is not too long: of very many answers the newest of each item."""
    if len(found.answers) <= MOST:
        return found
    by_item: dict[str, list[Answer]] = {}
    for answer in found.answers:
        by_item.setdefault(answer.item, []).append(answer)
    kept = [each for given in by_item.values() for each in given[-NEWEST:]]
    return dataclasses.replace(found, answers=()).with_answers(kept, found.boxes)


def _written(found: Progress) -> str:
    """Write a progress without the blanks of its file."""
    return json.dumps(json.loads(content.save_progress(found)), separators=(",", ":"), ensure_ascii=False)


# ---------------------------------------------------------------- the resume code


def make_code() -> str:
    """Return the learner's resume code, made and locked away when asked for first."""
    mine, store = visit().learning, live.store()
    owner()
    if not mine.code:
        found, before = progress(), visitor()
        code = codes.new_code()
        mine.code, mine.version = code, 0
        save(found)
        _remember(code)
        store.forget(before, KIND, NAME)
    return mine.code


def use_code(code: str) -> bool:
    """Go on with the progress that a code opens, joined with what is here; False where it opens none."""
    mine, store = visit().learning, live.store()
    there, version = _under(code)
    if there is None:
        return False
    here, before = progress(), owner()
    if code == before:
        return True
    mine.code, mine.version, mine.progress = code, version, there
    save(content.merge_progress(there, here))
    _remember(code)
    if before == visitor():
        store.forget(before, KIND, NAME)
    return True


def _under(code: str) -> tuple[Progress | None, int]:
    """Return the progress that lies under a code, and its version."""
    kept = live.store().kept_one(code, KIND, NAME)
    try:
        return (content.load_progress(kept.body), kept.version) if kept else (None, 0)
    except DataFileError:
        return None, 0


def _remember(code: str) -> None:
    _note(CODE_NAME, codes.lock(code, visitor()))


def _note(name: str, body: str) -> None:
    """Keep one thing of this browser, in the place of the one before."""
    store, who = live.store(), visitor()
    kept = store.kept_one(who, CODE_KIND, name)
    store.keep(who, Keep(CODE_KIND, name, body, kept.version if kept else 0))


def linked() -> tuple[str, Progress] | None:
    """Return the code of a link that was followed here, with its progress, until it is taken or left."""
    mine = visit().learning
    link = learner_link() if mine.link is None else None  # a tab sends its cookies once, when it opens
    if link is None:
        mine.link = mine.link or ""
        return None
    code = codes.read_code(link.partition(".")[0])
    kept = live.store().kept_one(visitor(), CODE_KIND, LINK_NAME) if code else None
    is_new = code is not None and (kept is None or kept.body != codes.mark(link))
    there = _under(code)[0] if code is not None and is_new and code != owner() else None
    if code is None or there is None:
        mine.link = link
        return None
    return code, there


def settle_link() -> None:
    """Remember that a link was taken or left, so that it is not asked about again."""
    link = learner_link()
    if link is not None:
        visit().learning.link = link
        _note(LINK_NAME, codes.mark(link))


def change_code() -> str:
    """Give the progress another resume code, where one came into wrong hands; erase what lies under the old.

    Another device that had the old one finds an empty progress, and needs the new one.
    """
    mine, before, found = visit().learning, owner(), progress()
    mine.code, mine.version = codes.new_code(), 0
    save(found)
    _remember(mine.code)
    _empty(before)
    live.store().scrub()
    return mine.code


def forget() -> None:
    """Erase what was learned, on each device of this learner, from the disk, too.

    Answers of the time before progress was kept as one record go with it.
    """
    mine, store = visit().learning, live.store()
    progress()
    mine.progress, mine.version = _empty(owner())
    store.forget_grades(visitor())
    store.scrub()


def _empty(whose: str) -> tuple[Progress, int]:
    """Put an empty record in the place of a progress, so that another device finds that it was erased.

    Records that could not be read go, too. Return the empty one and its version.
    """
    store, empty = live.store(), Progress(learner=secrets.token_hex(16))
    for _ in range(TRIES):
        kept = store.kept_one(whose, KIND, NAME)
        keeping = store.keep(whose, Keep(KIND, NAME, _written(empty), kept.version if kept else 0))
        if keeping.done:
            break
    else:
        raise StoreBusyError("Another tab writes your progress again and again. Close it, then erase again.")
    for old in store.kept(whose, KIND):
        if old.name != NAME:
            store.forget(whose, KIND, old.name)
    return empty, keeping.stored.version if keeping.stored else 0


# ---------------------------------------------------------------- what follows from it


def standing() -> Standing:
    """Return where this learner stands today, reckoned once for each progress and day."""
    mine, found, day = visit().learning, counted(), today()
    if mine.standing is None or mine.standing.counted is not found or mine.standing.day != day:
        done = {each.id: progress_in(each, found) for each in found.course.lessons}
        due = content.due_reviews(found.course, found.progress.answers, day, found.keys)
        mine.standing = Standing(found, day, done, due, _believed(found), _go_on_with(found, done))
    return mine.standing


def progress_in(lesson: Lesson, found: Counted) -> LessonProgress:
    """Return how far a learner is in a lesson, by what follows from the progress."""
    return content.lesson_progress(lesson, found.chosen, found.course.pass_mark, found.keys)


def _go_on_with(found: Counted, done: Mapping[str, LessonProgress]) -> Lesson | None:
    """Return the lesson where one stopped, if it is not done yet; else the next one."""
    stopped = _stopped_at(found)
    if stopped is not None and not done[stopped].done:
        return found.course.lesson(stopped)
    return content.next_lesson(found.course, done)


def _believed(found: Counted) -> tuple[Met, ...]:
    """Return the misconceptions that the last answers met, the most frequent first."""
    course, given, known = found.course, found.chosen, found.keys
    met: dict[str, list[str]] = {}
    for lesson in course.lessons:
        for item in lesson.items:
            try:
                grade = content.grade(item, given[item.id], known.get(item.id))
            except (KeyError, content.ContentError):
                continue
            for name in grade.misconceptions:
                met.setdefault(name, []).append(lesson.id)
    often = sorted(met, key=lambda name: -len(met[name]))
    return tuple(
        Met(name, tuple(dict.fromkeys(met[name]))) for name in often if name in course.misconceptions
    )


def _stopped_at(found: Counted) -> str | None:
    """Return the lesson of the answer given last; None before any."""
    course, answers = found.course, found.progress.answers
    owners = {item.id: lesson.id for lesson in course.lessons for item in lesson.items}
    places = {name: place for place, name in enumerate(owners)}
    known = [each for each in answers if each.item in owners]
    last = max(known, key=lambda each: (each.at, places[each.item]), default=None)
    return owners[last.item] if last else None
