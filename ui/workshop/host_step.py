"""Draw one step for its host: what to say, what to expect, what was answered, and what can be done now."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from content.tables import as_table
from delivery import METRICS
from ui import cached, words
from ui.charts.scales import uri
from ui.charts.workshop import votes_svg
from ui.ink import on_ink
from ui.shell import READING, theme
from ui.state import visit
from ui.workshop.counts import Counted, counted
from ui.workshop.host_hands import draw_begin, draw_by_hand
from ui.workshop.host_wall import draw_wall_tools
from ui.workshop.leading import do
from ui.workshop.settling import Key
from ui.workshop.showing import Shelf
from ui.workshop.telling import Asked, questions
from workshops import (
    ASKING,
    KIND_TITLES,
    Desk,
    GoTo,
    HandsUp,
    Kind,
    Note,
    OpenVote,
    Reveal,
    Room,
    Stage,
    Step,
    revote_suggested,
)  # fmt: skip

RUNS = "20 replications of 750 changes"
MOST_HANDS = 500


def draw_step(name: str, room: Room, desk: Desk, shelf: Shelf) -> None:
    """Draw the present step of a room."""
    step = room.agenda.steps[desk.place]
    asked = questions(room.agenda, desk.place, shelf.house)
    keys = {} if step.kind is Kind.ASSESS or not asked else shelf.keys(desk.place)
    st.markdown(f"## {desk.place + 1}. {words.plain(step.name)}")
    st.caption(f"{KIND_TITLES[step.kind]}, {step.minutes:g} minutes")
    _draw_actions(name, room, desk, shelf)
    _draw_script(step)
    if step.kind is Kind.RUNBOOK:
        draw_by_hand(name, room, desk, shelf)
    else:
        draw_wall_tools(name, room, desk, shelf)
    _draw_results(desk, asked, keys)
    _draw_asked(desk, asked, keys)
    if step.expect:
        _draw_expected(room, step)
    _draw_wrong(step)
    if asked and desk.stage is not Stage.REVEALED:
        _draw_hands(name, room, asked)
    _draw_note(name, room)


def _draw_actions(name: str, room: Room, desk: Desk, shelf: Shelf) -> None:
    """Draw what comes next, and one way back."""
    last = desk.place + 1 == len(room.agenda.steps)
    with st.container(horizontal=True, vertical_alignment="center", key="ws-act"):
        if desk.kind in ASKING and desk.stage is Stage.SHOWN:
            _act(name, "Open the answers", "ws-open-vote", OpenVote())
        elif desk.kind in ASKING and desk.stage is Stage.OPEN:
            _act(name, "Show the answers", "ws-reveal", Reveal(hidden_before(room, desk.place, shelf)))
        elif desk.kind is Kind.RUNBOOK and desk.stage is not Stage.REVEALED:
            draw_begin(name, desk)
        elif not last:
            _act(name, "Go on", "ws-next", GoTo(desk.place + 1))
        if desk.kind in ASKING and desk.stage is not Stage.REVEALED and not last:
            st.button(
                "Go on without showing", key="ws-skip", on_click=partial(do, name, GoTo(desk.place + 1)),
                help="The answers are kept, and can be shown later beside those of the second vote.",
            )  # fmt: skip
        if desk.kind is Kind.RUNBOOK:
            _draw_around(name, desk, last=last)
        if desk.place:
            st.button(
                "Back", key="ws-back", type="tertiary", on_click=partial(do, name, GoTo(desk.place - 1))
            )
    _draw_suggestion(name, room, desk, shelf)


def _draw_around(name: str, desk: Desk, *, last: bool) -> None:
    """Draw the ways past a deployment by hand: once more when it is over, or on without it."""
    if desk.stage is Stage.REVEALED:
        draw_begin(name, desk)
    elif not last:
        st.button("Go on", key="ws-skip-hand", on_click=partial(do, name, GoTo(desk.place + 1)))


def _act(name: str, label: str, key: str, command: OpenVote | Reveal | GoTo) -> None:
    st.button(on_ink(label), type="primary", key=key, on_click=partial(do, name, command))


def hidden_before(room: Room, place: int, shelf: Shelf) -> tuple[int, ...]:
    """Return the steps before that asked the same ideas and are hidden still: to be shown with this one."""
    twins = {item.id: item.twin for lesson in shelf.house.course.lessons for item in lesson.items}
    wanted = {name for question in room.asked[place] for name in (question, twins.get(question)) if name}
    seen = {step for step, _ in room.tallies}
    return tuple(
        step
        for step in range(place)
        if step not in seen and wanted & set(room.asked[step]) and _voted(room, step)
    )


def _voted(room: Room, place: int) -> bool:
    return any(step == place for step, _ in (*room.votes, *room.hands))


def _draw_suggestion(name: str, room: Room, desk: Desk, shelf: Shelf) -> None:
    """Say whether a second vote is worth its minutes, once the first one is shown."""
    steps = room.agenda.steps
    follows = desk.place + 1 < len(steps) and steps[desk.place + 1].kind is Kind.REVOTE
    if desk.stage is not Stage.REVEALED or not follows:
        return
    keys = shelf.keys(desk.place)
    shown = [one for one in desk.shown if one.tally and one.question in keys]
    if any(revote_suggested(one.tally or {}, keys[one.question].right) for one in shown):
        st.info("Between 30 and 70 % are right: talking in pairs and voting again teaches most now.")
    elif shown and desk.place + 2 < len(steps):
        st.info("Fewer than 30 or more than 70 % are right: explain, and leave the second vote out.")
        st.button(
            "Leave the second vote out", key="ws-over", on_click=partial(do, name, GoTo(desk.place + 2))
        )


def _draw_script(step: Step) -> None:
    if step.script:
        st.markdown("\n".join(f"- {words.plain(line)}" for line in step.script), width=READING)
    if step.prompts:
        st.markdown(
            "\n".join(f"{n}. {words.plain(one)}" for n, one in enumerate(step.prompts, 1)), width=READING
        )


# ---------------------------------------------------------------- what was answered


def _draw_results(desk: Desk, asked: tuple[Asked, ...], keys: Mapping[str, Key]) -> None:
    for one in counted(asked, keys, desk.shown, desk.before):
        st.markdown(f"**{words.still(one.asked.ask)}**", width=READING)
        if one.bars:
            draw_bars(one)
        else:
            st.info(one.reason)
        if one.key.outcome:
            reach = f", 95 % interval {one.key.interval}" if one.key.interval else ""
            st.markdown(f"In this model it was **{one.key.outcome}**{reach}. {one.key.how}", width=READING)


def draw_bars(found: Counted) -> None:
    """Draw the counts of one question as a picture whose text says the same."""
    picture = uri(votes_svg(found.bars, dark=theme() == "dark"))
    right = (
        f"**{found.right} of {found.people} right.**"
        if found.key.right
        else f"{words.count(found.people, 'answer')}."
    )
    st.markdown(f"![{words.plain(found.words)}]({picture})\n\n{right}")


def _draw_asked(desk: Desk, asked: tuple[Asked, ...], keys: Mapping[str, Key]) -> None:
    """Draw what people read, with what is right and what a wrong answer may mean."""
    if not asked:
        return
    opened = len(asked) == 1 and desk.stage is not Stage.REVEALED
    with st.expander(
        f"What people read: {words.count(len(asked), 'question')}, with the right answers", expanded=opened
    ):
        known = cached.course().misconceptions
        for number, one in enumerate(asked, start=1):
            key = keys.get(one.id, Key())
            rows = []
            for option in one.options:
                belief = known.get(key.beliefs.get(option.id, ""))
                right = " **right**" if option.id in key.right else ""
                means = f" *({belief.id}: {belief.wrong})*" if belief else ""
                rows.append(f"- {option.letter}. {words.still(option.text)}{right}{means}")
            lead = f"{words.still(one.lead)} " if one.lead else ""
            why = f"\n\n{key.why}" if key.why else ""
            st.markdown(f"**{number}.** {lead}**{words.still(one.ask)}**\n\n" + "\n".join(rows) + why)


def _draw_expected(room: Room, step: Step) -> None:
    titles = {name: title for name, (title, _) in cached.presets().items()}
    rows = []
    for one in step.expect:
        metric, _, figure = one.metric.partition(".")
        known = METRICS.get(metric)
        what = known.title if known else metric.replace("_", " ")
        part = {"p50": ", median", "mean": ", mean"}.get(figure, f", {figure}" if figure else "")
        value = words.number(one.value, known.unit if known else "count")
        rows.append(
            (titles.get(one.scenario, one.scenario), f"{what}{part}", f"{value} ± {one.within * 100:g} %")
        )
    st.markdown("**What the run shows**")
    st.markdown(as_table(("Lane", "Metric", "Expected"), rows))
    st.caption(
        f"{RUNS}, seed {room.agenda.seed}, in this model. Illustrative assumptions; `greenlane check` proves "
        "them."
    )


def _draw_wrong(step: Step) -> None:
    if not step.wrong:
        return
    known = cached.course().misconceptions
    rows = []
    for one in step.wrong:
        belief = known.get(one.misconception)
        says = f"“{belief.wrong}”" if belief else ""
        rows.append((f"{one.misconception} {says}", words.plain(one.say)))
    st.markdown("**What some will answer, and what you may say**")
    st.markdown(as_table(("Behind it", "Say"), rows))


# ---------------------------------------------------------------- hands, notes


def _draw_hands(name: str, room: Room, asked: tuple[Asked, ...]) -> None:
    """Draw where the host types how many hands went up."""
    folded = st.expander("No phones? Count hands", key=f"ws-hands-{room.place}", on_change="rerun")
    if not folded.open:
        return
    with folded:
        step = room.agenda.steps[room.place]
        st.caption(
            words.plain(step.no_phones or "")
            or "Read the answers aloud, count the hands, type the numbers. They stay hidden too."
        )
        for one in asked:
            with st.form(f"ws-form-{room.place}-{one.id}", border=False):
                st.markdown(f"**{words.still(one.ask)}**")
                stored = room.hands.get((room.place, one.id), {})
                counts = {
                    option.id: int(st.number_input(
                        f"{option.letter}. {words.still(option.text)}", 0, MOST_HANDS,
                        int(stored.get(option.id, 0)), key=f"ws-hand-{room.place}-{one.id}-{option.id}",
                    ))
                    for option in one.options
                }  # fmt: skip
                if st.form_submit_button("Take these counts"):
                    do(name, HandsUp(one.id, counts))
                    st.rerun()


def _draw_note(name: str, room: Room) -> None:
    """Draw the host's note of a step, and save what changed after drawing it."""
    known = visit().giving.noted
    where, stored = (name, room.place), room.notes.get(room.place, "")
    typed = st.text_area(
        "Notes of this step, for the report", stored, key=f"ws-note-{name}-{room.place}", max_chars=4000,
        placeholder="What was said; what was agreed. No names.",
    )  # fmt: skip
    before = known.setdefault(where, stored)
    if typed is not None and typed != before:
        known[where] = typed
        if typed != stored:
            do(name, Note(room.place, typed))
            st.rerun()
