"""Lay a lesson out as the few parts a page draws; nothing here knows Streamlit.

What follows its like, text or questions, becomes one part: a page of few, larger parts is quick to send.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import content
from content import Lesson
from delivery import Source


@dataclass(frozen=True, slots=True)
class TextPart:
    """Hold text in Markdown, with its citations linked."""

    markdown: str


@dataclass(frozen=True, slots=True)
class PicturePart:
    """Hold the place of a picture."""

    picture: str


@dataclass(frozen=True, slots=True)
class TryPart:
    """Hold the place where lanes are tried."""

    scenarios: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuizPart:
    """Hold the place of questions, in their order."""

    items: tuple[str, ...]


Part = TextPart | PicturePart | TryPart | QuizPart


def lay_out(
    lesson: Lesson, glossary: Mapping[str, content.Term], sources: Mapping[str, Source]
) -> tuple[Part, ...]:
    """Return the parts of a lesson in order, its title first."""
    link = citing(lesson, sources)
    told = f"About {lesson.minutes} minutes. Reviewed {lesson.reviewed:%B %Y}."
    parts: list[Part] = [TextPart(f"# {lesson.title}\n\n{told}")]
    for block in lesson.blocks:
        part = _part(block, glossary, link)
        last = parts[-1] if parts else None
        if isinstance(part, TextPart) and isinstance(last, TextPart):
            parts[-1] = TextPart(f"{last.markdown}\n\n{part.markdown}")
        elif isinstance(part, QuizPart) and isinstance(last, QuizPart):
            parts[-1] = QuizPart(last.items + part.items)
        else:
            parts.append(part)
    return tuple(parts)


def _part(block: content.Block, glossary: Mapping[str, content.Term], link: Callable[[str], str]) -> Part:
    match block:
        case content.Prose(markdown):
            return TextPart(content.link_citations(markdown, link))
        case content.Define(name):
            term = glossary[name]
            return TextPart(f"> **{term.title}**: {term.text}")
        case content.PictureBlock(picture):
            return PicturePart(picture)
        case content.Try(scenarios):
            return TryPart(scenarios)
        case content.Predict(item):
            return QuizPart((item,))
        case content.QuizBlock(items):
            return QuizPart(items)


def citing(lesson: Lesson, sources: Mapping[str, Source]) -> Callable[[str], str]:
    """Return how a citation is written: as a number that links to its source."""

    def link(source: str) -> str:
        if source not in lesson.sources or source not in sources:
            return ""
        return f"[\\[{lesson.sources.index(source) + 1}\\]]({sources[source].url})"

    return link


def cited_sources(lesson: Lesson, sources: Mapping[str, Source]) -> str:
    """Return the sources of a lesson as a list, by the numbers that its text shows."""
    known = [sources[name] for name in lesson.sources if name in sources]
    return "\n".join(
        f"{number}. [{source.title}]({source.url}). {source.publisher}. {source.licence}."
        for number, source in enumerate(known, start=1)
    )
