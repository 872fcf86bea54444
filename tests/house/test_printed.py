"""Pages that leave the house to be printed have one head; it lets nothing be fetched and no script run."""

import re

import pytest

from ui.writing import LOOK

BASES = {"printed.html", "plain.html", "rooms/base.html"}
"""The templates with a head: of what is printed, of a page of few words, of a phone in a workshop."""
PRINTED = {"assess/report.html", "assess/story.html", "course/course.html", "course/lesson.html"}
PRINTED |= {"workshop/report.html"}


def templates() -> dict[str, str]:
    """Return the text of every template by its path."""
    return {str(path.relative_to(LOOK)): path.read_text("utf-8") for path in LOOK.rglob("*.html")}


def test_a_head_stands_in_the_base_of_its_kind_alone() -> None:
    assert {name for name, text in templates().items() if "<head>" in text or "<!doctype" in text} == BASES


def test_every_printed_page_extends_the_one_base() -> None:
    extending = {name for name, text in templates().items() if '{% extends "printed.html" %}' in text}
    assert extending == PRINTED


def test_the_head_of_what_is_printed_refuses_script_and_every_address() -> None:
    head = templates()["printed.html"].partition("</head>")[0]
    assert "default-src 'none'" in head
    assert "script" not in head.replace("script-src 'none'", "")
    assert re.findall(r"\b(?:https?:)?//", head) == []


@pytest.mark.parametrize("name", sorted(PRINTED))
def test_a_printed_page_says_what_it_is_called_and_what_is_in_it(name: str) -> None:
    text = templates()[name]
    assert "{% block title %}" in text
    assert "{% block body %}" in text
