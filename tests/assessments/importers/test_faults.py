"""Whatever is wrong with a file is named with its line, all of it at once, and nothing is imported."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assessments.importers import import_path, import_texts, opening, write_dsomm_evidence
from datafiles import DataFileError, Limits

SAMPLES = Path(__file__).parent / "samples"
U = "00000000-0000-4000-8000-00000000000"

FAULTS = [
    # file, what stands there, what is written instead, what is said of it
    ("dsomm/model.yaml", "level: 3", "level: 9", "is 9; write a number from 1 to 5"),
    ("dsomm/model.yaml", "level: 3", "level: 2.5", "is 2.5; write a whole number"),
    ("dsomm/model.yaml", "level: 3", "level: much", "is `much`; write a number"),
    ("dsomm/model.yaml", f"uuid: {U}2", f"uuid: {U}1", "stands twice"),
    ("dsomm/model.yaml", f"      - {U}1\n", f"      - {U}9\n", "no activity is called"),
    ("dsomm/model.yaml", "knowledge: 4", "knowing: 4", "is empty; write a number"),
    ("dsomm/model.yaml", "risk: Rocks.", "risk: [Rocks]", "is no text; write a text"),
    ("dsomm/model.yaml", "measure: Look out.", "measure: ''", "is missing or empty"),
    (
        "dsomm/model.yaml",
        f"      - {U}1\n",
        f"      - {U}2\n",
        "a circle: check-the-knot needs check-the-knot",
    ),
    ("dsomm/model.yaml", "      tags: [knots]\n", "      tags: [knots]\n      tags: [x]\n", "stands twice"),
    ("dsomm/model.yaml", "Look twice.", '"Look\\a twice."', "holds the control character U+0007"),
    ("dsomm/team-progress.yaml", "2026-02-01", "2026-02-31", "`2026-02-31` is no day"),
    (
        "dsomm/team-progress.yaml",
        "'Implemented': 2026-03-01",
        "'Finished': 2026-03-01",
        "no state is called `Finished`",
    ),
    ("dsomm/team-progress.yaml", f"{U}5", f"{U}6", "the model has no activity"),
    ("dsomm/team-evidence.yaml", f"{U}2", f"{U}6", "the model has no activity"),
    ("dsomm/team-evidence.yaml", "    - Blue\n    title: Seen", "    title: Seen", "names no team"),
    ("samm/questions/M-KR-1-A.yml", "answerSet: ", "answerSet: 0", "no AnswerSet has the id"),
    ("samm/activities/M-KR-1-A.yml", "stream: ", "stream: 0", "no Stream has the id"),
    ("samm/activities/M-KR-1-A.yml", "level: ", "level: 0", "no PracticeLevel has the id"),
    ("samm/security_practices/M-Knots-and-Ropes.yml", "function: ", "function: 0", "no Function has the id"),
    ("samm/maturity_levels/3.yml", "number: 3", "number: 4", "is 4; write a number from 1 to 3"),
    ("samm/answer_sets/A.yml", "value: 0.25", "value: 7", "is 7; write a number from 0 to 1"),
    ("samm/answer_sets/A.yml", "value: 0.25", "value: 0.75", "the values rise and fall"),
    ("samm/questions/S-RW-1-A.yml", "text: Does", "words: Does", "is missing or empty"),
    ("dora/survey.json", '"heading": "Burnout"', '"header": "Burnout"', "is missing or empty"),
    ("dora/survey.json", '["The crew is tired."]', '"The crew is tired."', "is no list"),
    (
        "dora/survey.json",
        "Strongly agree,I don't know or NA,Agree,Disagree,Strongly disagree",
        "Yes",
        "of at least two options",
    ),
    ("atos/questions.json", '"Type" : "Checkbox"', '"Type" : "Slider"', "is `Slider`"),
    ("atos/questions.json", '"Rope", "Score" : 1', '"Rope", "Score" : "1"', "is the text `1` in quotes"),
    (
        "atos/questions.json",
        '"Always", "Score" : 2}, {"Answer" : "Mostly", "Score" : 1}',
        '"Always", "Score" : 0}',
        "no answer is worth anything",
    ),
    (
        "atos/questions.json",
        '"Type" : "Option", "QuestionText" : "Is there',
        '"Type" : "Option", "Type" : "Option", "QuestionText" : "Is there',
        "stands twice",
    ),
    ("pemm/questions-de.yaml", 'id: "sail"', 'id: "segel"', "the category `segel` is not in"),
    (
        "pemm/questions-de.yaml",
        'value: 3\n            level: "yes"',
        'value: 2\n            level: "yes"',
        "the option `sail / 1 / 2` is not in",
    ),
    ("pemm/questions-en.yaml", 'level: "Friends"', 'label: "Friends"', "is missing or empty"),
    (
        "measure-mate.json",
        '"attribute": 72, "name": "Sad"',
        '"attribute": 99, "name": "Sad"',
        "no attribute has the key `99`",
    ),
    ("measure-mate.json", "measure_mate.template", "measure_mate.other", "is `other`"),
    ("measure-mate.json", "measure_mate.template", "measure_mate.other", "0 templates instead of one"),
    (
        "measure-mate.json",
        '"fields": {"name": "Boats", "short_desc": "How good is the boat?"}',
        '"fields": []',
        "is no mapping",
    ),
    ("devops-maturity/criteria.yaml", 'category: "Quality"', 'category: "Beauty"', "no category `Beauty`"),
    ("devops-maturity/criteria.yaml", 'id: "D102"', 'id: "D101"', "two practices have the id `d101`"),
    ("devops-maturity/criteria.yaml", "weight: 1.0", "weight: 0", "is 0; write a number above 0"),
    ("devops-maturity/devops-maturity.yml", "D102: false", "D102: no", "is `no`; write `true` or `false`"),
    ("devops-maturity/devops-maturity.yml", "D102: false", "D999: false", "has no criterion `D999`"),
    ("devops-maturity/devops-maturity.yml", "  status: true", "  status: perhaps", "is `perhaps`"),
    (
        "devops-maturity/devops-maturity.yml",
        "    - type: report\n      url: https://example.org/shine",
        "    - report",
        "is no mapping",
    ),
    ("greenlane/boats.yaml", "kind: bool", "kind: bol", "is `bol`"),
    ("greenlane/boats.yaml", "id: boats", "id: boats\nid: boats", "stands twice"),
    ("greenlane/answers.yaml", "value: true", "value: 7", "write true or false"),
    ("boats.csv", "dimension,group", "dimension,gruppe", "`gruppe` is no column"),
    ("boats.csv", "dimension,group", "dimension,level", "a column stands twice"),
    ("boats.csv", "Sail,,,,It pulls,", "Sail,,,It pulls,", "12 cells instead of 13"),
    ("boats.csv", "Does the sail pull?,bool", 'Does the sail pull?,"bool', "the table cannot be read"),
    ("boats.csv", "Does the sail pull?,bool", "Does the sail pull?,boolean", "is `boolean`"),
    ("boats.csv", "Does the sail pull?,bool", ",bool", "is missing or empty"),
    ("boats.csv", "No=0|Mostly=0.5", "No=0|Mostly", "only some options have a value"),
    ("boats.csv", "No=0|", "No=-1|", "must be at least 0"),
    ("boats.csv", "Mostly=0.5", "Mostly=0.5.5", "is `0.5.5`"),
    ("boats.csv", "water,2,5,", "water,2,6,", "is 6; write a number from 1 to 5"),
    ("boats.csv", ",,it-floats\n", ",,it-sinks\n", "there is no practice `it-sinks`"),
]


def copy(source, folder):
    """Copy a sample folder, or a sample file, and return what to import."""
    top = SAMPLES / Path(source).parts[0]
    if top.is_file() or source.startswith("dora"):
        target = folder / Path(source).name
        target.write_bytes((SAMPLES / source).read_bytes())
        return target, target
    for path in top.rglob("*.*"):
        target = folder / path.relative_to(SAMPLES)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return folder / top.name, folder / source


@pytest.mark.parametrize(("source", "old", "new", "wrong"), FAULTS)
def test_a_fault_is_named_with_its_file_and_line(tmp_path, source, old, new, wrong):
    home, path = copy(source, tmp_path)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        import_path(home)
    assert wrong in str(caught.value)
    found = [problem for problem in caught.value.problems if wrong in str(problem)]
    assert {Path(problem.path).suffix for problem in found} <= {".yaml", ".yml", ".json", ".csv"}
    changed = path.read_text("utf-8").splitlines()
    assert all(1 <= problem.line <= max(len(changed), 40) for problem in found)


def test_the_line_is_the_line_of_the_fault(tmp_path):
    _, path = copy("dsomm/model.yaml", tmp_path)
    text = path.read_text("utf-8").replace("level: 3", "level: 9")
    with pytest.raises(DataFileError) as caught:
        import_texts({"model.yaml": text})
    (problem,) = caught.value.problems
    assert text.splitlines()[problem.line - 1].strip() == "level: 9"
    assert problem.field == "Sea.Watch.Keep watch.level"


def test_all_faults_of_all_files_come_at_once(tmp_path):
    home, model = copy("dsomm/model.yaml", tmp_path)
    model.write_text(
        model.read_text("utf-8").replace("level: 3", "level: 9").replace("usefulness: 2", "usefulness: 7"),
        "utf-8",
    )
    with pytest.raises(DataFileError) as caught:
        import_path(home)
    assert [problem.wrong for problem in caught.value.problems] == ["is 7", "is 9"]


def test_a_problem_of_the_schema_is_told_in_the_file_it_came_from(tmp_path):
    home, path = copy("samm/questions/M-KR-1-A.yml", tmp_path)
    other = home / "questions" / "copy.yml"
    other.write_text(path.read_text("utf-8").replace("id: ", "id: 0"), encoding="utf-8")
    imported = import_path(home)
    assert imported.counts["practices"] == 13  # a second question about the activity
    assert [row.id for row in imported.questionnaire.practices][:2] == ["m-kr-1-a", "m-kr-1-a-2"]


def test_an_object_of_samm_that_stands_twice_is_named(tmp_path):
    home, path = copy("samm/questions/M-KR-1-A.yml", tmp_path)
    (home / "questions" / "copy.yml").write_bytes(path.read_bytes())
    with pytest.raises(DataFileError, match="stands twice among Question"):
        import_path(home)


def test_a_level_of_another_practice_is_named(tmp_path):
    home, path = copy("samm/activities/M-KR-1-A.yml", tmp_path)
    mine = path.read_text("utf-8").splitlines()
    other = (home / "activities" / "S-RW-1-A.yml").read_text("utf-8").splitlines()
    path.write_text("\n".join([mine[0], other[1], *mine[2:]]), encoding="utf-8")
    with pytest.raises(DataFileError, match="its level belongs to another practice than its stream"):
        import_path(home)


STATES = "progressDefinition:\n  Nothing: 0%\n  Half: {score: 40%, definition: A bit}\n  All: 100%\n"


def with_meta(text):
    model = (SAMPLES / "dsomm/model.yaml").read_text("utf-8")
    return import_texts({"model.yaml": model, "meta.yaml": text})


def test_a_meta_file_defines_other_states():
    asked = with_meta(STATES).questionnaire
    assert [(option.text, option.value) for option in asked.scales["progress"]] == [
        ("Nothing", 0),
        ("Half", 0.4),
        ("All", 1),
    ]


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("100%", "90%", "no state of 0% or none of 100%"),
        ("40%", "140%", "`Half` has no share"),
        ("40%", "much", "`Half` has no share"),
    ],
)
def test_states_need_their_shares(old, new, wrong):
    with pytest.raises(DataFileError, match=wrong):
        with_meta(STATES.replace(old, new))


def test_a_dora_scale_without_a_known_end_is_said():
    text = (SAMPLES / "dora/survey.json").read_text("utf-8")
    notes = import_texts({"survey.json": text}).notes
    assert "Looking back: the words do not say which answer is best; taken as the last, `A day`" in notes
    lonely = text.replace(
        '"group_responses": "Strongly disagree,Disagree,Agree,Strongly agree,I don\'t know or NA",', ""
    )
    (row,) = [
        row
        for row in import_texts({"s.json": lonely}).questionnaire.practices
        if row.id == "the-crew-is-tired"
    ]
    assert [option.text for option in row.question.options] == ["No", "Yes"]


def test_a_table_may_use_semicolons_and_needs_no_ending():
    text = "dimension;question\nHull;Does it float, always?\n\nHull;And shine?\n"
    asked = import_texts({"upload": text}).questionnaire
    assert [row.question.text for row in asked.practices] == ["Does it float, always?", "And shine?"]
    assert asked.id == "upload"


def test_json_needs_no_ending_either():
    text = (SAMPLES / "measure-mate.json").read_text("utf-8")
    assert import_texts({"upload": text}).format == "measure-mate"


def test_a_table_beyond_the_limits_is_refused(monkeypatch):
    monkeypatch.setattr(opening, "LIMITS", Limits(1000, 5, 3))
    with pytest.raises(DataFileError, match="rows or 3 cells"):
        import_texts({"boats.csv": "dimension,question\nHull,A?\nHull,B?\n"})


def test_titles_without_latin_letters_still_get_ids():
    text = "dimension,question\n\u8239,\u6d6e\u3044\u3066\u3044\u307e\u3059\u304b\n\u8239,\u5e06\n"
    asked = import_texts({"\u8239.csv": text}).questionnaire
    assert [row.id for row in asked.practices] == ["item", "item-2"]
    assert asked.id == "table"


def test_the_same_option_twice_is_kept_and_told():
    text = "dimension,question,options\nHull,How?,No=0|No=0.5|Yes=1\n"
    (problem,) = import_texts({"boats.csv": text}).problems
    assert "another option says the same" in problem.wrong


def test_answers_without_their_model_are_not_imported():
    with pytest.raises(DataFileError, match="dsomm answers without their model"):
        import_path(SAMPLES / "dsomm/team-progress.yaml")


ONE = """
meta: {version: "1"}
Sea:
  Watch:
    Keep watch:
      uuid: u-1
      risk: Rocks.
      measure: Look out.
      level: 1
      difficultyOfImplementation: {knowledge: 1, time: 1, resources: 1}
      usefulness: 1
      implementation: [{tags: []}]
      tags: watch
"""


def test_a_model_in_one_document_is_read_too():
    imported = import_texts({"model.yaml": ONE})
    assert [row.id for row in imported.questionnaire.dimensions] == ["sea"]
    assert imported.questionnaire.practices[0].references == {"tags": ("watch",)}
    assert imported.notes == ()


@pytest.mark.parametrize("more", ["Odd: text", "Odd: {Group: text}", "Odd: {Group: {Activity: text}}"])
def test_what_should_be_a_mapping_is_named(more):
    with pytest.raises(DataFileError, match="is no mapping"):
        import_texts({"model.yaml": ONE + more})


def test_a_related_activity_that_is_not_there_is_named(tmp_path):
    home, path = copy("samm/activities/S-RW-3-B.yml", tmp_path)
    path.write_text(
        path.read_text("utf-8").replace("relatedActivities:\n- ", "relatedActivities:\n- 0"), encoding="utf-8"
    )
    with pytest.raises(DataFileError, match="no Activity has this id"):
        import_path(home)


def test_evidence_may_say_little():
    rows = [
        "{id: a, teams: [Blue], attachment: [{type: link}]}",
        "{id: b, teams: [Red, Blue]}",
        "{teams: [Blue], attachment: [{externalLink: 'https://example.org/x'}]}",
    ]
    evidence = "evidence:\n  u-1:\n" + "".join(f"  - {row}\n" for row in rows)
    imported = import_texts({"model.yaml": ONE, "evidence.yaml": evidence})
    blue, red = imported.answers
    assert [row.text for row in blue.answers["keep-watch"].evidence] == ["id: a", "id: b", "evidence"]
    written = yaml.safe_load(write_dsomm_evidence(imported.questionnaire, [blue, red]))["evidence"]["u-1"]
    assert [(row["id"], row["teams"]) for row in written] == [
        ("a", ["Blue"]),
        ("b", ["Blue", "Red"]),
        ("keep-watch-blue-3", ["Blue"]),
    ]


def test_options_that_are_all_worth_nothing_are_refused():
    text = "dimension,question,options\nHull,How?,Bad=0|Worse=0\n"
    with pytest.raises(DataFileError, match="no option has the value 1"):
        import_texts({"boats.csv": text})
