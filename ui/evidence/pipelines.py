"""Draw what pipeline files say: the verdict with its lines, the road, each statement with its correction."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from assessments.evidence.pipelines import (
    CORRECTABLE,
    Facts,
    FileEvidence,
    PipelinesError,
    Road,
    Sources,
    judge_sources,
    open_path,
    road_of,
)
from content.tables import as_table
from datafiles import as_csv
from ui import live, words
from ui.evidence import simulating, wording
from ui.evidence.drawing import MOST, road_svg
from ui.evidence.keeping import Owner, facts_now, keep_said, name_of
from ui.evidence.pointing import draw_pointer
from ui.evidence.tab import Pipelines
from ui.evidence.taking import (
    HOW_TO_ALLOW,
    PathRefusedError,
    allowed_folder,
    label_of,
    open_uploads,
    without_prefix,
)
from ui.shell import READING, theme
from ui.state import visit

LARGEST: Final = 40
"""The largest upload [MB]."""
SHOWN, PROBLEMS = 3, 30
"""So many reasons of a fact and so many problems are drawn; the file to download has all reasons."""
SILENT = "no line says so"
NO_LINE = {"tests_every_change": "it follows from the two above"}
FIRST = (
    "Drop the files that say how your changes are built and deployed, and read at which line they say what. "
    "They are read on this machine; nothing in them is run, nothing is fetched, nothing is stored but what "
    "you correct."
)


def draw(owner: Owner) -> None:
    """Draw the part."""
    tab = visit().evidence.pipelines
    seen = st.container()
    with st.expander("Read other files") if tab.files else st.container():
        _draw_drop(tab)
    with seen:
        if tab.refused:
            st.error(f"**Not read.** {words.plain(tab.refused)}")
        if tab.files:
            _draw_seen(tab, owner)
        elif tab.files is not None and not tab.refused:
            st.info(
                "No pipeline file was found in it. Drop `.github/workflows`, `.gitlab-ci.yml` or the like."
            )
        _draw_problems(tab)


# ---------------------------------------------------------------- dropping


def _draw_drop(tab: Pipelines) -> None:
    if not tab.files:
        st.markdown(FIRST, width=READING)
    left, right = st.columns(2, gap="large")
    with left:
        files = st.file_uploader(
            "Files or an archive (zip, tar)",
            accept_multiple_files=True,
            max_upload_size=LARGEST,
            key="ci-files",
        )
    with right:
        folder = st.file_uploader(
            "A folder, such as .github", type=["yaml", "yml"], accept_multiple_files="directory",
            max_upload_size=LARGEST, key="ci-folder",
        )  # fmt: skip
    for sent in (files, folder):
        taken = tuple((one.file_id, one.name) for one in sent or ())
        if not set(taken) <= set(tab.taken):
            tab.taken = tuple({*tab.taken, *taken})
            take(tab, {one.name: one.getvalue() for one in sent or ()})
            st.rerun()
    _draw_folder(tab)


def _draw_folder(tab: Pipelines) -> None:
    allowed = live.settings().evidence_dirs
    if not allowed:
        st.markdown(HOW_TO_ALLOW, width=READING)
        return
    with st.form("ci-path", border=False):
        typed = st.text_input("Or a folder of this machine", placeholder="its path below the allowed folders")
        if st.form_submit_button("Read this folder") and typed.strip():
            _clear(tab)
            try:
                path = allowed_folder(typed, allowed)
                with st.spinner("Reading …"):
                    judge(tab, open_path(path), path.name)
            except (PathRefusedError, PipelinesError) as error:
                tab.refused = str(error)
            st.rerun()


def take(tab: Pipelines, files: Mapping[str, bytes]) -> None:
    """Read what was dropped, or note why it was not."""
    _clear(tab)
    try:
        with st.spinner("Reading …"):
            judge(tab, without_prefix(open_uploads(files)), label_of(tuple(files)))
    except PipelinesError as error:
        tab.refused = str(error)


def judge(tab: Pipelines, sources: Sources, label: str) -> None:
    """Judge texts, and note what they say."""
    tab.files, refused = judge_sources(sources)
    inside = [problem for file in tab.files for problem in file.workflow.problems]
    tab.problems = tuple(dict.fromkeys((*refused, *inside)))
    tab.label, tab.name = label, name_of(label, sources)


def _clear(tab: Pipelines) -> None:
    tab.files, tab.problems, tab.refused, tab.label, tab.name = None, (), "", "", ""


def _draw_problems(tab: Pipelines) -> None:
    if not tab.problems:
        return
    many = words.count(len(tab.problems), "place")
    st.warning(f"**{many} could not be read.** What could be read is shown.")
    rows = [str(problem) for problem in tab.problems[:PROBLEMS]]
    st.code("\n".join(rows), language=None, wrap_lines=True)
    if len(tab.problems) > PROBLEMS:
        st.caption(f"And {len(tab.problems) - PROBLEMS:,} more.")


# ---------------------------------------------------------------- what is seen


def _draw_seen(tab: Pipelines, owner: Owner) -> None:
    judged, facts, said = facts_now(owner)
    if judged is None or facts is None or tab.files is None:
        return
    st.markdown(f"## {wording.sentence(facts)}")
    st.caption(wording.LIMIT, width=READING)
    _draw_road(tab, tab.files, facts)
    st.markdown("## What is seen")
    st.caption("One click corrects a statement. What a person says is marked so and can be taken back.")
    shown = visit().evidence
    if shown.told:
        st.warning(f"**Not kept.** {shown.told}.")
        shown.told = ""
    for fact, title in wording.TITLES.items():
        _draw_fact(fact, title, (judged, facts), said, owner)
    _draw_files(tab.files, facts)
    if shown.runs.runs:
        draw_pointer(owner)


def _draw_fact(fact: str, title: str, seen: tuple[Facts, Facts], said: dict[str, str], owner: Owner) -> None:
    judged, facts = seen
    words_of, control = st.columns([5, 6], gap="medium", vertical_alignment="top")
    now = str(getattr(facts, fact).value)
    with words_of:
        st.markdown(f"**{title}**: {wording.CHOICES[now]}")
        reasons = facts.because(fact)
        rows = [wording.reason_line(reason) for reason in reasons[:SHOWN]] or [NO_LINE.get(fact, SILENT)]
        if len(reasons) > SHOWN:
            rows.append(f"and {len(reasons) - SHOWN} more lines")
        st.markdown("  \n".join(rows))
    with control:
        key = f"fact-{fact}-{zlib.crc32(repr((visit().evidence.pipelines.name, now, said)).encode())}"
        picked = st.segmented_control(
            title, CORRECTABLE[fact], default=now, format_func=wording.CHOICES.__getitem__, key=key,
            required=True, wrap=True, label_visibility="collapsed",
        )  # fmt: skip
        if fact in said and st.button("Take back", key=f"back-{key}", type="tertiary"):
            _keep(owner, {name: one for name, one in said.items() if name != fact})
    if picked is not None and picked != now:
        files_say = str(getattr(judged, fact).value)
        rest = {name: one for name, one in said.items() if name != fact}
        _keep(owner, rest if picked == files_say else {**rest, fact: str(picked)})


def _keep(owner: Owner, said: dict[str, str]) -> None:
    visit().evidence.told = keep_said(owner, said)
    st.rerun()


def _draw_road(tab: Pipelines, files: tuple[FileEvidence, ...], facts: Facts) -> None:
    roads = {file.workflow.file: road for file in files if (road := road_of(file)) is not None}
    if not roads:
        return
    leading = _leading(roads, facts)
    names = [leading, *(name for name in roads if name != leading)]
    chosen = leading
    if len(names) > 1:
        chosen = st.selectbox("The road of", names, key=f"road-of-{tab.name}", width=READING)
    road = roads[chosen]
    alt = f"The road that {chosen} describes; the line below names its stages."
    st.image(road_svg(road, dark=theme() == "dark"), alt=alt)
    more = len(road.stages) - MOST
    cut = f" The picture shows the first {MOST} stages." if more > 0 else ""
    st.caption(f"When it starts: {road.occasion}. {wording.road_line(road)}.{cut}")
    simulating.draw(next(file for file in files if file.workflow.file == chosen))


def _leading(roads: Mapping[str, Road], facts: Facts) -> str:
    """Return the file whose road to draw first: the longest of those that start the deployment, or of all."""
    named: list[str] = []
    if facts.deploys_to_production.value == "yes":
        starts = [reason.at.file for reason in facts.because("deploy_mode")]
        there = [reason.at.file for reason in facts.because("deploys_to_production")]
        named = [name for name in starts if name in roads] or [name for name in there if name in roads]
    return max(named or roads, key=lambda name: len(roads[name].stages))


def _draw_files(files: tuple[FileEvidence, ...], facts: Facts) -> None:
    with st.expander("The file" if len(files) == 1 else f"Each of the {len(files)} files"):
        head = ["File", "Platform", "Jobs", "Tests", "Every change", "Production", "Starts", "Verdict"]
        st.markdown(as_table(head, [_row(file) for file in files]))
    rows: list[list[Any]] = [
        [one.fact, one.at.file, one.at.line, one.text, one.confidence.value] for one in facts.reasons
    ]
    body = as_csv(["fact", "file", "line", "text", "confidence"], rows)
    st.download_button("All reasons as CSV", body, "reasons.csv", "text/csv")


def _row(file: FileEvidence) -> list[str]:
    facts, workflow = file.facts, file.workflow
    answers = (
        facts.automated_tests, facts.every_change, facts.deploys_to_production, facts.deploy_mode
    )  # fmt: skip
    said = [wording.CHOICES[answer.value] for answer in answers]
    broken = "" if workflow.valid else " (broken)"
    verdict = wording.VERDICTS[facts.verdict]
    name = wording.code(workflow.file) + broken
    return [name, workflow.platform.value, f"{workflow.jobs}", *said, verdict]
