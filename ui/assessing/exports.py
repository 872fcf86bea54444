"""Give an assessment away: a report to print, the whole as JSON or YAML, tables, and a badge."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import streamlit as st

from assessments import (
    Dated,
    Questionnaire,
    Record,
    badge,
    record_as_csv,
    record_as_json,
    record_as_xlsx,
    record_as_yaml,
)
from assessments.importers import Write, writers_of
from store import Seat
from ui import live, words
from ui.assessing.exports_record import is_quick, record_of, snapshot_now, state_of
from ui.assessing.history import TODAY, label, may_keep
from ui.assessing.history_trend import dated
from ui.assessing.report import report_html
from ui.charts.scales import uri
from ui.jobs import Progress, Work
from ui.shell import READING, address
from ui.simulating.working import done

Make = Callable[[Record, Dated | None], bytes]


@dataclass(frozen=True, slots=True)
class File:
    """One file to take along.

    Attributes:
        title: what its button says.
        ending: how its name ends.
        media: its media type.
        make: what makes it of a record and the snapshot before.
        name: its whole name, where another tool wants it so.
    """

    title: str
    ending: str
    media: str
    make: Make
    name: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is given away: today's state of an assessment, or a kept snapshot; and the one before it."""

    questionnaire: Questionnaire
    seat: Seat
    kept: Dated | None
    before: Dated | None

    @property
    def asked(self) -> Questionnaire:
        """Return the questionnaire it was taken with."""
        return self.kept.questionnaire if self.kept else self.questionnaire

    @property
    def day(self) -> dt.date:
        """Return the day it was taken."""
        return self.kept.snapshot.date if self.kept else dt.datetime.now(dt.UTC).date()

    @property
    def name(self) -> tuple[str, str, str]:
        """Return everything that the files depend on."""
        taken = self.kept.snapshot.fingerprint if self.kept else self.day.isoformat()
        return self.seat.assessment, taken, state_of(self.seat)

    def dated(self) -> Dated:
        """Return the snapshot with its questionnaire; today's is made now."""
        return self.kept or Dated(snapshot_now(self.questionnaire, self.seat), self.questionnaire)

    def record(self) -> Record:
        """Return the whole record."""
        found = self.dated()
        return record_of(found.questionnaire, found.snapshot, self.seat)


def _report(whole: Record, before: Dated | None) -> bytes:
    return report_html(whole, whole.snapshot.date, before).encode()


FILES: Mapping[str, File] = MappingProxyType({
    "report": File("Report to print (HTML)", "html", "text/html", _report),
    "json": File("JSON, whole", "json", "application/json", lambda whole, _: record_as_json(whole).encode()),
    "yaml": File("YAML, whole", "yaml", "application/yaml", lambda whole, _: record_as_yaml(whole).encode()),
    "csv": File("CSV", "csv", "text/csv", lambda whole, _: record_as_csv(whole)),
    "xlsx": File(
        "XLSX",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda whole, _: record_as_xlsx(whole),
    ),
})  # fmt: skip
"""Every file by its word."""


def files_of_tool(questionnaire: Questionnaire) -> dict[str, File]:
    """Return the files in which answers go back to the tool of an imported model, by their names."""
    return {name: _for_its_tool(name, write) for name, write in writers_of(questionnaire).items()}


def _for_its_tool(name: str, write: Write) -> File:
    def make(whole: Record, _before: Dated | None) -> bytes:
        return write(whole.asked, [whole.snapshot.as_answers()]).encode()

    return File(name, name.rpartition(".")[2], "application/yaml", make, name)


def draw_exports(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw what can be taken along of today, or of a snapshot."""
    found = live.store().assessment(seat)
    if not may_keep(found):
        st.info(
            "Nothing leaves before the reveal. Reports and files hold what the team agreed on, never what "
            "one person "
            "said."
        )
        return
    kept = dated(questionnaire, seat)
    by_key = {one.snapshot.fingerprint: one for one in reversed(kept)}
    titles = {one.snapshot.fingerprint: label(one, place) for place, one in enumerate(kept, start=1)}
    titles[TODAY] = "Today, not kept"
    which = st.selectbox(
        "Of", [TODAY, *by_key], format_func=titles.__getitem__, key="export-of", width=READING
    )
    what = Chosen(questionnaire, seat, by_key.get(which), earlier(kept, None if which == TODAY else which))
    st.markdown(
        "## Report\nA cover, the profile, where you differ, evidence, next steps, method and licence, on A4."
    )
    draw_file("report", FILES["report"], what)
    st.caption(
        "Open the file and print it; your browser makes the PDF. It needs no network and holds nothing about "
        "single people."
    )
    st.markdown("## Files")
    draw_files("export-as", {name: file for name, file in FILES.items() if name != "report"}, what)
    st.caption(
        "JSON and YAML hold everything and can be brought back on the page where assessments begin. Authors "
        f"and licence ({words.plain(questionnaire.licence)}) go along in each.",
        width=READING,
    )
    draw_returned(what)
    st.markdown("## Badge")
    draw_badge(what)


def earlier(kept: list[Dated], which: str | None) -> Dated | None:
    """Return the snapshot before one, or before today."""
    names = [one.snapshot.fingerprint for one in kept]
    place = names.index(which) if which in names else len(kept)
    return kept[place - 1] if place > 0 else None


def draw_files(key: str, files: Mapping[str, File], what: Chosen) -> None:
    """Draw several files to take along; of a long questionnaire the one that is chosen."""
    if is_quick(what.asked):
        with st.container(horizontal=True):
            for name, file in files.items():
                draw_file(name, file, what)
        return
    wanted = st.segmented_control(
        "Which file", list(files), format_func=lambda name: files[name].title, key=key
    )
    if wanted:
        draw_file(str(wanted), files[str(wanted)], what)


def draw_returned(what: Chosen) -> None:
    """Draw the files that the tool of an imported model reads, where there is such a tool."""
    files = files_of_tool(what.asked)
    if not files:
        return
    st.markdown("## Back to its own tool")
    draw_files("return-as", files, what)
    st.caption(
        f"As the tools of {words.plain(what.asked.title)} read them. What does not apply, is not known or is "
        "done elsewhere has no place in them and is left out, and so is who gave evidence.",
        width=READING,
    )


def draw_file(name: str, file: File, what: Chosen) -> None:
    """Draw one file to take along; what takes long is made by a job first."""
    called = file.name or f"{what.questionnaire.id}-{what.day.isoformat()}.{file.ending}"

    def made() -> bytes:
        return file.make(what.record(), what.before)

    if is_quick(what.asked):
        st.download_button(file.title, made, called, file.media, key=f"export-{name}", on_click="ignore")
        return
    if name == "report" and not st.toggle("Make the report", key="make-report"):
        return
    data = done(("export", name, what.name), lambda: _work(made), file.title)
    if data is not None:
        st.download_button(file.title, data, called, file.media, key=f"export-{name}", on_click="ignore")


def _work(made: Callable[[], bytes]) -> Work:
    def work(_progress: Progress, _stopping: threading.Event) -> bytes:
        return made()

    return work


def draw_badge(what: Chosen) -> None:
    """Draw the badge of a snapshot with its address, or why there is none."""
    if what.kept is None and not is_quick(what.asked):
        st.markdown("Take a snapshot under History for a badge.")
        return
    chosen = what.dated()
    found = badge(chosen.questionnaire, chosen.snapshot)
    if found.svg is None:
        st.markdown(f"No badge: {found.refused}. A badge of a few answers would say more than is known.")
        return
    st.markdown(f"![Badge: what was asked, how much was answered, and when]({uri(found.svg)})")
    st.download_button(
        "Badge as SVG", found.svg, "badge.svg", "image/svg+xml", key="export-badge", on_click="ignore"
    )
    if what.kept is None:
        st.caption("It names no score. Take a snapshot under History for one with an address of its own.")
        return
    st.markdown("Its address, for a page of yours; whoever has it sees the badge and nothing else:")
    st.code(f"{address()}/badge/{chosen.snapshot.fingerprint}.svg", language=None, wrap_lines=True)
    st.caption(
        "It names no score and no team: what was asked, in which version, how much was answered, and when."
    )
