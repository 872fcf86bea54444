"""Say in words what a step of a workshop asks: the same texts, order and letters on every screen.

Nothing here says which answer is right; that is `settling`, for the host and after the reveal.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from assessments import AnswerState, Practice
from assessments.agreement import possible_answers, state_word
from assessments.publishing import said
from content import Item
from ui.agendas import ROOM_KINDS, STATES, House
from ui.learning.shuffling import shown_options
from workshops import Agenda, Step

ROOM: Final = "room"
"""Whose order of options it is: that of everybody who looks at the same wall."""
LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_LAST: Final = re.compile(r"^(?P<lead>.*[.!?”\"])\s+(?P<ask>[^.!?]+\?)$", re.DOTALL)
_WORDS: Final = {state_word(state): state.word for state in AnswerState}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that people can choose; its text may hold light Markdown."""

    id: str
    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the story that leads to it, which may be empty, what is asked, and its answers."""

    id: str
    lead: str
    ask: str
    options: tuple[Answer, ...]

    def option(self, name: str) -> Answer:
        """Return an answer by its id; KeyError when there is none."""
        for answer in self.options:
            if answer.id == name:
                return answer
        raise KeyError(name)


def questions(agenda: Agenda, place: int, house: House) -> tuple[Asked, ...]:
    """Return what a step asks [0..], in order; nothing where it asks nothing, or in the lobby.

    Their ids and the ids of their answers are those of `ui.agendas.asked`.
    """
    if not 0 <= place < len(agenda.steps):
        return ()
    return tuple(_asked(agenda.asked(place), house))


def items_of(step: Step, house: House) -> tuple[Item, ...]:
    """Return the items of the course that a step asks."""
    names = house.course.forms[step.form].items if step.form else step.items
    found = {item.id: item for lesson in house.course.lessons for item in lesson.items}
    return tuple(found[name] for name in names)


def practices_of(step: Step, house: House) -> tuple[Practice, ...]:
    """Return the practices that a step asks about."""
    if step.questionnaire is None:
        return ()
    wanted = set(step.practices)
    return tuple(
        practice
        for practice in house.questionnaires[step.questionnaire].practices
        if practice.question.kind in ROOM_KINDS and (not wanted or practice.id in wanted)
    )


def split_stem(stem: str) -> tuple[str, str]:
    """Return the story of a question and what it asks: its last sentence, where that is a question."""
    text = " ".join(stem.split())
    found = _LAST.match(text)
    return (found["lead"], found["ask"]) if found else ("", text)


def _asked(step: Step, house: House) -> Iterator[Asked]:
    if step.question is not None:
        lead, ask = split_stem(step.question.text)
        pairs = [(option.id, option.text) for option in step.question.options]
        yield Asked(step.question.id, lead, ask, _lettered(pairs))
    for item in items_of(step, house):
        lead, ask = split_stem(item.stem)
        pairs = [(name, item.option(name).text) for name in shown_options(item, ROOM)]
        yield Asked(item.id, lead, ask, _lettered(pairs))
    if step.questionnaire is not None:
        yield from map(partial(_practice, house, step.questionnaire), practices_of(step, house))


def _practice(house: House, name: str, practice: Practice) -> Asked:
    questionnaire = house.questionnaires[name]
    longer = {option.id: option.text for option in questionnaire.options(practice.question)}
    found = possible_answers(questionnaire, practice.question, {})
    pairs = [(said(answer), longer.get(said(answer), text)) for text, answer in found]
    return Asked(
        practice.id,
        practice.title,
        practice.question.text,
        _lettered([*pairs, *((name, _WORDS[name]) for name in STATES)]),
    )


def _lettered(pairs: list[tuple[str, str]]) -> tuple[Answer, ...]:
    return tuple(Answer(name, LETTERS[place], text) for place, (name, text) in enumerate(pairs))
