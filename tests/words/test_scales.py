"""Small number lines: values lie where they should, and nothing hides anything."""

import base64
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.charts import scales
from ui.charts.scales import Point, Scale, guess_svg, nice, scale_for, scale_svg, spread_out, whole


def say(value: float) -> str:
    return f"{value:g} h"


def said_in(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 - ours


@pytest.mark.parametrize(
    ("value", "step"), [(0.0, 1.0), (0.3, 0.5), (1.0, 1.0), (18.0, 20.0), (51.0, 100.0), (2e3, 2e3)]
)
def test_a_round_number_above_is_found(value: float, step: float) -> None:
    assert nice(value) == pytest.approx(step)


def test_values_far_apart_stand_on_a_scale_by_factors_of_ten() -> None:
    assert scale_for([1.3, 84.0]) == Scale(1.0, 100.0, by_tens=True)
    assert scale_for([10.0, 12.0]) == Scale(0.0, 20.0, by_tens=False)
    assert scale_for([0.0, 84.0]) == Scale(0.0, 100.0, by_tens=False)
    assert scale_for([-3.0, 4.0]) == Scale(-5.0, 5.0, by_tens=False)


def test_a_value_lies_where_it_should() -> None:
    even, tens = Scale(0.0, 50.0, by_tens=False), Scale(1.0, 100.0, by_tens=True)

    assert [even.place(value) for value in (-1, 0, 25, 60)] == [0, 0, 0.5, 1]
    assert [tens.place(value) for value in (0.0, 1, 10, 1e5)] == [0, 0, pytest.approx(0.5), 1]
    assert even.ticks() == [0, 10, 20, 30, 40, 50]
    assert Scale(0.0, 20.0, by_tens=False).ticks() == [0, 5, 10, 15, 20]
    assert tens.ticks() == [1, 10, 100]
    assert Scale(1.0, 1e8, by_tens=True).ticks() == [1, 100, 1e4, 1e6, 1e8]


def test_an_end_of_a_scale_has_no_needless_decimal() -> None:
    assert [whole(text) for text in ("10.0 a day", "0.0", "1.5 h", "10")] == ["10 a day", "0", "1.5 h", "10"]


@given(st.dictionaries(st.sampled_from("ABCD"), st.floats(14, 222), min_size=1))
def test_no_letter_hides_another(places: dict[str, float]) -> None:
    found = sorted(spread_out(places).values())

    assert set(spread_out(places)) == set(places)
    for left, right in pairwise(found):
        assert right - left > 7


def test_lanes_are_told_apart_by_letter_and_shape_in_both_themes() -> None:
    points = [Point(letter, 10.0 * i, 9.0 * i, 11.0 * i) for i, letter in enumerate("ABCD", start=1)]
    light, dark = (scale_svg(points, say, dark=dark) for dark in (False, True))

    assert set("ABCD") < set(said_in(light))
    assert light.count("<circle") == 2
    assert light != dark
    assert re.sub(r"#\w{6}", "", light) == re.sub(r"#\w{6}", "", dark)


def test_a_value_without_an_interval_still_has_its_bar() -> None:
    assert scale_svg([Point("A", 1.0)], say).count("<rect") == 2


def test_a_guess_stands_open_beside_the_full_dot_of_what_happened() -> None:
    scale = Scale(0.0, 50.0, by_tens=False)
    svg = guess_svg(scale, 5.0, Point("B", 18.0, 15.0, 20.0), say)

    assert {"you: 5 h", "18 h"} <= set(said_in(svg))
    assert svg.count("<circle") == 2
    assert guess_svg(scale, None, Point("B", 18.0), say).count("<circle") == 1


@pytest.mark.parametrize("guess", [0.0, 17.0, 18.0, 19.0, 50.0])
def test_the_two_words_above_the_line_never_touch(guess: float) -> None:
    svg = guess_svg(Scale(0.0, 50.0, by_tens=False), guess, Point("B", 18.0), say)
    above = re.findall(r'<text x="([\d.]+)" y="22.0"[^>]*>([^<]*)<', svg)
    spans = sorted(
        (
            float(x) - len(text) * (3.4 if "you" in text else 5),
            float(x) + len(text) * (3.4 if "you" in text else 5),
        )
        for x, text in above
    )

    assert len(spans) == 2
    assert spans[0][0] >= 0
    assert spans[0][1] < spans[1][0]


def test_a_picture_travels_as_an_address() -> None:
    address = scales.uri("<svg/>")

    assert base64.b64decode(address.removeprefix("data:image/svg+xml;base64,")) == b"<svg/>"
