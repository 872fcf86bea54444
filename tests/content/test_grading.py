from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import (
    AnswerError,
    ContentError,
    Item,
    MissingKeyError,
    UnknownOptionError,
    answer_text,
    grade,
    item_hash,
    item_text,
    right_option,
    write_choice,
    write_match,
)

HEAD = {
    "id": "one", "objective": "use", "bloom": "apply", "pool": "practice",
    "stem": "Which one?", "explain": "Because of b.",
}  # fmt: skip


def option(name: str, **more: object) -> dict[str, object]:
    return {"id": name, "text": name.upper(), "feedback": f"{name} speaks for itself."} | more


ITEM = Item.model_validate(
    HEAD
    | {
        "type": "single",
        "options": [
            option("a", misconception="M01"),
            option("b", correct=True),
            option("c", misconception="M02"),
        ],
    }
)
PREDICTION = Item.model_validate(
    HEAD
    | {
        "id": "guess",
        "type": "predict",
        "predict": {"scenario": "slow", "versus": "fast", "metric": "change_lead_time"},
        "options": [
            option("less", misconception="M15", when={"below": 0.8}),
            option("same", when={"least": 0.8, "below": 1.25}),
            option("more", when={"least": 1.25}),
        ],
    }
)
MULTI = Item.model_validate(
    HEAD
    | {
        "type": "multi",
        "options": [
            option("a", correct=True),
            option("b", misconception="M01"),
            option("c", correct=True),
            option("d", misconception="M02"),
        ],
    }
)
ORDER = Item.model_validate(
    HEAD
    | {
        "type": "order",
        "options": [
            option("build"),
            option("test", misconception="M04"),
            option("package"),
            option("deploy"),
        ],
    }
)
MATCH = Item.model_validate(
    HEAD
    | {
        "type": "match",
        "groups": [{"id": "work", "text": "Work"}, {"id": "wait", "text": "Wait"}],
        "options": [
            option("click", group="wait"),
            option("copy", group="work", misconception="M10"),
            option("sign", group="wait"),
        ],
    }
)
NUMERIC = Item.model_validate(
    HEAD
    | {
        "type": "numeric",
        "unit": "h",
        "tolerance": 0.1,
        "otherwise": "Take the middle one of the sorted times.",
        "options": [
            option("median", value=4.5, correct=True),
            option("mean", value=7, tolerance=0.5, misconception="M25"),
        ],
    }
)


# ---------------------------------------------------------------- one option


def test_the_right_option_is_right_and_says_why():
    result = grade(ITEM, "b")

    assert (result.correct, result.feedback, result.explain) == (
        True,
        "b speaks for itself.",
        "Because of b.",
    )
    assert (result.misconception, result.misconceptions, result.share) == (None, (), 1.0)


def test_a_wrong_option_says_why_and_names_its_misconception():
    result = grade(ITEM, "c")

    assert (result.correct, result.feedback, result.share) == (False, "c speaks for itself.", 0.0)
    assert (result.misconception, result.misconceptions) == ("M02", ("M02",))


def test_every_option_speaks_whether_chosen_or_not():
    parts = grade(ITEM, "c").parts

    assert [(part.option, part.chosen, part.right) for part in parts] == [
        ("a", False, True),
        ("b", False, False),
        ("c", True, False),
    ]
    assert [part.misconception for part in parts] == [None, None, "M02"]


def test_the_right_answer_can_be_asked_for():
    assert right_option(ITEM) == "b"
    assert right_option(PREDICTION, "more") == "more"
    assert right_option(MULTI) == "a c"
    assert right_option(ORDER) == "build test package deploy"
    assert right_option(MATCH) == "click=wait copy=work sign=wait"
    assert right_option(NUMERIC) == "4.5"


def test_a_prediction_is_graded_by_what_came_true():
    assert grade(PREDICTION, "more", "more").correct is True
    assert grade(PREDICTION, "less", "more").misconception == "M15"
    assert grade(PREDICTION, "less", "less").misconceptions == ()


def test_an_option_the_item_does_not_have_is_refused():
    with pytest.raises(UnknownOptionError, match="one has no option 'd'"):
        grade(ITEM, "d")
    with pytest.raises(UnknownOptionError, match="the key 'none' is no option of guess"):
        grade(PREDICTION, "less", "none")
    with pytest.raises(UnknownOptionError, match="'z'"):
        grade(MULTI, "a z")


def test_a_prediction_without_its_outcome_is_refused():
    with pytest.raises(MissingKeyError, match="guess is a prediction"):
        grade(PREDICTION, "less")


def test_the_error_tree_is_complete():
    assert set(ContentError.__subclasses__()) == {UnknownOptionError, AnswerError, MissingKeyError}
    assert issubclass(ContentError, ValueError)


# ---------------------------------------------------------------- several options


def test_all_the_right_options_and_no_other_are_right():
    result = grade(MULTI, "a c")

    assert (result.correct, result.share, result.summary) == (True, 1.0, "2 of 2 found.")
    assert result.feedback == "a speaks for itself. c speaks for itself."


def test_what_is_missing_and_what_is_too_many_are_both_explained():
    result = grade(MULTI, "a b")

    assert (result.correct, result.share) == (False, 0.5)
    assert result.summary == "1 of 2 found, 1 too many."
    assert result.feedback == "b speaks for itself. c speaks for itself."
    assert result.misconceptions == ("M01",)


def test_choosing_none_of_several_is_an_answer_too():
    assert write_choice(MULTI, []) == "-"
    assert grade(MULTI, "-").summary == "0 of 2 found."


def test_a_choice_is_written_in_the_order_of_the_file():
    assert write_choice(MULTI, {"d", "a"}) == "a d"


# ---------------------------------------------------------------- an order


def test_the_order_of_the_file_is_right():
    result = grade(ORDER, "build test package deploy")

    assert (result.correct, result.share, result.summary) == (True, 1.0, "All in order.")


def test_one_option_out_of_place_is_one_move_and_not_four():
    result = grade(ORDER, "test package deploy build")

    assert result.correct is False
    assert result.share == pytest.approx(2 / 3)
    assert result.summary == "3 of 4 stand in order. To move: *BUILD*."
    assert [part.option for part in result.parts if not part.right] == ["build"]


def test_the_misconception_of_what_is_out_of_place_is_named():
    assert grade(ORDER, "build package deploy test").misconceptions == ("M04",)


def test_the_reverse_order_has_nothing_right():
    assert grade(ORDER, "deploy package test build").share == 0


@pytest.mark.parametrize("answer", ["build test package", "build build test package", "build"])
def test_an_order_names_every_option_once(answer):
    with pytest.raises(AnswerError, match="each of its 4 options once"):
        grade(ORDER, answer)


@settings(deadline=None, derandomize=True, max_examples=100)
@given(st.permutations(["build", "test", "package", "deploy"]))
def test_an_order_is_right_only_where_every_part_is(names):
    result = grade(ORDER, " ".join(names))
    kept = [name for name in names if next(p for p in result.parts if p.option == name).right]

    assert kept == sorted(kept, key=["build", "test", "package", "deploy"].index)
    assert result.correct == (len(kept) == 4)
    assert 0 <= result.share <= 1


# ---------------------------------------------------------------- a match


def test_every_option_in_its_group_is_right():
    result = grade(MATCH, "click=wait copy=work sign=wait")

    assert (result.correct, result.summary) == (True, "3 of 3 stand in their place.")


def test_a_wrong_group_is_explained_and_an_empty_place_is_not_right():
    result = grade(MATCH, write_match({"copy": "wait", "click": "wait"}))

    assert (result.correct, result.summary) == (False, "1 of 3 stand in their place.")
    assert result.share == pytest.approx(1 / 3)
    assert result.misconceptions == ("M10",)
    assert result.feedback == "copy speaks for itself. sign speaks for itself."


def test_a_group_that_does_not_exist_is_refused():
    with pytest.raises(AnswerError, match="'sleep' is no group of one"):
        grade(MATCH, "copy=sleep")


# ---------------------------------------------------------------- a number


@pytest.mark.parametrize("typed", ["4.5", "4.4", "4.6", " 4,5 ", "+4.55"])
def test_a_number_within_its_tolerance_is_right(typed):
    assert grade(NUMERIC, typed).correct is True


@pytest.mark.parametrize("typed", ["4.39", "4.61", "-4.5", "0"])
def test_a_number_beyond_its_tolerance_gets_the_other_feedback(typed):
    result = grade(NUMERIC, typed)

    assert (result.correct, result.misconceptions) == (False, ())
    assert result.feedback == "Take the middle one of the sorted times."


def test_a_number_that_people_come_to_names_its_misconception():
    result = grade(NUMERIC, "7.5")

    assert (result.correct, result.feedback, result.misconception) == (
        False,
        "mean speaks for itself.",
        "M25",
    )
    assert [(part.chosen, part.right) for part in result.parts] == [(False, False), (True, False)]


@pytest.mark.parametrize("typed", ["", "four", "1e3", "nan", "4.5h", "."])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(AnswerError, match="is no number"):
        grade(NUMERIC, typed)


# ---------------------------------------------------------------- as text, and as a hash


def test_a_question_as_text_gives_nothing_of_the_answer_away():
    assert item_text(ITEM) == "**Which one?**\n\n- A\n- B\n- C"
    assert item_text(ORDER) == "**Which one?**\n\n- BUILD\n- DEPLOY\n- PACKAGE\n- TEST"
    assert item_text(NUMERIC) == "**Which one?**\n\nWrite a number [h]."
    assert item_text(MATCH).endswith("Put each into one of: Work; Wait.")


def test_an_answer_as_text_has_every_option_and_why():
    assert answer_text(ITEM).split("\n") == [
        "- *A* a speaks for itself.",
        "- **Right.** *B* b speaks for itself.",
        "- *C* c speaks for itself.",
        "",
        "Because of b.",
    ]
    assert "- **Right.** *COPY* (Work) copy speaks for itself." in answer_text(MATCH)
    assert "- **Right.** *MEDIAN* 4.5 h: median speaks for itself." in answer_text(NUMERIC)
    assert "Right" not in answer_text(PREDICTION)
    assert "**Right.** *MORE*" in answer_text(
        PREDICTION, lambda asked: 2.0 if asked.scenario == "slow" else 1.0
    )


def changed(item: Item, **more: object) -> Item:
    return item.model_copy(update=more)


def test_the_hash_changes_with_the_meaning_of_an_item_alone():
    first, *others = ITEM.options
    right = [each.model_copy(update={"correct": not each.correct}) for each in ITEM.options]

    assert item_hash(ITEM) == item_hash(changed(ITEM, explain="Else.", hints=("Look.",), sources=("book",)))
    assert item_hash(ITEM) == item_hash(changed(ITEM, options=(*others, first)))
    said = first.model_copy(update={"feedback": "Something else is said."})
    assert item_hash(ITEM) == item_hash(changed(ITEM, options=(said, *others)))
    others_hashes = {
        item_hash(changed(ITEM, stem="Which else?")),
        item_hash(changed(ITEM, options=tuple(right))),
        item_hash(changed(ITEM, options=(first.model_copy(update={"text": "Else"}), *others))),
        item_hash(changed(NUMERIC, tolerance=0.2)),
        item_hash(changed(ORDER, options=ORDER.options[::-1])),
        *map(item_hash, (ITEM, PREDICTION, MULTI, ORDER, MATCH, NUMERIC)),
    }
    assert len(others_hashes) == 11
    assert all(len(each) == 12 for each in others_hashes)


def test_a_number_at_the_very_edge_of_its_tolerance_is_right():
    options = (NUMERIC.options[0].model_copy(update={"value": 0.3}), NUMERIC.options[1])

    assert grade(changed(NUMERIC, options=options), "0.4").correct is True
    assert grade(changed(NUMERIC, options=options), "0.2").correct is True
