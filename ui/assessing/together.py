"""Answer apart, look together: who is in, the reveal, what to talk about first, what was agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from assessments import Agreement, Questionnaire, agreements, topics
from store import Agreed, Assessment, Revealed, Seat, Spoken, Target
from ui import cached, live, words
from ui.assessing.answering_said import headline, in_words, said_of, word_of
from ui.assessing.inviting import draw_invite
from ui.assessing.together_agreeing import draw_agreeing
from ui.assessing.together_bricks import (
    apart,
    bricks_svg,
    columns_of,
    in_one_line,
    measures,
    said_most,
    without_value,
)
from ui.charts.scales import uri
from ui.ink import on_ink
from ui.questions import promise
from ui.seats import begin, go_to
from ui.shell import READING, theme

A_PAGE = 5
"""So many questions are shown at once."""
EVERY_SECONDS = 3.0
SIGNS: Mapping[str, str] = {
    "not-applicable": ":material/block:",
    "dont-know": ":material/help:",
    "elsewhere": ":material/open_in_new:",
}
FIRST, SAME, TEXTS = "first", "same", "texts"


@dataclass(frozen=True, slots=True)
class Room:
    """Hold all that is shown of one assessment after its reveal."""

    questionnaire: Questionnaire
    seat: Seat
    found: Assessment
    shown: Revealed
    agreed: Mapping[str, Agreed]
    targets: Mapping[str, Target]
    spoken: tuple[Spoken, ...] = ()
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def draw_together(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw an assessment that several people answer, before and after its reveal."""
    store = live.store()
    found = store.assessment(seat)
    st.markdown(promise(found), width=READING)
    shown = store.revealed(seat)
    if shown is None:
        draw_waiting(questionnaire, seat, found)
        return
    room = Room(
        questionnaire,
        seat,
        found,
        shown,
        store.agreed(seat),
        store.targets(seat),
        store.spoken(seat),
        store.notes(seat) if found.host else shown.texts,
    )
    draw_revealed(room)
    draw_after(room)


# ---------------------------------------------------------------- before the reveal


def draw_waiting(questionnaire: Questionnaire, seat: Seat, found: Assessment) -> None:
    """Draw who is in, as numbers alone; the host invites and reveals."""
    if not found.host:
        draw_counts(seat, found)
        st.markdown("Answer your questions. The host reveals the answers of all at once.", width=READING)
        return
    invite, state = st.columns([3, 2], gap="large")
    with invite:
        draw_invite(seat, found)
    with state:
        st.markdown("### Who is in")
        draw_counts(seat, found)
        st.markdown(
            f"{len(questionnaire.practices):,} questions. Answer yours, too: you count like everybody else."
        )
        draw_reveal(seat, found)


@st.fragment(run_every=EVERY_SECONDS)
def draw_counts(seat: Seat, found: Assessment) -> None:
    """Draw how many are in and how many have answered, never who; it looks again by itself."""
    store = live.store()
    if store.assessment(seat).revealed:
        st.rerun()
    counts = store.progress(seat)
    answered = "has" if counts.begun == 1 else "have"
    st.markdown(f"**{counts.seats} in, {counts.begun} {answered} answered.**")
    if found.mode == "anonymous" and counts.begun < found.least:
        st.caption(f"A reveal shows something from {found.least} people on.")


def draw_reveal(seat: Seat, found: Assessment) -> None:
    """Draw the reveal, asked once more before it happens."""
    with st.popover("Reveal the answers", key="reveal"):
        counts = live.store().progress(seat)
        st.markdown(
            f"{counts.begun} of {counts.seats} have answered something. After the reveal nobody joins, and "
            "nobody changes an answer, until you open it again."
        )
        if found.mode == "anonymous" and counts.begun < found.least:
            st.markdown(f"**Fewer than {found.least} answered: nothing would be shown yet.**")
        if st.button(on_ink("Reveal now"), type="primary", key="reveal-now"):
            live.store().reveal(seat)
            st.rerun()


# ---------------------------------------------------------------- after the reveal


def draw_revealed(room: Room) -> None:
    """Draw what may be shown: first what to talk about, then what is agreed already."""
    said = agreements(room.questionnaire, room.shown.tallies)
    if room.shown.people is None or not said:
        st.info(nothing_words(room.shown.least))
        return
    ranked = [topic.agreement for topic in topics(said)]
    apart_ids = {one.practice for one in ranked}
    same = [one for one in said if one.practice not in apart_ids]
    people = "1 person" if room.shown.people == 1 else f"{room.shown.people} people"
    st.markdown(f"## {people} answered")
    parts = {FIRST: ("Talk about these first", ranked), SAME: ("All say the same", same)}
    titles = {name: f"{title} ({len(rows)})" for name, (title, rows) in parts.items() if rows}
    part = next(iter(titles))
    if len(titles) > 1:
        part = st.segmented_control(
            "What to look at", list(titles), format_func=lambda name: parts[name][0], default=part,
            key="look-at", required=True, label_visibility="collapsed",
        )  # fmt: skip
    else:
        st.markdown(f"### {parts[part][0]}")
    named = "" if room.found.mode == "open" else ", nobody is named"
    st.caption(
        f"Widest spread on top; each brick is one answer{named}. Agreeing here does not change what anybody "
        f"said. {hidden_words(room, len(said))}",
        width=READING,
    )
    draw_rows(room, parts[part][1], part)


def nothing_words(least: int) -> str:
    """Say why nothing is shown."""
    if least == 1:
        return "Nobody has answered yet. The host can open it again."
    return (
        f"Fewer than {least} people answered, so nothing is shown: with so few, one could guess who said "
        "what. The host can open it again and invite more."
    )


def hidden_words(room: Room, shown: int) -> str:
    """Say what is not shown and why, and what the batches mean."""
    hidden = len(room.questionnaire.practices) - shown
    if room.found.mode == "open":
        return f"{hidden} questions nobody answered." if hidden else "Every question was answered."
    least = room.shown.least
    if not hidden:
        return f"Every question has at least {least} answers."
    return (
        f"Not shown: {words.count(hidden, 'question')} with fewer than {least} answers, or where fewer than "
        f"{least} people changed something since the last reveal."
    )


def draw_rows(room: Room, rows: Sequence[Agreement], part: str) -> None:
    """Draw a page of questions with their bricks."""
    pages = -(-len(rows) // A_PAGE)
    page = st.pagination(pages, key=f"{part}-page") if pages > 1 else 1
    for found in rows[(page - 1) * A_PAGE : page * A_PAGE]:
        st.divider()
        draw_row(room, found)


def draw_row(room: Room, found: Agreement) -> None:
    """Draw one question: what it asks, its bricks, how far apart, and what was agreed."""
    practice = room.questionnaire.practice(found.practice)
    dimension = next(one.title for one in room.questionnaire.dimensions if one.id == practice.dimension)
    agreed, target = room.agreed.get(practice.id), room.targets.get(practice.id)
    says, picture, numbers = st.columns([4, 5, 3], gap="medium", vertical_alignment="center")
    says.markdown(
        f"**{words.plain(headline(practice)[0])}**  \n:small[{words.plain(dimension)}]  \n"
        f"{words.plain(said_most(found))}"
    )
    columns = columns_of(
        room.questionnaire,
        practice,
        found,
        target.option if target else None,
        word_of(said_of(agreed), practice) if agreed else None,
    )
    drawn = uri(bricks_svg(columns, dark=theme() == "dark"))
    picture.markdown(f"![{plain_alt(in_one_line(found.bars))}]({drawn})")
    lines = [f"**{apart(found, practice)}**"]
    lines += [f"{SIGNS[state]} {said}" for state, said in without_value(found)]
    if target is not None:
        lines.append(f"target: {words.plain(target_words(room, target))}")
    if agreed is not None:
        lines.append(f"agreed: {words.plain(in_words(room.questionnaire, practice, said_of(agreed)))}")
    numbers.markdown("  \n".join(lines))
    with numbers, st.container(horizontal=True, gap="small"):
        draw_agreeing(room.questionnaire, room.seat, practice, agreed)
        draw_numbers(room, found)


def plain_alt(words_of_it: str) -> str:
    """Return words that can stand as the text of a picture."""
    return words_of_it.replace("[", "(").replace("]", ")").replace("\n", " ")


def target_words(room: Room, target: Target) -> str:
    """Return a target as a person reads it."""
    practice = room.questionnaire.practice(target.practice)
    names = {option.id: option.short for option in room.questionnaire.options(practice.question)}
    return names.get(target.option or "", f"{words.points(target.worth)} of 100")


def draw_numbers(room: Room, found: Agreement) -> None:
    """Draw the histogram as a table with its measures, and what was written or said in the open, folded."""
    popover = st.popover(
        "Numbers and notes", key=f"numbers-{found.practice}", type="tertiary", on_change="rerun"
    )
    if not popover.open:
        return
    with popover:
        rows = "\n".join(f"| {words.plain(bar.text)} | {bar.count} |" for bar in found.bars)
        st.markdown(f"| Answer | People |\n|---|---|\n{rows}")
        st.caption(measures(found))
        practice = room.questionnaire.practice(found.practice)
        said = [
            f"- **{words.plain(one.name) or 'Without a name'}**: "
            f"{words.plain(in_words(room.questionnaire, practice, said_of(one.answers[found.practice])))}"
            for one in room.spoken
            if found.practice in one.answers
        ]
        if said:
            st.markdown("\n".join(said))
        texts = room.notes.get(found.practice, ())
        if texts:
            st.markdown(
                "**Written beside the answers**" + (", for the host alone" if room.found.host else "")
            )
            st.markdown("\n".join(f"- {words.plain(' '.join(one.split()))}" for one in texts))


def draw_after(room: Room) -> None:
    """Draw what the host does next: open it again, or ask again in a quarter."""
    if not room.found.host:
        return
    st.divider()
    with st.container(horizontal=True):
        with st.popover("Open it again", key="reopen"):
            least = room.shown.least
            st.markdown(
                "People can answer and change again, with a new invite also new people."
                + (
                    f" What is shown of a question changes only once {least} people or more said something "
                    "new, so that nobody is found by comparing."
                    if least > 1
                    else ""
                )
            )
            if st.button("Open again now", key="reopen-now"):
                live.store().reopen(room.seat)
                st.rerun()
        with st.popover("Ask again", key="ask-again"):
            st.markdown(
                "Begins the next round of the same team, with an empty sheet for everybody; its history "
                "stays together. Once a quarter is a good rhythm."
            )
            if st.button(on_ink("Begin the next round"), type="primary", key="ask-again-now"):
                go_to(next_round(room), "together")


def next_round(room: Room) -> Seat:
    """Begin the next round of the same team, with the newest words of the questionnaire."""
    newest = {one.id: one for one in cached.questionnaires().values}
    asked = newest.get(room.questionnaire.id, room.questionnaire)
    if room.questionnaire.origin:
        asked = room.questionnaire
    least = max(room.found.least, 3)
    return begin(asked, room.found.team, room.found.mode, least, after=room.seat)
