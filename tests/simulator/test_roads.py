"""Roads between stages: what is wrong with them, at its line, and what removing a stage does to them."""

import pytest

from datafiles import DataFileError
from simulator import WrongScenarioError, scenario_from_text

HEAD = """format: 1
id: roads
title: Roads
arrivals: {at: [0]}
stages:
"""


def text(stages, head=HEAD):
    """Write stages one to a line, from line 6 on; each as `id` or `id: rest of its fields`."""
    lines = ((name, rest) for name, _, rest in (stage.partition(": ") for stage in stages))
    return head + "".join(f"  - {{id: {name}, mark: bolt{rest and ', ' + rest}}}\n" for name, rest in lines)


MOVE = "write the stage that deploys at the end of the list"
LEADS_NOWHERE = "leads nowhere, and only the last stage deploys; name it in the `after` of a later stage"


def problems(*stages, head=HEAD):
    with pytest.raises(DataFileError) as caught:
        scenario_from_text(text(stages, head), "roads.yaml")
    return [str(problem) for problem in caught.value.problems]


def roads(scenario):
    return {stage.id: stage.after for stage in scenario.stages}


def test_what_is_wrong_with_after_is_said_at_its_line():
    assert problems("a", "b: after: [x]", "c: after: [b, c]", "d: after: [a, c, a]") == [
        "roads.yaml:7: stages[1].after[0]: `x` is no stage; write one of a, b, c, d",
        "roads.yaml:8: stages[2].after[1]: `c` comes after itself; leave it out",
        "roads.yaml:9: stages[3].after[2]: names `a` twice; leave it out",
    ]


def test_a_cycle_is_drawn_and_what_comes_after_it_cannot_be_reached():
    found = problems("a", "b: after: [a, d]", "c", "d", "e: after: [d]", "f: after: [a, e]")
    road = "`b` -> `c` -> `d` -> `b`"
    mend = "change an `after`; for going back there is `rework`"
    lost = "cannot be reached from arrival: it comes after a cycle; mend the cycle"
    assert found == [
        f"roads.yaml:7: stages[1]: leads round in a cycle, {road}: no change can ever come in; {mend}",
        f"roads.yaml:10: stages[4]: `e` {lost}",
        f"roads.yaml:11: stages[5]: `f` {lost}",
    ]


def test_a_cycle_of_all_stages_is_one_problem():
    assert len(problems("a: after: [c]", "b", "c")) == 1


def test_a_stage_that_leads_nowhere_is_found():
    assert problems("a", "b", "c: after: [a]") == [f"roads.yaml:7: stages[1]: `b` {LEADS_NOWHERE}"]


def test_the_last_of_the_list_is_the_last_of_the_road():
    assert problems("a: after: [c]", "b: after: [a]", "c: after: []") == [
        f"roads.yaml:7: stages[1]: `b` {LEADS_NOWHERE}",
        f"roads.yaml:8: stages[2]: `c` is the last of the list, but `a` comes after it; {MOVE}",
    ]


FORK = ("a", "b", "c: after: [a]", "d: after: [b, c]", "e")


@pytest.mark.parametrize(
    ("stage", "to", "said"),
    [
        ("b", "a", "would lead out of a fork"),
        ("b", "c", "would lead out of a fork"),
        ("b", "d", "comes later"),
        ("d", "b", "would lead out of a fork"),
        ("e", "c", "would lead out of a fork"),
    ],
)
def test_nobody_is_sent_back_out_of_a_fork(stage, to, said):
    stages = [
        name + (", " if ":" in name else ": ") + f"rework: {{to: {to}}}" if name[0] == stage else name
        for name in FORK
    ]
    line = 6 + "abcde".index(stage)
    assert [
        said in problem and problem.startswith(f"roads.yaml:{line}: ") for problem in problems(*stages)
    ] == [True]


@pytest.mark.parametrize(("stage", "to"), [("b", "b"), ("d", "a"), ("e", "a"), ("e", "d"), ("c", "c")])
def test_who_goes_back_around_the_whole_fork_or_within_a_branch_may(stage, to):
    stages = [
        name + (", " if ":" in name else ": ") + f"rework: {{to: {to}}}" if name[0] == stage else name
        for name in FORK
    ]
    assert scenario_from_text(text(stages)).id == "roads"


def test_conflicts_need_one_stage_where_people_work():
    head = HEAD.replace(
        "stages:", "integration: {conflicts: {rate: 0.1, work: {dist: constant, value: 1h}}}\nstages:"
    )
    assert (
        "roads.yaml:5: integration.conflicts: need one stage where all changes enter, not `a`, `b`"
        in (problems("a", "b: after: []", "c: after: [a, b]", head=head)[0])
    )
    for train in ("departures: {every: 1w}", "opens: [1]"):
        assert "but from `a` changes only depart" in problems(f"a: {train}", "b", head=head)[0]
    assert scenario_from_text(
        text(["a", "b"], HEAD.replace("stages:", "integration: {}\nstages:"))
    ).integration


@pytest.mark.parametrize(
    "part",
    [
        "work: {dist: constant, value: 1s}",
        "work: {dist: empirical, values: [0, 1]}",
        "departures: {every: 1w}",
        "opens: [1]",
        "attends: {every: 1h}",
    ],
)
def test_an_endless_backlog_needs_a_road_that_takes_time(part):
    head = HEAD.replace("at: [0]", "wip_limit: 1")
    assert scenario_from_text(text([f"a: {part}", "b"], head)).arrivals.wip_limit == 1
    wrong = "lets all changes in at once: no stage takes any time; give a stage some `work`"
    assert problems("a: work: {dist: exponential, mean: 0h}", "b", head=head) == [
        f"roads.yaml:4: arrivals.wip_limit: {wrong}"
    ]


def test_those_after_a_removed_stage_come_after_what_it_came_after():
    scenario = scenario_from_text(text(FORK))
    assert roads(scenario.with_changes({"b": None})) == {"a": None, "c": ("a",), "d": ("c", "a"), "e": None}
    assert roads(scenario.with_changes({"c": None})) == {"a": None, "b": None, "d": ("b", "a"), "e": None}
    assert roads(scenario.with_changes({"d": None})) == {"a": None, "b": None, "c": ("a",), "e": ("b", "c")}
    assert roads(scenario.with_changes({"a": None})) == {"b": None, "c": (), "d": ("b", "c"), "e": None}
    assert roads(scenario.with_changes({"b": None, "c": None})) == {"a": None, "d": ("a",), "e": None}


def test_a_line_that_loses_a_stage_stays_a_line():
    scenario = scenario_from_text(text(["a", "b", "c"]))
    assert roads(scenario.with_changes({"b": None})) == {"a": None, "c": None}
    assert roads(scenario.with_changes({"a": None})) == {"b": None, "c": None}


def test_a_stage_whose_removal_leaves_a_stage_that_leads_nowhere_stays():
    with pytest.raises(WrongScenarioError, match="leads nowhere"):
        scenario_from_text(text(FORK[:4])).with_changes({"d": None})


def test_where_two_stages_share_an_id_roads_are_not_looked_at():
    assert len(problems("a", "b", "b: after: [x]")) == 1
