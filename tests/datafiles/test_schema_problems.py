"""A document that does not fit its model: every problem, at its line, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Discriminator, Field, Tag, field_validator, model_validator

from datafiles import (
    DataFileError,
    Document,
    FileModel,
    Format,
    Hours,
    Id,
    Number,
    Problem,
    Share,
    Text,
    Whole,
    model_from_text,
    problem_at,
)


class Mark(StrEnum):
    HAND = "hand"
    BOLT = "bolt"


class Exponential(FileModel):
    dist: Literal["exponential"]
    mean: Hours


class Uniform(FileModel):
    dist: Literal["uniform"]
    low: Hours
    high: Hours


class Stage(FileModel):
    id: Id
    mark: Mark = Mark.HAND
    work: Hours | Annotated[Exponential | Uniform, Field(discriminator="dist")] = 0.0
    wait: Exponential | Uniform | None = None
    slots: Annotated[Whole, Field(gt=0, multiple_of=2)] | None = None
    share: Share = 0.0
    notes: dict[Id, Text] = Field(default_factory=dict)
    pair: tuple[Text, Number] | None = None
    sizes: Annotated[tuple[Whole, ...], Field(min_length=1, max_length=2)] | None = None
    origin: Text | None = Field(default=None, alias="from")
    code: Annotated[str, Field(min_length=2, max_length=3, pattern="^[A-Z]+$")] = "AB"
    either: Whole | list[Text] = 0
    nothing: None = None

    @field_validator("id")
    @classmethod
    def _refuse_odd(cls, value: str) -> str:
        if value == "odd":
            raise ValueError("is odd; write an even one")
        return value

    @model_validator(mode="after")
    def _refuse_full(self) -> Stage:
        if self.share == 1:
            raise ValueError("takes everything")
        return self


class Lane(FileModel):
    format: Format
    title: Text
    stages: tuple[Stage, ...]


def problems_of(text: str, model: type[BaseModel] = Lane) -> list[str]:
    with pytest.raises(DataFileError) as caught:
        model_from_text(text, model, "lane.yaml")
    return str(caught.value).splitlines()


def problems_of_stage(lines: str) -> list[str]:
    text = "format: 1\ntitle: x\nstages:\n- id: a\n" + "".join(f"  {line}\n" for line in lines.splitlines())
    return [problem.removeprefix("lane.yaml:") for problem in problems_of(text)]


def test_a_file_that_fits_becomes_a_model() -> None:
    lane = model_from_text(
        "format: 1\ntitle: 5.10\nstages:\n"
        "- {id: a, mark: bolt, work: 30m, slots: 2, notes: {b: c}, pair: [x, 1], sizes: [1], from: y}\n"
        "- {id: b, work: {dist: uniform, low: 1, high: 2h}, wait: {dist: exponential, mean: 1}}\n",
        Lane,
    )

    assert lane.title == "5.10"
    assert lane.stages[0].mark is Mark.BOLT
    assert lane.stages[0].work == 0.5
    assert lane.stages[0].origin == "y"
    assert lane.stages[1].work == Uniform(dist="uniform", low=1, high=2)
    assert lane.stages[1].wait == Exponential(dist="exponential", mean=1)


def test_every_problem_of_structure_and_schema_comes_in_one_report_by_line() -> None:
    text = (
        "format: 2\n"
        "titel: x\n"
        "stages:\n"
        "  - id: A b\n"
        "    id: a\n"
        "  - mark: bold\n"
        "    work:\n"
        "      dist: exponential\n"
        "      maen: 3h\n"
        "  - id: &c c\n"
        '    slots: "4"\n'
    )

    assert problems_of(text) == [
        "lane.yaml:1: format: is 2, which this version cannot read; use a newer one, or write `format: 1`",
        "lane.yaml:1: title: is missing; add `title:`",
        "lane.yaml:2: titel: unknown key; did you mean `title`?",
        "lane.yaml:4: stages[0].id: is `A b`, which is no id; write `a-b`",
        "lane.yaml:5: stages[0].id: stands twice, first in line 4; keep one of the two",
        "lane.yaml:6: stages[1].id: is missing; add `id:`",
        "lane.yaml:6: stages[1].mark: is `bold`; write `hand` or `bolt`",
        "lane.yaml:7: stages[1].work.mean: is missing; add `mean:`",
        "lane.yaml:9: stages[1].work.maen: unknown key; did you mean `mean`?",
        "lane.yaml:10: stages[2].id: the anchor `&c`; remove it",
        "lane.yaml:11: stages[2].slots: is the text `4` in quotes; remove the quotes",
    ]


HOURS = "write hours as a number, or `30s`, `12m`, `3h`, `2d`, `1w`"
CASES = {
    "unknown key near another": ("form: x", "5: stages[0].form: unknown key; did you mean `from`?"),
    "unknown key near none": (
        "mark: bolt\nmerk: bolt",
        (
            "6: stages[0].merk: unknown key; remove it, or use one of `work`, `wait`, `slots`, `share`, "
            "`notes`, `pair`, `sizes`, `from`, `code`, `either`, `nothing`"
        ),
    ),
    "own message": ("share: 1", "4: stages[0]: takes everything; change this value"),
    "too low": ("slots: 0", "5: stages[0].slots: is `0` but must be more than 0; write more than 0"),
    "not a multiple": (
        "slots: 3",
        "5: stages[0].slots: is `3` but must be a multiple of 2; write a multiple of 2",
    ),
    "too high": ("share: 2", "5: stages[0].share: is `2.0` but must be at most 1; write at most 1"),
    "key of a mapping": (
        "notes: {Bad Key: x}",
        "5: stages[0].notes.Bad Key: is `Bad Key`, which is no id; write `bad-key`",
    ),
    "value of a mapping": ("notes:\n  a: x\n  b:", "7: stages[0].notes.b: is empty; write a text"),
    "mapping wanted": ("notes: [a]", "5: stages[0].notes: is a list; write a mapping with keys"),
    "model wanted": ("wait: soon", "5: stages[0].wait: is `soon`; write a mapping with keys"),
    "list wanted": ("sizes: 3", "5: stages[0].sizes: is `3`; write a list"),
    "entry wanted": ("pair: [x]", "5: stages[0].pair[1]: is missing; add the entry"),
    "entry wrong": ("pair:\n- x\n- y", "7: stages[0].pair[1]: is `y`; write a number, such as `2.5`"),
    "list too short": ("sizes: []", "5: stages[0].sizes: has 0 entries; write at least 1"),
    "list too long": ("sizes: [1, 2, 3]", "5: stages[0].sizes: has more than 2 entries; write at most 2"),
    "text too short": ("code: A", "5: stages[0].code: is too short; write at least 2 characters"),
    "text too long": ("code: ABCD", "5: stages[0].code: is too long; write at most 3 characters"),
    "text of another form": (
        "code: ab",
        "5: stages[0].code: does not have the right form; write it as `^[A-Z]+$` says",
    ),
    "text wanted": ("code:", "5: stages[0].code: is empty; write a text"),
    "nothing wanted": ("nothing: x", "5: stages[0].nothing: is `x`; leave it empty"),
    "wrong in both branches": (
        "either: {}",
        "5: stages[0].either: is a mapping; write a whole number, such as `3` or a list",
    ),
    "wrong in one branch": ("either:\n- a\n-", "7: stages[0].either[1]: is empty; write a text"),
    "hours or mapping": (
        "work: [1]",
        f"5: stages[0].work: is a list, which is no duration; {HOURS} or a mapping with keys",
    ),
    "unknown branch": (
        "work: {dist: exponentiel, mean: 3}",
        "5: stages[0].work.dist: is `exponentiel`; write one of `exponential`, `uniform`",
    ),
    "unnamed branch": ("work:\n  mean: 3", "5: stages[0].work.dist: is missing; add `dist:`"),
    "inside a branch": (
        "work:\n  dist: uniform\n  low: 1\n  high: '2'",
        "8: stages[0].work.high: is the text `2` in quotes; remove the quotes",
    ),
    "key of another branch": (
        "work: {dist: exponential, mean: 3, low: 1}",
        "5: stages[0].work.low: unknown key; remove it",
    ),
    "plain union, unknown choice": (
        "wait: {dist: unifrm}",
        "5: stages[0].wait.dist: is `unifrm`; write `exponential` or `uniform`",
    ),
    "plain union, inside": (
        "wait: {dist: uniform, low: 1}",
        "5: stages[0].wait.high: is missing; add `high:`",
    ),
    "plain union, typo": (
        "wait: {dist: uniform, low: 1, high: 2, hihg: 3}",
        "5: stages[0].wait.hihg: unknown key; remove it",
    ),
}


@pytest.mark.parametrize(("lines", "problem"), CASES.values(), ids=CASES)
def test_a_problem_names_the_field_the_wrong_and_the_mend(lines: str, problem: str) -> None:
    assert problems_of_stage(lines) == [problem]


def test_a_validator_says_wrong_and_mend_itself() -> None:
    text = "format: 1\ntitle: x\nstages: [{id: odd}]\n"

    assert problems_of(text) == ["lane.yaml:3: stages[0].id: is odd; write an even one"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a", "lane.yaml:1: file: is a list; write a mapping with keys"),
        ("# no key\n5", "lane.yaml:2: file: is `5`; write a mapping with keys"),
        ("~", "lane.yaml:1: file: is empty; write a mapping with keys"),
        ("*a", "lane.yaml:1: file: the alias `*a`; write the value out"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused_as_a_whole(text: str, problem: str) -> None:
    assert problems_of(text) == [problem]


def test_what_an_alias_hides_is_not_called_wrong_a_second_time() -> None:
    text = (
        "format: *a\ntitle: !!int '5'\nstages:\n"
        "  - *b\n  - id: *c\n    work: {dist: *d}\n  - <<: *e\n  - *f : 1\n"
    )

    assert problems_of(text) == [
        "lane.yaml:1: format: the alias `*a`; write the value out",
        "lane.yaml:2: title: the tag `!!int`; remove it",
        "lane.yaml:4: stages[0]: the alias `*b`; write the value out",
        "lane.yaml:5: stages[1].id: the alias `*c`; write the value out",
        "lane.yaml:6: stages[1].work.dist: the alias `*d`; write the value out",
        "lane.yaml:7: stages[2].<<: merge keys are not part of YAML 1.2; write the merged keys out",
        "lane.yaml:7: stages[2].<<: the alias `*e`; write the value out",
        "lane.yaml:8: stages[3].*f: the alias `*f`; write the value out",
    ]


def test_a_key_that_is_also_the_name_of_a_branch_does_not_mislead() -> None:
    class Box(FileModel):
        kind: Literal["box"]
        box: Uniform

    class Bag(FileModel):
        kind: Literal["bag"]
        bag: Uniform | None = None
        high: Hours

    class Shop(FileModel):
        things: list[Annotated[Box | Bag, Field(discriminator="kind")]]

    text = "things:\n- kind: box\n  size: 1\n  box: {dist: uniform, low: 1}\n- kind: box\n"
    text += "- kind: bag\n  bag: {dist: uniform, low: 1, high: 2}\n"

    assert problems_of(text, Shop) == [
        "lane.yaml:3: things[0].size: unknown key; remove it",
        "lane.yaml:4: things[0].box.high: is missing; add `high:`",
        "lane.yaml:5: things[1].box: is missing; add `box:`",
        "lane.yaml:6: things[2].high: is missing; add `high:`",
    ]


def test_of_two_models_with_a_wrong_choice_the_closer_one_speaks() -> None:
    class Daily(FileModel):
        every: Literal["day"]
        zone: Literal["utc", "local"]

    class Weekly(FileModel):
        every: Literal["week"]
        on: Text

    class Plan(FileModel):
        departs: Daily | Weekly

    assert problems_of("departs: {every: day, zone: mars}", Plan) == [
        "lane.yaml:1: departs.zone: is `mars`; write `utc` or `local`"
    ]


def test_a_model_may_hold_a_plain_dataclass_and_its_keys_are_known_too() -> None:
    @dataclass(frozen=True, slots=True)
    class Habits:
        tests: Literal["yes", "no"]
        trunk: Literal["yes", "no"] = "no"

    class Team(FileModel):
        habits: Habits

    assert problems_of("habits: {tests: yes, trnk: yes}", Team) == [
        "lane.yaml:1: habits.trnk: unknown key; did you mean `trunk`?"
    ]
    assert problems_of("habits: {trunk: may}", Team) == [
        "lane.yaml:1: habits.tests: is missing; add `tests:`",
        "lane.yaml:1: habits.trunk: is `may`; write `yes` or `no`",
    ]


def test_a_union_may_be_told_apart_by_a_function() -> None:
    def shape(value: Any) -> str | None:
        return "many" if isinstance(value, dict) else "odd" if isinstance(value, list) else None

    class Order(FileModel):
        size: Annotated[
            Annotated[Uniform, Tag("many")] | Annotated[Exponential, Tag("one")], Discriminator(shape)
        ]

    assert problems_of("size: 3", Order) == ["lane.yaml:1: size: is `3`; write one of the known kinds"]
    assert problems_of("size: {a: b}", Order)[0] == "lane.yaml:1: size.dist: is missing; add `dist:`"
    assert problems_of("size: [odd]", Order) == ["lane.yaml:1: size: is `odd`; write one of `many`, `one`"]


def test_a_thousand_problems_are_listed_and_the_rest_is_counted() -> None:
    found = problems_of("format: 1\ntitle: x\nstages:\n" + "- {}\n" * 1200)

    assert len(found) == 1001
    assert found[999] == "lane.yaml:1003: stages[999].id: is missing; add `id:`"
    assert found[1000] == "lane.yaml:1003: file: 200 more problems; mend the ones listed and look again"


def test_a_check_of_the_whole_model_joins_the_report() -> None:
    def check(lane: Lane, document: Document) -> Iterator[Problem]:
        for index, stage in enumerate(lane.stages):
            if stage.id == "b":
                yield problem_at(document, ("stages", index, "id"), "comes too early", "move it down")

    text = "format: 1\ntitle: x\ntitle: y\nstages:\n  - id: a\n  - id: b\n"
    with pytest.raises(DataFileError) as caught:
        model_from_text(text, Lane, check=check)

    assert str(caught.value).splitlines() == [
        "<text>:3: title: stands twice, first in line 2; keep one of the two",
        "<text>:6: stages[1].id: comes too early; move it down",
    ]
    assert model_from_text("format: 1\ntitle: x\nstages: [{id: a}]\n", Lane, check=check).title == "x"
