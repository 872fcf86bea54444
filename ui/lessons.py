"""Lay a lesson out as the few blocks a page draws; nothing here knows Streamlit.

What follows its like, text or questions, becomes one block: a page of few, larger parts is quick to send.
"""

from collections.abc import Callable, Mapping

import content
from content import Block, Lesson, Prose, QuizBlock
from delivery import Source


def lay_out(
    lesson: Lesson, glossary: Mapping[str, content.Term], sources: Mapping[str, Source]
) -> tuple[Block, ...]:
    """Return the blocks of a lesson in order, its title alone first; prose has its links and definitions."""
    link = citing(lesson, sources)
    told = f"About {lesson.minutes} minutes. Reviewed {lesson.reviewed:%B %Y}."
    laid: list[Block] = [Prose(f"# {lesson.title}\n\n{told}")]
    for block in lesson.blocks:
        drawn, last = _drawn(block, glossary, link), laid[-1]
        if isinstance(drawn, Prose) and isinstance(last, Prose) and len(laid) > 1:
            laid[-1] = Prose(f"{last.markdown}\n\n{drawn.markdown}")
        elif isinstance(drawn, QuizBlock) and isinstance(last, QuizBlock):
            laid[-1] = QuizBlock(last.items + drawn.items)
        else:
            laid.append(drawn)
    return tuple(laid)


def _drawn(block: Block, glossary: Mapping[str, content.Term], link: Callable[[str], str]) -> Block:
    match block:
        case Prose(markdown):
            return Prose(content.link_citations(content.link_terms(markdown, term_link), link))
        case content.Define(name):
            term = glossary[name]
            return Prose(f"**{term.title}**: {term.text}")
        case content.Predict(item):
            return QuizBlock((item,))
        case _:
            return block


def term_link(word: str, term: str) -> str:
    """Return a word as a link to its entry in the glossary: another view of the same page."""
    return f"[{word}](?part=Words&term={term})"


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


def printed(
    course: content.Course, lesson: Lesson, sources: Mapping[str, Source], measure: content.Measure
) -> tuple[str, str]:
    """Return a lesson as text alone, and the answers to its questions."""
    parts, answers, count = list[str](), ["## Answers"], 0
    for block in lay_out(lesson, course.glossary, sources):
        match block:
            case Prose(markdown):
                parts.append(markdown)
            case QuizBlock(items):
                for name in items:
                    count += 1
                    item = lesson.item(name)
                    parts.append(f"{count}. {content.item_text(item)}")
                    answers.append(f"**{count}.** {item.stem}\n\n{content.answer_text(item, measure)}")
            case _:
                parts.append(content.block_text(course, lesson, block, measure))
    return "\n\n".join(parts), "\n\n".join(answers)
