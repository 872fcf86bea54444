"""Draw a deployment by hand for the host: its steps, a press for who has no phone, the lanes for the wall."""

from functools import partial

import streamlit as st

from content.tables import as_table
from ui import words
from ui.ink import on_ink
from ui.workshop import hands
from ui.workshop.host_wall import draw_events
from ui.workshop.leading import do
from ui.workshop.sending import COMPARISON, LANES, NOTHING, Sent, read_sent
from ui.workshop.showing import Beside, Handed, Shelf, handed_of
from workshops import BeginByHand, Desk, EndByHand, Room, Send, Stage, StepDone, Working


def draw_by_hand(name: str, room: Room, desk: Desk, shelf: Shelf) -> None:
    """Draw what the host does in a step whose runbook the room carries out."""
    step, run = room.agenda.steps[room.place], desk.run
    if run is None:
        st.markdown(_shared(len(step.runbook), desk.joined))
        st.markdown("\n".join(f"{n}. {words.plain(text)}" for n, text in enumerate(step.runbook, 1)))
        return
    said = hands.outcome_words(step.runbook, run) or hands.waiting_words(step.runbook, run)
    st.markdown(f"**{words.still(said)}**")
    if not run.over:
        _draw_presses(name, room, run, step.runbook)
    rows = [
        (
            f"{one.number}. {words.plain(one.text)}",
            hands.says(one),
        )
        for one in hands.lines(step.runbook, run)
    ]
    st.markdown(as_table(("Step", "Waited"), rows))
    handed = handed_of(step, run)
    if handed is not None:
        for slip in hands.slips(step.runbook, run):
            st.markdown(f"- {words.plain(slip)}")
        _draw_beside(name, room, handed, shelf)


def draw_begin(name: str, desk: Desk) -> None:
    """Draw what begins a deployment by hand, or ends it."""
    if desk.stage is Stage.OPEN:
        st.button("Stop here", key="ws-hand-end", on_click=partial(do, name, EndByHand()),
                  help="What is not done is left out: a slip.")  # fmt: skip
    elif desk.stage is Stage.SHOWN:
        st.button(
            on_ink("Begin the deployment"), type="primary", key="ws-hand-begin",
            on_click=partial(do, name, BeginByHand()),
        )  # fmt: skip
    else:
        st.button(
            "Deploy once more", key="ws-hand-again", on_click=partial(do, name, BeginByHand()),
            help="This run is forgotten; note its time first.",
        )  # fmt: skip


def _shared(steps: int, people: int) -> str:
    if not people:
        return "No phone is in the room: you press for each step."
    return f"{words.count(steps, 'step')} shared among {words.count(people, 'phone')}."


def _draw_presses(name: str, room: Room, run: Working, texts: tuple[str, ...]) -> None:
    """Draw the presses for those who hold no phone: the step it waits for, and any other."""
    if run.waits_for is None:
        return
    press = partial(do, name, StepDone(room.place, run.waits_for))
    st.button(
        on_ink(f"Step {run.waits_for + 1} is done"),
        type="primary",
        key=f"ws-hand-{run.waits_for}",
        on_click=press,
    )
    ahead = [one for one in hands.lines(texts, run) if one.state == hands.AHEAD]
    with st.popover("Another step was done first", key="ws-hand-other", disabled=not ahead):
        st.markdown("Done before its turn: a slip.")
        for one in ahead:
            st.button(
                f"Step {one.number}: {words.plain(one.text)}",
                key=f"ws-hand-early-{one.number}", type="tertiary",
                on_click=partial(do, name, StepDone(room.place, one.number - 1)),
            )  # fmt: skip


def _draw_beside(name: str, room: Room, handed: Handed, shelf: Shelf) -> None:
    found = shelf.beside(handed, room.agenda.seed)
    if found is None:
        st.info("The two lanes are being run. This page tells you when they are ready.")
        _look_again(room.agenda.seed, handed, shelf)
        return
    _draw_sending(name, room, found)


def _draw_sending(name: str, room: Room, found: Beside) -> None:
    sent = read_sent(room.sent.get(room.place))
    choices = {LANES: "Send the two lanes", COMPARISON: "Send the comparison", NOTHING: "Back to the runbook"}
    with st.container(horizontal=True, key="ws-hand-send"):
        for show, label in choices.items():
            st.button(
                label, key=f"ws-hand-{show}", disabled=sent.show == show,
                on_click=partial(do, name, Send(room.place, Sent(show=show).as_text())),
            )  # fmt: skip
        draw_events(name, room, sent, playing=sent.show == LANES)
    with st.expander("The comparison, for you"):
        st.markdown(as_table(found.table.head, found.table.rows))
        st.caption(found.table.how)


@st.fragment(run_every=1.0)
def _look_again(seed: int, handed: Handed, shelf: Shelf) -> None:
    if shelf.beside(handed, seed) is not None:
        st.rerun()
