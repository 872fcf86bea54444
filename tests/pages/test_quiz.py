"""Every type of question can be answered, and says why; the authors' page has an example of each."""

import pytest

import content
from store import GradeWrite
from tests.drawn import by_label, texts
from tests.example import example_house, example_item, forget_pages
from ui import live
from ui.learning.shuffling import shown_options

ITEM = example_item("friday-first")


@pytest.fixture
def lesson(settle, open_page, tmp_path):
    """Return how to open the example lesson with one of its questions alone."""

    def opened(question: str, before: str = ""):
        house = example_house(tmp_path / "house", question)
        settle(house)
        forget_pages()
        if before:
            store = live.store()
            write = GradeWrite("friday", question, before, True, store.next_seq("a-visitor"))  # noqa: FBT003  # right
            store.record_grades("a-visitor", (write,))
        return open_page("learn", lesson="friday")

    yield opened
    forget_pages()


def check(at, question: str) -> None:
    at.button(key=f"check-{question}").click().run()


def stored() -> str:
    kept = live.store().kept_one("a-visitor", "progress", "course")
    (answer,) = content.load_progress(kept.body).answers
    return answer.option


def test_several_options_are_ticked_and_what_is_missing_is_said(lesson):
    at = lesson("friday-needs")
    by_label(at.checkbox, "One automated action").check().run()
    check(at, "friday-needs")

    assert stored() == "one-action"
    assert "**Partly right.** 1 of 2 found." in texts(at)
    assert "Only what was tried can be relied on." in texts(at)


def put(at, *names: str) -> None:
    for name in names:
        at.button(key=f"put-friday-road-{name}").click().run()


def test_options_are_put_in_order_one_after_the_other(lesson):
    at = lesson("friday-road")
    put(at, "test", "merge", "package", "deploy")
    check(at, "friday-road")

    assert stored() == "test merge package deploy"
    assert "3 of 4 stand in order." in texts(at)


def test_an_order_is_checked_once_it_is_whole_and_can_be_taken_back(lesson):
    at = lesson("friday-road")
    put(at, "test", "merge")

    assert at.button(key="check-friday-road").disabled
    at.button(key="back-friday-road").click().run()
    assert "1. Test" in texts(at)
    at.button(key="anew-friday-road").click().run()
    assert "Press what comes first." in texts(at)


def test_each_option_of_a_match_gets_its_group(lesson):
    at = lesson("friday-marks")
    for label, group in (("Ola", "hand"), ("A board", "hourglass"), ("Sam", "button")):
        by_label(at.radio, label).set_value(group).run()
    check(at, "friday-marks")

    assert stored() == "copying=hand signing=hourglass pressing=button"
    assert "**Right.** 3 of 3 stand in their place." in texts(at)


def test_a_number_is_typed_and_what_is_none_is_told(lesson):
    at = lesson("friday-rate")
    at.text_input[0].set_value("a quarter").run()
    at.button(key="check-friday-rate").click().run()
    assert "Write a number, such as 4.5." in texts(at)
    at.text_input[0].set_value("33").run()
    check(at, "friday-rate")

    assert stored() == "33"
    assert "The failed one is a deployment, too." in texts(at)


def test_the_simulator_holds_the_key_of_a_prediction(lesson):
    at = lesson("friday-guess")
    by_label(at.radio, "Two teams").set_value("many-times").run()
    assert live.store().kept_one("a-visitor", "progress", "course") is None
    check(at, "friday-guess")

    assert "**Right.**" in texts(at)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("friday-needs", "one-action way-back"),
        ("friday-road", "merge test package deploy"),
        ("friday-marks", "copying=hand signing=hourglass pressing=button"),
        ("friday-rate", "25"),
    ],
)
def test_an_answer_is_found_again(lesson, question, answer):
    at = lesson(question, before=answer)

    assert "**Right.**" in texts(at)


def test_an_answer_that_does_not_fit_any_more_is_asked_anew(lesson):
    at = lesson("friday-road", before="merge test")

    assert not at.exception
    assert "Press what comes first." in texts(at)


def test_hints_come_one_by_one(lesson):
    at = lesson("friday-rate")
    assert "How many deployments are there?" not in texts(at)
    at.button(key="hint-friday-rate").click().run()

    assert "> **Hint.** How many deployments are there?" in texts(at)
    assert not [button for button in at.button if button.key == "hint-friday-rate"]


def test_the_answer_can_be_shown_without_an_answer_being_kept(lesson):
    at = lesson("friday-first")
    at.button(key="show-friday-first").click().run()

    assert "**Right.** *Release smaller batches, with better tests*" in texts(at)
    assert live.store().kept_one("a-visitor", "progress", "course") is None


def test_how_sure_one_was_is_kept_with_the_answer(lesson):
    at = lesson("friday-first")
    assert [radio.label for radio in at.radio if "How sure" in radio.label] == [], "sure of what"
    by_label(at.radio, "Noor").set_value("collect-more").run()
    by_label(at.radio, "How sure").set_value(content.Sure.SURE).run()
    check(at, "friday-first")

    kept = content.load_progress(live.store().kept_one("a-visitor", "progress", "course").body)
    assert [(answer.option, answer.sure, answer.attempt) for answer in kept.answers] == [
        ("collect-more", content.Sure.SURE, 1)
    ]
    assert kept.boxes["friday-first"].box == 1
    assert "**Not quite.**" in texts(at)
    assert "**What holds instead.**" in texts(at)
    assert "Sources: [" in texts(at)


def test_a_question_can_ask_how_sure_one_is_before_it_is_checked(lesson):
    at = lesson("friday-first ask_confidence")
    by_label(at.radio, "Noor").set_value("same-daily").run()
    assert at.button(key="check-friday-first").disabled
    by_label(at.radio, "How sure").set_value(content.Sure.GUESS).run()

    assert not at.button(key="check-friday-first").disabled


def test_a_second_try_is_another_attempt(lesson):
    at = lesson("friday-first")
    for option in ("collect-more", "smaller-batches"):
        by_label(at.radio, "Noor").set_value(option).run()
        check(at, "friday-first")

    kept = content.load_progress(live.store().kept_one("a-visitor", "progress", "course").body)
    assert [answer.attempt for answer in kept.answers] == [1, 2]
    assert "**Right.**" in texts(at)


def test_options_stand_in_an_order_of_each_visitor(lesson):
    orders = {tuple(shown_options(ITEM, who)) for who in ("a", "b", "c", "d", "e", "f")}

    assert len(orders) > 1
    assert {frozenset(order) for order in orders} == {frozenset(option.id for option in ITEM.options)}
    at = lesson("friday-first")
    assert by_label(at.radio, "Noor").options == [
        ITEM.option(name).text for name in shown_options(ITEM, "a-visitor")
    ]
