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
    told, asked = visit().told_lanes, st.query_params.get(key, "")
    first = usual if usual in names else names[0]
    before, wanted = st.session_state.get(key, ""), asked if asked in names else first
    place = names.index(before if before in names else wanted)
    if key in st.session_state and (before not in names or asked != told.get(key, "")):
        st.session_state[key], place = wanted, 0  # what is set so goes before the place
    chosen = str(st.selectbox(label, names, place, format_func=say, key=key, width=width))
    told[key] = "" if chosen == first else chosen
    if told[key] and told[key] != asked:
        st.query_params[key] = told[key]
    elif asked and not told[key]:
        del st.query_params[key]
    return chosen
