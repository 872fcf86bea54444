"""The engine against a second reading of the language in SimPy, fed by the same draws: bit for bit."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from simulator import Study, compile_scenario, scenario_from_text, shipped_scenarios, simulate
from simulator.compiled import compiled
from simulator.engine import run
from simulator.model import DistributionKind
from tests.simulator.everything import CORNERS
from tests.simulator.strategies import scenarios, studies
from tests.simulator.twin import World

EXAMPLES = 280
LEAST = 5
HAPPENED = {
    "approver goes idle",
    "batch of several",
    "batch or train is full",
    "button",
    "caught",
    "conflict",
    "departure missed by a hair",
    "departure missed in a freeze",
    "escaped defect",
    "fix",
    "fork",
    "full pool",
    "full stage",
    "incomplete batch",
    "incomplete batches that wait for each other",
    "join",
    "left behind after the last opening",
    "look that wakes",
    "look that wakes while nothing may start",
    "neither",
    "priority",
    "red run on the same runner",
    "red run that gives the runner back",
    "rejected",
    "rejoined at once",
    "rejoined later",
    "rollback",
    "sent back to an earlier stage",
    "sent back to this stage",
    "shards",
    "slip before the deployment",
    "slip in the deployment",
    "start waits for production",
    "start waits for the opening",
    "steps",
    "struck in production",
    "train",
    "two failures at once",
    "work pauses",
}
WRITTEN = {
    *(str(kind) for kind in DistributionKind),
    "arrivals in open hours",
    "arrivals listed",
    "batch.all",
    "batch.max",
    "batch.size",
    "changes",
    "classes",
    "first",
    "freeze",
    "hours",
    "seats",
    "unlimited",
    "wip limit",
}


def written(scenario, study):
    """List what a scenario and a study say, beyond what the twin notices as it happens."""
    arrivals, stages = scenario.arrivals, scenario.stages
    batches = [stage.batch for stage in stages if stage.batch]
    dists = [arrivals.between, *(stage.work for stage in stages)]
    said = {
        "arrivals in open hours": arrivals.calendar,
        "arrivals listed": arrivals.at,
        "batch.all": any(batch.all for batch in batches),
        "batch.max": any(batch.max for batch in batches),
        "batch.size": any(batch.size for batch in batches),
        "changes": study.hours is None,
        "classes": arrivals.classes,
        "first": arrivals.first is not None,
        "freeze": scenario.production and scenario.production.freeze,
        "hours": study.hours,
        "seats": any(stage.departures and stage.departures.seats for stage in stages),
        "unlimited": any(stage.capacity == "unlimited" for stage in stages),
        "wip limit": arrivals.wip_limit,
    }
    return {str(dist.dist) for dist in dists if dist} | {name for name, value in said.items() if value}


def engine_trace(trace, replication):
    """Return rows, changes and deployments as plain tuples."""
    rows = ["change", "stage", "visit", "attempt", "join", "start", "end", "work", "batch", "outcome"]
    changes = ["arrive", "live", "kind", "defective", "failed", "resolving"]
    deployments = ["start", "end", "restored", "size", "reached", "failed", "slipped", "way"]
    return (
        trace.rows_of(replication)[rows].tolist(),
        trace.changes_of(replication)[changes].tolist(),
        trace.deployments_of(replication)[deployments].tolist(),
    )


def twin_trace(world):
    return (
        [
            (r.change.number, r.stage, r.visit, r.attempt, r.join, r.start, r.end, r.work, r.batch, r.outcome)
            for r in world.rows
        ],
        [(c.arrive, c.live, c.kind, c.defective, c.failed, c.resolving) for c in world.changes],
        [
            (d.start, d.end, d.restored, d.size, d.reached, d.failed, d.slipped, d.way)
            for d in world.deployments
        ],
    )


def both(scenario, study):
    """Run a scenario in both, see that they agree, and tell what the twin met."""
    trace, met = simulate(compile_scenario(scenario), study), set()
    for replication in range(study.replications):
        twin = World(scenario, study, replication).live_through()
        found = engine_trace(trace, replication)
        for mine, other in zip(found, twin_trace(twin), strict=True):
            assert mine == other
        met |= twin.met
    return met


def test_the_twin_in_simpy_writes_the_same_trace_to_the_last_bit():
    count, times = Counter(), Counter()

    @settings(
        derandomize=True,
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(scenarios(), studies())
    def compare(scenario, study):
        times.update(["compared"])
        count.update(both(scenario, study) | written(scenario, study))

    compare()
    for text in CORNERS.values():
        for seed in range(LEAST):
            count.update(both(scenario_from_text(text), Study(seed, 1, 40)))
    assert times["compared"] >= 200
    assert {name: count[name] for name in HAPPENED | WRITTEN if count[name] < LEAST} == {}


@pytest.mark.parametrize("corner", CORNERS)
def test_both_agree_about(corner):
    scenario = scenario_from_text(CORNERS[corner])
    both(scenario, Study(11, 3, 40))
    both(scenario, Study(12, 1, 1, 50.0))


@pytest.mark.parametrize("name", sorted(scenario.id for scenario in shipped_scenarios().values))
def test_both_agree_about_the_shipped_scenario(name):
    scenario = next(one for one in shipped_scenarios().values if one.id == name)
    both(scenario, Study(5, 2, 80))
    both(scenario, Study(6, 1, 1, 400.0))


def test_the_engine_that_is_compared_is_the_compiled_one():
    assert type(run) is type(compiled(written))
    assert run.nopython_signatures
