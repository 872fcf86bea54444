"""A guess is kept as said, and set beside what happened in one honest sentence."""

import dataclasses
import json
import re

import pytest

import simulator
from ui.simulating import guessing
from ui.simulating.guessing import Guess, amount_sentence, cards, faster_sentence, faster_words, read_guess

TIMES = "\N{MULTIPLICATION SIGN}"


@pytest.fixture(scope="module")
def lanes() -> dict[str, simulator.Outcome]:
    found = {}
    for letter, name in (("A", "button-weekly"), ("B", "automatic")):
        scenario = simulator.load_scenario(simulator.loading.SHIPPED / f"{name}.yaml")
        outcome = simulator.shipped_outcome(scenario, simulator.DEFAULT_STUDY, simulator.SHOWN_HOURS)
        assert outcome is not None
        found[letter] = outcome
    return found


def test_a_guess_comes_back_as_it_was_kept() -> None:
    guess = Guess(faster=20.0, hands_on=None, failed=15.0)

    assert read_guess(guess.text) == guess
    assert not guess.skipped
    assert read_guess(Guess().text) == Guess()
    assert Guess().skipped


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", '{"faster": "x"}', '{"failed": NaN}', '{"failed": [1]}', '{"lane": "C"}']
)
def test_a_damaged_guess_is_none(text: str) -> None:
    assert read_guess(text) is None


def test_a_guess_is_told_in_few_words() -> None:
    assert Guess(faster=20.0).short == f"B 20 {TIMES}"
    assert Guess(faster=0.5).short == f"A 2.0 {TIMES}"
    assert Guess(faster=1.0).short == "as fast"
    assert Guess(lane="B").short == "B faster"
    assert Guess(failed=3.0).short == "made"
    assert Guess().short == "skipped"
    assert faster_words(3.0) == f"B 3.0 {TIMES} faster"


def test_a_guess_is_kept_for_two_lanes_and_a_seed() -> None:
    assert guessing.name_of({"A": "hand-weekly", "B": "automatic"}, 7) == "hand-weekly~automatic~7"
    assert guessing.short_name("one") != guessing.short_name("two")
    assert guessing.short_name("one").startswith("road-")


@pytest.mark.parametrize(
    ("guess", "found", "said"),
    [
        (None, 40.0, f"You made no guess. B is 40 {TIMES} faster than A."),
        (20.0, 40.0, f"2.0 {TIMES} further apart than you thought."),
        (100.0, 40.0, f"2.5 {TIMES} nearer to each other than you thought."),
        (42.0, 40.0, "You were close."),
        (0.5, 40.0, f"The other way round: B is the faster one, 40 {TIMES}."),
        (None, 1.0, "The two lanes are as fast as each other."),
        (2.0, 1.01, f"The two lanes are as fast as each other; you thought: 2.0 {TIMES}."),
        (0.1, 1.01, "The two lanes are as fast as each other; you thought: 1/10."),
    ],
)
def test_a_guessed_factor_meets_the_outcome(guess: float | None, found: float, said: str) -> None:
    assert faster_sentence(guess, found, "B", "A") == said


@pytest.mark.parametrize(
    ("lane", "found", "said"),
    [
        ("B", 40.0, f"You chose B, and you were right: B is 40 {TIMES} faster than A."),
        ("A", 40.0, f"The other way round: B is 40 {TIMES} faster than A."),
        ("A", 1.0, "The two lanes are as fast as each other; you thought: A."),
    ],
)
def test_a_lane_alone_meets_the_outcome(lane: str, found: float, said: str) -> None:
    assert faster_sentence(None, found, "B", "A", lane) == said


@pytest.mark.parametrize(
    ("guess", "found", "said"),
    [
        (None, 18.0, "You made no guess."),
        (17.5, 18.0, "You were close."),
        (15.0, 18.0, "You were close."),
        (5.0, 18.0, f"3.6 {TIMES} as many as you thought."),
        (36.0, 18.0, f"You thought 2 {TIMES} as many."),
        (0.0, 18.0, "More than none."),
        (10.0, 0.0, "None at all."),
    ],
)
def test_a_guessed_amount_meets_the_outcome(guess: float | None, found: float, said: str) -> None:
    assert amount_sentence(guess, found) == said


def test_three_cards_set_guess_and_outcome_side_by_side(lanes) -> None:
    faster, hours, failed = cards(Guess(20.0, 100.0, 5.0), lanes)

    assert faster.title == "How many times faster is B?"
    assert faster.alt == f"You: 20 {TIMES}. It is 44 {TIMES}."
    assert f"2.2 {TIMES} further apart" in faster.sentence
    assert hours.alt == "You: 100 h. It is 86 h."
    assert "B takes 86 h." in hours.sentence
    assert failed.alt == "You: 5. It is 18."
    assert failed.sentence.endswith("A has just as many: the same changes fail in both.")
    assert failed.text.startswith("**Failed changes per 1,000 in B?**\n\n![You: 5. It is 18.](data:image/svg")


def test_cards_turn_round_where_a_is_the_faster_lane(lanes) -> None:
    turned = {"A": lanes["B"], "B": lanes["A"]}
    faster, _hours, _failed = cards(Guess(faster=1 / 50), turned, dark=True)
    nothing = cards(Guess(failed=1.0), turned)[0]

    assert faster.title == "How many times faster is A?"
    assert faster.sentence == "You were close."
    assert nothing.alt.startswith("You: no guess.")


def test_a_card_without_an_outcome_is_left_out(lanes) -> None:
    none = dict.fromkeys(lanes["A"].by_replication, [None] * 40)
    empty = dataclasses.replace(lanes["A"], by_replication=none)

    assert cards(Guess(2.0, 3.0, 4.0), {"A": empty, "B": empty}) == ()
    (hours,) = cards(Guess(hands_on=80.0), {"A": lanes["A"], "B": empty})
    assert "B takes" not in hours.sentence


def test_lanes_that_fail_differently_say_how_many_the_other_has(lanes) -> None:
    other = dict(lanes["A"].by_replication)
    other["failed_changes_per_1000"] = [36.0] * 40
    failed = cards(
        Guess(failed=5.0), {"A": dataclasses.replace(lanes["A"], by_replication=other), "B": lanes["B"]}
    )[2]

    assert failed.sentence.endswith("A has 36.")


def test_a_road_is_told_by_its_marks() -> None:
    scenario = simulator.load_scenario(simulator.loading.SHIPPED / "hand-weekly.yaml")

    said = guessing.road_words(scenario)
    signs = re.findall(r"!\[\]\(data:image/svg\+xml;base64,([^)]+)\)", said)

    assert re.sub(r"!\[\]\([^)]+\)\N{NO-BREAK SPACE}", "", said) == (
        "review **by hand** \N{RIGHTWARDS ARROW} build **automatic** \N{RIGHTWARDS ARROW} test **by hand** "
        "\N{RIGHTWARDS ARROW} package, staging **automatic** \N{RIGHTWARDS ARROW} decision **approval** "
        "\N{RIGHTWARDS ARROW} deploy **by hand**."
    )
    assert len(signs) == 6, "beside every word stands its sign"
    assert len(set(signs)) == 3, "and equal words have equal signs"


def test_what_is_kept_is_plain_json() -> None:
    assert json.loads(Guess(faster=2.0).text) == {
        "faster": 2.0,
        "hands_on": None,
        "failed": None,
        "lane": None,
    }
