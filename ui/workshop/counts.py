"""Turn the counts of a step into bars and tables, for the host and for the report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ui.charts.workshop import Bar
from ui.workshop.settling import Key
from ui.workshop.showing import shown_of
from ui.workshop.telling import Asked
from workshops import Shown


@dataclass(frozen=True, slots=True)
class Counted:
    """What is shown of one question: its bars, or why there are none."""

    asked: Asked
    key: Key
    bars: tuple[Bar, ...]
    reason: str
    people: int

    @property
    def right(self) -> int:
        """Return how many were right."""
        return sum(bar.count for bar in self.bars if bar.right)

    @property
    def words(self) -> str:
        """Return the counts as text, the twin of their picture."""
        return "; ".join(bar.said() for bar in self.bars) if self.bars else self.reason


def counted(
    asked: tuple[Asked, ...],
    keys: Mapping[str, Key],
    shown: tuple[Shown, ...],
    before: tuple[Shown, ...],
    plain: Callable[[str], str] = str,
) -> tuple[Counted, ...]:
    """Return what is shown of each question of a step; nothing before its reveal.

    Args:
        asked: what was asked.
        keys: what is right.
        shown: what is shown now.
        before: what was shown at the vote before.
        plain: turns the text of an answer into what the picture says.
    """
    found = []
    for one in asked:
        now, then = shown_of(shown, one.id), shown_of(before, one.id)
        if now is None:
            continue
        key = keys.get(one.id, Key())
        first = then.tally if then else None
        tally = now.tally
        bars = tuple(
            Bar(
                option.letter,
                plain(option.text),
                option.id in key.right,
                tally.get(option.id, 0),
                None if first is None else first.get(option.id, 0),
            )
            for option in one.options
            if not option.id.startswith("~") or tally.get(option.id)
        ) if tally is not None else ()  # fmt: skip
        found.append(Counted(one, key, bars, now.reason, sum((tally or {}).values())))
    return tuple(found)
