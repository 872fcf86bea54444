"""Set what the team wants of single practices: which answer, why, who looks after it, until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import streamlit as st

from assessments import Answer, Answers, AnswerState, Practice, Questionnaire, reaches, worth_of
from store import Refused, Seat, Settled, Target
from store.model import TEXT_LIMIT
from store.round_model import NAME_LIMIT
from ui import live, words
from ui.assessing.profile_numbers import table
from ui.ink import on_ink
from ui.seats import team_answers
from ui.shell import READING
from ui.state import visit

A_PAGE = 12
SET = "set"
STEP = 5


def draw_targets(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw the team's targets practice by practice, and how far each is away."""
    answers, targets = team_answers(questionnaire, seat), live.store().targets(seat)
    st.markdown(
        "Choose a few practices and say what you want of each. A target needs a reason, somebody who "
        "looks after it, "
        "and a day. It holds for the team's next assessments with this questionnaire, too.",
        width=READING,
    )
    draw_overview(questionnaire, answers, targets)
    titles = {one.id: one.title for one in questionnaire.dimensions}
    names = [*([SET] if targets else []), *titles]
    part = st.selectbox(
        "Practices of", names, key="targets-of", width=READING,
        format_func=lambda name: titles.get(name, "those with a target"),
    )  # fmt: skip
    shown = [
        practice
        for practice in questionnaire.practices
        if (practice.id in targets if part == SET else practice.dimension == part)
    ]
    pages = -(-len(shown) // A_PAGE)
    page = st.pagination(pages, key=f"targets-page-{part}") if pages > 1 else 1
    for practice in shown[(page - 1) * A_PAGE : page * A_PAGE]:
        st.divider()
        draw_row(questionnaire, seat, practice, answers.answers.get(practice.id), targets.get(practice.id))


def draw_overview(questionnaire: Questionnaire, answers: Answers, targets: Mapping[str, Target]) -> None:
    """Draw how many targets are reached, and which day is over."""
    if not targets:
        return
    today = answers.date
    found = reaches(
        questionnaire,
        answers,
        {name: target.worth for name, target in targets.items()},
        {name: target.due for name, target in targets.items()},
    )
    reached = sum(one.reached for one in found)
    late = [one.practice.title for one in found if one.overdue(today)]
    st.markdown(f"**{reached} of {words.count(len(found), 'target')} reached.**")
    if late:
        st.markdown(f"Their day is over: {', '.join(words.plain(title) for title in late)}.")
    with st.expander("All targets as a table"):
        rows = [
            [
                words.plain(one.practice.title),
                words.points(one.score),
                words.points(one.target),
                "reached" if one.reached else "over" if one.overdue(today) else "open",
                words.plain(targets[one.practice.id].reason),
                words.plain(targets[one.practice.id].owner),
                one.due.isoformat() if one.due else "",
            ]
            for one in found
        ]
        st.markdown(
            table(
                ["Practice", "Today, 0 to 100", "Target", "State", "Reason", "Looked after by", "Until"], rows
            )
        )


def draw_row(
    questionnaire: Questionnaire, seat: Seat, practice: Practice, given: Answer | None, target: Target | None
) -> None:
    """Draw one practice: where it stands, what is wanted, and the way to change that."""
    says, wants, way = st.columns([5, 4, 2], vertical_alignment="center")
    now = worth_of(questionnaire, practice.question, given)
    says.markdown(
        f"**{words.plain(practice.title)}**  \n{words.plain(today(questionnaire, practice, given))}"
    )
    wants.markdown(wanted(questionnaire, practice, target, now))
    with way:
        popover = st.popover("Set target", key=f"aim-{practice.id}", on_change="rerun")
        if popover.open:
            with popover:
                draw_form(questionnaire, seat, practice, target)


def today(questionnaire: Questionnaire, practice: Practice, given: Answer | None) -> str:
    """Return where a practice stands today in words."""
    if given is None:
        return "Today: unanswered"
    if given.state is not AnswerState.VALUE:
        return f"Today: {given.state.word.lower()}"
    names = {option.id: option.text for option in questionnaire.options(practice.question)}
    said = names.get(given.option or "")
    worth = worth_of(questionnaire, practice.question, given)
    return f"Today: {said}" if said else f"Today: {words.points(worth)} of 100"


def wanted(questionnaire: Questionnaire, practice: Practice, target: Target | None, now: float | None) -> str:
    """Return a target in words: what, whether it is reached, why, who, until when."""
    if target is None:
        return "No target."
    names = {option.id: option.text for option in questionnaire.options(practice.question)}
    what = names.get(target.option or "", f"{words.points(target.worth)} of 100")
    reached = ", **reached**" if now is not None and now >= target.worth else ""
    facts = [words.plain(target.owner)] if target.owner else []
    facts += [f"until {target.due.isoformat()}"] if target.due else []
    lines = [f":material/flag: {words.plain(what)}{reached}"]
    lines += [f":small[{words.plain(target.reason)}]"] if target.reason else []
    lines += [f":small[{', '.join(facts)}]"] if facts else []
    return "  \n".join(lines)


# ---------------------------------------------------------------- the form


def draw_form(questionnaire: Questionnaire, seat: Seat, practice: Practice, target: Target | None) -> None:
    """Draw the form of one target; where somebody was faster, nothing is replaced and this tab is told."""
    tab = visit().answering
    place = (f"target {seat.assessment}", practice.id)
    seen = tab.agreed.setdefault(place, target.version if target else 0)
    key = f"aim-{practice.id}-{seen}"
    if tab.told.get(place):
        st.warning("**Not saved: somebody changed this target meanwhile.** It stands here now.")
    with st.form(key, border=False):
        st.markdown(f"**{words.plain(practice.question.text)}**")
        option, worth = draw_wanted(questionnaire, practice, target, key)
        reason = st.text_area(
            "Why this", value=target.reason if target else "", max_chars=TEXT_LIMIT, height="content",
            placeholder="What would be better for whom", key=f"{key}-reason",
        )  # fmt: skip
        owner = st.text_input(
            "Looked after by", value=target.owner if target else "", max_chars=NAME_LIMIT, key=f"{key}-owner"
        )
        due = st.date_input("Until", value=target.due if target else None, key=f"{key}-due")
        sent = st.form_submit_button(on_ink("Save the target"), type="primary")
    if sent:
        day = due if isinstance(due, dt.date) else None
        item = Target(practice.id, worth, option, reason.strip(), owner.strip(), day, seen)
        after(live.store().set_target(seat, item), place)
    if target is not None and st.button("Remove the target", type="tertiary", key=f"{key}-drop"):
        live.store().drop_target(seat, practice.id)
        tab.agreed.pop(place, None)
        st.rerun()


def draw_wanted(
    questionnaire: Questionnaire, practice: Practice, target: Target | None, key: str
) -> tuple[str | None, float]:
    """Draw what is wanted, an option or points; return the option and its worth [0..1]."""
    rows = {
        option.id: worth_of(
            questionnaire, practice.question, Answer(state=AnswerState.VALUE, option=option.id)
        )
        for option in questionnaire.options(practice.question)
    }
    choices = {name: worth for name, worth in rows.items() if worth is not None}
    if not choices:
        before = round(target.worth * 100) if target else 100
        points = st.slider("Points of 100", 0, 100, before, STEP, key=f"{key}-points")
        return None, points / 100
    names = {option.id: option.text for option in questionnaire.options(practice.question)}
    usual = (
        target.option if target and target.option in choices else max(choices, key=lambda name: choices[name])
    )
    chosen = st.selectbox(
        "What you want", list(choices), index=list(choices).index(str(usual)), format_func=names.__getitem__,
        key=f"{key}-option",
    )  # fmt: skip
    return chosen, choices[chosen]


def after(settled: Settled[Target], place: tuple[str, str]) -> None:
    """Say what came of saving, and draw the page anew where it was saved or somebody was faster."""
    if settled.refused is not None:
        st.error(refusal(settled.refused))
        return
    tab = visit().answering
    tab.agreed[place] = settled.stored.version if settled.stored else 0
    tab.told.pop(place, None)
    if not settled.done:
        tab.told[place] = "changed"
    st.rerun()


def refusal(refused: Refused) -> str:
    """Say why something was not saved."""
    return f"Not saved: {refused.field} {refused.wrong}; {refused.mend}."
