"""Whatever somebody did to a file, it is imported whole or refused with places; no importer breaks."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from assessments.importers import as_files, import_texts
from datafiles import DataFileError

SAMPLES = Path(__file__).parent / "samples"
FOLDERS = ("samm", "dsomm", "atos", "pemm", "devops-maturity", "greenlane")
FILES = ("dora/survey.json", "dora/capabilities.json", "measure-mate.json", "boats.csv")
JUNK = (
    "",
    "x",
    "-",
    "[]",
    "{}",
    "null",
    "true",
    "9e9",
    "- a",
    "a: b",
    '"',
    "'",
    ",",
    "\N{SNOWMAN}",
    "=1+1",
    "&a",
    "*a",
)


def texts_of(name):
    top = SAMPLES / name
    paths = [top] if top.is_file() else sorted(path for path in top.rglob("*.*") if path.suffix != ".txt")
    return {str(path.relative_to(SAMPLES)): path.read_text("utf-8") for path in paths}


def spoil(text, dice):
    """Change one line, or one word, or the end of a text."""
    lines = text.split("\n")
    at = dice.randrange(len(lines))
    what = dice.randrange(6)
    if what == 0:
        del lines[at]
    elif what == 1:
        lines.insert(at, lines[dice.randrange(len(lines))])
    elif what == 2:
        lines[at] = dice.choice(JUNK)
    elif what == 3:
        return text[: dice.randrange(len(text))]
    else:
        words = lines[at].split(" ")
        words[dice.randrange(len(words))] = dice.choice(JUNK)
        lines[at] = " ".join(words)
    return "\n".join(lines)


@pytest.mark.parametrize("name", [*FOLDERS, *FILES])
def test_a_spoiled_file_is_imported_whole_or_refused_with_places(name):
    dice = random.Random(7)  # noqa: S311 - the same spoiled files in every run, not a secret
    results = [outcome(spoiled(texts_of(name), dice)) for _ in range(20 if name == "samm" else 150)]
    refused = [problem for problems in results for problem in problems]
    assert all(problem.line >= 1 and problem.path and problem.wrong for problem in refused)
    assert refused, "nothing was spoiled"
    assert () in results, "everything was spoiled"


def spoiled(texts, dice):
    file = dice.choice(list(texts))
    return texts | {file: spoil(texts[file], dice)}


def outcome(texts):
    """Import texts, see that what is written comes again as it was, and return the problems in the way."""
    try:
        imported = import_texts(texts)
    except DataFileError as error:
        return error.problems or ("refused without a reason",)
    again = import_texts({"again.yaml": as_files(imported)[0].text})
    assert again.questionnaire == imported.questionnaire
    return ()
