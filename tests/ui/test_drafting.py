"""A road is edited step by step, and every step can be taken back."""

import pytest

from simulator import shipped_scenarios
from ui.simulating.drafting import (
    MOST_STAGES,
    STEPS_KEPT,
    Draft,
    draft_of,
    duration_text,
    read,
    read_text,
    with_moved_stage,
    with_new_stage,
    with_part,
    with_stage,
    without_stage,
)
from ui.simulating.sharing import LONGEST, LONGEST_LINK, pack, unpack

PRESETS = {scenario.id: scenario for scenario in shipped_scenarios().values}


@pytest.fixture
def draft() -> Draft:
    return draft_of(PRESETS["button-weekly"])


def ids(data) -> list[str]:
    return [stage["id"] for stage in data["stages"]]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_becomes_a_draft_and_back_without_its_claims(preset):
    scenario, problems = read(draft_of(PRESETS[preset]))
    assert problems == ()
    assert scenario == PRESETS[preset].model_copy(update={"expect": ()})


def test_every_step_can_be_taken_back_and_done_again(draft):
    second = draft.changed(with_part(draft.data, "defects", 0.5))
    third = second.changed(without_stage(second.data, 1))
    assert third.undone().now == second.now
    assert third.undone().undone().now == draft.now
    assert third.undone().undone().redone().redone().now == third.now


def test_there_is_nothing_before_the_first_step_and_after_the_last(draft):
    assert draft.undone() is draft
    assert draft.redone() is draft


def test_a_new_step_forgets_the_steps_taken_back(draft):
    back = draft.changed(with_part(draft.data, "defects", 0.5)).undone()
    assert back.future
    assert back.changed(with_part(back.data, "defects", 0.2)).future == ()


def test_a_step_that_changes_nothing_is_none(draft):
    assert draft.changed(draft.data) is draft
    assert draft.changed(dict(reversed(draft.data.items()))) is draft


def test_fields_are_drawn_anew_only_when_something_else_than_a_field_changed(draft):
    by_field = draft.changed(with_part(draft.data, "defects", 0.5), by_field=True)
    assert by_field.epoch == draft.epoch
    assert by_field.undone().epoch == draft.epoch + 1
    assert draft.changed(with_part(draft.data, "defects", 0.5)).epoch == draft.epoch + 1


def test_only_the_newest_steps_are_kept(draft):
    for i in range(STEPS_KEPT + 5):
        draft = draft.changed(with_part(draft.data, "defects", (i + 1) / 1000))
    assert len(draft.past) == STEPS_KEPT


def test_another_road_is_one_more_step(draft):
    other = draft_of(PRESETS["automatic"], draft)
    assert other.undone().now == draft.now


def test_a_new_stage_has_an_id_of_its_own_and_runs(draft):
    once = with_new_stage(draft.data, 1, "Security Scan!")
    twice = with_new_stage(once, 2, "security scan")
    assert ids(twice)[1:3] == ["security-scan", "security-scan-2"]
    assert ids(with_new_stage(draft.data, 0, "???"))[0] == "stage"
    assert read(draft.changed(twice))[1] == ()


def test_a_removed_stage_is_not_sent_back_to_and_nothing_comes_after_it():
    data = {
        "stages": [
            {"id": "a"},
            {"id": "b", "after": ["a"]},
            {"id": "c", "after": ["a"], "rework": {"to": "b", "rate": 0.1}},
            {"id": "d", "after": ["b", "c"]},
        ]
    }
    assert without_stage(data, 1)["stages"] == [
        {"id": "a"},
        {"id": "c", "after": ["a"], "rework": {"rate": 0.1}},
        {"id": "d", "after": ["c", "a"]},
    ]
    assert without_stage(data, 0)["stages"][0] == {"id": "b"}


def test_a_stage_moves_and_stays_on_the_road(draft):
    before = ids(draft.data)
    assert ids(with_moved_stage(draft.data, 0, 1))[:2] == [before[1], before[0]]
    assert ids(with_moved_stage(draft.data, 0, -5)) == before
    assert ids(with_moved_stage(draft.data, 0, 99))[-1] == before[0]


def test_a_part_left_empty_is_left_out():
    assert with_part({"defects": 0.1}, "defects", None) == {}
    assert with_part({}, "production", {}) == {}
    assert with_part({"a": 1, "b": 2}, "a", 3) == {"a": 3, "b": 2}


def test_a_wrong_road_names_every_problem_with_its_line(draft):
    data = with_stage(draft.data, 0, {**draft.data["stages"][0], "capacity": 0, "calendar": "never"})
    scenario, problems = read(draft.changed(data))
    assert scenario is None
    assert {problem.field.rpartition(".")[2] for problem in problems} == {"capacity", "calendar"}
    lines = Draft("{}").changed(data).text.splitlines()
    assert all(problem.field.rpartition(".")[2] in lines[problem.line - 1] for problem in problems)


def test_a_road_of_too_many_stages_is_refused_with_the_limit():
    stages = "\n".join(f"  - {{id: s{i}, mark: bolt}}" for i in range(MOST_STAGES + 1))
    text = f"format: 1\nid: long\ntitle: Long\narrivals: {{at: [0]}}\nstages:\n{stages}\n"
    assert [problem.mend for problem in read_text(text)[1]] == ["this page draws at most 40; leave some out"]


@pytest.mark.parametrize(
    ("hours", "text"),
    [(None, ""), (0, "0"), (168, "1w"), (48, "2d"), (1, "1h"), (2.5, "150m"), (0.75, "45m"), (0.01, "36s")],
)
def test_a_duration_is_shown_as_a_person_writes_it(hours, text):
    assert duration_text(hours) == text


def test_an_odd_duration_is_shown_exactly():
    assert float(duration_text(0.123456789)) == 0.123456789


def test_a_link_carries_the_whole_road(draft):
    packed = pack(draft.text)
    assert len(packed) < 2000
    assert unpack(packed) == draft.text


@pytest.mark.parametrize("link", ["", "x", "AAAA", "ä", "x" * (LONGEST_LINK + 1), pack("cut off " * 50)[:-9]])
def test_a_damaged_link_carries_nothing(link):
    assert unpack(link) is None


def test_a_link_that_swells_without_end_carries_nothing():
    packed = pack("0" * 4 * LONGEST)
    assert 0 < len(packed) < LONGEST_LINK
    assert unpack(packed) is None


def test_a_road_too_long_for_an_address_has_no_link():
    import random

    noise = "".join(random.Random(1).choices("abcdefghij0123456789", k=40_000))  # noqa: S311 - no secret
    assert pack(noise) == ""


@pytest.mark.parametrize("hours", [1e-9, 1e-3])
def test_more_changes_than_a_page_can_draw_are_refused_with_the_limit_named(draft, hours):
    arrivals = {"between": {"dist": "constant", "value": hours}}
    scenario, problems = read(draft.changed(with_part(draft.data, "arrivals", arrivals)))

    assert scenario is None
    assert [problem.field for problem in problems] == ["arrivals"]
    assert "visits to stages in 4 weeks" in problems[0].wrong
    assert problems[0].mend.startswith("this page draws at most 100,000;")


def test_a_problem_is_named_by_the_file_it_stands_in():
    assert {problem.path for problem in read_text("- 1\n", "ours.yaml")[1]} == {"ours.yaml"}
