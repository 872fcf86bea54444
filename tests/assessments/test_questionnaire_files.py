"""Questionnaire files that are right, and files with one fault each, named at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessments import Questionnaire, load_questionnaire, shipped_questionnaires
from datafiles import DataFileError

SMALL = Path(__file__).parent / "files/small.yaml"
TEXT = SMALL.read_text(encoding="utf-8")


def test_a_right_questionnaire_becomes_its_model():
    small = load_questionnaire(SMALL)
    first = small.practice("first")
    assert [option.text for option in first.question.options] == ["No", "Some", "All"]
    assert first.scenario_effects["some"] == {
        "review.capacity": "3",
        "review.work.mean": ("10", "20"),
        "source": "greenlane",
    }
    assert small.scoring.tree.overall == "weighted"
    assert small.practice("third").question.range == (0.0, 20.0)


FAULTS = [
    (
        "  - {id: run, title: Run}",
        "  - {id: run, title: Run}\n  - {id: run, title: Ran}",
        15,
        "dimensions[2].id",
        "two dimensions",
    ),
    ("  - id: third\n", "  - id: first\n", 42, "practices[2].id", "two practices have the id `first`"),
    (
        '{id: none, text: "No"',
        '{id: all, text: "No"',
        31,
        "practices[0].question.options[2].id",
        "two options",
    ),
    ("text: Some, value: 0.5", "text: Some, value: 1.5", 30, "practices[0].question.options[1].value", ""),
    ("text: Some, value: 0.5", "text: Some, value: half", 30, "practices[0].question.options[1].value", ""),
    (
        "value: 0.5}\n        - {id: all, text: All, value: 1}",
        "value: 1}\n        - {id: all, text: All, value: 0.5}",
        31,
        "practices[0].question.options[2].value",
        "0.5 after 1: the values rise and fall",
    ),
    ('text: "No", value: 0}', 'text: "No", value: 0.1}', 28, "practices[0].question.options", "the value 0"),
    ("text: All, value: 1}", "text: All, value: 0.9}", 28, "practices[0].question.options", "the value 1"),
    (
        "    dimension: build\n",
        "    dimension: built\n",
        19,
        "practices[0].dimension",
        "no dimension `built`",
    ),
    ("    group: parts\n", "    group: part\n", 20, "practices[0].group", "no group `part`"),
    (
        "{id: parts, dimension: build,",
        "{id: parts, dimension: run,",
        20,
        "practices[0].group",
        "is in the dimension",
    ),
    (
        "{id: parts, dimension: build,",
        "{id: parts, dimension: build, parent: parts,",
        16,
        "groups[0].parent",
        "circle",
    ),
    (
        "    depends_on: [second]\n",
        "    depends_on: [secnd]\n",
        46,
        "practices[2].depends_on[0]",
        "no practice",
    ),
    (
        "    effort: 2\n",
        "    effort: 2\n    depends_on: [third]\n",
        25,
        "practices[0].depends_on",
        "first needs third needs second needs first",
    ),
    (
        "    effort: 2\n",
        "    effort: 2\n    depends_on: [first]\n",
        25,
        "practices[0].depends_on",
        "first needs first",
    ),
    ("    effort: 2\n", "    effort: 6\n", 24, "practices[0].effort", "is 6"),
    ("    effort: 2\n", "    effort: 2\n    weight: 0\n", 25, "practices[0].weight", "is 0"),
    ("    level: 1\n    title: First", "    level: 0\n    title: First", 21, "practices[0].level", "is 0"),
    ("    title: First\n", "", 18, "practices[0].title", ""),
    ("    title: First\n", '    title: ""\n', 22, "practices[0].title", "is empty"),
    ("    why: Because.\n", "    reason: Because.\n", 23, "practices[0].reason", ""),
    ("      text: What is seen?\n", "", 25, "practices[0].question.text", ""),
    (
        "        - {id: right, text: Right, value: 0.5}\n",
        "",
        55,
        "practices[3].question.options",
        "1 of at least two",
    ),
    (
        "{kind: likert, text: How far?, scale: agree}",
        "{kind: likert, text: How far?}",
        41,
        "practices[1].question",
        "without a scale",
    ),
    ("scale: agree}", "scale: agreed}", 41, "practices[1].question.scale", "no scale `agreed`"),
    (
        "scale: agree}",
        "scale: agree, options: [{id: a, text: A, value: 0}]}",
        41,
        "practices[1].question.options",
        "in a scale",
    ),
    ("    - {id: fully, text: Fully, value: 1}\n", "", 9, "scales.agree", "1 of at least two"),
    (
        "      kind: single\n",
        "      kind: single\n      scale: agree\n",
        27,
        "practices[0].question.scale",
        "has no scale",
    ),
    ("      kind: single\n", "      kind: singel\n", 26, "practices[0].question.kind", ""),
    (
        "{kind: bool, text",
        "{kind: bool, range: [0, 1], text",
        63,
        "practices[4].question.range",
        "bool question has no range",
    ),
    (", range: [0, 20]}", "}", 47, "practices[2].question", "without a range"),
    (", range: [0, 20]}", ", range: [20, 20]}", 47, "practices[2].question.range", "the same"),
    (
        "      not_applicable: {allowed: false}\n",
        "      not_applicable: {allowed: false, reason_required: true}\n",
        58,
        "practices[3].question.not_applicable.reason_required",
        "not allowed",
    ),
    (
        "automated_tests: all}",
        "automated_tests: everything}",
        33,
        "practices[0].evidence.automated_tests",
        "no option `everything`",
    ),
    (
        "      some: {review",
        "      most: {review",
        35,
        "practices[0].scenario_effects.most",
        "no option `most`",
    ),
    (", source: greenlane}", "}", 35, "practices[0].scenario_effects.some", "without a source"),
    (
        "  - {id: run, title: Run}",
        "  - {id: run, title: Run}\n  - {id: idle, title: Idle}",
        15,
        "dimensions[2]",
        "no practice is in this dimension",
    ),
    ("least: 0.7}", "least: 0.2}", 74, "scoring.thresholds[1].least", "does not rise"),
    ("  tree: weighted\n", "  tree: median\n", 71, "scoring.tree", "is no rule"),
    ("format: 1\n", "format: 2\n", 1, "format", "is 2"),
    (
        "text: Left, value: 1}\n        - {id: right, text: Right, value: 0.5}",
        "text: Left, value: 0}\n        - {id: right, text: Right, value: 0}",
        55,
        "practices[3].question.options",
        "worth anything",
    ),
]


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: f"{row[3]} {row[4]}")
def test_one_fault_in_a_questionnaire_is_named_once_at_its_line(build, tmp_path, row):
    old, new, line, field, wrong = row
    problems = build.faults(build.change(TEXT, old, new), tmp_path / "small.yaml", load_questionnaire)
    assert [(problem.line, problem.field) for problem in problems] == [(line, field)]
    assert wrong in problems[0].wrong
    assert problems[0].mend


def test_a_gate_needs_a_level_on_every_practice(build, tmp_path):
    gated = TEXT.replace("tree: weighted", "tree: {dimension: gated}")
    old = "    level: 3\n    question: {kind: percent"
    ungraded = build.change(gated, old, old.replace("    level: 3\n", ""))
    problems = build.faults(ungraded, tmp_path / "small.yaml", load_questionnaire)
    assert [(problem.line, problem.field) for problem in problems] == [(64, "practices[5]")]


def test_two_circles_are_two_problems(tmp_path):
    path = tmp_path / "small.yaml"
    text = TEXT.replace("    effort: 2\n", "    depends_on: [second]\n")
    path.write_text(text.replace("    title: Fifth\n", "    title: Fifth\n    depends_on: [fifth]\n"))
    with pytest.raises(DataFileError) as caught:
        load_questionnaire(path)
    assert [(problem.line, problem.wrong) for problem in caught.value.problems] == [
        (24, "a circle: first needs second needs first"),
        (62, "a circle: fifth needs fifth"),
    ]


def test_editors_get_a_schema():
    assert {"practices", "scoring"} <= Questionnaire.model_json_schema()["properties"].keys()


def test_every_fault_is_reported_at_once_in_the_order_of_the_lines(tmp_path):
    path = tmp_path / "small.yaml"
    many = TEXT.replace("format: 1", "format: 2").replace("kind: single", "kind: singel")
    path.write_text(many.replace("[second]", "[secnd]").replace("least: 0.7", "least: 0.2"), encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        load_questionnaire(path)
    assert [problem.line for problem in caught.value.problems] == [1, 26, 46, 74]


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "practices: no",
        "practices: [no, {id: one, question: no}]\nscales: [no]",
        "dimensions: []\npractices: []",
    ],
)
def test_what_is_no_questionnaire_at_all_is_refused_in_words(tmp_path, text):
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        load_questionnaire(path)
    assert caught.value.problems


def test_a_folder_gives_its_good_questionnaires_and_names_the_bad_ones(tmp_path):
    (tmp_path / "small.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("format: [", encoding="utf-8")
    loaded = shipped_questionnaires(tmp_path)
    assert [questionnaire.id for questionnaire in loaded.values] == ["small"]
    broken, misnamed = loaded.problems
    assert broken.path.endswith("broken.yaml")
    assert (misnamed.line, misnamed.wrong) == (2, "is `small`, the file is `other.yaml`")
