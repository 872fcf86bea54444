"""Hand out Streamlit's pages, each looked up on disk once per process: a look takes 0.1 ms."""

import copy
from functools import cache
from pathlib import Path

import streamlit as st

from ui import places


def page(path: str) -> st.Page:
    """Return a page by its path in `ui.places`, to go on with or to lead to.

    It is this run's own copy: Streamlit notes on it whether it may be run.
    """
    return copy.copy(_page(path))


@cache
def _page(path: str) -> st.Page:
    name = Path(path).stem
    return st.Page(path, title=name.capitalize(), url_path=name, default=path == places.HOME)
