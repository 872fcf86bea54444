"""The benchmark of hostile archives: nothing is read of any of the seven, and each is told."""

from benchmarks import archives


def test_nothing_is_read_of_seven_hostile_archives_and_each_is_told():
    met = archives.measure_archives(rounds=1, swollen=50_000_000)
    assert len(met) == 7
    assert [row.name for row in met if row.read or not row.problems] == []
    assert all(row.ms > 0 for row in met)


def test_the_report_says_whether_it_holds():
    quick = archives.Refused("links", 120, 0.4, 0, 1)
    slow = archives.Refused("links", 120, 100.0, 0, 1)
    let_in = archives.Refused("links", 120, 0.4, 1, 0)
    lines = archives.report_archives([quick, slow, let_in])
    assert lines[-3:] == [
        "| links | 120 | 0 | 0 | yes |",
        "| links | 120 | 100 | 0 | no |",
        "| links | 120 | 0 | 1 | no |",
    ]
