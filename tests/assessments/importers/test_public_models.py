"""The public models, where they are at hand: exact counts, whole texts, and quickly."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import yaml

from assessments import load_questionnaire
from assessments.importers import as_files, import_path
from datafiles import DataFileError

MODELS = Path(__file__).parents[4] / "shared" / "data" / "questionnaires"

pytestmark = pytest.mark.skipif(not MODELS.is_dir(), reason="the public models are not beside the checkout")

COUNTS = {
    "samm": {"dimensions": 5, "groups": 15, "practices": 90, "questions": 90, "scales": 24, "options": 96},
    "dsomm_model_4.3.1.yaml": {
        "dimensions": 5,
        "groups": 19,
        "practices": 194,
        "questions": 194,
        "dependencies": 123,
        "options": 4,
    },
    "dora_core.json": {"dimensions": 28, "questions": 79},
    "dora_capability_prioritization.json": {"dimensions": 3, "questions": 17},
    "atos_questions.json": {"dimensions": 7, "questions": 74, "groups": 11},
    "pemm_en.yaml": {"dimensions": 5, "questions": 20, "options": 80},
    "pemm_de.yaml": {"dimensions": 5, "questions": 20, "options": 80},
    "measuremate_DevOps.json": {"dimensions": 8, "questions": 8, "options": 56, "states": 8},
    "devopsmaturity_criteria.yaml": {"dimensions": 6, "questions": 21},
}


@pytest.fixture(scope="module")
def imports():
    return {name: import_path(MODELS / name) for name in COUNTS}


@pytest.mark.parametrize("name", COUNTS)
def test_a_public_model_comes_whole(imports, name):
    counts = imports[name].counts
    assert {key: counts[key] for key in COUNTS[name]} == COUNTS[name]


@pytest.mark.parametrize("name", COUNTS)
def test_what_is_written_loads_to_the_same_questionnaire(imports, name, tmp_path):
    imported = imports[name]
    (file,) = as_files(imported)
    path = tmp_path / file.name
    path.write_text(file.text, encoding="utf-8")
    loaded = load_questionnaire(path)
    assert loaded == imported.questionnaire
    assert loaded.fingerprint == imported.questionnaire.fingerprint


@pytest.mark.parametrize("name", COUNTS)
def test_licence_and_attribution_travel_with_the_model(imports, name):
    asked = imports[name].questionnaire
    assert asked.licence
    assert "https://" in asked.attribution or "dora.dev" in asked.attribution


@pytest.mark.parametrize("name", ["samm", "dsomm_model_4.3.1.yaml"])
def test_a_large_model_is_imported_within_two_seconds(name):
    start = time.process_time()
    import_path(MODELS / name)
    assert time.process_time() - start < 2


def test_samm_keeps_its_no(imports):
    asked = imports["samm"].questionnaire
    assert {scale[0].text for scale in asked.scales.values()} == {"No"}
    assert {tuple(option.value for option in scale) for scale in asked.scales.values()} == {(0, 0.25, 0.5, 1)}
    assert sum(len(row.question.criteria) for row in asked.practices) == 295


def test_samm_levels_hold_thirty_activities_each(imports):
    levels = [row.level for row in imports["samm"].questionnaire.practices]
    assert {level: levels.count(level) for level in set(levels)} == {1: 30, 2: 30, 3: 30}


def test_dsomm_levels_and_texts_are_those_of_the_file(imports):
    asked = imports["dsomm_model_4.3.1.yaml"].questionnaire
    levels = [row.level for row in asked.practices]
    assert [levels.count(level) for level in range(1, 6)] == [26, 57, 61, 31, 19]
    assert asked.version == "4.3.1"
    source = list(yaml.load_all((MODELS / "dsomm_model_4.3.1.yaml").read_text("utf-8"), yaml.BaseLoader))[1]
    activities = {
        activity["uuid"]: (title, activity)
        for dimension in source.values()
        for group in dimension.values()
        for title, activity in group.items()
    }
    for row in asked.practices:
        title, activity = activities[row.origin]
        assert (row.title, row.why) == (title, activity["risk"])
        for standard in ("samm2", "iso27001-2017", "iso27001-2022", "openCRE"):
            assert list(row.references.get(standard, ())) == activity["references"].get(standard, [])


def test_a_reference_like_5_10_would_stay_as_it_is(tmp_path):
    text = (MODELS / "dsomm_model_4.3.1.yaml").read_text("utf-8")
    assert "- 5.37\n" in text
    path = tmp_path / "model.yaml"
    path.write_text(text.replace("- 5.37\n", "- 5.10\n"), encoding="utf-8")
    found = {
        ref
        for row in import_path(path).questionnaire.practices
        for ref in row.references.get("iso27001-2022", ())
    }
    assert "5.10" in found


def test_the_real_fault_of_atos_is_found_and_kept(imports):
    problems = imports["atos_questions.json"].problems
    source = (MODELS / "atos_questions.json").read_text("utf-8").splitlines()
    risen = next(problem for problem in problems if "rise and fall" in problem.wrong)
    assert '"Answer" : "No", "Score" : 1' in re.sub(r"\s+", " ", source[risen.line - 1])
    doubtful = [row for row in imports["atos_questions.json"].questionnaire.practices if row.question.doubt]
    assert ["knowledge and interests shared" in row.question.text for row in doubtful] == [True]


def test_atos_asks_yes_or_no_where_it_names_no_answers(imports):
    first = imports["atos_questions.json"].questionnaire.practices[0]
    assert [(option.text, option.value) for option in first.question.options] == [("Yes", 1), ("No", 0)]


def test_devops_maturity_weighs_fourteen_and_a_half(imports):
    assert sum(row.weight for row in imports["devopsmaturity_criteria.yaml"].questionnaire.practices) == 14.5


def test_no_option_of_dora_is_a_way_not_to_answer(imports):
    asked = imports["dora_core.json"].questionnaire
    texts = [option.text for row in asked.practices for option in row.question.options]
    assert not [text for text in texts if re.search("know|not answer|NA$|We do not do", text)]
    ends = {
        row.question.options[0].text: row.question.options[0].value
        for row in asked.practices
        if row.question.options
    }
    assert ends["Strongly agree"] == 1
    assert ends["Strongly disagree"] == 0


def test_dora_turns_what_is_worded_negatively(imports):
    turned = {
        row.dimension for row in imports["dora_core.json"].questionnaire.practices if row.question.reverse
    }
    assert turned == {"burnout", "change-approval-process", "software-delivery-performance"}


def test_the_languages_of_pemm_match(tmp_path):
    for lang in ("en", "de"):
        (tmp_path / f"{lang}.yaml").write_bytes((MODELS / f"pemm_{lang}.yaml").read_bytes())
    imported = import_path(tmp_path)
    (german,) = imported.translations
    assert (imported.questionnaire.lang, german.lang) == ("en", "de")
    assert [row.id for row in german.practices] == [row.id for row in imported.questionnaire.practices]
    assert german.version == imported.questionnaire.version


def test_a_translation_of_pemm_that_does_not_match_is_named_by_line(tmp_path):
    (tmp_path / "en.yaml").write_bytes((MODELS / "pemm_en.yaml").read_bytes())
    german = (MODELS / "pemm_de.yaml").read_text("utf-8")
    (tmp_path / "de.yaml").write_text(german.replace("id: 2", "id: 22", 1), encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        import_path(tmp_path)
    words = [problem.wrong for problem in caught.value.problems]
    assert any("`investment / 22` is not in" in wrong for wrong in words)
    assert any("`investment / 2` of" in wrong and "not translated" in wrong for wrong in words)
    lines = german.replace("id: 2", "id: 22", 1).splitlines()
    at = next(problem for problem in caught.value.problems if "22" in problem.wrong)
    assert "id: 22" in lines[at.line - 1]


def test_the_public_folder_of_many_models_is_refused_quickly():
    start = time.process_time()
    with pytest.raises(DataFileError, match="7 formats in one folder"):
        import_path(MODELS)
    assert time.process_time() - start < 3
