"""Things to sort, classify and tick."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from content.fields import counted
from content.tables import as_table, twin
from datafiles import FileModel, Id, Text
from delivery import Fact, Practices, Trigger, Verdict, classify


class Group(FileModel):
    """One of the places that cards are put into."""

    id: Id
    title: Text


class Card(FileModel):
    """A card, the group it belongs to, and why."""

    id: Id
    text: Text
    group: Id
    why: Text


class Sort(FileModel):
    """Cards to put into groups."""

    kind: Literal["sort"]
    id: Id
    title: Text
    text: Text
    groups: Annotated[tuple[Group, ...], counted(2, 5)]
    cards: Annotated[tuple[Card, ...], counted(3, 16)]
    sources: tuple[Id, ...] = ()

    def as_text(self) -> str:
        """Return the text twin: every card with its group and the reason."""
        titles = {group.id: group.title for group in self.groups}
        rows = [(card.text, titles[card.group], card.why) for card in self.cards]
        return twin(self.title, self.text, as_table(("Card", "Belongs to", "Why"), rows))


class TeamCard(FileModel):
    """A team's story, and the practices it tells of; the key is not in the file."""

    id: Id
    title: Text
    text: Text
    practices: Practices

    def verdict(self, **flipped: Fact | Trigger) -> Verdict:
        """Say what the team is doing, or would be doing with some practices flipped."""
        changed: dict[str, Any] = dict(flipped)
        return classify(replace(self.practices, **changed))


class Teams(FileModel):
    """Team cards to classify; `delivery.classify` holds the key of each."""

    kind: Literal["teams"]
    id: Id
    title: Text
    text: Text
    cards: Annotated[tuple[TeamCard, ...], counted(2, 16)]
    sources: tuple[Id, ...] = ()

    def as_text(self) -> str:
        """Return the text twin: every team with its verdict and the facts that carry it."""
        rows = []
        for card in self.cards:
            verdict = card.verdict()
            why = " ".join(reason.text for reason in verdict.reasons)
            rows.append((f"**{card.title}.** {card.text}", verdict.kind.value, why))
        return twin(self.title, self.text, as_table(("Team", "Practice", "Because"), rows))


class Check(FileModel):
    """A statement to tick; `lights` are the stages of the picture that need it."""

    id: Id
    text: Text
    why: Text
    lights: Annotated[tuple[Id, ...], counted(1)]


class Checklist(FileModel):
    """Statements to tick that light the stages of a picture."""

    kind: Literal["checklist"]
    id: Id
    title: Text
    text: Text
    picture: Id
    checks: Annotated[tuple[Check, ...], counted(2, 16)]
    complete: Text
    """What holds when all are ticked."""
    incomplete: Text
    """What holds while one is missing."""
    sources: tuple[Id, ...] = ()

    def lit(self, ticked: Collection[str]) -> Mapping[str, bool]:
        """Say of each stage that needs something whether all of it is ticked."""
        lit: dict[str, bool] = {}
        for check in self.checks:
            for stage in check.lights:
                lit[stage] = lit.get(stage, True) and check.id in ticked
        return lit

    def says(self, ticked: Collection[str]) -> str:
        """Return the sentence that holds for what is ticked."""
        return self.complete if all(check.id in ticked for check in self.checks) else self.incomplete

    def as_text(self) -> str:
        """Return the text twin: every statement with its stages and the reason."""
        rows = [(check.text, ", ".join(check.lights), check.why) for check in self.checks]
        table = as_table(("To tick", "Lights", "Why"), rows)
        return twin(self.title, self.text, table, f"All ticked: {self.complete}", f"Else: {self.incomplete}")
