"""Memory that was lent comes back once nobody looks at it, and is lent again."""

import gc

import numpy as np
import pytest

from simulator import Study, compile_scenario, lending, shipped_scenarios, simulate

F8 = np.dtype("f8")


@pytest.fixture(autouse=True)
def nothing_kept():
    lending._kept.clear()


def test_what_came_back_is_lent_again():
    (table,), (place, many) = lending.lend([(1000, F8)])
    assert (place, many) == (table.ctypes.data, 1000)
    piece = table[3:5]
    del table
    gc.collect()
    assert not lending._kept
    del piece
    assert len(lending._kept) == 1
    (again,), (same_place, _) = lending.lend([(990, F8)])
    assert same_place == place
    assert len(again) == 990


def test_a_block_much_too_large_or_too_small_stays_where_it_is():
    tables, (place, _) = lending.lend([(1000, F8)])
    del tables
    for many in (700, 1001):
        _, (other, _) = lending.lend([(many, F8)])
        assert other != place


def test_tables_of_one_block_begin_where_a_processor_likes_it_and_do_not_overlap():
    tables, words = lending.lend([(3, np.dtype("i2")), (0, F8), (5, F8)])
    assert [len(table) for table in tables] == [3, 0, 5]
    assert all(place % 64 == 0 for place in words[::2])
    for value, table in enumerate(tables):
        table[:] = value
    assert tables[0].tolist() == [0, 0, 0]
    assert tables[2].tolist() == [2.0] * 5


def test_no_more_is_kept_than_the_most():
    for _ in range(2):
        lent = [lending.lend([(lending.MOST // 5 // 8, F8)]) for _ in range(7)]
        del lent
        assert 0 < sum(map(len, lending._kept)) <= lending.MOST
    lending._kept.clear()
    lending.lend([(lending.MOST // 8 + 64, F8)])
    assert not lending._kept


class _Robbed(list):
    """Blocks that another thread takes while this one looks."""

    def popleft(self):
        raise IndexError

    def __len__(self):
        return 1


def test_a_block_that_another_thread_took_is_no_matter(monkeypatch):
    monkeypatch.setattr(lending, "_kept", _Robbed())
    assert len(lending._found(64)) == 64
    lending._keep(np.empty(9, np.uint8), _Robbed(), 1)
    lending._keep(np.empty(1, np.uint8), _Robbed([np.empty(5, np.uint8)]), 4)


def test_a_trace_that_is_kept_is_not_written_over():
    tables = compile_scenario(shipped_scenarios().values[0])
    first = simulate(tables, Study(1, 1, 200))
    before = [table.tobytes() for table in (first.rows, first.changes, first.deployments)]
    for seed in range(2, 8):
        simulate(tables, Study(seed, 1, 200))
    assert [table.tobytes() for table in (first.rows, first.changes, first.deployments)] == before
