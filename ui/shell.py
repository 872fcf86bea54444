"""Draw the frame around every page: name, navigation, and what a person sees when something breaks."""

import base64
import logging
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit as st

from datafiles import Problem
from store import StoreError
from ui import account, paging, places
from ui.failing import refer

READING = 720  # a line of text stays short enough to read [px]
LOOK = Path(__file__).parent / "look"
_log = logging.getLogger("greenlane")


def draw_app() -> None:
    """Draw the page that the address names, inside the frame."""
    st.set_page_config(page_title="Greenlane", layout="wide")
    st.logo(_logo(theme()), size="large")
    page = st.navigation([paging.page(path) for path in places.ALL], position="top")
    try:
        if account.let_in():
            page.run()
    except StoreError as error:
        _log.warning("store: %s", error)
        st.error(f"**The database does not answer.** {error} Nothing that was shown as saved is lost.")
    except Exception as error:  # noqa: BLE001 - a bug is caught once, here, so that nobody sees a traceback
        st.error(
            f"**This page broke.** What you saved is safe. Reload the page; if it breaks again, tell whoever "
            f"runs Greenlane the reference `{refer(error)}`."
        )


@cache
def _logo(shown: str) -> str:
    """Return the logo for a theme as an address that holds the picture itself."""
    picture = base64.b64encode((LOOK / f"logo-{shown}.svg").read_bytes()).decode("ascii")
    return f"data:image/svg+xml;base64,{picture}"


def theme() -> str:
    """Return the theme this browser shows now: "light" or "dark"."""
    return "dark" if st.context.theme.type == "dark" else "light"


def address() -> str:
    """Return this server's address as this browser knows it, without path."""
    scheme, _, rest = (st.context.url or "").partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def draw_title(title: str, says: str) -> None:
    """Draw a page's title and the one line below it."""
    st.markdown(f"# {title}\n\n{says}")


def draw_problems(problems: Iterable[Problem]) -> None:
    """Name files that could not be read, each with line and mend; draw nothing when there are none."""
    rows = [str(problem) for problem in problems]
    if rows:
        count = "One place" if len(rows) == 1 else f"{len(rows)} places"
        st.warning(f"{count} in the data files cannot be read. Everything else works.")
        st.code("\n".join(rows), language=None, wrap_lines=True)
