from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import (
    ActivityBlock,
    Define,
    PictureBlock,
    Placed,
    Predict,
    Prose,
    QuizBlock,
    Try,
    cited,
    count_words,
    link_citations,
    link_terms,
    linked_terms,
    split_blocks,
)
from content.activities import KINDS

STORY = """\
First *line*,
second line.

{{define trunk}}
{{ picture   road }}
Between.

{{try slow fast}}

{{predict guess}}
{{quiz one two}}
Last.
"""

IDS = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
SEVERAL = st.lists(IDS, min_size=1, max_size=4).map(tuple)
BLOCKS = st.one_of(
    IDS.map(Define), IDS.map(PictureBlock), IDS.map(Predict), SEVERAL.map(QuizBlock), SEVERAL.map(Try)
)
LINES = st.text("abc ,.*`~{}#\n-|", max_size=60)
PLAIN = st.text("abc ,.#-|", min_size=1, max_size=30).filter(lambda text: text.strip())


def written(block) -> str:
    """Write a block as its directive."""
    match block:
        case Define(term):
            return f"{{{{define {term}}}}}"
        case PictureBlock(picture):
            return f"{{{{picture {picture}}}}}"
        case Predict(item):
            return f"{{{{predict {item}}}}}"
        case QuizBlock(items):
            return f"{{{{quiz {' '.join(items)}}}}}"
        case Try(scenarios):
            return f"{{{{try {' '.join(scenarios)}}}}}"
        case Prose(markdown):
            return markdown


def test_a_text_is_split_at_its_directives_and_every_block_knows_its_line():
    body = split_blocks(STORY, "page.md", first_line=10)

    assert body.problems == ()
    assert body.placed == (
        Placed(10, Prose("First *line*,\nsecond line.")),
        Placed(13, Define("trunk")),
        Placed(14, PictureBlock("road")),
        Placed(15, Prose("Between.")),
        Placed(17, Try(("slow", "fast"))),
        Placed(19, Predict("guess")),
        Placed(20, QuizBlock(("one", "two"))),
        Placed(21, Prose("Last.")),
    )
    assert body.blocks == tuple(each.block for each in body.placed)


def test_blank_lines_before_prose_are_not_its_first_line():
    assert split_blocks("\n\nHere.\n").placed == (Placed(3, Prose("Here.")),)
    assert split_blocks("{{define a}}\n\n\nHere.").placed[1] == Placed(4, Prose("Here."))


def test_an_empty_text_has_no_blocks():
    assert split_blocks("").blocks == ()
    assert split_blocks(" \n\n").blocks == ()


def test_nothing_is_a_directive_or_html_inside_a_code_block():
    text = "```yaml\n{{picture road}}\n<b>{{ }}\n```\nAfter."

    body = split_blocks(text)

    assert body.blocks == (Prose(text),)
    assert body.problems == ()


def test_a_fence_is_closed_only_by_its_own_sign_and_length():
    text = "~~~~\n```\n~~~\n~~~~ no\n{{define a}}\n~~~~~\n{{define b}}"

    assert split_blocks(text).blocks == (Prose(text[: text.index("\n{{define b")]), Define("b"))


def test_code_spans_comparisons_and_https_links_are_plain_prose():
    text = "Write `<b>` or ``{{quiz}}`` when 1 < 2 and <1 hour, see [it](https://example.org/a)."

    assert split_blocks(text).problems == ()


def test_every_problem_of_a_line_is_named():
    body = split_blocks("A <b> ![x](data:y) and {{quiz a}}.", "page.md", 7)

    assert [str(problem) for problem in body.problems] == [
        "page.md:7: body: a directive stands inside a line of text; give it a line of its own (directive)",
        "page.md:7: body: HTML `<b`; write Markdown; put code between backticks (prose)",
        "page.md:7: body: an image; draw it as a picture and place it with {{picture id}} (prose)",
        (
            "page.md:7: body: the link to `data:y`; link to an https address, to a term as (term:id), "
            "or cite a source as [@id] (prose)"
        ),
    ]


def test_citations_are_listed_once_in_order_and_can_be_replaced():
    text = "One [@book]. Two [@study] [@book]. No [book] and no @book."

    assert cited(text) == ("book", "study")
    assert link_citations(text, lambda source: f"({source})") == (
        "One (book). Two (study) (book). No [book] and no @book."
    )


def test_words_are_counted_without_signs_tables_and_citations():
    assert count_words("It's a **well-made** road [@book].\n|---|:-:|\n| a | 12 |") == 6


@settings(deadline=None, derandomize=True, max_examples=80)
@given(st.lists(st.one_of(BLOCKS, PLAIN.map(Prose)), max_size=8))
def test_blocks_written_as_text_are_read_back(blocks):
    apart = [block for block, after in zip(blocks, [None, *blocks], strict=False) if not
             (isinstance(block, Prose) and isinstance(after, Prose))]  # fmt: skip

    assert split_blocks("\n".join(map(written, apart))).blocks == tuple(apart)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(LINES)
def test_any_text_is_split_without_losing_a_visible_line(text):
    body = split_blocks(text)

    kept = [row for each in body.placed for row in written(each.block).split("\n") if row.strip()]
    lines = text.split("\n")
    lost = {problem.line for problem in body.problems if problem.field.startswith(("directive", "{{"))}
    expected = [row for number, row in enumerate(lines, start=1) if row.strip() and number not in lost]
    assert [row.strip() for row in kept] == [row.strip() for row in expected]
    for each in body.placed:
        if isinstance(each.block, Prose):
            assert lines[each.line - 1] == each.block.markdown.split("\n")[0]


@settings(deadline=None, derandomize=True, max_examples=80)
@given(st.text(max_size=80), st.integers(1, 500))
def test_every_problem_lies_within_the_text(text, first_line):
    body = split_blocks(text, "page.md", first_line)

    last = first_line + text.count("\n")
    assert all(first_line <= problem.line <= last for problem in body.problems)
    assert all(first_line <= each.line <= last for each in body.placed)


def test_words_that_link_to_terms_are_found_and_written_anew():
    text = "A [trunk](term:trunk) and [two words](term:batch), a [trunk](term:trunk)."

    assert linked_terms(text) == ("trunk", "batch")
    assert (
        link_terms(text, lambda word, term: f"{word}/{term}")
        == "A trunk/trunk and two words/batch, a trunk/trunk."
    )
    assert count_words(text) == 7
    assert split_blocks(text).problems == ()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_activity_has_its_directive(kind):
    assert split_blocks(f"{{{{{kind} it}}}}").blocks == (ActivityBlock(kind, "it"),)
