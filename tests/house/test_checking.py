"""What a check of the house says about scenarios: claims at their lines, and warnings that refuse nothing."""

from pathlib import Path

import pytest

import delivery
from assessments.loading import SHIPPED as QUESTIONNAIRES
from datafiles import DataFileError, Problem
from ui.checking import Checked, check

HEAD = "format: 1\nid: {name}\ntitle: A road\narrivals: {{between: {{dist: exponential, mean: 1h}}}}\n"
ROAD = HEAD + "stages: [{{id: test, mark: bolt, work: {{dist: constant, value: {work}}}}}]\n"


def house(folder: Path, **scenarios: str) -> Checked:
    place = folder / "simulator" / "scenarios"
    place.mkdir(parents=True)
    for name, text in scenarios.items():
        (place / f"{name}.yaml").write_text(text, encoding="utf-8")
    return check(folder)


def said(checked: Checked) -> list[str]:
    return [
        str(problem).partition("scenarios/")[2] for problem in checked.problems if ".yaml:" in str(problem)
        and "simulator/scenarios/" in str(problem)
    ]  # fmt: skip


def test_an_overload_is_a_warning_with_its_line_and_no_problem(tmp_path: Path) -> None:
    checked = house(tmp_path, road=ROAD.format(name="road", work="72m"))

    assert said(checked) == []
    (warning,) = map(str, checked.warnings)
    assert warning.startswith(
        f"{tmp_path}/simulator/scenarios/road.yaml:5: stages[0].capacity: `test` is asked"
    )
    assert "1.20 times what it can do, so its queue grows without end; give it more capacity" in warning


def test_a_claim_that_does_not_hold_is_a_problem_at_its_line(tmp_path: Path) -> None:
    claims = """expect:
  - {metric: work, relation: "~", value: 0.5, within: 0.01}
  - {metric: work, relation: ">", value: 2}
"""
    checked = house(tmp_path, road=ROAD.format(name="road", work="30m") + claims)

    (problem,) = said(checked)
    assert problem.startswith("road.yaml:8: expect[1]: work > 2.0 does not hold: it is 0.5 against 2; change")
    assert checked.warnings == ()


def test_names_in_claims_are_checked_at_their_lines(tmp_path: Path) -> None:
    claims = """expect:
  - {metric: wrok, relation: "~", value: 0.5, within: 0.01}
  - {metric: work, relation: ">", versus: raod}
"""
    texts = {name: ROAD.format(name=name, work="30m") for name in ("road", "other")}
    checked = house(tmp_path, road=texts["road"] + claims, other=texts["other"])

    assert said(checked) == [
        "road.yaml:7: expect[0].metric: `wrok` is no metric of `road`; did you mean `work`?",
        "road.yaml:8: expect[1].versus: `raod` is no scenario; did you mean `road`?",
    ]


def test_a_scenario_that_cannot_be_read_leaves_the_others_checked(tmp_path: Path) -> None:
    good = ROAD.format(name="good", work="2h")
    checked = house(tmp_path, bad="format: 1\nid: bad\n", good=good)

    assert {line.partition(":")[0] for line in said(checked)} == {"bad.yaml"}
    assert len(checked.warnings) == 1
    assert checked.counts["scenarios"] == 1


def test_the_shipped_house_warns_of_nothing() -> None:
    checked = check()

    assert checked.warnings == ()
    assert said(checked) == []


def test_a_lesson_and_a_source_that_a_questionnaire_names_must_exist(tmp_path: Path) -> None:
    place = tmp_path / "assessments" / "questionnaires"
    place.mkdir(parents=True)
    (shipped,) = QUESTIONNAIRES.glob("continuous-delivery.yaml")
    text = shipped.read_text(encoding="utf-8")
    lost = text.replace("lesson: delivery-or-deployment", "lesson: lost", 1).replace(
        "sources: [", "sources: [lost, ", 1
    )
    assert lost.count("lost") >= 2
    for other in QUESTIONNAIRES.glob("*.yaml"):
        (place / other.name).write_text(other.read_text(encoding="utf-8"), encoding="utf-8")
    (place / shipped.name).write_text(lost, encoding="utf-8")
    found = [problem.wrong for problem in check(tmp_path).problems]

    assert sorted(found) == ["no lesson `lost`", "no source `lost`"]


def test_a_broken_file_of_the_language_itself_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem("benchmarks.yaml", 1, "format", "is 2", "write `format: 1`")

    def broken() -> None:
        raise DataFileError([problem])

    monkeypatch.setattr(delivery, "load_benchmarks", broken)

    assert problem in check().problems
