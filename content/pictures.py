"""What a picture is made of: states, each with its stages, their marks, who acts and who decides.

What a stage does is the same in every state: what goes in, what comes out, what it proves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from content.fields import counted
from datafiles import FileModel, Format, Id, Text, Whole
from delivery import Mark


class PictureStage(FileModel):
    """One step of a picture: its mark, who acts there, who decides. No mark: the practice does not say."""

    id: Id
    title: Text
    mark: Mark | None
    acts: Text
    decides: Text

    @property
    def word(self) -> str:
        """Return the word of the mark, or "not said"."""
        return "not said" if self.mark is None else self.mark.word


class PictureStep(FileModel):
    """What a stage does whoever does it: what goes in, what comes out, what that proves."""

    takes: Text
    gives: Text
    proves: Text


class Frame(FileModel):
    """A bracket over the stages `start` to `end` with a few words."""

    start: Id = Field(alias="from")
    end: Id = Field(alias="to")
    text: Text


class Says(FileModel):
    """An answer with its mark: who decides, or who does the work."""

    mark: Mark | None
    text: Text


class PictureState(FileModel):
    """One view of a picture; `waiting` counts the changes that pile up in front of a stage."""

    id: Id
    name: Text
    says: Text
    stages: Annotated[tuple[PictureStage, ...], counted(1)]
    frame: Frame | None
    highlight: Id | None
    decides: Says
    works: Says
    waiting: Mapping[Id, Annotated[Whole, Field(ge=1)]]

    def as_text(self) -> str:
        """Write this view as Markdown: its sentence, a table of the steps, the two answers."""
        rows = [f"| {each.title} | {each.word} | {each.acts} | {each.decides} |" for each in self.stages]
        titles = {each.id: each.title for each in self.stages}
        waiting = [f"Waiting in front of {titles[stage]}: {n}." for stage, n in self.waiting.items()]
        answers = (
            f"Who decides that it goes to production? **{self.decides.text}**. "
            f"Who does the work? **{self.works.text}**."
        )
        table = "\n".join(["| Step | Mark | Who acts | Who decides |", "|---|---|---|---|", *rows])
        return "\n\n".join([f"**{self.name}.** {self.says}", table, " ".join([answers, *waiting])])


class Picture(FileModel):
    """A picture of the course as data: the face draws its states, `text` says it in two sentences."""

    id: Id
    title: Text
    text: Text
    states: Annotated[tuple[PictureState, ...], counted(1)]
    steps: Mapping[Id, PictureStep] = Field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the picture as plain JSON values, with the keys of its file."""
        return self.model_dump(mode="json", by_alias=True)

    def as_text(self) -> str:
        """Return the text twin as Markdown: every step of every state."""
        return "\n\n".join([self.text, *(state.as_text() for state in self.states), *self._steps_as_text()])

    def _steps_as_text(self) -> Iterator[str]:
        """Write what each stage does, whoever does it; nothing where the picture does not say."""
        if self.steps:
            titles = {stage.id: stage.title for stage in self.states[0].stages}
            rows = [
                f"| {titles[at]} | {it.takes} | {it.gives} | {it.proves} |" for at, it in self.steps.items()
            ]
            head = ["| Step | Goes in | Comes out | It proves that |", "|---|---|---|---|"]
            yield "\n".join([*head, *rows])


class Pictures(FileModel):
    """The file `pictures.yaml`."""

    format: Format
    pictures: tuple[Picture, ...]
