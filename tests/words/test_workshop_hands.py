"""What is said of a deployment by hand: on the wall, beside the automatic lane, in the report."""

import csv
import io
import json
from datetime import date

import pytest

import simulator
from tests.words import workshop_room as made
from ui.simulating import running_book
from ui.workshop import hands, reporting
from ui.workshop.beside import beside
from ui.workshop.sending import COMPARISON, LANES, Sent, read_sent
from ui.workshop.showing import Handed, Table, wall
from workshops import (
    HOST,
    BeginByHand,
    EndByHand,
    GoTo,
    Join,
    Room,
    Send,
    StepDone,
    agenda_from_text,
    apply,
    on_screen,
    open_room,
    shipped_agendas,
)

TABLE = Table(("", "A By hand", "B Automatic"), (("Lead time", "2 h", "1 h"),), "One run, seed 1.")
TODAY = date(2026, 11, 23)
TEXTS = ("Stop the old version", "Copy <b>it</b>", "Start the new version")
AGENDA = agenda_from_text(f"""
format: 1
id: hands
title: Hands
minutes: 4
seed: 3
steps:
  - {{kind: runbook, title: You are the runbook, minutes: 2, runbook: {json.dumps(TEXTS)}}}
  - {{kind: debrief, minutes: 2, prompts: [Where did it wait?]}}
""")


def begun(*seats: str) -> Room:
    room = open_room(AGENDA, ({}, {}), 3, 10_000.0)
    for seat in seats:
        room = apply(room, Join(seat), seat, 1.0)
    return apply(apply(room, GoTo(0), HOST, 1.0), BeginByHand(), HOST, 100.0)


def done(room: Room, *presses: tuple[int, float]) -> Room:
    for step, now in presses:
        room = apply(room, StepDone(0, step), HOST, now)
    return room


def body(room: Room, now: float, table: Table | None = None) -> dict[str, object]:
    return wall(room, on_screen(room, now), made.DOOR, made.shelf(table))["body"]


def test_before_it_begins_the_wall_says_how_it_goes_and_hides_nothing() -> None:
    room = apply(open_room(AGENDA, ({}, {}), 3, 10_000.0), GoTo(0), HOST, 1.0)
    assert body(room, 1.0)["lines"][0].startswith("3 steps. Each phone holds one")


def test_the_wall_shows_the_time_passing_and_where_the_deployment_waits() -> None:
    room = done(begun("a", "b", "c", "d"), (0, 104.0))
    assert not wall(room, on_screen(room, 110.0), made.DOOR, made.shelf())["asking"]
    found = body(room, 110.0)
    assert (found["kind"], found["passed"], found["runs"]) == ("runbook", 10.0, True)
    assert found["says"] == "It waits for 1 phone: step 2, Copy <b>it</b>."
    assert [(row["state"], row["took"]) for row in found["rows"]] == [
        ("done", "0:04"),
        ("waits", ""),
        ("ahead", ""),
    ]
    assert "a" not in {str(value) for row in found["rows"] for value in row.values()}
    assert body(begun(), 110.0)["says"].startswith("It waits for the room: step 1")


def test_a_whole_runbook_says_how_long_and_where_it_waited_longest() -> None:
    room = done(begun(), (0, 104.0), (1, 165.0), (2, 170.0))
    found = body(room, 999.0)
    assert (found["runs"], found["passed"]) == (False, 70.0)
    assert found["says"] == "1:10 in this room, 3 of 3 steps done. Longest wait: step 2, 1:01. No slip."


def test_a_step_out_of_turn_or_left_out_is_a_slip_and_the_deployment_fails() -> None:
    early = done(begun(), (2, 101.0))
    assert [row["slip"] for row in body(early, 102.0)["rows"]] == [False, False, True]
    room = apply(done(early, (0, 105.0)), EndByHand(), HOST, 120.0)
    found = body(room, 999.0)
    assert [(row["state"], row["slip"]) for row in found["rows"]] == [
        ("done", False),
        ("left out", True),
        ("done", True),
    ]
    assert found["says"].endswith(
        "2 of 3 steps done. Longest wait: step 1, 0:04. 2 slips: this deployment fails."
    )
    run = on_screen(room, 1.0).run
    assert run is not None
    assert hands.slips(TEXTS, run) == (
        "step 2, “Copy <b>it</b>”, was left out",
        "step 3, “Start the new version”, came before step 1",
    )
    assert [hands.says(line) for line in hands.lines(TEXTS, run)] == [
        "0:04",
        "left out, a slip",
        "0:01, a slip",
    ]


def test_nothing_done_has_no_longest_wait() -> None:
    found = body(apply(begun(), EndByHand(), HOST, 130.0), 999.0)
    assert found["says"] == "0:30 in this room, 0 of 3 steps done. 3 slips: this deployment fails."


def test_the_two_lanes_stand_beside_each_other_once_it_is_over_and_the_host_sends_them() -> None:
    lanes, table = (Send(0, Sent(show=show).as_text()) for show in (LANES, COMPARISON))
    under_way = apply(begun(), lanes, HOST, 101.0)
    assert body(under_way, 102.0, TABLE)["kind"] == "runbook"
    over = done(under_way, (0, 104.0), (1, 105.0), (2, 106.0))
    found = body(over, 999.0, TABLE)
    assert (found["kind"], found["figure"]["seed"], found["events"]) == ("lanes", 3, 0)
    assert found["figure"]["handed"] == Handed((0, 1, 2), 6.0, slipped=False)
    assert body(apply(over, table, HOST, 200.0), 999.0, TABLE)["rows"] == [["Lead time", "2 h", "1 h"]]
    assert body(over, 999.0)["waits"]


@pytest.fixture(scope="module")
def presets() -> dict[str, simulator.Scenario]:
    return {one.id: one for one in simulator.shipped_scenarios().values}


def test_a_rooms_deployment_travels_the_simulator_beside_the_automatic_lane(
    presets: dict[str, simulator.Scenario],
) -> None:
    found = beside(Handed((0, 1, 2), 90.0, slipped=False), 1, presets)
    assert [lane["frames"]["title"] for lane in found.figure["lanes"]] == ["By hand: this room", "Automatic"]
    rows = {row[0]: row[1:] for row in found.table.rows}
    mine, other = rows["Deployments"]
    assert mine.startswith("1")
    assert int(other.split(",")[0]) > 10
    assert rows["Hands-on deployment work"][1] == "0 min"
    assert "seed 1; one run has no interval" in found.table.how
    assert any(fact["text"] == "failed changes per 1,000" for fact in found.figure["lanes"][0]["facts"])
    longer = beside(Handed((0, 1, 2), 180.0, slipped=False), 1, presets)
    assert longer.table.rows[0] != found.table.rows[0]


def test_a_slip_fails_the_rooms_deployment_in_the_simulator(presets: dict[str, simulator.Scenario]) -> None:
    slipped = beside(Handed((1, 0), 60.0, slipped=True), 2, presets)
    rows = {row[0]: row[1:] for row in slipped.table.rows}
    assert rows["Failed deployments"][0] == "1"


def test_a_deployment_of_no_time_or_of_days_is_one_too(presets: dict[str, simulator.Scenario]) -> None:
    for seconds in (0.0, 1e6):
        found = beside(Handed((), seconds, slipped=True), 1, presets)
        assert len(found.figure["lanes"]) == 2


def test_report_table_and_file_hold_the_deployment_and_nobody() -> None:
    room = done(begun("seat-a", "seat-b"), (2, 101.0), (0, 104.0), (1, 165.0))
    text = reporting.report_html(room, made.shelf(TABLE), TODAY)
    assert "1:05 in this room" in text
    assert "Copy &lt;b&gt;it&lt;/b&gt;" in text
    assert "<b>it</b>" not in text
    assert text.count("<svg") == 1
    assert "A By hand" in text
    assert "seat-" not in text
    rows = list(csv.DictReader(io.StringIO(reporting.as_table(room, made.shelf()).decode())))
    assert [(row["answer"], row["right"], row["count"]) for row in rows] == [
        ("1", "yes", "3.0"),
        ("2", "yes", "61.0"),
        ("3", "no", "1.0"),
    ]
    assert json.loads(reporting.as_file(room))["runs"][0]["seconds"] == 65.0
    under_way = reporting.report_html(begun("seat-a"), made.shelf(TABLE), TODAY)
    assert "A By hand" not in under_way
    left = apply(done(begun(), (0, 104.0)), EndByHand(), HOST, 110.0)
    last = list(csv.DictReader(io.StringIO(reporting.as_table(left, made.shelf()).decode())))[-1]
    assert (last["right"], last["count"]) == ("no", "")


def test_what_the_host_stepped_through_is_a_small_number() -> None:
    assert read_sent(Sent(show=LANES, events=3).as_text()).events == 3
    assert read_sent('{"events": -5}').events == 0
    assert read_sent('{"events": 99999999}').events == 10_000


def test_the_shipped_runbook_is_the_one_that_a_person_works_alone() -> None:
    steps = [step for agenda in shipped_agendas().values for step in agenda.steps if step.runbook]
    assert [step.runbook for step in steps] == [running_book.STEPS]
