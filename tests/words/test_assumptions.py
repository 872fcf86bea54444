"""A scenario says in words everything it assumes."""

import simulator
from ui import assumptions

EVERYTHING = """format: 1
id: everything
title: Everything
calendars:
  office: {days: mon-fri, hours: "09:00-17:00"}
  late: [{days: mon, hours: "17:00-19:00"}, {days: fri, hours: "12:00-13:00"}]
pools: {runners: 8}
arrivals:
  between: {dist: uniform, low: 1h, high: 3h}
  calendar: office
  classes: [{id: hotfix, share: 0.1, priority: 1}, {id: feature, share: 0.9, priority: 2}]
defects: 0.06
stages:
  - {id: review, mark: hand, capacity: 2, calendar: office, work: {dist: lognormal, mean: 90m, cv: 1}}
  - {id: test, mark: bolt, pool: runners, work: {dist: constant, value: 12m}, shards: 4, catches: 0.7}
  - {id: scan, mark: bolt, after: [review], work: {dist: empirical, values: [1h, 2h]}, shards: 1}
  - {id: lint, mark: bolt, after: [], flaky: {rate: 0.05, attempts: 3}, rework: {rate: 0.1}}
  - {id: board, mark: hourglass, after: [test, scan, lint], attends: {every: 4h}, calendar: late}
  - {id: train, mark: button, departures: {every: 1w, at: "fri 15:00", seats: 20}}
  - {id: bus, mark: button, departures: {every: 1d}}
  - {id: press, mark: button, opens: [100, 200]}
  - {id: three, mark: bolt, batch: {size: 3}}
  - {id: most, mark: bolt, batch: {max: 5}}
  - {id: all, mark: bolt, batch: {all: true}}
  - {id: deploy, mark: hand, steps: {count: 12, work: {dist: exponential, mean: 8m}, slip: 0.01}}
production:
  fails: 0.02
  detect: {dist: constant, value: 30m}
  recover: {dist: constant, value: 1h}
  rollback: {share: 0.5}
  freeze: true
"""


def said_by(text: str) -> dict[str, str]:
    return {part: words for part, _, words in assumptions.rows(simulator.scenario_from_text(text))}


SAID = """
changes arrive: 1.0 h to 3.0 h between changes, in office hours; 10 % are hotfix, priority 1; \
90 % are feature, priority 2; 6 % carry a defect
review: 1.5 h on average, varying by 100%; 2 at a time; in office hours
test: 12 min, 4 parts at a time; 8 at a time, shared as runners; finds 70 % of defects
scan: after review; one of 2 given durations
lint: from the arrival on; 5 % red for no reason, 3 attempts; 10 % sent back
board: after test and scan and lint; in late hours (mon 17:00-19:00, fri 12:00-13:00); looked at every 4.0 h
train: every 7.0 days, first fri 15:00, 20 seats
bus: every 24 h
press: pressed 2 times
three: 3 go together
most: at most 5 together
all: all that wait go together
deploy: 12 steps of 8 min on average, varying widely, 1 % of them slip
failure: 2 % of changes fail besides escaped defects; noticed after 30 min; 50 % rolled back in no time; \
else mended in 1.0 h; nothing else deploys until then
"""


def test_every_part_is_said() -> None:
    expected = dict(line.split(": ", 1) for line in SAID.strip().splitlines())

    assert said_by(EVERYTHING) == expected


def test_a_backlog_and_merge_conflicts_are_said() -> None:
    said = said_by("""format: 1
id: merging
title: Merging
arrivals: {wip_limit: 5}
stages: [{id: merge, mark: hand, work: {dist: constant, value: 1h}}, {id: deploy, mark: bolt}]
integration: {conflicts: {rate: 0.1, work: {dist: exponential, mean: 20m}}}
production: {}
""")

    assert said["changes arrive"].startswith("as one goes live the next comes in, 5 are under way; 0 % carry")
    assert said["merge conflict"] == (
        "10 % chance with each change merged since the branch was made; "
        "20 min on average, varying widely to resolve"
    )
    assert said["deploy"] == "at once, no work"
    assert said["failure"] == "nothing fails"


def test_given_times_are_said_and_a_road_without_production_says_nothing_of_it() -> None:
    said = said_by("format: 1\nid: a\ntitle: A\narrivals: {at: [1]}\nstages: [{id: b, mark: bolt}]\n")

    assert list(said) == ["changes arrive", "b"]
    assert said["changes arrive"] == "at given times; 0 % carry a defect"
