"""Small files of every format: what they say is what comes out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessments import AnswerState, Kind, load_answers, load_questionnaire, score
from assessments.importers import ModelFormat, as_files, import_path, import_texts
from assessments.translating import load_translation, mismatches, translate

SAMPLES = Path(__file__).parent / "samples"
COUNTS = {
    "samm": ("samm", {"dimensions": 2, "groups": 2, "practices": 12, "scales": 1, "options": 4}),
    "dsomm": ("dsomm", {"dimensions": 2, "groups": 3, "practices": 5, "dependencies": 3, "answers": 4}),
    "dora/survey.json": ("dora", {"dimensions": 4, "practices": 10, "states": 8}),
    "dora/capabilities.json": ("dora", {"dimensions": 2, "practices": 3, "options": 5}),
    "atos": ("atos", {"dimensions": 2, "groups": 1, "practices": 4, "options": 11}),
    "pemm": ("pemm", {"dimensions": 2, "practices": 3, "options": 8}),
    "measure-mate.json": ("measure-mate", {"dimensions": 2, "practices": 2, "options": 6, "states": 1}),
    "devops-maturity": ("devops-maturity", {"dimensions": 2, "practices": 3, "answers": 3}),
    "greenlane": ("greenlane", {"dimensions": 1, "practices": 1, "answers": 1}),
    "boats.csv": ("csv", {"dimensions": 2, "groups": 1, "practices": 4, "options": 5, "dependencies": 3}),
}


def brought(name):
    return import_path(SAMPLES / name, date(2026, 3, 9))


def practice(name, title):
    return next(row for row in brought(name).questionnaire.practices if row.title == title)


@pytest.mark.parametrize("name", COUNTS)
def test_the_content_says_the_format_and_nothing_is_lost(name):
    form, wanted = COUNTS[name]
    imported = brought(name)
    assert imported.format is ModelFormat(form)
    assert {key: imported.counts[key] for key in wanted} == wanted


@pytest.mark.parametrize("name", COUNTS)
def test_what_is_written_loads_to_the_same(name, tmp_path):
    imported = brought(name)
    (tmp_path / "answers").mkdir()
    for file in as_files(imported, "kept"):
        (tmp_path / file.name).write_text(file.text, encoding="utf-8")
    loaded = load_questionnaire(tmp_path / "kept.yaml")
    assert loaded == imported.questionnaire
    for row in imported.translations:
        translated = translate(loaded, load_translation(tmp_path / f"kept.{row.lang}.yaml", loaded))
        assert translated.fallbacks == ()
        assert translated.questionnaire.practices == row.practices
        assert translated.questionnaire.dimensions == row.dimensions
        assert mismatches(loaded, row) == ()
    answers = [load_answers(path, loaded) for path in tmp_path.glob("answers/kept.*.yaml")]
    assert sorted(answers, key=lambda given: given.team) == sorted(
        imported.answers, key=lambda given: given.team
    )


@pytest.mark.parametrize("name", COUNTS)
def test_the_report_has_what_was_promised(name):
    report = brought(name).as_dict()
    assert list(report)[:5] == ["format", "title", "licence", "attribution", "counts"]
    assert set(report["counts"]) >= {
        "dimensions",
        "groups",
        "practices",
        "questions",
        "options",
        "dependencies",
    }


def test_samm_keeps_its_structure_and_texts():
    asked = brought("samm").questionnaire
    row = asked.practices[0]
    assert (row.id, row.origin, row.level, row.group, row.dimension) == (
        "m-kr-1-a",
        "M-KR-1-A",
        1,
        "knots-and-ropes",
        "mooring",
    )
    assert row.question.criteria == ("Somebody checks it", "No: it is written down")
    assert asked.options(row.question)[0].text == "No"
    assert "<b>that</b>" in row.first_step
    assert asked.practices[-1].references["SAMM related activity"] == ("Knots and Ropes, step 1A",)
    assert [row.origin[-3:] for row in asked.practices[:6]] == ["1-A", "1-B", "2-A", "2-B", "3-A", "3-B"]
    assert [row.depends_on for row in asked.practices] == [()] * 12


def test_dsomm_keeps_text_as_text_and_edges_by_uuid_or_name():
    row = practice("dsomm", "Tie the boat")
    assert row.why == "The boat <script>drifts</script> away."
    assert row.references["iso27001-2022"] == ("5.10", "8.2")
    assert (row.effort, row.value, row.level) == (1, 4, 1)
    assert row.references["implementation"] == ("Rope https://example.org/rope",)
    assert practice("dsomm", "Measure the pull").depends_on == ("tie-the-boat", "check-the-knot")
    assert practice("dsomm", "Measure the pull").effort == 4
    assert practice("dsomm", "Write down the fuel").question.text == "No"
    assert brought("dsomm").questionnaire.version == "1.2.10"


def test_dsomm_progress_becomes_answers_of_each_team():
    blue, red = brought("dsomm").answers
    assert (blue.team, red.team) == ("Blue", "Red")
    assert blue.answers["tie-the-boat"].option == "implemented"
    assert blue.answers["check-the-knot"].option == "started"
    assert red.answers["tie-the-boat"].option == "planned"
    assert "check-the-knot" not in red.answers
    assert blue.date == date(2026, 4, 2)
    links = {proof.link for proof in red.answers["tie-the-boat"].evidence}
    assert links == {None, "https://example.org/rope.png", "https://example.org/rope.pdf"}


def test_dora_answers_that_are_no_answers_are_states():
    row = practice("dora/survey.json", "The charts are in version control.")
    assert [(option.text, round(option.value, 3)) for option in row.question.options] == [
        ("Strongly agree", 1),
        ("Agree", 0.667),
        ("Disagree", 0.333),
        ("Strongly disagree", 0),
    ]
    assert practice("dora/survey.json", "The crew is tired.").question.reverse
    assert practice(
        "dora/survey.json", "So are the \N{LEFT DOUBLE QUOTATION MARK}sails\N{RIGHT DOUBLE QUOTATION MARK}."
    )


def test_dora_finds_the_five_metrics():
    asked = brought("dora/survey.json").questionnaire
    metrics = {
        row.id: row.question for row in asked.practices if row.dimension == "software-delivery-performance"
    }
    assert set(metrics) == {
        "change-lead-time",
        "deployment-frequency",
        "change-fail-rate",
        "failed-deployment-recovery-time",
        "deployment-rework-rate",
    }
    assert metrics["change-fail-rate"].kind is Kind.PERCENT
    assert metrics["change-fail-rate"].reverse
    assert metrics["deployment-frequency"].options[-1].value == 1


def test_atos_keeps_the_fault_of_its_author_and_says_so():
    imported = brought("atos")
    doubtful = [row for row in imported.questionnaire.practices if row.question.doubt]
    assert [row.title for row in doubtful] == ["Are knots shared with others?"]
    assert "rise and fall" in doubtful[0].question.doubt
    assert [option.points for option in doubtful[0].question.options] == [1, 0.5, 1]
    text = (SAMPLES / "atos" / "questions.json").read_text("utf-8").splitlines()
    at = next(problem for problem in imported.problems if "rise" in problem.wrong)
    assert text[at.line - 1].strip() == '{"Answer" : "No", "Score" : 1}'


def test_atos_text_that_looks_like_a_formula_is_a_text():
    row = practice("atos", "What does the crew measure?")
    assert row.question.options[0].text == "=1+1 fish"
    assert row.question.kind is Kind.MULTI
    assert row.weight == 2
    assert brought("atos").questionnaire.about == "Welcome <br>aboard."
    assert "https://example.org/crew" in brought("atos").questionnaire.dimensions[0].about


def test_pemm_reads_words_that_yaml_once_took_for_flags():
    asked = brought("pemm").questionnaire
    assert [option.text for option in asked.practices[1].question.options] == ["No", "On"]
    assert [option.text for option in asked.practices[2].question.options] == ["off", "yes"]
    assert [option.points for option in asked.practices[0].question.options] == [1, 2, 3, 4]


def test_measure_mate_takes_na_out_of_the_scale():
    asked = brought("measure-mate.json").questionnaire
    sail, rope = asked.practices
    assert [(option.text, option.points) for option in rope.question.options] == [("Poor", 1), ("Good", 3)]
    assert [round(option.value, 3) for option in sail.question.options] == [0, 0.667, 1]
    assert asked.dimensions[1].about == "Holds.\nTight."


def test_devops_maturity_reads_both_ways_to_answer():
    imported = brought("devops-maturity")
    (given,) = imported.answers
    assert given.date == date(2026, 3, 9)
    assert [given.answers[name].value for name in ("d101", "d102", "d201")] == [True, False, True]
    shine = given.answers["d201"]
    assert shine.note == "Seen from afar."
    assert [proof.link for proof in shine.evidence] == [None, "https://example.org/shine", None]
    assert imported.questionnaire.practices[0].title == "Boats float (\N{LARGE GREEN CIRCLE})"


def test_a_table_says_what_its_cells_say():
    first, second, third, last = brought("boats.csv").questionnaire.practices
    assert first.why == '=HYPERLINK("https://example.org")'
    assert (first.level, first.weight, first.effort, first.value) == (1, 2, 2, 5)
    assert [option.value for option in second.question.options] == [0, 1]
    assert second.question.text == "Does it shine, on Sundays?"
    assert third.depends_on == ("it-floats", "it-shines")
    assert (third.question.kind, last.question.kind) == (Kind.BOOL, Kind.PERCENT)
    assert last.id == "how-much-of-it-is-white"


def test_an_imported_questionnaire_scores():
    imported = brought("dsomm")
    scores = score(imported.questionnaire, imported.answers[0])
    assert scores.practices["tie-the-boat"].score == 1
    assert scores.native.sectors["mooring"] == {1: 1.0, 2: 0.25, 3: None}


def test_a_team_that_is_only_named_in_evidence_is_not_given_a_state():
    texts = {
        "model.yaml": (SAMPLES / "dsomm/model.yaml").read_text("utf-8"),
        "evidence.yaml": (SAMPLES / "dsomm/team-evidence.yaml").read_text("utf-8"),
    }
    answers = import_texts(texts).answers
    assert {given.team for given in answers} == {"Blue", "Red"}
    assert {row.state for given in answers for row in given.answers.values()} == {AnswerState.DONT_KNOW}


def test_without_a_version_the_content_gives_one():
    text = (SAMPLES / "measure-mate.json").read_text("utf-8")
    first, again = import_texts({"a.json": text}), import_texts({"b.json": text})
    other = import_texts({"a.json": text.replace("Torn", "Rotten")})
    assert first.questionnaire.version == again.questionnaire.version != other.questionnaire.version
