"""What a clone's history says: hand-made repositories with exact numbers, and clones that mean harm."""

import gc
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from assessments.evidence import git_history
from assessments.evidence.git_history import LOG_COMMAND, read_history, read_log
from assessments.evidence.history import (
    Commit,
    HistoryError,
    HistoryStoppedError,
    LeadTime,
    Tag,
    Window,
    measure_history,
)

MONDAY = 1_704_067_200  # 2024-01-01 00:00 UTC, the first day of 2024-W01
HOUR, DAY = 3_600, 86_400
TRAPS = (
    "alias.log",
    "core.alternateRefsCommand",
    "core.editor",
    "core.fsmonitor",
    "core.pager",
    "core.sshCommand",
    "credential.helper",
    "diff.external",
    "gpg.program",
    "pager.log",
)
Git = Callable[..., str]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "clone"
    folder.mkdir()
    return folder


@pytest.fixture
def git(clone: Path) -> Git:
    """Return how to run git in the clone at a time [s since 1970]."""

    def run(*words: str, at: int = MONDAY) -> str:
        when = {"GIT_AUTHOR_DATE": f"{at} +0000", "GIT_COMMITTER_DATE": f"{at} +0000"}
        person = {f"GIT_{who}_{what}": "a" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environment = {**os.environ, **when, **person, "GIT_CONFIG_GLOBAL": os.devnull}
        done = subprocess.run(
            ["git", *words], cwd=clone, check=True, capture_output=True, text=True, env=environment
        )
        return done.stdout.strip()

    run("init", "--quiet", "--initial-branch=main")
    return run


def commit(git: Git, subject: str, at: int) -> None:
    git("commit", "--quiet", "--allow-empty", "-m", subject, at=at)


@pytest.fixture
def story(git: Git, clone: Path) -> Path:
    """Two commits, a branch of one, its merge, a release; a squashed commit, a release; one commit more."""
    commit(git, "first", MONDAY)
    commit(git, "second", MONDAY + HOUR)
    git("checkout", "--quiet", "-b", "work")
    commit(git, "on the branch", MONDAY + 2 * HOUR)
    git("checkout", "--quiet", "main")
    git("merge", "--quiet", "--no-ff", "-m", "Merge work", "work", at=MONDAY + 5 * HOUR)
    git("tag", "v1.0", at=MONDAY + 6 * HOUR)
    commit(git, "squashed (#12)", MONDAY + 8 * DAY)
    git("tag", "-a", "v1.1", "-m", "later", at=MONDAY + 9 * DAY)
    git("tag", "nightly", at=MONDAY + 9 * DAY)
    commit(git, "not released", MONDAY + 10 * DAY)
    git("tag", "a-tree", "HEAD^{tree}")
    git("branch", "v1.0", "main")
    return clone


def test_a_small_history_is_counted_exactly(story: Path) -> None:
    found = read_history(story)
    assert (found.commits, found.merges_first_parent, found.squash_subjects_first_parent) == (6, 1, 1)
    assert found.release_tags == 2
    assert found.commits_per_week == {"2024-W01": 4, "2024-W02": 2}
    assert found.per_year == {"2024": {"commits": 6, "merges": 1, "tags": 2}}
    # v1.0 is as old as its commit (the merge, 5 h): leads of 5, 4 and 3 h; v1.1 has a date of its own: 1 day.
    assert found.lead_time == LeadTime(median=4.5 * HOUR, p90=5.0 * HOUR, n=4)


def test_what_limits_the_numbers_is_said(story: Path) -> None:
    notes = " ".join(read_history(story).notes)
    assert "1 names are both a tag and a branch" in notes
    assert "1 of 5 commits on the main line look squashed" in notes
    assert "shallow" not in notes
    assert "detached" not in notes


def test_the_same_numbers_come_from_a_folder_within_and_from_a_bare_clone(
    story: Path, git: Git, tmp_path: Path
) -> None:
    (story / "deep").mkdir()
    git("clone", "--quiet", "--bare", str(story), str(tmp_path / "bare"))
    whole = read_history(story).as_dict()
    assert read_history(story / "deep").as_dict() == whole
    bare = read_history(tmp_path / "bare").as_dict()
    assert {name: bare[name] for name in bare if name != "notes"} == {
        name: whole[name] for name in whole if name != "notes"
    }


def test_a_window_leaves_out_what_lies_outside(story: Path) -> None:
    found = read_history(story, Window(since=MONDAY + HOUR, until=MONDAY + 8 * DAY))
    assert (found.commits, found.merges_first_parent, found.release_tags) == (4, 1, 1)
    assert found.lead_time.n == 3


def test_other_release_tags_can_be_named(story: Path) -> None:
    found = read_history(story, tags="night*")
    assert found.release_tags == 1
    assert found.lead_time.n == 4
    assert "No tag before HEAD matches `day*`" in " ".join(read_history(story, tags="day*").notes)


def test_the_text_of_a_log_says_the_same_but_for_the_dates_of_tags(story: Path) -> None:
    command = LOG_COMMAND.partition(" > ")[0]
    text = subprocess.run(["sh", "-c", command], cwd=story, check=True, capture_output=True, text=True).stdout
    found, whole = read_log(text).as_dict(), read_history(story).as_dict()
    for name in (
        "commits",
        "merges_first_parent",
        "squash_subjects_first_parent",
        "release_tags",
        "per_year",
    ):
        assert found[name] == whole[name]
    assert found["lead_time_seconds"] == {"median": 3.5 * HOUR, "p90": 4.0 * HOUR, "n": 4}


@pytest.mark.parametrize("text", ["hello", "abc\x1f\x1f1\x1fx\x1f", "f" * 40 + "\x1f\x1f1\x1fsubject"])
def test_a_text_that_is_no_log_is_refused_with_its_line_and_the_command(text: str) -> None:
    with pytest.raises(HistoryError, match=r"line 2: .*git log --decorate=full"):
        read_log("f" * 40 + "\x1f\x1f1\x1fsubject\x1f\n" + text)


def test_an_empty_clone_says_so(git: Git, clone: Path) -> None:
    found = read_history(clone)
    assert (found.commits, found.lead_time.n, found.lead_time.median) == (0, 0, None)
    assert "no commit yet" in " ".join(found.notes)
    assert read_log("").commits == 0
    assert git("status", "--short") == ""


def test_a_shallow_a_partial_and_a_detached_clone_are_named(story: Path, git: Git, tmp_path: Path) -> None:
    git("clone", "--quiet", "--depth", "1", f"file://{story}", str(tmp_path / "shallow"))
    assert "shallow" in " ".join(read_history(tmp_path / "shallow").notes)
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "--quiet", "--filter=blob:none", f"file://{story}", str(tmp_path / "partial"))
    assert "partial" in " ".join(read_history(tmp_path / "partial").notes)
    git("checkout", "--quiet", "HEAD~1")
    assert "detached" in " ".join(read_history(story).notes)


def test_what_is_no_clone_is_refused_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="is no folder; name the folder"):
        read_history(tmp_path / "nowhere")
    with pytest.raises(HistoryError, match="is no git clone; name the folder"):
        read_history(tmp_path)


def test_a_damaged_clone_says_what_to_run(story: Path, git: Git) -> None:
    first = git("rev-list", "--max-parents=0", "HEAD")
    (story / ".git" / "objects" / first[:2] / first[2:]).unlink()
    with pytest.raises(HistoryError, match="git fsck"):
        read_history(story)


def test_a_machine_without_git_is_told_what_to_do(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(HistoryError, match="git is not installed"):
        read_history(clone)


def test_nothing_that_a_clone_brings_is_run(story: Path, git: Git) -> None:
    trap = story / "sprung"
    program = story / "program"
    program.write_text(f"#!/bin/sh\ntouch {trap}\nexit 0\n")
    program.chmod(0o755)
    for setting in TRAPS:
        git("config", setting, f"!{program}" if setting == "alias.log" else str(program))
    git("config", "log.showSignature", "true")
    git("config", "core.hooksPath", str(story))
    for hook in ("post-checkout", "reference-transaction", "pre-auto-gc"):
        (story / hook).symlink_to(program)
    read_history(story)
    assert not trap.exists()


def test_a_folder_named_like_an_option_is_a_folder(tmp_path: Path, git: Git) -> None:
    folder = tmp_path / "--upload-pack=touch x"
    git("clone", "--quiet", ".", str(folder), at=MONDAY)
    assert read_history(folder).commits == 0


def test_a_hostile_subject_is_text(git: Git, clone: Path) -> None:
    commit(git, "a\x1fb (#1)", MONDAY)
    commit(git, "\x1b[31m<script>\u2028\x1e (#2)", MONDAY)
    assert read_history(clone).squash_subjects_first_parent == 2


def test_reading_says_how_far_it_is_and_can_be_stopped(story: Path) -> None:
    seen: list[tuple[int, int]] = []
    read_history(story, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (6, 6)
    stop = Event()
    stop.set()
    with pytest.raises(HistoryStoppedError):
        read_history(story, stop=stop)


def test_a_commit_counts_for_the_oldest_release_that_contains_it() -> None:
    commits = (Commit("c", ("b",), 30, ""), Commit("b", ("a",), 20, ""), Commit("a", (), 10, ""))
    tags = (Tag("2.0", "c", 50), Tag("1.0", "b", 40), Tag("9.9", "elsewhere", 1))
    found = measure_history(commits, tags)
    assert found.lead_time == LeadTime(median=20.0, p90=20.0, n=3)
    assert found.release_tags == 2
    assert found.per_year["1970"]["tags"] == 3


def test_a_history_cut_off_is_read_as_far_as_it_goes() -> None:
    found = measure_history((Commit("b", ("a",), 20, ""),), (Tag("1.0", "b", 25),))
    assert (found.commits, found.lead_time.n) == (1, 1)


def test_weeks_are_iso_weeks_in_utc() -> None:
    last_second = MONDAY - 1
    found = measure_history((Commit("a", (), last_second, ""), Commit("b", (), MONDAY, "")), ())
    assert found.commits_per_week == {"2023-W52": 1, "2024-W01": 1}


def test_how_many_commits_there_are_is_counted_beside_the_reading(story: Path) -> None:
    counting = git_history._Counting(git_history._Clone(story))
    counting.process.wait()
    assert counting.total() == read_history(story).commits
    assert counting.total() == read_history(story).commits
    counting.end()


def test_the_garbage_collector_goes_on_as_it_did(story: Path) -> None:
    read_history(story)
    assert gc.isenabled()
    gc.disable()
    try:
        read_history(story)
        assert not gc.isenabled()
    finally:
        gc.enable()
