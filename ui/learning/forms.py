"""Answer the same twelve ideas before and after the course, and say honestly what changed."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

import content
from content import Form, FormTaken, Item, Lesson
from ui import cached, words
from ui.ink import on_ink
from ui.learning import keeping
from ui.learning.answering import ask
from ui.shell import READING
from ui.state import visit

PHASES = {"a": "pre", "b": "post"}
NAMES = {"a": "Before", "b": "After"}


def draw() -> None:
    """Draw the two forms: the one to fill in now, else what both came to."""
    course = cached.course()
    forms = {name: course.forms[name] for name in PHASES if name in course.forms}
    if len(forms) < len(PHASES):
        st.markdown("The two forms cannot be read. The lessons work without them.")
        return
    st.markdown(
        "Two forms with the same ideas and different stories: one before the course, its twin after it. "
        "Nothing is explained in between, so that the second one measures something.",
        width=READING,
    )
    taken = newest(keeping.progress().forms)
    chosen = st.segmented_control(
        "Which form", list(forms), default="b" if "a" in taken else "a", format_func=NAMES.__getitem__,
        required=True, key="which-form", persist_state="page",
    )  # fmt: skip
    name = chosen or "a"
    if name in taken:
        st.markdown(f"**{NAMES[name]}:** {told(course, taken[name])}", width=READING)
    if set(taken) == set(PHASES):
        st.markdown(change(course, taken), width=READING)
    begun = f"form-{name}"
    if begun in visit().learning.opened:
        draw_form(forms[name], again=name in taken)
    else:
        again, count = ", once more" if name in taken else "", words.count(len(forms[name].items), "question")
        label = f"Begin: {count}, {forms[name].minutes} minutes{again}"
        begin = partial(visit().learning.opened.add, begun)
        st.button(on_ink(label), key=f"begin-{name}", type="primary", on_click=begin)


def newest(taken: tuple[FormTaken, ...]) -> dict[str, FormTaken]:
    """Return the form filled in last, before and after."""
    return {each.form: each for each in sorted(taken, key=lambda each: each.at)}


def told(course: content.Course, taken: FormTaken) -> str:
    """Say how much of a form was right, with its n."""
    share = content.percent_right(course, taken, _keys(course))
    count = len(course.forms[taken.form].items)
    right = round((share or 0.0) / 100 * count)
    return f"{right} of {count} right ({share or 0.0:.0f} %), on {taken.at:%B} {taken.at.day}."


def change(course: content.Course, taken: Mapping[str, FormTaken]) -> str:
    """Say what changed from one form to the other, and how little twelve questions can say."""
    before, after = (content.percent_right(course, taken[name], _keys(course)) or 0.0 for name in PHASES)
    value, n = content.normalized_change(before, after), len(course.forms["a"].items)
    step = 100 / n
    said = f"**From {before:.0f} % to {after:.0f} %.** "
    if value is None:
        said += "There was nothing to win or to lose."
    elif value > 0:
        said += f"Of what was open before, {value * 100:.0f} % is right now (normalized change {value:+.2f})."
    elif value < 0:
        said += (
            f"Of what was right before, {-value * 100:.0f} % no longer is (normalized change {value:+.2f})."
        )
    else:
        said += "Nothing changed (normalized change 0)."
    return (
        f"{said}\n\n:small[One person and {n} questions: each question is worth {step:.0f} points, so a "
        "difference of one or two questions can be luck. It says what you answered here, and nothing about "
        "your work.]"
    )


def draw_form(form: Form, *, again: bool) -> None:
    """Draw a form; it is kept once it is handed in, with what was left open."""
    course = cached.course()
    owners = {item.id: (lesson, item) for lesson in course.lessons for item in lesson.items}
    found = [owners[name] for name in form.items if name in owners]
    asked = "Fill it in again" if again else form.title
    st.markdown(
        f"## {asked}\nAbout {form.minutes} minutes. Leave out what you do not know: a guess would tell less."
    )
    answers = {item.id: _asked(place, item) for place, (_, item) in enumerate(found, start=1)}
    given = {name: answer for name, answer in answers.items() if answer}
    st.caption(f"{len(given)} of {words.count(len(found), 'question')} answered.")
    if st.button(
        on_ink("Hand in", enabled=bool(given)), key=f"hand-in-{form.id}", type="primary", disabled=not given
    ):
        hand_in(form, found, given)
        visit().learning.opened.discard(f"form-{form.id}")
        st.rerun()


def _asked(place: int, item: Item) -> str | None:
    st.markdown(f"**{place}. {item.stem}**", width=READING)
    return ask(item, None)


def hand_in(form: Form, found: list[tuple[Lesson, Item]], given: Mapping[str, str]) -> None:
    """Keep a form that was filled in today."""
    known = {item.id for _, item in found}
    answers = tuple(sorted((name, answer) for name, answer in given.items() if name in known))
    keeping.record_form(FormTaken(form.id, PHASES[form.id], keeping.today(), answers))


def _keys(course: content.Course) -> Mapping[str, str]:
    """Return what came true of the predictions in the forms."""
    names = {name for form in course.forms.values() for name in form.items}
    items = [item for lesson in course.lessons for item in lesson.items if item.id in names and item.predict]
    found = {item.id: content.prediction_key(item, cached.measure()) for item in items}
    return {name: key for name, key in found.items() if key}
