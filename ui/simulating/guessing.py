"""Ask for a guess before the run is shown, and set it beside the outcome afterwards."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b

import streamlit as st

from delivery import Mark
from simulator import Outcome, Scenario
from store import Keep
from ui import live, words
from ui.assessing.answering_signs import mark_svg
from ui.charts.scales import Point, Scale, guess_svg, nice, uri, whole
from ui.ink import on_ink
from ui.simulating.comparing import HUNDRED, Side, ratio, side, times
from ui.state import visit, visitor

KIND = "guess"
WIDE = 252  # of a question [px]; as many stand side by side as there is room for
NONE = 0.0
FACTORS = (NONE, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
HOURS = (
    -1.0,
    *(float(h) for h in (0, 10, 25, 50, 75, 100, 125, 150, 175, 200, 250, 300, 400, 500, 750, 1000)),
)
FAILED = (-1.0, *(float(n) for n in (0, 1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 500)))
SIGN = 17  # of a mark in a line of text [px]
CLOSE, EQUAL = 1.25, 1.05
"""Within this factor a guess was close; below this one two lanes are as fast as each other."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What somebody expects of two lanes; None where they did not say.

    Attributes:
        faster: how many times B is faster than A; below 1 it is slower.
        hands_on: hours of people for 100 changes in A.
        failed: failed changes per 1,000 in B.
        lane: the faster lane, "A" or "B", where they did not say by how many times.
    """

    faster: float | None = None
    hands_on: float | None = None
    failed: float | None = None
    lane: str | None = None

    @property
    def skipped(self) -> bool:
        """Return whether nothing was guessed."""
        return self == Guess()

    @property
    def text(self) -> str:
        """Return it as it is kept."""
        return json.dumps(asdict(self))

    @property
    def short(self) -> str:
        """Return it in a few words."""
        if self.faster is not None:
            return faster_words(self.faster).removesuffix(" faster")
        if self.lane is not None:
            return f"{self.lane} faster"
        return "skipped" if self.skipped else "made"


def faster_words(ratio: float) -> str:
    """Return how much faster B is, in words."""
    if 1 / EQUAL <= ratio <= EQUAL:
        return "as fast"
    return f"B {times(ratio)} faster" if ratio > 1 else f"A {times(1 / ratio)} faster"


def read_guess(text: str) -> Guess | None:
    """Return a kept guess, or None where the text is none."""
    try:
        found = json.loads(text)
        numbers = {name: found.get(name) for name in ("faster", "hands_on", "failed")}
        lane = found.get("lane")
    except (ValueError, AttributeError):
        return None
    for number in numbers.values():
        if number is not None and (not isinstance(number, int | float) or not math.isfinite(number)):
            return None
    return Guess(**numbers, lane=lane) if lane in {None, "A", "B"} else None


def name_of(lanes: Mapping[str, str], seed: int) -> str:
    """Return under which name a guess about lanes A and B is kept: their names, else of their texts."""
    return f"{lanes['A']}~{lanes['B']}~{seed}"


def short_name(text: str) -> str:
    """Return a short name for a road of one's own."""
    return f"road-{blake2b(text.encode(), digest_size=6).hexdigest()}"


def known(name: str) -> Guess | None:
    """Return the guess this browser made before; whoever comes by a link to a view has skipped it."""
    mine = visit()
    if name not in mine.guesses:
        by_link = not mine.guesses and "show" in st.query_params
        kept = live.store().kept_one(visitor(), KIND, name)
        mine.guesses[name] = kept.body if kept else Guess().text if by_link else ""
    return read_guess(mine.guesses[name]) if mine.guesses[name] else None


def keep(name: str, guess: Guess) -> None:
    """Keep a guess with the learner; one made anew replaces the earlier one."""
    store, of = live.store(), visitor()
    before = store.kept_one(of, KIND, name)
    store.keep(of, Keep(KIND, name, guess.text, before.version if before else 0))
    visit().guesses[name] = guess.text


def forget(name: str) -> None:
    """Ask anew."""
    live.store().forget(visitor(), KIND, name)
    visit().guesses[name] = ""
    st.query_params.pop("show", None)


def _said(least: float, form: Callable[[float], str]) -> Callable[[float], str]:
    return lambda value: "no guess" if value < least else form(value)


def road_words(scenario: Scenario) -> str:
    """Say what a road is made of: the mark of each stage in order, as a sign and a word."""
    runs: list[tuple[Mark, list[str]]] = []
    for stage in scenario.stages:
        title = words.plain(stage.title or stage.id.replace("-", " "))
        if runs and runs[-1][0] == stage.mark:
            runs[-1][1].append(title)
        else:
            runs.append((stage.mark, [title]))
    said = " → ".join(f"{', '.join(names)} {_signed(mark)}" for mark, names in runs)
    return f"{said}."


def _signed(mark: Mark) -> str:
    return f"![]({uri(mark_svg(mark, SIGN))})\N{NO-BREAK SPACE}**{mark.word}**"


def draw_questions(name: str, titles: Mapping[str, str], roads: str) -> None:
    """Draw the three questions, and the two ways on; `roads` says what the lanes are."""
    a, b = titles["A"], titles["B"]
    with st.form(f"guess-{name}", border=False):
        st.markdown(
            f"{roads}\n## What do you expect?\nGuess first: whoever predicts sees more. Nothing is graded; "
            "leave out what you like."
        )
        with st.container(horizontal=True, gap="medium"):
            faster = st.radio(
                "1. Which lane brings a change to production faster?", ["A", "B"], index=None,
                horizontal=True, captions=[words.plain(a), words.plain(b)], key=f"faster-{name}", width=WIDE,
            )  # fmt: skip
            factor = st.select_slider(
                "How many times faster?", FACTORS, key=f"factor-{name}", width=WIDE,
                format_func=_said(1.0, lambda value: "the same" if value == 1 else times(value)),
            )  # fmt: skip
            hands = st.select_slider(
                "2. How many hours of people do 100 changes take in A?", HOURS, key=f"hands-{name}",
                format_func=_said(0.0, lambda value: f"{value:,.0f} h"), width=WIDE,
                help="Reviews, approvals, steps by hand and repairs.",
            )  # fmt: skip
            failed = st.select_slider(
                "3. Of 1,000 changes in B, how many break something in production?", FAILED,
                key=f"failed-{name}", format_func=_said(0.0, lambda value: f"{value:,.0f}"), width=WIDE,
            )  # fmt: skip
        with st.container(horizontal=True):
            shown = st.form_submit_button(on_ink("Show me"), type="primary")
            skipped = st.form_submit_button("Skip the guess")
    guess = Guess() if skipped else _read(faster, float(factor), float(hands), float(failed))
    if skipped or (shown and not guess.skipped):
        keep(name, guess)
        st.query_params.pop("show", None)
        st.rerun()
    if shown:
        st.info("Nothing is guessed yet. Choose a lane, or move a slider; or skip the guess.")


def _read(faster: str | None, factor: float, hands: float, failed: float) -> Guess:
    ratio = None
    if factor == 1:
        ratio = 1.0
    elif faster is not None and factor > 1:
        ratio = factor if faster == "B" else 1 / factor
    lane = faster if ratio is None and factor == NONE else None
    return Guess(ratio, hands if hands >= 0 else None, failed if failed >= 0 else None, lane)


# ---------------------------------------------------------------- beside the outcome


@dataclass(frozen=True, slots=True)
class Card:
    """A guess beside its outcome: a question, a picture, one sentence."""

    title: str
    picture: str
    alt: str
    sentence: str

    @property
    def text(self) -> str:
        """Return the card as Markdown."""
        return f"**{self.title}**\n\n![{self.alt}]({uri(self.picture)})\n\n{self.sentence}"


def cards(guess: Guess, outcomes: Mapping[str, Outcome], *, dark: bool = False) -> tuple[Card, ...]:
    """Return the three guesses, each beside what happened; a question without an outcome is left out."""
    made = (
        _faster_card(guess.faster, guess.lane, outcomes, dark=dark),
        _hours_card(guess.hands_on, outcomes, dark=dark),
        _failed_card(guess.failed, outcomes, dark=dark),
    )
    return tuple(card for card in made if card is not None)


def _faster_card(
    guess: float | None, lane: str | None, outcomes: Mapping[str, Outcome], *, dark: bool
) -> Card | None:
    a, b = (outcomes[letter].by_replication["change_lead_time.p50"] for letter in "AB")
    found = ratio(a, b)
    if found.mean is None:
        return None
    fast, slow = "B", "A"
    if found.mean < 1:
        found, fast, slow = ratio(b, a), "A", "B"
        guess = None if guess is None else 1 / guess
    value = found.mean or 1.0
    low = math.floor(math.log10(min(1.0, guess or 1.0)) + 1e-9)
    high = math.ceil(math.log10(max(value, found.high or 1.0, guess or 1.0, 10.0)) - 1e-9)
    point = Point(fast, value, found.low, found.high)
    scale = Scale(10.0**low, 10.0**high, by_tens=True)
    picture = guess_svg(scale, guess, point, times_or_share, dark=dark)
    said = (lane or "no guess") if guess is None else times_or_share(guess)
    alt = f"You: {said}. It is {times(value)}."
    sentence = faster_sentence(guess, value, fast, slow, lane)
    return Card(f"How many times faster is {fast}?", picture, alt, sentence)


def times_or_share(value: float) -> str:
    """Return how many times; below 1 as a part of 1."""
    return times(value) if value >= 1 else f"1/{1 / value:,.0f}"


def faster_sentence(guess: float | None, found: float, fast: str, slow: str, lane: str | None = None) -> str:
    """Say how far a guess of a factor was off; where only a lane was named, whether it was the one."""
    if found <= EQUAL:
        thought = lane if guess is None else times_or_share(guess)
        same = "The two lanes are as fast as each other"
        return f"{same}." if thought is None else f"{same}; you thought: {thought}."
    if guess is None:
        right = f"You chose {lane}, and you were right:" if lane == fast else "The other way round:"
        return f"{right if lane else 'You made no guess.'} {fast} is {times(found)} faster than {slow}."
    if guess < 1 / EQUAL:
        return f"The other way round: {fast} is the faster one, {times(found)}."
    away = max(found / guess, guess / found)
    if away <= CLOSE:
        return "You were close."
    return f"{times(away)} {'further apart' if found > guess else 'nearer to each other'} than you thought."


def _hours_card(guess: float | None, outcomes: Mapping[str, Outcome], *, dark: bool) -> Card | None:
    found = side(outcomes["A"].by_replication["hands_on"])
    if found.mean is None:
        return None
    hundred = _times_hundred(found)
    other = side(outcomes["B"].by_replication["hands_on"]).mean
    beside = "" if other is None else f" B takes {other * HUNDRED:,.0f} h."
    sentence = amount_sentence(guess, hundred.mean or 0.0) + beside
    return _amount_card("Hours of people for 100 changes in A?", guess, hundred, _hours, sentence, dark=dark)


def _hours(value: float) -> str:
    return f"{value:,.0f} h"


def _times_hundred(found: Side) -> Side:
    mean, low, high = (None if end is None else end * HUNDRED for end in (found.mean, found.low, found.high))
    return Side(mean, low, high, found.n)


def _failed_card(guess: float | None, outcomes: Mapping[str, Outcome], *, dark: bool) -> Card | None:
    path = "failed_changes_per_1000"
    found, other = side(outcomes["B"].by_replication[path]), side(outcomes["A"].by_replication[path])
    if found.mean is None or other.mean is None:
        return None
    if outcomes["A"].by_replication[path] == outcomes["B"].by_replication[path]:
        beside = " A has just as many: the same changes fail in both."
    else:
        beside = f" A has {other.mean:,.0f}."
    sentence = amount_sentence(guess, found.mean) + beside
    return _amount_card("Failed changes per 1,000 in B?", guess, found, _count, sentence, dark=dark)


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _amount_card(
    title: str,
    guess: float | None,
    found: Side,
    say: Callable[[float], str],
    sentence: str,
    *,
    dark: bool,
) -> Card:
    value = found.mean or 0.0
    most = nice(max(value, found.high or 0.0, guess or 0.0) * 1.1)
    picture = guess_svg(
        Scale(0.0, most, by_tens=False), guess, Point("", value, found.low, found.high), say, dark=dark
    )
    alt = f"You: {'no guess' if guess is None else say(guess)}. It is {say(value)}."
    return Card(title, picture, alt, sentence)


def amount_sentence(guess: float | None, found: float) -> str:
    """Say how far a guess of an amount was off."""
    if guess is None:
        return "You made no guess."
    if abs(found - guess) < 1 or (guess > 0 and max(found / guess, guess / max(found, 1e-9)) <= CLOSE):
        return "You were close."
    if guess <= 0:
        return "More than none."
    if found <= 0:
        return "None at all."
    if found > guess:
        return f"{whole(times(found / guess))} as many as you thought."
    return f"You thought {whole(times(guess / found))} as many."
