"""Draw how to begin: which questionnaire, for which team, alone or together; and what was begun before."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessments import LEAST_RANGE, Questionnaire, offered
from store import Seat
from ui import account, cached, live, words
from ui.assessing.coach import draw_way
from ui.assessing.exports_import import draw_bring
from ui.assessing.inviting import draw_join, told
from ui.assessing.origin import draw_origin
from ui.assessing.start_import import draw_import, own_questionnaires
from ui.ink import on_ink
from ui.seats import begin, draw_sample, go_to, handle
from ui.shell import READING, draw_title

NAME_LIMIT = 80
SECONDS = 40.0
"""How long one question takes, about [s]."""
SHOWN = 20
"""So many assessments of before are shown at once."""
MODES: Mapping[str, tuple[str, str]] = {
    "alone": (
        "One person, or one screen for all",
        "One set of answers. Whoever has the resume link changes it.",
    ),
    "anonymous": (
        "Together, anonymous",
        "Each answers alone by link or code. Only how many said what is shown, never who.",
    ),
    "open": ("Together, in the open", "Each answers alone; after the reveal everybody sees who said what."),
}


def draw_start(questionnaires: tuple[Questionnaire, ...], seats: tuple[Seat, ...]) -> None:
    """Draw how to begin, alone or together; how to join; what was begun before."""
    draw_title(
        "Measure",
        "Questions about what your team does, with answers you can observe. Nothing is pre-selected.",
    )
    draw_join()
    own = own_questionnaires()
    ours = sorted(offered(questionnaires), key=lambda one: -len(one.practices))
    shown = {**{one.id: one for one in ours}, **own}
    if shown:
        draw_form(shown)
    else:
        st.info("No questionnaire could be read. Mend the files named below, then start Greenlane again.")
    draw_import()
    draw_bring()
    st.markdown(
        "## Or look first\nA made-up team of seven who answered apart: where it stands, where it disagrees, "
        "what it wants next.",
        width=READING,
    )
    draw_sample()
    draw_begun(seats)
    draw_way(seats)
    with st.container(width=READING):
        account.draw_account()


def draw_form(shown: Mapping[str, Questionnaire]) -> None:
    """Draw what is chosen before the first question."""
    with st.container(width=READING):
        chosen = choose_questionnaire(shown)
        team = st.text_input(
            "Name of the team", max_chars=NAME_LIMIT, placeholder="What you call yourselves", key="team-name"
        )
        mode = st.radio(
            "Who answers",
            list(MODES),
            format_func=lambda one: MODES[one][0],
            captions=[says for _, says in MODES.values()],
            key="start-mode",
        )
        least = draw_least() if mode == "anonymous" else LEAST_RANGE[1]
        if st.button(on_ink("Start"), type="primary", key="start"):
            if team.strip():
                seat = begin(chosen, team.strip(), mode, least)
                go_to(seat, "questions" if mode == "alone" else "together")
            st.error("Give the team a name, so that you find it again.")


def choose_questionnaire(by_key: Mapping[str, Questionnaire]) -> Questionnaire:
    """Draw the choice of a questionnaire, what the chosen one is for, and where it comes from."""
    titles = {key: title_of(one) for key, one in by_key.items()}
    name = st.selectbox("Questionnaire", list(titles), format_func=titles.__getitem__, key="questionnaire")
    chosen = by_key[name]
    if chosen.about:
        st.markdown(words.plain(chosen.about))
    draw_origin(chosen)
    return chosen


def title_of(questionnaire: Questionnaire) -> str:
    """Return a questionnaire's title with how much it asks."""
    asked = words.count(len(questionnaire.practices), "question")
    minutes = max(1, round(len(questionnaire.practices) * SECONDS / 60))
    imported = ", imported" if questionnaire.origin else ""
    return f"{questionnaire.title}{imported}: {asked}, about {words.count(minutes, 'minute')}"


def draw_least() -> int:
    """Draw from how many people on something is shown; everybody is told before answering."""
    low, high = LEAST_RANGE
    return int(
        st.segmented_control(
            "Show nothing of fewer people than",
            list(range(low, high + 1)),
            default=high,
            key="least",
            required=True,
            help="Everybody reads this number before answering. It cannot be lowered later.",
        )
    )


def draw_begun(seats: tuple[Seat, ...]) -> None:
    """Draw what was begun in this browser, the newest first."""
    if not seats:
        return
    st.markdown("## Begun in this browser")
    newest = list(reversed(seats))
    pages = -(-len(newest) // SHOWN)
    page = st.pagination(pages, key="begun-page") if pages > 1 else 1
    for seat in newest[(page - 1) * SHOWN : page * SHOWN]:
        draw_seat(seat)


def draw_seat(seat: Seat) -> None:
    """Draw one assessment of before, with its day, and the way to ask again."""
    found = live.store().assessment(seat)
    titles = {one.id: one.title for one in cached.questionnaires().values}
    says = f"{titles.get(seat.questionnaire, seat.questionnaire)}, {told(found)}, opened on {found.opened_on}"
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(words.plain(seat.team) or "Without a name", key=f"open-{handle(seat)}"):
            go_to(seat)
        st.caption(words.plain(says), width="content")
