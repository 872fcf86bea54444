"""Draw what the host sees: the step with its script, how many answered and never who, and what comes next."""

from functools import partial

import streamlit as st

from ui import live, words
from ui.assessing.inviting import draw_code_picture
from ui.ink import on_ink
from ui.rooms.hub import Now, now
from ui.shell import READING, address
from ui.state import visit
from ui.workshop import shelf
from ui.workshop.doors import closed_to_phones, door, outside
from ui.workshop.host_step import draw_step
from ui.workshop.leading import do
from ui.workshop.showing import least_words
from ui.workshop.taking import draw_take_away
from workshops import LOBBY, MINUTE, Close, Desk, GoTo, SetTimer, on_desk

EVERY = 1.0  # [s]
WALL = "wall"


def draw_host(name: str) -> None:
    """Draw a room for its host."""
    found = live.hub().room(name)
    desk = on_desk(found.room, now())
    visit().giving.moved[name] = found.moved
    _draw_head(name, found, desk)
    if visit().giving.refused:
        st.warning(visit().giving.refused)
    if desk.over:
        st.info(
            "This workshop is over: nobody can join or answer any more. Take it away before it is deleted."
        )
        draw_take_away(name, found.room)
        return
    if visit().giving.fresh == name:
        _draw_once(name)
    left, right = st.columns([5, 2], gap="large")
    with right:
        _draw_live(name)
        _draw_timer(name, found)
        _draw_steps(name, found)
        draw_take_away(name, found.room)
        _draw_close(name)
    with left:
        if desk.place == LOBBY:
            _draw_lobby(name, found)
        else:
            draw_step(name, found.room, desk, shelf.shelf(found.room.agenda))


def _draw_head(name: str, found: Now, desk: Desk) -> None:
    title, code = st.columns([3, 2], vertical_alignment="bottom")
    place = (
        "Before the first step"
        if desk.place == LOBBY
        else f"Step {desk.place + 1} of {len(found.room.agenda.steps)}"
    )
    title.markdown(f"# {words.plain(found.room.agenda.title)}\n\n{place}. {least_words(found.room.least)}")
    with code, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if not desk.over:
            with st.popover(f"Join: **{found.code[:3]} {found.code[3:]}**", key="ws-join"):
                draw_join(found)
            st.link_button(
                "Open the wall",
                f"/workshop?room={name}&view={WALL}",
                help="For the projector",
            )


def draw_join(found: Now) -> None:
    """Draw how people join: the address, the code, the address as a picture."""
    bound = live.settings().host
    way = door(found.code, address(), bound)
    st.markdown(f"On any phone open\n### {way.address}\nand type\n# {found.code[:3]} {found.code[3:]}")
    draw_code_picture(f"{outside(address(), bound)}/j/{found.code}")
    if closed_to_phones(address(), bound):
        st.warning(
            "Only this machine reaches this address. For phones start Greenlane with `--host 0.0.0.0`, in a "
            "network that the phones are in too. Without phones everything works by hands that go up."
        )


def _draw_once(name: str) -> None:
    """Draw the host's link, once: whoever has it can lead the room."""
    with st.container(border=True):
        st.markdown(
            "**Your link as the host, shown once.** It leads this room from another browser. Keep it for "
            "yourself; this browser needs no link."
        )
        st.code(f"{address()}/h/{visit().giving.proofs[name]}", language=None, wrap_lines=True)
        st.button("I have kept it, or do not need it", key="ws-kept", on_click=_kept)


def _kept() -> None:
    visit().giving.fresh = ""


@st.fragment(run_every=EVERY)
def _draw_live(name: str) -> None:
    """Draw how many are in and how many answered; draw the page anew where another host has moved it."""
    found = live.hub().room(name)
    if found.moved != visit().giving.moved.get(name):
        st.rerun()
    desk = on_desk(found.room, now())
    with st.container(key="ws-live", gap="small"):
        st.markdown(f"## {desk.joined} in the room")
        if desk.answered and desk.joined:
            answered = sorted(desk.answered.values())
            says = f"{answered[0]}" if answered[0] == answered[-1] else f"{answered[0]} to {answered[-1]}"
            st.markdown(f"**{says} of {desk.joined} answered.** Who it was is kept from you too.")
        hands = [sum(tally.values()) for (place, _), tally in found.room.hands.items() if place == desk.place]
        if hands:
            st.markdown(f"**{words.count(max(hands), 'hand')} counted**")
        if desk.left is not None:
            whole = int(desk.left + 0.999)
            says = "left on every screen" if whole else "Time is up."
            st.markdown(f"## {whole // 60}:{whole % 60:02d}\n{says}")


def _draw_timer(name: str, found: Now) -> None:
    room = found.room
    minutes = room.agenda.steps[room.place].minutes if room.place != LOBBY else 5
    with st.container(horizontal=True, gap="small", key="ws-timer"):
        if room.timer.off:
            start = SetTimer("start", minutes * MINUTE)
            st.button(f"Start {minutes:g} min", on_click=partial(do, name, start), key="ws-time-start")
            return
        if room.timer.paused is None:
            st.button("Pause", on_click=partial(do, name, SetTimer("hold")), key="ws-time-hold")
        else:
            st.button("Go on", on_click=partial(do, name, SetTimer("continue")), key="ws-time-on")
        st.button("+1 minute", on_click=partial(do, name, SetTimer("longer")), key="ws-time-more")
        st.button("Off", on_click=partial(do, name, SetTimer("off")), key="ws-time-off")


def _draw_lobby(name: str, found: Now) -> None:
    agenda = found.room.agenda
    st.markdown("## Before people come", width=READING)
    setup = [words.plain(line) for line in agenda.setup]
    setup += [
        "Open the wall in a second window and move it to the projector.",
        "Read the script of each step once.",
    ]
    st.markdown("\n".join(f"- {line}" for line in setup), width=READING)
    if agenda.handout:
        st.markdown(
            "**To hand out.** " + " ".join(words.plain(line) for line in agenda.handout), width=READING
        )
    st.button(
        on_ink("Begin with the first step"),
        type="primary",
        key="ws-begin",
        on_click=partial(do, name, GoTo(0)),
    )


def _draw_steps(name: str, found: Now) -> None:
    """Draw the agenda: where the room is, what is next, and a jump to any step."""
    steps, place = found.room.agenda.steps, found.room.place
    before = sum(step.minutes for step in steps[: max(place, 0)])
    st.markdown(
        f"**Next:** {words.plain(steps[place + 1].name)}" if place + 1 < len(steps) else "**Next:** the end"
    )
    st.caption(f"By the plan, minute {before:g} of {found.room.agenda.minutes:g}.")
    with st.popover("Go to a step", key="ws-jump"):
        for number, step in enumerate(steps):
            here = ", here" if number == place else ""
            label = f"{number + 1}. {words.plain(step.name)}{here}"
            st.button(
                label, key=f"ws-go-{number}", type="tertiary", disabled=number == place,
                on_click=partial(do, name, GoTo(number)),
            )  # fmt: skip


def _draw_close(name: str) -> None:
    with st.popover("Close the room", key="ws-close"):
        st.markdown(
            "Nobody can answer any more. You can still take the room away for a day; then it is deleted."
        )
        st.button(
            on_ink("Close it for all"),
            type="primary",
            key="ws-close-now",
            on_click=partial(do, name, Close()),
        )
