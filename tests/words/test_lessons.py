"""A lesson is laid out in few blocks, in order, with its citations linked."""

import dataclasses
import re

import content
import delivery
from ui.lessons import cited_sources, lay_out, printed

COURSE = content.load_course()
SOURCES = delivery.load_sources()
LESSON = COURSE.lesson("delivery-or-deployment")
CITING = content.Prose("So it is [@minimumcd].")


def laid(*blocks: content.Block) -> tuple[content.Block, ...]:
    """Return these blocks as they are drawn, without the title."""
    return lay_out(dataclasses.replace(LESSON, blocks=blocks), COURSE.glossary, SOURCES)[1:]


def test_a_lesson_begins_with_its_title_alone() -> None:
    (first, *_) = lay_out(LESSON, COURSE.glossary, SOURCES)

    assert first.markdown.splitlines()[0] == f"# {LESSON.title}"
    assert len(first.markdown.splitlines()) == 3


def test_text_and_questions_that_follow_each_other_become_one_block() -> None:
    one, two = content.Prose("One."), content.Prose("Two.")
    found = laid(one, content.Define("pipeline"), two, content.QuizBlock(("a",)), content.Predict("b"), one)

    assert [type(block).__name__ for block in found] == ["Prose", "QuizBlock", "Prose"]
    assert found[0].markdown.startswith("One.\n\n**Pipeline**: ")
    assert found[0].markdown.endswith("\n\nTwo.")
    assert found[1] == content.QuizBlock(("a", "b"))


def test_no_question_and_no_word_is_lost() -> None:
    blocks = lay_out(LESSON, COURSE.glossary, SOURCES)
    asked = [item for block in blocks if isinstance(block, content.QuizBlock) for item in block.items]
    told = "".join(block.markdown for block in blocks if isinstance(block, content.Prose))

    assert asked == [
        name for block in LESSON.blocks if isinstance(block, content.QuizBlock) for name in block.items
    ]
    assert "Where sources disagree" in told


def test_a_citation_is_the_number_of_its_source_and_a_link() -> None:
    number = LESSON.sources.index("minimumcd") + 1

    assert laid(CITING)[0].markdown == f"So it is [\\[{number}\\]]({SOURCES['minimumcd'].url})."
    assert cited_sources(LESSON, SOURCES).splitlines()[number - 1].startswith(f"{number}. [")


def test_a_source_that_is_not_there_leaves_no_broken_link() -> None:
    (_title, first, *_) = lay_out(dataclasses.replace(LESSON, blocks=(CITING,)), COURSE.glossary, {})

    assert first.markdown == "So it is ."
    assert cited_sources(LESSON, {}) == ""


def test_a_link_to_a_term_leads_to_the_glossary() -> None:
    lesson = dataclasses.replace(LESSON, blocks=(content.Prose("A [trunk](term:trunk) of a tree."),))

    assert lay_out(lesson, {}, {})[1].markdown == "A [trunk](?part=Words&term=trunk) of a tree."


def test_a_printed_lesson_numbers_its_questions_and_keeps_the_answers_apart() -> None:
    text, answers = printed(COURSE, LESSON, SOURCES, lambda _: 1.0)

    assert text.startswith(f"# {LESSON.title}")
    assert f"1. **{LESSON.items[0].stem}**" in text
    assert "| Step | Mark |" in text, "the picture is there as its text twin"
    assert "**Right.**" not in text
    assert answers.startswith("## Answers\n\n**1.** ")
    asked = re.findall(r"^\d+\. \*\*", text, re.MULTILINE)
    assert len(asked) == len(re.findall(r"^\*\*\d+\.\*\* ", answers, re.MULTILINE)) > 0
    assert "**Right.**" in answers
