"""What people take along: safe CSV, a report that needs nothing else, a link that shows the same again."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from urllib.parse import parse_qs, urlsplit

import pytest

import simulator
from ui.simulating import exporting, reporting
from ui.simulating.choosing import Choice
from ui.simulating.exporting import METRIC_COLUMNS, TRACE_COLUMNS
from ui.simulating.guessing import Guess
from ui.simulating.sharing import unpack

STUDY = simulator.DEFAULT_STUDY
NAMES = {"A": "hand-weekly", "B": "automatic"}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    folder = simulator.loading.SHIPPED
    return {
        letter: simulator.scenario_text(simulator.load_scenario(folder / f"{name}.yaml"))
        for letter, name in NAMES.items()
    }


@pytest.fixture(scope="module")
def outcomes(texts) -> dict[str, simulator.Outcome]:
    found = {}
    for letter, text in texts.items():
        scenario = simulator.scenario_from_text(text)
        outcome = simulator.shipped_outcome(scenario, STUDY, simulator.SHOWN_HOURS)
        assert outcome is not None
        found[letter] = outcome
    return found


def read(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode())))


def test_every_metric_of_every_lane_is_in_the_csv_with_its_study(outcomes) -> None:
    rows = read(exporting.metrics_csv(outcomes))

    assert list(rows[0]) == list(METRIC_COLUMNS)
    assert len(rows) == 26
    (lead,) = [row for row in rows if (row["lane"], row["metric"]) == ("B", "change_lead_time")]
    assert float(lead["p50"]) == outcomes["B"].measured["metrics"]["change_lead_time"]["p50"]
    assert (lead["seed"], lead["replications"], lead["changes"], lead["n"]) == ("1", "40", "400", "16000")
    assert lead["against_a"] == "ratio"
    assert (
        0 < float(lead["against_a_low"]) < float(lead["against_a_value"]) < float(lead["against_a_high"]) < 1
    )
    (failed,) = [row for row in rows if (row["lane"], row["metric"]) == ("B", "failed_changes_per_1000")]
    assert failed["against_a"] == "difference"
    assert float(failed["against_a_value"]) < 0
    assert {row["against_a"] for row in rows if row["lane"] == "A"} == {""}


def test_classes_of_changes_do_not_disturb_the_csv(outcomes) -> None:
    one = outcomes["A"]
    metrics = {**one.measured["metrics"], "by_class": {"hotfix": {}}}
    with_classes = type(one)(
        {**one.measured, "metrics": metrics}, one.frames, one.breakdown, one.wip, one.lead, one.by_replication
    )

    assert len(read(exporting.metrics_csv({"A": with_classes}))) == 13


def test_the_trace_is_that_of_the_first_replication(texts) -> None:
    rows = read(exporting.trace_csv({"B": texts["B"]}, STUDY))
    scenario = simulator.scenario_from_text(texts["B"])
    trace = simulator.simulate(simulator.compile_scenario(scenario), STUDY)

    assert list(rows[0]) == list(TRACE_COLUMNS)
    assert len(rows) == len(trace.rows_of(0))
    assert float(rows[5]["joined_h"]) == pytest.approx(float(trace.rows_of(0)[5]["join"]), abs=1e-4)
    assert {row["outcome"] for row in rows} <= {"passed", "sent back", "rolled back"}
    assert {row["mark"] for row in rows} == {"by hand", "automatic"}


def test_a_trace_ends_at_its_limit(texts, monkeypatch) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 7)

    assert len(read(exporting.trace_csv(texts, STUDY))) == 14


def test_what_has_not_happened_is_empty() -> None:
    text = "format: 1\nid: a\ntitle: A\narrivals: {at: [1]}\nstages: [{id: go, mark: button, opens: [0]}]\n"
    (row,) = read(exporting.trace_csv({"A": text}, simulator.Study(replications=1, changes=1)))

    assert (row["started_h"], row["ended_h"], row["outcome"]) == ("", "", "in progress")


def test_the_report_needs_nothing_else_and_says_everything(texts, outcomes) -> None:
    html = reporting.report(texts, STUDY, Guess(20.0, 100.0, 5.0), outcomes)

    assert html.startswith("<!doctype html>")
    assert not re.search(r"""(?:src|href)=|<script|@import""", html)
    for part in (
        "seed 1",
        "Change fail rate",
        "Failed changes per 1,000",
        "The guess",
        "Assumptions",
        "held up",
    ):
        assert part in html
    assert html.count('<tr class="pair">') == 2
    assert html.count('<svg xmlns="http://www.w3.org/2000/svg"') == 10 + 3
    assert "The guess" not in reporting.report(texts, STUDY, Guess(), outcomes)


def test_the_bars_of_the_report_are_sound_and_have_every_pattern(outcomes) -> None:
    figure = ET.fromstring(reporting.bars_svg(outcomes).replace("&nbsp;", " "))  # noqa: S314 - ours
    drawn = "".join(ET.tostring(figure, encoding="unicode"))

    for kind in ("hand", "bolt", "hourglass", "button", "wait", "rest"):
        assert f'id="{kind}"' in drawn
    assert "url(#wait)" in drawn


def test_a_title_is_never_taken_for_markup(texts, outcomes) -> None:
    wild = texts["A"].replace("Hand-made, once a week", "'<b>&</b>'")
    scenario = simulator.scenario_from_text(wild)
    frames = {**outcomes["A"].frames, "title": scenario.title}
    parts = outcomes["A"]
    found = type(parts)(parts.measured, frames, parts.breakdown, parts.wip, parts.lead, parts.by_replication)
    html = reporting.report({"A": wild}, STUDY, Guess(), {"A": found})

    assert "<b>&</b>" not in html
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in html


def test_a_link_carries_lanes_and_sizes(texts, monkeypatch) -> None:
    monkeypatch.setattr(exporting.cached, "presets", lambda: {"automatic": ("Automatic", texts["B"])})
    chosen = [Choice("Your road: Ours", texts["A"], "road-1"), Choice("Automatic", texts["B"], "automatic")]
    study = simulator.Study(seed=7, replications=40, changes=900)
    query = parse_qs(urlsplit(exporting.link("http://here/simulate?x=1", chosen, study)).query)

    assert query["b"] == ["automatic"]
    assert unpack(query["lane_a"][0]) == texts["A"]
    assert {name: query[name] for name in ("seed", "changes", "show")} == {
        "seed": ["7"],
        "changes": ["900"],
        "show": ["results"],
    }
    assert "runs" not in query
    assert "x" not in query
