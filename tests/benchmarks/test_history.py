"""The benchmark of a long history reads the clone that it says it made, and reports every figure."""

from assessments.evidence.git_history import read_history
from benchmarks import history


def test_the_made_up_clone_holds_commits_merges_and_tags(tmp_path):
    history.make_clone(tmp_path / "clone.git", commits=100, tags=4)
    found = read_history(tmp_path / "clone.git")
    assert found.commits == 99
    assert found.merges_first_parent == 9
    assert found.release_tags == 4
    assert found.lead_time.n > 80


def test_both_are_measured_and_the_report_says_whether_it_holds():
    seen = history.measure_walks(commits=40, tags=2, rounds=1)
    assert (seen.commits, seen.tags) == (39, 2)
    assert min(*seen.piped, *seen.filed, *seen.read) > 0
    assert 0 < seen.memory < history.NEEDED_MB
    told = history.Walks(50_000, 263, (1.0, 3.0, 2.0), (1.0, 2.0, 2.0), (1.25, 2.5, 2.4), memory=80.0)
    rows = history.report_history(told)
    assert rows[-4] == "| into a pipe | 2.00 | 2.40 | 1.20 |"
    assert rows[-3] == "| into a file | 2.00 | 2.40 | 1.25 |"
    assert rows[-1] == "Memory of the reader: 80 MB. Within: yes."
    slow = history.Walks(50_000, 263, (1.0,), (0.8,), (1.3,), memory=80.0)
    assert history.report_history(slow)[-1].endswith("Within: no.")
    large = history.Walks(50_000, 263, (1.0,), (1.0,), (1.3,), memory=300.0)
    assert history.report_history(large)[-1].endswith("Within: no.")
