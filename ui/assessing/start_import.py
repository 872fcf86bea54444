"""Bring a questionnaire that others wrote: whole or not at all, kept for this browser."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assessments import Answers, Questionnaire
from assessments.importers import Imported, import_texts
from datafiles import DataFileError
from store import Keep
from ui import cached, live, words
from ui.assessing.origin import draw_origin
from ui.ink import on_ink
from ui.seats import add_answers, begin, go_to
from ui.shell import READING
from ui.state import visit, visitor

KIND = "questionnaire"
"""Under which kind of thing a browser's own questionnaires are kept."""
SHOWN = 20
"""So many problems are named."""
FORMATS = (
    "OWASP SAMM (its folder `model`), OWASP DSOMM, DORA's survey JSON, Atos, PEMM, measure-mate, "
    "devops-maturity, our own YAML, or a table as CSV"
)


def own_questionnaires() -> dict[str, Questionnaire]:
    """Return the questionnaires this browser brought by the hash of their texts, in order of their titles."""
    found: dict[str, Questionnaire] = {}
    for kept in live.store().kept(visitor(), KIND):
        try:
            found[kept.name] = cached.asked(kept.name)
        except KeyError:
            continue
    return dict(sorted(found.items(), key=lambda row: row[1].title))


def keep_questionnaire(questionnaire: Questionnaire) -> None:
    """Keep a questionnaire for this browser; bringing it again changes nothing."""
    name = live.store().remember_questionnaire(questionnaire)
    body = json.dumps({"format": 1, "title": questionnaire.title, "licence": questionnaire.licence})
    live.store().keep(visitor(), Keep(KIND, name, body))


def draw_import() -> None:
    """Draw how a questionnaire is brought, and what came of the last one."""
    tab = visit().answering
    folded = st.expander(
        "Bring a questionnaire of your own",
        expanded=bool(tab.problems or tab.imported),
        key="import-fold",
        on_change="rerun",
    )
    if not folded.open:
        return
    with folded:
        st.markdown(f"One file, or all files of a folder: {FORMATS}.", width=READING)
        sent = draw_files()
        if sent and st.button("Import", key="import-model"):
            with st.spinner("Reading …"):
                # In a folder a name has its path; a file of the same name sent later is the mended one.
                bring({file.name: file.getvalue() for file in sent})
            st.rerun()
        if tab.problems:
            draw_problems(tab.problems)
        if tab.imported is not None:
            draw_imported(tab.imported)
        draw_own()


def draw_files() -> list[UploadedFile]:
    """Draw where files are chosen, or a folder with the folders inside it, as OWASP SAMM has them."""
    if st.toggle("A whole folder, with the folders inside it", key="model-folder"):
        return st.file_uploader(
            "Folder", accept_multiple_files="directory", max_upload_size=5, key="model-in", width=READING
        )
    return st.file_uploader(
        "Files", accept_multiple_files=True, max_upload_size=5, key="model-files", width=READING
    )


def bring(files: Mapping[str, bytes]) -> None:
    """Read files and keep their questionnaire, or note every problem of theirs and keep nothing."""
    tab = visit().answering
    tab.imported, tab.problems = None, ()
    try:
        tab.imported = read_files(files)
    except DataFileError as error:
        tab.problems = tuple(str(problem) for problem in error.problems)
        return
    keep_questionnaire(tab.imported.questionnaire)
    for translation in tab.imported.translations:
        keep_questionnaire(translation)


def read_files(files: Mapping[str, bytes]) -> Imported:
    """Return what files hold.

    Raises:
        DataFileError: with every problem found; then there is no import.
    """
    return import_texts({name: raw.decode("utf-8", "replace") for name, raw in files.items()})


def draw_problems(problems: Sequence[str]) -> None:
    """Say why nothing was imported, place by place."""
    st.error(
        f"**Nothing was imported.** {words.count(len(problems), 'problem')} found; mend them and try again."
    )
    st.code("\n".join(problems[:SHOWN]), language=None, wrap_lines=True)
    if len(problems) > SHOWN:
        st.caption(f"And {len(problems) - SHOWN:,} more.")


def draw_imported(imported: Imported) -> None:
    """Say what was imported, under which licence, what was doubtful, and whose answers came with it."""
    asked = imported.questionnaire
    counts = ", ".join(f"{count:,} {name}" for name, count in imported.counts.items() if count)
    st.success(f"**Imported: {words.plain(asked.title)}.** {counts}. It now stands in the list above.")
    draw_origin(asked)
    rows = [*imported.notes, *(str(problem) for problem in imported.problems)]
    if rows:
        st.markdown("Kept as its author wrote it, and to know:")
        st.code("\n".join(rows[:SHOWN]), language=None, wrap_lines=True)
    for place, answers in enumerate(imported.answers):
        draw_answers(asked, answers, place)


def draw_answers(asked: Questionnaire, answers: Answers, place: int) -> None:
    """Draw how to begin with the answers that came with a questionnaire."""
    said = words.count(len(answers.answers), "answer")
    if st.button(
        on_ink(f"Begin with the {said} of {words.plain(answers.team)}"), type="primary", key=f"begin-{place}"
    ):
        seat = begin(asked, answers.team)
        add_answers(seat, answers)
        go_to(seat, "profile")


def draw_own() -> None:
    """Draw the questionnaires of this browser, and how to let one go."""
    for kept in live.store().kept(visitor(), KIND):
        title = words.plain(str(json.loads(kept.body)["title"]))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{title}**", width="content")
            if st.button("Take it off my list", key=f"forget-{kept.name[:12]}", type="tertiary"):
                live.store().forget(visitor(), KIND, kept.name)
                st.rerun()
