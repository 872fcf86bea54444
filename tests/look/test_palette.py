"""One palette: readable in both themes, and the same in the theme file, the player and the charts."""

import re
import tomllib
from itertools import product
from pathlib import Path

import pytest

from ui import palette

ROOT = Path(__file__).parents[2]
THEME = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]
CSS = "\n".join(path.read_text() for path in sorted((ROOT / "simulator/player").glob("*.css")))


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert palette.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert palette.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("colors", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_words_and_marks_reach_four_and_a_half_on_every_ground(colors: dict[str, str]) -> None:
    for word, ground in product(palette.WORDS, palette.GROUNDS):
        assert palette.contrast(colors[word], colors[ground]) >= 4.5, f"{word} on {ground}"


def test_the_projector_reaches_seven() -> None:
    for word in ("hand", "hourglass", "button", "bolt", "fail"):
        assert palette.contrast(palette.PROJECTOR[word], palette.PROJECTOR["bg"]) >= 7, word


@pytest.mark.parametrize(("theme", "colors"), [("light", palette.LIGHT), ("dark", palette.DARK)])
def test_the_theme_file_has_the_palette(theme: str, colors: dict[str, str]) -> None:
    found = THEME[theme]

    assert found["backgroundColor"].upper() == colors["bg"]
    assert palette.contrast(found["textColor"], colors["bg"]) >= palette.contrast(colors["ink"], colors["bg"])
    assert found["secondaryBackgroundColor"].upper() == colors["sunk"]


@pytest.mark.parametrize(("theme", "lines"), [("light", palette.LINES_LIGHT), ("dark", palette.LINES_DARK)])
def test_the_theme_file_has_the_chart_colors(theme: str, lines: tuple[str, ...]) -> None:
    assert tuple(color.upper() for color in THEME[theme]["chartCategoricalColors"][:4]) == lines


@pytest.mark.parametrize("colors", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_the_player_has_the_palette(colors: dict[str, str]) -> None:
    found = {color.upper() for color in re.findall(r"#[0-9A-Fa-f]{6}", CSS)}

    for name in palette.WORDS:
        assert colors[name] in found, name


def test_the_player_knows_no_color_outside_the_palette() -> None:
    known = {*palette.LIGHT.values(), *palette.DARK.values(), *palette.PROJECTOR.values()}

    assert {color.upper() for color in re.findall(r"#[0-9A-Fa-f]{6}", CSS)} <= known
