"""Draw how a workshop begins: which agenda, from how many people on counts are shown, for how long."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from datafiles import DataFileError, Problem
from ui import live, places, words
from ui.agendas import asked, read_agenda
from ui.ink import on_ink
from ui.rooms.hub import Opened
from ui.shell import READING, draw_problems, draw_title
from ui.state import visit, visitor
from ui.workshop import shelf
from workshops import KIND_TITLES, Agenda

OWN, OPEN = "own", 1
LEASTS = {5: "5 people", 4: "4 people", 3: "3 people", OPEN: "Open: any number"}
HOURS = (2, 4, 8, 24)
SAYS = "A room of people, with phones or without: vote, guess, run it, and talk about what happened."
WHO = (
    "Nobody is asked for a name. Votes stay hidden until you show them, and a count of fewer people than "
    "this is never shown. Everybody reads it before the first vote; it cannot be changed later."
)


def draw_start() -> None:
    """Draw how to begin a workshop, or to go on with one."""
    draw_title("Workshop", SAYS)
    agendas = shelf.agendas()
    with st.container(width=READING):
        agenda = _choose(agendas.values)
        if agenda is not None:
            _draw_agenda(agenda)
        least = st.radio(
            "Show a count from how many people on", list(LEASTS), format_func=LEASTS.__getitem__,
            key="ws-least", horizontal=True,
        )  # fmt: skip
        st.caption(
            WHO if least != OPEN else "An open room shows every count: people read that when they join."
        )
        hours = st.selectbox(
            "The room closes by itself after", HOURS, index=1, key="ws-hours",
            format_func=lambda one: words.count(one, "hour"),
        )  # fmt: skip
        if (
            st.button(on_ink("Open the room"), type="primary", key="ws-open", disabled=agenda is None)
            and agenda
        ):
            found = asked(agenda, shelf.house())
            _enter(live.hub().open(agenda, found, int(least), float(hours), visitor()))
        _draw_bring(agenda, int(least), float(hours))
    _draw_mine()
    draw_problems(agendas.problems)


def _enter(opened: Opened) -> None:
    mine = visit().giving
    mine.proofs[opened.room] = opened.key
    mine.fresh = opened.room
    st.query_params.from_dict({"room": opened.room})
    st.rerun()


def _choose(agendas: tuple[Agenda, ...]) -> Agenda | None:
    titles = {one.id: f"{one.minutes:g} minutes: {one.title}" for one in agendas}
    chosen = st.radio(
        "Agenda", [*titles, OWN], format_func=lambda one: titles.get(one, "An agenda file of your own"),
        captions=[one.people or "" for one in agendas] + ["YAML; see the shipped ones for how it looks"],
        key="ws-agenda",
    )  # fmt: skip
    if chosen != OWN:
        return next((one for one in agendas if one.id == chosen), None)
    return _read(st.file_uploader("Your agenda", type=["yaml", "yml"], key="ws-own", max_upload_size=1))


def _read(file: UploadedFile | None) -> Agenda | None:
    """Return the agenda in a file; every problem it has is drawn with its line."""
    if file is None:
        return None
    try:
        return read_agenda(file.getvalue().decode("utf-8"), file.name, shelf.house())
    except UnicodeDecodeError:
        st.error("This file is no text. Save it as UTF-8.")
    except DataFileError as error:
        _draw_wrong(error.problems)
    return None


def _draw_wrong(problems: tuple[Problem, ...]) -> None:
    st.error(f"{words.count(len(problems), 'problem')} in this file; nothing was opened.")
    st.code("\n".join(str(one) for one in problems), language=None, wrap_lines=True)


def _draw_agenda(agenda: Agenda) -> None:
    """Draw what an agenda is made of, folded."""
    with st.expander(f"{words.count(len(agenda.steps), 'step')}, and what to prepare"):
        rows = [
            f"{place}. **{words.plain(step.name)}** ({KIND_TITLES[step.kind].lower()}, {step.minutes:g} min)"
            for place, step in enumerate(agenda.steps, start=1)
        ]
        setup = "".join(f"\n- {words.plain(line)}" for line in agenda.setup)
        hand = "".join(f"\n- {words.plain(line)}" for line in agenda.handout)
        st.markdown("\n".join(rows))
        st.markdown(
            (f"**Before people come**\n{setup}\n\n" if setup else "")
            + (f"**To hand out**\n{hand}" if hand else "")
        )


def _draw_bring(chosen: Agenda | None, least: int, hours: float) -> None:
    with st.expander("Go on with a workshop from its file"):
        st.markdown(
            "The JSON file that a room gives: what was shown and noted is there again, without people. Of an "
            "agenda of your own, choose its file above first."
        )
        file = st.file_uploader("File of a workshop", type=["json", "yaml"], key="ws-back", max_upload_size=2)
        if file is None or not st.button("Go on", key="ws-resume"):
            return
        house = shelf.house()
        agendas = (*shelf.agendas().values, *((chosen,) if chosen else ()))
        known = {one.id: (one, asked(one, house)) for one in agendas}
        try:
            text = file.getvalue().decode("utf-8")
            _enter(live.hub().bring_back(text, known, least, hours, visitor()))
        except UnicodeDecodeError:
            st.error("This file is no text.")
        except DataFileError as error:
            _draw_wrong(error.problems)


def _draw_mine() -> None:
    """Draw the rooms that this browser may lead."""
    mine = list(reversed(live.hub().as_host(visitor())))
    if not mine:
        return
    st.markdown("## Opened in this browser")
    for one in mine[:10]:
        says = "closed" if one.closed else f"code {one.code[:3]} {one.code[3:]}"
        label = f"{words.plain(one.title)}, {says}"
        st.page_link(places.WORKSHOP, label=label, query_params={"room": one.room})
