from __future__ import annotations

import pytest

from content import ActivityBlock, Asked, Placed, Predict, Prose, block_text, unsourced_figures
from content.formulas import compute
from content.reading import doubled, parted, sentences
from content.tables import as_table
from delivery import Fact, Kind, Trigger

DOING = "lessons/second/activities.yaml"


@pytest.fixture
def lesson(full):
    return full.course().lesson("second")


# ---------------------------------------------------------------- text twins


def test_every_block_of_a_lesson_has_a_text_twin(full):
    course = full.course()

    for each in course.lessons:
        for block in each.blocks:
            assert len(block_text(course, each, block)) > 10, block


def test_a_prediction_in_its_own_place_is_said_as_its_question(full):
    course = full.course()

    text = block_text(course, course.lesson("second"), Predict("s-guess"))
    assert text.startswith("**How much longer does the slow one take?**\n\n- Less")


def test_a_table_keeps_its_cells():
    assert as_table(("a", "b"), [("1|2", "3\n4")]) == "| a | b |\n| --- | --- |\n| 1\\|2 | 3 4 |"


def test_cards_are_said_with_their_groups_and_reasons(lesson):
    text = lesson.activity("who-acts").as_text()

    assert text.startswith("**Who acts?** Put each card")
    assert "| Press the button | People | A person decides. |" in text


def test_the_key_of_a_team_card_is_what_the_field_says(lesson):
    ada, bo = lesson.activity("which-practice").cards

    assert ada.verdict().kind is Kind.DELIVERY
    assert bo.verdict().kind is Kind.NONE
    assert ada.verdict(trigger=Trigger.AUTOMATIC).kind is Kind.DEPLOYMENT
    assert ada.verdict(deploys_by_pipeline=Fact.NO).kind is Kind.INTEGRATION


def test_teams_are_said_with_the_facts_that_carry_the_verdict(lesson):
    text = lesson.activity("which-practice").as_text()

    assert "continuous delivery" in text
    assert "A person starts the deployment" in text


def test_a_checklist_lights_a_stage_when_all_it_needs_is_ticked(lesson):
    checklist = lesson.activity("could-we-go")

    assert checklist.lit(()) == {"build": False, "deploy": False}
    assert checklist.lit({"built"}) == {"build": False, "deploy": False}
    assert checklist.lit({"proven"}) == {"build": False, "deploy": True}
    assert checklist.lit({"built", "proven"}) == {"build": True, "deploy": True}
    assert checklist.says({"built"}) == "Something is missing."
    assert checklist.says({"built", "proven"}) == "You could go now."
    assert "All ticked: You could go now." in checklist.as_text()


def test_a_slider_over_a_formula_has_its_values(lesson):
    slider = lesson.activity("waiting")

    assert slider.points() == ((1, (0.5,)), (2, (1.0,)), (4, (2.0,)))
    assert slider.needs_simulator is False
    assert "| 4 | 2 |" in slider.as_text()


def test_a_slider_over_a_sweep_asks_the_simulator_for_each_position(full, lesson):
    slider = lesson.activity("swept")
    seen: list[Asked] = []

    def measure(asked: Asked) -> float:
        seen.append(asked)
        return 10.0 / asked.change[0][1]

    assert slider.points(measure) == ((1, (10.0,)), (2, (5.0,)), (3, (10 / 3,)))
    assert seen[0] == Asked("slow", "change_lead_time.p50", (("review.capacity", 1),), 1, 40)
    assert [type(asked.change[0][1]) for asked in seen] == [int] * 3
    slider.row(1.5, measure)
    assert seen[-1].change == (("review.capacity", 1.5),)
    assert "It shows Lead time [h]." in slider.as_text()
    assert "| 2 | 5 |" in slider.as_text(measure)
    assert "| 2 | 5 |" in block_text(full.course(), lesson, ActivityBlock("slider", "swept"), measure)
    with pytest.raises(ValueError, match="`lead` needs the simulator"):
        slider.points()
    with pytest.raises(ValueError, match="`lead` has no value at 1"):
        slider.points(lambda _: None)


def test_the_switches_of_a_lane_are_joined_the_later_over_the_earlier(lesson):
    lane = lesson.activity("try-it")

    assert lane.changes(()) == {}
    assert lane.changes({"bolt"}) == {"decision.capacity": 1}
    assert lane.changes({"weak", "bolt"}) == {"decision.capacity": 2, "test.catches": 0.1}
    assert "- **Weak tests**: They catch little." in lane.as_text()


def test_a_knob_is_set_to_what_the_file_says(full):
    change = (
        "{a.b: 2, c: 0x10, d: 1.5, e: true, f: null, g: 2d, h: '3', i: {dist: constant, value: 1}, j: [1, x]}"
    )
    full.change(DOING, "{decision.capacity: 1}", change)

    assert full.course().lesson("second").activity("try-it").changes({"bolt"}) == {
        "a.b": 2,
        "c": 16,
        "d": 1.5,
        "e": True,
        "f": None,
        "g": "2d",
        "h": "3",
        "i": {"dist": "constant", "value": 1},
        "j": [1, "x"],
    }


def test_a_log_comes_to_the_metrics_of_the_field(lesson):
    log = lesson.activity("the-log")

    assert log.answer("change_fail_rate", "%") == 50
    assert log.answer("change_fail_rate", None) == 0.5
    assert log.answer("change_lead_time", "h") == 3
    assert log.answer("failed_deployment_recovery_time", "h") == 1.5
    assert log.answer("deployment_frequency", "per day") == pytest.approx(2 / 7)
    assert log.answer("speed", "h") is None


def test_a_log_is_said_as_its_table_without_the_figures(lesson):
    text = lesson.activity("the-log").as_text()

    assert "From 2026-03-02 up to 2026-03-09." in text
    assert "\N{NO-BREAK SPACE}" in text, "a moment stays on one line"
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    assert "| d-one | Mar 2 09:00 | Mar 2 12:00 | no | - | yes |  |" in text
    assert "| d-two | - | Mar 3 12:00 | yes | Mar 3 13:30 | no | Late |" in text
    assert "50" not in text


def test_an_example_is_said_with_its_week_and_its_answers(lesson):
    text = lesson.activity("three-weeks").as_text()

    assert "| Mon | Tue |\n| --- | --- |\n| merge | merge |" in text
    assert "| Daily? | Yes | It merges daily. |" in text


def test_a_tree_is_said_with_where_each_answer_leads(lesson):
    text = lesson.activity("one-question").as_text()

    assert "| Who works? | A machine | Who decides? |" in text
    assert "- **Delivery**: A person chooses when." in text


def test_a_finder_is_said_with_its_lessons(lesson):
    assert "| It waits long | A gate. | first |" in lesson.activity("what-next").as_text()


def test_an_unknown_activity_is_a_key_error(lesson):
    with pytest.raises(KeyError, match="nothing"):
        lesson.activity("nothing")


def test_a_deployment_outside_the_days_of_its_log_is_reported(full):
    full.change(DOING, "end: 2026-03-09", "end: 2026-03-03")

    wrong = [each.wrong for each in full.problems()]
    assert "1 rows are outside its days" in wrong


def test_an_end_that_nothing_leads_to_is_reported(full):
    full.change(
        DOING,
        "      - {id: by-hand, title",
        "      - {id: lost, title: Lost, text: Gone.}\n      - {id: by-hand, title",
    )

    assert [each.wrong for each in full.problems()] == ["nothing leads to `lost`"]


def test_without_pictures_a_checklist_is_not_judged(full):
    full.write("pictures.yaml", "")

    assert {each.path.rsplit("/", 1)[1] for each in full.problems()} == {"pictures.yaml"}


def test_activities_that_are_no_yaml_are_reported_once(full):
    full.write(DOING, "activities: [")

    assert {each.path.rsplit("/", 1)[1] for each in full.problems()} == {"activities.yaml"}


def test_a_lane_with_a_lost_prediction_is_refused_at_its_directive(full):
    full.change(DOING, "predict: s-guess", "predict: s-team")

    (found,) = full.problems()
    assert (found.line, found.wrong) == (
        full.line("lessons/second/en.md", "{{lane"),
        "`s-team` does not exist",
    )


def test_an_activity_names_listed_sources(full):
    full.change(DOING, "    sources: [book]\n", "")
    full.change(DOING, "sources: [book]", "sources: [book, paper]")

    assert [each.wrong for each in full.problems()] == [
        "names no source",
        "`paper` is not listed in the lesson",
    ]


# ---------------------------------------------------------------- formulas


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1 + 2 * x", 7),
        ("-(x - 1) ** 2 / 4", -1),
        ("max(x, 2) + min(x, 2)", 5),
        ("sqrt(4) + exp(0) + log(1)", 3),
        (" x ", 3),
    ],
)
def test_a_formula_has_its_value(formula, value):
    assert compute(formula, {"x": 3}) == pytest.approx(value)


@pytest.mark.parametrize(
    ("formula", "wrong"),
    [
        ("y", "names `y`"),
        ("1 +", "is no formula"),
        ("1 / (x - 3)", "no value"),
        ("sqrt(x, x)", "no value"),
        ("(-8) ** 0.5", "no value"),
        ("log(0)", "no value"),
        ("1e308 * 10", "no finite value"),
        ("2 ** 65", "a power above 64"),
        ("__import__('os')", "holds more than"),
        ("x.real", "holds more than"),
        ("True", "holds more than"),
        ("'a'", "holds more than"),
        ("x // 2", "holds more than"),
        ("x" * 201, "longer than 200"),
        ("-" * 190 + "x", ""),
    ],
)
def test_anything_else_is_refused(formula, wrong):
    if not wrong:
        assert compute(formula, {"x": 3}) == 3
        return
    with pytest.raises(ValueError, match=wrong):
        compute(formula, {"x": 3})


# ---------------------------------------------------------------- reading


def test_prose_is_parted_into_paragraphs_and_entries_without_tables_and_code():
    text = "# Head\nOne\ntwo.\n\n- a\n- b\n  more\n\n| t |\n|---|\n\n> quote\n\n```\ncode\n```\nend"

    assert list(parted(text, 5)) == [
        (5, "Head"),
        (6, "One two."),
        (9, "a"),
        (10, "b more"),
        (16, "quote"),
        (21, "end"),
    ]


def test_sentences_end_at_their_signs():
    assert sentences("One [@a]. Two: [three](term:x); four! **Five?** 1.5 h.") == (
        "One .", "Two:", "three;", "four!", "**Five?", "1.5 h."
    )  # fmt: skip


def test_a_word_that_stands_twice_is_found():
    assert doubled("It is is so.") == "is is"
    assert doubled("He said that that had had an end.") is None


def test_figures_without_a_source_are_listed(lesson, full):
    full.change(
        "lessons/second/en.md", "Now guess, then run.", "It took 5 days. It is so.\n\nOf 9, 3 [@book]."
    )

    changed = full.course().lesson("second")
    assert unsourced_figures(lesson) == ()
    assert unsourced_figures(changed) == ((full.line("lessons/second/en.md", "5 days"), "It took 5 days."),)
    assert Placed(1, Prose("a")) not in changed.origin.placed
