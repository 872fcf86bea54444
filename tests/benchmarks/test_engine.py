"""The engine's benchmark compares like with like, and says so."""

import statistics

import pytest

from benchmarks import engine, rivals, timing

TINY = timing.Size(rounds=1, changes=300, station=(50, 100), line=(50, 100), stages=(5, 40), replications=2)
PROGRAMS = {"SimPy": rivals.in_simpy, "Ciw": rivals.in_ciw, "heapq": rivals.in_heapq}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_every_program_writes_each_visit_once_and_in_order(program):
    rows = program(rivals.LINE, 60, 1)
    own = {}
    for change, stage, visit, join, start, end in sorted(rows, key=lambda row: row[3]):
        assert 0 <= join <= start < end
        assert visit == own.get((change, stage), 0) + 1
        own[change, stage] = visit
    left = {change for change, stage, *_ in rows if stage == 5}
    assert len(left) >= 55


def test_a_program_works_on_as_many_changes_at_once_as_there_are_units():
    rows = rivals.in_heapq(rivals.STATION, 500, 3)
    moments = sorted([(start, 1) for *_, start, _ in rows] + [(end, -1) for *_, end in rows])
    busy = most = 0
    for _, step in moments:
        busy += step
        most = max(most, busy)
    assert most == 3


def test_lead_times_run_from_the_first_joining_to_the_last_end():
    assert rivals.lead_times([(7, 0, 1, 1.0, 1.5, 2.0), (7, 1, 1, 2.0, 2.0, 4.0)]) == {7: 3.0}


@pytest.mark.parametrize("model", [rivals.STATION, rivals.LINE], ids=["station", "line"])
def test_all_programs_find_the_same_mean_within_error(model):
    apart = timing.agree(model, 12, 150)
    assert set(apart) == set(PROGRAMS)
    assert all(abs(z) < 4.5 for z in apart.values())


def test_the_engine_as_a_program_gives_plain_rows():
    rows = timing.in_greenlane(rivals.LINE)(rivals.LINE, 400, 2)
    assert len(rows) / 400 == pytest.approx(6.87, rel=0.15)
    assert statistics.fmean(rivals.lead_times(rows).values()) > 7.6


def test_the_report_states_every_figure(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(timing, "START", "print(0.5, 1.25, 2.0)")
    monkeypatch.setattr(engine, "Size", lambda: TINY)
    monkeypatch.setattr(engine, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(timing, "agree", lambda *_: dict.fromkeys(PROGRAMS, 0.5))
    engine.main()
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out.strip() == text.strip()
    for name in ("SimPy", "Ciw", "heapq", "numpy PCG64", "Philox4x32-10"):
        assert f"| {name}" in text or f"the engine's {name}" in text
    assert "| SimPy | " in text
    assert "| +0.5 |" in text
    assert "| cold: compiles | 0.50 | 1.25 | 2.00 |" in text
    assert "| 40 | " in text
    assert "| hand-weekly | " in text


def test_a_machine_without_a_list_of_processors_has_a_name_too(monkeypatch, tmp_path):
    monkeypatch.setattr(timing, "Path", lambda _: tmp_path / "missing")
    assert timing.processor()
