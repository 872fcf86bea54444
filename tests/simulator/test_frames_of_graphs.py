"""Frames tell of forks, classes and attempts."""

from simulator import frames


def test_frames_draw_the_roads_and_name_the_classes(run):
    trace = run("""
arrivals: {at: [0, 0], classes: [{id: hotfix, share: 0.4}, {id: feature, share: 0.6, priority: 2}]}
stages:
  - {id: build, mark: bolt}
  - {id: test, mark: bolt, work: {dist: constant, value: 1h}}
  - {id: scan, mark: bolt, after: [build]}
  - {id: deploy, mark: bolt, after: [test, scan]}
""")
    shown = frames(trace)
    assert [stage["after"] for stage in shown["stages"]] == [[], [0], [0], [1, 2]]
    names = [one["id"] for one in shown["classes"]]
    assert [names[change["kind"]] for change in shown["changes"]] == ["feature", "hotfix"]
    assert [visit[0] for visit in shown["changes"][0]["visits"]] == [0, 1, 2, 3]


def test_each_attempt_is_an_entry(run):
    trace = run(
        """
arrivals: {at: [0]}
stages:
  - id: test
    mark: bolt
    work: {dist: constant, value: 1h}
    flaky: {rate: 0.999999, attempts: 2, hold: false}
""",
        hours=1.5,
    )
    change = frames(trace)["changes"][0]
    assert change["visits"] == [[0, 0.0, 0.0, 1.0, 3], [0, 1.0, 1.0, None, 0]]
