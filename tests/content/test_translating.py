from __future__ import annotations

import pytest

from content import (
    Fallback,
    Known,
    Prose,
    check_course,
    entry_hash,
    in_locale,
    load_course,
    page_hash,
    rule_of,
    source_entries,
)

QUIZ_DE = "lessons/second/quiz.de.yaml"
PAGE_DE = "lessons/first/de.md"

PAGE = """\
---
format: 1
title: Erste
source_hash: {hash}
objectives:
  know: Es wissen.
  use: Es nutzen.
---
Erst ein Rätsel [@book].

{{{{define trunk}}}}
{{{{picture road}}}}

Nun *schau*.
{{{{try slow fast}}}}
{{{{quiz one two three}}}}
{{{{quiz four five}}}}
"""

MULTI = """\
format: 1
entries:
  s-multi:
    source_hash: {hash}
    stem: Welche zwei?
    explain: Diese zwei.
    options:
      a: {{text: Das eine, feedback: Es gehört gewiss dazu.}}
      b: {{text: Das andere, feedback: Es gehört auch dazu.}}
      c: {{text: Ein drittes, feedback: Es gehört woanders hin.}}
"""


@pytest.fixture
def german(full):
    """A house with one page, one item and one term in German."""
    course = full.course()
    full.write(PAGE_DE, PAGE.format(hash=page_hash(course.lesson("first"))))
    items = source_entries(course)["lessons/second/quiz.yaml"]
    full.write(QUIZ_DE, MULTI.format(hash=entry_hash(items["s-multi"])))
    term = entry_hash(course.glossary["trunk"])
    full.write(
        "glossary.de.yaml",
        "format: 1\nentries:\n"
        f"  trunk: {{source_hash: {term}, title: Stamm, text: Die Linie., also: [Haupt]}}\n",
    )
    return full


def faults(house) -> list[tuple[str, str]]:
    course = house.course()
    known = Known(frozenset({"book", "study"}), frozenset({"slow", "fast"}))
    assert course.problems == ()
    return [
        (rule_of(each).id, each.wrong)
        for each in check_course(course, known)
        if "translation" in rule_of(each).id
    ]


def test_a_course_can_be_read_in_another_language(german):
    course = load_course(german.folder, "de")

    first, second = course.lessons
    assert (course.lang, first.title, first.objectives[1].text) == ("de", "Erste", "Es nutzen.")
    assert first.blocks[0] == Prose("Erst ein Rätsel [@book].")
    assert second.item("s-multi").stem == "Welche zwei?"
    assert second.item("s-multi").option("c").feedback == "Es gehört woanders hin."
    assert (course.glossary["trunk"].title, course.glossary["trunk"].also) == ("Stamm", ("Haupt",))


def test_what_a_language_lacks_stays_english_and_is_said(german):
    course = load_course(german.folder, "de")

    assert course.lesson("second").title == "Second"
    assert course.misconceptions == german.course().misconceptions
    assert Fallback("lessons/second/en.md", "page", "missing") in course.fallbacks
    assert Fallback("lessons/first/quiz.yaml", "one", "missing") in course.fallbacks
    assert Fallback("glossary.yaml", "batch", "missing") in course.fallbacks
    assert not any(each.place in {"s-multi", "trunk"} for each in course.fallbacks)


def test_keys_and_hashes_are_those_of_the_english_course(german):
    english, course = german.course(), load_course(german.folder, "de")

    for one, other in zip(english.lessons, course.lessons, strict=True):
        assert (one.hashes, [each.id for each in one.items]) == (
            other.hashes,
            [each.id for each in other.items],
        )
    assert course.lesson("second").item("s-multi").option("a").correct is True


def test_a_language_nobody_wrote_is_english_throughout(full):
    course = load_course(full.folder, "fr")

    assert [lesson.title for lesson in course.lessons] == ["First", "Second"]
    assert course.lessons[0].items == full.course().lessons[0].items
    assert {each.reason for each in course.fallbacks} == {"missing"}
    assert in_locale(full.course(), "en") == full.course()


def test_everything_there_is_can_go_through_a_translation_unchanged(full):
    """Each model is written as its own translation, and comes back as it was."""
    course = full.course()
    for name, models in source_entries(course).items():
        rows = [f"  {key}: {{source_hash: {entry_hash(model)}}}" for key, model in models.items()]
        full.write(name.replace(".yaml", ".de.yaml"), "format: 1\nentries:\n" + "\n".join(rows) + "\n")

    german = load_course(full.folder, "de")

    assert german.pictures == course.pictures
    assert [lesson.items for lesson in german.lessons] == [lesson.items for lesson in course.lessons]
    assert [lesson.activities for lesson in german.lessons] == [
        lesson.activities for lesson in course.lessons
    ]
    assert Fallback("lessons/second/quiz.yaml", "s-multi.options", "missing") in german.fallbacks


def test_an_activity_is_translated_at_every_depth(full):
    lane = entry_hash(full.course().lesson("second").activity("one-question"))
    full.write(
        "lessons/second/activities.de.yaml",
        f"""\
format: 1
entries:
  one-question:
    source_hash: {lane}
    nodes:
      who: {{ask: Wer?, answers: {{"0": {{text: Leute}}, "1": {{text: Eine Maschine}}}}}}
""",
    )

    tree = load_course(full.folder, "de").lesson("second").activity("one-question")
    assert (tree.nodes[0].ask, tree.nodes[0].answers[0].text) == ("Wer?", "Leute")
    assert (tree.nodes[0].answers[0].to, tree.nodes[1].ask) == ("by-hand", "Who decides?")


# ---------------------------------------------------------------- stale, or not whole


def test_a_page_made_of_an_older_one_is_stale_and_not_shown(german):
    german.change("lessons/first/en.md", "A puzzle first", "A guess first")

    course = load_course(german.folder, "de")
    assert course.lesson("first").title == "First"
    assert Fallback("lessons/first/en.md", "page", "stale") in course.fallbacks
    assert ("translation-fresh", "is of another English page") in faults(german)


def test_an_item_made_of_an_older_one_is_stale_and_not_shown(german):
    german.change("lessons/second/quiz.yaml", "Which two belong to it?", "Which two belong here?")

    course = load_course(german.folder, "de")
    assert course.lesson("second").item("s-multi").stem == "Which two belong here?"
    assert Fallback("lessons/second/quiz.yaml", "s-multi", "stale") in course.fallbacks
    assert ("translation-fresh", "is of another English text") in faults(german)


def test_the_mend_of_a_stale_text_names_the_hash_to_write(german):
    german.change("lessons/second/quiz.yaml", "Which two belong to it?", "Which two belong here?")
    item = german.course().lesson("second").item("s-multi")

    found = [each for each in german.problems() if rule_of(each).id == "translation-fresh"]
    assert len(found) == 1
    assert f"`source_hash: {entry_hash(item)}`" in found[0].mend
    assert found[0].line == german.line(QUIZ_DE, "s-multi")


def test_a_page_with_other_directives_is_refused_and_not_shown(german):
    german.change(PAGE_DE, "{{picture road}}\n", "")

    course = load_course(german.folder, "de")
    assert course.lesson("first").blocks == german.course().lesson("first").blocks
    assert Fallback("lessons/first/en.md", "page", "wrong") in course.fallbacks
    assert ("translation-whole", "has other directives than en.md") in faults(german)


def test_a_page_with_other_objectives_is_refused(german):
    german.change(PAGE_DE, "  use: Es nutzen.\n", "")

    assert ("translation-whole", "are not those of en.md") in faults(german)
    assert load_course(german.folder, "de").lesson("first").objectives[1].text == "Use it."


def test_a_text_that_is_missing_is_shown_in_english_and_refused(german):
    german.change(QUIZ_DE, "    explain: Diese zwei.\n", "")

    course = load_course(german.folder, "de")
    assert course.lesson("second").item("s-multi").explain == "These two make it whole."
    assert Fallback("lessons/second/quiz.yaml", "s-multi.explain", "missing") in course.fallbacks
    assert ("translation-whole", "`explain` is missing") in faults(german)


def test_a_text_that_is_no_text_of_the_english_one_is_refused(german):
    german.change(QUIZ_DE, "    explain: Diese zwei.\n", "    explain: Diese zwei.\n    hint: Schau.\n")

    assert ("translation-whole", "is no text of the English one") in faults(german)


def test_an_entry_of_nothing_is_refused(german):
    german.change(QUIZ_DE, "s-multi", "s-nothing")

    assert ("translation-whole", "is no entry of the English file") in faults(german)


def test_a_text_of_the_wrong_kind_is_not_shown(german):
    german.change(QUIZ_DE, "stem: Welche zwei?", "stem: {a: b}")

    course = load_course(german.folder, "de")
    assert course.lesson("second").item("s-multi").stem == "Which two belong to it?"
    assert Fallback("lessons/second/quiz.yaml", "s-multi", "wrong") in course.fallbacks


def test_a_list_of_texts_under_a_name_is_refused_where_it_lacks_one(german):
    german.change(QUIZ_DE, "    options:\n", "    options: none\n    choices:\n")

    assert ("translation-whole", "`options.a` is missing") in faults(german)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("glossary.de.yaml", "format: 1\nentries: []\n"),
        ("glossary.de.yaml", "format: 1\nentries: {Trunk: {title: Stamm}}\n"),
        ("lessons/first/de.md", "no front matter"),
        ("lessons/first/quiz.de.yaml", "entries: ["),
    ],
)
def test_a_translation_that_cannot_be_read_is_reported_and_left_out(full, name, text):
    full.write(name, text)

    course = load_course(full.folder, "de")

    assert course.lessons[0].items == full.course().lessons[0].items
    assert {each.path.rsplit("/", 1)[1] for each in course.problems} == {name.rsplit("/", 1)[-1]}


def test_other_files_beside_a_lesson_are_no_translations(full):
    full.write("lessons/first/notes.md", "Some notes.")

    assert full.course().translations == {}
