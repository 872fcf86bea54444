"""Take exported runs of jobs, so that durations and failures of a road are measured instead of assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from assessments.evidence.pipelines import FileEvidence
from assessments.evidence.records import parse_records
from assessments.evidence.runs import JobRun, of_file, read_runs
from datafiles import DataFileError, Problem
from ui import words
from ui.evidence.tab import Runs
from ui.evidence.taking import text_of
from ui.shell import READING
from ui.state import visit

LARGEST: Final = 20
"""The largest export [MB]."""
PROBLEMS: Final = 10
HOW: Final = (
    "Export finished jobs and drop the files: then how long each stage works, waits and fails is measured. "
    "Nothing is stored."
)
COMMANDS: Final = (
    "# GitHub, once for each run\n"
    "gh api 'repos/OWNER/REPO/actions/runs/RUN/jobs' > jobs.json\n"
    "# GitLab\n"
    "glab api 'projects/:id/jobs?per_page=100' > jobs.json"
)
WHOLE: Final = (
    "These are whole runs, so they say nothing of single stages. Export their jobs to measure them."
)


def draw(file: FileEvidence) -> tuple[JobRun, ...]:
    """Draw where to drop exports, and what was read of them; return the runs."""
    tab = visit().evidence.runs
    with st.expander("Measure the durations from exported runs", expanded=bool(tab.problems)):
        st.markdown(HOW, width=READING)
        st.code(COMMANDS, language=None, wrap_lines=True)
        sent = st.file_uploader(
            "Exported jobs (JSON or CSV)", accept_multiple_files=True, max_upload_size=LARGEST, key="ci-runs"
        )
        taken = tuple(one.file_id for one in sent or ())
        if taken and taken != tab.taken:
            tab.taken = taken
            take(tab, {one.name: one.getvalue() for one in sent or ()})
            st.rerun()
        if tab.problems:
            st.error(f"**Not read: {words.count(len(tab.problems), 'place')}.**")
            rows = [str(problem) for problem in tab.problems[:PROBLEMS]]
            st.code("\n".join(rows), language=None, wrap_lines=True)
        if tab.runs and st.button("Take the runs away", key="ci-runs-away"):
            tab.runs, tab.by_file, tab.excluded, tab.problems = (), {}, {}, ()
            st.rerun()
    if tab.runs:
        st.caption(sentence(tab, file))
    return tab.runs if tab.of_jobs else ()


def take(tab: Runs, files: Mapping[str, bytes]) -> None:
    """Read exports, or note every problem of them; each run counts once."""
    found: dict[tuple[str, str, int], tuple[str, JobRun]] = {}
    tab.runs, tab.by_file, tab.excluded, tab.problems, tab.of_jobs = (), {}, {}, (), True
    tab.reduced_of = ()
    problems: list[Problem] = []
    for name, body in files.items():
        try:
            log = read_runs(parse_records(text_of(name, body), name))
        except DataFileError as error:
            problems += error.problems
            continue
        tab.of_jobs = tab.of_jobs and log.of_jobs
        found |= {(run.id, run.name, run.attempt): (name, run) for run in log.runs}
        for why, many in log.excluded.items():
            tab.excluded[why] = tab.excluded.get(why, 0) + many
    tab.runs, tab.problems = tuple(run for _, run in found.values()), tuple(problems)
    names = dict.fromkeys(name for name, _ in found.values())
    tab.by_file = {file: tuple(run for name, run in found.values() if name == file) for file in names}


def sentence(tab: Runs, file: FileEvidence) -> str:
    """Return how many runs were read, how many belong to a file, and what was left out."""
    own = len(of_file(tab.runs, file))
    kind = "job" if tab.of_jobs else "run"
    said = f"{words.count(len(tab.runs), kind)} read, {own:,} of this file."
    if tab.excluded:
        rest = "; ".join(f"{many:,} {why}" for why, many in sorted(tab.excluded.items()))
        said += f" Left out: {words.plain(rest)}."
    return said if tab.of_jobs else f"{said} {WHOLE}"
