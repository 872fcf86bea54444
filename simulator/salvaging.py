"""Look beyond the wrong values of a scenario file, so that its other faults are found in the same reading.

What no field can hold is set aside or replaced by something harmless; the rest is judged as a scenario.
A fault that this may have made is not told.
"""

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError

from datafiles import Plain
from simulator.faults import Fault, Location
from simulator.model import Scenario

_NEEDED: dict[str, Any] = {
    "format": Plain("1"),
    "id": "salvaged",
    "title": "Salvaged",
    "arrivals": {"between": {"dist": "constant", "value": Plain("1")}},
}
_ENTRIES: dict[str, Any] = {
    "calendars": {"days": "mon-sun", "hours": "00:00-24:00"},
    "pools": Plain("1"),
    "expect": {"metric": "wip", "relation": ">", "value": Plain("0")},
}
_STAGE = 2
_NAMED_BY = {"calendars": "calendar", "pools": "pool"}

Check = Callable[[Scenario], Iterable[Fault]]


def faults_beyond(data: object, check: Check) -> tuple[Fault, ...]:
    """Return what `check` finds in the rest of a file whose wrong values are set aside."""
    rest = _copied(data)
    aside: set[Location] = set()
    while True:
        try:
            scenario = Scenario.model_validate(rest)
        except ValidationError as error:
            places = {_place(one["type"], one["loc"], rest) for one in error.errors(include_url=False)}
            found = {_widened(place, aside) for place in places}
            if () in found or ("stages",) in found:
                return ()
            aside |= found
            for place in found:
                _set_aside(rest, place)
        else:
            return tuple(fault for fault in check(scenario) if not _doubtful(fault.location, aside))


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _place(kind: str, location: Location, node: Any) -> Location:
    """Return the part of an error's location that the file has, and the step that is missing."""
    found: Location = ()
    for step in location:
        if not _holds(node, step):
            return (*found, step) if kind == "missing" else found
        node = node[step]
        found = (*found, step)
    return found


def _holds(node: Any, step: int | str) -> bool:
    return step in node if isinstance(node, dict) else isinstance(node, list) and isinstance(step, int)


def _widened(place: Location, aside: set[Location]) -> Location:
    """Return what to set aside: a whole list, an entry, and the whole of what was tried in part before."""
    ends = [i for i, step in enumerate(place) if isinstance(step, int)]
    kept = 1 if place[:1] == ("stages",) else 0
    if place and place[0] in _ENTRIES:
        place = place[:2]
    elif len(ends) > kept:
        place = place[: ends[kept]]
    while place in aside:
        place = place[:-1]
    return place


def _set_aside(rest: Any, place: Location) -> None:
    """Remove what stands at a place, or put something harmless there."""
    first, *inner = place
    node = rest
    for step in place[:-1]:
        node = node[step] if _holds(node, step) else {}
    if first == "stages" and len(inner) == 1:
        node[inner[0]] = {"id": f"salvaged-{inner[0]}", "mark": "hand"}
    elif first == "stages" and place[2:] in {("id",), ("mark",)}:
        node[place[-1]] = "hand" if place[-1] == "mark" else f"salvaged-{inner[0]}"
    elif first in _ENTRIES and inner:
        node[place[-1]] = _ENTRIES[str(first)]
    elif first in _NEEDED and not inner:
        node[place[-1]] = _NEEDED[str(first)]
    else:
        node.pop(place[-1], None)


def _doubtful(place: Location, aside: set[Location]) -> bool:
    """Tell whether a fault may come of what was set aside, not of the file."""
    if any(place[: len(one)] == one or one[: len(place)] == place for one in aside):
        return True
    if any(len(one) == 1 and place[-1] == _NAMED_BY.get(str(one[0])) for one in aside):
        return True
    if place[0] == "arrivals":
        return any(one[0] == "arrivals" or (one[0] == "stages" and "wip_limit" in place) for one in aside)
    about_roads = len(place) == _STAGE or "after" in place or place[-1] == "to"
    roads = any(one[0] == "stages" and (len(one) == _STAGE or one[2] in {"id", "after"}) for one in aside)
    return roads and about_roads and place[0] in {"stages", "integration"}
