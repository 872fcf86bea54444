"""A lesson is laid out in few blocks, in order, with its citations linked."""

import content
import delivery
from ui.lessons import cited_sources, lay_out

COURSE = content.load_course()
SOURCES = delivery.load_sources()
LESSON = COURSE.lesson("delivery-or-deployment")


def test_text_and_questions_that_follow_each_other_become_one_block() -> None:
    blocks = lay_out(LESSON, COURSE.glossary, SOURCES)
    kinds = [type(block).__name__ for block in blocks]

    assert kinds == ["Prose", "PictureBlock", "Prose", "Try", "Prose", "QuizBlock"]
    assert blocks[0].markdown.startswith("# Delivery or deployment?")
    assert "> **Pipeline**: " in blocks[0].markdown


def test_no_question_and_no_word_is_lost() -> None:
    blocks = lay_out(LESSON, COURSE.glossary, SOURCES)
    asked = [item for block in blocks if isinstance(block, content.QuizBlock) for item in block.items]

    assert asked == [item.id for item in LESSON.items]
    assert "Where sources disagree" in "".join(
        block.markdown for block in blocks if isinstance(block, content.Prose)
    )


def test_a_citation_is_the_number_of_its_source_and_a_link() -> None:
    blocks = lay_out(LESSON, COURSE.glossary, SOURCES)
    number = LESSON.sources.index("minimumcd") + 1

    assert f"[\\[{number}\\]]({SOURCES['minimumcd'].url})" in blocks[0].markdown
    assert cited_sources(LESSON, SOURCES).splitlines()[number - 1].startswith(f"{number}. [")


def test_a_source_that_is_not_there_leaves_no_broken_link() -> None:
    (first, *_) = lay_out(LESSON, COURSE.glossary, {})

    assert "](" not in first.markdown
    assert cited_sources(LESSON, {}) == ""
