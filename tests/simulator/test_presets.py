"""The shipped scenarios prove their claims, say what they assume, and differ in what they are named for."""

import re

import pytest

from delivery import load_sources
from simulator import check_expectations, loads, overloads, shipped_scenarios
from simulator.loading import SHIPPED

LOADED = shipped_scenarios()
PRESETS = {scenario.id: scenario for scenario in LOADED.values}
PROMISED = {
    "hand-weekly", "hand-daily", "button-weekly", "button-daily", "automatic", "automatic-weak-tests",
    "outside-approval", "train-monthly", "flaky-pipeline", "long-lived-branches",
}  # fmt: skip
# What each is compared with, and all the parts in which it may differ.
DIFFERENCES = {
    "hand-daily": ("hand-weekly", {"calendars", "decision"}),
    "button-daily": ("button-weekly", {"calendars", "decision"}),
    "train-monthly": ("button-weekly", {"decision"}),
    "automatic": ("button-weekly", {"decision", "deploy"}),
    "automatic-weak-tests": ("automatic", {"test"}),
    "flaky-pipeline": ("automatic", {"test"}),
    "outside-approval": ("button-daily", {"approval"}),
    "hand-weekly": ("button-weekly", {"test", "decision", "deploy", "production"}),
    "long-lived-branches": ("trunk-based", {"calendars"}),
    "trunk-based": ("automatic", {"calendars", "merge", "integration"}),
    "team-road": (
        "trunk-based",
        {"calendars", "staging", "approval", "decision", "deploy", "integration"},
    ),
    "serial-checks": ("automatic", {"test", "browser-checks", "security-scan"}),
    "parallel-checks": ("serial-checks", {"test", "browser-checks", "security-scan", "package"}),
    "busy-review": ("automatic", {"arrivals", "review"}),
    "hotfix-lane": ("busy-review", {"arrivals"}),
    "everything-started": ("busy-review", {"arrivals"}),
    "wip-limit": ("everything-started", {"arrivals"}),
}
every_preset = pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)


def parts_of(name):
    data = PRESETS[name].model_dump(exclude={"id", "title", "question", "note", "expect", "stages"})
    return data | {stage.id: stage.model_dump() for stage in PRESETS[name].stages}


def test_all_promised_presets_are_there_and_right():
    assert not LOADED.problems
    assert set(PRESETS) >= PROMISED
    assert set(DIFFERENCES) == set(PRESETS) - {"button-weekly"}


def test_all_presets_prove_what_they_claim():
    assert check_expectations(PRESETS.values()) == dict.fromkeys(PRESETS, ())


@every_preset
def test_a_preset_asks_a_question_and_claims_two_things_against_others(preset):
    assert preset.question.endswith("?")
    assert len([claim for claim in preset.expect if claim.versus]) >= 2
    assert len({(claim.metric, claim.versus) for claim in preset.expect}) == len(preset.expect)


@every_preset
def test_no_claim_allows_everything(preset):
    for claim in preset.expect:
        assert claim.within is None or claim.within <= 0.25
        assert claim.relation in {"<", "<=", "~"} or claim.factor >= 1
        assert claim.relation in {">", ">=", "~"} or claim.factor <= 1.25


@every_preset
def test_a_preset_says_what_it_assumes_and_where_numbers_come_from(preset):
    text = (SHIPPED / f"{preset.id}.yaml").read_text(encoding="utf-8")
    named = set(
        re.findall(r"\b[a-z]+(?:-[a-z]+)*-(?:19|20)\d\d(?:-[a-z]+)?\b|\bdora-[a-z-]+|\bgoogle-[a-z-]+", text)
    )

    assert "ssumption" in preset.note
    assert named
    assert named <= set(load_sources())


@every_preset
def test_no_preset_asks_a_stage_for_more_than_it_can_do(preset):
    assert overloads(preset) == ()
    assert max((load for load in loads(preset).values() if load is not None), default=0.0) < 0.9


@pytest.mark.parametrize("name", DIFFERENCES)
def test_a_preset_differs_in_what_it_is_named_for_alone(name):
    other, expected = DIFFERENCES[name]
    mine, theirs = parts_of(name), parts_of(other)

    assert {part for part in mine | theirs if mine.get(part) != theirs.get(part)} == expected
