"""The labelled files of other projects: what is said of them is right often enough, and fast enough."""

import csv
import time
from pathlib import Path

import pytest

from assessments.evidence.pipelines import read_pipelines

CORPUS = Path(__file__).parents[3].parent / "shared" / "data" / "pipelines"
WORDS = {"y": "yes", "n": "no", "filtered": "filtered", "possible": "possible", "unclear": "unknown"}

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the labelled pipeline files are not there")


@pytest.fixture(scope="module")
def pairs():
    files, _ = read_pipelines(CORPUS)
    found = {file.workflow.file: file.as_dict() for file in files}
    with (CORPUS / "manifest.csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["resolvable_from_file"] == "y"]
    return [(row, found[row["file"]]) for row in rows]


def share(pairs, label, answer):
    told = [(WORDS.get(row[label], row[label]), found[answer]) for row, found in pairs]
    told = [(want, got) for want, got in told if want != "unknown"]
    return sum(want == got for want, got in told) / len(told)


def test_tests_are_found_in_nearly_all_files(pairs):
    assert share(pairs, "has_automated_tests", "automated_tests") >= 0.97


def test_what_starts_the_deployment_is_told(pairs):
    assert share(pairs, "deploy_mode", "deploy_mode") >= 0.95


def test_the_gate_is_told(pairs):
    assert share(pairs, "has_manual_gate", "manual_gate") >= 0.90


def test_deployments_to_production_are_found_and_none_is_invented(pairs):
    told = [(row["has_deploy_to_prod"], found["deploys_to_production"]) for row, found in pairs]
    hits = sum(want == "y" and got == "yes" for want, got in told)
    claimed = sum(want in {"y", "n"} and got == "yes" for want, got in told)
    there = sum(want == "y" for want, _ in told)
    assert hits / claimed >= 0.95
    assert hits / there >= 0.95


def test_jobs_are_counted_exactly(pairs):
    valid = [(row, found) for row, found in pairs if row["valid"] == "y"]
    assert [found["n_jobs"] for _, found in valid] == [int(row["n_jobs"]) for row, _ in valid]


def test_invalid_files_say_where_and_the_others_are_valid(pairs):
    assert all(found["valid"] is (row["valid"] == "y") for row, found in pairs)
    assert all(found["problems"] for row, found in pairs if row["valid"] == "n")


def test_every_reason_names_a_line_of_a_file_that_is_there(pairs):
    for _, found in pairs:
        for reason in found["reasons"]:
            text = (CORPUS / reason["file"]).read_text(encoding="utf-8")
            assert 1 <= reason["line"] <= len(text.split("\n"))


def test_the_whole_corpus_is_read_in_three_seconds_of_work():
    started = time.process_time()
    read_pipelines(CORPUS)
    assert time.process_time() - started < 3
