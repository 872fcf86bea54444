"""What starts a GitHub workflow, and what its expressions are worth on each occasion."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from assessments.evidence.pipelines.branches import (
    SOME_BRANCH,
    SOME_TAG,
    examples,
    is_trunk,
    matches,
    trunk_of,
)
from assessments.evidence.pipelines.expressions import UNKNOWN, Value
from assessments.evidence.pipelines.model import Event, Occasion
from assessments.evidence.pipelines.names import UNKNOWN_PART, Target, target_of
from assessments.evidence.pipelines.nodes import Node

MOST_BRANCHES = 6
MOST_CHOICES = 6
MOST_PATTERNS = 60
"""So many patterns of branches or tags are looked at."""
_QUIET_TYPES = frozenset(
    [
        "closed",
        "labeled",
        "unlabeled",
        "assigned",
        "unassigned",
        "review_requested",
        "review_request_removed",
        "locked",
        "unlocked",
        "edited",
        "milestoned",
        "demilestoned",
        "auto_merge_enabled",
        "auto_merge_disabled",
        "converted_to_draft",
    ]
)
_PULLS = frozenset({"pull_request", "pull_request_target", "merge_group"})
_SIMPLE = {
    "schedule": Event.SCHEDULE,
    "release": Event.RELEASE,
    "repository_dispatch": Event.PERSON,
    "issue_comment": Event.PERSON,
    "workflow_call": Event.CALL,
}
_REF = re.compile(r"refs/heads/([\w./-]+)|ref_name\s*[=!]=\s*'([\w./-]+)'")


def events(on: Node) -> dict[str, Node]:
    """Return the events of `on`, however it is written, with their filters."""
    if on.is_map:
        return dict(on.items())
    return {entry.text: Node(None, entry.at) for entry in on.entries() if entry.text}


def occasions(
    on: Node, text: str, chained: Callable[[str], tuple[Occasion, ...]] = lambda _name: ()
) -> tuple[Occasion, ...]:
    """Return everything that starts a workflow.

    Args:
        on: the node of its triggers.
        text: the text of the file, to find the branches it speaks of.
        chained: gives what starts another workflow of the project, by its name.
    """
    trunk = trunk_of(text)
    found: list[Occasion] = []
    for name, node in events(on).items():
        if name == "push":
            found += _pushes(node, text, trunk)
        elif name in _PULLS:
            found += _pulls(name, node, trunk)
        elif name == "workflow_dispatch":
            found += _starts(node, trunk)
        elif name == "workflow_run":
            found += _chains(node, trunk, chained)
        else:
            event = _SIMPLE.get(name, Event.OTHER)
            found.append(Occasion(event, trunk, name=name, at=node.at))
    return tuple(dict.fromkeys(found))


def _filters(node: Node, kind: str) -> list[str] | None:
    """Return a filter's patterns, those of its `-ignore` turned round; None where there is none."""
    if node.has(kind):
        return list(node.get(kind).texts()[:MOST_PATTERNS])
    if node.has(kind + "-ignore"):
        return ["**", *(f"!{pattern}" for pattern in node.get(kind + "-ignore").texts()[:MOST_PATTERNS])]
    return None


def _pushes(node: Node, text: str, trunk: str) -> Iterator[Occasion]:
    by_path = node.has("paths") or node.has("paths-ignore")
    branches, tags = _filters(node, "branches"), _filters(node, "tags")
    if branches is not None or tags is None:
        spoken = tuple(first or second for first, second in _REF.findall(text)[:MOST_PATTERNS])
        names = [trunk, *examples(branches or ()), *spoken, SOME_BRANCH]
        taken = [name for name in dict.fromkeys(names) if branches is None or matches(name, branches)]
        for name in taken[:MOST_BRANCHES]:
            default = is_trunk(name, trunk)
            yield Occasion(Event.PUSH, name, default, by_path, "push", at=node.at)
    if tags is not None or branches is None:
        named = [name for name in examples(tags or ()) if name != "x"] or [SOME_TAG]
        yield Occasion(Event.TAG, named[0], name="push", by_path=tags is None, at=node.at)


def _pulls(name: str, node: Node, trunk: str) -> Iterator[Occasion]:
    by_path = node.has("paths") or node.has("paths-ignore")
    types = set(node.get("types").texts())
    patterns = _filters(node, "branches")
    into = [trunk, *examples(patterns or ())]
    base = next((branch for branch in into if patterns is None or matches(branch, patterns)), trunk)
    default = is_trunk(base, trunk)
    if "closed" in types:
        yield Occasion(Event.MERGED, base, default, by_path, name, at=node.at)
    if not types or types - _QUIET_TYPES:
        yield Occasion(Event.PULL, base, default, by_path, name, at=node.at)
    elif types - {"closed"}:
        yield Occasion(Event.OTHER, base, default, by_path, name, at=node.at)


def _starts(node: Node, trunk: str) -> Iterator[Occasion]:
    """Return one occasion for each place that the person may choose, or one alone."""
    for name, given in node.get("inputs").items():
        options = given.get("options").texts()[:MOST_CHOICES]
        if any(target_of(option) is not Target.UNKNOWN for option in options):
            for option in options:
                choice = ((name, option),)
                yield Occasion(Event.PERSON, trunk, name="workflow_dispatch", choice=choice, at=node.at)
            return
    yield Occasion(Event.PERSON, trunk, name="workflow_dispatch", at=node.at)


def _chains(node: Node, trunk: str, chained: Callable[[str], tuple[Occasion, ...]]) -> Iterator[Occasion]:
    """Return what starts the workflows that this one follows: a merge, unless they say otherwise."""
    branches = examples(node.get("branches").texts())
    before = [occasion for name in node.get("workflows").texts() for occasion in chained(name)]
    by_merge = not before or any(
        occasion.event in {Event.PUSH, Event.PULL, Event.CHAIN} for occasion in before
    )
    if by_merge:
        branch = branches[0] if branches else trunk
        yield Occasion(Event.CHAIN, branch, is_trunk(branch, trunk), name="workflow_run", at=node.at)
        return
    for event in dict.fromkeys(occasion.event for occasion in before):
        yield Occasion(event, trunk, name="workflow_run", at=node.at)


class Context:
    """What names in expressions are worth on one occasion; `look` is handed to the evaluator."""

    def __init__(
        self, occasion: Occasion, inputs: Mapping[str, Value] | None = None, trunk: str = "main"
    ) -> None:
        self.occasion = occasion
        self.inputs = inputs
        self.trunk = trunk
        self.env: dict[str, str] = {}
        self.matrix: Mapping[str, str] = {}
        self.copies: list[Mapping[str, str]] = []
        """The copies that a matrix makes of the job that is read."""
        self.handed: dict[str, Value] = {}
        """What steps and jobs handed on, such as `steps.target.outputs.env`."""

    def child(self, inputs: Mapping[str, Value]) -> Context:
        """Return the context of a part that is used with these inputs."""
        return Context(self.occasion, inputs, self.trunk)

    def look(self, path: str) -> Value:
        """Return the value of a name such as `github.ref`."""
        head, _, rest = path.partition(".")
        if head == "github":
            return self.github(rest)
        if head == "inputs":
            return self.input(rest)
        if head == "env":
            return self.env.get(rest, UNKNOWN)
        if head == "matrix":
            return self.matrix.get(rest, UNKNOWN)
        return self.handed.get(path, UNKNOWN)

    def input(self, name: str) -> Value:
        """Return the value of an input: given by the caller, chosen by the person, or nothing."""
        if self.inputs is not None:
            return self.inputs.get(name)
        if self.occasion.event in {Event.PERSON, Event.CALL}:
            return dict(self.occasion.choice).get(name, UNKNOWN)
        return None

    def shell(self) -> dict[str, str]:
        """Return the variables that a script sees: those of the file, and those of the platform."""
        known = {"GITHUB_EVENT_NAME": self.occasion.name}
        for name, value in self.refs().items():
            known[f"GITHUB_{name.upper()}"] = value if isinstance(value, str) else UNKNOWN_PART
        return {**known, **self.env}

    def github(self, name: str) -> Value:
        """Return what `github.` followed by the name is worth."""
        if name.startswith("event."):
            return self.event(name.removeprefix("event."))
        found = self.refs().get(name, UNKNOWN)
        return self.occasion.name if name == "event_name" else found

    def refs(self) -> dict[str, Value]:
        """Return the names of what the run is about."""
        occasion = self.occasion
        if occasion.event in {Event.TAG, Event.RELEASE}:
            tag = occasion.branch if occasion.event is Event.TAG else SOME_TAG
            kind, ref, name = "tag", f"refs/tags/{tag}", tag
        elif occasion.event in {Event.PULL, Event.MERGED} and occasion.name == "pull_request":
            kind, ref, name = "branch", "refs/pull/1/merge", "1/merge"
        elif occasion.event is Event.CALL:
            return {}
        else:
            branch = occasion.branch if occasion.event is Event.PUSH else self.trunk
            kind, ref, name = "branch", f"refs/heads/{branch}", branch
        pulls = occasion.event in {Event.PULL, Event.MERGED}
        return {
            "ref": ref,
            "ref_name": UNKNOWN if name == SOME_BRANCH else name,
            "ref_type": kind,
            "base_ref": occasion.branch if pulls else "",
            "head_ref": UNKNOWN if pulls else "",
        }

    def event(self, name: str) -> Value:
        """Return what `github.event.` followed by the name is worth."""
        event = self.occasion.event
        head, _, rest = name.partition(".")
        if head == "inputs":
            return self.input(rest)
        known: dict[str, Value] = {
            "pull_request.merged": event is Event.MERGED,
            "workflow_run.conclusion": "success",
            "workflow_run.event": "push",
            "workflow_run.head_branch": self.occasion.branch,
            "repository.default_branch": self.trunk,
        }
        if event is Event.MERGED:
            known["action"] = "closed"
        if head in {"pull_request", "number"} and event is Event.PUSH:
            return known.get(name)
        return known.get(name, UNKNOWN)
