from __future__ import annotations

import pytest

from content import RULES, Known, check_course, check_lesson, estimated_minutes, rule_of
from datafiles import Problem

PAGE = "lessons/first/en.md"
QUIZ = "lessons/first/quiz.yaml"
PREDICTION = "predict: {{scenario: {one}, versus: {two}, metric: change_lead_time}}"
WHENS = ("when: {below: 0.8}", "when: {least: 0.8, below: 1.25}", "when: {least: 1.25}")


def wrongs(house):
    return [problem.wrong for problem in house.problems()]


def predict(house, one="slow", two="fast"):
    """Turn the first item into a prediction."""
    house.change(QUIZ, "type: single", "type: predict\n    " + PREDICTION.format(one=one, two=two))
    house.change(QUIZ, "correct: true", WHENS[0])
    house.change(QUIZ, "misconception: M01", f"misconception: M01\n        {WHENS[1]}")
    house.change(QUIZ, "misconception: M02", f"misconception: M02\n        {WHENS[2]}")
    house.change(PAGE, "{{quiz one two", "{{predict one}}\n{{quiz two")


def test_the_time_of_a_lesson_is_words_items_and_doing(house):
    # 6 words / 180, five items of 40 s, half a minute of doing
    assert estimated_minutes(house.course().lesson("first")) == pytest.approx(5 / 180 + 5 * 40 / 60 + 0.5)
    house.change(PAGE, "interactive: {kind: picture, minutes: 0.5, scenarios: [slow]}\n", "")
    assert estimated_minutes(house.course().lesson("first")) == pytest.approx(5 / 180 + 5 * 40 / 60)


@pytest.mark.parametrize(("minutes", "fits"), [(2, False), (3, True), (5, True), (6, False)])
def test_minutes_are_honest_within_thirty_percent(house, minutes, fits):
    house.change(PAGE, "minutes: 4", f"minutes: {minutes}")

    assert (wrongs(house) == []) is fits


def test_a_lesson_has_at_least_five_items(house):
    quiz = house.read(QUIZ)
    house.write(QUIZ, quiz[: quiz.index("  - id: five")])
    house.change(PAGE, "{{quiz four five}}", "{{quiz four}}")

    assert wrongs(house) == ["4 practice items"]


def test_most_items_ask_to_apply_or_to_judge(house):
    house.change(QUIZ, "bloom: apply", "bloom: remember")
    assert wrongs(house) == []  # three of five are enough
    house.change(QUIZ, "bloom: apply", "bloom: remember")
    assert wrongs(house) == ["2 of 5 practice items ask to apply or to judge"]


def test_items_of_other_pools_need_no_place_in_the_lesson(house):
    one = house.read(QUIZ).split("items:\n")[1].split("  - id: two")[0]
    six = one.replace("id: one", "id: six", 1).replace("pool: practice", "pool: review")
    house.write(QUIZ, house.read(QUIZ) + six)

    assert wrongs(house) == []


def test_the_right_option_does_not_always_stand_in_the_same_place(house):
    for name in ("two", "three"):
        quiz = house.read(QUIZ)
        start = quiz.index(f"- id: {name}")
        stop = quiz.index("explain", start)
        part = (
            quiz[start:stop]
            .replace("misconception: M01", "KEY", 1)
            .replace("correct: true", "misconception: M01")
        )
        house.write(QUIZ, quiz[:start] + part.replace("KEY", "correct: true") + quiz[stop:])

    assert wrongs(house) == ["option 1 is the right one in 4 of 5 items"]


def test_a_prediction_needs_no_right_option_and_known_scenarios(house):
    predict(house)
    assert wrongs(house) == []


def test_a_prediction_with_lost_scenarios_is_refused_for_each_of_them(house):
    predict(house, "lost", "gone")

    problems = house.problems()

    assert [(each.field, each.wrong) for each in problems] == [
        ("items[0].predict.scenario", "the scenario `lost` does not exist"),
        ("items[0].predict.versus", "the scenario `gone` does not exist"),
    ]


def test_a_prediction_with_its_key_in_the_file_is_refused(house):
    predict(house)
    house.change(QUIZ, WHENS[0], f"correct: true\n        {WHENS[0]}")

    assert wrongs(house) == ["a prediction has its key in the file"]


def test_a_misconception_that_the_lesson_does_not_name_is_reported_once(house):
    house.change(PAGE, "[M01, M02]", "[M01]")

    assert wrongs(house) == ["M02 is not among the misconceptions of the lesson"]


def test_item_ids_are_used_once_in_the_course(house):
    house.add_lesson("second")
    house.change("lessons/second/quiz.yaml", "id: second-one", "id: one")
    house.change("lessons/second/en.md", "second-one", "one")

    assert wrongs(house) == ["`one` is an item of the lesson first too"]


def test_lessons_may_need_earlier_ones(house):
    house.add_lesson("second", lambda page: page.replace("prerequisites: []", "prerequisites: [first]"))

    assert wrongs(house) == []


def test_lessons_that_need_each_other_are_refused_in_both(house):
    house.add_lesson("second", lambda page: page.replace("prerequisites: []", "prerequisites: [first]"))
    house.change(PAGE, "prerequisites: []", "prerequisites: [second]")

    assert wrongs(house) == ["`second` itself needs this lesson", "`first` itself needs this lesson"]


def test_a_longer_circle_is_found_too(house):
    for name, needs in (("second", "third"), ("third", "first")):
        house.add_lesson(name, lambda page, needs=needs: page.replace("sites: []", f"sites: [{needs}]"))
    house.change(PAGE, "prerequisites: []", "prerequisites: [second]")

    assert [each.endswith("itself needs this lesson") for each in wrongs(house)] == [True] * 3


def test_a_prerequisite_that_could_not_be_read_is_still_in_the_course(house):
    house.add_lesson("second", lambda page: page.replace("prerequisites: []", "prerequisites: [first]"))
    house.change(QUIZ, "format: 1", "format: 9")

    assert [problem.field for problem in house.problems()] == ["format"]


def test_a_lesson_does_not_stand_before_what_it_needs(house):
    house.add_lesson("second")
    house.change(PAGE, "prerequisites: []", "prerequisites: [second]")

    assert wrongs(house) == ["`second` comes later"]


def test_without_a_course_file_the_lessons_read_are_the_course(house):
    house.add_lesson("second", lambda page: page.replace("prerequisites: []", "prerequisites: [first]"))
    (house.folder / "course.yaml").unlink()

    assert wrongs(house) == ["does not exist"]


def test_checking_twice_says_the_same(house):
    house.change(QUIZ, "What is one?", "What is it except one?")
    course = house.course()
    known = Known(frozenset(), frozenset())

    assert check_course(course, known) == check_course(course, known)
    assert len(set(check_course(course, known))) == len(check_course(course, known))


def test_a_lesson_alone_can_be_checked(house):
    house.change(QUIZ, "What is one?", "What is it except one?")
    lesson = house.course().lesson("first")

    assert [
        rule_of(each).id
        for each in check_lesson(lesson, Known(frozenset(lesson.sources), frozenset({"slow", "fast"})))
    ] == ["stem-straight"]


def test_a_lesson_needs_an_item_that_tells_of_a_team(house):
    house.write(QUIZ, house.read(QUIZ).replace("    story: true\n", ""))

    assert wrongs(house) == ["no practice item tells of a team"]


def test_what_runs_the_simulator_is_predicted_first(full):
    text = full.read("lessons/second/quiz.yaml")
    start, stop = text.index("  - id: s-guess"), text.index("  - id: f-one")
    full.write("lessons/second/quiz.yaml", text[:start] + text[stop:])
    full.change("lessons/second/activities.yaml", "    predict: s-guess\n", "")

    assert [(rule_of(each).id, each.wrong) for each in full.problems()] == [
        ("predicted", "runs the simulator without a prediction")
    ]


def test_the_ids_of_an_answer_fit_their_place(full):
    for name in ("build", "test", "deploy"):
        full.change("lessons/second/quiz.yaml", f"id: {name}, text", f"id: {name}{'-more' * 14}, text")

    (found,) = full.problems()
    assert (found.line, found.wrong) == (
        full.line("lessons/second/quiz.yaml", "id: build") - 1,
        "its right answer has 227 characters",
    )


def test_a_feedback_to_any_other_number_is_judged_too(full):
    full.change(
        "lessons/second/quiz.yaml", "Divide the deployments that failed by all deployments.", "No. It is so."
    )

    assert [each.field for each in full.problems()] == ["items[3].otherwise"] * 2


def test_every_rule_has_a_fault_that_names_it(house):
    house.change(QUIZ, "What is one?", "What is it except one?")

    (found,) = house.problems()
    assert str(found).endswith("ask for what is so, not for what is not (stem-straight)")
    assert rule_of(found).asks == "No stem asks for what is not so."
    assert len({rule.id for rule in RULES}) == len(RULES) >= 25


def test_a_problem_of_reading_breaks_the_rule_of_form():
    assert rule_of(Problem("a", 1, "b", "c", "d")).id == "form"


def test_the_lesson_of_an_item_can_be_asked_for(full):
    assert full.course().owner("s-team").id == "second"
    with pytest.raises(KeyError, match="gone"):
        full.course().owner("gone")
