"""Say in plain words where and why a document does not fit its model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from datafiles.fields import shown
from datafiles.knowing import known_keys
from datafiles.model import MOST_PROBLEMS, Document, Location, Problem, field_name, more_problems, shorten

MOST_NAMES = 12
MOST_WALKS = 64
CHOICES = frozenset({"literal_error", "enum"})
DEFAULT_MEND = "change this value"


@dataclass(frozen=True, slots=True)
class Found:
    """One error of the schema: where it is in the document, and in which branches of a union."""

    kind: str
    raw: Location
    path: Location
    labels: tuple[int, ...]
    value: Any
    wrong: str = ""
    mend: str = ""


def schema_problems(error: ValidationError, document: Document, model: type[BaseModel]) -> list[Problem]:
    """Translate every error of the schema into a problem at its line, one for each wrong value."""
    found = []
    for item in error.errors(include_url=False)[:MOST_PROBLEMS]:
        kind, context, value = item["type"], item.get("ctx", {}), item["input"]
        path, labels = locate(item["loc"], document.data, kind, value)
        if kind.startswith("union_tag_") and isinstance(value, dict):
            path += tag_key(context)
        one = Found(kind, item["loc"], path, labels, value)
        wrong, mend = say(one, context, item["msg"], lambda at: known_keys(model, at, document.data))
        found.append(replace(one, wrong=wrong, mend=mend))
    incomplete = {at[:-1] for at in document.unread if at and str(at[-1])[:1] in {"<", "*"}}
    problems = [
        Problem(document.path, document.line(one.path), field_name(one.path), one.wrong, one.mend)
        for one in settle(found)
        if not hidden(one, document.unread, incomplete)
    ]
    more = error.error_count() - MOST_PROBLEMS
    if more > 0:
        problems.append(more_problems(document.path, problems[-1].line if problems else 1, f"{more:,}"))
    return problems


def hidden(one: Found, unread: frozenset[Location], incomplete: set[Location]) -> bool:
    """Say whether an error only repeats that something was refused before: an alias, a tag, `<<`.

    Args:
        one: the error.
        unread: the locations whose value was refused.
        incomplete: the mappings of which an entry with a refused key is lost.
    """
    if one.kind == "missing" and one.path[:-1] in incomplete:
        return True
    return any(one.path[:end] in unread for end in range(len(one.path) + 1))


# ---------------------------------------------------------------- where


def locate(raw: Location, data: Any, kind: str, value: Any) -> tuple[Location, tuple[int, ...]]:
    """Find the way through the document that pydantic means.

    Its locations also hold the labels of union branches. A label is whatever is not in the document; where
    a name could be both, the way that ends at the very value pydantic judged is the right one.

    Returns:
        The location in the document, and the indexes of the labels in the raw location.
    """
    first = None
    for path, labels, end in islice(walks(raw, 0, data, missing=kind == "missing"), MOST_WALKS):
        if end is value:
            return path, labels
        first = first or (path, labels)
    return first or (raw, ())


def walks(
    raw: Location, index: int, node: Any, *, missing: bool
) -> Iterator[tuple[Location, tuple[int, ...], Any]]:
    """Yield the ways through `node` along `raw`: path, indexes of labels, and the value at the end."""
    if index == len(raw):
        yield (), (), node
        return
    step = raw[index]
    if missing and index == len(raw) - 1:
        yield (step,), (), node
        return
    if holds(node, step):
        for path, labels, end in walks(raw, index + 1, node[step], missing=missing):
            yield (step, *path), labels, end
    for path, labels, end in walks(raw, index + 1, node, missing=missing):
        yield path, (index, *labels), end


def holds(node: Any, step: str | int) -> bool:
    """Say whether a list or mapping has such an entry."""
    if isinstance(node, dict):
        return step in node
    return isinstance(node, list) and isinstance(step, int) and step < len(node)


# ---------------------------------------------------------------- which branch of a union


def settle(found: Sequence[Found], depth: int = 0) -> list[Found]:
    """Keep, of each union, the errors of the branch that was most likely meant."""
    unions: dict[Location, dict[str | int, list[Found]]] = {}
    kept = []
    for one in found:
        if depth >= len(one.labels):
            kept.append(one)
        else:
            at = one.labels[depth]
            unions.setdefault(one.raw[:at], {}).setdefault(one.raw[at], []).append(one)
    for branches in unions.values():
        kept += settle_branches(list(branches.values()), depth)
    return kept


def settle_branches(branches: list[list[Found]], depth: int) -> list[Found]:
    """Keep the errors of the branch that fits best, or one error for all where none begins to fit."""
    best = min(branches, key=lambda branch: misfit(branch, depth))
    outside, choices, _ = misfit(best, depth)
    if len(branches) > 1 and outside:
        return [joined(best[0], [one for branch in branches for one in branch])]
    if len(branches) > 1 and choices:
        choice = next(one for one in best if one.kind in CHOICES)
        same = [
            one for branch in branches for one in branch if one.path == choice.path and one.kind in CHOICES
        ]
        if len(same) == len(branches):
            return [joined(choice, same)]
    return settle(best, depth + 1)


def joined(one: Found, all_of_them: list[Found]) -> Found:
    """Return one error with the mends of all."""
    mends = [other.mend for other in all_of_them if other.mend != DEFAULT_MEND]
    words = dict.fromkeys(mend.removeprefix("write ") for mend in mends)
    return replace(one, mend="write " + " or ".join(words) if words else DEFAULT_MEND)


def misfit(branch: list[Found], depth: int) -> tuple[int, int, int]:
    """Measure how badly a branch fits: the wrong kind of value first, wrong choices next, then the rest."""
    outside = branch[0].labels[depth] - depth
    whole = sum(len(one.path) <= outside for one in branch)
    choices = sum(one.kind in CHOICES for one in branch)
    return whole, choices, len(branch)


# ---------------------------------------------------------------- what

KINDS: Mapping[str, str] = {
    "string_type": "write a text",
    "string_sub_type": "write a text",
    "model_type": "write a mapping with keys",
    "model_attributes_type": "write a mapping with keys",
    "dict_type": "write a mapping with keys",
    "mapping_type": "write a mapping with keys",
    "list_type": "write a list",
    "tuple_type": "write a list",
    "set_type": "write a list",
    "frozen_set_type": "write a list",
    "date_type": "write a date as `2024-05-31`",
    "date_parsing": "write a date as `2024-05-31`",
    "date_from_datetime_parsing": "write a date as `2024-05-31`",
    "date_from_datetime_inexact": "write a date as `2024-05-31`",
    "none_required": "leave it empty",
}
"""The mend for a value of the wrong kind, by pydantic's type of error."""

UNKNOWN_KEYS = frozenset({"extra_forbidden", "unexpected_keyword_argument"})
"""Errors of a key that a model, or a dataclass, does not have."""

BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than": ("must be more than", "gt"),
    "greater_than_equal": ("must be at least", "ge"),
    "less_than": ("must be less than", "lt"),
    "less_than_equal": ("must be at most", "le"),
    "multiple_of": ("must be a multiple of", "multiple_of"),
}
"""The words for a number out of its bounds, and the name of the bound."""


def say(
    one: Found, context: Mapping[str, Any], message: str, keys: Callable[[Location], list[str]]
) -> tuple[str, str]:
    """Return what is wrong and how to mend it."""
    kind = one.kind
    if kind == "data_file":
        return context["wrong"], context["mend"]
    if kind == "missing":
        return "is missing", f"add `{one.path[-1]}:`" if isinstance(one.path[-1], str) else "add the entry"
    if kind in UNKNOWN_KEYS:
        return say_unknown(str(one.path[-1]), keys(one.path[:-1]))
    if kind in KINDS:
        return shown(one.value), KINDS[kind]
    if kind in BOUNDS:
        words, bound = BOUNDS[kind]
        limit = f"{context[bound]:g}"
        return (
            f"is `{shorten(one.value)}` but {words} {limit}",
            f"write {words.removeprefix('must be ')} {limit}",
        )
    return say_choice(one, context) or say_size(kind, context) or say_other(context, message)


def say_unknown(key: str, known: list[str]) -> tuple[str, str]:
    """Explain a key the model does not have; `known` are the keys that could still be written."""
    close = get_close_matches(key[:60], known, n=1, cutoff=0.6)
    if close:
        return "unknown key", f"did you mean `{close[0]}`?"
    if not known:
        return "unknown key", "remove it"
    names = ", ".join(f"`{name}`" for name in known[:MOST_NAMES])
    more = ", …" if len(known) > MOST_NAMES else ""
    return "unknown key", f"remove it, or use one of {names}{more}"


def say_choice(one: Found, context: Mapping[str, Any]) -> tuple[str, str] | None:
    """Explain a value that is none of those allowed."""
    if one.kind in CHOICES:
        return shown(one.value), f"write {str(context['expected']).replace(chr(39), '`')}"
    if one.kind == "union_tag_invalid":
        return f"is `{shorten(context['tag'])}`", f"write one of {context['expected_tags']}".replace("'", "`")
    if one.kind == "union_tag_not_found":
        keys = tag_key(context)
        return (
            ("is missing", f"add `{keys[0]}:`")
            if keys
            else (shown(one.value), "write one of the known kinds")
        )
    return None


def tag_key(context: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the key that says which branch of a union is meant; none where a function tells."""
    name = str(context["discriminator"])
    return (name.strip("'"),) if name.startswith("'") else ()


def say_size(kind: str, context: Mapping[str, Any]) -> tuple[str, str] | None:
    """Explain a text or list of the wrong length, or a text of the wrong form."""
    if kind == "too_short":
        return f"has {context['actual_length']} entries", f"write at least {context['min_length']}"
    if kind == "too_long":
        return f"has more than {context['max_length']} entries", f"write at most {context['max_length']}"
    if kind == "string_too_short":
        return "is too short", f"write at least {context['min_length']} characters"
    if kind == "string_too_long":
        return "is too long", f"write at most {context['max_length']} characters"
    if kind == "string_pattern_mismatch":
        return "does not have the right form", f"write it as `{context['pattern']}` says"
    return None


def say_other(context: Mapping[str, Any], message: str) -> tuple[str, str]:
    """Pass on what a validator said: a ValueError with `what is wrong; how to mend it`."""
    words = str(context["error"]) if "error" in context else message[:1].lower() + message[1:]
    wrong, _, mend = words.partition("; ")
    return " ".join(wrong.split()) or "is wrong", " ".join(mend.split()) or DEFAULT_MEND
