"""Draw which level a dimension has and by which rule, and how every number came about: one click away."""

from __future__ import annotations

import streamlit as st

from assessments import Answers, End, Node, Questionnaire, Scores, Working
from ui import words
from ui.assessing.answering_said import STATE_WORDS
from ui.assessing.profile_numbers import has_native, native_words, table
from ui.shell import READING

RULES = {
    "mean": "the mean of its parts",
    "weighted": "the mean of its parts, by weight",
    "sum": "the sum of its parts, on 0 to 1",
    "min": "the smallest of its parts",
    "gated": "the mean of its levels, where a level counts once the one below is reached",
}
BASE = (
    "Not applicable and done elsewhere leave the base. Don't know and unanswered widen the range: its low "
    "end "
    "counts them as the lowest option, its high end as the highest."
)
A_PAGE = 25
ASIDE = {"not-applicable", "elsewhere"}


def draw_levels(questionnaire: Questionnaire, scores: Scores) -> None:
    """Draw the level of each dimension, folded, with its rule; a level is never the headline."""
    scoring, native = questionnaire.scoring, scores.native
    with st.expander("Which level are we?"):
        if native is not None and native.level:
            st.markdown(f"By the model's own rule: **{words.plain(native.level)}**.")
        if not scoring.thresholds:
            st.markdown("This questionnaire defines no levels. Its scores and their ranges say more.")
            return
        rows = [
            [words.plain(one.title), *level_words(questionnaire, scores.dimensions[one.id])]
            for one in questionnaire.dimensions
        ]
        st.markdown(table(["Dimension", "Level", "Its range"], rows))
        st.caption(
            f"The rule: {rule_words(questionnaire)}. A level is a word for a range of points and hides "
            "more than "
            "it says; two teams with the same one may differ in every practice."
        )


def rule_words(questionnaire: Questionnaire) -> str:
    """Return from how many points on each level is reached."""
    rows = questionnaire.scoring.thresholds
    return ", ".join(f"{words.plain(row.title)} from {row.least * 100:.0f} points on" for row in rows)


def level_words(questionnaire: Questionnaire, node: Node) -> tuple[str, str]:
    """Return the level of a score, and the levels its range touches."""
    reached = questionnaire.scoring.reached
    if node.score is None or node.low is None or node.high is None:
        return "none", "none"
    now, low, high = (words.plain(reached(value) or "none") for value in (node.score, node.low, node.high))
    return f"{now} ({words.points(node.score)})", low if low == high else f"{low} to {high}"


# ---------------------------------------------------------------- arithmetic


def draw_arithmetic(questionnaire: Questionnaire, answers: Answers, scores: Scores) -> None:
    """Draw how each number came about, folded: choose one, see its rule, its terms and its three lines."""
    with st.expander("Show the arithmetic"):
        nodes = named_nodes(questionnaire, scores)
        chosen = st.selectbox("Of which number", list(nodes), key="number", width=READING)
        node = nodes[chosen]
        draw_node(questionnaire, node, scores)
        draw_answers(questionnaire, answers, scores, node.working)
        for problem in scores.problems[:A_PAGE]:
            st.warning(words.plain(problem))


def named_nodes(questionnaire: Questionnaire, scores: Scores) -> dict[str, Node]:
    """Return every node that is made of others, by what it is called."""
    found: dict[str, Node] = {}
    for one in questionnaire.dimensions:
        found[one.title] = scores.dimensions[one.id]
    for group in questionnaire.groups:
        found[f"Group: {group.title} ({group.id})"] = scores.groups[group.id]
    found["All dimensions together"] = scores.overall
    return found


def draw_node(questionnaire: Questionnaire, node: Node, scores: Scores) -> None:
    """Draw the rule and the three lines of one number."""
    working = node.working
    if working is None or working.rule is None:
        return
    lines = {"Score": End.SCORE, "Low end": End.LOW, "High end": End.HIGH}
    said = "\n".join(f"{name}: {shortened(working.line(end))}" for name, end in lines.items())
    st.markdown(f"By the questionnaire's rule it is {RULES[working.rule.value]}, each on 0 to 1.")
    st.code(said, language=None, wrap_lines=True)
    if has_native(questionnaire, scores):
        st.markdown(f"On the model's own scale: **{native_words(questionnaire, node, scores)}**.")
    st.caption(f"{node.answered} of the {node.applicable} practices that apply are answered. {BASE}")


LONGEST = 1200


def shortened(line: str) -> str:
    """Return a line that a person can still read: of a very long one, its two ends."""
    if len(line) <= LONGEST:
        return line
    return f"{line[: LONGEST // 2]} … {line[-LONGEST // 2 :]}"


def draw_answers(
    questionnaire: Questionnaire, answers: Answers, scores: Scores, working: Working | None
) -> None:
    """Draw the parts of a number: each with its weight, its three ends, and what was said."""
    terms = working.terms if working else ()
    pages = -(-len(terms) // A_PAGE)
    page = st.pagination(pages, key="number-page") if pages > 1 else 1
    rows = []
    for term in terms[(page - 1) * A_PAGE : page * A_PAGE]:
        part = scores.practices.get(term.id)
        given = answers.answers.get(term.id)
        said = part.working.said if part and part.working else None
        state = STATE_WORDS.get(given.state.value, "") if given else ""
        ends = [words.points(value) for value in (term.score, term.low, term.high)]
        because = words.plain(said or state or "its own parts")
        rows.append([words.plain(term.title), f"{term.weight:g}", *ends, because])
    head = ["Part", "Weight", "Points", "Low", "High", "Because"]
    st.markdown(table(head, rows))
    outside = {name for name, answer in answers.answers.items() if answer.state.value in ASIDE}
    aside = [practice.title for practice in questionnaire.practices if practice.id in outside]
    if aside:
        named = ", ".join(words.plain(title) for title in aside[:A_PAGE])
        st.caption(f"Outside the base, because it does not apply or is done elsewhere: {named}.")
