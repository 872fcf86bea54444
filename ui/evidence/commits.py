"""Draw what a git history says: commits by week, merges, releases, and how long a commit waits for one."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

import streamlit as st

from assessments.evidence.git_history import LOG_COMMAND, read_history, read_log
from assessments.evidence.history import History, HistoryError
from assessments.evidence.trends import commit_weeks
from datafiles import DataFileError
from ui import live, words
from ui.charts import as_markdown
from ui.charts.evidence import commits_chart, commits_table
from ui.evidence import resting
from ui.evidence.keeping import Owner
from ui.evidence.pointing import draw_pointer
from ui.evidence.tab import Commits
from ui.evidence.taking import HOW_TO_ALLOW, PathRefusedError, allowed_clone, text_of
from ui.jobs import Progress, Work
from ui.shell import READING, theme
from ui.simulating import working
from ui.state import visit

LARGEST: Final = 100
"""The largest log [MB]."""
CONFIG = {"displaylogo": False, "displayModeBar": False}
FIRST = (
    "Run this in your clone and drop the file that it writes. It holds names of commits, their times and the "
    "first lines of their messages; no file and no author. Nothing is stored."
)
EMPTY = "is empty; run the command in the folder of your clone, and look at what git says"
FRESH = "The lead time starts at the commit's own time; a commit that was rebased or squashed begins anew."


def draw(owner: Owner) -> None:
    """Draw the part."""
    tab = visit().evidence.commits
    seen = st.container()
    found = tab.history is not None
    with st.expander("Read another history") if found else st.container():
        _draw_drop(tab)
    with seen:
        if tab.refused:
            st.error(f"**Not read.** {words.plain(tab.refused)}")
        if tab.history is not None:
            _draw_history(tab.source, tab.history)
            draw_pointer(owner)


def _draw_drop(tab: Commits) -> None:
    st.markdown(FIRST, width=READING)
    st.code(LOG_COMMAND, language=None, wrap_lines=True)
    tags = st.text_input(
        "Names of release tags", placeholder="version numbers, such as v1.2.3", key="git-tags", max_chars=100,
        help="A pattern such as `release-*`. Empty: names that are version numbers.",
    )  # fmt: skip
    file = st.file_uploader("history.txt", max_upload_size=LARGEST, key="git-log")
    if file is not None:
        taken = (file.file_id, tags)
        if taken != tab.taken:
            tab.taken, tab.wanted = taken, ""
            take(tab, file.name, file.getvalue(), tags)
            st.rerun()
    _draw_clone(tab, tags)


def take(tab: Commits, name: str, body: bytes, tags: str = "") -> None:
    """Read the text of a log, or note why it was not."""
    tab.history, tab.refused, tab.source = None, "", name
    if not body.strip():
        tab.refused = f"{name}: {EMPTY}"
        return
    try:
        with st.spinner("Reading …"):
            tab.history = read_log(_text(name, body), tags=tags or None)
    except HistoryError as error:
        tab.refused = f"{name}: {error}"


def _text(name: str, body: bytes) -> str:
    try:
        return text_of(name, body)
    except DataFileError:
        # Old subjects are in other encodings; names, times and tags can be read all the same.
        return body.decode("utf-8", "replace")


def _draw_clone(tab: Commits, tags: str) -> None:
    allowed = live.settings().evidence_dirs
    if not allowed:
        st.markdown(HOW_TO_ALLOW, width=READING)
        return
    with st.form("git-path", border=False):
        typed = st.text_input("Or a clone on this machine", placeholder="its path below the allowed folders")
        if st.form_submit_button("Read this clone") and typed.strip():
            tab.history, tab.refused, tab.wanted = None, "", ""
            try:
                tab.wanted = str(allowed_clone(typed, allowed))
            except PathRefusedError as error:
                tab.refused = str(error)
    if tab.wanted and tab.history is None and not tab.refused:
        _read_clone(tab, tags)


def _read_clone(tab: Commits, tags: str) -> None:
    folder = Path(tab.wanted)
    key = ("git history", tab.wanted, tags, visit().evidence.commits.taken)
    found = working.done(key, lambda: reading(folder, tags), "Reading the history")
    if found is None:
        return
    if isinstance(found, History):
        tab.history, tab.source = found, folder.name
    else:
        tab.refused = str(found)
    live.jobs().forget(key)
    st.rerun()


def reading(folder: Path, tags: str) -> Work:
    """Return the work of reading a clone; what cannot be read comes back as the reason."""

    def work(progress: Progress, stop: threading.Event) -> History | str:
        progress(0, 1)
        try:
            return read_history(folder, tags=tags or None, progress=progress, stop=stop)
        except HistoryError as error:
            if stop.is_set():
                raise
            return str(error)

    return work


def _draw_history(source: str, history: History) -> None:
    st.markdown(f"## {sentence(history)}")
    st.caption(f"From {words.plain(source)}.")
    rows = resting.history_rows(history)
    for place in range(0, len(rows), 3):
        for column, (title, value, what) in zip(st.columns(3), rows[place : place + 3], strict=False):
            column.metric(title, value)
            column.caption(what)
    weeks = commit_weeks(history)[-resting.WEEKS :]
    if weeks:
        st.markdown("## Commits by week")
        st.plotly_chart(
            commits_chart(weeks, dark=theme() == "dark"), theme=None, key="commits-chart", config=CONFIG,
            alt="Commits by week; the table below holds the numbers.",
        )  # fmt: skip
        with st.expander("The same as a table, and by year"):
            st.markdown(resting.years_table(history))
            st.markdown(as_markdown(commits_table(weeks)))
        st.caption(f"Open bars: the first and the last week, which may be cut off. {resting.LAST_WEEKS}")
    st.markdown(f"## What these numbers rest on\n{resting.notes_text((*history.notes, FRESH))}")


def sentence(history: History) -> str:
    """Return in one sentence what a history says."""
    if not history.commits:
        return "The history has no commit yet."
    usual, lead = resting.history_rows(history)[1][1], history.lead_time
    said = f"{usual} commits in a usual week"
    if usual in {"not known", "0"}:
        said = "1 commit" if history.commits == 1 else f"{history.commits:,} commits"
    if usual == "0":
        said += ", but at least half of the recent weeks have none"
    if lead.median is None:
        return f"{said}; how long they wait for a release is not known."
    wait = words.duration(lead.median / resting.SECONDS)
    return f"{said}; half of the {lead.n:,} that are in a release came there within {wait}."
