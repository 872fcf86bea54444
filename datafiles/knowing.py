"""Know which keys a model has at a place of the document, so that a typo can be named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from datafiles.model import Location


def known_keys(model: type[BaseModel], location: Location, data: Any) -> list[str]:
    """Return the keys that could still be added to the mapping at `location`, in the model's order."""
    nodes: list[Any] = [model]
    for step in location:
        nodes = [leaf for node in nodes for inner in inside(node, step, data) for leaf in leaves(inner)]
        data = data[step]
    names = (name for node in nodes if is_model(node) and fits(node, data) for name in keys_of(node))
    return [name for name in dict.fromkeys(names) if name not in data]


def is_model(node: Any) -> bool:
    """Say whether an annotation is a model, or a plain dataclass that a model holds."""
    return isinstance(node, type) and (issubclass(node, BaseModel) or is_dataclass(node))


def keys_of(model: type[Any]) -> dict[str, Any]:
    """Return the annotation of each key, as the key is written in the file."""
    if not issubclass(model, BaseModel):
        return get_type_hints(model, include_extras=True)
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def leaves(annotation: Any) -> Iterator[Any]:
    """Yield the members of a union, without their marks."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from leaves(get_args(annotation)[0])
    elif origin is Union or origin is UnionType:
        for member in get_args(annotation):
            yield from leaves(member)
    else:
        yield annotation


def inside(node: Any, step: str | int, data: Any) -> list[Any]:
    """Return the annotations of what stands inside a model, mapping or list at `step`."""
    if is_model(node):
        found = keys_of(node).get(str(step)) if fits(node, data) else None
        return [] if found is None else [found]
    arguments = [argument for argument in get_args(node) if argument is not Ellipsis]
    if isinstance(step, int) and len(arguments) > step:
        return [arguments[step]]
    return arguments[-1:]


def fits(model: type[Any], data: Any) -> bool:
    """Say whether a mapping may be meant for a model: no choice in it says otherwise."""
    for key, annotation in keys_of(model).items():
        choices = get_args(annotation) if get_origin(annotation) is Literal else ()
        if key in data and choices and isinstance(choices[0], str) and data[key] not in choices:
            return False
    return True
