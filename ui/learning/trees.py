"""Answer a few questions that lead to an end; or choose what one sees, and go where it leads."""

from functools import partial

import streamlit as st

from content import Finder, Tree
from ui import cached, paging, places
from ui.shell import READING
from ui.state import visit


def draw_tree(tree: Tree, key: str) -> None:
    """Draw the answers given so far, and the next question or the end."""
    paths = visit().learning.paths
    path = paths.get(key, ())
    nodes = {node.id: node for node in tree.nodes}
    ends = {end.id: end for end in tree.ends}
    at, walked = tree.nodes[0].id, list[str]()
    for step in path:
        node = nodes[at]
        walked.append(f"{len(walked) + 1}. {node.ask} **{node.answers[step].text}**")
        at = node.answers[step].to
    if walked:
        st.markdown("\n".join(walked))
    if at in ends:
        st.markdown(f"### {ends[at].title}\n{ends[at].text}", width=READING, anchors=False)
    else:
        st.markdown(f"**{nodes[at].ask}**")
        with st.container(horizontal=True):
            for step, answer in enumerate(nodes[at].answers):
                go = partial(_go, key, (*path, step))
                st.button(answer.text, key=f"answer-{key}-{at}-{step}", on_click=go)
    if path:
        with st.container(horizontal=True):
            st.button(
                "One step back", key=f"back-{key}", on_click=partial(_go, key, path[:-1]), type="tertiary"
            )
            st.button("Begin again", key=f"again-{key}", on_click=partial(_go, key, ()), type="tertiary")


def _go(key: str, path: tuple[int, ...]) -> None:
    visit().learning.paths[key] = path


def draw_finder(finder: Finder, key: str) -> None:
    """Draw what one may see; what was chosen says what it may mean, and where to go on."""
    ways = {way.id: way for way in finder.ways}
    chosen = st.radio(
        "What do you see?", list(ways), index=None, format_func=lambda name: ways[name].seen,
        key=f"see-{key}", persist_state="session",
    )  # fmt: skip
    if chosen is None:
        return
    way = ways[chosen]
    st.markdown(f"**What it may mean.** {way.means}", width=READING)
    titles = {lesson.id: lesson.title for lesson in cached.course().lessons}
    with st.container(horizontal=True):
        if way.lesson in titles:
            to, label = {"lesson": way.lesson}, f"Go to the lesson: {titles[way.lesson]}"
            st.page_link(paging.page(places.LEARN), label=label, query_params=to)
        if way.scenario:
            st.page_link(
                paging.page(places.SIMULATE), label="Watch it happen", query_params={"a": way.scenario}
            )
