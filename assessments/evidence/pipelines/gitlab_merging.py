"""Put a GitLab pipeline together: local includes, defaults, `extends`, `!reference`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assessments.evidence.pipelines.model import At
from assessments.evidence.pipelines.nodes import Node
from assessments.evidence.pipelines.project import Project
from datafiles import Problem, Tagged

KEYWORDS = frozenset(
    [
        "default",
        "include",
        "stages",
        "variables",
        "workflow",
        "image",
        "services",
        "cache",
        "before_script",
        "after_script",
        "types",
        "spec",
    ]
)
DEFAULTS = (
    "image",
    "services",
    "cache",
    "before_script",
    "after_script",
    "tags",
    "retry",
    "timeout",
    "interruptible",
)
MOST_INCLUDES = 150
MOST_BASES = 5_000
MOST_NESTED = 20
MOST_REFERENCES = 2_000
"""So many `!reference` are followed in one pipeline."""
_INPUT = re.compile(r"\$\[\[\s*inputs\.([\w-]+)[^\]]*\]\]")
DEEPEST = 11
"""GitLab follows `extends` eleven levels deep."""


class Merged:
    """A pipeline with its includes put together."""

    def __init__(self, project: Project, file: str, given: Mapping[str, str] | None = None) -> None:
        self.project = project
        self.file = file
        self.missing: list[str] = []
        self.problems: list[Problem] = []
        self.files: list[str] = []
        self.top = self._with_includes(file, given or {})
        self._extended: dict[str, Node] = {}
        self._followed = self._referred = 0

    def _with_includes(self, file: str, given: Mapping[str, str]) -> Node:
        """Return the content of a file laid over what it includes, its `spec: inputs` filled in."""
        self.files.append(file)
        own = self.project.node(file)
        inputs = self.project.documents(file)[0].get("spec", "inputs") if own.is_map else own
        if inputs.is_map:
            usual = {key: inner.get("default").text for key, inner in inputs.items() if inner.has("default")}
            own = _with_inputs(own, {**usual, **given}, 0)
        if not own.is_map:
            return Node({}, own.at)
        merged = Node({}, own.at)
        for include in own.get("include").entries():
            for part in self._parts(include):
                if part not in self.files and len(self.files) < MOST_INCLUDES:
                    inner = self._with_includes(part, dict(include.get("inputs").pairs()))
                    merged = lay_over(merged, inner)
        return lay_over(merged, own)

    def _parts(self, include: Node) -> Iterator[str]:
        """Name the local files of one include; note what is elsewhere or missing."""
        local = include.get("local").text if include.is_map else include.text
        if include.is_map and not local:
            for kind in ("project", "remote", "template", "component"):
                if include.has(kind):
                    files = ", ".join(include.get("file").texts())
                    self.missing.append(f"{include.get(kind).text} {files}".strip())
            return
        if local.startswith(("http://", "https://")) or "$" in local:
            self.missing.append(local)
            return
        found = self.project.matching(self.file, local) if "*" in local else ()
        one = self.project.local(self.file, local)
        parts = found or ((one,) if one else ())
        if not parts:
            self.missing.append(local)
            self.problems.append(
                Problem(
                    include.at.file, include.at.line, "include", f"`{local}` was not given", "add the file"
                )
            )
        yield from parts

    @property
    def job_names(self) -> tuple[str, ...]:
        """Return the names of the jobs that can run: hidden ones cannot."""
        return tuple(name for name, node in self.top.items() if is_job(name, node))

    @property
    def stages(self) -> tuple[str, ...]:
        """Return the stages in order."""
        given = self.top.get("stages") if self.top.has("stages") else self.top.get("types")
        named = given.texts() if given.is_list else ("build", "test", "deploy")
        return (".pre", *(name for name in named if name not in {".pre", ".post"}), ".post")

    def job(self, name: str) -> Node:
        """Return a job with what it extends, and with the defaults it does not override."""
        whole = self.extended(name)
        inherited = dict(whole.items())
        wanted = whole.get("inherit", "default")
        for key in DEFAULTS:
            default = self.top.get("default", key)
            default = default if default.value is not None else self.top.get(key)
            if key not in inherited and default.value is not None and not wanted.holds("false"):
                inherited[key] = default
        return Node(inherited, whole.at)

    def extended(self, name: str, above: tuple[str, ...] = ()) -> Node:
        """Return a job laid over everything it extends."""
        if name in self._extended:
            return self._extended[name]
        own = self.top.get(name)
        merged = Node({}, own.at)
        for base in own.get("extends").texts():
            self._followed += 1
            if base in above or len(above) >= DEEPEST or self._followed > MOST_BASES:
                continue
            merged = lay_over(merged, self.extended(base, (*above, name)))
        whole = lay_over(merged, own)
        if not above:
            self._extended[name] = whole
        return whole

    def missing_bases(self, name: str) -> tuple[str, ...]:
        """Return what a job extends that was not given, also by way of others."""
        waiting, seen, found = [name], {name}, []
        while waiting:
            for base in self.top.get(waiting.pop()).get("extends").texts():
                if not self.top.has(base):
                    found.append(base)
                elif base not in seen:
                    seen.add(base)
                    waiting.append(base)
        return tuple(found)

    def scripts(self, node: Node, depth: int = 0) -> Iterator[Node]:
        """Walk through the entries of a script, with what it refers to."""
        if depth > DEEPEST:
            return
        value = node.value
        if isinstance(value, Tagged):
            yield from self.scripts(self.referred(value, node.at), depth + 1)
        elif isinstance(value, list):
            for entry in value:
                yield from self.scripts(entry, depth + 1)
        elif isinstance(value, str):
            yield node

    def referred(self, tagged: Tagged, at: At) -> Node:
        """Return what `!reference [job, key]` means; nothing where it leads nowhere."""
        path = tagged.value if isinstance(tagged.value, list) else []
        words = [str(word) for word in path]
        self._referred += 1
        if tagged.tag != "!reference" or not words or self._referred > MOST_REFERENCES:
            return Node(None, at)
        if not self.top.has(words[0]):
            self.missing.append(".".join(words))
            return Node(None, at)
        return self.extended(words[0]).get(*words[1:])

    def entries(self, node: Node, depth: int = 0) -> Iterator[Node]:
        """Walk through the entries of `rules:` and the like, with what they refer to."""
        if depth > DEEPEST:
            return
        value = node.value
        if isinstance(value, Tagged):
            yield from self.entries(self.referred(value, node.at), depth + 1)
        elif isinstance(value, list):
            for entry in value:
                yield from self.entries(entry, depth + 1)
        elif value is not None:
            yield node

    def variables(self, node: Node) -> Mapping[str, str]:
        """Return variables: global ones and those of a job; `{value, description}` is a value."""
        found: dict[str, str] = {}
        for source in (self.top.get("variables"), node.get("variables")):
            for key, value in source.items():
                found[key] = value.get("value").text if value.is_map else value.text
        return found


def _with_inputs(node: Node, values: Mapping[str, str], depth: int) -> Node:
    """Return a file with `$[[ inputs.name ]]` filled in, in keys too; what nobody gives stays as written."""

    def filled(text: str) -> str:
        return _INPUT.sub(lambda found: values.get(found[1], found[0]), text)

    if depth < MOST_NESTED and node.is_map:
        rows = {filled(key): _with_inputs(inner, values, depth + 1) for key, inner in node.items()}
        return Node(rows, node.at)
    if depth < MOST_NESTED and node.is_list:
        return Node([_with_inputs(inner, values, depth + 1) for inner in node.entries()], node.at)
    return Node(filled(node.text), node.at) if "$[[" in node.text else node


def is_job(name: str, node: Node) -> bool:
    """Say whether a key names a job that can run."""
    return not name.startswith(".") and name not in KEYWORDS and node.is_map


def lay_over(base: Node, over: Node) -> Node:
    """Return a mapping laid over another, as `extends` does: mappings merge, anything else replaces."""
    if not (base.is_map and over.is_map):
        return over
    merged = dict(base.value)
    for key, node in over.value.items():
        merged[key] = lay_over(merged[key], node) if key in merged else node
    return Node(merged, over.at)
