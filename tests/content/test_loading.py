from __future__ import annotations

import datetime as dt

import pytest

from content import (
    Bloom,
    Define,
    InteractiveKind,
    Known,
    Objective,
    PictureBlock,
    Prose,
    QuizBlock,
    Try,
    check_lesson,
    load_course,
    load_pictures,
)
from datafiles import DataFileError

PAGE = "lessons/first/en.md"
QUIZ = "lessons/first/quiz.yaml"
KNOWN = Known(frozenset({"book", "study"}), frozenset({"slow", "fast"}))


def test_a_lesson_is_read_as_it_is_written(house):
    course = house.course()

    assert (course.title, course.version, course.pass_mark) == ("Small course", "1.0.0", 0.8)
    lesson = course.lesson("first")
    assert (lesson.id, lesson.title, lesson.minutes) == ("first", "First", 4)
    assert lesson.objectives == (
        Objective(id="know", text="Know it.", bloom=Bloom.UNDERSTAND),
        Objective(id="use", text="Use it.", bloom=Bloom.APPLY),
    )
    assert lesson.misconceptions == ("M01", "M02")
    assert lesson.sources == ("book", "study")
    assert lesson.reviewed == dt.date(2026, 11, 20)
    assert lesson.interactive is not None
    assert lesson.interactive.kind is InteractiveKind.PICTURE
    assert lesson.blocks == (
        Prose("A puzzle first [@book]."),
        Define("trunk"),
        PictureBlock("road"),
        Prose("Now *look*."),
        Try(("slow", "fast")),
        QuizBlock(("one", "two", "three")),
        QuizBlock(("four", "five")),
    )
    assert [item.id for item in lesson.items] == ["one", "two", "three", "four", "five"]


def test_an_item_is_read_as_it_is_written(house):
    item = house.course().lesson("first").item("two")

    assert (item.type, item.objective, item.bloom, item.pool) == ("single", "use", "apply", "practice")
    assert item.stem == "What is two?"
    assert [(option.id, option.correct, option.misconception) for option in item.options] == [
        ("a", False, "M01"),
        ("b", True, None),
        ("c", False, "M02"),
    ]
    assert item.options[0].feedback == "This is what speaks about a of two."
    assert (item.explain, item.sources, item.hints) == ("Because two is so.", ("study",), ())


def test_the_words_and_beliefs_are_found_by_their_ids(house):
    course = house.course()

    assert list(course.misconceptions) == ["M01", "M02"]
    assert course.misconceptions["M02"].right == "It takes practice."
    assert (course.glossary["trunk"].text, course.glossary["trunk"].also) == ("The shared line.", ("main",))
    assert course.glossary["batch"].also == ()


def test_an_unknown_lesson_or_item_is_a_key_error(house):
    course = house.course()

    with pytest.raises(KeyError, match="second"):
        course.lesson("second")
    with pytest.raises(KeyError, match="six"):
        course.lesson("first").item("six")


def test_every_problem_of_a_lesson_is_named_at_once(house):
    house.change(PAGE, "title: First\n", "")
    house.change(PAGE, "Now *look*.", "Now <b>look</b>.")
    house.change(QUIZ, "lesson: first", "lesson: last")
    house.change(QUIZ, "correct: true", "misconception: M02")

    problems = house.course().problems

    assert [(problem.path.rsplit("/", 1)[1], problem.field) for problem in problems] == [
        ("en.md", "title"),
        ("en.md", "body"),
        ("quiz.yaml", "lesson"),
        ("quiz.yaml", "items[0].options"),
    ]


def test_an_item_has_one_place_even_within_one_directive(house):
    house.change(PAGE, "{{quiz four five}}", "{{quiz four five one}}\n{{quiz two two}}")

    problems = house.course().problems

    assert [problem.wrong for problem in problems] == ["`one` is placed twice", "`two` is placed twice"]


def test_a_bad_lesson_is_left_out_and_the_good_one_is_kept(house):
    house.add_lesson("second")
    house.change("lessons/second/quiz.yaml", "format: 1", "format: 7")

    course = house.course()

    assert [lesson.id for lesson in course.lessons] == ["first"]
    assert [problem.field for problem in course.problems] == ["format"]


@pytest.mark.parametrize("name", ["en.md", "quiz.yaml"])
def test_a_missing_file_is_a_problem_of_its_lesson(house, name):
    (house.folder / "lessons" / "first" / name).unlink()

    course = house.course()

    assert course.lessons == ()
    assert [problem.wrong for problem in course.problems] == ["does not exist"]


def test_front_matter_that_is_no_yaml_names_the_line_of_the_file(house):
    house.change(PAGE, "sources: [book, study]", "sources: [book, study")

    (problem,) = house.course().problems

    assert problem.path.endswith("en.md")
    assert problem.line >= house.line(PAGE, "sources:")


def test_empty_front_matter_is_a_problem(house):
    house.write(PAGE, "---\n---\nText.\n")

    assert [problem.wrong for problem in house.course().problems] == ["is empty"]


def test_windows_line_ends_change_nothing(house):
    before = house.course()
    (house.folder / PAGE).write_bytes(house.read(PAGE).replace("\n", "\r\n").encode())

    assert house.course() == before


def test_a_lesson_folder_that_no_list_names_is_reported(house):
    house.add_lesson("second")
    house.change("course.yaml", "  - second\n", "")

    course = house.course()

    assert [lesson.id for lesson in course.lessons] == ["first"]
    assert [problem.wrong for problem in course.problems] == ["the folder lessons/second is not in the list"]


def test_without_a_readable_course_file_the_lessons_stay_in_the_order_of_their_names(house):
    house.add_lesson("second")
    house.add_lesson("another")
    house.change("course.yaml", "format: 1", "format: 3")

    course = house.course()

    assert [lesson.id for lesson in course.lessons] == ["another", "first", "second"]
    assert (course.title, course.version, course.pass_mark) == ("Course", "unknown", 0.8)
    assert len(course.problems) == 1


def test_an_empty_folder_gives_an_empty_course_with_its_problems(tmp_path):
    course = load_course(tmp_path)

    assert course.lessons == ()
    assert [problem.wrong for problem in course.problems] == ["does not exist"] * 4


def test_a_broken_glossary_takes_only_its_own_blocks_away(house):
    house.write("glossary.yaml", "terms: [")

    course = house.course()

    assert course.glossary == {}
    assert Define("trunk") not in course.lesson("first").blocks
    assert PictureBlock("road") in course.lesson("first").blocks
    assert {problem.path.rsplit("/", 1)[1] for problem in house.problems()} == {"glossary.yaml"}


def test_broken_pictures_take_only_their_own_blocks_away(house):
    house.write("pictures.yaml", "format: 1\n")

    course = house.course()

    assert course.pictures == {}
    assert PictureBlock("road") not in course.lesson("first").blocks
    assert Define("trunk") in course.lesson("first").blocks


def test_broken_misconceptions_leave_every_item_gradable(house):
    house.write("misconceptions.yaml", "")

    lesson = house.course().lesson("first")

    assert {option.misconception for item in lesson.items for option in item.options} == {None}
    assert {problem.path.rsplit("/", 1)[1] for problem in house.problems()} == {"misconceptions.yaml"}
    assert any("is missing on a wrong option" in problem.wrong for problem in check_lesson(lesson, KNOWN))


def test_pictures_can_be_read_alone(house):
    (picture,) = load_pictures(house.folder)

    assert picture == house.course().pictures["road"]
    house.change("pictures.yaml", "id: road", "id: Road")
    with pytest.raises(DataFileError, match=r"pictures\.yaml:3"):
        load_pictures(house.folder)


def test_a_picture_becomes_plain_values_with_the_keys_of_its_file(house):
    first, second = house.course().pictures["road"].as_dict()["states"]

    assert first["frame"] == {"from": "build", "to": "deploy", "text": "all of it"}
    assert first["stages"][0] == {"id": "build", "title": "build", "mark": None, "acts": "A", "decides": "B"}
    assert first["waiting"] == {"deploy": 2}
    assert (first["highlight"], second["highlight"], second["frame"]) == ("deploy", None, None)
    assert first["decides"] == {"mark": "hourglass", "text": "Somebody"}


def test_a_picture_says_what_each_step_takes_gives_and_proves(house):
    picture = house.course().pictures["road"]

    assert picture.as_text().endswith(
        "| build | a text | a program | it fits |\n| deploy | a program | a service | it runs |"
    )
    house.change(
        "pictures.yaml", "    steps:\n      build: {takes: a text, gives: a program, proves: it fits}\n", ""
    )
    house.change("pictures.yaml", "      deploy: {takes: a program, gives: a service, proves: it runs}\n", "")
    assert "It proves that" not in house.course().pictures["road"].as_text()


def test_a_picture_has_a_text_twin_with_every_step(house):
    text = house.course().pictures["road"].as_text()

    assert text.startswith("Two steps in two views.\n\n**By hand.** People walk it.")
    assert "| build | not said | A | B |\n| deploy | by hand | C | D |" in text
    assert "Who decides that it goes to production? **Somebody**. Who does the work? **People**." in text
    assert "Waiting in front of deploy: 2." in text
    assert "| deploy | automatic | C | D |" in text
