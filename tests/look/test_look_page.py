"""The page about the look is what the palette says now."""

from pathlib import Path

from docs.write_look import look


def test_the_page_about_the_look_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "look.md"

    assert page.read_text() == look(), "run `make pictures`"
