"""Every page draws, says what it is, and survives bad input."""

import shutil
from pathlib import Path

import pytest

from store import StoreUnavailableError
from tests.drawn import by_label, press, texts, views
from ui import live, paging, places

ROOT = Path(__file__).parents[2]
TITLES = {
    "home": "How does a change reach production?",
    "learn": "Learn",
    "simulate": "Two lanes",
    "assess": "Measure",
    "about": "About",
}


def title(at) -> str:
    return next(part.value for part in at.markdown if part.value.startswith("# ")).split("\n")[0][2:]


def copy_house(folder: Path) -> Path:
    for room in ("content", "assessments", "simulator"):
        shutil.copytree(
            ROOT / room, folder / room, ignore=shutil.ignore_patterns("*.py", "__pycache__", "player")
        )
    return folder


def test_a_page_is_looked_up_once_and_handed_out_as_a_copy(open_page) -> None:
    paging._page.cache_clear()
    open_page("learn").run()

    assert paging._page.cache_info().misses == len(places.ALL)
    assert paging.page(places.LEARN) is not paging.page(places.LEARN)


@pytest.mark.parametrize("page", TITLES)
def test_a_page_draws_without_complaint(open_page, page: str) -> None:
    at = open_page(page)

    assert title(at) == TITLES[page]
    assert not at.exception
    assert not at.error
    assert not at.warning


def test_the_home_page_shows_two_lanes_four_marks_and_three_doors(open_page) -> None:
    at = open_page()

    (picture,) = views(at)
    assert picture.count('"letter"') == 2
    assert all(f'"mark":"{mark}"' in picture for mark in ("hand", "hourglass", "button", "bolt"))
    for door in ("Learn", "See", "Measure"):
        assert f"## {door}\n" in texts(at)


def question(at):
    """Return the first question of the lesson's check: who decides."""
    return next(radio for radio in at.radio if radio.key == "item-the-deciding-question")


def answer_first(at) -> None:
    question(at).set_value("who-decides").run()
    at.button(key="check-the-deciding-question").click().run()


def test_the_lesson_shows_its_picture_and_grades_an_answer(open_page) -> None:
    at = open_page("learn", lesson="delivery-or-deployment")
    assert title(at) == "Delivery or deployment?"
    assert '"workflow"' in views(at)[0]
    press(at, "Answer 6 questions")
    assert question(at).value is None

    answer_first(at)

    assert "**Right.**" in texts(at)
    assert live.store().kept_one("a-visitor", "progress", "course") is not None


def test_a_graded_answer_is_found_again_after_a_reload(open_page) -> None:
    at = press(open_page("learn", lesson="delivery-or-deployment"), "Answer 6 questions")
    answer_first(at)
    again = open_page("learn", lesson="delivery-or-deployment")

    assert question(again).value == "who-decides"
    assert "**Right.**" in texts(again)


def test_another_visitor_sees_nobody_elses_grades(open_page) -> None:
    at = press(open_page("learn", lesson="delivery-or-deployment"), "Answer 6 questions")
    answer_first(at)
    other = open_page("learn", visitor="another", lesson="delivery-or-deployment")

    assert question(press(other, "Answer 6 questions")).value is None


def test_the_two_lanes_can_be_chosen_and_are_compared(open_page) -> None:
    at = press(open_page("simulate"), "Skip the guess")
    before = views(at)[0]
    at.selectbox(key="b").select("button-weekly").run()
    press(at, "Skip the guess")

    assert "button-weekly" in views(at)[0]
    assert views(at)[0] != before
    press(at, "Compare results")
    assert '"title":"Change fail rate"' in views(at)[0]
    assert '"title":"Failed changes per 1,000"' in views(at)[0]
    assert not at.exception


def test_an_unknown_scenario_in_the_address_does_no_harm(open_page) -> None:
    at = open_page("simulate", a="no-such-lane")

    assert not at.exception
    assert not at.error


def test_a_new_assessment_needs_a_name(open_page) -> None:
    at = open_page("assess")
    at.button(key="start").click().run()

    assert "Give the team a name" in at.error[0].value


def team_in(at) -> str:
    found = at.query_params["team"]
    return found if isinstance(found, str) else found[0]


def through_the_door(open_page, label: str):
    """Go from the home page through one of its buttons."""
    at = open_page()
    return press(at, label)


def states(at):
    """Return the ways not to answer the question that is asked."""
    return next(group for group in at.button_group if str(group.key).endswith("-state"))


def start(open_page, team: str = "Quay"):
    at = open_page("assess")
    at.text_input(key="team-name").set_value(team)
    return at.button(key="start").click().run()


def test_every_click_is_in_the_store_before_the_next_run(open_page) -> None:
    at = start(open_page)
    assert title(at) == "Quay"
    seat = live.store().seats_of("a-visitor")[0]
    assert all(radio.value is None for radio in at.radio), "nothing is pre-selected"

    at.radio[0].set_value(at.radio[0].options[1]).run()
    assert len(live.store().answers(seat)) == 1
    press(at, "Next")
    states(at).set_value("dont-know").run()

    assert [answer.state for answer in live.store().answers(seat).values()].count("dont-know") == 1
    assert "Saved. 2 of" in texts(at)


def test_not_applicable_counts_once_its_reason_is_given(open_page) -> None:
    at = start(open_page)
    seat = live.store().seats_of("a-visitor")[0]
    while not any("Not applicable" in option for option in states(at).options):
        press(at, "Next")
    states(at).set_value("not-applicable").run()
    assert live.store().answers(seat) == {}
    by_label(at.text_input, "Why does it not apply?").set_value("A library has no servers").run()

    (answer,) = live.store().answers(seat).values()
    assert (answer.state, answer.reason) == ("not-applicable", "A library has no servers")


def test_an_answer_can_be_taken_back(open_page) -> None:
    at = start(open_page)
    seat = live.store().seats_of("a-visitor")[0]
    at.radio[0].set_value(at.radio[0].options[0]).run()
    press(at, "Leave unanswered")

    assert live.store().answers(seat) == {}
    assert at.radio[0].value is None


def test_a_reload_finds_the_answers(open_page) -> None:
    at = start(open_page)
    chosen = at.radio[0].options[2]
    at.radio[0].set_value(chosen).run()
    again = open_page("assess", team=team_in(at))

    assert title(again) == "Quay"
    assert again.radio[0].value is not None


def test_one_comes_back_from_an_assessment_to_all_of_them(open_page) -> None:
    at = start(open_page)
    press(at, "Other assessments")

    assert title(at) == "Measure"
    press(at, "Quay")
    assert title(at) == "Quay"


def test_the_sample_team_has_a_profile_with_its_arithmetic(open_page) -> None:
    at = through_the_door(open_page, "Try it with a sample team")

    assert title(at) == "Harbor"
    assert '"profile"' in views(at)[0]
    assert "| Deployment and release |" in texts(at)


def test_a_seat_of_somebody_else_stays_closed(open_page) -> None:
    at = start(open_page)
    other = open_page("assess", visitor="another", team=team_in(at))

    assert "cannot open that assessment" in other.info[0].value


def test_a_broken_lesson_is_named_and_the_rest_works(open_page, settle, tmp_path) -> None:
    house = copy_house(tmp_path / "house")
    quiz = house / "content/lessons/delivery-or-deployment/quiz.yaml"
    quiz.write_text(quiz.read_text().replace("correct: true", "correct: yes", 1))
    settle(house)
    at = open_page("learn")

    assert "quiz.yaml:" in at.code[0].value
    assert not at.exception
    assert not open_page("simulate").error
    assert not open_page("assess").error


def test_a_broken_scenario_is_named_and_the_others_run(open_page, settle, tmp_path) -> None:
    house = copy_house(tmp_path / "house")
    (house / "simulator/scenarios/mine.yaml").write_text("format: 1\nid: mine\ntitle: [\n")
    settle(house)
    at = open_page("simulate")

    assert "mine.yaml:" in at.code[0].value
    assert len(at.selectbox(key="a").options) == len(list((ROOT / "simulator/scenarios").glob("*.yaml")))


def test_a_house_without_any_readable_scenario_still_opens(open_page, settle, tmp_path) -> None:
    house = copy_house(tmp_path / "house")
    for path in (house / "simulator/scenarios").glob("*.yaml"):
        path.write_text("format: 9\n")
    settle(house)

    assert "No scenario could be read" in open_page("simulate").info[0].value
    assert not open_page("home").exception


def test_a_silent_database_is_said_in_words(open_page, monkeypatch) -> None:
    def silent(*_: object) -> None:
        raise StoreUnavailableError("The database does not answer.")

    at = open_page("assess")
    monkeypatch.setattr(type(live.store()), "seats_of", silent)
    at.run()

    assert "The database does not answer." in at.error[0].value


def test_a_bug_shows_a_reference_and_no_traceback(open_page, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    at = open_page("assess")
    monkeypatch.setattr(type(live.store()), "seats_of", broken)
    at.run()

    assert "reference" in at.error[0].value
    assert "secret" not in texts(at)
