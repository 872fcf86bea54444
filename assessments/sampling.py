"""Read the sample team: what each of its people said before they agreed, and what the team wants."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from assessments.loading import SAMPLES
from assessments.model import Answer, Answers, AnswerState, UnknownIdError
from datafiles import FileModel, Format, Id, Text, Whole, read_strict, validate


class SampleTarget(FileModel):
    """What the sample team wants of a practice, why, who looks after it, and in how many weeks."""

    option: Id
    reason: Text
    owner: Text
    weeks: Whole


class SampleTeam(FileModel):
    """Several people of a made-up team.

    `said` has a word for each of them, an option or a state, for the practices on which they were not of one
    mind; what the team agreed on stands in its answers (see `loading.sample_answers`).
    """

    format: Format
    questionnaire: Id
    people: Whole
    said: dict[Id, tuple[Text, ...]]
    targets: dict[Id, SampleTarget] = Field(default_factory=dict)

    def each(self, agreed: Answers) -> Iterator[Answers]:
        """Yield what each person said, without evidence: that is the team's."""
        for person in range(self.people):
            given = {
                name: answer.model_copy(update={"evidence": (), "note": None})
                for name, answer in agreed.answers.items()
            }
            given |= {name: spoken(words[person]) for name, words in self.said.items()}
            yield agreed.model_copy(update={"answers": given})


def spoken(word: str) -> Answer:
    """Return a word as an answer: a state, or else an option."""
    if word in set(AnswerState):
        return Answer(state=AnswerState(word))
    return Answer(state=AnswerState.VALUE, option=word)


def sample_team(questionnaire_id: str) -> SampleTeam:
    """Read the people of the sample team.

    Raises:
        UnknownIdError: nobody of them answered this questionnaire alone.
    """
    path = SAMPLES / f"{questionnaire_id}.team.yaml"
    if not path.is_file():
        raise UnknownIdError(f"nobody of the sample team answered {questionnaire_id!r} alone")
    return validate(read_strict(path), SampleTeam)
