"""Reckon what queueing theory says, exact unless said otherwise; hours in, hours out.

What no formula holds for, such as a stage that cannot keep up, is a WrongQuantityError.
"""

from simulator.theory.networks import (
    Network,
    closed_network,
    open_network,
    slowest,
    slowest_shard,
    sum_exceeds,
    sum_quantile,
)
from simulator.theory.stations import (
    Station,
    attended,
    erlang_c,
    first_waits,
    kingman,
    little,
    md1,
    mg1,
    mm1,
    mm1_lead_quantile,
    mmc,
    mmc_wait_quantile,
    mminf,
    mminf_present_quantile,
    priority_waits,
)
from simulator.theory.waiting import (
    Train,
    batch_failure,
    flaky_attempts,
    forming_wait,
    office_wait,
    recovery,
    retested_runs,
    train,
)

__all__ = [
    "Network",
    "Station",
    "Train",
    "attended",
    "batch_failure",
    "closed_network",
    "erlang_c",
    "first_waits",
    "flaky_attempts",
    "forming_wait",
    "kingman",
    "little",
    "md1",
    "mg1",
    "mm1",
    "mm1_lead_quantile",
    "mmc",
    "mmc_wait_quantile",
    "mminf",
    "mminf_present_quantile",
    "office_wait",
    "open_network",
    "priority_waits",
    "recovery",
    "retested_runs",
    "slowest",
    "slowest_shard",
    "sum_exceeds",
    "sum_quantile",
    "train",
]
