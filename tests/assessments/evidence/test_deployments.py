"""A log of deployments and its incidents, counted by hand."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.evidence.deployments import LogMetrics, days, iso, measure_log
from assessments.evidence.logs import Log, Reading, read_log
from assessments.evidence.mapping import read_time
from assessments.evidence.records import parse_records, read_records
from datafiles import DataFileError

HEAD = "id,finished,environment,result,commit,committed,unplanned\n"
LOG = (
    HEAD
    + """\
d1,2026-01-05T10:00:00Z,production,success,a,2026-01-04T10:00:00Z,no
s1,2026-01-06T10:00:00Z,staging,success,b,2026-01-05T10:00:00Z,no
d2,2026-01-07T10:00:00Z,production,success,b,2026-01-05T10:00:00Z,no
d2,2026-01-07T10:00:00Z,production,success,c,2026-01-06T22:00:00Z,no
d3,2026-01-07T15:00:00Z,production,success,d,2026-01-07T14:00:00Z,yes
d4,2026-01-08T10:00:00Z,production,failure,e,2026-01-07T14:00:00Z,no
"""
)
INCIDENTS = """\
id,created,resolved,deployment
i1,2026-01-07T11:00:00Z,2026-01-07T15:00:00Z,
i2,2026-01-07T12:00:00Z,2026-01-07T16:00:00Z,d2
i3,2026-01-01T12:00:00Z,,
i4,2026-01-09T12:00:00Z,,s1
i5,2026-01-09T12:00:00Z,,d4
i6,2026-01-09T12:00:00Z,,d9
"""


def read(log: str, incidents: str | None = None, reading: Reading | None = None) -> Log:
    return read_log(
        parse_records(log, "log.csv"),
        None if incidents is None else parse_records(incidents, "incidents.csv"),
        reading,
    )


def measure(log: str, incidents: str | None = None, reading: Reading | None = None) -> LogMetrics:
    return measure_log(read(log, incidents, reading))


def value(found: LogMetrics, name: str) -> tuple[float | None, int, int]:
    measured = found.figures[name].measured
    return measured.value, measured.n, measured.excluded


def problems(log: str, incidents: str | None = None) -> list[str]:
    with pytest.raises(DataFileError) as caught:
        read(log, incidents)
    return [str(problem) for problem in caught.value.problems]


def test_the_five_metrics_of_a_small_log_are_those_counted_by_hand() -> None:
    found = measure(LOG, INCIDENTS)
    assert found.window is not None
    assert [iso(moment) for moment in found.window] == ["2026-01-05T00:00:00Z", "2026-01-09T00:00:00Z"]
    # 48 h, 12 h and 1 h; the change of the first deployment may be years old
    assert value(found, "change_lead_time") == (12.0, 3, 1)
    # three in four days; one to staging and one that failed to run are left out
    assert value(found, "deployment_frequency") == (0.75, 3, 2)
    # d2 failed once, with two incidents, from 10:00 until 16:00
    assert value(found, "failed_deployment_recovery_time") == (6.0, 1, 0)
    assert value(found, "change_fail_rate") == (1 / 3, 3, 0)
    assert value(found, "deployment_rework_rate") == (1 / 3, 3, 0)


def test_what_is_left_out_is_said() -> None:
    figures = measure(LOG, INCIDENTS).figures
    assert figures["change_lead_time"].notes == (
        "1 change of the first deployment left out: since when they were gathered is unknown.",
    )
    assert figures["deployment_frequency"].notes == (
        "1 left out: not to production.",
        "1 left out: did not succeed.",
    )
    assert figures["change_fail_rate"].notes == (
        "Incident i3 began before the first deployment in the log.",
        "Incident i4 names deployment s1, which went not to production.",
        "Incident i5 names deployment d4, which did not succeed.",
        "Incident i6 names deployment d9, which is not in the log.",
    )


def test_without_incidents_nobody_knows_what_failed() -> None:
    found = measure(LOG)
    assert value(found, "change_fail_rate") == (None, 0, 0)
    assert value(found, "failed_deployment_recovery_time") == (None, 0, 0)
    assert "No incidents were given" in found.figures["change_fail_rate"].notes[0]
    assert value(measure(LOG, "id,created\n"), "change_fail_rate") == (0.0, 3, 0)


def test_a_deployment_that_was_rolled_back_failed_though_no_incident_says_so() -> None:
    log = HEAD + "a,2026-01-05,prod,rolled back,,,\nb,2026-01-06,prod,ok,,,\n"
    found = measure(log)
    assert value(found, "change_fail_rate") == (0.5, 2, 0)
    assert value(found, "failed_deployment_recovery_time") == (None, 0, 1)
    assert "1 left out" in found.figures["failed_deployment_recovery_time"].notes[0]


def test_an_incident_that_is_not_over_gives_no_recovery_time() -> None:
    incidents = (
        "id,created,resolved\ni1,2026-01-07T11:00:00Z,2026-01-07T12:00:00Z\ni2,2026-01-07T11:00:00Z,\n"
    )
    found = measure(LOG, incidents)
    assert value(found, "failed_deployment_recovery_time") == (None, 0, 1)
    assert value(found, "change_fail_rate") == (1 / 3, 3, 0)


def test_an_incident_over_before_its_deployment_ended_belongs_to_none() -> None:
    incidents = "id,created,resolved,deployment\ni1,2026-01-06T11:00:00Z,2026-01-06T12:00:00Z,d2\n"
    assert read(LOG, incidents).unlinked == {"i1": "was resolved before deployment d2 ended"}


def test_many_incidents_without_deployment_are_counted_after_five() -> None:
    incidents = "id,created\n" + "".join(f"i{n},2026-01-01T12:00:00Z\n" for n in range(8))
    notes = measure(LOG, incidents).figures["change_fail_rate"].notes
    assert len(notes) == 6
    assert notes[-1] == "3 more incidents belong to no deployment."


def test_an_incident_that_stands_twice_counts_once() -> None:
    incidents = "id,created\ni1,2026-01-07T11:00:00Z\ni1,2026-01-07T11:00:00Z\n"
    assert read(LOG, incidents).incidents == 1


def test_a_change_counts_where_it_was_deployed_first() -> None:
    again = LOG + "d5,2026-01-09T10:00:00Z,production,success,b,2026-01-05T10:00:00Z,no\n"
    found = measure(again)
    assert value(found, "change_lead_time") == (12.0, 3, 2)
    assert "an earlier deployment had brought them" in found.figures["change_lead_time"].notes[1]


def test_commit_times_may_come_from_elsewhere_and_impossible_ones_are_left_out() -> None:
    log = "id,finished,commit,committed\n0,2026-01-01,,\n1,2026-01-02T00:00Z,abc,\n"
    log += "2,2026-01-03,def,2026-01-04\n3,2026-01-04,ghi,\n"
    start = read_time("2026-01-01T20:00:00Z")
    assert start is not None
    found = measure(log, reading=Reading(commits={"abc": start}))
    assert value(found, "change_lead_time") == (4.0, 1, 2)
    assert "without a commit time" in found.figures["change_lead_time"].notes[0]


def test_without_a_column_for_it_nothing_is_known_of_rework() -> None:
    found = measure("id,finished\n1,2026-01-05\n")
    assert value(found, "deployment_rework_rate") == (None, 0, 0)
    assert "No column says which deployments were unplanned." in found.figures["deployment_rework_rate"].notes
    assert value(found, "deployment_frequency") == (1.0, 1, 0)
    assert [note[:40] for note in found.figures["deployment_frequency"].notes] == [
        "No column names an environment: every de",
        "No column says how a deployment ended: a",
    ]


def test_a_log_without_rows_has_figures_without_values() -> None:
    found = measure(HEAD)
    assert found.window is None
    assert found.as_dict()["change_lead_time"] == {
        "value": None, "unit": "h", "n": 0, "window": None, "excluded": 0, "notes": [],
    }  # fmt: skip
    assert days(read(HEAD)) is None


PLACES = {
    "production": 1, "Prod": 1, "PRODUCTION": 1, "eu-prod-2": 1, "prod_eu": 1, "live": 1,
    "pre-production": 0, "preprod": 0, "non-prod": 0, "not_prod": 0, "staging": 0,
    "product": 0, "delivery": 0, "": 0, "olive": 0,
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), PLACES.items())
def test_production_is_known_by_its_name(name: str, expected: int) -> None:
    found = read(f"id,finished,environment\n1,2026-01-05,{name}\n")
    assert len(found.deployments) == expected
    if not expected:
        assert "No environment is called production" in found.notes[0]


def test_a_person_may_say_which_environment_is_production() -> None:
    log = "id,finished,environment\n1,2026-01-05,blue\n2,2026-01-05,production\n"
    assert [one.id for one in read(log, reading=Reading(environment="Blue")).deployments] == ["1"]


def test_a_deployment_of_several_changes_is_left_out_once() -> None:
    rows = "1,2026-01-05,staging,ok,a,,\n1,2026-01-05,staging,ok,b,,\n2,2026-01-05,prod,ok,,,\n"
    assert read(HEAD + rows).excluded == {"not to production": 1}


def test_a_run_that_failed_needs_no_end() -> None:
    found = read(HEAD + "1,,production,cancelled,,,\n")
    assert found.excluded == {"did not succeed": 1}
    assert found.span is None


def test_every_row_that_cannot_be_read_is_named_with_its_mend() -> None:
    log = HEAD + ",2026-01-05,prod,ok,,,\n2,soon,prod,ok,,,\n3,,prod,ok,,,\n4,2026-01-05,prod,ok,,,maybe\n"
    log += "4,2026-01-06,prod,ok,,,\n5,2026-01-06,prod,ok,x,when,\n"
    incidents = "id,created,resolved\n,2026-01-05,\ni1,,\ni2,2026-01-05,2026-01-04\n"
    assert problems(log, incidents) == [
        "log.csv:2: id: is missing; give each deployment a name of its own",
        "log.csv:3: finished: `soon` is no time; write it as 2026-01-31T14:00:00Z",
        "log.csv:4: finished: is missing; write when it was, or remove the row",
        "log.csv:5: unplanned: is `maybe`; write yes or no",
        (
            "log.csv:6: finished: deployment `4` ends at another time in line 5; "
            "give each deployment a name of its own"
        ),
        "log.csv:7: committed: `when` is no time; write it as 2026-01-31T14:00:00Z",
        "incidents.csv:2: id: is missing; give each incident a name of its own",
        "incidents.csv:3: created: is missing; write when it was, or remove the row",
        "incidents.csv:4: resolved: lies before `created`; correct one of the two",
    ]


def test_columns_are_found_by_the_names_that_exports_use_and_may_be_chosen() -> None:
    log = "Deployment ID;Finished At;Stage\n7;2026-01-05 10:00;prod\n"
    assert [one.id for one in read(log).deployments] == ["7"]
    chosen = Reading(columns={"id": "name", "finished": "over"})
    assert [one.id for one in read("name,over\nx,2026-01-05\n", reading=chosen).deployments] == ["x"]


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    assert problems("name,over\nx,2026-01-05\n") == [
        "log.csv:1: id: no column says it; name the column `id`, or say which of `name`, `over` it is",
        (
            "log.csv:1: finished: no column says it; "
            "name the column `finished`, or say which of `name`, `over` it is"
        ),
    ]
    with pytest.raises(DataFileError) as caught:
        read("id,finished\n", reading=Reading(columns={"finished": "gone", "colour": "id"}))
    assert [str(problem) for problem in caught.value.problems] == [
        "log.csv:1: finished: has no column `gone`; choose one of `id`, `finished`",
        (
            "log.csv:1: colour: is no meaning of a column here; choose one of `id`, `finished`, "
            "`environment`, `result`, `commit`, `committed`, `unplanned`"
        ),
    ]
    many = ",".join(f"c{n}" for n in range(20)) + "\n"
    assert problems(many)[0].endswith("`c11`, … it is")


def test_an_export_of_a_webhook_is_read_with_its_commits() -> None:
    text = """[
      {"id": "w1", "environment": "PRODUCTION", "result": "SUCCESS",
       "finishedDate": "2026-01-05T10:00:00+00:00",
       "deploymentCommits": [{"repoUrl": "x", "commitSha": "a", "committedDate": "2026-01-05T08:00:00Z"}]},
      {"id": "w2", "environment": "PRODUCTION", "result": "SUCCESS",
       "finishedDate": "2026-01-06T10:00:00+00:00",
       "deploymentCommits": [{"commitSha": "b", "committed": "2026-01-06T08:00:00Z"},
                             {"commitSha": "c", "committed": "2026-01-06T06:00:00Z"}]}]"""
    found = measure(text)
    assert value(found, "change_lead_time") == (3.0, 2, 1)
    assert value(found, "deployment_frequency") == (1.0, 2, 0)


def test_exports_of_hosts_are_read_as_they_are() -> None:
    runs = '[{"databaseId": 5, "conclusion": "success", "headSha": "a", "updatedAt": "2026-01-05T10:00:00Z"},'
    runs += (
        '{"databaseId": 6, "conclusion": "cancelled", "headSha": "b", "updatedAt": "2026-01-05T10:00:00Z"}]'
    )
    assert [one.id for one in read(runs).deployments] == ["5"]
    deployed = '[{"id": 9, "iid": 1, "status": "success", "environment": {"name": "production"},'
    deployed += '"deployable": {"finished_at": "2026-01-05T10:00:00.000Z"}, "sha": "a"}]'
    assert read(deployed).deployments[0].finished == read_time("2026-01-05T10:00:00Z")


MOMENTS = {
    "2026-01-05T10:00:00Z": "2026-01-05T10:00:00Z",
    "2026-01-05 10:00:00 +0100": "2026-01-05T09:00:00Z",
    "2026-01-05T10:00:00.500+02:00": "2026-01-05T08:00:00Z",
    "2026-01-05 10:00:00 UTC": "2026-01-05T10:00:00Z",
    "2026-01-05": "2026-01-04T23:00:00Z",
    "2026-07-05T10:00": "2026-07-05T08:00:00Z",
    "1767607200": "2026-01-05T10:00:00Z",
    "1767607200000": "2026-01-05T10:00:00Z",
    "1767607200.5": "2026-01-05T10:00:00Z",
}


@pytest.mark.parametrize(("text", "expected"), MOMENTS.items())
def test_times_are_read_as_exports_write_them(text: str, expected: str) -> None:
    found = read_time(text, ZoneInfo("Europe/Berlin"))
    assert found is not None
    assert iso(found) == expected


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "0001-01-01T00:00+14:00", "31.01.2026", "1"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_time(text) is None


def test_the_window_is_whole_days_of_the_zone_or_those_named() -> None:
    log = read(LOG)
    berlin = ZoneInfo("Europe/Berlin")
    window = days(log, berlin, datetime(2026, 1, 6, tzinfo=UTC), datetime(2026, 1, 6, tzinfo=UTC))
    assert window is not None
    assert [iso(moment) for moment in window] == ["2026-01-05T23:00:00Z", "2026-01-06T23:00:00Z"]
    assert days(log, UTC, datetime(2027, 1, 6, tzinfo=UTC)) is None
    inside = days(log, UTC, datetime(2026, 1, 7, tzinfo=UTC))
    found = measure_log(log, inside)
    assert value(found, "deployment_frequency") == (1.0, 2, 3)
    assert "1 left out: outside the window." in found.figures["deployment_frequency"].notes


@settings(deadline=None, max_examples=60, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_shares_stay_within_bounds_and_order_does_not_matter(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - made-up logs
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def moment(hours: int) -> str:
        return (start + timedelta(hours=hours)).isoformat()

    names = draw.sample(range(99), draw.randint(1, 12))
    rows = [
        f"{n},{moment(draw.randint(50, 90))},{draw.choice(('prod', 'test'))},"
        f"{draw.choice(('ok', 'failed'))},c{n},{moment(draw.randint(0, 60))},{draw.choice(('yes', 'no'))}\n"
        for n in names
    ]
    troubles = [
        f"i{n},{moment(draw.randint(40, 100))},{moment(120)},{draw.choice(['', *map(str, names)])}\n"
        for n in range(draw.randint(0, 20))
    ]
    text = "id,created,resolved,deployment\n" + "".join(troubles)
    found = measure(HEAD + "".join(rows), text)
    log = read(HEAD + "".join(rows), text)
    rate = found.figures["change_fail_rate"].measured.value
    assert rate is None or 0.0 <= rate <= 1.0
    linked = sum(one.failed for one in log.deployments)
    assert linked + len(log.unlinked) <= len(troubles)
    assert linked <= len(log.deployments)
    draw.shuffle(rows)
    draw.shuffle(troubles)
    again = measure(HEAD + "".join(rows), "id,created,resolved,deployment\n" + "".join(troubles))
    assert {n: f.measured for n, f in again.figures.items()} == {
        n: f.measured for n, f in found.figures.items()
    }


def test_a_file_is_read_from_disk(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("﻿id,finished\r\n1,2026-01-05\r\n", encoding="utf-8")
    assert len(read_log(read_records(tmp_path / "log.csv")).deployments) == 1
