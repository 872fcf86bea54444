"""Orders of options, resume codes, small roads and curves: what a learner's page is made of."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import content
from ui.charts.curves import Curves, curves_chart, curves_table
from ui.learning import codes
from ui.learning.roads import course_svg, lit_svg
from ui.learning.shuffling import mixed, shown_options
from ui.learning.sliders import with_unit

COURSE = content.load_course()
ITEM = COURSE.lesson("delivery-or-deployment").items[0]
NAMES = [option.id for option in ITEM.options]


def test_things_are_mixed_alike_for_one_person_and_otherwise_for_the_next() -> None:
    orders = [mixed(range(8), str(who), "a question") for who in range(20)]

    assert orders == [mixed(range(8), str(who), "a question") for who in range(20)]
    assert len(set(orders)) > 15
    assert mixed(range(8), "a", "one question") != mixed(range(8), "a", "another one")


def test_what_is_fixed_typed_or_predicted_keeps_its_order() -> None:
    for change in ({"fixed_order": True}, {"type": content.ItemType.PREDICT}):
        fixed = ITEM.model_copy(update=change)
        assert all(shown_options(fixed, str(who)) == tuple(NAMES) for who in range(5))


def test_steps_never_begin_in_the_right_order() -> None:
    steps = ITEM.model_copy(update={"type": content.ItemType.ORDER, "options": ITEM.options[:3]})

    shown = {shown_options(steps, str(who)) for who in range(60)}
    assert tuple(NAMES[:3]) not in shown
    assert len(shown) == 5


@settings(deadline=None, derandomize=True, max_examples=30)
@given(st.text(min_size=1, max_size=60))
def test_a_locked_code_is_read_by_its_own_browser_alone(visitor: str) -> None:
    code = codes.new_code()
    locked = codes.lock(code, visitor)

    assert codes.unlock(locked, visitor) == code
    assert codes.unlock(locked, visitor + "x") is None
    assert codes.lock(code, visitor) != locked, "the same code is never locked alike"
    assert code.encode().hex() not in locked


def test_a_locked_code_that_was_changed_opens_nothing() -> None:
    locked = bytes.fromhex(codes.lock("A" * 43, "a-visitor"))

    for place in range(len(locked)):
        bent = bytearray(locked)
        bent[place] ^= ord("A") ^ ord("B")  # where it is the code itself, another whole code would come out
        assert codes.unlock(bent.hex(), "a-visitor") is None, place
    for cut in (0, 16, 31, len(locked) - 1):
        assert codes.unlock(locked[:cut].hex(), "a-visitor") is None
    assert codes.unlock("no hex", "a-visitor") is None


@pytest.mark.parametrize("wrong", ["", "short", "A" * 44, "ä" * 43, "A" * 42 + "!"])
def test_what_is_no_code_is_refused(wrong: str) -> None:
    assert codes.read_code(wrong) is None


def test_a_code_is_read_with_the_blanks_of_a_line_break() -> None:
    code = codes.new_code()

    assert codes.read_code(f"  {code[:9]} {code[9:]}\n") == code
    assert codes.unlock("no hex", "a") is None


def test_the_road_of_the_course_has_a_circle_for_each_lesson() -> None:
    svg = course_svg(["done", "begun", "next", "open"])

    ET.fromstring(svg)  # noqa: S314 - our own picture
    assert svg.count("<circle") == 4
    assert re.findall(r">(\d)</text>", svg) == ["1", "2", "3", "4"]
    assert svg != course_svg(["done", "begun", "next", "open"], dark=True)


def test_a_stage_is_lit_missing_or_needs_nothing_and_says_so() -> None:
    titles = {name: f"<{name}>" for name in "abcdefg"}
    svg = lit_svg(titles, {"a": True, "b": False})

    ET.fromstring(svg)  # noqa: S314 - our own picture
    assert [svg.count(f">{word}<") for word in ("lit", "missing")] == [1, 1]
    assert svg.count("stroke-dasharray") == 1
    assert "&lt;g&gt;" in svg
    assert 'viewBox="0 0 424 152"' in svg, "seven stages stand in two rows"


def test_one_of_a_unit_is_said_as_one() -> None:
    said = [with_unit(value, unit) for value, unit in ((1, "days"), (2, "days"), (0.5, "days"), (1, "h"))]

    assert said == ["1 day", "2 days", "0.5 days", "1 h"]


def test_curves_have_a_row_for_each_position_and_a_mark_at_the_chosen_one() -> None:
    curves = Curves(
        "Days [days]", ("Wait [days]", "Batch [changes]"), ((1.0, (0.5, 3.0)), (7.0, (3.5, 21.0)))
    )
    chart = curves_chart(curves, 7.0)

    assert curves_table(curves).loc["7"].tolist() == ["3.5", "21"]
    assert [list(trace.y) for trace in chart.data] == [[0.5, 3.5], [3.5], [3.0, 21.0], [21.0]]
    assert chart.layout.height > 300
