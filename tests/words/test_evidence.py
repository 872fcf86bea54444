"""The words, the picture and the numbers of the Evidence page, and what may be brought into it."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from assessments.evidence.deployments import measure_log
from assessments.evidence.history import Commit, Tag, measure_history
from assessments.evidence.logs import read_log
from assessments.evidence.pipelines import (
    CORRECTABLE,
    Answer,
    At,
    Confidence,
    Facts,
    Mode,
    PipelinesError,
    Reason,
    Road,
    Sources,
    correct,
    judge_sources,
    project_facts,
    road_of,
)
from assessments.evidence.records import parse_records
from assessments.evidence.trends import commit_weeks, lead_times, log_weeks
from ui.charts import as_markdown
from ui.charts import evidence as charts
from ui.evidence import resting, wording
from ui.evidence.drawing import ROW, road_svg, wrapped
from ui.evidence.keeping import name_of, read_said
from ui.evidence.taking import (
    MOST_FILES,
    PathRefusedError,
    allowed_clone,
    allowed_folder,
    label_of,
    open_uploads,
    without_prefix,
)

GATED = """\
stages: [test, build, deploy]
unit: {stage: test, script: pytest}
lint: {stage: test, script: ruff check, parallel: 3}
pack: {stage: build, script: docker build .}
live:
  stage: deploy
  script: kubectl apply -f live.yml
  environment: production
  when: manual
"""
SEEN = Facts(
    automated_tests=Answer.YES, every_change=Answer.YES, tests_every_change=Answer.YES,
    deploys_to_production=Answer.YES, deploy_mode=Mode.MERGE, manual_gate=Answer.NO, verdict="deployment",
    reasons=(
        Reason("automated_tests", At("a/ci.yml", 7), "maybe", Confidence.MEDIUM),
        Reason("automated_tests", At("a/ci.yml", 9), "pytest", Confidence.HIGH),
        Reason("deploys_to_production", At("a/live.yml", 4), "kubectl apply", Confidence.HIGH),
        Reason("deploy_mode", At("a/live.yml", 2), "push of main", Confidence.HIGH),
        Reason("manual_gate", At("a/live.yml", 1), "nobody", Confidence.MEDIUM),
    ),
)  # fmt: skip


def gated_road() -> Road:
    files, _ = judge_sources(Sources({".gitlab-ci.yml": GATED}))
    road = road_of(files[0])
    assert road is not None
    return road


# ---------------------------------------------------------------- the sentence


def test_the_sentence_names_the_surest_line_of_each_part() -> None:
    assert wording.sentence(SEEN) == (
        "Continuous deployment: tests run on every change (`ci.yml:9`); each change that passes goes to "
        "production by itself (`live.yml:4`, `live.yml:2`); nobody has to say yes (`live.yml:1`)."
    )


def test_the_sentence_of_a_real_file_is_true_and_has_its_lines() -> None:
    files, _ = judge_sources(Sources({".gitlab-ci.yml": GATED}))
    assert wording.sentence(project_facts(files)) == (
        "Continuous delivery: tests run on every change (`.gitlab-ci.yml:2`); a person starts the deployment "
        "to production (`.gitlab-ci.yml:7`, `.gitlab-ci.yml:9`); somebody must say yes before "
        "(`.gitlab-ci.yml:9`)."
    )


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"every_change": Answer.FILTERED}, "automated tests run when certain files change"),
        ({"tests_every_change": Answer.NO}, "automated tests run, but not on every change"),
        (
            {"tests_every_change": Answer.NO, "automated_tests": Answer.NO},
            "no automated test runs on every change;",
        ),
        ({"tests_every_change": Answer.UNKNOWN}, "whether tests run on every change cannot be seen"),
        ({"deploys_to_production": Answer.NO}, "nothing in these files deploys to production"),
        (
            {"deploys_to_production": Answer.NO, "package_release": Answer.YES},
            "a package or image is published; nothing",
        ),
        ({"deploys_to_production": Answer.UNKNOWN}, "whether anything deploys to production cannot be seen"),
        ({"deploy_mode": Mode.SCHEDULED}, "a clock starts the deployment to production"),
        ({"manual_gate": Answer.POSSIBLE}, "the platform's settings decide whether"),
        ({"manual_gate": Answer.UNKNOWN}, "whether somebody must say yes cannot be seen"),
    ],
)
def test_each_answer_has_its_words(facts: dict[str, Answer | Mode], said: str) -> None:
    assert said in wording.sentence(replace(SEEN, **facts))


def test_a_verdict_that_rests_on_a_doubtful_line_says_so() -> None:
    low = replace(SEEN, reasons=(Reason("deploy_mode", At("a", 1), "x", Confidence.LOW),))
    assert wording.sentence(low).startswith("Continuous deployment (low confidence): ")


def test_what_a_person_says_is_marked_so() -> None:
    said = correct(SEEN, {"manual_gate": "yes"})
    assert "somebody must say yes before (said by a person)" in wording.sentence(said)
    assert wording.reason_line(said.because("manual_gate")[0]) == "said by a person"


def test_every_answer_to_every_fact_has_a_word() -> None:
    assert set(wording.TITLES) == set(CORRECTABLE)
    assert all(one in wording.CHOICES for said in CORRECTABLE.values() for one in said)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("pytest", "`pytest`"), ("a `b` c", "``a `b` c``"), ("`x`", "`` `x` ``"), ("two\n li", "`two li`")
    ],
)  # fmt: skip
def test_a_line_of_a_file_cannot_leave_its_code(text: str, shown: str) -> None:
    assert wording.code(text) == shown


# ---------------------------------------------------------------- the road


def test_the_road_is_told_in_words_with_marks_and_copies() -> None:
    line = wording.road_line(gated_road())
    assert line == (
        "unit (automatic) and lint (automatic, 3 copies) → pack (automatic) → live (button, production)"
    )


def test_the_picture_names_each_stage_and_draws_its_mark() -> None:
    svg = road_svg(gated_road())
    assert all(f">{name}<" in svg for name in ("unit", "lint", "pack", "live"))
    assert svg.count("automatic") == 3
    assert ">button<" in svg
    assert svg == road_svg(gated_road())
    assert svg != road_svg(gated_road(), dark=True)


def test_a_long_road_goes_on_below_and_a_very_long_one_ends() -> None:
    jobs = "".join(f"j{i}: {{script: x, needs: [{f'j{i - 1}' if i else ''}]}}\n" for i in range(70))
    files, _ = judge_sources(Sources({".gitlab-ci.yml": jobs}))
    road = road_of(files[0])
    assert road is not None
    svg = road_svg(road)
    assert f'width="{16 + 148 * ROW}"' in svg
    assert ">j59<" in svg
    assert ">j60<" not in svg


def test_a_hostile_title_stays_text() -> None:
    files, _ = judge_sources(Sources({".gitlab-ci.yml": "'<script>[x](y)': {script: pytest}\n"}))
    road = road_of(files[0])
    assert road is not None
    assert "<script>" not in road_svg(road)
    assert "\\<script\\>\\[x\\]" in wording.road_line(road)


def test_titles_are_wrapped_in_two_lines() -> None:
    assert wrapped("Deploy to production now please today") == ["Deploy to", "production now …"]
    assert wrapped("averyveryverylongsingleword") == ["averyveryverylon…"]


# ---------------------------------------------------------------- what is brought


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_files_and_archives_become_texts() -> None:
    found = open_uploads({"x.zip": zipped({"p/.gitlab-ci.yml": b"a: 1"}), "ci.yml": b"b: 2"})
    assert dict(found.texts) == {"p/.gitlab-ci.yml": "a: 1", "ci.yml": "b: 2"}
    assert open_uploads({"ci.yml": b"on: push"}).listed == ("ci.yml",)
    assert set(open_uploads({"workflows/ci.yml": b"on: push"}).texts) == {".github/workflows/ci.yml"}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.txt": b"hello"}, "no pipeline file in it"),
        ({"a.txt": b"x", "b.png": b"\x89PNG"}, "2 files: no pipeline file"),
        ({"x.zip": b"PK but no zip"}, "is no archive that can be read"),
        ({f"{i}.yml": b"" for i in range(MOST_FILES + 1)}, "are too many"),
    ],
)
def test_what_holds_no_pipeline_is_refused_with_a_mend(files: dict[str, bytes], said: str) -> None:
    with pytest.raises(PipelinesError, match=said):
        open_uploads(files)


@pytest.mark.parametrize(
    "files",
    [
        {"../../etc/ci.yml": b"a: 1"},
        {"big.yml": b"a: 1\n" * 1_100_000},
        {"binary.yml": b"\x00\xff\xfe" * 100},
        {"bomb.zip": zipped({"ci.yml": b"0" * 30_000_000})},
        {"up.zip": zipped({"../ci.yml": b"a: 1"})},
    ],
)
def test_a_hostile_upload_is_refused_and_says_where(files: dict[str, bytes]) -> None:
    found = open_uploads(files)
    assert not found.texts
    assert len(found.problems) == 1


def test_a_project_is_called_as_its_archive_or_folder() -> None:
    assert label_of(("datasette-main.zip",)) == "datasette-main"
    assert label_of(("shop/.github/workflows/a.yml", "shop/x.yml")) == "shop"
    assert label_of(("workflows/a.yml",)) == label_of((".github/a.yml",)) == label_of(("a.yml",)) == ""


def test_names_begin_at_the_projects_own_folder() -> None:
    bomb = open_uploads(
        {"p.zip": zipped({"p/.github/workflows/a.yml": b"on: push", "p/big.yml": b"\xff\xfe\x00"})}
    )
    cut = without_prefix(bomb)
    assert set(cut.texts) == {".github/workflows/a.yml"}
    assert {problem.path for problem in cut.problems} == {"big.yml"}
    assert set(without_prefix(Sources({".github/a.yml": ""})).texts) == {".github/a.yml"}
    assert without_prefix(Sources({"p/a.yml": ""}, (), ("p/a.yml",))).listed == ("a.yml",)


def test_corrections_are_named_by_the_project_and_loose_files_by_what_they_say() -> None:
    one, other = Sources({".gitlab-ci.yml": "a: 1"}), Sources({".gitlab-ci.yml": "a: 2"})
    assert name_of("shop", one) == name_of("shop", other)
    assert name_of("", one) != name_of("", other)
    assert name_of("shop", one) != name_of("quay", one)


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"facts": 3}', '{"facts": {"manual_gate": "perhaps", "x": "yes"}}']
)
def test_a_kept_text_that_is_no_correction_says_nothing(body: str) -> None:
    assert read_said(body) == {}


def test_a_folder_is_read_only_below_an_allowed_one(tmp_path: Path) -> None:
    allowed, secret = tmp_path / "allowed", tmp_path / "secret"
    (allowed / "shop").mkdir(parents=True)
    secret.mkdir()
    (allowed / "out").symlink_to(secret)
    (allowed / "file").write_text("x")
    assert allowed_folder("shop", (allowed,)) == allowed / "shop"
    assert allowed_folder(f"{allowed}/shop", (secret, allowed)) == allowed / "shop"
    for typed in ("../secret", "out", str(secret), "", "  ", "a\0b", "file", "none", "--upload-pack=x"):
        with pytest.raises(PathRefusedError, match="no such folder"):
            allowed_folder(typed, (allowed,))
    with pytest.raises(PathRefusedError):
        allowed_folder(str(allowed), ())


def clone_at(folder: Path) -> Path:
    for name in ("objects/info", "refs"):
        (folder / ".git" / name).mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    return folder


def test_a_clone_keeps_all_its_history_below_an_allowed_folder(tmp_path: Path) -> None:
    allowed = tmp_path / "allowed"
    inside, outside = clone_at(allowed / "shop"), clone_at(tmp_path / "outside")
    (inside / "src").mkdir()
    assert allowed_clone("shop", (allowed,)) == inside
    assert allowed_clone("shop/src", (allowed,)) == inside / "src"
    (allowed / "plain").mkdir()
    with pytest.raises(PathRefusedError, match="no git clone"):
        allowed_clone("plain", (allowed,))
    (allowed / "tree").mkdir()
    (allowed / "tree" / ".git").write_text(f"gitdir: {outside}/.git\n")
    with pytest.raises(PathRefusedError, match="outside"):
        allowed_clone("tree", (allowed,))
    (allowed / "odd").mkdir()
    (allowed / "odd" / ".git").write_text("nothing")
    with pytest.raises(PathRefusedError, match="outside"):
        allowed_clone("odd", (allowed,))
    (inside / ".git" / "objects" / "info" / "alternates").write_text(f"{outside}/.git/objects\n")
    with pytest.raises(PathRefusedError, match="outside"):
        allowed_clone("shop", (allowed,))


def test_a_clone_above_the_allowed_folder_is_not_read(tmp_path: Path) -> None:
    clone_at(tmp_path)
    (tmp_path / "allowed").mkdir()
    with pytest.raises(PathRefusedError, match="no git clone"):
        allowed_clone(".", (tmp_path / "allowed",))


def test_a_worktree_whose_common_folder_lies_inside_is_read(tmp_path: Path) -> None:
    main = clone_at(tmp_path / "main")
    git = main / ".git" / "worktrees" / "w"
    git.mkdir(parents=True)
    (git / "HEAD").write_text("x")
    (git / "commondir").write_text("../..\n")
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / ".git").write_text(f"gitdir: {git}\n")
    assert allowed_clone("w", (tmp_path,)) == tmp_path / "w"


# ---------------------------------------------------------------- numbers

LOG = parse_records(
    "id,finished,commit,committed\n"
    "a,2026-01-05T10:00:00Z,c1,2026-01-05T08:00:00Z\n"
    "b,2026-01-06T10:00:00Z,c2,2026-01-06T06:00:00Z\n"
)
INCIDENTS = parse_records("id,created,resolved\ni,2026-01-06T11:00:00Z,2026-01-06T12:00:00Z\n")


def test_beside_the_change_fail_rate_stand_failed_deployments_for_1000_changes() -> None:
    log = read_log(LOG, INCIDENTS)
    rows = resting.metric_rows(measure_log(log), log)
    place = next(i for i, row in enumerate(rows) if row[0] == "Change fail rate")
    assert rows[place][1:4] == ("50 %", "share of deployments", "n = 2, few")
    title, value, what, rests, notes = rows[place + 1]
    assert (title, value, rests) == ("Failed deployments per 1,000 changes", "500", "n = 2, few")
    assert what == "failed changes are not known from a log"
    assert "splitting a batch lowers" in notes[0]


def test_without_incidents_neither_is_known() -> None:
    log = read_log(LOG)
    rows = {row[0]: row for row in resting.metric_rows(measure_log(log), log)}
    assert rows["Change fail rate"][1] == rows["Failed deployments per 1,000 changes"][1] == "not known"


def test_what_numbers_rest_on_has_unit_n_and_window() -> None:
    log = read_log(LOG, INCIDENTS)
    table = resting.log_table(measure_log(log), log, resting.UTC)
    assert "| Change lead time | 4 | h | 1 | 1 | 2026-01-05 to 2026-01-06, 2 days |" in table
    assert "| Failed deployments per 1,000 changes | 500 | per 1,000 changes | 2 | 0 |" in table
    assert resting.window_words(None) == "no window"


def test_a_history_is_told_with_its_n_and_its_squash_share() -> None:
    commits = (
        Commit("b" * 40, ("a" * 40,), 1_767_571_200 + 36_000, "second (#2)"),
        Commit("a" * 40, (), 1_767_571_200, "first"),
    )
    found = measure_history(commits, (Tag("v1.0", "b" * 40, 1_767_571_200 + 72_000),))
    rows = {row[0]: row[1:] for row in resting.history_rows(found)}
    assert rows["Commits"][0] == "2"
    assert rows["Commits in a week"][0] == "not known"
    assert rows["Commit to release"] == (
        "15 h", "median to the first release tag that holds it; 90 % within 10 h; n = 2, few"
    )  # fmt: skip
    assert rows["Squashed"][1].startswith("100 % of what was merged")
    assert rows["Branch life"] == (
        "not known", "no merge on the main line shows how long its branch lived; n = 0"
    )  # fmt: skip
    assert "| 2026 | 2 | 0 | 1 |" in resting.years_table(found)


def test_the_life_of_branches_stands_with_its_meaning_and_n() -> None:
    start = 1_767_571_200
    commits = (
        Commit("c", ("a", "b"), start + 36_000, "merge", start + 36_000),
        Commit("b", ("a",), start + 7_200, "work", start + 7_200),
        Commit("a", (), start, "first", start),
    )
    rows = {row[0]: row[1:] for row in resting.history_rows(measure_history(commits, ()))}
    life, what = rows["Branch life"]
    assert life == "8.0 h"
    assert what.startswith("median from writing the first commit that only a branch holds to its merge; ")
    assert what.endswith("; 90 % within 8.0 h; n = 1, few")


def test_notes_are_shown_as_typed_and_once() -> None:
    assert resting.notes_text(("a [b](c)", "a [b](c)")) == "- a \\[b\\]\\(c\\)"


# ---------------------------------------------------------------- charts and their tables


def test_each_chart_has_a_table_with_the_same_numbers() -> None:
    log = read_log(LOG, INCIDENTS)
    weeks = log_weeks(log)
    bars = charts.deployments_chart(weeks)
    assert list(bars.data[0].y) == [2.0]
    assert list(bars.data[1].y) == [1]
    assert list(charts.lead_weeks_chart(weeks).data[0].y) == [4.0]
    row = "| 2026-W02 | 2 | 1 | 4.0 h | 1 | may be cut off |"
    assert row in as_markdown(charts.log_table(weeks))

    times = lead_times(log)
    assert list(charts.spread_chart(times, "changes", dark=True).data[0].y) == [100.0]
    assert "| Lead times | 4.0 h |" in as_markdown(charts.spread_table(times, "Lead times"))


def test_commits_by_week_tell_which_week_is_cut_off() -> None:
    names = [f"{place:040x}" for place in range(3)]
    commits = tuple(
        Commit(name, tuple(names[place + 1 : place + 2]), 1_767_571_200 + 86_400 * 7 * (2 - place), "w")
        for place, name in enumerate(names)
    )
    weeks = commit_weeks(measure_history(commits, ()))
    assert list(charts.commits_chart(weeks).data[0].y) == [1.0, 1.0, 1.0]
    table = as_markdown(charts.commits_table(weeks))
    assert [table.count(said) for said in ("may be cut off", "all of it")] == [2, 1]


def test_without_incidents_the_table_says_not_known_and_no_bar_is_hatched() -> None:
    weeks = log_weeks(read_log(LOG))
    assert len(charts.deployments_chart(weeks).data) == 1
    assert "not known" in as_markdown(charts.log_table(weeks))


def test_where_only_the_settings_can_ask_the_sentence_says_what_holds_without_them() -> None:
    open_gate = replace(SEEN, manual_gate=Answer.POSSIBLE, verdict="unknown")
    said = wording.sentence(open_gate)
    assert said.startswith(
        "Continuous deployment, unless the platform's settings ask for a yes: tests run on"
    )
    assert wording.sentence(replace(open_gate, deploy_mode=Mode.TAG)).startswith("Not settled by these files")


def test_a_part_is_named_with_its_folder() -> None:
    reason = Reason("automated_tests", At(".github/actions/unit/action.yml", 3), "x", Confidence.HIGH)
    assert wording.place(reason) == "`unit/action.yml:3`"
