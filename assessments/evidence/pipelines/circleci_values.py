"""What `<< … >>` and conditions are worth in a CircleCI configuration, as far as the file tells."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assessments.evidence.pipelines.gitlab_conditions import found_in
from assessments.evidence.pipelines.model import Event, Occasion
from assessments.evidence.pipelines.names import UNKNOWN_PART
from assessments.evidence.pipelines.nodes import Node

_PLACE = re.compile(r"<<\s*([\w.-]+)\s*>>")
DEEPEST = 8
Values = Mapping[str, str]


def pipeline_values(node: Node, occasion: Occasion) -> dict[str, str]:
    """Return what is known of a pipeline on an occasion: its branch or tag, and parameters by default."""
    tag = occasion.branch if occasion.event is Event.TAG else ""
    found = {"pipeline.git.branch": "" if tag else occasion.branch, "pipeline.git.tag": tag}
    return {**found, **_prefixed("pipeline.parameters.", defaults(node.get("parameters")))}


def defaults(parameters: Node) -> dict[str, str]:
    """Return the defaults of declared parameters."""
    return {name: given.get("default").text for name, given in parameters.items() if given.has("default")}


def within(values: Values, declared: Node, given: Node) -> dict[str, str]:
    """Return the values inside a job or command: its defaults, and what its user gives it."""
    handed = {name: filled(text, values) for name, text in given.pairs()}
    outer = {name: text for name, text in values.items() if name.startswith("pipeline.")}
    return {**outer, **_prefixed("parameters.", {**defaults(declared), **handed})}


def _prefixed(prefix: str, values: Values) -> dict[str, str]:
    return {prefix + name: text for name, text in values.items()}


def filled(text: str, values: Values) -> str:
    """Fill `<< … >>` in; what the file does not tell becomes `UNKNOWN_PART`."""
    return _PLACE.sub(lambda found: values.get(found[1], UNKNOWN_PART), text) if "<<" in text else text


def holds(condition: Node, values: Values, depth: int = 0) -> bool | None:
    """Evaluate a condition: True, False, or None where the file does not tell."""
    if not condition.is_map:
        text = filled(condition.text, values)
        return None if UNKNOWN_PART in text else text.lower() not in {"", "false", "0"}
    name, inner = next(iter(condition.items()), ("", condition))
    if name == "equal":
        return _equal(inner, values)
    if name == "matches":
        value = filled(inner.get("value").text, values)
        return None if UNKNOWN_PART in value else found_in(f"/{inner.get('pattern').text}/", value)
    return _joined(name, inner, values, depth + 1) if depth < DEEPEST else None


def _joined(name: str, inner: Node, values: Values, depth: int) -> bool | None:
    """Evaluate `not`, `and` and `or`; None for any other word."""
    if name == "not":
        value = holds(inner, values, depth)
        return None if value is None else not value
    if name not in {"and", "or"}:
        return None
    parts = [holds(entry, values, depth) for entry in inner.entries()]
    stop = name == "or"
    return stop if stop in parts else None if None in parts else not stop


def _equal(node: Node, values: Values) -> bool | None:
    texts = [filled(text, values) for text in node.texts()]
    if len(texts) < len(node.entries()):
        texts.append("")
    known = {text for text in texts if UNKNOWN_PART not in text}
    if len(known) > 1:
        return False
    return None if any(UNKNOWN_PART in text for text in texts) else True
