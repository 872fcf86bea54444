"""What a clone's history says: hand-made repositories with exact numbers, and clones that mean harm."""

import gc
import os
import shutil
import statistics
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.evidence import git_history
from assessments.evidence.git_history import LOG_COMMAND, read_history, read_log
from assessments.evidence.history import (
    Commit,
    History,
    HistoryError,
    HistoryStoppedError,
    Spread,
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
    assert found.lead_time == Spread(median=4.5 * HOUR, p90=5.0 * HOUR, n=4)


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
    found, whole = read_log(text_of(story)).as_dict(), read_history(story).as_dict()
    for name in (
        "branch_life_seconds",
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
    assert found.lead_time == Spread(median=20.0, p90=20.0, n=3)
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


def test_git_is_asked_to_write_in_large_blocks(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = shutil.which("git"), tmp_path / "asked"
    stand_in = tmp_path / "bin" / "git"
    stand_in.parent.mkdir()
    stand_in.write_text(f'#!/bin/sh\necho "$GIT_FLUSH" >> "{asked}"\nexec "{real}" "$@"\n')
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}")
    assert read_history(story).commits == 6
    assert set(asked.read_text().split()) == {"0"}


# ---------------------------------------------------------------- branch life


def branched(git: Git, name: str, *hours: float) -> None:
    """Begin or go on with a branch, with a commit at each hour."""
    exists = name in git("branch", "--format=%(refname:short)").split()
    git("checkout", "--quiet", *([] if exists else ["-b"]), name)
    for hour in hours:
        commit(git, f"{name} {hour}", MONDAY + int(hour * HOUR))


def merged(git: Git, *names: str, at: float, into: str = "main") -> None:
    git("checkout", "--quiet", into)
    git("merge", "--quiet", "--no-ff", "-m", "Merge", *names, at=MONDAY + int(at * HOUR))


def text_of(clone: Path) -> str:
    command = LOG_COMMAND.partition(" > ")[0]
    return subprocess.run(["sh", "-c", command], cwd=clone, check=True, capture_output=True, text=True).stdout


def lives(clone: Path) -> Spread:
    """Return branch life in hours; the clone and the text of its log say the same."""
    found = read_history(clone).branch_life
    assert read_log(text_of(clone)).branch_life == found
    assert found.median is not None
    assert found.p90 is not None
    return Spread(found.median / HOUR, found.p90 / HOUR, found.n)


def branch_notes(clone: Path) -> str:
    return " ".join(note for note in read_history(clone).notes if "branch" in note)


def test_a_branch_lives_from_writing_its_first_commit_to_its_merge(git: Git, clone: Path) -> None:
    commit(git, "first", MONDAY)
    branched(git, "work", 2, 3)
    merged(git, "work", at=7)
    assert lives(clone) == Spread(median=5.0, p90=5.0, n=1)
    assert read_history(clone).as_dict()["branch_life_seconds"] == {
        "median": 5.0 * HOUR, "p90": 5.0 * HOUR, "n": 1
    }  # fmt: skip
    assert branch_notes(clone) == ""


def test_the_author_date_counts_not_that_of_a_rebase(git: Git, clone: Path) -> None:
    commit(git, "first", MONDAY)
    branched(git, "work", 2, 3)
    git("checkout", "--quiet", "main")
    commit(git, "second", MONDAY + 4 * HOUR)
    git("checkout", "--quiet", "work")
    git("-c", "rebase.backend=apply", "rebase", "--quiet", "--keep-empty", "main", at=MONDAY + 6 * HOUR)
    for number, hour in ((1, 2), (0, 3)):
        assert git("log", "-1", "--format=%at", f"HEAD~{number}") == str(MONDAY + hour * HOUR)
    merged(git, "work", at=10)
    assert lives(clone) == Spread(median=8.0, p90=8.0, n=1)


def test_each_merge_counts_once_and_quantiles_are_those_of_the_lead_time(git: Git, clone: Path) -> None:
    commit(git, "first", MONDAY)
    for number in range(12):  # lives of 1, 2, ... 12 hours
        branched(git, f"work-{number}", 20 * number)
        merged(git, f"work-{number}", at=20 * number + number + 1)
    # The median of 1 to 12 is 6.5; the place of the 90 % quantile is int(0.9 * 11) = 9: the tenth.
    assert lives(clone) == Spread(median=6.5, p90=10.0, n=12)


def test_of_an_octopus_the_first_branch_counts_and_a_note_says_so(git: Git, clone: Path) -> None:
    commit(git, "first", MONDAY)
    branched(git, "one", 4)
    git("checkout", "--quiet", "main")
    branched(git, "two", 1)
    merged(git, "one", "two", at=6)
    assert git("log", "-1", "--format=%P").count(" ") == 2
    assert lives(clone) == Spread(median=2.0, p90=2.0, n=1)
    assert "1 of 1 merges bring several branches at once: only the first of each" in branch_notes(clone)


def test_a_branch_that_is_merged_again_begins_anew(git: Git, clone: Path) -> None:
    commit(git, "first", MONDAY)
    branched(git, "work", 1)
    merged(git, "work", at=4)
    branched(git, "work", 10)
    merged(git, "work", at=11)
    assert lives(clone) == Spread(median=2.0, p90=1.0, n=2)  # of 3 h and of 1 h


def test_what_a_branch_took_from_the_main_line_is_not_the_branch(git: Git, clone: Path) -> None:
    commit(git, "first", MONDAY)
    branched(git, "work", 2)
    git("checkout", "--quiet", "main")
    commit(git, "second", MONDAY + HOUR)
    merged(git, "main", at=3, into="work")
    branched(git, "work", 4)
    merged(git, "work", at=8)
    assert lives(clone) == Spread(median=6.0, p90=6.0, n=1)


def test_branches_that_cross_are_each_counted_for_what_they_alone_hold(git: Git, clone: Path) -> None:
    commit(git, "first", MONDAY)
    branched(git, "work", 1)
    git("checkout", "--quiet", "main")
    commit(git, "second", MONDAY + 2 * HOUR)
    before = git("rev-parse", "work")
    merged(git, "main", at=5, into="work")  # work takes main,
    git("checkout", "--quiet", "main")
    git(
        "merge", "--quiet", "--no-ff", "-m", "Merge", before, at=MONDAY + 6 * HOUR
    )  # main takes work as it was
    merged(git, "work", at=9)  # and then the merge that only work holds, written at 5 h
    assert lives(clone) == Spread(median=4.5, p90=4.0, n=2)  # of 5 h and of 4 h


@pytest.mark.parametrize("way", ["--ff-only", "--squash"])
def test_a_fast_forward_and_a_squash_leave_no_branch_to_see(git: Git, clone: Path, way: str) -> None:
    commit(git, "first", MONDAY)
    branched(git, "work", 1, 2)
    git("checkout", "--quiet", "main")
    git("merge", "--quiet", way, "work")
    if way == "--squash":
        commit(git, "work (#1)", MONDAY + 5 * HOUR)
    found = read_history(clone)
    assert found.branch_life == Spread(None, None, 0) == read_log(text_of(clone)).branch_life
    assert "squash, rebase and fast-forward leave no branch to see" in branch_notes(clone)


def test_a_window_keeps_the_branches_that_were_merged_in_it(git: Git, clone: Path) -> None:
    commit(git, "first", MONDAY)
    for number in (0, 1):
        branched(git, f"work-{number}", 20 * number + 1)
        merged(git, f"work-{number}", at=20 * number + 5 + number)
    late = read_history(clone, Window(since=MONDAY + 20 * HOUR + 2))
    assert late.branch_life == Spread(5.0 * HOUR, 5.0 * HOUR, 1)
    none = read_history(clone, Window(since=MONDAY + 100 * HOUR))
    assert none.branch_life.n == 0
    assert "branch" not in " ".join(none.notes)


def joined(authored: int | None, *, second: str = "b", before: str = "a", time: int = MONDAY) -> History:
    """Return what is said of a merge `m` of a branch `b` into `a`."""
    commits = (
        Commit("m", ("a", second), MONDAY + HOUR, "", MONDAY + HOUR),
        Commit("b", (before,) if before else (), time, "", authored),
        Commit("a", (), MONDAY - DAY, "", MONDAY - DAY),
    )
    return measure_history(commits, ())


@pytest.mark.parametrize("authored", [None, 0, 631_151_999, MONDAY + HOUR + 1])
def test_an_absurd_or_missing_author_date_does_not_count_and_is_said(authored: int | None) -> None:
    found = joined(authored)
    assert found.branch_life == Spread(None, None, 0)
    assert found.notes[-1] == (
        "1 of 1 merges on the main line do not count for branch life: 1 have a first author date that is "
        "missing, before 1990 or after the merge."
    )


@pytest.mark.parametrize(
    ("authored", "life"), [(631_152_000, MONDAY + HOUR - 631_152_000), (MONDAY + HOUR, 0)]
)
def test_author_dates_from_1990_up_to_the_merge_count(authored: int, life: int) -> None:
    assert joined(authored).branch_life == Spread(life, life, 1)


@pytest.mark.parametrize("before", ["", "elsewhere"])
def test_a_branch_that_begins_outside_the_history_does_not_count_and_is_said(before: str) -> None:
    found = joined(MONDAY, before=before)
    assert found.branch_life.n == 0
    assert "1 bring a branch that begins outside this history" in found.notes[-1]


def test_a_merge_of_what_is_already_there_does_not_count_and_is_said() -> None:
    found = joined(MONDAY, second="a")
    assert found.branch_life.n == 0
    assert "1 bring nothing new" in found.notes[-1]


def test_of_commits_of_one_second_the_older_one_is_the_first() -> None:
    commits = (
        Commit("m", ("a", "c"), MONDAY + 9 * HOUR, "", MONDAY + 9 * HOUR),
        Commit("c", ("b",), MONDAY, "", MONDAY - HOUR),
        Commit("b", ("a",), MONDAY, "", MONDAY - 2 * HOUR),
        Commit("a", (), MONDAY - DAY, "", MONDAY - DAY),
    )
    assert measure_history(commits, ()).branch_life == Spread(11.0 * HOUR, 11.0 * HOUR, 1)


def test_a_shallow_clone_makes_no_branch_older_or_younger_than_it_is(
    git: Git, clone: Path, tmp_path: Path
) -> None:
    commit(git, "first", MONDAY)
    branched(git, "work", 1, 2, 3)
    git("checkout", "--quiet", "main")
    commit(git, "second", MONDAY + 4 * HOUR)
    merged(git, "work", at=5)
    git("clone", "--quiet", "--depth", "3", f"file://{clone}", str(tmp_path / "shallow"))
    found = read_history(tmp_path / "shallow")
    assert (found.merges_first_parent, found.branch_life.n) == (1, 0)
    assert "begins outside this history" in " ".join(found.notes)


def test_a_text_without_author_dates_is_read_all_the_same(git: Git, clone: Path) -> None:
    commit(git, "first", MONDAY)
    branched(git, "work", 1)
    merged(git, "work", at=2)
    full = text_of(clone)
    bare = "\n".join(
        "\x1f".join(
            part.split(" ")[0] if place == 2 else part for place, part in enumerate(line.split("\x1f"))
        )
        for line in full.split("\n")
    )
    found = read_log(bare)
    assert (found.commits, found.merges_first_parent, found.branch_life.n) == (3, 1, 0)
    assert "first author date that is missing" in " ".join(found.notes)
    assert read_log(full).branch_life.n == 1


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(0, 30), min_size=1, max_size=3), st.integers(0, 50), st.integers(-9, 9)
        ),
        min_size=1,
        max_size=30,
    )
)
def test_branches_hold_what_the_definition_says(
    rows: list[tuple[list[int], int, int]],
) -> None:
    commits: list[Commit] = []
    for place, (parents, step, shift) in enumerate(rows):
        names = tuple(dict.fromkeys(str(parent % place) for parent in parents)) if place else ()
        time = MONDAY + 100 * place + step
        commits.insert(0, Commit(str(place), names, time, "", time + shift))
    known = {one.name: one for one in commits}

    def reach(name: str) -> set[str]:
        return {name}.union(*(reach_of[parent] for parent in known[name].parents))

    reach_of: dict[str, set[str]] = {}
    for one in reversed(commits):
        reach_of[one.name] = reach(one.name)
    wanted, one = [], commits[0]
    while one.parents:
        if len(one.parents) > 1:
            alone = reach_of[one.parents[1]] - reach_of[one.parents[0]]
            if alone:
                begun = known[min(alone, key=lambda name: known[name].time)].authored or 0
                wanted += [one.time - begun] if begun <= one.time else []
        one = known[one.parents[0]]
    found = measure_history(tuple(commits), ()).branch_life
    assert found.n == len(wanted)
    assert found.median == (statistics.median(wanted) if wanted else None)
    assert found.p90 == (sorted(wanted)[int(0.9 * (len(wanted) - 1))] if wanted else None)


@pytest.mark.parametrize("circle", ["a", "b"])
def test_a_text_that_runs_in_a_circle_ends(circle: str) -> None:
    lines = [
        f"{'a' * 40}\x1f{'b' * 40} {'a' * 40}\x1f20 20\x1fx\x1f",
        f"{'b' * 40}\x1f{circle * 40}\x1f10 10\x1fx\x1f",
    ]
    found = read_log("\n".join(lines))
    assert (found.commits, found.merges_first_parent) == (2, 1)


@pytest.mark.parametrize("times", ["9" * 11, "9" * 5_000, "1 " + "9" * 5_000, "1 x"])
def test_a_time_that_no_clock_says_is_refused_with_its_line(times: str) -> None:
    with pytest.raises(HistoryError, match="line 1: is no line of the log"):
        read_log(f"{'a' * 40}\x1f\x1f{times}\x1fx\x1f")


@pytest.mark.parametrize("date", ["", " 253402300800 +0000", " 99999999999999999999 +0000"])
def test_a_commit_without_a_date_that_can_be_read_is_named(git: Git, clone: Path, date: str) -> None:
    tree = git("write-tree")
    body = f"tree {tree}\nauthor a <a>{date}\ncommitter a <a>{date}\n\nx\n"
    (clone / "body").write_text(body)
    name = git("hash-object", "-t", "commit", "-w", "--literally", "body")
    git("update-ref", "HEAD", name)
    with pytest.raises(HistoryError, match=f"commit {name} has no date that can be read; run `git fsck`"):
        read_history(clone)


def test_the_documentation_names_every_field() -> None:
    page = (Path(__file__).parents[3] / "docs" / "evidence.md").read_text(encoding="utf-8")
    found = measure_history((), ()).as_dict()
    fields = {*found, *found["lead_time_seconds"], "commits", "merges", "tags"}
    assert [name for name in fields if f"`{name}`" not in page] == []
