"""Whatever a docstring cites is listed in delivery/sources.yaml."""

import ast
import re
from pathlib import Path

import pytest

from delivery import load_sources

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "datafiles", "delivery", "counting", "content", "assessments", "simulator", "workshops", "loop",
    "store", "ui", "tests",
)  # fmt: skip
ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
CITATION = re.compile(rf"Source:\s+({ID}(?:\s+\([^)]*\))?(?:,\s+{ID}(?:\s+\([^)]*\))?)*)")


def cited(text: str) -> list[str]:
    """List the ids that a text cites, as in `Source: one, another (where in it)`."""
    return [
        name for found in CITATION.findall(text) for name in re.findall(ID, re.sub(r"\([^)]*\)", "", found))
    ]


def docstrings(path: Path) -> list[str]:
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [ast.get_docstring(node) or "" for node in nodes if isinstance(node, documented)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Source: one-1990.", ["one-1990"]),
        ("Do it.\n\n    Source: one (table 2, page 3), two,\n    three-4", ["one", "two", "three-4"]),
        ("Source: one. Then more, of another kind. Source: two", ["one", "two"]),
        ("`Source:` id of a claim", []),
    ],
)
def test_citations_are_read_as_people_write_them(text: str, names: list[str]) -> None:
    assert cited(text) == names


def test_every_source_that_a_docstring_cites_is_listed() -> None:
    known = set(load_sources())
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    found = [
        (path.relative_to(ROOT), name)
        for path in files
        if path != Path(__file__)
        for text in docstrings(path)
        for name in cited(text)
    ]
    assert [f"{path} cites {name}" for path, name in found if name not in known] == []
    assert {"dora-metrics", "salmon-2011", "wcag-contrast"} <= {name for _, name in found}
