"""Read a clone on the command line."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assessments.evidence.history import UNSEEN
from ui.cli import commands

MONDAY = 1_704_067_200  # 2024-01-01 00:00 UTC


def greenlane(*words: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words])


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with a commit on each of three days, the second one released."""
    folder = tmp_path / "clone"
    folder.mkdir()
    people = {f"GIT_{who}_{what}": "a" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    words = [["init", "--quiet"], *(["commit", "--quiet", "--allow-empty", "-m", "x"] for _ in range(2))]
    words += [["tag", "-a", "1.0", "-m", "x"], ["commit", "--quiet", "--allow-empty", "-m", "x"]]
    for day, command in zip((0, 0, 1, 2, 2), words, strict=True):
        when = f"{MONDAY + day * 86_400 + 3_600} +0000"
        environment = {**os.environ, **people, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        subprocess.run(["git", *command], cwd=folder, check=True, env=environment)
    return folder


def test_a_clone_is_read_as_json(clone: Path) -> None:
    result = greenlane("git", clone, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {
        "commits": 3,
        "merges_first_parent": 0,
        "squash_subjects_first_parent": 0,
        "release_tags": 1,
        "commits_per_week": {"2024-W01": 3},
        "lead_time_seconds": {"median": 129_600.0, "p90": 86_400.0, "n": 2},
        "branch_life_seconds": {"median": None, "p90": None, "n": 0},
        "per_year": {"2024": {"commits": 3, "merges": 0, "tags": 1}},
        "notes": [UNSEEN],
    }


def test_a_clone_is_read_for_people(clone: Path) -> None:
    result = greenlane("git", clone, "--tags", "none*")
    assert "commit to release, median [h]" in result.output
    assert re.search(r"branch life, 90 % quantile \[h\]\W+none\W+branch life, n\W+0\b", result.output)
    assert "none" in result.output
    assert "Note: No tag before HEAD" in result.output
    assert "36.0" in greenlane("git", clone).output


def test_days_bound_what_counts_and_the_last_day_counts_whole(clone: Path) -> None:
    def commits(*words: str) -> int:
        return int(json.loads(greenlane("git", clone, "--json", *words).stdout)["commits"])

    assert commits("--since", "2024-01-02") == 2
    assert commits("--until", "2024-01-02") == 2
    assert commits("--since", "2024-01-02", "--until", "2024-01-02") == 1
    assert commits("--until", "2024-01-02T00:30+00:00") == 1
    assert commits("--since", "2024-01-02T03:00+01:00") == 1


def test_what_is_no_clone_or_no_day_says_the_mend(clone: Path, tmp_path: Path) -> None:
    nothing = greenlane("git", tmp_path)
    assert nothing.exit_code == 1
    assert "is no git clone" in nothing.stderr
    day = greenlane("git", clone, "--since", "yesterday")
    assert day.exit_code == 2
    assert "write it as 2026-03-01" in day.output


LOG = "id,finished,env,result\n1,2026-01-05 10:00,prod,ok\n2,2026-01-06 23:30,prod,ok\n3,2026-01-06,qa,ok\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "deployments.csv"
    path.write_text(LOG)
    return path


def test_a_log_is_measured_as_json(log: Path, tmp_path: Path) -> None:
    incidents = tmp_path / "incidents.json"
    incidents.write_text(
        '[{"key": "I-1", "createdDate": "2026-01-05T11:00Z", "closedAt": "2026-01-05T12:00Z"}]'
    )
    result = greenlane("metrics", log, incidents, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert list(found) == [
        "change_lead_time",
        "deployment_frequency",
        "failed_deployment_recovery_time",
        "change_fail_rate",
        "deployment_rework_rate",
    ]
    assert found["change_fail_rate"] == {
        "value": 0.5,
        "unit": "share",
        "n": 2,
        "window": ["2026-01-05T00:00:00Z", "2026-01-07T00:00:00Z"],
        "excluded": 0,
        "notes": [],
    }
    assert found["failed_deployment_recovery_time"]["value"] == 2.0
    assert found["change_lead_time"]["value"] is None


def test_a_log_is_measured_for_people_in_their_own_time_zone_and_days(log: Path) -> None:
    result = greenlane("metrics", log, "--zone", "America/New_York", "--since", "2026-01-06")
    assert "deployment_frequency" in result.output
    assert "Note: 1 left out: not to production." in result.output
    words = ("--zone", "America/New_York", "--since", "2026-01-06", "--until", "2026-01-07", "--json")
    found = json.loads(greenlane("metrics", log, *words).stdout)["deployment_frequency"]
    assert found["window"] == ["2026-01-06T05:00:00Z", "2026-01-08T05:00:00Z"]
    assert found["value"] == 0.5


def test_columns_and_production_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("run,over,where\n1,2026-01-05,blue\n")
    words = ("--column", "id=run", "--column", "finished=over", "--column", "environment=where")
    found = json.loads(greenlane("metrics", path, *words, "--environment", "blue", "--json").stdout)
    assert found["deployment_frequency"]["value"] == 1.0


WRONG_CALLS = {
    ("--zone", "Moon/Base"): "`Moon/Base` is no time zone",
    ("--zone", "../../etc/passwd"): "is no time zone",
    ("--since", "soon"): "--since: `soon` is no day; write it as 2026-03-01",
    ("--since", "2026-03-02", "--until", "2026-03-01"): "--until lies before --since",
    ("--column", "finished"): "`finished` says no column",
}


@pytest.mark.parametrize(("words", "expected"), WRONG_CALLS.items())
def test_a_wrong_call_says_the_mend(words: tuple[str, ...], expected: str, log: Path) -> None:
    result = greenlane("metrics", log, *words)
    assert result.exit_code == 2
    assert expected in result.output


def test_rows_that_cannot_be_read_end_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id,finished\n1,soon\n")
    result = greenlane("metrics", path)
    assert result.exit_code == 1
    assert f"{path}:2: finished: `soon` is no time" in result.stderr
