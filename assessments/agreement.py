"""How far people agree: the histogram first, then the median, the deviation from it, and rwg.

Everything is computed from tallies as they were shown, never from who said what. Positions on a question with
A options run from 1 to A; a number or a percentage keeps its own unit.

- deviation: the mean distance from the median, in options. People agree closely enough where it is at most
  A / 6; of a number or a percentage, at most its range / 6. Source: burke-dunlap-2002.
- rwg: 1 - s^2 / sigma^2, with the sample variance s^2 and the variance sigma^2 = (A^2 - 1) / 12 of people who
  answer by chance; below 0 it is shown as 0. Source: james-demaree-wolf-1984.
- dissensus index: 1 - variance / largest possible variance, (A - 1)^2 / 4. Source: lindell-brandt-1997.

No index says it all, and different ones lead to different conclusions, so none is shown without the
histogram. Source: oneill-2017. Of fewer than two values none is defined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, isfinite
from statistics import median

from assessments.model import Answer, AnswerState, Kind, Practice, Question, Questionnaire
from assessments.publishing import said
from assessments.scoring import worth_of

DEFINED_FROM = 2
"""From so many values on a spread is defined."""

Tally = Mapping[str, int]
"""How many people said each word (see `publishing.word`)."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram: the word, as people read it, its worth [0..1] if it has one, and how many."""

    word: str
    text: str
    worth: float | None
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the values of one question lie apart; see the module for the formulas.

    Args:
        count: how many values there are [2..].
        median: the middle one, as a position or in the question's unit.
        deviation: the mean distance from the median, in the same unit.
        limit: up to which deviation people agree closely enough, in the same unit.
        rwg: the agreement within the group, as computed; may be negative.
        dissensus: the same against the largest dissent there can be [0..1].
    """

    count: int
    median: float
    deviation: float
    limit: float
    rwg: float
    dissensus: float

    @property
    def close(self) -> bool:
        """Say whether people agree closely enough."""
        return self.deviation <= self.limit + 1e-12  # a twelfth digit is rounding, not disagreement

    @property
    def rwg_shown(self) -> float:
        """Return rwg as it is shown: not below 0."""
        return max(self.rwg, 0.0)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What several people said about one practice.

    Args:
        practice: its id.
        title: its title.
        bars: every option in its order, then what else was said; the histogram.
        count: how many people said anything.
        valued: how many gave a value.
        dont_know: how many do not know.
        aside: how many said that it does not apply or is done elsewhere.
        middle: the texts of the one or two options at the median.
        spread: None where fewer than two gave a value.
    """

    practice: str
    title: str
    bars: tuple[Bar, ...]
    count: int
    valued: int
    dont_know: int
    aside: int
    middle: tuple[str, ...]
    spread: Spread | None

    @property
    def unanimous(self) -> str | None:
        """Return the word that everybody said, None where they did not."""
        words = [bar.word for bar in self.bars if bar.count]
        return words[0] if len(words) == 1 else None


@dataclass(frozen=True, slots=True)
class Topic:
    """A practice to talk about, and why: rank = apart + unsure + divided.

    Args:
        agreement: what was said.
        apart: deviation / limit.
        unsure: the share of people who do not know [0..1].
        divided: how evenly people are split on whether it applies: 0 all alike, 1 half and half.
    """

    agreement: Agreement
    apart: float
    unsure: float
    divided: float

    @property
    def rank(self) -> float:
        """Return the sum of the three reasons."""
        return self.apart + self.unsure + self.divided

    @property
    def formula(self) -> str:
        """Write the arithmetic as one line."""
        parts = f"{self.apart:.2f} apart + {self.unsure:.2f} unsure + {self.divided:.2f} divided"
        return f"{parts} = {self.rank:.2f}"


def spread_of(values: Mapping[float, int], options: int | None, reach: float) -> Spread | None:
    """Measure how far values lie apart, None for fewer than two.

    Args:
        values: how many people gave each value.
        options: the number of options A, whose positions are 1..A; None for a number or a percentage.
        reach: the largest distance between two values: A - 1, or the range in its unit.
    """
    rows = sorted(value for value, count in values.items() for _ in range(count))
    if len(rows) < DEFINED_FROM or not reach:
        return None
    middle, mean = float(median(rows)), fsum(rows) / len(rows)
    squares = fsum((row - mean) ** 2 for row in rows)
    by_chance = reach**2 / 12 if options is None else (options**2 - 1) / 12
    return Spread(
        count=len(rows),
        median=middle,
        deviation=fsum(abs(row - middle) for row in rows) / len(rows),
        limit=(reach if options is None else options) / 6,
        rwg=1 - squares / (len(rows) - 1) / by_chance,
        dissensus=1 - squares / len(rows) / (reach**2 / 4),
    )


def agreement(questionnaire: Questionnaire, practice: Practice, tally: Tally) -> Agreement:
    """Say how far the people of a tally agree about one practice; words that fit no option are left out."""
    question = practice.question
    words = {bar.word: bar for bar in bars_of(questionnaire, question, tally)}
    states = {bar.word: bar for bar in state_bars(tally)}
    positions, options, reach = scale_of(questionnaire, question, words)
    values: dict[float, int] = {}
    for word, position in positions.items():
        values[position] = values.get(position, 0) + words[word].count
    spread = spread_of(values, options, reach)
    count = {word: bar.count for word, bar in states.items()}
    valued = sum(bar.count for bar in words.values())
    return Agreement(
        practice=practice.id,
        title=practice.title,
        bars=(*words.values(), *states.values()),
        count=valued + sum(count.values()),
        valued=valued,
        dont_know=count.get(state_word(AnswerState.DONT_KNOW), 0),
        aside=count.get(state_word(AnswerState.NOT_APPLICABLE), 0)
        + count.get(state_word(AnswerState.ELSEWHERE), 0),
        middle=middle_texts(spread, {positions[word]: words[word].text for word in positions}),
        spread=spread,
    )


def agreements(questionnaire: Questionnaire, tallies: Mapping[str, Tally]) -> tuple[Agreement, ...]:
    """Say how far people agree, practice by practice, where a tally is shown."""
    return tuple(
        agreement(questionnaire, practice, tallies[practice.id])
        for practice in questionnaire.practices
        if practice.id in tallies
    )


def topics(found: tuple[Agreement, ...]) -> tuple[Topic, ...]:
    """Rank what to talk about, the widest apart first; what all agree on is left out.

    Equal ranks keep the order of the questionnaire.
    """
    ranked = [topic_of(one) for one in found if one.count]
    return tuple(sorted((topic for topic in ranked if topic.rank > 0), key=lambda topic: -topic.rank))


def topic_of(found: Agreement) -> Topic:
    """Say how much there is to talk about in one practice."""
    share = found.aside / found.count
    return Topic(
        agreement=found,
        apart=found.spread.deviation / found.spread.limit if found.spread else 0.0,
        unsure=found.dont_know / found.count,
        divided=2 * min(share, 1 - share),
    )


# ---------------------------------------------------------------- bars and positions


def state_word(state: AnswerState) -> str:
    """Return the word under which an answer without a value is counted."""
    return said(Answer(state=state))


def state_bars(tally: Tally) -> list[Bar]:
    """Return the bars of the answers without a value, where somebody gave one."""
    states = [state for state in AnswerState if state is not AnswerState.VALUE]
    return [
        Bar(state_word(state), state.word, None, tally[state_word(state)])
        for state in states
        if tally.get(state_word(state))
    ]


def bars_of(questionnaire: Questionnaire, question: Question, tally: Tally) -> list[Bar]:
    """Return the bars of the values: every option of a choice, the given values of anything else."""
    answers = possible_answers(questionnaire, question, tally)
    found = []
    for text, answer in answers:
        word, worth = said(answer), worth_of(questionnaire, question, answer)
        if worth is not None:
            found.append(Bar(word, text, worth, tally.get(word, 0)))
    return found


def possible_answers(
    questionnaire: Questionnaire, question: Question, tally: Tally
) -> list[tuple[str, Answer]]:
    """Return the values that have a bar, with their texts, in the order they are drawn."""
    if question.kind is Kind.BOOL:
        return [("No", value_answer(value=False)), ("Yes", value_answer(value=True))]
    options = questionnaire.options(question)
    if question.kind in {Kind.SINGLE, Kind.LIKERT}:
        return [(one.short, Answer(state=AnswerState.VALUE, option=one.id)) for one in options]
    if question.kind is Kind.MULTI:
        names = {one.id: one.short for one in options}
        chosen = [tuple(word[1:].split("+")) if word != "+" else () for word in tally if word[:1] == "+"]
        rows = [row for row in sorted(chosen) if set(row) <= set(names)]
        return [(", ".join(names[one] for one in row) or "None", value_answer(value=row)) for row in rows]
    numbers = sorted(number for word in tally if (number := number_of(word)) is not None)
    return [(f"{number:g}", value_answer(value=number)) for number in numbers]


def value_answer(*, value: bool | float | tuple[str, ...]) -> Answer:
    """Return an answer with a value."""
    return Answer(state=AnswerState.VALUE, value=value)


def number_of(word: str) -> float | None:
    """Return the number of a word, None where it is none."""
    try:
        number = float(word)
    except ValueError:
        return None
    return number if isfinite(number) else None


def scale_of(
    questionnaire: Questionnaire, question: Question, words: Mapping[str, Bar]
) -> tuple[dict[str, float], int | None, float]:
    """Return the position of each word, the number of options, and the largest distance of two positions."""
    if question.kind in {Kind.SINGLE, Kind.LIKERT, Kind.BOOL}:
        steps = 2 if question.kind is Kind.BOOL else len(questionnaire.options(question))
        return {word: float(place) for place, word in enumerate(words, start=1)}, steps, float(steps - 1)
    if question.kind is Kind.MULTI:
        return {word: bar.worth or 0.0 for word, bar in words.items()}, None, 1.0
    worst, best = question.range or (0.0, 100.0)
    return {word: float(word) for word in words}, None, abs(best - worst)


def middle_texts(spread: Spread | None, texts: Mapping[float, str]) -> tuple[str, ...]:
    """Return the texts of what stands at the median: one, or the two it lies between."""
    if spread is None:
        return ()
    below = [position for position in sorted(texts) if position <= spread.median][-1:]
    above = [position for position in sorted(texts) if position >= spread.median][:1]
    return tuple(texts[position] for position in dict.fromkeys([*below, *above]))
