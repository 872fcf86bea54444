"""What steps and jobs of a GitHub workflow hand on to those after them, and what that makes run."""

from __future__ import annotations

from assessments.evidence.pipelines.computed import handed
from assessments.evidence.pipelines.expressions import (
    UNKNOWN,
    condition,
    interpolate,
    interpolate_named,
)
from assessments.evidence.pipelines.github_triggers import Context
from assessments.evidence.pipelines.model import Event
from assessments.evidence.pipelines.names import UNKNOWN_PART
from assessments.evidence.pipelines.nodes import Node

EVEN_SO = ("always()", "cancelled()", "failure()")
"""Words of a condition that let a job run although one before it did not."""


def filled(node: Node, context: Context) -> dict[str, str]:
    """Return the texts of a mapping with their expressions filled in."""
    return {key: interpolate_named(text, context.look) for key, text in node.pairs()}


def asks_matrix(entry: Node) -> bool:
    """Say whether a step differs between the copies that a matrix makes of its job."""
    texts = [text for _, text in (*entry.pairs(), *entry.get("with").pairs(), *entry.get("env").pairs())]
    return any("matrix." in text for text in texts)


def hand_on(entry: Node, context: Context) -> None:
    """Note what a step hands on to later ones."""
    text = interpolate(entry.get("run").text, context.look)
    if "GITHUB_OUTPUT" not in text and "GITHUB_ENV" not in text and "::set-" not in text:
        return
    seen = {**context.shell(), **filled(entry.get("env"), context)}
    found = handed(text, seen, chosen=context.occasion.event is Event.PERSON)
    context.env |= found.env
    for name, value in found.outputs.items():
        context.handed[f"steps.{entry.get('id').text}.outputs.{name}"] = (
            UNKNOWN if UNKNOWN_PART in value else value
        )


def hand_out(name: str, node: Node, context: Context) -> None:
    """Note what a job hands on to those that need it; steps are known within their job alone."""
    for key, text in node.get("outputs").pairs():
        value = interpolate(text, context.look)
        context.handed[f"needs.{name}.outputs.{key}"] = UNKNOWN if UNKNOWN_PART in value else value
    for path in [path for path in context.handed if path.startswith("steps.")]:
        del context.handed[path]


def still_runs(node: Node, context: Context, left_out: set[str]) -> bool:
    """Say whether a job runs, now that it is known what the jobs before it handed on."""
    text = node.get("if").text
    if left_out & set(node.get("needs").texts()) and not any(word in text for word in EVEN_SO):
        return False
    return "outputs." not in text or condition(text, context.look) is not False
