"""Turn YAML text into values, one parser event after the other: no recursion, no constructors.

The events come from libyaml. What they mean is decided here, after YAML 1.2: every plain scalar stays
text (`Plain`) except the empty one, `~` and `null`; a schema may ask for a number or a bool later.
Depth, nodes and aliases are counted while the events arrive, so that nothing grows before it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from datafiles.model import (
    MOST_PROBLEMS,
    Limits,
    Location,
    Place,
    Plain,
    Problem,
    Tagged,
    field_name,
    more_problems,
    shorten,
)
from datafiles.syntax import explain

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
STANDARD = "tag:yaml.org,2002:"
MERGE = "<<"
TEXT_TAGS = frozenset({"!", STANDARD + "str"})
PLAIN_TAGS = frozenset({STANDARD + "int", STANDARD + "float", STANDARD + "bool"})
SHAPE_TAGS = frozenset({"!", STANDARD + "map", STANDARD + "seq"})


@dataclass(slots=True)
class Frame:
    """A list or mapping that is still open."""

    value: Any
    place: Place
    is_map: bool
    before: int
    tag: str | None = None
    anchor: str | None = None
    key: str | None = None
    key_line: int = 0
    skipped: bool = False
    height: int = 1
    merges: list[tuple[dict[str, Any], Place]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Anchored:
    """What an anchor names: the value, its place, and how many nodes and levels it stands for."""

    value: Any
    place: Place | None = None
    nodes: int = 1
    height: int = 0


class Composer:
    """Build values from events. This class is the strict reader; the foreign one allows more."""

    def __init__(self, path: str, limits: Limits, first_line: int = 1) -> None:
        self.path = path
        self.limits = limits
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.unread: list[Location] = []
        self.documents: list[Any] = []
        self.places: list[Place] = []
        self.stack: list[Frame] = []
        self.anchors: dict[str, Anchored | None] = {}
        self.nodes = 0
        self.unlisted = 0
        self.stopped = False
        self.steps: dict[type, Callable[[Any], None]] = {
            yaml.DocumentStartEvent: self.start_document,
            yaml.ScalarEvent: self.take_scalar,
            yaml.AliasEvent: self.take_alias,
            yaml.MappingStartEvent: self.open_map,
            yaml.SequenceStartEvent: self.open_list,
            yaml.MappingEndEvent: self.close,
            yaml.SequenceEndEvent: self.close,
        }

    def compose(self, text: str) -> None:
        """Read `text` to its end, or to the first place after which nothing can be trusted."""
        try:
            for event in yaml.parse(text, Loader=yaml.CSafeLoader):
                step = self.steps.get(type(event))
                if step is not None:
                    step(event)
                if self.stopped:
                    break
        except yaml.YAMLError as error:
            self.problems.append(explain(error, text, self.path, self.first_line))
            self.stopped = True
        if self.unlisted:
            last = self.problems[-1].line
            self.problems.append(more_problems(self.path, last, f"{self.unlisted:,}"))

    # ------------------------------------------------------------ places and problems

    def line_of(self, event: Any) -> int:
        """Return the line [1..] where an event starts."""
        line: int = event.start_mark.line
        return line + self.first_line

    def location(self) -> Location:
        """Return where the next value belongs."""
        steps = (frame.key if frame.is_map else len(frame.value) for frame in self.stack)
        return tuple(step for step in steps if step is not None)

    def report(self, line: int, wrong: str, mend: str) -> None:
        """Note a problem at the place where the next value belongs; beyond a thousand, count."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(self.path, line, field_name(self.location()), wrong, mend))
        else:
            self.unlisted += 1

    def refuse(self, line: int, wrong: str, mend: str) -> None:
        """Note a problem whose value is lost, so that nobody judges what stands there instead."""
        self.report(line, wrong, mend)
        self.unread.append(self.location())

    def stop(self, line: int, wrong: str, mend: str) -> None:
        """Note a problem after which reading on makes no sense."""
        self.problems.append(Problem(self.path, line, field_name(self.location()), wrong, mend))
        self.stopped = True

    def count(self, nodes: int, line: int) -> None:
        """Count nodes against the limit."""
        self.nodes += nodes
        if self.nodes > self.limits.nodes:
            self.stop(line, f"more than {self.limits.nodes:,} values", "split the file into smaller ones")

    def fits(self, height: int, line: int) -> bool:
        """Say whether a value with so many levels may stand here; if not, stop."""
        if len(self.stack) + height <= self.limits.depth:
            return True
        wrong = f"lists and mappings nested more than {self.limits.depth} deep"
        self.stop(line, wrong, "write it flatter, or close a bracket that was left open")
        return False

    def waiting_for_key(self) -> Frame | None:
        """Return the open mapping that waits for a key, if that is what comes next."""
        top = self.stack[-1] if self.stack else None
        return top if top is not None and top.is_map and top.key is None else None

    # ------------------------------------------------------------ events

    def start_document(self, event: Any) -> None:
        """Refuse a second document."""
        if self.documents:
            mend = "remove the line `---`, or write a second file"
            self.stop(self.line_of(event), "a second document begins", mend)

    def take_scalar(self, event: Any) -> None:
        """Take a key, a text, or nothing."""
        line = self.line_of(event)
        self.count(1, line)
        tag, anchor = event.tag, event.anchor
        plain = tag is None and event.implicit[0]
        text: str = Plain(event.value) if plain else event.value
        top = self.waiting_for_key()
        if top is not None:
            self.set_key(top, text, line)
        value = None if plain and text in NULLS and top is None else text
        if tag is not None:
            value = self.tagged(tag, text, line)
        if anchor is not None:
            self.name(anchor, Anchored(value), line)
        if top is None:
            self.put(value, None, line)

    def set_key(self, top: Frame, key: str, line: int) -> None:
        """Remember a key, and report one that stands there twice or that a strict file cannot have."""
        earlier = top.place.lines.get(key)
        top.key, top.key_line, top.skipped = key, line, earlier is not None
        if earlier is not None:
            self.report(line, f"stands twice, first in line {earlier}", "keep one of the two")
        elif isinstance(key, Plain) and key == MERGE:
            self.refuse(line, "merge keys are not part of YAML 1.2", "write the merged keys out")
        elif isinstance(key, Plain) and not key:
            self.refuse(line, "a key is empty", "write a name before the colon")

    def take_alias(self, event: Any) -> None:
        """Refuse a reference to an anchor."""
        line = self.line_of(event)
        self.count(1, line)
        name = shorten(event.anchor)
        top = self.waiting_for_key()
        if top is not None:
            top.key, top.key_line, top.skipped = f"*{name}", line, False
        self.refuse(line, f"the alias `*{name}`", "write the value out")
        if top is None:
            self.put(None, None, line)

    def open_map(self, event: Any) -> None:
        """Open a mapping."""
        self.open(event, {}, is_map=True)

    def open_list(self, event: Any) -> None:
        """Open a list."""
        self.open(event, [], is_map=False)

    def open(self, event: Any, value: Any, *, is_map: bool) -> None:
        """Open a list or mapping, unless it stands too deep or where a key belongs."""
        line = self.line_of(event)
        self.count(1, line)
        if self.waiting_for_key() is not None:
            self.stop(line, "a list or mapping stands where a key belongs", "write a name before the colon")
        elif self.fits(1, line):
            tag = None if event.tag is None else self.shape_tag(event.tag, line)
            if event.anchor is not None:
                self.name(event.anchor, None, line)
            self.stack.append(Frame(value, Place(line), is_map, self.nodes, tag, event.anchor))

    def close(self, _event: Any) -> None:
        """Close the innermost list or mapping and put it where it belongs."""
        frame = self.stack.pop()
        for source, place in frame.merges:
            merge(frame, source, place)
        value = frame.value if frame.tag is None else Tagged(frame.tag, frame.value)
        if frame.anchor is not None:
            nodes = self.nodes - frame.before + 1
            self.anchors[frame.anchor] = Anchored(value, frame.place, nodes, frame.height)
        self.put(value, frame.place, frame.place.line, frame.height)

    def put(self, value: Any, place: Place | None, line: int, height: int = 0) -> None:
        """Put a finished value into the list or mapping around it."""
        if not self.stack:
            self.documents.append(value)
            self.places.append(place or Place(line))
            return
        top = self.stack[-1]
        top.height = max(top.height, height + 1)
        if top.key is None:
            step: str | int = len(top.value)
            top.value.append(value)
        else:
            step, line, top.key = top.key, top.key_line, None
            if top.skipped or self.merges(top, step, value, place):
                return
            top.value[step] = value
        top.place.lines[step] = line
        if place is not None:
            top.place.inner[step] = place

    # ------------------------------------------------------------ what the foreign reader does otherwise

    def name(self, anchor: str, _anchored: Anchored | None, line: int) -> None:
        """Refuse an anchor."""
        self.report(line, f"the anchor `&{shorten(anchor)}`", "remove it")

    def shape_tag(self, tag: str, line: int) -> str | None:
        """Refuse the tag of a list or mapping."""
        self.report(line, f"the tag `{short_tag(tag)}`", "remove it")
        return None

    def tagged(self, tag: str, text: str, line: int) -> Any:
        """Refuse the tag of a text."""
        self.refuse(line, f"the tag `{short_tag(tag)}`", "remove it")
        return text

    def merges(self, _top: Frame, _key: str, _value: Any, _place: Place | None) -> bool:
        """Say whether an entry is merged into the mapping around it instead of standing there."""
        return False


class ForeignComposer(Composer):
    """Build values from what others wrote: anchors, tags, merge keys and many documents are fine."""

    def start_document(self, _event: Any) -> None:
        """Start a document; anchors end with the one before."""
        self.anchors.clear()

    def set_key(self, top: Frame, key: str, line: int) -> None:
        """Remember a key, and report one that stands there twice; the last one counts."""
        earlier = top.place.lines.get(key)
        top.key, top.key_line = key, line
        if earlier is not None:
            self.report(line, f"stands twice, first in line {earlier}", "keep one of the two")
            top.place.inner.pop(key, None)

    def take_alias(self, event: Any) -> None:
        """Put what an alias names where the alias stands, within the budget."""
        line = self.line_of(event)
        name = shorten(event.anchor)
        anchored = self.anchors.get(event.anchor)
        if event.anchor not in self.anchors:
            self.stop(line, f"the alias `*{name}` names nothing", f"put `&{name}` at a value above it")
        elif anchored is None:
            self.stop(line, f"the alias `*{name}` stands inside what it names", "write the value out")
        else:
            self.count(anchored.nodes, line)
            if self.fits(anchored.height, line):
                self.put_alias(anchored, line)

    def put_alias(self, anchored: Anchored, line: int) -> None:
        """Put what an anchor names, as a key or as a value."""
        top = self.waiting_for_key()
        if top is None:
            self.put(anchored.value, anchored.place, line, anchored.height)
        elif isinstance(anchored.value, str):
            self.set_key(top, anchored.value, line)
        else:
            self.stop(line, "what stands where a key belongs is no text", "write a name before the colon")

    def name(self, anchor: str, anchored: Anchored | None, _line: int) -> None:
        """Remember what an anchor names; None while it is still open."""
        self.anchors[anchor] = anchored

    def shape_tag(self, tag: str, _line: int) -> str | None:
        """Keep a tag that says more than list or mapping."""
        return None if tag in SHAPE_TAGS else short_tag(tag)

    def tagged(self, tag: str, text: str, _line: int) -> Any:
        """Apply the tags of the core schema, keep any other."""
        if tag in TEXT_TAGS:
            return text
        if tag in PLAIN_TAGS:
            return Plain(text)
        return None if tag == STANDARD + "null" else Tagged(short_tag(tag), text)

    def merges(self, top: Frame, key: str, value: Any, place: Place | None) -> bool:
        """Note `<<: *base` or `<<: [*first, *second]` for the end of the mapping around it."""
        if key != MERGE or not isinstance(key, Plain) or place is None:
            return False
        values = value if isinstance(value, list) else [value]
        places = [place.inner.get(index) for index in range(len(values))] if values is value else [place]
        sources = [
            (source, where)
            for source, where in zip(values, places, strict=True)
            if isinstance(source, dict) and where is not None
        ]
        top.merges += sources
        return len(sources) == len(values)


def merge(frame: Frame, source: dict[str, Any], place: Place) -> None:
    """Copy the entries of `source` that the mapping does not have itself."""
    for key, value in source.items():
        if key not in frame.value:
            frame.value[key] = value
            frame.place.lines[key] = place.lines[key]
            if key in place.inner:
                frame.place.inner[key] = place.inner[key]


def short_tag(tag: str) -> str:
    """Write a tag as people do: `!!str`, `!reference`."""
    return shorten("!!" + tag.removeprefix(STANDARD) if tag.startswith(STANDARD) else tag)
