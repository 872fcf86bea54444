"""Turn knobs of a scenario by dotted paths, such as `review.capacity` or `arrivals.between.mean`."""

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from datafiles import FileModel, Plain, Problem
from simulator.checking import find_faults
from simulator.model import Scenario, Stage, UnknownPathError, WrongScenarioError

_WHERE = "<changes>"


def change_scenario(scenario: Scenario, changes: Mapping[str, object]) -> Scenario:
    """Return a scenario with knobs turned; see `Scenario.with_changes`.

    Raises:
        UnknownPathError: where the scenario has no such knob.
        WrongScenarioError: where the changed scenario would be wrong.
    """
    data = scenario.model_dump(exclude_none=True)
    for path, value in changes.items():
        _set(data, path, _plain(value))
    try:
        changed = Scenario.model_validate(data)
    except ValidationError as error:
        wrong = ((".".join(map(str, found["loc"])), found["msg"]) for found in error.errors())
        raise WrongScenarioError(tuple(_problem(field, text) for field, text in wrong)) from None
    faults = find_faults(changed)
    if faults:
        raise WrongScenarioError(
            tuple(
                Problem(_WHERE, 0, ".".join(map(str, fault.location)), fault.wrong, fault.mend)
                for fault in faults
            )
        )
    return changed


def _problem(field: str, text: str) -> Problem:
    wrong, _, mend = text.partition("; ")
    return Problem(_WHERE, 0, field, wrong, mend or "write another value")


def _plain(value: object) -> object:
    """Let texts count as plain ones, so that `--set review.capacity=3` is a number."""
    if isinstance(value, str):
        return Plain(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value


def _set(data: dict[str, Any], path: str, value: object) -> None:
    first, *rest = path.split(".")
    stages = {stage["id"]: stage for stage in data["stages"]}
    if first in stages and (not rest or rest[0] in Stage.model_fields):
        if rest:
            _set_field(Stage, stages[first], rest, value, path)
        elif value is None:
            data["stages"] = _without(data["stages"], first)
        elif isinstance(value, dict):
            stages[first].clear()
            stages[first].update({**value, "id": first})
        else:
            raise UnknownPathError(f"{path}: a stage is a mapping, or null to remove it")
    elif first in Scenario.model_fields and first != "stages":
        _set_field(Scenario, data, [first, *rest], value, path)
    else:
        known = ", ".join((*stages, *(name for name in Scenario.model_fields if name != "stages")))
        wrong = f"stage `{first}` has no `{'.'.join(rest)}`" if first in stages else f"`{first}` is no part"
        mend = ", ".join(Stage.model_fields) if first in stages else known
        raise UnknownPathError(f"{path}: {wrong} of the scenario; there are {mend}")


def _without(stages: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Remove a stage; those after it come after what it came after."""
    place = next(i for i, stage in enumerate(stages) if stage["id"] == name)
    before = stages[place].get("after")
    follows = [] if place == 0 else [stages[place - 1]["id"]]
    for i, stage in enumerate(stages):
        if i == place + 1 and "after" not in stage and before is not None:
            stage["after"] = list(before)
        elif name in stage.get("after", ()):
            names = [other for other in stage["after"] if other != name]
            stage["after"] = list(dict.fromkeys((*names, *(follows if before is None else before))))
    return [stage for stage in stages if stage["id"] != name]


def _set_field(
    model: type[FileModel], data: dict[str, Any], rest: list[str], value: object, path: str
) -> None:
    name, *inner = rest
    if name not in model.model_fields:
        raise UnknownPathError(f"{path}: there is no `{name}`; there are {', '.join(model.model_fields)}")
    if not inner:
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
        return
    below = _model_in(model.model_fields[name].annotation)
    if not isinstance(data.get(name, {}), dict):
        wrong = "has no parts" if below is None else "is a list here; set it as a whole"
        raise UnknownPathError(f"{path}: `{name}` {wrong}")
    if name in {"calendars", "pools"} and model is Scenario:
        _set_entry(data.setdefault(name, {}), below, inner, value, path)
    elif below is None:
        raise UnknownPathError(f"{path}: `{name}` has no parts")
    else:
        _set_field(below, data.setdefault(name, {}), inner, value, path)


def _set_entry(
    data: dict[str, Any], below: type[FileModel] | None, inner: list[str], value: object, path: str
) -> None:
    key, *deeper = inner
    if not deeper:
        data[key] = value
    elif below is None or not isinstance(data.get(key), dict):
        raise UnknownPathError(f"{path}: `{key}` has no parts that can be set")
    else:
        _set_field(below, data[key], deeper, value, path)


def _model_in(annotation: Any) -> type[FileModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, FileModel):
        return annotation
    for inner in get_args(annotation):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
