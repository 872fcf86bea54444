"""The Evidence page: drop, read, correct, compare with the answers; a hostile upload never costs the page."""

import io
import itertools
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from assessments import shipped_questionnaires
from assessments.evidence.history import Commit, measure_history
from loop import observed_in_log
from store import StartAssessment
from tests.drawn import by_label, press, texts
from tests.words.test_evidence import GATED
from ui import live
from ui.assessing import lane_own
from ui.evidence.commits import sentence
from ui.evidence.keeping import KIND
from ui.seats import handle
from ui.settings import settings_from_environment
from ui.state import Visit

DEPLOYMENTS = (
    "id,finished,environment,commit,committed\n"
    "a,2026-01-05T10:00:00Z,production,c1,2026-01-05T08:00:00Z\n"
    "b,2026-01-13T10:00:00Z,production,c2,2026-01-13T06:00:00Z\n"
    "c,2026-01-20T10:00:00Z,live-eu,c3,2026-01-20T09:00:00Z\n"
)
INCIDENTS = "id,created,resolved\ni1,2026-01-13T11:00:00Z,2026-01-13T12:00:00Z\ni2,2026-01-01T11:00:00Z,\n"


@pytest.fixture
def evidence(open_page):
    """Return how to open a part of the page."""

    def opened(part: str = "Pipeline files", visitor: str = "a-visitor"):
        return open_page("evidence", visitor, see=part)

    return opened


def drop(at, label: str, *files: tuple[str, bytes]):
    sent = [(name, body, "application/octet-stream") for name, body in files]
    found = by_label(at.file_uploader, label)
    found.set_value(sent if found.accept_multiple_files else sent[0])
    at.run()
    assert not at.exception
    return at


def zipped(texts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return out.getvalue()


def drop_files(at, *files: tuple[str, bytes]):
    return drop(at, "Files or an archive", *files)


def see(at, part: str):
    at.session_state["see"] = part
    at.run()
    assert not at.exception
    return at


def fact(at, title: str):
    return next(one for one in at.segmented_control if one.label == title)


def test_the_empty_page_says_what_to_drop_and_what_becomes_of_it(evidence) -> None:
    said = texts(evidence())
    assert "nothing in them is run, nothing is fetched" in said
    assert "GREENLANE_EVIDENCE_DIR" in said
    assert "git log --decorate=full" in texts(evidence("Git history"))
    assert "at least an id and when each ended" in texts(evidence("Deployments"))
    assert "Nothing was read yet" in texts(evidence("Your answers"))


def test_a_dropped_file_gives_one_sentence_with_its_lines_and_its_road(evidence) -> None:
    at = drop_files(evidence(), (".gitlab-ci.yml", GATED.encode()))
    heads = [one.value for one in at.markdown if one.value.startswith("## ")]
    assert heads[0].startswith("## Continuous delivery: tests run on every change (`.gitlab-ci.yml:2`)")
    assert "live (button, production)" in texts(at)
    assert "`.gitlab-ci.yml:2` `pytest` high confidence" in texts(at)
    assert not at.error


def test_an_archive_of_a_project_is_read_as_one_and_a_broken_file_costs_only_itself(evidence) -> None:
    good = "on: push\njobs: {t: {runs-on: any, steps: [{run: pytest}]}}\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("shop-main/.github/workflows/ci.yml", good)
        archive.writestr("shop-main/.github/workflows/broken.yml", "on: [push\njobs:\n")
    said = texts(at := drop_files(evidence(), ("shop-main.zip", out.getvalue())))
    assert "tests run on every change (`ci.yml:2`); whether anything deploys" in said
    assert "1 place could not be read" in at.warning[0].value
    assert ".github/workflows/broken.yml:" in said


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("notes.txt", b"hello"),
        ("x.zip", b"PK\x03\x04 damaged"),
        ("big.yml", b"a: 1\n" * 1_100_000),
        ("ci.yml", b"\x00\xff\xfe" * 40),
        ("../../ci.yml", b"on: push"),
        ("bomb.yml", b"a: &a [x,x]\nb: &b [*a,*a]\n" + b"c: [*b,*b]\n" * 5),
    ],
)
def test_a_hostile_or_useless_upload_is_refused_with_a_message_and_the_page_stays(
    evidence, name, body
) -> None:
    at = drop_files(evidence(), (name, body))
    assert at.error or at.warning or at.info
    drop_files(at, (".gitlab-ci.yml", GATED.encode()))
    assert "## Continuous delivery" in texts(at)


def test_one_click_corrects_a_statement_it_is_kept_and_can_be_taken_back(evidence) -> None:
    at = drop_files(evidence(), (".gitlab-ci.yml", GATED.encode()))
    fact(at, "Somebody must say yes before it").set_value("no").run()
    fact(at, "What starts the deployment").set_value("automatic-on-merge").run()
    said = texts(at)
    assert "## Continuous deployment" in said
    assert "nobody has to say yes (said by a person)" in said
    assert len(live.store().kept("a-visitor", KIND)) == 1

    again = drop_files(evidence(), (".gitlab-ci.yml", GATED.encode()))
    assert "## Continuous deployment" in texts(again)
    press(again, "Take back")
    press(again, "Take back")
    assert "## Continuous delivery" in texts(again)
    other = drop_files(evidence(visitor="another"), (".gitlab-ci.yml", GATED.encode()))
    assert "## Continuous delivery" in texts(other)


def test_a_correction_that_says_what_the_files_say_is_none(evidence) -> None:
    at = drop_files(evidence(), (".gitlab-ci.yml", GATED.encode()))
    fact(at, "Automated tests run").set_value("no").run()
    assert "no automated test runs on every change" in texts(at)
    fact(at, "Automated tests run").set_value("yes").run()
    assert not [button for button in at.button if button.label == "Take back"]


def test_the_road_goes_to_the_simulator(evidence) -> None:
    at = drop_files(evidence(), (".gitlab-ci.yml", GATED.encode()))
    at.session_state["road-more"] = True
    at.run()
    assert "numbers assumed" in texts(at)
    assert "Not calibrated" in texts(at)
    press(at, "Simulate this road")
    assert not at.exception
    mine: Visit = at.session_state["visit"]
    assert mine.road is not None
    assert "live" in mine.road.text


def test_a_folder_is_read_where_the_operator_allows_it(evidence, tmp_path: Path) -> None:
    folder = tmp_path / "allowed" / "shop"
    folder.mkdir(parents=True)
    (folder / ".gitlab-ci.yml").write_text(GATED)
    environment = {"GREENLANE_EVIDENCE_DIR": str(tmp_path / "allowed")}
    live.configure(settings_from_environment(environment, data_dir=tmp_path / "data"))
    at = evidence()
    by_label(at.text_input, "Or a folder of this machine").set_value("../..")
    press(at, "Read this folder")
    assert "no such folder below" in at.error[0].value
    by_label(at.text_input, "Or a folder of this machine").set_value("shop")
    press(at, "Read this folder")
    assert not at.error
    assert "## Continuous delivery" in texts(at)


def test_a_clone_is_read_where_the_operator_allows_it(evidence, tmp_path: Path) -> None:
    folder = tmp_path / "allowed" / "shop"
    folder.mkdir(parents=True)
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], [*who, "commit", "-q", "--allow-empty", "-m", "one"]):
        subprocess.run(["git", "-C", str(folder), *words], check=True)
    environment = {"GREENLANE_EVIDENCE_DIR": str(tmp_path / "allowed")}
    live.configure(settings_from_environment(environment, data_dir=tmp_path / "data"))
    at = evidence("Git history")
    by_label(at.text_input, "Or a clone on this machine").set_value("shop")
    press(at, "Read this clone")
    for _ in range(20):
        if "## 1 commit" in texts(at):
            break
        at.run()
    assert not at.exception
    assert "## 1 commit; how long they wait for a release is not known." in texts(at)


def test_a_log_of_commits_is_counted_and_a_wrong_one_refused_with_the_command(evidence) -> None:
    times = {place: 1_767_571_200 + 3600 * place for place in (3, 2)}
    lines = [f"{place:040x}\x1f{place - 1:040x}\x1f{time}\x1fwork\x1f" for place, time in times.items()]
    lines[0] += "tag: refs/tags/v1.0"
    at = drop(evidence("Git history"), "history.txt", ("history.txt", "\n".join(lines).encode()))
    assert "## 2 commits; half of the 2 that are in a release came there within" in texts(at)
    drop(at, "history.txt", ("wrong.txt", b"commit abc\n"))
    assert "is no line of the log" in at.error[0].value


def test_a_log_of_deployments_gives_five_metrics_and_what_they_rest_on(evidence) -> None:
    at = drop(evidence("Deployments"), "Deployments", ("d.csv", DEPLOYMENTS.encode()))
    drop(at, "Incidents", ("i.csv", INCIDENTS.encode()))
    said = texts(at)
    assert "## 3 deployments to production" in said
    assert "**Failed deployments per 1,000 changes**" in said
    assert "failed changes are not known from a log" in said
    assert "| i2 | began before the first deployment in the log |" in said
    assert "n = 1, few" in said
    assert "| 2026-W02 |" in said

    environment = by_label(at.selectbox, "Which environment is production")
    environment.set_value("live-eu").run()
    assert "## 1 deployment to production" in texts(at)
    press(at, "Take the incidents away")
    assert "No incidents were given" in texts(at)


def test_a_history_that_rests_says_so_instead_of_no_commits() -> None:
    weeks = [0, 1, 2, 60, 61]
    made = [Commit(f"{week}", (), 1_767_571_200 + 604_800 * week, "work") for week in reversed(weeks)]
    chain = [one._replace(parents=(before.name,)) for one, before in itertools.pairwise(made)]
    said = sentence(measure_history((*chain, made[-1]), ()))
    assert said.startswith("5 commits, but at least half of the recent weeks have none;")


def test_the_longest_road_that_starts_the_deployment_is_drawn_first(evidence) -> None:
    part = "go: {stage: deploy, environment: production, when: manual, script: [kubectl apply -f x]}\n"
    whole = (
        "include: /ci/a.yml\nunit: {stage: test, script: [pytest]}\n"
        "web: {stage: deploy, environment: production, when: manual, script: [helm upgrade x y]}\n"
    )
    at = drop_files(evidence(), ("p.zip", zipped({".gitlab-ci.yml": whole, "ci/a.yml": part})))
    assert by_label(at.selectbox, "The road of").value == ".gitlab-ci.yml"
    assert not at.warning


def test_a_person_says_which_column_means_what(evidence) -> None:
    odd = DEPLOYMENTS.replace("finished", "when_live")
    at = drop(evidence("Deployments"), "Deployments", ("d.csv", odd.encode()))
    assert "no column says it" in texts(at)
    by_label(at.selectbox, "When it ended").set_value("when_live").run()
    assert "## 3 deployments to production" in texts(at)


@pytest.mark.parametrize("write", ["utf-16", "utf-8-sig"])
def test_what_other_shells_and_spreadsheets_write_is_read(evidence, write) -> None:
    at = drop(evidence("Deployments"), "Deployments", ("d.csv", DEPLOYMENTS.encode(write)))
    assert "## 3 deployments to production" in texts(at)
    line = f"{1:040x}\x1f\x1f1767571200\x1fwork\x1f"
    at = drop(evidence("Git history"), "history.txt", ("history.txt", line.encode(write)))
    assert "## 1 commit; how long" in texts(at)


def test_a_table_in_another_encoding_names_the_line_and_the_mend(evidence) -> None:
    body = DEPLOYMENTS.replace("live-eu", "prödüction").encode("latin-1")
    at = drop(evidence("Deployments"), "Deployments", ("d.csv", body))
    assert "d.csv:4: file: is not UTF-8 (byte 0xf6); save it as UTF-8" in texts(at)
    at = drop(evidence("Deployments"), "Deployments", ("d.csv", DEPLOYMENTS.encode("utf-16")[:-1]))
    assert "is cut-off UTF-16; save it as UTF-8" in texts(at)


def test_subjects_in_another_encoding_do_not_hide_a_history(evidence) -> None:
    line = f"{1:040x}\x1f\x1f1767571200\x1fprüfen\x1f".encode("latin-1")
    at = drop(evidence("Git history"), "history.txt", ("history.txt", line))
    assert "## 1 commit; how long" in texts(at)


def test_an_empty_log_of_commits_says_where_to_run_the_command(evidence) -> None:
    at = drop(evidence("Git history"), "history.txt", ("history.txt", b"\n"))
    assert "run the command in the folder of your clone" in at.error[0].value


def test_a_table_without_a_known_column_shows_its_own_so_that_a_person_can_choose(evidence) -> None:
    at = drop(evidence("Deployments"), "Deployments", ("d.csv", b"who,age\nAda,36\n"))
    assert "| who | age |" in texts(at)
    assert "| Ada | 36 |" in texts(at)


def test_what_was_measured_points_to_the_lane_that_takes_it_over(open_page, evidence) -> None:
    alone = drop(evidence("Deployments", "another"), "Deployments", ("d.csv", DEPLOYMENTS.encode()))
    assert "has a lane of its own" in texts(alone)
    assert "Begin an assessment" in texts(alone)

    at = press(open_page(), "Try it with a sample team")
    seat = live.store().seats_of("a-visitor")[-1]
    at.switch_page("../pages/evidence.py").run()
    drop_files(at, (".gitlab-ci.yml", GATED.encode()))
    see(at, "Deployments")
    assert "What follows from it" not in texts(at)
    drop(at, "Deployments", ("d.csv", DEPLOYMENTS.encode()))
    assert "once a person takes them over there" in texts(at)
    (lane,) = [link.proto for link in at.get("page_link") if link.proto.label.startswith("Our lane")]
    assert lane.query_string == f"team={handle(seat)}&show=Our+lane"

    lane_own.keep_measured(seat, observed_in_log(*at.session_state["visit"].evidence.log))
    assert "They are taken over" in texts(at.run())


def test_exported_runs_and_a_history_point_to_the_lane_too(open_page) -> None:
    at = press(open_page(), "Try it with a sample team")
    at.switch_page("../pages/evidence.py").run()
    see(at, "Git history")
    times = [1_767_571_200 + 86_400 * day for day in range(40, 0, -1)]
    lines = [f"{40 - n:040x}\x1f{39 - n:040x}\x1f{time}\x1fwork\x1f" for n, time in enumerate(times)]
    drop(at, "history.txt", ("history.txt", "\n".join(lines).encode()))
    assert "What follows from it" in texts(at)


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"id,finished\nx,soon\n", b"{"])
def test_a_table_that_cannot_be_read_is_refused_with_its_place(evidence, body) -> None:
    at = drop(evidence("Deployments"), "Deployments", ("d.csv", body or b" "))
    assert at.error
    assert "d.csv:" in texts(at)


def test_answers_are_laid_beside_the_files_and_a_person_confirms(open_page) -> None:
    at = press(open_page(), "Try it with a sample team")
    assert not at.exception
    at.switch_page("../pages/evidence.py").run()
    drop_files(at, (".gitlab-ci.yml", GATED.encode()))
    see(at, "Your answers")
    said = texts(at)
    assert "The files say otherwise" in said
    assert "The files agree" in said
    seat = live.store().seats_of("a-visitor")[-1]
    before = live.store().answers(seat)
    proofs = sum(map(len, live.store().evidence(seat).values()))

    press(at, "Confirm")
    assert "Confirmed: it stands beside the answer." in texts(at)
    assert sum(map(len, live.store().evidence(seat).values())) == proofs + 1
    assert live.store().answers(seat) == before
    press(at, "Take back")
    assert sum(map(len, live.store().evidence(seat).values())) == proofs


def test_a_confirmed_suggestion_answers_an_open_question_with_its_evidence(evidence) -> None:
    store = live.store()
    asked = next(q for q in shipped_questionnaires().values if q.id == "ci-delivery-or-deployment")
    seat = store.start_assessment(StartAssessment(asked.id, asked.version, "Quay"), "a-visitor").seat
    at = drop_files(evidence(), (".gitlab-ci.yml", GATED.encode()))
    see(at, "Your answers")
    assert "The files suggest an answer" in texts(at)
    assert store.answers(seat) == {}

    press(at, "Confirm and answer so")
    assert len(store.answers(seat)) == 1
    assert set(store.evidence(seat)) == set(store.answers(seat))
    assert "The files agree" in texts(at)


def test_a_road_is_fitted_to_the_log_that_was_read(evidence) -> None:
    at = drop(evidence("Deployments"), "Deployments", ("d.csv", DEPLOYMENTS.encode()))
    see(at, "Pipeline files")
    drop_files(at, (".gitlab-ci.yml", GATED.encode()))
    for _ in range(60):
        at.session_state["road-more"] = True
        at.run()
        assert not at.exception
        if any(button.label == "Simulate the fitted road" for button in at.button):
            break
        time.sleep(0.5)
    assert "**Not calibrated\\. deployments\\: measured" in texts(at)
    press(at, "Simulate the fitted road")
    assert "fitted" in at.session_state["visit"].road.text


RUNS = """[
 {"id": 1, "name": "unit", "status": "success", "started_at": "2026-01-05T10:00:00Z",
  "finished_at": "2026-01-05T10:06:00Z", "stage": "test", "queued_duration": 30, "commit": "a"},
 {"id": 2, "name": "unit", "status": "failed", "started_at": "2026-01-06T10:00:00Z",
  "finished_at": "2026-01-06T10:03:00Z", "stage": "test", "queued_duration": 30, "commit": "b"},
 {"id": 3, "name": "live", "status": "canceled", "started_at": "2026-01-06T10:00:00Z",
  "finished_at": "2026-01-06T10:03:00Z", "stage": "deploy", "commit": "b"}
]"""


def test_exported_runs_measure_the_stages_of_the_road(evidence) -> None:
    at = drop_files(evidence(), (".gitlab-ci.yml", GATED.encode()))
    at.session_state["road-more"] = True
    at.run()
    assert "measured.**" not in texts(at)
    drop(at, "Exported jobs", ("jobs.json", RUNS.encode()))
    assert "2 jobs read, 2 of this file" in texts(at)
    assert "1 neither good nor red" in texts(at)
    by_file = at.session_state["visit"].evidence.runs.by_file
    assert {file: len(runs) for file, runs in by_file.items()} == {"jobs.json": 2}
    at.session_state["road-more"] = True
    at.run()
    assert "measured.**" in texts(at)
    assert "`unit.work`" in texts(at)
    press(at, "Take the runs away")
    assert "jobs read" not in texts(at)


def test_whole_runs_and_broken_exports_are_told_apart(evidence) -> None:
    at = drop_files(evidence(), (".gitlab-ci.yml", GATED.encode()))
    whole = (
        '[{"databaseId": 1, "workflowName": "x", "conclusion": "success",'
        ' "startedAt": "2026-01-05T10:00:00Z", "updatedAt": "2026-01-05T10:06:00Z"}]'
    )
    drop(at, "Exported jobs", ("runs.json", whole.encode()))
    assert "Export their jobs to measure them" in texts(at)
    drop(at, "Exported jobs", ("broken.json", b"[{"), ("other.csv", b"id\n\xff"))
    said = "\n".join(code.value for code in at.code)
    assert "broken.json" in said
    assert "other.csv:2: file: is not UTF-8 (byte 0xff)" in said


def test_a_road_is_fitted_to_release_tags_where_there_is_no_log(evidence) -> None:
    lines = [
        f"{number:040x}\x1f{number - 1:040x}\x1f{1_704_067_200 + number * 43_200}\x1fChange\x1f"
        + (f"tag: refs/tags/v1.{number}" if number % 10 == 0 else "")
        for number in range(60, 0, -1)
    ]
    at = drop(evidence("Git history"), "history.txt", ("history.txt", "\n".join(lines).encode()))
    see(at, "Pipeline files")
    drop_files(at, (".gitlab-ci.yml", GATED.encode()))
    for _ in range(60):
        at.session_state["road-more"] = True
        at.run()
        assert not at.exception
        if any(button.label == "Simulate the fitted road" for button in at.button):
            break
        time.sleep(0.5)
    assert "Each release tag of the history" in texts(at)
    assert "alibrated" in texts(at)
    press(at, "Simulate the fitted road")
    assert "fitted" in at.session_state["visit"].road.text


def test_without_an_assessment_the_page_says_where_to_begin(evidence) -> None:
    at = drop_files(evidence(), (".gitlab-ci.yml", GATED.encode()))
    see(at, "Your answers")
    assert "Begin an assessment" in texts(at)
