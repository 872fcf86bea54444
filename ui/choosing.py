"""Draw a row of views of which one is shown, kept in the address."""

from collections.abc import Mapping

import streamlit as st


def choose_view(label: str, key: str, titles: Mapping[str, str], forced: str | None = None) -> str:
    """Draw the row and return the name of the view that is chosen; the first is shown at first.

    Where keys are pressed faster than the page is drawn, the browser may draw the row anew and send its
    default for it: so that is always the first view, and nothing at all means the first view too.

    Args:
        label: what is chosen, for who cannot see the row.
        key: the name in the address.
        titles: what each view is called, by its name.
        forced: the view to show now, whatever was chosen.
    """
    first = next(iter(titles))
    left = key in st.session_state and st.session_state[key] not in titles
    forced = forced if forced in titles else first if left else None
    if forced is not None:
        st.session_state[key] = forced
    chosen = st.segmented_control(
        label, list(titles), format_func=titles.__getitem__, key=key, bind="query-params", required=True,
        default=first if forced is None else None, label_visibility="collapsed",
    )  # fmt: skip
    return first if chosen is None else str(chosen)
