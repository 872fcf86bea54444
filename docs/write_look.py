"""Write docs/look.md from the real palette. Usage: python -m docs.write_look; `make pictures` runs it too."""

from collections.abc import Iterable
from pathlib import Path

from delivery import Mark
from ui import palette

TARGET = Path(__file__).parent / "look.md"
SURFACES = {"hand": "hatch at 45°", "hourglass": "a row of grains", "button": "two rails", "bolt": "solid"}
TYPE = """| where | title | section | number | body | note |
|---|---|---|---|---|---|
| desk | 28/34 | 20/26 | 34/40 | 15/22 | 12.5/17 |

Phone: question 22/28, option 16/21, body 17/24.
Projector: result 72/84, question 64/72, body 34/46, least 28/36.
Spaces: 4 8 12 16 24 32 48. Targets: desk 34, phone 44, vote 70 [px]."""


def color_table(colors: dict[str, str]) -> list[str]:
    """Return a table of words and marks with their contrast on each ground."""
    head = " | ".join(f"on {ground}" for ground in palette.GROUNDS)
    rows = [f"| name | color | {head} |", "|---" * (2 + len(palette.GROUNDS)) + "|"]
    for name in palette.WORDS:
        ratios = " | ".join(f"{palette.contrast(colors[name], colors[g]):.1f}" for g in palette.GROUNDS)
        rows.append(f"| {name} | `{colors[name]}` | {ratios} |")
    grounds = ", ".join(f"{name} `{color}`" for name, color in colors.items() if name not in palette.WORDS)
    return [*rows, "", f"Grounds and tints: {grounds}."]


def named(colors: Iterable[str]) -> str:
    """Return colors as one line of code words."""
    return ", ".join(f"`{color}`" for color in colors)


def look() -> str:
    """Return the page."""
    lines = [
        "# The look",
        "",
        "Written by `make pictures` from `ui/palette.py` and the running app; tests hold the theme file and",
        "the player's style sheet against the same palette.",
        "",
        "## The four marks",
        "",
        "Icon, word and road surface: each says it alone, color only repeats it.",
        "",
        "![The four marks](pictures/marks-light.png)",
        "![The four marks on dark ground](pictures/marks-dark.png)",
        "",
        "| mark | word | surface | meaning |",
        "|---|---|---|---|",
        *(f"| {mark.value} | {mark.word} | {SURFACES[mark.value]} | {mark.meaning} |" for mark in Mark),
        "",
        "Lanes carry letters, not colors. Nothing blinks; under reduced motion nothing moves by itself.",
        "",
        "## Light",
        "",
        *color_table(dict(palette.LIGHT)),
        "",
        "## Dark",
        "",
        *color_table(dict(palette.DARK)),
        "",
        "## Projector",
        "",
        "On white, at least 7:1: "
        + named([color for name, color in palette.PROJECTOR.items() if name != "bg"])
        + ".",
        "",
        "## Charts",
        "",
        "Four lines, told apart by label and dash first.",
        "",
        f"Light: {named(palette.LINES_LIGHT)}. Dark: {named(palette.LINES_DARK)}.",
        f"Dashes: {', '.join(palette.DASHES)}.",
        "",
        "## Type and space",
        "",
        "Inter, a local file under its open licence, system-ui behind it. Sizes as size/line [px].",
        "",
        TYPE,
        "",
        "## The pages",
        "",
    ]
    for page in ("home", "lesson", "lanes", "questions", "profile"):
        lines.extend(f"![{page}, {kind}](pictures/{page}-{kind}.png)" for kind in ("light", "dark", "phone"))
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Write the page."""
    TARGET.write_text(look(), encoding="utf-8")


if __name__ == "__main__":
    main()
