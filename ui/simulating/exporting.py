"""Give results away: numbers and one run's trace as CSV, the whole comparison as a page to print, a link."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st

import simulator
from datafiles import as_csv
from datafiles.spreadsheets import Cell
from simulator import Outcome, Study
from ui import cached
from ui.simulating.choosing import Choice
from ui.simulating.comparing import ROWS, ratio, tell
from ui.simulating.guessing import Guess
from ui.simulating.reporting import report
from ui.simulating.sharing import pack

MOST_ROWS = 50_000
METRIC_COLUMNS = (
    "lane", "title", "metric", "unit", "mean", "standard_error", "p50", "p90", "p95", "n", "seed",
    "replications", "changes", "against_a", "against_a_value", "against_a_low", "against_a_high",
)  # fmt: skip
TRACE_COLUMNS = (
    "lane", "replication", "change", "stage", "mark", "visit", "joined_h", "started_h", "ended_h", "work_h",
    "outcome", "run",
)  # fmt: skip
OUTCOMES = {-1: "in progress", 0: "passed", 1: "sent back", 2: "rolled back"}
NOTE = "Times are hours since Monday 00:00 of week 1."


def draw(chosen: Sequence[Choice], study: Study, guess: Guess) -> None:
    """Draw what can be taken along; files are made when they are asked for."""
    texts = tuple(choice.text for choice in chosen)
    name = "lanes-" + "-".join(choice.name for choice in chosen)[:80]
    st.download_button(
        "Metrics as CSV",
        partial(_metrics_file, texts, study),
        f"{name}-metrics.csv",
        "text/csv",
        on_click="ignore",
    )
    st.download_button(
        "Trace of one replication as CSV", partial(_trace_file, texts, study), f"{name}-trace.csv",
        "text/csv", on_click="ignore",
        help=f"Every visit of every change in replication 1, at most {MOST_ROWS:,} rows a lane. {NOTE}",
    )  # fmt: skip
    st.download_button(
        "Report to print (HTML)", partial(_report_file, texts, study, guess), f"{name}.html", "text/html",
        on_click="ignore",
    )  # fmt: skip
    st.markdown("Link to this comparison; nothing is stored for it:")
    st.code(link(st.context.url or "", chosen, study), language=None, wrap_lines=True)


def link(here: str, chosen: Sequence[Choice], study: Study) -> str:
    """Return the address that shows these lanes with these sizes; roads of one's own travel in it."""
    query: dict[str, str] = {"do": "Two lanes"}
    for letter, choice in zip("abcd", chosen, strict=False):
        if choice.text == cached.presets().get(choice.name, ("", ""))[1]:
            query[letter] = choice.name
        else:
            query[f"lane_{letter}"] = pack(choice.text)
    sizes = {"seed": study.seed, "changes": study.changes, "runs": study.replications}
    usual = {
        "seed": simulator.DEFAULT_STUDY.seed,
        "changes": simulator.DEFAULT_STUDY.changes,
        "runs": simulator.DEFAULT_STUDY.replications,
    }
    query |= {name: str(size) for name, size in sizes.items() if size != usual[name]}
    return f"{here.partition('?')[0]}?{urlencode(query | {'show': 'results'})}"


# ---------------------------------------------------------------- CSV


def metrics_csv(outcomes: Mapping[str, Outcome]) -> bytes:
    """Return every metric of every lane, and how the compared ones differ from lane A."""
    return as_csv(METRIC_COLUMNS, metric_rows(outcomes))


def metric_rows(outcomes: Mapping[str, Outcome]) -> Iterable[list[Cell]]:
    """Yield a row per lane and metric, in the order of METRIC_COLUMNS."""
    by_metric = {row.metric: row for row in ROWS}
    base = outcomes["A"].by_replication
    for letter, outcome in outcomes.items():
        measured = outcome.measured
        for name, found in measured["metrics"].items():
            if name == "by_class":
                continue
            parts: list[Cell] = [found.get(part) for part in ("mean", "se", "p50", "p90", "p95", "n")]
            row = by_metric.get(name)
            versus: list[Cell] = ["", None, None, None]
            if row is not None and letter != "A":
                versus = _versus(row, base[row.path], outcome.by_replication[row.path], letter)
            study = [measured["seed"], measured["replications"], measured.get("changes")]
            yield [letter, outcome.frames["title"], name, found["unit"], *parts, *study, *versus]


def _versus(
    row: Any, base: Sequence[float | None], changed: Sequence[float | None], letter: str
) -> list[Cell]:
    told = tell(row, base, changed, letter)
    if told.by_ratio:
        found = ratio(changed, base)
        return ["ratio", found.mean, found.low, found.high]
    return ["difference", told.found.mean, told.found.low, told.found.high]


def trace_csv(texts: Mapping[str, str], study: Study) -> bytes:
    """Return every visit of replication 1 of every lane; a lane's rows end at MOST_ROWS."""
    return as_csv(TRACE_COLUMNS, trace_rows(texts, study))


def trace_rows(texts: Mapping[str, str], study: Study) -> Iterable[list[Cell]]:
    """Yield a row per visit, in the order of TRACE_COLUMNS."""
    one = dataclasses.replace(study, replications=1)
    for letter, text in texts.items():
        scenario = simulator.scenario_from_text(text)
        trace = simulator.simulate(simulator.compile_scenario(scenario), one)
        for row in trace.rows_of(0)[:MOST_ROWS]:
            stage = scenario.stages[row["stage"]]
            times = [_hours(row[name]) for name in ("join", "start", "end", "work")]
            outcome = OUTCOMES[int(row["outcome"])]
            change, visit, run = int(row["change"]) + 1, int(row["visit"]), int(row["batch"])
            yield [letter, 1, change, stage.id, stage.mark.word, visit, *times, outcome, run]


def _hours(time: float) -> float | str:
    return round(float(time), 4) if time < float("inf") else ""


# ---------------------------------------------------------------- files, made when they are asked for


def _by_letter(texts: Sequence[str]) -> dict[str, str]:
    return dict(zip("ABCD", texts, strict=False))


def _metrics_file(texts: tuple[str, ...], study: Study) -> bytes:
    return metrics_csv(cached.outcomes(texts, study))


def _trace_file(texts: tuple[str, ...], study: Study) -> bytes:
    return trace_csv(_by_letter(texts), study)


def _report_file(texts: tuple[str, ...], study: Study, guess: Guess) -> bytes:
    return report(_by_letter(texts), study, guess, cached.outcomes(texts, study)).encode()
