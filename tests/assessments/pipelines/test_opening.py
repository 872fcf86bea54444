"""What folders, files and archives give, also where they are odd."""

import io
import os
import tarfile
import zipfile

import pytest

from assessments.evidence.pipelines import (
    PipelinesError,
    Sources,
    archives,
    judge_sources,
    open_path,
    opening,
    read_archive,
)
from assessments.evidence.pipelines.detecting import pipelines
from assessments.evidence.pipelines.project import Project

GITHUB = ".github/workflows/ci.yml"
GOOD = "on: push\njobs:\n  test:\n    runs-on: x\n    steps:\n      - run: pytest\n"


def zipped(*names, text=GOOD):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, text)
    return data.getvalue()


def tarred(*members):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


def test_an_archive_on_disk_is_opened_by_its_name(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped(GITHUB, "notes.txt", "sub/"))
    assert list(open_path(tmp_path / "a.zip").texts) == [GITHUB]


def test_too_large_an_archive_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES", 10)
    with pytest.raises(PipelinesError, match="larger"):
        read_archive("a.zip", b"x" * 11)


def test_a_member_that_cannot_be_unpacked_is_said_so(monkeypatch):
    def broken(*_given, **_named):
        raise NotImplementedError("kind 99")

    data = zipped(GITHUB)
    monkeypatch.setattr(zipfile.ZipFile, "open", broken)
    with pytest.raises(PipelinesError, match="kind 99"):
        read_archive("a.zip", data)


@pytest.mark.parametrize(
    ("pack", "limit"),
    [
        (lambda: zipped("a.yml", "b.yml"), "MOST_FILES"),
        (lambda: tarred(("a.yml", b"a"), ("b.yml", b"b")), "MOST_FILES"),
        (lambda: tarred(("a.yml", b"a"), ("b.yml", b"b")), "MOST_MEMBERS"),
    ],
)
def test_after_so_many_members_the_rest_is_left(monkeypatch, pack, limit):
    monkeypatch.setattr(archives, limit, 1)
    sources = read_archive("a", pack())
    assert list(sources.texts) == ["a.yml"]
    assert "too many" in str(sources.problems[0])


def test_a_tar_says_what_it_does_not_take():
    big = b"#" * 1_000_001
    sources = read_archive(
        "a.tar", tarred(("a.yml", big), ("b.yml", b"\xff\xfe\xff"), ("n.txt", b"x"), ("c.yml", b"a: b"))
    )
    assert list(sources.texts) == ["c.yml"]
    assert ["larger" in str(problem) for problem in sources.problems] == [True, False]


def test_a_member_that_claims_more_than_fits_is_refused(monkeypatch):
    data = zipped("a.yml", text="#" * 300)
    monkeypatch.setattr(archives, "MOST_BYTES", 250)
    sources = read_archive("a.zip", data)
    assert sources.texts == {}
    assert sources.problems


def test_a_folder_with_too_many_files_is_read_in_part(monkeypatch, tmp_path):
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text("a: b")
    monkeypatch.setattr(opening, "MOST_ENTRIES", 1)
    sources = open_path(tmp_path)
    assert list(sources.texts) == ["a.yml"]
    assert "too many" in str(sources.problems[0])


def test_a_folder_that_may_not_be_read_is_said_so(monkeypatch, tmp_path):
    (tmp_path / "shut").mkdir()
    real = os.scandir

    def scandir(path):
        if str(path).endswith("shut"):
            raise PermissionError(13, "not allowed")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert "not allowed" in str(open_path(tmp_path).problems[0])


def test_one_file_is_read_with_the_parts_it_names(tmp_path):
    (tmp_path / "sub" / "act").mkdir(parents=True)
    (tmp_path / ".gitlab-ci.yml").write_text(
        "include: [a.yml, /b.yml, ../c.yml, link.yml]\nx: {script: [./sub/act]}\n"
    )
    (tmp_path / "a.yml").write_text("t: {script: [pytest]}\n")
    (tmp_path / "b.yml").write_bytes(b"\xff\xff")
    (tmp_path / "link.yml").symlink_to(tmp_path / "a.yml")
    (tmp_path / "sub" / "act" / "action.yml").write_text("runs: {}\n")
    sources = open_path(tmp_path / ".gitlab-ci.yml")
    assert set(sources.texts) == {".gitlab-ci.yml", "a.yml", "sub/act/action.yml"}
    assert "b.yml" in str(sources.problems[0])
    files, _ = judge_sources(sources)
    assert [file.workflow.file for file in files] == [".gitlab-ci.yml"]


def test_one_file_that_cannot_be_decoded_is_listed_as_broken(tmp_path):
    (tmp_path / "a.yml").write_bytes(b"\xff\xff")
    files, problems = judge_sources(open_path(tmp_path / "a.yml"))
    assert [file.workflow.valid for file in files] == [False]
    assert problems


def test_what_was_refused_and_is_no_pipeline_is_not_listed(tmp_path):
    (tmp_path / "notes.yml").write_bytes(b"\xff\xff")
    files, problems = judge_sources(open_path(tmp_path))
    assert files == ()
    assert len(problems) == 1


def test_one_broken_file_alone_is_listed_and_one_that_is_no_pipeline_is_not():
    broken = Sources({"a.yml": "a: [\n"}, (), ("a.yml",))
    assert [file.workflow.valid for file in judge_sources(broken)[0]] == [False]
    assert judge_sources(Sources({"a.yml": "a: b\n"}, (), ("a.yml",)))[0] == ()


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("on: push\njobs: {}\n", "github-actions"),
        ("on: push\njobs: [\n", "unknown"),
        ("steps: [\n", None),
        ("- on: x\n  jobs: y\n", None),
        ("version: 2\njobs: {}\nworkflows: {}\n", "circleci"),
        ("trigger: [main]\nsteps: [{script: x}]\n", "azure-pipelines"),
        ("a: {stage: x, rules: []}\n", "gitlab-ci"),
        ("a: b\n", None),
    ],
)
def test_files_of_any_name_are_known_by_their_keys(text, platform):
    found = dict(pipelines(Project({"x.yml": text}), ("x.yml",)))
    assert (found["x.yml"].value if found else None) == platform


def test_every_file_that_a_pattern_names_is_included():
    texts = {".gitlab-ci.yml": "include: ['/ci/*.yml']\n", "ci/a.yml": "a: {script: [pytest]}\n"}
    files, _ = judge_sources(Sources(texts))
    assert files[0].facts.automated_tests.value == "yes"


def test_a_file_that_another_one_includes_is_judged_in_its_place():
    part = "lint: {stage: Check, script: [eslint]}\npack: {extends: .image}\n"
    whole = "stages: [Check, test]\ninclude: [/ci/part.yml]\n.image: {script: [docker build .]}\n"
    alone, _ = judge_sources(Sources({"ci/part.yml": part}))
    assert not alone[0].workflow.valid
    assert "`Check` is no stage" in str(alone[0].workflow.problems[0])
    together, _ = judge_sources(Sources({".gitlab-ci.yml": whole, "ci/part.yml": part}))
    assert [file.workflow.file for file in together] == [".gitlab-ci.yml", "ci/part.yml"]
    assert [file.workflow.problems for file in together] == [(), ()]
    assert all(file.workflow.valid for file in together)


def test_an_included_file_keeps_what_is_wrong_wherever_it_stands():
    part = "lint: {stage: Check, script: [eslint]}\nlint: {script: [x]}\n"
    found, _ = judge_sources(Sources({".gitlab-ci.yml": "include: /ci/part.yml\n", "ci/part.yml": part}))
    said = [str(problem) for file in found for problem in file.workflow.problems]
    assert any("stands twice" in problem for problem in said)
    assert not found[1].workflow.valid


def test_files_that_include_each_other_keep_their_problems():
    texts = {
        "a.yml": "include: b.yml\na: {stage: x, script: [ls]}\n",
        "b.yml": "include: a.yml\nb: {script: [ls]}\n",
    }
    found, _ = judge_sources(Sources(texts))
    assert [file.workflow.valid for file in found] == [False, False]


def test_a_packed_archive_is_unpacked_up_to_a_limit_and_one_cut_short_is_told(monkeypatch):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("a.yml"))
    with pytest.raises(PipelinesError, match="no archive that can be read"):
        read_archive("a.tgz", data.getvalue()[:30])
    monkeypatch.setattr(archives, "MOST_BYTES", 5_000)
    with pytest.raises(PipelinesError, match="swells to more than 5,000 bytes"):
        read_archive("a.tgz", data.getvalue())
