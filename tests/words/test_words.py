"""Numbers are said as a person would say them."""

import pandas as pd
import pytest

import simulator
from ui import assumptions, charts, words


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (None, "none"),
        (0.0, "0"),
        (0.005, "18 s"),
        (0.3, "18 min"),
        (1.0, "1.0 h"),
        (25.4, "25 h"),
        (71.9, "72 h"),
        (84.0, "3.5 days"),
    ],
)
def test_a_duration_is_said_in_the_unit_that_fits(hours: float | None, said: str) -> None:
    assert words.duration(hours) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (None, "share", "none"),
        (0.0172, "share", "1.7 %"),
        (0.334, "share", "33 %"),
        (2.0, "per day", "2.0 a day"),
        (0.2, "per day", "1.4 a week"),
        (0.46, "changes", "0.46"),
        (5.87, "changes", "5.9"),
        (36.3, "per 1000", "36"),
        (2.0, "h", "2.0 h"),
    ],
)
def test_a_metric_is_said_in_its_unit(value: float | None, unit: str, said: str) -> None:
    assert words.number(value, unit) == said


def test_an_interval_spans_two_standard_errors_and_never_goes_below_zero() -> None:
    assert words.interval({"mean": 10.0, "se": 1.0, "unit": "h"}) == "8.0 h to 12 h"
    assert words.interval({"mean": 1.0, "se": 1.0, "unit": "h"}) == "0 to 3.0 h"
    assert words.interval({"mean": 1.0, "se": None, "unit": "h"}) == ""


@pytest.mark.parametrize(("score", "said"), [(None, "none"), (0.0, "0"), (0.447, "45"), (1.0, "100")])
def test_a_score_is_said_in_points(score: float | None, said: str) -> None:
    assert words.points(score) == said


def test_what_people_type_loses_every_markup() -> None:
    assert words.plain("*a* [b](c) :red[d] $e$ <f> `g` plain ü") == (
        r"\*a\* \[b\]\(c\) \:red\[d\] \$e\$ \<f\> \`g\` plain ü"
    )


def test_every_assumption_of_a_scenario_is_said() -> None:
    scenario = simulator.load_scenario(simulator.loading.SHIPPED / "hand-weekly.yaml")
    said = {part: (mark, text) for part, mark, text in assumptions.rows(scenario)}

    assert (
        said["changes arrive"][1]
        == "2.0 h on average, varying widely between changes, in office hours; 6 % carry a defect"
    )
    assert said["decision"] == ("approval", "every 7.0 days, first fri 15:00")
    assert said["deploy"][1].startswith("12 steps of 8 min on average, varying by 40%, 1 % of them slip")
    assert "finds 40 % of defects" in said["test"][1]
    assert said["failure"][1].endswith("nothing else deploys until then")


def test_a_table_as_text_escapes_its_separator() -> None:
    table = pd.DataFrame([["a | b"]], columns=["A | B"], index=pd.Index(["c"], name="Lane"))

    assert charts.as_markdown(table).splitlines() == [
        r"| Lane | A \| B |",
        "| --- | --- |",
        r"| c | a \| b |",
    ]


def test_a_text_of_others_may_be_emphasized_and_loads_nothing() -> None:
    assert words.still("What *happened*?") == "What *happened*?"
    assert words.still("![p](//evil.test/a.png)") == r"!\[p](//evil.test/a.png)"
    assert words.still(r"\[p](x) <b> :red[y] $x$") == r"\\\[p](x) \<b> :red\[y] \$x\$"
