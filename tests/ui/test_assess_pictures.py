"""The pictures of an assessment: what is written in them, and where things stand."""

import datetime as dt
import re
from html import unescape

import pytest

from ui import palette
from ui.charts.assess import (
    Cell,
    Dot,
    Grid,
    Row,
    bars_svg,
    cut,
    heat_svg,
    people,
    radar_svg,
    shade,
    trend_svg,
)
from ui.charts.assess_order import Box, columns_of, depths, order_svg

DAY = dt.date(2026, 11, 16)


def words(svg: str) -> list[str]:
    return [unescape(found) for found in re.findall(r"<text [^>]*>([^<]*)</text>", svg)]


def circles(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg)]


# ---------------------------------------------------------------- bars


def test_a_bar_has_its_score_its_target_and_how_much_is_answered() -> None:
    said = words(bars_svg([Row("Integration", 62, 58, 66, "4 of 5 answered", 75)]))

    assert said == ["Integration", "4 of 5 answered", "62", "target 75"]


def test_the_dot_stands_where_its_score_lies() -> None:
    left, middle, right = (circles(bars_svg([Row("A", score)], 116))[0][0] for score in (0, 50, 100))

    assert (left, middle, right) == (8.0, 58.0, 108.0)


def test_a_reached_target_says_so_beside_its_flag() -> None:
    assert "target 70, reached" in words(bars_svg([Row("Culture", 71, target=70)]))


def test_a_bar_without_a_score_says_so_and_has_no_dot() -> None:
    svg = bars_svg([Row("Delivery", None, 0, 100)])

    assert "no score yet" in words(svg)
    assert circles(svg) == []


@pytest.mark.parametrize(("score", "target"), [(0, 2), (50, 52), (50, 48), (98, 100), (100, 100), (3, 1)])
def test_the_words_of_a_bar_never_lie_on_each_other(score: float, target: float) -> None:
    svg = bars_svg([Row("A", score, target=target)], 320)
    found = re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="middle">([^<]+)<', svg)
    (number, _), (aim, said) = ((float(x), text) for x, text in found)

    assert abs(number - aim) >= 12 + len(said) * 3.4 - 1
    assert aim - len(said) * 3.4 >= 0
    assert aim + len(said) * 3.4 <= 320


def test_a_bar_as_a_sentence_says_all_of_it() -> None:
    row = Row("Testing", 41.4, 35, 49, "5 of 6 answered", 40)

    assert (
        row.words() == "Testing: 41 of 100; open answers leave 35 to 49; 5 of 6 answered; target 40, reached"
    )
    assert Row("Testing", None).words() == "Testing: no score yet"


# ---------------------------------------------------------------- heat map


def test_every_cell_of_a_heat_map_has_its_number_printed() -> None:
    grid = Grid(
        "Dimension", ("Level 1", "Level 2"), (("Build", (Cell(0.4, "40", "n = 3 of 4"), Cell(None, "none"))),)
    )

    assert words(heat_svg(grid)) == ["Level 1", "Level 2", "Build", "40", "n = 3 of 4", "none"]


@pytest.mark.parametrize("dark", [False, True])
def test_numbers_can_be_read_on_every_shade(dark: bool) -> None:  # noqa: FBT001 - both themes
    colors = palette.DARK if dark else palette.LIGHT
    for depth in range(101):
        ground = shade(depth / 100, dark=dark)
        assert palette.contrast(colors["ink"], ground) >= 4.5, depth


def test_a_deeper_value_has_a_deeper_shade() -> None:
    assert shade(0) == palette.LIGHT["sunk"]
    assert shade(2) == shade(1) != shade(0.5) != shade(0)


def test_what_is_too_long_ends_with_dots() -> None:
    assert cut("Deployment and release", 400) == "Deployment and release"
    assert cut("Deployment and release", 80) == "Deploymen…"


# ---------------------------------------------------------------- radar


def test_a_radar_has_every_score_as_a_number() -> None:
    rows = [Row("A", 10, target=20), Row("B", None, target=30), Row("C", 90, target=95)]
    said = words(radar_svg(rows))

    assert {"A", "10", "B", "none", "C", "90"} <= set(said)
    assert "stroke-dasharray" in radar_svg(rows)


def test_a_radar_is_narrow_enough_to_be_read_on_a_phone_and_breaks_long_titles() -> None:
    rows = [Row("A", 10), Row("Recovery and observability", 20), Row("C", 90)]
    drawn = radar_svg(rows)

    assert 'viewBox="0 0 440 350"' in drawn
    assert {"Recovery and", "observability"} <= set(words(drawn))


def test_targets_are_drawn_only_where_every_dimension_has_one() -> None:
    assert "stroke-dasharray" not in radar_svg([Row("A", 10, target=20), Row("B", 20), Row("C", 90)])


# ---------------------------------------------------------------- trend


def test_a_trend_has_its_last_number_its_days_and_how_many_took_part() -> None:
    dots = [Dot(dt.date(2026, 8, 17), 40, 30, 50, 6), Dot(DAY, 67, 60, 70, None)]

    assert words(trend_svg(dots)) == [
        "0", "50", "100", "17 Aug 26", "n = 6", "67", "16 Nov 26", "too few",
    ]  # fmt: skip


def test_a_line_breaks_where_the_questions_were_worded_anew_and_where_nobody_knows() -> None:
    def lines(*dots: Dot) -> int:
        return trend_svg(dots).count('stroke-width="2"/>')

    first, later = Dot(dt.date(2026, 8, 17), 40), dt.date(2026, 9, 17)
    assert lines(first, Dot(later, 50)) == 1
    assert lines(first, Dot(later, 50, broken=True)) == 0
    assert lines(first, Dot(later, None), Dot(DAY, 50)) == 0


def test_what_is_not_kept_is_an_open_dot() -> None:
    assert f'fill="{palette.LIGHT["bg"]}"' in trend_svg([Dot(DAY, 40, kept=False)])
    assert f'fill="{palette.LIGHT["bg"]}"' not in trend_svg([Dot(DAY, 40)])


def test_moments_of_one_day_stand_beside_each_other() -> None:
    places = [x for x, _ in circles(trend_svg([Dot(DAY, 40), Dot(DAY, 50), Dot(DAY, 60)]))]

    assert places == sorted(set(places))


def test_a_long_trend_names_its_ends_alone() -> None:
    dots = [Dot(dt.date(2020 + year, 1, 1), 10 * year, people=5) for year in range(8)]

    assert [said for said in words(trend_svg(dots)) if "Jan" in said] == ["01 Jan 20", "01 Jan 27"]
    assert people(5) == "n = 5"


# ---------------------------------------------------------------- what comes first


def box(name: str, *needs: str, met: bool = False) -> Box:
    return Box(name, f"Practice {name}", "40 of 100", met, needs)


def test_a_practice_stands_behind_everything_it_depends_on() -> None:
    boxes = [box("d", "b", "c"), box("b", "a"), box("c", "b"), box("a")]

    assert depths(boxes) == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert [[one.id for one in column] for column in columns_of(boxes)] == [["a"], ["b"], ["c"], ["d"]]


def test_a_circle_of_dependencies_still_has_a_picture() -> None:
    svg = order_svg([box("a", "b"), box("b", "a"), box("c", "c")])

    assert words(svg).count("40 of 100") == 3


def test_a_full_dot_is_a_practice_others_can_build_on() -> None:
    svg = order_svg([box("a", met=True), box("b", "a")])

    assert re.findall(r'<circle [^>]*r="5" fill="(#\w+)"', svg) == [
        palette.LIGHT["ink"], palette.LIGHT["raised"],
    ]  # fmt: skip
    assert svg.count("<path") == 2


def test_what_a_person_typed_is_text_in_a_picture() -> None:
    assert "<script" not in order_svg([Box("a", "<script>", "", met=False)])
    assert "<b>" not in bars_svg([Row("<b>", 1)])
