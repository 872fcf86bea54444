"""Files and archives that mean harm are refused or harmless, quickly, and the reader says so."""

import io
import os
import stat
import tarfile
import time
import zipfile

import pytest

from assessments.evidence.pipelines import (
    PipelinesError,
    Sources,
    judge_sources,
    open_path,
    read_archive,
    read_pipelines,
)
from assessments.evidence.pipelines.deeds import deeds_of

GITHUB = ".github/workflows/ci.yml"
GOOD = "on: push\njobs:\n  test:\n    runs-on: x\n    steps:\n      - run: pytest\n"


def judged(text, name=GITHUB):
    files, _ = judge_sources(Sources({name: text}))
    return files[0].as_dict()


def zipped(members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(name, text)
    return data.getvalue()


def test_a_bomb_of_aliases_is_refused_with_its_line():
    rows = "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    found = judged(f"a: &a [x, x, x, x, x, x, x, x, x]\n{rows}on: push\njobs: {{}}\n")
    assert found["valid"] is False
    assert "more than 60,000 values" in found["problems"][0]


def test_five_megabytes_are_refused_at_once():
    started = time.process_time()
    found = judged("on: push\njobs:\n" + "  a: {runs-on: x}\n" * 300_000)
    assert time.process_time() - started < 1
    assert found["valid"] is False
    assert "larger than" in found["problems"][0]


def test_a_large_file_in_a_folder_is_listed_as_not_readable(tmp_path):
    path = tmp_path / GITHUB
    path.parent.mkdir(parents=True)
    path.write_text("# x\n" * 2_000_000)
    files, refused = read_pipelines(tmp_path)
    assert [file.workflow.valid for file in files] == [False]
    assert "larger" in str(refused[0])


@pytest.mark.parametrize(
    "command",
    [
        "x_" * 20_000 + "deploy.s",
        "deploy-" * 6_000 + "!",
        "./" * 9_000,
        "npm " * 10_000,
        "a" * 40_000,
        "tox " + "-e " * 9_000,
    ],
)
def test_no_command_makes_the_words_of_tools_slow(command):
    started = time.process_time()
    deeds_of(command)
    assert time.process_time() - started < 1


def test_extending_everything_ends():
    jobs = "".join(
        f"j{i}: {{extends: [{', '.join(f'j{k}' for k in range(10))}], script: [pytest]}}\n" for i in range(10)
    )
    assert judged(jobs, ".gitlab-ci.yml")["automated_tests"] == "yes"


def test_a_pattern_that_never_ends_is_not_tried():
    text = (
        'a:\n  variables: {V: "' + "a" * 60 + '!"}\n  rules:\n    - if: $V =~ /^(a+)+$/\n  script: [pytest]\n'
    )
    started = time.process_time()
    judged(text, ".gitlab-ci.yml")
    assert time.process_time() - started < 1


def test_a_workflow_that_calls_itself_ends():
    text = "on: [push, workflow_call]\njobs:\n" + "".join(
        f"  j{i}: {{uses: ./{GITHUB}}}\n" for i in range(20)
    )
    assert judged(text)["n_jobs"] == 20


def test_names_that_lead_out_of_an_archive_are_refused():
    sources = read_archive(
        "a.zip", zipped([("../evil.yml", GOOD), ("/etc/x.yml", GOOD), ("a\\b.yml", GOOD), (GITHUB, GOOD)])
    )
    assert list(sources.texts) == [GITHUB]
    assert len(sources.problems) == 3


def test_a_swelling_member_is_refused():
    sources = read_archive("a.zip", zipped([(GITHUB, "#" * 900_000)]))
    assert sources.texts == {}
    assert "swells" in str(sources.problems[0])


def test_a_link_in_an_archive_is_not_followed():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        link = zipfile.ZipInfo(GITHUB)
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    sources = read_archive("a.zip", data.getvalue())
    assert sources.texts == {}
    assert "link" in str(sources.problems[0])


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_archive_gives_its_files_and_no_links(mode):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:
        member = tarfile.TarInfo(GITHUB)
        member.size = len(GOOD)
        archive.addfile(member, io.BytesIO(GOOD.encode()))
        link = tarfile.TarInfo("b.yml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    sources = read_archive("a.tar", data.getvalue())
    assert sources.texts == {GITHUB: GOOD}
    assert "link" in str(sources.problems[0])


def test_a_swelling_tar_is_refused():
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        member = tarfile.TarInfo("a.yml")
        member.size = 50_000_000
        archive.addfile(member, io.BytesIO(bytes(50_000_000)))
    with pytest.raises(PipelinesError, match="swells"):
        read_archive("a.tgz", data.getvalue())


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"\x1f\x8bbroken", b"no archive at all"])
def test_what_is_no_archive_is_said_to_be_none(data):
    with pytest.raises(PipelinesError):
        read_archive("a.zip", data)


def test_links_and_pipes_in_a_folder_are_left_alone(tmp_path):
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "a.yml").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(tmp_path / "b.yml")
    sources = open_path(tmp_path)
    assert sources.texts == {}
    assert ["link" in str(problem) for problem in sources.problems] == [True]


def test_a_git_folder_is_not_read(tmp_path):
    hooks = tmp_path / ".git" / "hooks"
    hooks.mkdir(parents=True)
    (hooks / "x.yml").write_text(GOOD)
    assert open_path(tmp_path).texts == {}


def test_a_file_does_not_reach_out_of_its_project(tmp_path):
    (tmp_path / "outside.yml").write_text(GOOD)
    project = tmp_path / "project" / ".github" / "workflows"
    project.mkdir(parents=True)
    (project / "ci.yml").write_text("on: push\njobs:\n  a:\n    uses: ./../outside.yml\n")
    sources = open_path(project / "ci.yml")
    assert list(sources.texts) == [GITHUB]


def test_a_missing_path_says_so(tmp_path):
    with pytest.raises(PipelinesError, match="is no file"):
        open_path(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (GITHUB, "on: 5\njobs: [1, 2, {a: b}]\n"),
        (GITHUB, "on: {push: x}\njobs: {a: b, c: {needs: {x: y}, steps: x, strategy: 3}}\n"),
        (
            ".gitlab-ci.yml",
            "a: [b]\nb: {script: {x: y}, rules: x, needs: {a: b}, environment: [x], parallel: {matrix: x}}\n",
        ),
        ("azure-pipelines.yml", "stages: x\njobs: {a: b}\n"),
        (".circleci/config.yml", "jobs: []\nworkflows: x\n"),
        (".travis.yml", "- a\n"),
        ("Jenkinsfile", ""),
        (GITHUB, "on: [\n"),
    ],
)
def test_nonsense_gives_an_answer_and_no_traceback(name, text):
    assert judged(text, name)["file"] == name
