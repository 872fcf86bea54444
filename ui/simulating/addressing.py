"""Draw a choice that stands in the address by its id, so that a link and the way back both bring it again."""

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from ui.state import visit


def choose(
    label: str,
    key: str,
    names: Sequence[str],
    say: Callable[[str], str],
    *,
    usual: str = "",
    width: int | Literal["stretch"] = "stretch",
) -> str:
    """Draw a select box and return the id that is chosen.

    Args:
        label: what is chosen.
        key: the name in the address; nothing stands there for the usual choice.
        names: the ids to choose from.
        say: returns what an id is called.
        usual: what is chosen where nobody chose; the first one unless said.
        width: of the box [px].
    """
    first = usual if usual in names else names[0]
    before, wanted = st.session_state.get(key, ""), _asked(key, names, first)
    place = names.index(before if before in names else wanted)
    if key in st.session_state and (before not in names or _moved(key)):
        st.session_state[key], place = wanted, 0  # what is set so goes before the place
    chosen = str(st.selectbox(label, names, place, format_func=say, key=key, width=width))
    _tell(key, chosen, first)
    return chosen


def choose_one(label: str, key: str, names: Sequence[str]) -> str:
    """Draw a row of buttons without a label to see, and return the one that is chosen, the first unless said.

    Unlike a bound widget each choice is a step that the browser can go back from.
    """
    if st.session_state.get(key) not in names or _moved(key):
        st.session_state[key] = _asked(key, names, names[0])
    chosen = st.segmented_control(
        label, names, key=key, required=True, wrap=True, label_visibility="collapsed"
    )
    _tell(key, str(chosen), names[0])
    return str(chosen)


def _asked(key: str, names: Sequence[str], first: str) -> str:
    asked = st.query_params.get(key, "")
    return asked if asked in names else first


def _moved(key: str) -> bool:
    """Tell whether the address says something else than it was told last: somebody went back or by a link."""
    return st.query_params.get(key, "") != visit().told_lanes.get(key, "")


def _tell(key: str, chosen: str, first: str) -> None:
    asked, told = st.query_params.get(key, ""), "" if chosen == first else chosen
    visit().told_lanes[key] = told
    if told and told != asked:
        st.query_params[key] = told
    elif asked and not told:
        del st.query_params[key]
