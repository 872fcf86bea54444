"""Each import contract is real: a seeded violation is caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "datafiles", "delivery", "counting", "content", "assessments", "simulator", "workshops", "loop",
    "store", "ui",
)  # fmt: skip

VIOLATIONS = [
    ("delivery/model.py", "import content", "Floors"),
    ("content/model.py", "import simulator", "Floors"),
    ("store/model.py", "import ui", "Floors"),
    ("loop/calibrating.py", "import store", "Floors"),
    ("assessments/scoring.py", "import loop", "Floors"),
    ("content/grading.py", "import streamlit", "No streamlit below ui"),
    ("ui/checking.py", "import streamlit", "No streamlit in the pure parts of ui"),
    ("content/grading.py", "import sqlalchemy", "One door: sqlalchemy"),
    ("ui/shell.py", "import plotly", "One door: plotly"),
    ("simulator/metrics.py", "import pandas", "One door: pandas"),
    ("content/grading.py", "import numba", "One door: numba"),
    ("ui/shell.py", "import subprocess", "One door: subprocess"),
    ("ui/words.py", "import ui.pages.home", "Nothing imports a page"),
    ("ui/pages/about.py", "import ui.pages.home", "Pages know no pages"),
]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    environment = {"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "PYTHONSAFEPATH": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_house_as_it_stands_keeps_every_contract(house: Path) -> None:
    result = lint(house)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("file", "line", "contract"), VIOLATIONS)
def test_a_seeded_violation_is_caught(house: Path, file: str, line: str, contract: str) -> None:
    path = house / file
    before = path.read_text()
    path.write_text(f"{before}\n{line}\n")
    try:
        result = lint(house)
    finally:
        path.write_text(before)

    broken = [text for text in result.stdout.splitlines() if "BROKEN" in text]
    assert result.returncode == 1
    assert any(text.startswith(contract) for text in broken), result.stdout
