"""Draw what the host can send to the wall: a question, the comparison, other lanes, a picture, the gain."""

from dataclasses import replace
from functools import partial

import streamlit as st

from assessments import agreements, topics
from simulator import SimulatorError
from ui import words
from ui.assessing.together_bricks import apart
from ui.shell import READING
from ui.simulating.choosing import choices
from ui.workshop.leading import do
from ui.workshop.sending import COMPARISON, GAIN, NOTHING, PICTURE, Sent, read_sent
from ui.workshop.settling import asks_again, gain, gain_words, shifts
from ui.workshop.showing import Shelf, roads_of
from ui.workshop.telling import questions
from workshops import MOST_LANES, Desk, Kind, Room, Send, Stage

MOST_TOPICS = 5


def draw_wall_tools(name: str, room: Room, desk: Desk, shelf: Shelf) -> None:
    """Draw what can be sent to the wall in this step."""
    sent = read_sent(room.sent.get(room.place))
    if desk.kind is Kind.SIMULATE:
        _draw_lanes(name, room, sent, shelf)
    elif desk.kind is Kind.TALK:
        _draw_pictures(name, room, sent, shelf)
    else:
        _draw_question(name, room, sent, shelf)
        if desk.stage is Stage.REVEALED and desk.kind is Kind.ASSESS:
            _draw_topics(name, room, desk, shelf)
        if desk.stage is Stage.REVEALED and asks_again(room, desk.place, shelf.house):
            _draw_gain(name, room, sent, shelf)


def _send(name: str, room: Room, sent: Sent) -> None:
    do(name, Send(room.place, sent.as_text()))


def _draw_question(name: str, room: Room, sent: Sent, shelf: Shelf) -> None:
    many = len(questions(room.agenda, room.place, shelf.house))
    if many <= 1:
        return
    at = min(sent.at, many - 1)
    with st.container(horizontal=True, vertical_alignment="center", key="ws-on-wall"):
        for label, to in (("Previous", at - 1), ("Next question", at + 1)):
            st.button(
                label, key=f"ws-wall-{label}", disabled=not 0 <= to < many,
                on_click=partial(_send, name, room, Sent(at=max(to, 0))),
            )  # fmt: skip
        st.markdown(f"Question {at + 1} of {many} is on the wall; phones have all of them.")


def _draw_topics(name: str, room: Room, desk: Desk, shelf: Shelf) -> None:
    """Draw what to talk about first: the questions on which the room lies furthest apart."""
    questionnaire = shelf.house.questionnaires[room.agenda.asked(room.place).questionnaire or ""]
    tallies = {one.question: one.tally for one in desk.shown if one.tally}
    order = [one.id for one in questions(room.agenda, room.place, shelf.house)]
    ranked = topics(agreements(questionnaire, tallies))[:MOST_TOPICS]
    st.markdown("**Talk about these first**" if ranked else "Nothing to talk about: all said the same.")
    for topic in ranked:
        found = topic.agreement
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{words.plain(found.title)}: {apart(found, questionnaire.practice(found.practice))}")
            st.button(
                "To the wall", key=f"ws-topic-{found.practice}",
                on_click=partial(_send, name, room, Sent(at=order.index(found.practice))),
            )  # fmt: skip


def _draw_gain(name: str, room: Room, sent: Sent, shelf: Shelf) -> None:
    found = gain(shifts(room, room.place, shelf.house, shelf.keys))
    if found is None:
        st.caption("Before and after need a count of both votes that may be shown.")
        return
    st.markdown(f"**Before and after.** {gain_words(found)}", width=READING)
    label, show = (
        ("Back to the counts", NOTHING) if sent.show == GAIN else ("Send before and after to the wall", GAIN)
    )
    st.button(label, key="ws-gain", on_click=partial(_send, name, room, replace(sent, show=show)))


def _draw_pictures(name: str, room: Room, sent: Sent, shelf: Shelf) -> None:
    """Draw the pictures of the course that can be sent to the wall, state by state."""
    found = {
        f"{picture.id}/{state.id}": f"{picture.title}: {state.name}"
        for picture in shelf.pictures.values()
        for state in picture.states
    }
    with st.container(horizontal=True, vertical_alignment="bottom", key="ws-pictures"):
        chosen = st.selectbox(
            "A picture for the wall", list(found), format_func=found.__getitem__,
            key=f"ws-picture-{room.place}",
        )  # fmt: skip
        st.button(
            "Send it",
            key="ws-send-picture",
            on_click=partial(_send, name, room, Sent(show=PICTURE, name=chosen)),
        )
        if sent.show == PICTURE:
            st.button("Take it off", key="ws-no-picture", on_click=partial(_send, name, room, Sent()))


# ---------------------------------------------------------------- lanes


def _draw_lanes(name: str, room: Room, sent: Sent, shelf: Shelf) -> None:
    """Draw the comparison and the choice of other lanes: presets, and the team's own road."""
    roads = roads_of(room, room.place, shelf)
    table = shelf.table(roads, room.agenda.seed) if roads else None
    if table is None:
        st.info("The lanes are being run. This page tells you when they are ready.")
        _look_again(name, room, shelf)
        return
    label, show = (
        ("Back to the lanes", NOTHING) if sent.show == COMPARISON else ("Send the comparison", COMPARISON)
    )
    with st.container(horizontal=True, key="ws-lanes-show"):
        st.button(label, key="ws-compare", on_click=partial(_send, name, room, replace(sent, show=show)))
        draw_events(name, room, sent, playing=sent.show == NOTHING)
    with st.expander("The comparison, for you"):
        head = "| " + " | ".join(words.plain(cell) or " " for cell in table.head) + " |"
        rows = ["| " + " | ".join(row) + " |" for row in table.rows]
        st.markdown("\n".join([head, "|" + "---|" * len(table.head), *rows]))
        st.caption(table.how)
    with st.expander("Other lanes, or your own road"):
        _draw_choice(name, room, sent, shelf)


def draw_events(name: str, room: Room, sent: Sent, *, playing: bool) -> None:
    """Draw how the host steps through what happens in lanes that are on the wall."""
    if not playing:
        return
    st.button(
        "Next event", key="ws-event",
        on_click=partial(_send, name, room, replace(sent, events=sent.events + 1)),
        help="The lanes stop, and step to the next thing that happens.",
    )  # fmt: skip
    if sent.events:
        st.button("Play on", key="ws-play", on_click=partial(_send, name, room, replace(sent, events=0)))


def _draw_choice(name: str, room: Room, sent: Sent, shelf: Shelf) -> None:
    options = choices()
    running = roads_of(room, room.place, shelf)
    usual = [key for key, one in options.items() if one.text in running]
    chosen = st.multiselect(
        f"Lanes on the wall, at most {MOST_LANES}", list(options), usual, max_selections=MOST_LANES,
        format_func=lambda key: options[key].title, key=f"ws-lanes-{room.place}",
    )  # fmt: skip
    st.caption("Your own road is here once you have edited it under Simulate, Your road, in this browser.")
    texts = tuple(options[key].text for key in chosen)
    st.button(
        "Run these on the wall", key="ws-run", disabled=not texts,
        on_click=partial(_send, name, room, replace(sent, show=NOTHING, roads=texts, events=0)),
    )  # fmt: skip
    if sent.roads:
        st.button("Back to the agenda's lanes", key="ws-usual", on_click=partial(_send, name, room, Sent()))


@st.fragment(run_every=1.0)
def _look_again(name: str, room: Room, shelf: Shelf) -> None:
    try:
        if shelf.table(roads_of(room, room.place, shelf), room.agenda.seed) is not None:
            st.rerun()
    except SimulatorError as error:
        st.error(f"The lanes of {name} cannot be run. {error}")
