"""Find one's way in a questionnaire: how far one has come, what is open, and a list to jump from."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from assessments import Questionnaire
from store import Seat, StoredAnswer
from ui import live, words
from ui.assessing.answering_said import STATE_WORDS, UNANSWERED, VALUE
from ui.assessing.answering_signs import Part, near_svg, strip_svg
from ui.assessing.answering_tab import Looked
from ui.charts.scales import uri
from ui.shell import theme
from ui.state import visit

AROUND = 2
"""So many questions are shown before and after the one that is asked."""
A_PAGE = 12
"""So many questions of the list are drawn at once."""
NAMED = 12
"""So many open questions are named by their number."""
FEW = 500
"""Of so many questions all answers are read at every run."""
LOOK_AGAIN = 5.0
"""How long this tab believes how the other questions of a longer list were answered [s]."""
ALL = "all"
LIST_ICONS: Mapping[str, str] = {
    VALUE: ":material/check:",
    "not-applicable": ":material/block:",
    "dont-know": ":material/help:",
    "elsewhere": ":material/open_in_new:",
    UNANSWERED: ":material/radio_button_unchecked:",
}


@dataclass(frozen=True, slots=True)
class Way:
    """Hold a questionnaire in its order with the state of each of its questions; places count from 1."""

    questionnaire: Questionnaire
    states: tuple[str, ...]

    def state(self, place: int) -> str:
        """Return how the question at a place was answered."""
        return self.states[place - 1]

    @property
    def last(self) -> int:
        """Return the number of questions."""
        return len(self.states)

    @property
    def answered(self) -> int:
        """Count the questions of this questionnaire that have an answer."""
        return self.last - self.states.count(UNANSWERED)

    def open_places(self) -> list[int]:
        """Return the places of the questions without an answer."""
        return [place for place, state in enumerate(self.states, start=1) if state == UNANSWERED]


def read_asked(questionnaire: Questionnaire, seat: Seat, practice: str) -> StoredAnswer | None:
    """Return the answer to the question that is asked, and note how all questions are answered.

    The one that is asked is always read anew; in a long list, what other tabs saved elsewhere is seen after
    LOOK_AGAIN.
    """
    store, now = live.store(), time.monotonic()
    looked = visit().answering.looked.get(seat.respondent)
    if looked is None or len(questionnaire.practices) <= FEW or now - looked.at > LOOK_AGAIN:
        stored = store.answers(seat)
        visit().answering.looked[seat.respondent] = Looked(now, {n: one.state for n, one in stored.items()})
        return stored.get(practice)
    found = store.answer(seat, practice)
    looked.states[practice] = found.state if found else UNANSWERED
    return found


def look(questionnaire: Questionnaire, seat: Seat) -> Way:
    """Return how all questions are answered, as read_asked found it and with what was saved since."""
    states = visit().answering.looked[seat.respondent].states
    return Way(questionnaire, tuple(states.get(one.id, UNANSWERED) for one in questionnaire.practices))


def note_state(seat: Seat, practice: str, state: str) -> None:
    """Remember how one question is answered now."""
    looked = visit().answering.looked.get(seat.respondent)
    if looked is not None:
        looked.states[practice] = state


def draw_strip(way: Way, place: int, title: str) -> None:
    """Draw how far one has come, the questions around the one that is asked, and where it stands."""
    practices = way.questionnaire.practices
    dark = theme() == "dark"
    parts: dict[str, list[str]] = {dimension.id: [] for dimension in way.questionnaire.dimensions}
    here = practices[place - 1].dimension
    inside = sum(practice.dimension == here for practice in practices[: place - 1])
    for practice, state in zip(practices, way.states, strict=True):
        parts[practice.dimension].append(state)
    rows = [Part(tuple(states), inside if name == here else None) for name, states in parts.items()]
    said = f"{way.answered} of {way.last} questions have an answer"
    st.markdown(f"![{said}]({uri(strip_svg(rows, dark=dark))})")
    first = max(1, min(place - AROUND, way.last - 2 * AROUND))
    near = list(range(first, min(way.last, first + 2 * AROUND) + 1))
    picture = near_svg([way.state(n) for n in near], near.index(place), place, dark=dark)
    told = ", ".join(f"{n} {state_words(way.state(n))}" for n in near)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"![{told}]({uri(picture)})", width="content")
        draw_list(way, place)
    st.markdown(f":small[{words.plain(title)} · **{place:,} of {way.last:,}**]")


def state_words(state: str) -> str:
    """Return a state in words of a list."""
    if state == VALUE:
        return "answered"
    return STATE_WORDS.get(state, "open").lower()


def draw_list(way: Way, place: int) -> None:
    """Draw the list of all questions behind a button; it is made only while it is open."""
    still_open = way.last - way.answered
    list_of = st.popover(f"All, {still_open:,} open", key="question-list", on_change="rerun")
    if not list_of.open:
        return
    with list_of:
        places = chosen_places(way)
        if not places:
            st.markdown("No question fits.")
            return
        pages = -(-len(places) // A_PAGE)
        page = st.pagination(pages, key="list-page") if pages > 1 else 1
        for number in places[(page - 1) * A_PAGE : page * A_PAGE]:
            draw_row(way, number, here=number == place)


def chosen_places(way: Way) -> list[int]:
    """Draw what narrows the list down, and return the places that are left."""
    titles = {ALL: "All parts", **{one.id: one.title for one in way.questionnaire.dimensions}}
    titles |= {f"group/{one.id}": f"{one.title} (group)" for one in way.questionnaire.groups}
    part = st.selectbox("Part", list(titles), format_func=titles.__getitem__, key="list-part")
    wanted = st.text_input("Words in the question", key="list-words", placeholder="Search").strip().lower()
    only_open = st.checkbox("Only open ones", key="list-open")
    found = range(1, way.last + 1) if not only_open else way.open_places()
    return [place for place in found if fits(way, place, part, wanted)]


def fits(way: Way, place: int, part: str, wanted: str) -> bool:
    """Tell whether the question at a place belongs to a part and has the wanted words."""
    practice = way.questionnaire.practices[place - 1]
    in_part = part in {ALL, practice.dimension, f"group/{practice.group}"}
    return in_part and (not wanted or wanted in f"{practice.title} {practice.question.text}".lower())


def draw_row(way: Way, place: int, *, here: bool, key: str = "jump", letters: int = 1000) -> None:
    """Draw one question of a list as a button with its state's sign and word.

    Args:
        way: all questions with their states.
        place: which one.
        here: whether it is the one that is asked.
        key: tells lists apart.
        letters: so many letters of its title are shown.
    """
    title, state = way.questionnaire.practices[place - 1].title, way.state(place)
    shown = title if len(title) <= letters else f"{title[: letters - 1].rstrip()}…"
    label = f"{place}. {words.plain(shown)} ({state_words(state)})"
    st.button(
        f"**{label}**" if here else label,
        key=f"{key}-{place}",
        icon=LIST_ICONS[state],
        type="tertiary",
        on_click=go,
        args=("question", place),
    )


def go(key: str, value: object) -> None:
    """Let a widget that is drawn further up show a value at the next run."""
    st.session_state[key] = value


def open_words(places: Sequence[int]) -> str:
    """Name the open questions, as many as fit a line."""
    if not places:
        return ""
    named = ", ".join(str(place) for place in places[:NAMED])
    more = f" and {len(places) - NAMED:,} more" if len(places) > NAMED else ""
    return f" Open: {named}{more}."
