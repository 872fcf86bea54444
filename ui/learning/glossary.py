"""Look words up, and read what is often believed and what holds instead."""

import streamlit as st

from content import Misconception, Term
from ui import cached, words
from ui.shell import READING

MOST = 3
"""So many lessons are named with a belief."""


def draw_words() -> None:
    """Draw the glossary with its search; the term in the address stands first."""
    glossary = cached.course().glossary
    wanted = glossary.get(st.query_params.get("term", ""))
    if wanted:
        st.markdown(entry(wanted), width=READING)
        st.divider()
    found = st.text_input("Find a word", key="find-word", placeholder="trunk", persist_state="page").strip()
    terms = [term for term in glossary.values() if matches(term, found)]
    terms.sort(key=lambda term: term.title.casefold())
    if not terms:
        st.markdown(f"No word here has “{words.plain(found)}” in it.")
        return
    st.caption(words.count(len(terms), "word"))
    st.markdown("\n\n".join(entry(term) for term in terms), width=READING, anchors=False)


def matches(term: Term, typed: str) -> bool:
    """Say whether what somebody typed stands in a term, its other names or its meaning."""
    text = " ".join((term.title, *term.also, term.text)).casefold()
    return all(part in text for part in typed.casefold().split())


def entry(term: Term) -> str:
    """Return a term with its other names, its meaning and its sources."""
    also = f"\n\n:small[Also: {', '.join(term.also)}]" if term.also else ""
    return f"### {term.title}\n{term.text}{_cited(term.sources)}{also}"


def draw_beliefs() -> None:
    """Draw what is often believed, what holds instead, and the lessons that are about it."""
    course = cached.course()
    st.markdown("What people often believe, and what holds instead. Most of us began with some of them.")
    found = st.text_input(
        "Find a belief", key="find-belief", placeholder="tests", persist_state="page"
    ).strip()
    parts = []
    for belief in course.misconceptions.values():
        text = f"{belief.wrong} {belief.right}".casefold()
        if all(part in text for part in found.casefold().split()):
            parts.append(_belief(belief))
    if not parts:
        st.markdown(f"No belief here has “{words.plain(found)}” in it.")
        return
    st.markdown("\n\n".join(parts), width=READING, anchors=False)


def _belief(belief: Misconception) -> str:
    titles = [lesson.title for lesson in cached.course().lessons if belief.id in lesson.misconceptions]
    more = f" and {len(titles) - MOST} more" if len(titles) > MOST else ""
    told = f"\n\n:small[In the lessons: {', '.join(titles[:MOST])}{more}]" if titles else ""
    return f"### “{belief.wrong}”\n{belief.right}{_cited(belief.sources)}{told}"


def _cited(names: tuple[str, ...]) -> str:
    sources = cached.sources()
    return "".join(
        f" [\\[{words.plain(sources[name].publisher)}\\]]({sources[name].url})"
        for name in names
        if name in sources
    )
