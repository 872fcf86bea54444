"""Bring back an assessment that was exported as JSON or YAML: whole or not at all."""

from __future__ import annotations

import streamlit as st

from assessments import Record, read_record
from datafiles import DataFileError
from store import Experiment, Seat, Target
from ui import live
from ui.assessing.start_import import draw_problems
from ui.ink import on_ink
from ui.seats import add_answers, begin, go_to
from ui.shell import READING
from ui.state import visit

KEY = ("record", "")
MOST = 64
"""The largest file that is taken [MB]."""


def draw_bring() -> None:
    """Draw how an exported assessment comes back."""
    problems = visit().answering.told.get(KEY)
    folded = st.expander(
        "Bring back an exported assessment", expanded=bool(problems), key="bring-fold", on_change="rerun"
    )
    if not folded.open:
        return
    with folded:
        sent = st.file_uploader(
            "JSON or YAML as Greenlane wrote it", type=["json", "yaml", "yml"], max_upload_size=MOST,
            key="record-file", width=READING,
        )  # fmt: skip
        if sent and st.button(on_ink("Bring it back"), type="primary", key="bring-record"):
            with st.spinner("Reading …"):
                bring(sent.name, sent.getvalue())
            st.rerun()
        if problems:
            draw_problems(problems.splitlines())
        st.caption(
            "Brings the answers of the team, its snapshot with the same hash, its targets and its next "
            "steps. What single "
            "people said was never in the file."
        )


def bring(name: str, raw: bytes) -> None:
    """Begin an assessment with what a file holds, or note every problem of it and begin nothing."""
    tab = visit().answering
    tab.told.pop(KEY, None)
    try:
        whole = read_record(raw.decode("utf-8", "replace"), name)
    except DataFileError as error:
        tab.told[KEY] = "\n".join(str(problem) for problem in error.problems)
        return
    go_to(restore(whole), "history")


def restore(whole: Record) -> Seat:
    """Begin an assessment with a record: its answers, its snapshot, its targets and its next steps."""
    taken, store = whole.snapshot, live.store()
    seat = begin(whole.asked, taken.team)
    add_answers(seat, taken.as_answers())
    store.add_snapshot(seat, taken)
    for practice, target in whole.targets.items():
        store.set_target(
            seat,
            Target(
                practice, target.worth, target.option, target.reason or "", target.owner or "", target.due
            ),
        )
    for step in whole.next_steps:
        store.choose_experiment(
            seat,
            Experiment(
                step.practice, step.measure, step.step or "", step.owner or "", step.due, step.state,
                step.outcome or "",
            ),
        )  # fmt: skip
    return seat
