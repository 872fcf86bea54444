"""The document on importing says what the importers do."""

from __future__ import annotations

import re
from pathlib import Path

from assessments.importers import LIMITS, ModelFormat, import_texts
from assessments.importers.csv_table import COLUMNS, KINDS, MOST_ROWS
from assessments.importers.model import MOST_BYTES, MOST_FILES

TEXT = (Path(__file__).parents[3] / "docs" / "authoring" / "importing.md").read_text("utf-8")


def test_the_table_of_the_document_is_imported():
    (table,) = re.findall(r"```csv\n(.+?)```", TEXT, re.DOTALL)
    asked = import_texts({"table.csv": table}).questionnaire
    assert [row.id for row in asked.practices] == ["tests-run", "red-first"]
    assert asked.practices[1].depends_on == ("tests-run",)
    assert [option.value for option in asked.practices[0].question.options] == [0, 0.5, 1]


def test_every_column_and_kind_is_named():
    for name in (*COLUMNS, *KINDS):
        assert f"`{name}`" in TEXT


def test_the_limits_are_those_of_the_code():
    for number in (LIMITS.size, LIMITS.nodes, LIMITS.depth, MOST_FILES, MOST_BYTES, MOST_ROWS):
        assert f"{number:,}" in TEXT


def test_every_format_has_a_row():
    rows = [line.split("|")[1].strip().lower() for line in TEXT.splitlines() if line.startswith("|")]
    names = {ModelFormat.SAMM: "owasp samm", ModelFormat.DSOMM: "owasp dsomm", ModelFormat.GREENLANE: "ours"}
    for kind in ModelFormat:
        assert names.get(kind, str(kind)) in rows
