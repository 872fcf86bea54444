"""Every kind of question, every way not to answer, two tabs, what stands beside a question."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.elements.lib import policies

from assessments.importers import import_texts
from store import AnswerWrite, Proof
from tests.drawn import by_label, press, texts, unfold
from ui import live
from ui.assessing.answering_part import around
from ui.assessing.answering_said import headline
from ui.seats import begin, handle

KINDS = Path(__file__).parent / "kinds.yaml"
LONG = """
  - id: {id}
    dimension: all
    title: {title}
    question:
      kind: {kind}
      text: Which of the two hundred?
      options:
"""
PLACES = {"choice": 1, "scale": 2, "truth": 3, "number": 4, "share": 5, "several": 6, "long": 7, "many": 8}


def every_kind():
    rows = "".join(f"        - {{id: n{i}, text: Option {i}, value: {i / 199:.4f}}}\n" for i in range(200))
    long = LONG.format(id="long", title="A long list", kind="single") + rows
    many = LONG.format(id="many", title="Many of a long list", kind="multi") + rows
    return import_texts({"kinds.yaml": KINDS.read_text() + long + many}).questionnaire


@pytest.fixture
def opened(open_page, monkeypatch):
    """Return how to open an assessment with every kind of question at one of them."""
    from ui import seats

    open_page()
    monkeypatch.setattr(seats, "visitor", lambda: "a-visitor")
    monkeypatch.setattr(seats, "take", lambda *_: None)
    seat = begin(every_kind(), "Quay")

    def at_question(name: str, **more: str):
        return open_page("assess", team=handle(seat), question=str(PLACES[name]), **more)

    def stored(name: str):
        return live.store().answers(seat).get(name)

    at_question.seat, at_question.stored = seat, stored
    return at_question


def key(opened, name: str, end: str = "") -> str:
    return f"answer-{opened.seat.respondent}-{name}{end}"


def states(at, opened, name: str):
    return at.button_group(key=key(opened, name, "-state"))


def test_a_choice_a_scale_and_a_truth_are_saved_as_what_they_are(opened) -> None:
    at = opened("choice")
    at.radio(key=key(opened, "choice")).set_value("high").run()
    at = opened("scale")
    at.radio(key=key(opened, "scale")).set_value("always").run()
    at = opened("truth")
    at.radio(key=key(opened, "truth")).set_value("no").run()

    assert opened.stored("choice").option == "high"
    assert opened.stored("scale").option == "always"
    assert opened.stored("truth").value == 0.0
    assert opened("truth").radio(key=key(opened, "truth")).value == "no"


def test_a_number_and_a_share_are_saved_as_numbers(opened) -> None:
    at = opened("number")
    assert at.number_input[0].value is None
    at.number_input[0].set_value(14.0).run()
    at = opened("share")
    at.number_input[0].set_value(12.5).run()

    assert opened.stored("number").value == 14.0
    assert opened.stored("share").value == 12.5
    assert "Saved. 2 of 8" in texts(at)


def test_of_several_options_none_is_an_answer_and_not_the_same_as_no_answer(opened) -> None:
    at = opened("several")
    at.checkbox(key=key(opened, "several", "-blue")).check().run()
    assert opened.stored("several").choices == ("blue",)
    at.checkbox(key=key(opened, "several", "-red")).check().run()
    assert opened.stored("several").choices == ("blue", "red")
    at.checkbox(key=key(opened, "several", "-red")).uncheck()
    at.checkbox(key=key(opened, "several", "-blue")).uncheck().run()
    assert opened.stored("several") is None
    at.checkbox(key=key(opened, "several", "-none")).check().run()
    assert opened.stored("several").choices == ()


def test_two_hundred_options_are_found_by_typing_instead_of_listed(opened) -> None:
    at = opened("long")
    assert len(at.radio) == 0
    at.selectbox(key=key(opened, "long")).set_value("n150").run()
    assert opened.stored("long").option == "n150"
    at = opened("many")
    assert len(at.checkbox) <= 2
    at.multiselect(key=key(opened, "many")).set_value(["n3", "n4"]).run()
    assert opened.stored("many").choices == ("n3", "n4")


@pytest.mark.parametrize("name", ["choice", "truth", "number", "several", "long", "many"])
def test_the_newer_side_of_a_question_holds(opened, name: str) -> None:
    give = {
        "choice": lambda at: at.radio(key=key(opened, name)).set_value("low"),
        "truth": lambda at: at.radio(key=key(opened, name)).set_value("yes"),
        "number": lambda at: at.number_input(key=key(opened, name)).set_value(3.0),
        "several": lambda at: at.checkbox(key=key(opened, name, "-red")).check(),
        "long": lambda at: at.selectbox(key=key(opened, name)).set_value("n1"),
        "many": lambda at: at.multiselect(key=key(opened, name)).set_value(["n1"]),
    }[name]
    at = opened(name)
    give(at).run()
    assert opened.stored(name).state == "value"
    states(at, opened, name).set_value("dont-know").run()
    assert opened.stored(name).state == "dont-know"
    give(at).run()
    assert opened.stored(name).state == "value"
    assert states(at, opened, name).value is None
    states(at, opened, name).set_value("elsewhere").run()
    assert opened.stored(name).state == "elsewhere"
    press(at, "Leave unanswered")
    assert opened.stored(name) is None


@pytest.mark.parametrize("name", ["choice", "truth", "number", "several", "long", "many"])
def test_an_answer_chosen_just_before_going_on_is_saved_too(opened, name: str) -> None:
    at = opened(name)
    match name:
        case "choice":
            at.radio(key=key(opened, name)).set_value("low")
        case "truth":
            at.radio(key=key(opened, name)).set_value("no")
        case "number":
            at.number_input(key=key(opened, name)).set_value(0.0)
        case "several":
            at.checkbox(key=key(opened, name, "-none")).check()
        case "long":
            at.selectbox(key=key(opened, name)).set_value("n1")
        case _:
            at.multiselect(key=key(opened, name)).set_value(["n1"])
    press(at, "Back" if name == "many" else "Next")

    assert opened.stored(name).state == "value"
    assert "Saved. 1 of" in texts(at)


def test_a_state_chosen_just_before_going_on_is_saved_too(opened) -> None:
    at = opened("choice")
    at.radio(key=key(opened, "choice")).set_value("low").run()
    states(at, opened, "choice").set_value("dont-know")
    press(at, "Next")

    assert opened.stored("choice").state == "dont-know"


def test_what_always_applies_cannot_be_called_not_applicable(opened) -> None:
    offered = states(opened("scale"), opened, "scale").options

    assert len(offered) == 2
    assert not any("Not applicable" in option for option in offered)


def test_why_the_first_step_the_criteria_and_the_standards_stand_beside_the_question(opened) -> None:
    shown = texts(opened("choice"))

    assert "Because \\*it\\* is asked" in shown
    assert "Take one" in shown
    assert "Ask two people" in shown
    assert "A standard: Chapter 3" in shown
    assert "Written for the tests" in shown
    assert "CC0" in shown


def test_what_is_doubtful_about_the_options_of_an_author_stands_beside_the_question(opened) -> None:
    assert "As its author wrote it; note: Values \\*fall\\* here" in texts(opened("scale"))
    assert "As its author wrote it" not in texts(opened("choice"))


def test_beside_a_question_stands_its_part_with_a_way_to_each_question(opened) -> None:
    at = opened("choice")
    assert "### All of them" in texts(at)
    at.button(key="part-5").click().run()

    assert "**5 of 8**" in texts(at)
    assert at.button(key="part-5").label.startswith("**5. ")


def test_a_long_part_names_the_questions_around_the_one_that_is_asked() -> None:
    places = list(range(101, 201))
    assert around(places, 101) == list(range(101, 111))
    assert around(places, 150) == list(range(145, 155))
    assert around(places, 200) == list(range(191, 201))
    assert around([7], 7) == [7]


def test_a_question_as_long_as_a_paragraph_stands_below_the_name_of_its_practice() -> None:
    practice = every_kind().practice("truth")
    assert headline(practice) == ("Is it so?", "")
    long = practice.question.model_copy(update={"text": "So. " * 50})
    assert headline(practice.model_copy(update={"question": long})) == ("A truth", "So. " * 50)


def test_a_note_goes_with_an_answer_and_leaves_with_it(opened) -> None:
    at = opened("choice")
    assert len(at.text_area) == 0
    at.radio(key=key(opened, "choice")).set_value("low").run()
    at.text_area[0].set_value("Seen on Friday").run()
    assert opened.stored("choice").note == "Seen on Friday"
    press(at, "Leave unanswered")
    assert opened.stored("choice") is None


def add_proof(at, **fields: str):
    """Fill in some fields of the form of evidence and send it."""
    unfold(at, "evidence-choice")
    labels = {"text": "What can be seen", "link": "Where, as a link", "by": "Who says so"}
    labels |= {"given": "Of the day", "expires": "Good until"}
    for name, value in fields.items():
        by_label(at.text_input, labels[name]).set_value(value)
    at.session_state["evidence-choice"] = True  # this test runner forgets at every run what is unfolded
    return press(at, "Add it")


def test_evidence_has_a_text_a_safe_link_an_author_and_two_days(opened) -> None:
    at = opened("choice")
    at.radio(key=key(opened, "choice")).set_value("high").run()
    assert "This answer needs evidence." in texts(at)
    assert not [field for field in at.text_input if field.label == "What can be seen"]
    add_proof(at, text="no *words*", link="http://a.example")
    assert "begin the link with https" in at.error[0].value
    add_proof(at, given="yesterday", link="https://a.example/x_(1)")
    assert "Of the day is no day" in at.error[0].value
    add_proof(at, given="2026-01-02", expires="2026-01-03", by="Mia")
    (proof,) = live.store().evidence(opened.seat)["choice"]
    assert (proof.text, proof.by, str(proof.expires)) == ("no *words*", "Mia", "2026-01-03")
    shown = texts(unfold(at, "evidence-choice"))
    assert "no \\*words\\*" in shown
    assert "1 piece of evidence." in shown
    assert "This answer needs evidence." not in shown
    assert "](<https://a.example/x_%281%29>)" in shown
    assert "out of date since" in shown
    at.session_state["evidence-choice"] = True
    press(at, "Remove")
    assert live.store().evidence(opened.seat) == {}


def test_a_dangerous_link_is_shown_as_text_alone(opened) -> None:
    live.store().add_evidence(opened.seat, Proof("choice", "1", "x", "http://a.example/[y](z)"))
    shown = texts(unfold(opened("choice"), "evidence-choice"))

    assert "http\\:\\/\\/a\\.example\\/\\[y\\]\\(z\\)" in shown
    assert "](<http:" not in shown


def elsewhere(opened, option: str) -> None:
    """Answer the first question as another tab would."""
    store = live.store()
    write = AnswerWrite("choice", "value", option, client_seq=store.next_seq(opened.seat))
    assert store.save_answers(opened.seat, (write,)).refused == ()


def test_an_older_tab_that_changed_nothing_shows_what_the_newer_one_saved(opened) -> None:
    at = opened("choice")
    elsewhere(opened, "high")
    at.run()

    assert at.radio(key=key(opened, "choice")).value == "high"
    assert "Changed in another tab" in at.info[0].value
    assert opened.stored("choice").option == "high"


def test_an_older_tab_overwrites_nothing_and_shows_both_answers(opened) -> None:
    at = opened("choice")
    elsewhere(opened, "high")
    at.radio(key=key(opened, "choice")).set_value("low").run()

    assert opened.stored("choice").option == "high"
    assert "There, and saved: The high one" in at.warning[0].value
    assert "Here: The low one" in at.warning[0].value
    press(at, "Save mine instead")
    assert opened.stored("choice").option == "low"
    assert not at.warning


def test_an_older_tab_can_keep_what_the_newer_one_saved(opened) -> None:
    at = opened("several")
    store = live.store()
    write = AnswerWrite("several", "value", choices=("red",), client_seq=store.next_seq(opened.seat))
    store.save_answers(opened.seat, (write,))
    at.checkbox(key=key(opened, "several", "-blue")).check().run()
    press(at, "Keep what is saved")

    assert opened.stored("several").choices == ("red",)
    assert at.checkbox(key=key(opened, "several", "-red")).value
    assert not at.checkbox(key=key(opened, "several", "-blue")).value
    assert not at.warning


def test_what_came_of_a_refused_answer_is_said(opened, monkeypatch) -> None:
    from ui.assessing import answering_widgets

    monkeypatch.setattr(answering_widgets, "REASON_LIMIT", None)
    at = opened("choice")
    states(at, opened, "choice").set_value("not-applicable").run()
    by_label(at.text_input, "Why does it not apply?").set_value("x" * 2001).run()

    assert "Not saved: reason: it has 2001 characters" in at.error[0].value
    assert opened.stored("choice") is None


@pytest.fixture
def given_both(monkeypatch) -> list[str]:
    """Collect the keys of widgets that a run gives both a default and a value."""
    both: list[str] = []
    monkeypatch.setattr(policies, "_shown_default_value_warning", False)
    monkeypatch.setattr(policies, "runtime", SimpleNamespace(exists=lambda: True))
    monkeypatch.setattr(policies, "config", SimpleNamespace(get_option=lambda _name: False))

    def note(_text: str, name: str, **_more: bool) -> None:
        both.append(name)
        monkeypatch.setattr(policies, "_shown_default_value_warning", True)

    monkeypatch.setattr(policies, "_LOGGER", SimpleNamespace(warning=note))
    return both


def test_going_on_gives_the_row_of_pages_alone_a_default_and_a_value(opened, given_both) -> None:
    press(opened("choice"), "Next")
    assert given_both == ["question"]


@pytest.mark.parametrize("name", ["choice", "number", "several", "many"])
def test_no_answer_is_given_a_default_and_a_value(opened, given_both, name: str) -> None:
    give = {
        "choice": lambda at: at.radio(key=key(opened, name)).set_value("low"),
        "number": lambda at: at.number_input(key=key(opened, name)).set_value(3.0),
        "several": lambda at: at.checkbox(key=key(opened, name, "-red")).check(),
        "many": lambda at: at.multiselect(key=key(opened, name)).set_value(["n1"]),
    }[name]
    at = opened(name)
    give(at).run()
    states(at, opened, name).set_value("dont-know").run()
    give(at).run()
    press(at, "Leave unanswered")
    assert given_both == []
