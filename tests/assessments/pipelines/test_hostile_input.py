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
    expressions,
    github,
    github_triggers,
    gitlab,
    gitlab_merging,
    judge_sources,
    limiting,
    open_path,
    read_archive,
    read_pipelines,
    travis,
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


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz"])
def test_what_swells_is_noticed_before_it_has_swollen(kind):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=f"w:{kind}") as archive:
        member = tarfile.TarInfo("a.yml")
        member.size = 3_000_000
        archive.addfile(member, io.BytesIO(bytes(3_000_000)))
    with pytest.raises(PipelinesError, match="swells beyond all measure"):
        read_archive("a.tar", data.getvalue())


def test_a_list_of_files_without_end_is_refused_unread():
    data = zipped([(f"{number}.yml", "") for number in range(50_001)])
    with pytest.raises(PipelinesError, match="more than 50,000 files"):
        read_archive("a.zip", data)


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


def workflow(name, text, **parts):
    files, _ = judge_sources(Sources({name: text, **parts}))
    return next(file.workflow for file in files if file.workflow.file == name)


def counted(monkeypatch, module, name):
    """Count the calls of a function."""
    calls, real = [], getattr(module, name)

    def count(*given, **named):
        calls.append(1)
        return real(*given, **named)

    monkeypatch.setattr(module, name, count)
    return calls


def test_no_more_commands_are_judged_than_a_person_writes_and_the_file_says_so():
    steps = "".join(f"      - run: npm {i} {'a-_deploy.' * 30}\n" for i in range(1500))
    found = workflow(GITHUB, f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}")
    kept = {command.text for run in found.runs for step in run.jobs[0].steps for command in step.commands}
    assert sum(map(len, kept)) <= limiting.MOST_TEXT
    assert "60,000 characters" in str(found.problems[0])
    assert found.valid


@pytest.mark.parametrize(
    ("name", "job"), [(GITHUB, "  j{}: {{runs-on: x, steps: [{{run: pytest}}]}}\n"), (".gitlab-ci.yml", "")]
)
def test_jobs_that_were_not_read_are_a_problem(name, job):
    head = "on: push\njobs:\n" if job else ""
    job = job or "j{}: {{script: [pytest]}}\n"
    found = workflow(name, head + "".join(job.format(i) for i in range(301)))
    assert "301 jobs" in str(found.problems[0])
    assert found.jobs == 301
    assert len(found.runs[0].jobs) == 300
    assert workflow(name, head + "".join(job.format(i) for i in range(300))).problems == ()


def test_an_action_that_uses_itself_is_read_only_so_often():
    action = "runs:\n  steps:\n" + "".join(
        f"    - uses: ./act\n    - run: ./deploy.sh {i}\n" for i in range(20)
    )
    text = "on: [push, pull_request, release, schedule, workflow_dispatch]\njobs:\n  a:\n    runs-on: x\n"
    found = workflow(
        GITHUB, f"{text}    steps:\n" + "      - uses: ./act\n" * 20, **{"act/action.yml": action}
    )
    assert sum(len(job.steps) for run in found.runs for job in run.jobs) <= 10 * github.MOST_STEPS


def test_only_so_many_rules_are_tried(monkeypatch):
    calls = counted(monkeypatch, gitlab, "holds")
    rules = ", ".join(f"{{if: $A == '{i}'}}" for i in range(100))
    workflow(".gitlab-ci.yml", "".join(f"j{i}: {{script: [x], rules: [{rules}]}}\n" for i in range(40)))
    assert len(calls) <= gitlab.MOST_RULES


def test_only_so_many_references_are_followed(monkeypatch):
    calls = counted(monkeypatch, gitlab_merging.Merged, "extended")
    workflow(".gitlab-ci.yml", f"a: {{script: [{', '.join(['!reference [a, script]'] * 12)}]}}\n")
    assert len(calls) <= gitlab_merging.MOST_REFERENCES + 10


def test_only_so_many_patterns_of_branches_are_tried(monkeypatch):
    calls = counted(monkeypatch, github_triggers, "matches")
    names = ", ".join(f"'**/x{i}*'" for i in range(3000))
    workflow(GITHUB, f"on: {{push: {{branches: [{names}]}}}}\njobs: {{a: {{runs-on: x, steps: []}}}}\n")
    assert len(calls) <= 2 * github_triggers.MOST_PATTERNS


def test_workflows_that_all_follow_each_other_end(monkeypatch):
    calls = counted(monkeypatch, github, "occasions")
    names = ", ".join(f"w{i}" for i in range(30))
    text = "name: w%d\non: {workflow_run: {workflows: [" + names + "]}}\njobs: {a: {runs-on: x, steps: []}}\n"
    judge_sources(Sources({f".github/workflows/w{i}.yml": text % i for i in range(30)}))
    assert len(calls) <= 30 * (github.MOST_FOLLOWED + 1)


def test_a_very_long_expression_is_not_evaluated():
    assert expressions.evaluate("true && " * 200 + "true", lambda _: None) is expressions.UNKNOWN


def test_a_very_long_jenkinsfile_is_cut_and_says_so():
    found = workflow("Jenkinsfile", "pipeline { stage('a') { " + "sh ('x')\n" * 20_000)
    assert "60,000 characters" in str(found.problems[0])


def test_brackets_of_a_matrix_of_travis_are_read_only_so_often():
    rows = ", ".join(["{stage: deploy, script: ./deploy.sh}"] * 300)
    found = workflow(".travis.yml", f"script: x\njobs: {{include: [{rows}]}}\n")
    assert len(found.runs[0].jobs) == travis.MOST_STAGED


def test_deep_inputs_of_a_child_are_left_as_they_are():
    deep = "[" * 30 + "'$[[ inputs.x ]]'" + "]" * 30
    text = f"spec:\n  inputs: {{x: {{default: y}}}}\n---\na: {{script: {deep}}}\n"
    assert workflow(".gitlab-ci.yml", text).runs[0].jobs[0].id == "a"
