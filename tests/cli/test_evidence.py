"""Read a clone on the command line."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

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
        "per_year": {"2024": {"commits": 3, "merges": 0, "tags": 1}},
        "notes": [],
    }


def test_a_clone_is_read_for_people(clone: Path) -> None:
    result = greenlane("git", clone, "--tags", "none*")
    assert "commit to release, median [h]" in result.output
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
