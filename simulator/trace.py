"""Hold what a study wrote: rows, changes and deployments of all replications, as arrays."""

from dataclasses import dataclass

from simulator.compiling import Tables
from simulator.layout import Ints, Records
from simulator.model import WrongStudyError

LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Study:
    """How a scenario is simulated.

    Attributes:
        seed: which random numbers, 0 .. 2^32 - 1.
        replications: how many independent runs, from 1.
        changes: how many changes arrive in each run, unless `hours` is given.
        hours: where each run stops [h], instead of `changes`.
        warm_up: how many changes at the start of each run count in no statistic.
    """

    seed: int = 1
    replications: int = 40
    changes: int = 1500
    hours: float | None = None
    warm_up: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.seed <= LARGEST_SEED:
            raise WrongStudyError(f"seed is {self.seed}; write a whole number 0..{LARGEST_SEED}")
        if self.replications < 1:
            raise WrongStudyError(f"replications is {self.replications}; write a whole number from 1")
        if self.changes < 1:
            raise WrongStudyError(f"changes is {self.changes}; write a whole number from 1")
        if self.hours is not None and not 0 < self.hours < float("inf"):
            raise WrongStudyError(f"hours is {self.hours}; write a number above 0")
        if self.warm_up < 0 or (self.hours is None and self.warm_up >= self.changes):
            raise WrongStudyError(f"warm-up is {self.warm_up}; write a whole number below the changes")


@dataclass(frozen=True, slots=True)
class Trace:
    """What one study of one scenario wrote; times are hours since Monday 00:00.

    Rows stand in the order of joining: change, stage, visit (from 1), outcome (-1 in progress,
    0 passed, 1 sent back, 2 rolled back, 3 run again), attempt (from 0, where a red check gives its
    runner back), batch (number of the run); join, start, end (infinity while it has not happened),
    work (the change's share of the run, and its own conflicts).

    Attributes:
        tables: the compiled scenario.
        study: how it was simulated.
        rows: one record per visit, replication after replication.
        changes: one record per change: arrive, live (infinity in progress), resolving (hours of
            conflicts), kind (number of its class), defective, failed.
        deployments: one record per run of the last stage, in the order they ended.
        row_starts: where each replication's rows start, and the end; shape (replications + 1,).
        change_starts: the same for changes.
        deployment_starts: the same for deployments.
    """

    tables: Tables
    study: Study
    rows: Records
    changes: Records
    deployments: Records
    row_starts: Ints
    change_starts: Ints
    deployment_starts: Ints

    def rows_of(self, replication: int) -> Records:
        """Return the rows of one replication."""
        return self.rows[self.row_starts[replication] : self.row_starts[replication + 1]]

    def changes_of(self, replication: int) -> Records:
        """Return the changes of one replication, by number."""
        return self.changes[self.change_starts[replication] : self.change_starts[replication + 1]]

    def deployments_of(self, replication: int) -> Records:
        """Return the deployments of one replication, in the order they ended."""
        starts = self.deployment_starts
        return self.deployments[starts[replication] : starts[replication + 1]]
