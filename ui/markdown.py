"""Write the Markdown of lessons as HTML that can do nothing: no markup of its own, no address but https.

markdown-it does the reading and escapes; what is refused here stays text.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

LOWEST_HEADING: Final = 6
MOST_NESTED: Final = 20


class Writer(RendererHTML):
    """Writes tables that can be scrolled sideways, with heads that name their column."""

    def table_open(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        """Open a table inside a region that the keyboard can scroll."""
        return '<div class="wide" tabindex="0">' + self.renderToken(tokens, idx, options, env)

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        """Close a table and its region."""
        return self.renderToken(tokens, idx, options, env) + "</div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]) -> str:
        """Open the head of a column."""
        tokens[idx].attrs = {"scope": "col"}
        return self.renderToken(tokens, idx, options, env)

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]) -> str:
        """Open a cell, without a style of its own."""
        tokens[idx].attrs = {}
        return self.renderToken(tokens, idx, options, env)

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]) -> str:
        """Write code without the name of its language."""
        tokens[idx].info = ""
        return super().fence(tokens, idx, options, env)


def _reader() -> MarkdownIt:
    found = MarkdownIt(
        "commonmark", {"html": False, "maxNesting": MOST_NESTED, "xhtmlOut": False}, renderer_cls=Writer
    )
    found.enable("table").disable(["image", "html_block", "html_inline", "autolink", "reference"])
    found.validateLink = _is_safe  # type: ignore[assignment, method-assign]  # the documented way to allow fewer links
    return found


def _is_safe(address: str) -> bool:
    return address.startswith(("https://", "#"))


_MARKDOWN: Final = _reader()


def to_html(markdown: str, deeper: int = 0) -> Markup:
    """Return Markdown as HTML; headings stand `deeper` levels below where they say."""
    tokens = _MARKDOWN.parse(markdown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(LOWEST_HEADING, int(token.tag[1]) + deeper)}"
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}).strip())  # noqa: S704 - escaped there


def inline(text: str) -> Markup:
    """Return one line of Markdown, such as the text of an option, as HTML without a paragraph around it."""
    return Markup(_MARKDOWN.renderInline(text).strip())  # noqa: S704 - as above
