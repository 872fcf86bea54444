"""Draw beside the bars what to talk about first: each answer a brick, the target's column in its frame."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessments import (
    Agreement,
    Answers,
    Practice,
    Questionnaire,
    agreements,
    said,
    topics,
    worth_of,
)
from store import Seat, Target
from ui import live, words
from ui.assessing.answering_said import headline, said_of, word_of
from ui.assessing.together import SIGNS, plain_alt
from ui.assessing.together_bricks import (
    apart,
    bricks_svg,
    columns_of,
    in_one_line,
    said_most,
    without_value,
)
from ui.charts.scales import uri
from ui.shell import theme

SHOWN = 5
BRICKS = "Widest spread on top; each brick is one answer, nobody is named."


def draw_beside(
    questionnaire: Questionnaire, seat: Seat, answers: Answers, targets: Mapping[str, Target]
) -> None:
    """Draw what lies widest apart between people, or, answered by one, farthest from what is wanted."""
    shown = live.store().revealed(seat)
    if shown is not None and shown.tallies:
        found = [topic.agreement for topic in topics(agreements(questionnaire, shown.tallies))]
        st.markdown(f"### Talk about these first\n:small[{BRICKS}]")
        if not found:
            st.markdown("All say the same. The profile is what you agreed on.")
        agreed = live.store().agreed(seat)
        for one in found[:SHOWN]:
            practice = questionnaire.practice(one.practice)
            own = agreed.get(practice.id)
            target = targets.get(practice.id)
            wanted = target.option if target else None
            draw_row(questionnaire, one, wanted, word_of(said_of(own), practice) if own else None, target)
        return
    draw_gaps(questionnaire, answers, targets)


def draw_gaps(questionnaire: Questionnaire, answers: Answers, targets: Mapping[str, Target]) -> None:
    """Draw the answers that are farthest from their targets, or without any from the best option."""
    rows = gaps(questionnaire, answers, targets)
    says = "target" if targets else "best option"
    st.markdown(
        f"### Farthest from the {says}\n:small[The brick is today's answer, the frame is the {says}; the gap "
        "times its weight orders them.]"
    )
    if not rows:
        st.markdown("Nothing is short of it.")
    for practice, _ in rows[:SHOWN]:
        given = answers.answers[practice.id]
        found = agreements(questionnaire, {practice.id: {said(given): 1}})[0]
        wanted = wanted_option(questionnaire, practice, targets.get(practice.id))
        draw_row(questionnaire, found, wanted, None, targets.get(practice.id))


def gaps(
    questionnaire: Questionnaire, answers: Answers, targets: Mapping[str, Target]
) -> list[tuple[Practice, float]]:
    """Return practices with gap x weight, the largest first; where targets are set, only those with one."""
    found = []
    for practice in questionnaire.practices:
        if targets and practice.id not in targets:
            continue
        worth = worth_of(questionnaire, practice.question, answers.answers.get(practice.id))
        wanted = targets[practice.id].worth if practice.id in targets else 1.0
        if worth is not None and worth < wanted:
            found.append((practice, (wanted - worth) * practice.weight))
    return sorted(found, key=lambda row: -row[1])


def draw_row(
    questionnaire: Questionnaire,
    found: Agreement,
    wanted: str | None,
    agreed: str | None,
    target: Target | None,
) -> None:
    """Draw one question: what it asks, its bricks, how far apart, what is wanted and what was agreed."""
    practice = questionnaire.practice(found.practice)
    dimension = next(one.title for one in questionnaire.dimensions if one.id == practice.dimension)
    several = found.count > 1
    most = said_most(found) if several else today_words(found)
    st.divider()
    says, picture, numbers = st.columns([4, 6, 3], gap="medium", vertical_alignment="center")
    says.markdown(
        f"**{words.plain(headline(practice)[0])}**  \n:small[{words.plain(dimension)}]  \n{words.plain(most)}"
    )
    columns = columns_of(questionnaire, practice, found, wanted, agreed)
    drawn = uri(bricks_svg(columns, dark=theme() == "dark"))
    picture.markdown(f"![{plain_alt(in_one_line(found.bars))}]({drawn})")
    lines = [f"**{apart(found, practice)}**"] if several else []
    lines += [f"{SIGNS[state]} {counted}" for state, counted in without_value(found)] if several else []
    names = {bar.word: bar.text for bar in found.bars}
    lines += [f"agreed: {words.plain(names.get(agreed, agreed))}"] if agreed else []
    lines.append(target_words(questionnaire, practice, target))
    numbers.markdown("  \n".join(lines))


def today_words(found: Agreement) -> str:
    """Say what the one answer is."""
    return f"Today: {next((bar.text for bar in found.bars if bar.count), 'open')}"


def wanted_option(questionnaire: Questionnaire, practice: Practice, target: Target | None) -> str | None:
    """Return the option that is wanted: the target's, or the best one where the team set none."""
    if target is not None:
        return target.option
    options = questionnaire.options(practice.question)
    sign = -1 if practice.question.reverse else 1
    return max(options, key=lambda option: sign * option.value).id if options else None


def target_words(questionnaire: Questionnaire, practice: Practice, target: Target | None) -> str:
    """Return a target with its owner and its day as Markdown."""
    if target is None:
        return ":small[no target set]"
    names = {option.id: option.short for option in questionnaire.options(practice.question)}
    wanted = names.get(target.option or "", f"{words.points(target.worth)} of 100")
    facts = [words.plain(target.owner)] if target.owner else []
    facts += [f"by {target.due.isoformat()}"] if target.due else []
    return f"target: {words.plain(wanted)}" + (f"  \n:small[{', '.join(facts)}]" if facts else "")
