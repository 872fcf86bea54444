"""Say what teams are doing, then flip one practice and see what changes: `delivery.classify` answers live."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial

import streamlit as st

from content import TeamCard, Teams
from delivery import Fact, Kind, Trigger, Verdict
from ui.learning.answering import APART
from ui.shell import READING
from ui.state import visit
from ui.verdicts import name_of

KINDS = {
    Kind.NONE.value: "None of the three",
    Kind.INTEGRATION.value: "Continuous integration",
    Kind.DELIVERY.value: "Continuous delivery",
    Kind.DEPLOYMENT.value: "Continuous deployment",
}
PRACTICES = {
    "integrates_daily": "Everyone integrates daily",
    "builds_automatically": "Every merge is built",
    "tests_automatically": "Every merge is tested",
    "fixes_red_first": "Red comes first",
    "deploys_by_pipeline": "The pipeline does the deployment",
    "deployable_on_demand": "Any version that passed can go live, or back, at any time",
    "manual_gate": "Somebody must say yes",
}
SAID: Mapping[Fact | Trigger, str] = {Fact.YES: "yes", Fact.NO: "no", Fact.UNKNOWN: "not said"}
STARTS: Mapping[Fact | Trigger, str] = {
    Trigger.NONE: "nothing: people do it",
    Trigger.BUTTON: "a person",
    Trigger.SCHEDULE: "a clock",
    Trigger.AUTOMATIC: "each change that passed",
    Trigger.UNKNOWN: "not said",
}


def draw(teams: Teams, key: str) -> None:
    """Draw one team at a time."""
    names = [card.id for card in teams.cards]
    titles = {card.id: card.title for card in teams.cards}
    named = visit().learning.named
    right = sum(named.get(f"{key}/{card.id}") == card.verdict().kind.value for card in teams.cards)
    answered = sum(f"{key}/{name}" in named for name in names)
    place = st.pagination(len(names), key=f"team-{key}", persist_state="session")
    card = teams.cards[place - 1]
    st.markdown(
        f":small[Team {place} of {len(names)}. {answered} answered, {right} of them right.]\n\n"
        f"### {titles[card.id]}\n{card.text}",
        width=READING, anchors=False,
    )  # fmt: skip
    _draw_card(card, f"{key}/{card.id}")
    if place < len(names):
        turn = partial(_turn, f"team-{key}", place + 1)
        st.button("Next team", key=f"next-{key}-{place}", on_click=turn)


def _turn(key: str, place: int) -> None:
    st.session_state[key] = place


def _draw_card(card: TeamCard, key: str) -> None:
    chosen = st.radio(
        f"What is {card.title} doing?", list(KINDS), index=None, format_func=KINDS.__getitem__,
        captions=[APART] * len(KINDS), key=f"is-{key}", persist_state="session",
    )  # fmt: skip
    with st.container(horizontal=True):
        st.button(
            "Check", key=f"name-{key}", disabled=chosen is None, on_click=partial(_name, key, chosen or "")
        )
        st.button("Show the answer", key=f"show-{key}", on_click=partial(_name, key, ""), type="tertiary")
    said = visit().learning.named.get(key)
    if said is None:
        return
    verdict = card.verdict()
    told = "Right." if said == verdict.kind.value else "Not quite." if said else "The answer."
    st.markdown(f"**{told}** {say(verdict)}", width=READING)
    folded = st.expander("Flip one practice, and see what changes", key=f"flips-{key}", on_change="rerun")
    if folded.open:
        with folded:
            _draw_flips(card, key, verdict)


def _name(key: str, kind: str) -> None:
    visit().learning.named[key] = kind


def say(verdict: Verdict) -> str:
    """Return a verdict with its reasons."""
    reasons = " ".join(reason.text for reason in verdict.reasons)
    return f"It is *{name_of(verdict)}*. {reasons}"


def _draw_flips(card: TeamCard, key: str, before: Verdict) -> None:
    facts = asdict(card.practices)
    flipped: dict[str, Fact | Trigger] = {}
    left, right = st.columns(2, gap="large")
    for number, (name, label) in enumerate(PRACTICES.items()):
        with left if number % 2 == 0 else right:
            flipped[name] = _flip(label, f"{name}-{key}", facts[name], SAID)
    with right:
        flipped["trigger"] = _flip("What starts a deployment", f"trigger-{key}", facts["trigger"], STARTS)
    changed = [name for name, value in flipped.items() if value != facts[name]]
    verdict = card.verdict(**flipped)
    if not changed:
        st.markdown(f"As the team is: *{name_of(verdict)}*. Choose another value above.")
    else:
        turned = "stays" if verdict.kind is before.kind else "becomes"
        st.markdown(f"**It {turned} {name_of(verdict)}.** {' '.join(each.text for each in verdict.reasons)}")


def _flip(
    label: str, key: str, value: Fact | Trigger, options: Mapping[Fact | Trigger, str]
) -> Fact | Trigger:
    chosen = st.selectbox(
        label, list(options), index=list(options).index(value), format_func=options.__getitem__,
        key=f"flip-{key}", persist_state="session",
    )  # fmt: skip
    return value if chosen is None else chosen
