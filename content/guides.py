"""Things to walk through: worked and faded examples, a tree of questions, a list of ways on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from content.fields import counted
from content.tables import as_table, twin
from datafiles import FileModel, Id, Text, Whole


class Choice(FileModel):
    """One answer to a step."""

    id: Id
    text: Text


class Step(FileModel):
    """One step of an example: what is asked, the answers, the right one and why."""

    ask: Text
    choices: Annotated[tuple[Choice, ...], counted(2, 4)]
    answer: Id
    why: Text


class Strip(FileModel):
    """A small table that tells a case, such as a week of a team."""

    columns: Annotated[tuple[Text, ...], counted(1, 8)]
    rows: Annotated[tuple[tuple[Text, ...], ...], counted(1, 10)]


class Case(FileModel):
    """One case of an example; the first `shown` steps are worked out for the reader."""

    id: Id
    title: Text
    text: Text
    strip: Strip | None = None
    steps: Annotated[tuple[Step, ...], counted(1, 6)]
    shown: Annotated[Whole, Field(ge=0)]
    verdict: Text


class Example(FileModel):
    """Worked, then faded, then on one's own: at least three cases with the same kind of steps."""

    kind: Literal["example"]
    id: Id
    title: Text
    text: Text
    cases: Annotated[tuple[Case, ...], counted(3, 6)]
    sources: tuple[Id, ...] = ()

    def as_text(self) -> str:
        """Return the text twin: every case with its steps and answers."""
        parts: list[str] = []
        for case in self.cases:
            parts.append(f"**{case.title}.** {case.text}")
            parts += [as_table(case.strip.columns, case.strip.rows)] if case.strip else []
            texts = [{choice.id: choice.text for choice in step.choices} for step in case.steps]
            rows = [
                (step.ask, text[step.answer], step.why) for step, text in zip(case.steps, texts, strict=True)
            ]
            parts += [as_table(("Step", "Answer", "Why"), rows), case.verdict]
        return twin(self.title, self.text, *parts)


class Branch(FileModel):
    """An answer to a question of a tree, and where it leads: another question or an end."""

    text: Text
    to: Id


class Node(FileModel):
    """A question of a tree."""

    id: Id
    ask: Text
    answers: Annotated[tuple[Branch, ...], counted(2, 4)]


class End(FileModel):
    """Where a tree ends."""

    id: Id
    title: Text
    text: Text


class Tree(FileModel):
    """A few questions that lead to an end; the first node is where it starts."""

    kind: Literal["tree"]
    id: Id
    title: Text
    text: Text
    nodes: Annotated[tuple[Node, ...], counted(1, 12)]
    ends: Annotated[tuple[End, ...], counted(2, 12)]
    sources: tuple[Id, ...] = ()

    def as_text(self) -> str:
        """Return the text twin: every question with its answers, then the ends."""
        names = {node.id: node.ask for node in self.nodes} | {end.id: end.title for end in self.ends}
        rows = [(node.ask, each.text, names[each.to]) for node in self.nodes for each in node.answers]
        ends = "\n".join(f"- **{end.title}**: {end.text}" for end in self.ends)
        return twin(self.title, self.text, as_table(("Question", "Answer", "Leads to"), rows), ends)


class Way(FileModel):
    """Something a team sees, what it may mean, and where to go from there."""

    id: Id
    seen: Text
    means: Text
    lesson: Id
    scenario: Id | None = None


class Finder(FileModel):
    """A list to choose from that leads to lessons and scenarios."""

    kind: Literal["finder"]
    id: Id
    title: Text
    text: Text
    ways: Annotated[tuple[Way, ...], counted(2, 16)]
    sources: tuple[Id, ...] = ()

    def as_text(self) -> str:
        """Return the text twin: every way with its lesson."""
        rows = [(way.seen, way.means, way.lesson) for way in self.ways]
        return twin(self.title, self.text, as_table(("What you see", "What it may mean", "Lesson"), rows))
