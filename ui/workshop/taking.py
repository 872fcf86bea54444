"""Draw what can be taken away of a workshop, at any moment: a report, a table, the file to go on from."""

import datetime as dt
from functools import partial

import streamlit as st

from ui import live
from ui.workshop import shelf
from ui.workshop.reporting import as_file, as_table, report_html
from workshops import Room

FILES = {
    "report": ("Report to print (HTML)", "html", "text/html"),
    "csv": ("Counts (CSV)", "csv", "text/csv"),
    "json": ("File to go on from (JSON)", "json", "application/json"),
}


def draw_take_away(name: str, room: Room) -> None:
    """Draw the files of a workshop; each is made when it is asked for."""
    with st.popover("Take it away", key="ws-take"):
        st.markdown("Only what you have shown, and your notes. No seat and no single vote is in any of them.")
        for kind, (label, ending, media) in FILES.items():
            st.download_button(
                label, partial(_file, name, kind), f"{room.agenda.id}-{_today().isoformat()}.{ending}", media,
                key=f"ws-take-{kind}", on_click="ignore",
            )  # fmt: skip


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _file(name: str, kind: str) -> bytes:
    room = live.hub().room(name).room
    found = shelf.shelf(room.agenda)
    if kind == "csv":
        return as_table(room, found)
    return as_file(room) if kind == "json" else report_html(room, found, _today()).encode()
