"""Theory against values reckoned by hand, its parts against each other, and what it refuses."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import SimulatorError, WrongQuantityError, theory

near = pytest.approx
law = settings(derandomize=True, max_examples=60, deadline=None)
rates = st.floats(0.01, 50)
loads = st.floats(0.01, 0.95)


def test_one_unit_at_four_fifths_lets_changes_wait_four_hours():
    station = theory.mm1(0.8, 1)
    assert (station.wait, station.lead, station.present) == near((4, 5, 4))
    assert (station.waited, station.utilization, station.flow_efficiency) == near((0.8, 0.8, 0.2))
    assert station.queue == near(3.2)
    assert theory.mm1_lead_quantile(0.8, 1, 0.95) == near(5 * math.log(20))


def test_two_units_by_hand():
    # Load 1: the chances of 0, 1, 2 .. present are 1/3, 1/3, 1/6, 1/12 ..; a third waits.
    assert theory.erlang_c(2, 1) == near(1 / 3)
    assert theory.mmc(1, 1, 2).wait == near(1 / 3)
    assert theory.mmc_wait_quantile(1, 1, 2, 0.9) == near(math.log(10 / 3))
    assert theory.mmc_wait_quantile(1, 1, 2, 0.5) == 0


def test_published_values_of_three_units():
    assert theory.erlang_c(3, 2.4) == near(0.6471910112, abs=1e-10)
    assert theory.mmc(2.4, 1, 3).wait == near(1.078651685, abs=1e-9)


def test_thousands_of_units_lose_no_digits():
    assert theory.erlang_c(5000, 0) == 0
    assert 0.09 < theory.erlang_c(5000, 4900) < 0.11
    assert theory.erlang_c(3000, 10) == 0
    # The share that waits is the chance to be lost, turned: B / (B + (1 - B) (1 - rho)).
    lost = sum(math.exp(k * math.log(900) - math.lgamma(k + 1) - _logs(1000, 900)) for k in [1000])
    assert theory.erlang_c(1000, 900) == near(lost / (lost + (1 - lost) * 0.1), rel=1e-9)


def _logs(units, load):
    terms = [k * math.log(load) - math.lgamma(k + 1) for k in range(units + 1)]
    most = max(terms)
    return most + math.log(math.fsum(math.exp(term - most) for term in terms))


def test_constant_work_halves_the_wait_and_spread_doubles_it():
    assert theory.md1(0.8, 1).wait == near(2)
    assert theory.mg1(0.7, 1, 1.5).wait == near(3.791666667, abs=1e-9)
    assert theory.mg1(0.5, 1, 3**0.5).wait == near(2 * theory.mm1(0.5, 1).wait)


def test_nobody_waits_where_capacity_is_unlimited():
    station = theory.mminf(4, 2.5)
    assert (station.wait, station.waited, station.utilization, station.present) == (0, 0, 0, 10)
    assert theory.mminf_present_quantile(4, 2.5, 0.95) == 15
    assert theory.mminf_present_quantile(1, 1, 0.3) == 0


def test_who_goes_first_waits_less():
    assert theory.priority_waits([0.2, 0.6], [1, 1], [1, 1]) == near((1, 5))
    assert theory.priority_waits([0.5], [1], [0]) == near((theory.md1(0.5, 1).wait,))


def test_an_approver_who_looks_in_adds_half_the_time_between_looks():
    station = theory.attended(0.5, 1, 1, 4)
    assert (station.wait, station.waited, station.utilization) == near((1 + 2, 1, 0.5))


def test_the_first_changes_of_an_empty_queue():
    # The second waits only if it comes first: chance a half at equal rates, and then 1 h.
    assert theory.first_waits(1, 1, 2) == near((0, 0.5))
    waits = theory.first_waits(0.9, 1, 50)
    assert sum(waits) / 50 == near(3.392189273, abs=1e-9)
    assert waits[-1] == near(4.998451277, abs=1e-9)
    assert theory.first_waits(0.5, 1, 400)[-1] == near(theory.mm1(0.5, 1).wait, rel=1e-6)
    assert theory.first_waits(2, 1, 20)[-1] > 8


def test_variability_times_utilization_times_time():
    assert theory.kingman(0.8, 1, 1, 0) == near(theory.md1(0.8, 1).wait)
    assert theory.kingman(0.8, 1, 0, 0) == 0
    assert theory.kingman(2.4, 1, 1, 1, 3) == near(theory.mmc(2.4, 1, 3).wait)
    assert theory.kingman(0.8, 1, 0.5, 2) == near((0.25 + 4) / 2 * 4)


def test_the_six_stages_with_rework():
    network = theory.open_network(
        1,
        [(3, 1.6), (2, 1.0), (4, 2.4), (2, 1.3), (1, 0.7), (1, 0.6)],
        [
            [0, 1, 0, 0, 0, 0],
            [0, 0, 1, 0, 0, 0],
            [0.15, 0, 0, 0.85, 0, 0],
            [0, 0, 0, 0, 1, 0],
            [0, 0, 0, 0, 0, 1],
            [0.05, 0, 0, 0, 0, 0],
        ],
    )
    assert network.lead == near(16.33629598, abs=1e-8)
    assert network.present == near(network.lead)
    assert sum(network.visits) == near(6.873065015, abs=1e-9)
    assert network.stations[2].utilization == near(0.7430340557, abs=1e-10)


def test_a_limit_of_changes_on_their_way():
    two = theory.closed_network(2, [(1, 1), (1, 3), (1, 2)])
    assert (two.throughput, two.lead, two.present) == near((0.24, 25 / 3, 2))
    five = theory.closed_network(5, [(1, 1), (1, 3), (1, 2)])
    assert (five.throughput, five.lead) == near((0.3115942029, 16.04651163), rel=1e-9)
    assert sum(station.present for station in five.stations) == near(5)
    assert theory.closed_network(7, [(1, 2)]).throughput == near(0.5)
    assert theory.closed_network(3, [(3, 2), (5, 4)]).lead == near(6)


def test_the_slowest_of_several():
    assert theory.slowest([1, 3]) == near(1 + 3 - 3 / 4)
    assert theory.slowest([2]) == near(2)
    assert theory.slowest_shard(1, 4) == near(1 + 1 / 2 + 1 / 3 + 1 / 4)


def test_one_work_after_another():
    assert theory.sum_exceeds([2], 3) == near(math.exp(-1.5), rel=1e-12)
    assert theory.sum_exceeds([1, 1], 3) == near(4 * math.exp(-3), rel=1e-12)
    assert theory.sum_exceeds([1, 3], 0) == 1
    assert theory.sum_quantile([1, 3], 0.5) == near(3.172730441, abs=1e-9)
    assert theory.sum_quantile([1, 3], 0.9) == near(8.119689606, abs=1e-9)
    assert theory.sum_quantile([1, 2, 3], 0.5) == near(5.206619084, abs=1e-9)
    assert theory.sum_quantile([1, 2, 3], 0.85) == near(9.612203241, abs=1e-9)


def test_the_tail_of_a_long_sum_keeps_its_digits():
    assert theory.sum_exceeds([0.001, 1], 30) == near(math.exp(-30) / (1 - 0.001), rel=1e-9)


def test_waiting_for_a_train_and_for_company():
    train = theory.train(0.5, 24)
    assert (train.wait, train.wait_variance) == (12, 48)
    assert train.departures == near(0.04166641066, abs=1e-11)
    assert train.batch == near(12.00007373, abs=1e-8)
    assert train.departing == near(1 - math.exp(-12))
    assert theory.forming_wait(2, 5) == 1
    assert theory.forming_wait(2, 1) == 0


def test_waiting_for_an_office():
    days = [(24 * day + 9, 24 * day + 17) for day in range(5)]
    assert theory.office_wait(days) == near((15.23809524, 0.7619047619), abs=1e-8)
    assert theory.office_wait([(0, 168)]) == (0, 0)
    # Open on Sunday night into Monday: one gap of 160 h.
    assert theory.office_wait([(164, 172)]) == near((160**2 / 336, 160 / 168))


def test_batches_flaky_checks_and_recovery():
    assert theory.batch_failure(0.05, 10) == near(0.4012630608, abs=1e-10)
    assert theory.batch_failure(0.001, 200) == near(0.1813511705, abs=1e-10)
    assert (theory.batch_failure(0, 9), theory.batch_failure(1, 9)) == (0, 1)
    assert theory.retested_runs(0.05, 8) == near(0.4615795687, abs=1e-10)
    assert theory.retested_runs(0.05, 1) == 1
    assert theory.flaky_attempts(0.1) == near((10 / 9, 0))
    assert theory.flaky_attempts(0.5, 2) == near((1.5, 0.25))
    assert theory.recovery(0, 0.25, 6, 0.8) == near(1.4)
    assert theory.recovery(1, 0, 3, 0) == 4


@law
@given(rates, loads)
def test_one_of_several_units_is_one_unit(rate, load):
    one = theory.mm1(rate, load / rate)
    assert one.wait == near(theory.mg1(rate, load / rate, 1).wait)
    assert one.wait == near(load / rate * load / (1 - load))
    assert one.present == near(load / (1 - load))


@law
@given(st.integers(1, 400), loads)
def test_more_units_for_the_same_utilization_wait_less(units, load):
    fewer, more = theory.mmc(units * load, 1, units), theory.mmc((units + 1) * load, 1, units + 1)
    assert more.wait <= fewer.wait
    assert 0 <= more.waited <= fewer.waited <= 1


@law
@given(st.lists(st.tuples(st.integers(1, 4), st.floats(0.1, 9)), min_size=1, max_size=4), st.integers(1, 12))
def test_a_closed_line_of_single_units_agrees_with_mean_values(stages, limit):
    """Mean value analysis: a change finds the queues of a network with one change less."""
    works = [work for _, work in stages]
    present = [0.0] * len(works)
    for number in range(1, limit + 1):
        leads = [work * (1 + there) for work, there in zip(works, present, strict=True)]
        throughput = number / sum(leads)
        present = [throughput * lead for lead in leads]
    single = theory.closed_network(limit, [(1, work) for work in works])
    assert single.throughput == near(throughput)
    assert [station.present for station in single.stations] == near(present)
    several = theory.closed_network(limit, stages)
    assert several.throughput >= single.throughput * (1 - 1e-12)
    assert several.present == near(limit)


@law
@given(st.lists(st.floats(0.01, 0.2), min_size=2, max_size=5), st.floats(0, 3))
def test_whoever_goes_first_the_work_that_waits_is_the_same(shares, cv):
    """Kleinrock: the waits weighted with utilization do not depend on the order."""
    many = len(shares)
    waits = theory.priority_waits(shares, [1] * many, [cv] * many)
    total = theory.mg1(sum(shares), 1, cv).wait * sum(shares) if sum(shares) < 1 else None
    assert total is None or sum(s * w for s, w in zip(shares, waits, strict=True)) == near(total)
    assert list(waits) == sorted(waits)


@law
@given(st.lists(st.floats(0.1, 5), min_size=1, max_size=6))
def test_the_slowest_takes_no_less_than_any_and_no_more_than_all(means):
    assert max(means) * (1 - 1e-12) <= theory.slowest(means) <= sum(means) * (1 + 1e-12)
    equal = [means[0]] * len(means)
    assert theory.slowest(equal) == near(theory.slowest_shard(means[0], len(means)))


@law
@given(st.lists(st.floats(0.05, 5), min_size=1, max_size=4), st.floats(0.01, 0.99))
def test_a_quantile_of_a_sum_is_exceeded_by_the_rest(means, share):
    assert theory.sum_exceeds(means, theory.sum_quantile(means, share)) == near(1 - share, rel=1e-9)


WRONG = {
    "utilization is 1, so the queue grows": lambda: theory.mm1(1, 1),
    "utilization is 1.2, so": lambda: theory.mmc(2.4, 1, 2),
    "utilization is 2, so": lambda: theory.mg1(2, 1, 1),
    "utilization is 1.5, so": lambda: theory.priority_waits([1, 0.5], [1, 1], [1, 1]),
    "rate is -1; write a number above 0": lambda: theory.mm1(-1, 1),
    "work is 0; write a number above 0": lambda: theory.md1(1, 0),
    "work is nan; write a number above 0": lambda: theory.mminf(1, math.nan),
    "cv is -1; write a number from 0": lambda: theory.mg1(0.5, 1, -1),
    "capacity is 0; write a whole number from 1": lambda: theory.erlang_c(0, 0.5),
    "load is -1; write a number from 0": lambda: theory.erlang_c(1, -1),
    "share is 1; write a share from 0 to below 1": lambda: theory.mm1_lead_quantile(0.5, 1, 1),
    "share is 1.1; write a share from 0 to 1": lambda: theory.batch_failure(1.1, 2),
    "size is 0; write": lambda: theory.forming_wait(1, 0),
    "sum of routes is 1.5; write": lambda: theory.open_network(1, [(1, 0.1)] * 2, [[0.5, 1], [0, 0]]),
    "smallest route is -0.5; write": lambda: theory.open_network(1, [(1, 0.1)] * 2, [[-0.5, 1], [0, 0]]),
    "never leave": lambda: theory.open_network(1, [(1, 0.1)] * 2, [[0, 1], [1, 0]]),
    "there are 17 works; write 1 to 16": lambda: theory.slowest([1] * 17),
    "there are 0 works; write 1 to 16": lambda: theory.slowest([]),
    "works is 0; write a whole number from 1": lambda: theory.sum_exceeds([], 1),
    "never opens; give it hours": lambda: theory.office_wait([]),
    "rate is 1; write a share from 0 to below 1": lambda: theory.flaky_attempts(1),
    "attempts is 0; write": lambda: theory.flaky_attempts(0.5, 0),
    "limit is 0; write": lambda: theory.closed_network(0, [(1, 1)]),
    "stages is 0; write": lambda: theory.closed_network(2, []),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_no_formula_holds_for_is_refused_with_its_mend(text):
    with pytest.raises(WrongQuantityError, match=text.replace("(", r"\(")) as caught:
        WRONG[text]()
    assert isinstance(caught.value, SimulatorError)
