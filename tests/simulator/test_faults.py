"""One fault in one scenario: refused with its file, its line and the way to mend it, and nothing else is."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from datafiles import DataFileError, Plain, parse_strict
from simulator import find_faults, load_scenario, scenario_from_text
from simulator.salvaging import faults_beyond

RICH = """format: 1
id: rich
title: Rich
question: What can be said in one file?
note: Everything at once.
calendars:
  office: {days: mon-fri, hours: "09:00-17:00"}
  shifts:
    - {days: mon-thu, hours: "06:00-14:00"}
    - {days: fri, hours: "22:00-06:00"}
pools:
  runners: 8
arrivals:
  between: {dist: exponential, mean: 2h}
  calendar: office
  classes:
    - {id: hotfix, share: 0.1, priority: 1}
    - {id: feature, share: 0.9, priority: 2}
defects: 0.06
stages:
  - id: review
    mark: hand
    capacity: 2
    work: {dist: lognormal, mean: 90m, cv: 1}
    calendar: office
    rework: {rate: 0.15, to: review, work: {dist: triangular, low: 1h, mode: 2h, high: 3h}}
  - id: build
    mark: bolt
    pool: runners
    work: {dist: uniform, low: 5m, high: 10m}
  - id: test
    mark: bolt
    after: [build]
    pool: runners
    work: {dist: lognormal, mean: 12m, cv: 0.5}
    shards: 4
    flaky: {rate: 0.05, attempts: 3, hold: false}
    catches: 0.7
  - id: scan
    mark: bolt
    after: [build]
    capacity: unlimited
    work: {dist: empirical, values: [5m, 6m, 9m]}
  - id: approval
    mark: hourglass
    after: [test, scan]
    attends: {every: 4h}
    calendar: shifts
  - id: release
    mark: button
    departures: {every: 1w, at: "fri 15:00", seats: 20}
  - id: deploy
    mark: hand
    batch: {all: true}
    steps: {count: 12, work: {dist: lognormal, mean: 8m, cv: 0.4}, slip: 0.01}
integration:
  conflicts: {rate: 0.02, work: {dist: exponential, mean: 1h}}
production:
  fails: 0.01
  detect: {dist: exponential, mean: 30m}
  recover: {dist: lognormal, mean: 1h, cv: 1}
  rollback: {share: 0.8, work: {dist: constant, value: 15m}}
  freeze: true
expect:
  - {metric: change_lead_time.p50, versus: automatic, relation: ">", factor: 5}
  - {metric: failed_changes_per_1000, value: 20, relation: "~", within: 0.2}
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """Replace `old` by `new`; expect one problem at the line of `at`, saying `wrong` and `mend`."""

    name: str
    old: str
    new: str
    at: str
    wrong: str
    mend: str = ""


WORK = "work: {dist: uniform, low: 5m, high: 10m}"
BETWEEN = "between: {dist: exponential, mean: 2h}"
CLASSES = """  classes:
    - {id: hotfix, share: 0.1, priority: 1}
    - {id: feature, share: 0.9, priority: 2}
"""
TRAIN = 'departures: {every: 1w, at: "fri 15:00", seats: 20}'
STEPS = "steps: {count: 12, work: {dist: lognormal, mean: 8m, cv: 0.4}, slip: 0.01}"
OPEN = '{days: mon-fri, hours: "09:00-17:00"}'

FAULTS = (
    # the file
    Fault("another format", "format: 1", "format: 2", "format", "is 2", "write `format: 1`"),
    Fault("no format", "format: 1\n", "", "id: rich", "is missing", "add `format:`"),
    Fault("an id that is not the file's name", "id: rich", "id: poor", "id: poor", "is `poor`", "`rich`"),
    Fault("an id that is none", "id: rich", "id: Rich Lane", "id: Rich", "is no id", "`rich-lane`"),
    Fault("no title", "title: Rich", "title:", "title", "is empty", "write a text"),
    Fault("an unknown part", "defects: 0.06", "defetcs: 0.06", "defetcs", "unknown key", "`defects`"),
    Fault(
        "a part twice", "defects: 0.06", "defects: 0.06\ndefects: 0.07", "0.07", "stands twice", "keep one"
    ),
    Fault("an unknown key of a stage", "shards: 4", "shard: 4", "shard:", "unknown key", "`shards`"),
    Fault("a key deep inside", "seats: 20", "seat: 20", "seat:", "unknown key", "`seats`"),
    Fault("a tab as indent", "  fails: 0.01", "\tfails: 0.01", "\tfails", "a tab", "spaces"),
    # calendars and pools
    Fault(
        "a day that is none", "days: mon-fri,", "days: mon-someday,", "office:", "names no days", "mon-fri"
    ),
    Fault("hours that are none", '"09:00-17:00"', '"nine to five"', "nine", "is no span", "09:00-17:00"),
    Fault("an hour past the day", '"09:00-17:00"', '"09:00-25:00"', "25:00", "no time of day", "09:00"),
    Fault("a calendar that never opens", '"09:00-17:00"', '"09:00-09:00"', "office:", "never opens", "hours"),
    Fault("a wrong row of several", '"22:00-06:00"', '"22:00"', '"22:00"', "is no span", "09:00-17:00"),
    Fault("a calendar without hours", OPEN, "{days: mon-fri}", "office:", "is missing", "add `hours:`"),
    Fault("an empty pool", "runners: 8", "runners: 0", "runners: 0", "has capacity 0", "from 1"),
    Fault("a share of a runner", "runners: 8", "runners: 1.5", "1.5", "is `1.5`", "whole number"),
    # arrivals
    Fault(
        "no way to arrive", f"  {BETWEEN}\n  calendar: office\n", "", "arrivals", "has 0 of", "exactly one"
    ),
    Fault("two ways to arrive", BETWEEN, f"{BETWEEN}\n  at: [1, 2]", "arrivals", "has 2 of", "exactly one"),
    Fault("all at once", BETWEEN, "between: {dist: constant, value: 0}", "between", "at once", "above 0"),
    Fault("a gap without mean", BETWEEN, "between: {dist: exponential}", "between", "needs `mean`", "mean"),
    Fault(
        "times out of order",
        f"{BETWEEN}\n  calendar: office",
        "at: [2, 1]",
        "at: [2",
        "not in order",
        "early to late",
    ),
    Fault("no times", f"{BETWEEN}\n  calendar: office", "at: []", "at: []", "is empty", "early to late"),
    Fault(
        "a first arrival of chance", BETWEEN, f"{BETWEEN}\n  first: 1h", "first", "constant arrivals", "leave"
    ),
    Fault(
        "an unknown calendar",
        "calendar: office\n  classes",
        "calendar: home\n  classes",
        "home",
        "is no calendar",
        "office",
    ),
    Fault(
        "a backlog of nothing",
        f"{BETWEEN}\n  calendar: office",
        "wip_limit: 0",
        "wip_limit",
        "is 0",
        "from 1",
    ),
    Fault(
        "a backlog with hours", BETWEEN, "wip_limit: 5", "  calendar: office\n  classes", "between", "leave"
    ),
    Fault("a rate above one", "defects: 0.06", "defects: 6", "defects", "is `6.0`", "at most 1"),
    Fault("a share in percent", "defects: 0.06", "defects: 6 %", "defects", "is `6 %`", "number"),
    Fault("a share that is no number", "defects: 0.06", "defects: .nan", "defects", "is `.nan`", "number"),
    Fault("a share below none", "defects: 0.06", "defects: -0.1", "defects", "is `-0.1`", "at least 0"),
    Fault("shares that add up to less", "share: 0.9", "share: 0.8", "classes", "add up to 0.9", "to 1"),
    Fault("a class twice", "id: feature", "id: hotfix", "share: 0.9", "is there twice", "own id"),
    Fault(
        "a priority below none", "priority: 1}", "priority: -1}", "priority: -1", "is -1", "lower goes first"
    ),
    Fault("no class at all", CLASSES, "  classes: []\n", "classes", "names 0 classes", "1..100"),
    # stages by themselves
    Fault(
        "an unknown mark", "mark: hourglass", "mark: lightning", "lightning", "is `lightning`", "hourglass"
    ),
    Fault("no mark", "    mark: hourglass\n", "", "id: approval", "is missing", "add `mark:`"),
    Fault(
        "a stage twice",
        "id: deploy",
        "id: release",
        "id: release\n    mark: hand",
        "is there twice",
        "own id",
    ),
    Fault("nobody to work", "capacity: 2", "capacity: 0", "capacity: 0", "is 0", "`unlimited`"),
    Fault("a capacity in words", "capacity: 2", "capacity: many", "many", "is no capacity", "`unlimited`"),
    Fault(
        "a pool that is not there",
        "pool: runners\n    work",
        "pool: gone\n    work",
        "gone",
        "is no pool",
        "`pools`",
    ),
    Fault(
        "pool and capacity",
        "pool: runners\n    work",
        "pool: runners\n    capacity: 2\n    work",
        "pool: runners",
        "beside `capacity`",
        "one of",
    ),
    Fault("a calendar of nobody", "calendar: shifts", "calendar: night", "night", "is no calendar", "office"),
    Fault("an unknown distribution", "dist: uniform", "dist: gamma", "gamma", "is `gamma`", "uniform"),
    Fault("a lognormal without spread", "cv: 0.5}", "}", "12m", "needs `cv`", "mean, cv"),
    Fault("a spread beyond sense", "cv: 0.5}", "cv: 1e200}", "1e200", "", "100"),
    Fault("a spread below none", "cv: 0.5}", "cv: -1}", "cv: -1", "is negative", "from 0"),
    Fault(
        "a part of another shape",
        "low: 5m, high: 10m",
        "low: 5m, high: 10m, cv: 1",
        "10m, cv: 1}",
        "no part of `uniform`",
        "low, high",
    ),
    Fault(
        "ends in the wrong order",
        "low: 5m, high: 10m",
        "low: 10m, high: 5m",
        "high: 5m",
        "not in order",
        "low <= mode",
    ),
    Fault("a mode outside", "mode: 2h", "mode: 4h", "mode: 4h", "not in order", "low <= mode"),
    Fault("no values", "values: [5m, 6m, 9m]", "values: []", "values", "is empty", "at least one"),
    Fault("a duration of no unit", "low: 5m", "low: 5 minutes", "minutes", "is no duration", "`12m`"),
    Fault("a duration below none", "low: 5m", "low: -5m", "-5m", "negative duration", "zero or more"),
    Fault("a duration in quotes", "low: 5m", 'low: "5"', 'low: "5"', "in quotes", "remove the quotes"),
    Fault("an endless duration", "high: 10m", "high: 1e300", "1e300", "is endless", "`12m`"),
    Fault("a duration that is no number", "high: 10m", "high: .nan", ".nan", "is no duration", "`12m`"),
    Fault("no shard", "shards: 4", "shards: 0", "shards", "is 0", "1..4096"),
    Fault("too many shards", "shards: 4", "shards: 100000", "shards", "is 100000", "1..4096"),
    Fault("a check that never passes", "rate: 0.05", "rate: 1", "flaky", "nothing ever passes", "below 1"),
    Fault("no attempt", "attempts: 3", "attempts: 0", "attempts", "is 0", "whole number"),
    Fault("a flag in words", "hold: false", "hold: maybe", "maybe", "is `maybe`", "`true` or `false`"),
    Fault("a batch of none", "batch: {all: true}", "batch: {max: 0}", "max: 0", "is 0", "from 1"),
    Fault("a batch of not all", "batch: {all: true}", "batch: {all: false}", "batch", "is `false`", "`size`"),
    Fault(
        "a batch of all and of three",
        "{all: true}",
        "{all: true, size: 3}",
        "batch",
        "not how many",
        "size: 3",
    ),
    Fault("a batch of no words", "{all: true}", "{}", "batch", "not how many", "size: 3"),
    Fault(
        "steps of a machine",
        "mark: hand\n    batch",
        "mark: bolt\n    batch",
        "steps",
        "marked `bolt`",
        "`hand`",
    ),
    Fault("no steps", "count: 12", "count: 0", "count: 0", "is 0", "1..4096"),
    Fault(
        "steps and work",
        STEPS,
        f"{STEPS}\n    {WORK}",
        "low: 5m, high: 10m}\nintegration",
        "beside `steps`",
        "one of",
    ),
    Fault("a slip above one", "slip: 0.01", "slip: 2", "slip: 2", "is `2.0`", "at most 1"),
    Fault("looks without pause", "every: 4h", "every: 0h", "attends", "is 0", "`4h`"),
    Fault(
        "looks of everybody",
        "attends: {every: 4h}",
        "attends: {every: 4h}\n    capacity: unlimited",
        "capacity: unlimited\n    calendar",
        "is unlimited",
        "whole number",
    ),
    Fault(
        "looks at a pool",
        "attends: {every: 4h}",
        "attends: {every: 4h}\n    pool: runners",
        "pool: runners\n    calendar",
        "beside `attends`",
        "one of",
    ),
    Fault(
        "looks for exactly three",
        "attends: {every: 4h}",
        "attends: {every: 4h}\n    batch: {size: 3}",
        "size: 3",
        "beside `attends`",
        "max",
    ),
    # trains and buttons
    Fault("a train without seats", "seats: 20", "seats: 0", "seats: 0", "is 0", "from 1"),
    Fault("a train that never rests", "every: 1w", "every: 0", "every: 0", "is 0", "`1w`"),
    Fault("a train every instant", "every: 1w", "every: 1e-12", "1e-12", "", "1s"),
    Fault("looks every instant", "every: 4h", "every: 1e-12", "1e-12", "", "1s"),
    Fault("a train on no day", "fri 15:00", "someday 15:00", "someday", "is no day", "fri 15:00"),
    Fault(
        "a train that works",
        TRAIN,
        f"{TRAIN}\n    capacity: 3",
        "capacity: 3",
        "beside `departures`",
        "next stage",
    ),
    Fault("a button out of order", TRAIN, "opens: [3, 1]", "opens", "not in order", "early to late"),
    Fault("a button pressed twice at once", TRAIN, "opens: [3, 3]", "opens", "not in order", "different"),
    Fault("a button and a train", TRAIN, f"{TRAIN}\n    opens: [3]", "opens", "beside `departures`", "leave"),
    # roads
    Fault(
        "after nothing known",
        "after: [test, scan]",
        "after: [test, scan, nothing]",
        "nothing",
        "is no stage",
        "write one of",
    ),
    Fault(
        "after itself",
        "after: [test, scan]",
        "after: [test, scan, approval]",
        "scan, approval",
        "after itself",
        "leave",
    ),
    Fault(
        "after the same twice",
        "after: [test, scan]",
        "after: [test, scan, test]",
        "scan, test",
        "twice",
        "leave",
    ),
    Fault("a cycle", TRAIN, f"after: [approval, deploy]\n    {TRAIN}", "id: release", "cycle", "`rework`"),
    Fault(
        "a stage that leads nowhere",
        "after: [test, scan]",
        "after: [test]",
        "id: scan",
        "leads nowhere",
        "`after`",
    ),
    Fault("rework to nowhere", "to: review", "to: nowhere", "nowhere", "is no stage", "write one of"),
    Fault("rework forwards", "to: review", "to: deploy", "to: deploy", "comes later", "earlier"),
    Fault(
        "rework out of a fork",
        "catches: 0.7",
        "catches: 0.7\n    rework: {to: review}",
        "rework: {to: review}",
        "out of a fork",
        "all roads",
    ),
    Fault("rework that never ends", "rate: 0.15", "rate: 1", "rate: 1", "no change ever gets on", "below 1"),
    Fault(
        "rework of a wrong shape",
        "{dist: triangular, low: 1h, mode: 2h, high: 3h}",
        "{dist: constant}",
        "constant}",
        "needs `value`",
        "value",
    ),
    # integration, production, claims
    Fault("conflicts above one", "rate: 0.02", "rate: 2", "conflicts", "is `2.0`", "at most 1"),
    Fault(
        "conflicts of no work",
        ", work: {dist: exponential, mean: 1h}}",
        "}",
        "conflicts",
        "is missing",
        "add `work:`",
    ),
    Fault(
        "conflicts of a wrong shape",
        "{dist: exponential, mean: 1h}",
        "{dist: constant}",
        "conflicts",
        "needs `value`",
        "value",
    ),
    Fault("a share of rollbacks above one", "share: 0.8", "share: 1.8", "rollback", "is `1.8`", "at most 1"),
    Fault(
        "detection of a wrong shape",
        "detect: {dist: exponential, mean: 30m}",
        "detect: {dist: exponential}",
        "detect",
        "needs `mean`",
        "mean",
    ),
    Fault("no flag", "freeze: true", "freeze: on", "freeze", "is `on`", "`true` or `false`"),
    Fault("an unknown relation", 'relation: ">"', "relation: more", "more", "is no relation", "`>=`"),
    Fault("near without how near", ", within: 0.2", "", "value: 20", "go together", "both or neither"),
    Fault("a claim against nothing", "versus: automatic, ", "", "p50", "needs one of", "exactly one"),
    Fault(
        "a claim against two",
        "versus: automatic, ",
        "versus: automatic, value: 3, ",
        "p50",
        "needs one of",
        "exactly one",
    ),
    # the wrong kind
    Fault(
        "stages that are a mapping",
        RICH[RICH.index("stages:") : RICH.index("integration:")],
        "stages: {review: hand}\n",
        "stages",
        "is a mapping",
        "write a list",
    ),
    Fault(
        "no stages",
        RICH[RICH.index("stages:") : RICH.index("integration:")],
        "stages: []\n",
        "stages",
        "is empty",
        "at least one",
    ),
    Fault("pools that are a list", "pools:\n  runners: 8", "pools: [8]", "pools", "is a list", "mapping"),
    Fault(
        "a stage that is a word",
        "  - id: build\n    mark: bolt\n    pool: runners\n    work: {dist: uniform, low: 5m, high: 10m}\n",
        "  - build\n",
        "- build",
        "is `build`",
        "mapping",
    ),
    Fault("an alias", "calendar: shifts", "calendar: *shifts", "*shifts", "the alias", "write the value"),
    Fault("a tag", "calendar: shifts", "calendar: !night shifts", "!night", "the tag", "remove it"),
)


def problems_of(text: str, folder: Path) -> list[str]:
    path = folder / "rich.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        load_scenario(path)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_the_rich_scenario_is_right(tmp_path: Path) -> None:
    (tmp_path / "rich.yaml").write_text(RICH, encoding="utf-8")

    assert load_scenario(tmp_path / "rich.yaml").id == "rich"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_refused_at_its_line_with_its_mend_and_nothing_else_is(
    fault: Fault, tmp_path: Path
) -> None:
    assert RICH.count(fault.old) >= 1
    text = RICH.replace(fault.old, fault.new, 1)
    assert text != RICH

    (problem,) = problems_of(text, tmp_path)

    path, line, rest = problem.split(":", 2)
    assert path == "rich.yaml"
    assert line == str(text[: text.index(fault.at)].count("\n") + 1)
    assert fault.wrong in rest
    assert fault.mend in rest.rpartition("; ")[2] or fault.mend in rest
    assert "; " in rest


def mixed(*names: str) -> str:
    text = RICH
    for fault in FAULTS:
        if fault.name in names:
            assert fault.old in text
            text = text.replace(fault.old, fault.new, 1)
    return text


TEN = (
    "an unknown part",
    "a calendar that never opens",
    "an empty pool",
    "a first arrival of chance",
    "a priority below none",
    "nobody to work",
    "an unknown distribution",
    "an unknown key of a stage",
    "no values",
    "looks without pause",
    "a train without seats",
    "a slip above one",
    "no flag",
    "an unknown relation",
)


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_its_lines(tmp_path: Path) -> None:
    found = problems_of(mixed(*TEN), tmp_path)
    alone = [problems_of(mixed(name), tmp_path)[0] for name in TEN]

    assert len(TEN) >= 10
    said = [problem.split(": ", 1)[1] for problem in found]
    assert sorted(said) == sorted(problem.split(": ", 1)[1] for problem in alone)
    lines = [int(problem.split(":")[1]) for problem in found]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # What a wrong value hides is not made up: its stage, its list and what they are named for.
        ("a day that is none", "no flag"),
        ("a share of a runner", "a capacity in words"),
        ("no mark", "no flag"),
        ("a stage that is a word", "no shard"),
        ("pools that are a list", "no attempt"),
        ("a calendar without hours", "a train without seats"),
        ("a capacity in words", "near without how near"),
        ("an id that is none", "nobody to work"),
        ("no title", "a claim against nothing"),
        ("no format", "no steps"),
        ("a duration of no unit", "rework that never ends"),
        ("an unknown mark", "an unknown calendar"),
    ],
)
def test_two_faults_are_two_problems(first: str, second: str, tmp_path: Path) -> None:
    found = problems_of(mixed(first, second), tmp_path)

    assert len(found) == 2


def test_a_wrong_name_among_other_faults_is_told_too(tmp_path: Path) -> None:
    found = problems_of(mixed("an id that is not the file's name", "a slip above one"), tmp_path)

    assert [problem.split(": ")[1] for problem in found] == ["id", "stages[6].steps.slip"]


def places_of(node: object, before: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    below = [place for step, value in inner for place in places_of(value, (*before, step))]
    return [before, *below] if before else below


def with_value(place: tuple[str | int, ...], value: object) -> object:
    data = parse_strict(RICH).data
    node = data
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = value
    return data


PLACES = places_of(parse_strict(RICH).data)


def test_wherever_no_value_fits_no_fault_is_made_up() -> None:
    assert len(PLACES) > 120
    for place in PLACES:
        assert faults_beyond(with_value(place, object()), find_faults) == (), place


@pytest.mark.parametrize("value", ["nonsense", [], {"x": []}, Plain("0")])
def test_whatever_is_wrong_wherever_the_rest_is_judged(value: object) -> None:
    for place in PLACES:
        data = with_value(place, value)
        for fault in faults_beyond({**data, "more": 1} if isinstance(data, dict) else data, find_faults):
            assert fault.location[0] != "more"


def test_a_deep_value_that_stays_wrong_is_set_aside_with_all_around_it() -> None:
    data = with_value(("calendars", "Not An Id"), {"days": "mon-fri", "hours": "09:00-09:00"})

    assert faults_beyond(data, find_faults) == ()


@pytest.mark.parametrize("text", ["", "[]", "nonsense", "- a\n- b\n", "1", "stages: 3\ndefects: 7\n"])
def test_a_file_that_is_something_else_is_refused(text: str) -> None:
    with pytest.raises(DataFileError) as caught:
        scenario_from_text(text)

    assert caught.value.problems
