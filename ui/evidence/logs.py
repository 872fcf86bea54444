"""Draw what deployments and incidents say: the five DORA metrics, their course, their spread."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from assessments.evidence.deployments import LogMetrics, days, measure_log
from assessments.evidence.logs import Log, Reading, read_log
from assessments.evidence.mapping import DEPLOYMENT_NAMES, INCIDENT_NAMES, Names, plain_name
from assessments.evidence.records import Records, parse_records
from assessments.evidence.trends import lead_times, log_weeks, recovery_times
from content.tables import as_table
from datafiles import DataFileError, Problem, shorten
from ui import words
from ui.charts import as_markdown
from ui.charts.evidence import (
    deployments_chart,
    lead_weeks_chart,
    log_table,
    spread_chart,
    spread_table,
)
from ui.evidence import resting
from ui.evidence.keeping import Owner
from ui.evidence.pointing import draw_pointer
from ui.evidence.tab import Table
from ui.evidence.taking import text_of
from ui.shell import READING, theme
from ui.state import visit

LARGEST: Final = 20
"""The largest table [MB]."""
CONFIG = {"displaylogo": False, "displayModeBar": False}
ROWS, COLUMNS, PROBLEMS, PLACES = 3, 8, 30, 40
NONE, BY_NAME = "no column", "by its name (prod, production, live)"
FIRST = (
    "Drop a table of deployments as CSV or JSON: at least an id and when each ended; better with "
    "environment, result and commits. One of incidents tells which deployments failed. Nothing is stored."
)
MEANINGS: Final[Mapping[str, str]] = {
    "id": "Its name", "finished": "When it ended", "environment": "Where to", "result": "How it ended",
    "commit": "Which commit", "committed": "When that was committed", "unplanned": "Unplanned",
    "created": "When it began", "resolved": "When it was over", "deployment": "Which deployment caused it",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person chose: how the log is to be read, and the zone whose days and weeks count."""

    reading: Reading
    zone: tzinfo


def draw(owner: Owner) -> None:
    """Draw the part."""
    tab = visit().evidence
    seen = st.container()
    found = tab.deployments.records is not None
    with st.expander("Read another log") if found else st.container():
        st.markdown(FIRST, width=READING)
        left, right = st.columns(2, gap="large")
        with left:
            _draw_drop(tab.deployments, "Deployments", "log-deployments")
        with right:
            _draw_drop(tab.incidents, "Incidents", "log-incidents")
    with seen:
        _draw_problems((*tab.deployments.problems, *tab.incidents.problems))
        if tab.deployments.records is not None:
            _draw_log(tab.deployments.records, tab.incidents.records)
            draw_pointer(owner)
        else:
            tab.log = None


def _draw_drop(table: Table, label: str, key: str) -> None:
    file = st.file_uploader(label, max_upload_size=LARGEST, key=key)
    if file is not None and (file.file_id,) != table.taken:
        table.taken = (file.file_id,)
        take(table, file.name, file.getvalue())
        st.rerun()
    if table.records is not None and st.button(f"Take the {label.lower()} away", key=f"{key}-away"):
        table.records, table.problems = None, ()
        st.rerun()


def take(table: Table, name: str, body: bytes) -> None:
    """Read an uploaded table, or note every problem of it."""
    table.records, table.problems = None, ()
    try:
        table.records = parse_records(text_of(name, body), name)
    except DataFileError as error:
        table.problems = error.problems


def _draw_problems(problems: tuple[Problem, ...]) -> None:
    if not problems:
        return
    st.error(
        f"**Not read: {words.count(len(problems), 'place')}.** Mend them, or choose other columns below."
    )
    st.code("\n".join(str(one) for one in problems[:PROBLEMS]), language=None, wrap_lines=True)
    if len(problems) > PROBLEMS:
        st.caption(f"And {len(problems) - PROBLEMS:,} more.")


def _draw_log(deployments: Records, incidents: Records | None) -> None:
    top = st.container()
    known = guessed(deployments, DEPLOYMENT_NAMES)
    open_ = not {"id", "finished"} <= set(known)
    with st.expander("Which column means what, time zone, environment", expanded=open_):
        asked = _draw_choices(deployments, incidents)
    with top:
        try:
            log, metrics = _measured(deployments, incidents, asked)
        except DataFileError as error:
            visit().evidence.log = None
            _draw_problems(error.problems)
            return
        _draw_metrics(metrics, log, asked.zone)
        _draw_course(log, asked.zone)
        _draw_rest(metrics, log, asked.zone)


def _measured(deployments: Records, incidents: Records | None, asked: Asked) -> tuple[Log, LogMetrics]:
    """Return what a log says; what this tab measured already is not measured again.

    Raises:
        DataFileError: rows that cannot be read.
    """
    tab = visit().evidence
    key = (tab.deployments.taken, tab.incidents.taken, incidents is None, repr(asked))
    if tab.log is None or tab.measured != key:
        log = read_log(deployments, incidents, asked.reading)
        tab.log, tab.measured = (log, measure_log(log, days(log, asked.zone))), key
    return tab.log


# ---------------------------------------------------------------- how to read it


def _draw_choices(deployments: Records, incidents: Records | None) -> Asked:
    zone, environment = st.columns(2, gap="large")
    with zone:
        names = ["UTC", *sorted(zoneinfo.available_timezones() - {"UTC"})]
        chosen = st.selectbox("Time zone of days, and of times that name none", names, key="log-zone")
    columns = _draw_columns("Deployments", deployments, DEPLOYMENT_NAMES, "log-column")
    with environment:
        wanted = _draw_environment(deployments, columns)
    of_incidents = {}
    if incidents is not None:
        of_incidents = _draw_columns("Incidents", incidents, INCIDENT_NAMES, "incident-column")
    found = ZoneInfo(chosen)
    return Asked(Reading(wanted, found, columns, of_incidents), found)


def _draw_environment(records: Records, columns: Mapping[str, str]) -> str | None:
    column = columns.get("environment") or guessed(records, DEPLOYMENT_NAMES).get("environment", "")
    names = dict.fromkeys(row.values.get(column, "") for row in records.rows)
    options = [BY_NAME, *sorted(name for name in names if name)[:PLACES]]
    chosen = st.selectbox("Which environment is production", options, key=f"log-environment-{len(options)}")
    return None if chosen == BY_NAME else chosen


def guessed(records: Records, names: Names) -> dict[str, str]:
    """Return which column would be taken to mean what, as far as its name says."""
    plain = {plain_name(column): column for column in reversed(records.columns)}
    found = {
        meaning: next((plain[name] for name in known if name in plain), "")
        for meaning, known in names.items()
    }
    return {meaning: column for meaning, column in found.items() if column}


def _draw_columns(title: str, records: Records, names: Names, key: str) -> dict[str, str]:
    """Draw which column means what with the first rows; return what a person chose otherwise."""
    st.markdown(f"**{title}: which column means what**")
    found, chosen = guessed(records, names), {}
    for place, meaning in enumerate(names):
        if place % 4 == 0:
            row = st.columns(4)
        options = [
            found.get(meaning, NONE),
            *(name for name in records.columns if name != found.get(meaning)),
        ]
        with row[place % 4]:
            picked = st.selectbox(MEANINGS[meaning], options, key=f"{key}-{meaning}-{hash(records.columns)}")
        if picked not in {NONE, found.get(meaning)}:
            chosen[meaning] = str(picked)
    used = list(dict.fromkeys([*({**found, **chosen}.values())])) or list(records.columns[:COLUMNS])
    rows = [[shorten(row.values.get(name, ""), 40) for name in used] for row in records.rows[:ROWS]]
    st.markdown(
        as_table([words.plain(name) for name in used], [[words.plain(cell) for cell in row] for row in rows])
    )
    st.caption(f"The first {len(rows)} of {len(records.rows):,}, as they are in the file.")
    return chosen


# ---------------------------------------------------------------- what it says


def sentence(metrics: LogMetrics) -> str:
    """Return in one sentence what a log says."""
    figures = {name: figure.measured for name, figure in metrics.figures.items()}
    frequency, lead = figures["deployment_frequency"], figures["change_lead_time"]
    if not frequency.n:
        return "No deployment to production was found in this log."
    many = "1 deployment" if frequency.n == 1 else f"{frequency.n:,} deployments"
    said = f"{many} to production, {words.number(frequency.value, frequency.unit)}"
    if lead.value is None:
        return f"{said}; how long a change takes is not known."
    return f"{said}; half of {lead.n:,} changes are live within {words.duration(lead.value)}."


def _draw_metrics(metrics: LogMetrics, log: Log, zone: tzinfo) -> None:
    st.markdown(f"## {sentence(metrics)}")
    st.caption(f"{resting.window_words(metrics.window, zone)}. Fewer than 20 observations are called few.")
    for place, (title, value, what, rests, notes) in enumerate(resting.metric_rows(metrics, log)):
        name, number, n, why = st.columns([4, 2, 3, 1], vertical_alignment="center")
        name.markdown(f"**{title}**  \n:small[{what}]")
        number.markdown(f"### {value}")
        n.caption(rests)
        with why.popover("Why", key=f"why-{place}"):
            st.markdown(resting.notes_text(notes))


def _draw_course(log: Log, zone: tzinfo) -> None:
    weeks, dark = log_weeks(log, zone)[-resting.WEEKS :], theme() == "dark"
    if weeks:
        st.markdown("## Week by week")
        left, right = st.columns(2, gap="large")
        left.plotly_chart(
            deployments_chart(weeks, dark=dark), theme=None, key="log-weeks", config=CONFIG,
            alt="Deployments by week; the table below holds the numbers.",
        )  # fmt: skip
        right.plotly_chart(
            lead_weeks_chart(weeks, dark=dark), theme=None, key="log-leads", config=CONFIG,
            alt="Median lead time by week; the table below holds the numbers.",
        )  # fmt: skip
        st.caption(f"Open bars and points: weeks that the log does not cover whole. {resting.LAST_WEEKS}")
        with st.expander("The same as a table"):
            st.markdown(as_markdown(log_table(weeks)))
    spreads = {
        "lead times": (lead_times(log), "changes"), "recoveries": (recovery_times(log), "failed deployments")
    }  # fmt: skip
    known = {name: one for name, one in spreads.items() if one[0]}
    if known:
        st.markdown("## How times are spread")
        for column, (name, (times, what)) in zip(st.columns(2, gap="large"), known.items(), strict=False):
            column.plotly_chart(
                spread_chart(times, what, dark=dark), theme=None, key=f"spread-{name}", config=CONFIG,
                alt=f"How {name} are spread; the table below holds the numbers.",
            )  # fmt: skip
            column.caption(f"{name.capitalize()}, {resting.count_words(len(times), what)}.")
        with st.expander("The spread as a table"):
            for name, (times, _what) in known.items():
                st.markdown(as_markdown(spread_table(times, name.capitalize())))


def _draw_rest(metrics: LogMetrics, log: Log, zone: tzinfo) -> None:
    if log.unlinked:
        st.markdown("## Incidents that belong to no deployment")
        st.caption("They count in no metric. Name the deployment in the table, or correct the times.")
        rows = [[words.plain(name), words.plain(why)] for name, why in log.unlinked.items()]
        st.markdown(as_table(["Incident", "Why"], rows))
    st.markdown("## What these numbers rest on")
    st.markdown(resting.log_table(metrics, log, zone))
    notes = [note for figure in metrics.figures.values() for note in figure.notes]
    st.markdown(resting.notes_text((*notes, *log.notes, resting.UNKNOWN_CHANGES)))
