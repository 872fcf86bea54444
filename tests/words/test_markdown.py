"""Markdown becomes HTML that can do nothing, and what is no Markdown stays text."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.markdown import inline, to_html

WRITTEN = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "pre", "code", "strong",
    "em", "a", "br", "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a **b** c", "a <strong>b</strong> c"),
        ("**b *c* d**", "<strong>b <em>c</em> d</strong>"),
        ("_em_ and snake_case_name", "<em>em</em> and snake_case_name"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("`a < b` and ``c`d``", "<code>a &lt; b</code> and <code>c`d</code>"),
        (r"\*plain\*", "*plain*"),
        ("[w](https://a.b/c_(d))", '<a href="https://a.b/c_(d)">w</a>'),
        (r"[\[3\]](#source-x)", '<a href="#source-x">[3]</a>'),
        ("[w](javascript:alert(1))", "[w](javascript:alert(1))"),
        ("![w](https://a.b/c.png)", '!<a href="https://a.b/c.png">w</a>'),
        ("[w](http://a.b)", "[w](http://a.b)"),
        ('[w](https://a.b/"onclick="x)', '<a href="https://a.b/%22onclick=%22x">w</a>'),
        ("<b>&amp;", "&lt;b&gt;&amp;"),
        ("one  \ntwo", "one<br>\ntwo"),
    ],
)
def test_a_line_of_markdown_is_written(text: str, html: str) -> None:
    assert str(inline(text)) == html


def between_tags(html: str) -> str:
    """Return HTML without the line breaks between its elements."""
    return re.sub(r"(?<=>)\n+|\n+(?=</)|\n+(?=<[ulob])", "", html)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one\ntwo</p>\n<p>three</p>"),
        ("## A *b* ##", "<h2>A <em>b</em></h2>"),
        (
            "- a\n- b\n  more\n  - c\n- d",
            "<ul><li>a</li>\n<li>b\nmore\n<ul><li>c</li></ul></li>\n<li>d</li></ul>",
        ),
        ("3. a\n4. b", '<ol start="3"><li>a</li>\n<li>b</li></ol>'),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("- a\n\n- b", "<ul><li><p>a</p></li>\n<li><p>b</p></li></ul>"),
        ("- a\nlazy", "<ul><li>a\nlazy</li></ul>"),
        ("- a\n\nafter", "<ul><li>a</li></ul>\n<p>after</p>"),
        ("> a\nb\n> - c\n\nd", "<blockquote><p>a\nb</p>\n<ul><li>c</li></ul></blockquote>\n<p>d</p>"),
        ("> a\n# b", "<blockquote><p>a</p></blockquote>\n<h1>b</h1>"),
        ("---", "<hr>"),
        ("```py\n<x>\n```\nafter", "<pre><code>&lt;x&gt;</code></pre>\n<p>after</p>"),
        ("~~~\nnever closed", "<pre><code>never closed</code></pre>"),
        ("a | b\nno table", "<p>a | b\nno table</p>"),
        ("", ""),
    ],
)
def test_blocks_of_markdown_are_written(text: str, html: str) -> None:
    assert between_tags(to_html(text)) == between_tags(html)


def test_lists_and_quotes_without_end_stay_bounded_and_text() -> None:
    for text in (">" * 5_000 + " deep", "- " * 5_000 + "deep", "[" * 5_000 + "deep", "*" * 5_000 + "deep"):
        html = str(to_html(text))
        assert "deep" in html or html.count("<") < 200


def test_a_table_keeps_its_columns_whatever_a_row_holds() -> None:
    html = str(to_html("text\n\n| a | b |\n|---|:-:|\n| 1 \\| x | `2` |\n| 3 |\n| 4 | 5 | 6 |\n\nafter"))

    assert re.findall(r"<th [^>]*>(.*?)</th>", html) == ["a", "b"]
    assert re.findall(r"<td>(.*?)</td>", html) == ["1 | x", "<code>2</code>", "3", "", "4", "5"]
    assert html.endswith("<p>after</p>")


def test_headings_stand_deeper_where_they_are_part_of_something_and_never_below_the_sixth() -> None:
    assert str(to_html("## a\n###### b", 1)) == "<h3>a</h3>\n<h6>b</h6>"


class Seen(HTMLParser):
    """Notes every element and every address, and checks that what is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.addresses += [value or "" for name, value in attrs if name == "href"]
        assert {name for name, _ in attrs} <= {"href", "class", "tabindex", "scope", "start"}
        if tag not in {"br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


SIGNS = st.sampled_from(
    [*"*_`[]()<>#|-+>~\\\"'&:! \n1.ab", "https://a.b", "javascript:x", "<script>", "**", "```"]
)


@given(st.lists(SIGNS, max_size=40).map("".join))
def test_whatever_is_written_only_known_elements_come_out_and_all_are_closed(text: str) -> None:
    seen = Seen()
    seen.feed(str(to_html(text)))
    seen.close()

    assert seen.open == []
    assert seen.names <= WRITTEN
    assert all(address.startswith(("https://", "#")) for address in seen.addresses)
