"""Answers go back to the tools they came from, and come again as they were."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from assessments import Answer, AnswerState, Evidence, NotReturnableError
from assessments.importers import (
    import_answers,
    import_path,
    returned,
    write_devops_maturity,
    write_dsomm_evidence,
    write_dsomm_progress,
    writers_of,
)
from datafiles import DataFileError

SAMPLES = Path(__file__).parent / "samples"
MODELS = Path(__file__).parents[4] / "shared" / "data" / "questionnaires"
DAY = date(2026, 3, 9)
TIE = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def dsomm():
    return import_path(SAMPLES / "dsomm", DAY)


@pytest.fixture(scope="module")
def maturity():
    return import_path(SAMPLES / "devops-maturity", DAY)


def plain(text):
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it builds texts, lists and mappings alone


def write(folder, **texts):
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def with_answer(given, practice, answer):
    return given.model_copy(update={"answers": {**given.answers, practice: answer}})


def test_dsomm_progress_is_written_as_it_was_read(dsomm):
    written = plain(write_dsomm_progress(dsomm.questionnaire, dsomm.answers))
    assert written == plain((SAMPLES / "dsomm/team-progress.yaml").read_text("utf-8"))


def test_dsomm_evidence_is_written_as_it_was_read(dsomm):
    written = plain(write_dsomm_evidence(dsomm.questionnaire, dsomm.answers))
    assert written == plain((SAMPLES / "dsomm/team-evidence.yaml").read_text("utf-8"))


def test_dsomm_answers_come_back_from_what_was_written(dsomm, tmp_path):
    asked, given = dsomm.questionnaire, dsomm.answers
    write(tmp_path, progress=write_dsomm_progress(asked, given), evidence=write_dsomm_evidence(asked, given))
    assert import_answers(tmp_path, asked) == given


def test_an_answer_given_here_gets_the_day_of_the_answers(dsomm):
    blue = with_answer(
        dsomm.answers[0], "keep-watch", Answer(state=AnswerState.VALUE, option="started", reason=None)
    )
    written = plain(write_dsomm_progress(dsomm.questionnaire, [blue]))
    assert written["progress"]["00000000-0000-4000-8000-000000000005"] == {"Blue": {"Started": "2026-04-02"}}


def test_a_step_back_takes_the_higher_days_with_it(dsomm):
    blue = dsomm.answers[0]
    lower = blue.answers["tie-the-boat"].model_copy(update={"option": "planned"})
    written = plain(write_dsomm_progress(dsomm.questionnaire, [with_answer(blue, "tie-the-boat", lower)]))
    assert written["progress"][TIE] == {"Blue": {"Planned": "2026-01-05"}}
    none = lower.model_copy(update={"option": "not-started"})
    written = plain(write_dsomm_progress(dsomm.questionnaire, [with_answer(blue, "tie-the-boat", none)]))
    assert TIE not in written["progress"]


def test_what_is_open_or_aside_is_not_written(dsomm, maturity):
    aside = Answer(state=AnswerState.NOT_APPLICABLE, reason="No boat.")
    blue = dsomm.answers[0].model_copy(update={"answers": {"tie-the-boat": aside}})
    assert plain(write_dsomm_progress(dsomm.questionnaire, [blue])) == {"progress": {}}
    assert plain(write_dsomm_evidence(dsomm.questionnaire, [blue])) == {"evidence": {}}
    given = maturity.answers[0].model_copy(update={"answers": {"d101": aside}})
    assert plain(write_devops_maturity(maturity.questionnaire, given)) == {"project_name": "Harbour"}


def test_evidence_given_here_is_written_with_a_title_and_comes_back(dsomm, tmp_path):
    proof = Evidence(text="Seen on board\nby two", link="https://example.org/seen", by="Ada", date=DAY)
    answer = Answer(state=AnswerState.VALUE, option="started", evidence=(proof, Evidence(text="Rope bought")))
    blue = dsomm.answers[0].model_copy(update={"answers": {"tie-the-boat": answer}})
    text = write_dsomm_evidence(dsomm.questionnaire, [blue])
    first, second = plain(text)["evidence"][TIE]
    assert first == {
        "id": "tie-the-boat-blue-1",
        "teams": ["Blue"],
        "title": "Seen on board by two",
        "evidenceRecorded": "2026-03-09",
        "reviewer": "Ada",
        "description": "",
        "attachment": [{"type": "link", "externalLink": "https://example.org/seen"}],
    }
    assert second["title"] == "Rope bought"
    (back,) = import_answers(write(tmp_path, evidence=text), dsomm.questionnaire)
    assert [row.link for row in back.answers["tie-the-boat"].evidence] == ["https://example.org/seen", None]


def test_an_attachment_that_is_no_web_address_is_kept_as_text(dsomm, tmp_path):
    text = (SAMPLES / "dsomm/team-evidence.yaml").read_text("utf-8")
    text = text.replace("https://example.org/rope.png", "javascript:alert(1)")
    write(tmp_path, evidence=text)
    back = import_answers(tmp_path, dsomm.questionnaire)
    proofs = back[0].answers["tie-the-boat"].evidence
    assert [row.link for row in proofs] == [None, "https://example.org/rope.pdf"]
    assert plain(write_dsomm_evidence(dsomm.questionnaire, back)) == plain(text)


def test_of_two_progress_files_the_later_one_counts_and_it_is_said(tmp_path):
    write(
        tmp_path,
        a=f"progress:\n  {TIE}:\n    Blue: {{Planned: 2026-01-01, Implemented: 2026-02-01}}\n",
        b=f"progress:\n  {TIE}:\n    Blue: {{Planned: 2026-01-01}}\n",
        model=(SAMPLES / "dsomm/model.yaml").read_text("utf-8"),
    )
    imported = import_path(tmp_path)
    assert imported.answers[0].answers["tie-the-boat"].option == "planned"
    assert "Tie the boat, Blue: two files differ; the later file counts" in imported.notes


def test_a_devops_maturity_file_is_written_as_it_was_read(maturity):
    written = plain(write_devops_maturity(maturity.questionnaire, maturity.answers[0]))
    source = plain((SAMPLES / "devops-maturity/devops-maturity.yml").read_text("utf-8"))
    assert written == source


def test_devops_maturity_answers_come_back_from_what_was_written(maturity, tmp_path):
    text = write_devops_maturity(maturity.questionnaire, maturity.answers[0])
    assert import_answers(write(tmp_path, answers=text), maturity.questionnaire, DAY) == maturity.answers


def test_the_days_of_verifying_survive_even_when_they_are_none(maturity, tmp_path):
    text = (
        "project_name: harbour\n"
        "D101: {status: true, verified_by: Ada}\n"
        "D102: {status: false, verified_at: 3rd of May}\n"
    )
    (given,) = import_answers(write(tmp_path, answers=text), maturity.questionnaire, DAY)
    written = plain(write_devops_maturity(maturity.questionnaire, given))
    assert written["D101"] == {"status": "true", "verified_by": "Ada"}
    assert written["D102"]["status"] == "false"


def test_a_note_given_here_becomes_evidence_of_the_kind_note(maturity):
    proofs = (
        Evidence(text="Seen\nby two: Ada", link="https://example.org/a"),
        Evidence(text="url", link="https://example.org/b"),
    )
    answer = Answer(state=AnswerState.VALUE, value=True, evidence=proofs)
    given = maturity.answers[0].model_copy(update={"answers": {"d101": answer}})
    written = plain(write_devops_maturity(maturity.questionnaire, given))
    assert written["D101"]["evidence"] == [
        {"type": "note", "note": "Seen by two: Ada", "url": "https://example.org/a"},
        {"type": "note", "url": "https://example.org/b"},
    ]


@pytest.mark.skipif(not MODELS.is_dir(), reason="the public models are not beside the checkout")
def test_the_public_answers_of_devops_maturity_go_round(tmp_path):
    for name in ("criteria.yaml", "answers.yml"):
        (tmp_path / name).write_bytes((MODELS / f"devopsmaturity_{name}").read_bytes())
    imported = import_path(tmp_path)
    written = plain(write_devops_maturity(imported.questionnaire, imported.answers[0]))
    assert written == plain((MODELS / "devopsmaturity_answers.yml").read_text("utf-8"))


def test_a_folder_without_answers_has_none_to_import(dsomm):
    with pytest.raises(DataFileError, match="holds no answers"):
        import_answers(SAMPLES / "dsomm/model.yaml", dsomm.questionnaire)


def test_answers_of_ours_are_checked_against_the_questionnaire(tmp_path):
    imported = import_path(SAMPLES / "greenlane")
    assert import_answers(SAMPLES / "greenlane/answers.yaml", imported.questionnaire) == imported.answers
    text = (SAMPLES / "greenlane/answers.yaml").read_text("utf-8").replace("floats", "sinks")
    with pytest.raises(DataFileError, match="no such practice"):
        import_answers(write(tmp_path, answers=text), imported.questionnaire)


def test_answers_go_back_under_the_names_that_their_tools_read(dsomm, maturity):
    files = returned(dsomm.questionnaire, dsomm.answers)
    assert list(files) == ["team-progress.yaml", "team-evidence.yaml"]
    assert files["team-progress.yaml"] == write_dsomm_progress(dsomm.questionnaire, dsomm.answers)
    assert files["team-evidence.yaml"] == write_dsomm_evidence(dsomm.questionnaire, dsomm.answers)
    (given,) = maturity.answers
    assert returned(maturity.questionnaire, maturity.answers) == {
        "devops-maturity.yml": write_devops_maturity(maturity.questionnaire, given)
    }


def test_what_no_tool_reads_is_refused_in_words(maturity):
    ours = import_path(SAMPLES / "greenlane")
    assert not writers_of(ours.questionnaire)
    with pytest.raises(NotReturnableError, match="no other tool reads"):
        returned(ours.questionnaire, ours.answers)
    other = maturity.answers[0].model_copy(update={"team": "Another"})
    with pytest.raises(NotReturnableError, match="not 2"):
        returned(maturity.questionnaire, (*maturity.answers, other))


def test_a_team_that_is_named_twice_is_refused_for_one_would_hide_the_other():
    found = import_path(SAMPLES / "dsomm")
    assert returned(found.questionnaire, found.answers)
    with pytest.raises(NotReturnableError, match="is named twice; name one file of it"):
        returned(found.questionnaire, (*found.answers, found.answers[0]))


def test_a_model_that_only_borrows_the_formula_of_dsomm_has_no_states_to_write(dsomm):
    asked = dsomm.questionnaire
    first = asked.practices[0]
    question = first.question.model_copy(update={"kind": "bool", "scale": None, "options": ()})
    yes_or_no = first.model_copy(update={"question": question})
    assert not writers_of(asked.model_copy(update={"practices": (yes_or_no, *asked.practices[1:])}))
    assert not writers_of(import_path(SAMPLES / "samm").questionnaire)
