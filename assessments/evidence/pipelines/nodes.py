"""Values of a YAML file that know where they stand: every text, list and mapping has its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assessments.evidence.pipelines.model import At
from datafiles import FOREIGN, Foreign, Limits, Place, Tagged, parse_foreign

LIMITS = Limits(size=1_000_000, depth=FOREIGN.depth, nodes=60_000)
"""A pipeline file of a megabyte is none; platforms refuse less."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value and its place; `value` is a text, None, a mapping or list of nodes, or a `Tagged`."""

    value: Any
    at: At

    @property
    def text(self) -> str:
        """Return the text, or an empty one for anything else."""
        return str(self.value) if isinstance(self.value, str) else ""

    @property
    def is_map(self) -> bool:
        """Say whether it is a mapping."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Say whether it is a list."""
        return isinstance(self.value, list)

    def get(self, *keys: str) -> Node:
        """Return what stands under the keys, one inside the other; a node without value if nothing."""
        node = self
        for key in keys:
            found = node.value.get(key) if isinstance(node.value, dict) else None
            node = Node(None, node.at) if found is None else found
        return node

    def has(self, key: str) -> bool:
        """Say whether a mapping has the key."""
        return isinstance(self.value, dict) and key in self.value

    def items(self) -> Iterator[tuple[str, Node]]:
        """Walk through the entries of a mapping; of anything else, none."""
        if isinstance(self.value, dict):
            yield from self.value.items()

    def entries(self) -> tuple[Node, ...]:
        """Return the entries of a list, the value itself if it is none, nothing if there is no value."""
        if isinstance(self.value, list):
            return tuple(self.value)
        return () if self.value is None else (self,)

    def texts(self) -> tuple[str, ...]:
        """Return the texts of a list, or the text itself."""
        return tuple(entry.text for entry in self.entries() if entry.text)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the entries of a mapping whose values are texts."""
        return tuple((key, node.text) for key, node in self.items() if isinstance(node.value, str))

    def holds(self, word: str) -> bool:
        """Say whether it is this word, in any case."""
        return self.text.lower() == word


def parse(text: str, file: str) -> tuple[Foreign, tuple[Node, ...]]:
    """Read a YAML text into nodes, one for each document.

    Raises:
        DataFileError: where the text is no YAML or beyond the limits.
    """
    foreign = parse_foreign(text, file, limits=LIMITS)
    maker = _Maker(file)
    pairs = zip(foreign.documents, foreign.places, strict=True)
    return foreign, tuple(maker.node(value, place, place.line) for value, place in pairs)


class _Maker:
    """Build each list and mapping once, however many aliases name it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.made: dict[tuple[int, int], Node] = {}

    def node(self, value: Any, place: Place | None, line: int) -> Node:
        if isinstance(value, Tagged) or place is None or not isinstance(value, dict | list):
            return Node(value, At(self.file, line))
        name = (id(value), id(place))
        if name not in self.made:
            self.made[name] = Node(self.inside(value, place), At(self.file, line))
        return self.made[name]

    def inside(self, value: dict[str, Any] | list[Any], place: Place) -> Any:
        if isinstance(value, dict):
            return {key: self.entry(inner, place, key) for key, inner in value.items()}
        return [self.entry(inner, place, index) for index, inner in enumerate(value)]

    def entry(self, value: Any, place: Place, step: str | int) -> Node:
        return self.node(value, place.inner.get(step), place.lines.get(step, place.line))
