"""One fault in one file: refused with file, line, rule and the way to mend it, and nothing else is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from assessments import RULES, load_answers, load_questionnaire, rule_of, shipped_questionnaires
from datafiles import DataFileError

FILES = Path(__file__).parent / "files"
TEXT = (FILES / "small.yaml").read_text(encoding="utf-8")
GIVEN = (FILES / "harbor.yaml").read_text(encoding="utf-8")
SECOND = "question: {kind: likert, text: How far?, scale: agree}"
SIXTH = "question: {kind: percent, text: How much?}"
EFFECT = "      some: {review.capacity: 3, review.work.mean: [10, 20], source: greenlane}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Replace `old` by `new`; expect one problem of `rule` at the line that holds `at`, saying `wrong`."""

    rule: str
    old: str
    new: str
    at: str
    wrong: str


FAULTS = (
    Fault("form", "format: 1", "format: 2", "format: 2", "is 2"),
    Fault("form", "title: Small\n", "titel: Small\ntitle: Small\n", "titel", "unknown key"),
    Fault("form", "kind: single", "kind: singel", "singel", "singel"),
    Fault("form", "effort: 2", "effort: 7", "effort: 7", "is 7"),
    Fault("form", EFFECT, EFFECT.replace("[10, 20]", "[10]"), "[10]", "a list of 1"),
    Fault("form", EFFECT, EFFECT.replace("3,", '"",'), '"",', "is empty"),
    Fault("form", EFFECT, "      some: weekly", "some: weekly", "weekly"),
    Fault(
        "unique-ids",
        "{id: run, title: Run}",
        "{id: run, title: Run}\n  - {id: run, title: Ran}",
        "title: Ran",
        "two dimensions",
    ),
    Fault("unique-ids", "{id: none, text", "{id: some, text", "id: some, text: Some", "two options"),
    Fault("unique-titles", "    title: Third\n", "    title: first\n", "title: first", "this title"),
    Fault("place-known", "    group: parts\n", "    group: part\n", "group: part\n", "no group `part`"),
    Fault(
        "place-known",
        "{id: parts, dimension: build,",
        "{id: parts, dimension: built,",
        "dimension: built,",
        "no dimension `built`",
    ),
    Fault(
        "place-used",
        "  - {id: run, title: Run}",
        "  - {id: run, title: Run}\n  - {id: off, title: Off}",
        "title: Off",
        "no practice",
    ),
    Fault(
        "place-same",
        "{id: parts, dimension: build,",
        "{id: parts, dimension: run,",
        "    group: parts",
        "is in the dimension",
    ),
    Fault(
        "parent-circle",
        "{id: parts, dimension: build,",
        "{id: parts, dimension: build, parent: parts,",
        "parent: parts",
        "a circle",
    ),
    Fault("depends-known", "depends_on: [second]", "depends_on: [secnd]", "[secnd]", "no practice `secnd`"),
    Fault("depends-circle", "    effort: 2\n", "    depends_on: [third]\n", "[third]", "needs third needs"),
    Fault("depends-level", "    effort: 2\n", "    depends_on: [fifth]\n", "[fifth]", "of level 3"),
    Fault(
        "superseded",
        "scenario: team-road",
        "scenario: team-road\nsuperseded_by: small",
        "superseded_by",
        "itself",
    ),
    Fault("kind-fits", SIXTH, SIXTH.replace("}", ", range: [0, 1]}"), "range: [0, 1]", "has no range"),
    Fault(
        "option-count",
        "        - {id: right, text: Right, value: 0.5}\n",
        "",
        "      options:\n        - {id: left",
        "1 of at least two",
    ),
    Fault("option-different", "text: Some, value", "text: all, value", "text: All", "says the same"),
    Fault("option-order", "text: Some, value: 0.5", "text: Some, value: 1", "", ""),
    Fault(
        "option-ends",
        "text: All, value: 1}",
        "text: All, value: 0.9}",
        "      options:\n        - {id: none",
        "the value 1",
    ),
    Fault("option-open", "text: Some, value", "text: Don't know, value", "text: Don't know", "with a value"),
    Fault("option-open", "text: Some, value", "text: N/A, value", "text: N/A", "`N/A`"),
    Fault("scale-known", "scale: agree}", "scale: agreed}", "scale: agreed}", "no scale `agreed`"),
    Fault(
        "scale-used",
        "scales:\n",
        "scales:\n  odd: [{id: a, text: A, value: 0}, {id: b, text: B, value: 1}]\n",
        "  odd:",
        "no question",
    ),
    Fault("range-ends", "range: [0, 20]", "range: [20, 20]", "range: [20, 20]", "the same"),
    Fault(
        "reverse",
        f"    level: 3\n    {SIXTH}",
        f"    level: 3\n    measures: [change_fail_rate]\n    {SIXTH}",
        "kind: percent",
        "100 % scores best",
    ),
    Fault(
        "reverse",
        "      not_applicable: {allowed: true, reason_required: true}",
        "      reverse: true",
        "",
        "",
    ),
    Fault(
        "reason",
        "      not_applicable: {allowed: false}",
        "      not_applicable: {allowed: false, reason_required: true}",
        "reason_required: true}\n  - id: fifth",
        "not allowed",
    ),
    Fault(
        "evidence-asked", SIXTH, SIXTH.replace("}", ", evidence_from: 0.5}"), "evidence_from", "not required"
    ),
    Fault(
        "evidence-option",
        "automated_tests: all",
        "automated_tests: every",
        "automated_tests: every",
        "no option `every`",
    ),
    Fault("effect-option", EFFECT, EFFECT.replace("some:", "many:"), "many:", "no option `many`"),
    Fault("effect-source", EFFECT, EFFECT.replace(", source: greenlane", ""), "some: {", "without a source"),
    Fault("effect-paths", EFFECT, "      some: {source: greenlane}", "some: {", "changes nothing"),
    Fault("effect-range", EFFECT, EFFECT.replace("[10, 20]", "[20m, 10m]"), "[20m", "no range"),
    Fault("effect-range", EFFECT, EFFECT.replace("[10, 20]", "[few, 10]"), "[few", "no range"),
    Fault(
        "effect-apart",
        f"    {SECOND}",
        f"    scenario_effects: {{fully: {{review.work: null, source: greenlane}}}}\n    {SECOND}",
        "review.work: null",
        "`first` changes it",
    ),
    Fault("effect-scenario", "scenario: team-road\n", "", "    scenario_effects:", "no lane"),
    Fault(
        "fact-known",
        "text: Some, value: 0.5}",
        "text: Some, value: 0.5, facts: {tests: yes}}",
        "facts:",
        "nobody reads",
    ),
    Fault(
        "fact-known",
        "text: Some, value: 0.5}",
        "text: Some, value: 0.5, facts: {trigger: yes}}",
        "facts:",
        "is `yes`",
    ),
    Fault("measure-known", "    effort: 2\n", "    measures: [speed]\n", "[speed]", "no metric `speed`"),
    Fault("threshold-order", "least: 0.7", "least: 0.3", "title: Silver", "does not rise"),
    Fault("level-gated", "", "", "", ""),
    Fault("fact-once", "", "", "", ""),
)


def faulted(fault: Fault) -> tuple[str, str, str]:
    """Return the text with its fault, the line to expect and the words; a few take more than one change."""
    if fault.rule == "option-order":
        old = "text: Some, value: 0.5}\n        - {id: all, text: All, value: 1}"
        new = "text: Some, value: 1}\n        - {id: all, text: All, value: 0.5}"
        return changed(TEXT, old, new), "text: All", "rise and fall"
    if fault.rule == "reverse" and not fault.at:
        falling = changed(TEXT, 'text: "No", value: 0}', 'text: "No", value: 1}')
        falling = changed(falling, "text: All, value: 1}", "text: All, value: 0}")
        return changed(falling, fault.old, fault.new), "reverse: true", "turned once more"
    if fault.rule == "level-gated":
        gated = TEXT.replace("tree: weighted", "tree: {dimension: gated}")
        return changed(gated, f"    level: 3\n    {SIXTH}", f"    {SIXTH}"), "  - id: sixth", "no level"
    if fault.rule == "fact-once":
        told = changed(TEXT, "text: All, value: 1}", "text: All, value: 1, facts: {manual_gate: no}}")
        new = "text: Left, value: 1, facts: {manual_gate: yes}}"
        return changed(told, "text: Left, value: 1}", new), "manual_gate: yes", "another question"
    return changed(TEXT, fault.old, fault.new), fault.at, fault.wrong


def changed(text: str, old: str, new: str) -> str:
    """Change one place of a text."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the text"
    return text.replace(old, new)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.rule}: {fault.wrong or fault.new}")
def test_one_fault_breaks_one_rule_at_its_line(tmp_path, fault):
    text, at, wrong = faulted(fault)
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        load_questionnaire(path)
    (problem,) = caught.value.problems
    assert text.count(at) == 1, f"{at!r} does not stand for one line"
    assert problem.line == text[: text.index(at)].count("\n") + 1
    assert problem.path == str(path)
    assert rule_of(problem).id == fault.rule
    assert wrong in problem.wrong
    assert problem.mend


ANSWER_FAULTS = (
    Fault("form", "state: dont-know", "state: maybe", "state: maybe", "maybe"),
    Fault("form", 'link: "https', 'link: "ftp', "ftp", "no web address"),
    Fault("answer-known", "questionnaire: small", "questionnaire: large", "large", "for `large`"),
    Fault("answer-known", "  sixth:", "  seventh:", "seventh", "no such practice"),
    Fault("answer-fits", "option: fully", "option: full", "option: full}", "is `full`"),
    Fault("answer-fits", "value: 12}", "value: 21}", "value: 21}", "is `21`"),
    Fault("answer-fits", "value: true}", "option: some}", "option: some}", "answered with `value`"),
    Fault(
        "answer-reason",
        "sixth: {state: dont-know}",
        "sixth: {state: not-applicable}",
        "sixth:",
        "without a reason",
    ),
    Fault(
        "answer-reason",
        "value, value: [left, right]}",
        "not-applicable, reason: So.}",
        "fourth:",
        "always applies",
    ),
    Fault("evidence-day", "expires: 2027-11-01", "expires: 2026-10-01", "expires", "before its own day"),
)


@pytest.mark.parametrize("fault", ANSWER_FAULTS, ids=lambda fault: f"{fault.rule}: {fault.wrong}")
def test_one_fault_in_answers_breaks_one_rule_at_its_line(tmp_path, fault):
    text = changed(GIVEN, fault.old, fault.new)
    path = tmp_path / "harbor.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        load_answers(path, load_questionnaire(FILES / "small.yaml"))
    (problem,) = caught.value.problems
    assert problem.line == text[: text.index(fault.at)].count("\n") + 1
    assert rule_of(problem).id == fault.rule
    assert fault.wrong in problem.wrong
    assert problem.mend


def test_a_questionnaire_is_named_after_its_file(tmp_path):
    (tmp_path / "other.yaml").write_text(TEXT, encoding="utf-8")
    (problem,) = shipped_questionnaires(tmp_path).problems
    assert rule_of(problem).id == "file-name"
    assert "small" in problem.wrong


def test_every_rule_has_a_fault_that_breaks_it():
    elsewhere = {"file-name", "text-known", "text-missing", "text-stale"}
    assert {fault.rule for fault in (*FAULTS, *ANSWER_FAULTS)} == {rule.id for rule in RULES} - elsewhere
    assert len({fault.rule for fault in FAULTS}) >= 25


def test_a_share_of_which_more_is_better_is_not_reversed(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(changed(TEXT, SIXTH, f"measures: [wait]\n    {SIXTH}"), encoding="utf-8")
    assert load_questionnaire(path).practice("sixth").measures == ("wait",)


def test_the_page_for_authors_lists_every_rule():
    page = (Path(__file__).parents[2] / "docs/authoring/questionnaires.md").read_text(encoding="utf-8")
    for rule in RULES:
        assert f"| `{rule.id}` | {rule.asks} |" in page


def test_a_fault_says_its_rule(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(changed(TEXT, "scale: agree}", "scale: agreed}"), encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        load_questionnaire(path)
    assert str(caught.value).endswith("there is no scale `agreed`; choose one of agree (scale-known)")
