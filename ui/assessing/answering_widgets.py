"""Draw what one question is answered with, for each kind of question, beside the ways not to answer.

A question has two sides: its value, and the ways not to give one. Only one of them can hold: where both have
something, the one that was not answered last is the new one, and the other is emptied at the next run.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import streamlit as st

from assessments import Kind, Option, Practice, Questionnaire
from ui import words
from ui.assessing.answering_said import NOT_APPLICABLE, STATE_WORDS, VALUE, Said
from ui.assessing.answering_signs import mark_svg
from ui.charts.scales import uri
from ui.state import visit

T = TypeVar("T")
AT_ONCE = 12
"""So many options are shown at once; more are found by typing."""
REASON_LIMIT = 2000
NONE_OF_THESE = "None of these"
SIGNS: Mapping[str, str] = {
    "not-applicable": ":material/block:",
    "dont-know": ":material/help:",
    "elsewhere": ":material/open_in_new:",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold one question as it is drawn: whose key its widgets have, and whether it can still be answered."""

    questionnaire: Questionnaire
    practice: Practice
    key: str
    closed: bool = False

    @property
    def options(self) -> tuple[Option, ...]:
        """Return what can be chosen."""
        return self.questionnaire.options(self.practice.question)

    @property
    def value_keys(self) -> tuple[str, ...]:
        """Return the keys of the widgets that hold the value."""
        if self.practice.question.kind is Kind.MULTI and len(self.options) <= AT_ONCE:
            return (*(f"{self.key}-{option.id}" for option in self.options), f"{self.key}-none")
        if self.practice.question.kind is Kind.MULTI:
            return (self.key, f"{self.key}-none")
        return (self.key,)

    @property
    def state_key(self) -> str:
        """Return the key of the ways not to answer."""
        return f"{self.key}-state"

    @property
    def reason_key(self) -> str:
        """Return the key of the reason."""
        return f"{self.key}-reason"


def draw_answer(asked: Asked, before: Said) -> Said:
    """Draw one question and return what is answered now; what stands beside it is taken from before.

    Args:
        asked: the question.
        before: what was answered before.
    """
    apply_forced(asked)
    settle(asked, before)
    shown = draw_value(asked, before)
    state = draw_states(asked, before)
    if state is not None and shown is not None:
        if side_before(asked, before) == "state":
            force(asked.state_key, None)
            state = None
        else:
            empty_value(asked)
            shown = None
        visit().answering.again = True
    visit().answering.sides[asked.key] = "state" if state else "value" if shown else ""
    if state is not None:
        return with_reason(asked, before, state)
    return Said(note=before.note) if shown is None else shown


def side_before(asked: Asked, before: Said) -> str:
    """Return the side that was answered last: "value", "state", or "" where neither was."""
    derived = {VALUE: "value", "unanswered": ""}.get(before.state, "state")
    return visit().answering.sides.get(asked.key, derived)


def settle(asked: Asked, before: Said) -> None:
    """Empty the older side before drawing, where both have something."""
    given = any(st.session_state.get(key) not in {None, False, ""} for key in plain_keys(asked))
    many = st.session_state.get(asked.key) if asked.practice.question.kind is Kind.MULTI else None
    state = st.session_state.get(asked.state_key)
    if state is None or not (given or many):
        return
    if side_before(asked, before) == "state":
        force(asked.state_key, None)
    else:
        empty_value(asked)
    apply_forced(asked)


def plain_keys(asked: Asked) -> tuple[str, ...]:
    """Return the keys of widgets that hold one value, not a list."""
    many = asked.practice.question.kind is Kind.MULTI and len(asked.options) > AT_ONCE
    return (f"{asked.key}-none",) if many else asked.value_keys


def empty_value(asked: Asked) -> None:
    """Let the widgets of the value show nothing when they are drawn next."""
    for key in asked.value_keys:
        multi = asked.practice.question.kind is Kind.MULTI
        force(key, [] if multi and key == asked.key else False if multi else None)


def force(key: str, value: Any) -> None:
    """Let a widget show a value when it is drawn next."""
    visit().answering.forced[key] = value


def apply_forced(asked: Asked) -> None:
    """Give the widgets of a question what they have to show."""
    forced = visit().answering.forced
    for key in (*asked.value_keys, asked.state_key, asked.reason_key, f"{asked.key}-note"):
        if key in forced:
            st.session_state[key] = forced.pop(key)
            visit().answering.fresh.add(key)


def default(key: str, value: T, empty: T) -> T:
    """Return the default of a widget, nothing where its value was just set."""
    fresh = visit().answering.fresh
    if key in fresh:
        fresh.discard(key)
        return empty
    return value


def read_left(asked: Asked, before: Said) -> Said | None:
    """Return what the widgets of a question hold that is not drawn any more; None where they are gone.

    Somebody may choose an answer and go on before the page has run once: both then arrive together.
    """
    held = st.session_state
    if asked.state_key not in held:
        return None
    note = str(held.get(f"{asked.key}-note", before.note)).strip()
    state, value = held[asked.state_key], value_held(asked)
    if state is not None and value is not None:
        newer = value if side_before(asked, before) == "state" else None
        state, value = (None, newer) if newer is not None else (state, None)
    if state is None:
        return Said() if value is None else replace(value, note=note)
    reason = str(held.get(asked.reason_key, before.reason)).strip() if state == NOT_APPLICABLE else ""
    if state == NOT_APPLICABLE and not reason and asked.practice.question.not_applicable.reason_required:
        return Said()
    return Said(state, reason=reason, note=note)


def value_held(asked: Asked) -> Said | None:
    """Return the value that the widgets of a question hold, None where they hold none."""
    held, kind = st.session_state, asked.practice.question.kind
    if kind is Kind.MULTI:
        options = [option.id for option in asked.options]
        chosen = [name for name in options if held.get(f"{asked.key}-{name}")]
        chosen += list(held.get(asked.key) or [])
        none = bool(held.get(f"{asked.key}-none"))
        return Said(VALUE, choices=tuple(sorted(chosen))) if chosen or none else None
    found = held.get(asked.key)
    if found is None:
        return None
    if kind in {Kind.SINGLE, Kind.LIKERT}:
        return Said(VALUE, option=found)
    return Said(VALUE, value=float(found == "yes") if kind is Kind.BOOL else float(found))


# ---------------------------------------------------------------- the value


def draw_value(asked: Asked, before: Said) -> Said | None:
    """Draw the options or the field of a question; return what is in it, None where nothing is."""
    kind = asked.practice.question.kind
    if kind in {Kind.SINGLE, Kind.LIKERT}:
        found = draw_choice(asked, before.option)
        return None if found is None else Said(VALUE, option=found, note=before.note)
    if kind is Kind.BOOL:
        told = None if before.value is None else "yes" if before.value else "no"
        found = draw_radio(asked, {"yes": ("Yes", ""), "no": ("No", "")}, told)
        return None if found is None else Said(VALUE, value=float(found == "yes"), note=before.note)
    if kind is Kind.MULTI:
        many = draw_many(asked, before.choices)
        return None if many is None else Said(VALUE, choices=tuple(sorted(many)), note=before.note)
    number = draw_number(asked, before.value)
    return None if number is None else Said(VALUE, value=number, note=before.note)


def draw_choice(asked: Asked, before: str | None) -> str | None:
    """Draw the options of which one is chosen: all of them, or a field to find one by typing."""
    options = {option.id: option for option in asked.options}
    if len(options) <= AT_ONCE:
        texts = {name: (label(option), detail(option)) for name, option in options.items()}
        return draw_radio(asked, texts, before)
    names = list(options)
    return st.selectbox(
        f"One of {len(names)} answers",
        names,
        index=default(asked.key, place_of(names, before), None),
        format_func=lambda name: options[name].text,
        key=asked.key,
        placeholder="Type a few letters to find one",
        disabled=asked.closed,
    )


def place_of(names: list[str], before: str | None) -> int | None:
    """Return the place of what was chosen before, None where nothing was."""
    return names.index(before) if before is not None and before in names else None


def draw_radio(asked: Asked, texts: Mapping[str, tuple[str, str]], before: str | None) -> str | None:
    """Draw options one below the other, each with a smaller line; the first ones are nobody's choice."""
    names = list(texts)
    with st.container(border=True):
        return st.radio(
            bare(asked.practice.question.text),
            names,
            index=default(asked.key, place_of(names, before), None),
            format_func=lambda name: texts[name][0],
            captions=[texts[name][1] for name in names],
            key=asked.key,
            label_visibility="collapsed",
            disabled=asked.closed,
            width="stretch",
        )


def bare(text: str) -> str:
    """Return a text as the hidden name of a group: nothing in it can be markup, nothing in it is escaped."""
    return re.sub(r"[^\w\s.,?'()-]|_", "", text)


def detail(option: Option) -> str:
    """Return the smaller line below an option: its mark with its word, and what can be seen."""
    says = words.plain(option.detail or "")
    mark = f"**{option.mark.word}**" if option.mark else ""
    return " · ".join(part for part in (mark, says) if part)


def label(option: Option) -> str:
    """Return an option's words after its mark; the same in both themes, for it is the widget's state."""
    if option.mark is None:
        return words.plain(option.text)
    return f"![{option.mark.word}]({uri(mark_svg(option.mark))}) {words.plain(option.text)}"


def draw_many(asked: Asked, before: tuple[str, ...] | None) -> list[str] | None:
    """Draw options of which several can be chosen; an empty list is "none of these", None unanswered."""
    options = {option.id: option for option in asked.options}
    none_key = f"{asked.key}-none"
    with st.container(border=True):
        if len(options) <= AT_ONCE:
            chosen = [
                name
                for name, option in options.items()
                if st.checkbox(
                    words.plain(option.text),
                    default(f"{asked.key}-{name}", name in (before or ()), empty=False),
                    key=f"{asked.key}-{name}",
                    disabled=asked.closed,
                )
            ]
        else:
            given: list[str] | None = [name for name in before or () if name in options]
            chosen = st.multiselect(
                f"Any of {len(options)} answers",
                list(options),
                default=default(asked.key, given, None),
                format_func=lambda name: options[name].text,
                key=asked.key,
                placeholder="Type a few letters to find one",
                disabled=asked.closed,
            )
        none = st.checkbox(
            NONE_OF_THESE,
            default(none_key, before == (), empty=False),
            key=none_key,
            disabled=asked.closed or bool(chosen),
        )
    return chosen or ([] if none else None)


def draw_number(asked: Asked, before: float | None) -> float | None:
    """Draw a field for a number within its range."""
    question = asked.practice.question
    percent = question.kind is Kind.PERCENT
    low, high = (0.0, 100.0) if percent else sorted(question.range or (0.0, 100.0))
    unit = "percent" if percent else "a number"
    with st.container(border=True):
        found = st.number_input(
            f"Your answer: {unit} from {low:g} to {high:g}",
            min_value=low,
            max_value=high,
            value=default(asked.key, before, None),
            step=1.0,
            format="%g",
            key=asked.key,
            placeholder="no answer yet",
            disabled=asked.closed,
            width=320,
        )
    return None if found is None else float(found)


# ---------------------------------------------------------------- the ways not to answer


def draw_states(asked: Asked, before: Said) -> str | None:
    """Draw the honest ways not to give a value, each with its sign; return the chosen one."""
    states = dict(STATE_WORDS)
    if not asked.practice.question.not_applicable.allowed:
        states.pop(NOT_APPLICABLE)
    given = before.state if before.state in states else None
    return st.segmented_control(
        "Or say why there is no answer",
        list(states),
        format_func=lambda state: f"{SIGNS[state]} {states[state]}",
        default=default(asked.state_key, given, None),
        key=asked.state_key,
        label_visibility="collapsed",
        disabled=asked.closed,
        width="stretch",
    )


def with_reason(asked: Asked, before: Said, state: str) -> Said:
    """Draw the reason of "not applicable"; without one where one is needed, the question stays open."""
    if state != NOT_APPLICABLE:
        return Said(state, note=before.note)
    reason = st.text_input(
        "Why does it not apply?",
        value=default(asked.reason_key, before.reason, ""),
        key=asked.reason_key,
        max_chars=REASON_LIMIT,
        disabled=asked.closed,
    ).strip()
    if asked.practice.question.not_applicable.reason_required and not reason:
        st.caption("It counts as not applicable once a reason is given; until then it is unanswered.")
        return Said(note=before.note)
    return Said(state, reason=reason, note=before.note)
