"""Scenarios that several tests share: one with much in it, a plain one to fill in, and corners."""

from simulator import scenario_from_text

EVERYTHING = """format: 1
id: everything
title: Everything
calendars: {office: {days: mon-fri, hours: "09:00-17:00"}}
pools: {runners: 3}
arrivals: {between: {dist: exponential, mean: 40m}, calendar: office}
defects: 0.2
stages:
  - id: review
    mark: hand
    capacity: 3
    calendar: office
    work: {dist: lognormal, mean: 45m, cv: 1}
    rework: {rate: 0.15, work: {dist: exponential, mean: 1h}}
  - {id: build, mark: bolt, pool: runners, work: {dist: uniform, low: 3m, high: 9m}}
  - id: test
    mark: bolt
    pool: runners
    shards: 3
    work: {dist: triangular, low: 5m, mode: 10m, high: 30m}
    flaky: {rate: 0.2, attempts: 2, hold: true}
    catches: 0.6
    rework: {to: review, work: {dist: empirical, values: [10m, 2h]}}
  - {id: pack, mark: bolt, batch: {size: 3}, capacity: unlimited, work: {dist: constant, value: 5m}}
  - {id: release, mark: button, departures: {every: 1d, at: "15:00", seats: 7}}
  - id: deploy
    mark: hand
    calendar: office
    batch: {max: 5}
    steps: {count: 4, work: {dist: exponential, mean: 6m}, slip: 0.05}
    rework: {rate: 0.02, to: build}
production:
  fails: 0.03
  detect: {dist: exponential, mean: 30m}
  recover: {dist: lognormal, mean: 2h, cv: 1}
  rollback: {share: 0.6, work: {dist: constant, value: 15m}}
  freeze: true
"""
RICH = scenario_from_text(EVERYTHING)
PLAIN = """format: 1
id: plain
title: Plain
arrivals: {between: {dist: exponential, mean: %s}}
stages:
  - {id: a, mark: bolt, capacity: %d, work: {dist: exponential, mean: %s}}
  - {id: b, mark: bolt, capacity: 1, work: {dist: lognormal, mean: %s, cv: 2}, rework: {rate: 0.2, to: a}}
"""
# What falls on one instant, waits for each other or is held up, where two readings would part first.
CORNERS = {
    "a train that is frozen in": """format: 1
id: corner
title: Corner
arrivals: {between: {dist: constant, value: 3h}, first: 1h}
stages: [{id: a, mark: button, departures: {every: 10h}}]
production: {fails: 0.5, recover: {dist: constant, value: 15h}, rollback: {share: 0.5}, freeze: true}
""",
    "a train that has just gone when somebody comes back at once": """format: 1
id: corner
title: Corner
arrivals: {at: [1, 2, 24]}
stages:
  - {id: decide, mark: bolt}
  - {id: train, mark: button, departures: {every: 24h, seats: 2}}
  - {id: test, mark: bolt, rework: {rate: 0.6, to: decide}}
  - {id: deploy, mark: bolt, rework: {rate: 0.3, to: train}}
""",
    "exact batches that wait for each other": """format: 1
id: corner
title: Corner
arrivals: {at: [0, 0, 1, 1, 2, 3, 5]}
stages:
  - {id: a, mark: bolt, batch: {size: 3}, work: {dist: constant, value: 1h}}
  - {id: b, mark: bolt, batch: {size: 2}, work: {dist: exponential, mean: 1h}, rework: {rate: 0.5, to: a}}
""",
    "a backlog too small for the batch, in closed hours": """format: 1
id: corner
title: Corner
calendars: {office: {days: mon-fri, hours: "09:00-17:00"}}
arrivals: {wip_limit: 2}
stages:
  - {id: a, mark: hand, calendar: office, batch: {size: 3}, work: {dist: exponential, mean: 1h}}
  - {id: b, mark: bolt, batch: {size: 2}, work: {dist: exponential, mean: 1h}}
""",
    "approvers whose looks fall on one instant": """format: 1
id: corner
title: Corner
calendars: {office: {days: mon-fri, hours: "09:00-17:00"}}
arrivals: {between: {dist: empirical, values: [0.1, 0.3, 0.7]}}
stages:
  - {id: a, mark: hourglass, capacity: 3, attends: {every: 0.1h}, work: {dist: constant, value: 0.3h}}
  - {id: b, mark: hourglass, capacity: 2, attends: {every: 4h}, calendar: office, batch: {max: 3}}
  - {id: c, mark: hourglass, attends: {every: 0.7h}, rework: {rate: 0.3, to: a}}
production: {fails: 0.3, recover: {dist: constant, value: 2h}, freeze: true}
""",
    "a fork whose stages are listed against the flow": """format: 1
id: corner
title: Corner
pools: {runners: 2}
arrivals:
  between: {dist: exponential, mean: 1h}
  classes: [{id: hot, share: 0.2, priority: 0}, {id: cold, share: 0.8}]
stages:
  - {id: lint, mark: bolt, pool: runners, after: [build], work: {dist: uniform, low: 10m, high: 30m}}
  - id: test
    mark: bolt
    pool: runners
    after: [build]
    work: {dist: exponential, mean: 40m}
    rework: {rate: 0.3}
  - {id: build, mark: bolt, pool: runners, after: [], work: {dist: exponential, mean: 20m}}
  - id: merge
    mark: bolt
    after: [test, lint]
    rework: {rate: 0.2, to: build, work: {dist: constant, value: 1h}}
integration: {conflicts: {rate: 0.2, work: {dist: exponential, mean: 1h}}}
""",
    "a look that finds nobody while exact batches wait for each other": """format: 1
id: corner
title: Corner
arrivals: {at: [0, 4.25, 4.25]}
stages:
  - {id: a, mark: hourglass, capacity: 2, attends: {every: 4h}, work: {dist: constant, value: 30m}}
  - {id: b, mark: hand, batch: {size: 2}}
  - {id: c, mark: hand, batch: {size: 3}, rework: {rate: 0.000001, to: b}}
""",
    "a slip that is carried through a rollback": """format: 1
id: corner
title: Corner
arrivals: {at: [0, 0, 1, 1, 2]}
stages:
  - {id: pack, mark: hand, batch: {max: 2}, steps: {count: 3, work: {dist: constant, value: 20m}, slip: 0.3}}
  - id: test
    mark: bolt
    flaky: {rate: 0.5, attempts: 2, hold: false}
    rework: {to: pack}
    work: {dist: exponential, mean: 1h}
  - {id: deploy, mark: bolt, batch: {all: true}, work: {dist: constant, value: 1h}, rework: {rate: 0.3}}
production: {rollback: {share: 0.5, work: {dist: constant, value: 1h}}, recover: {dist: constant, value: 2h}}
""",
}


def same(a, b):
    """Tell whether two traces are equal to the last bit."""
    return all(
        len(left) == len(right) and (left == right).all()
        for left, right in ((a.rows, b.rows), (a.changes, b.changes), (a.deployments, b.deployments))
    )
