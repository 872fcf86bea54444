"""Say what is wrong with a part of a scenario, where it stands, and how to mend it."""

from collections.abc import Iterator
from typing import NamedTuple

from simulator.model import Distribution, DistributionKind, Scenario

LEAVE_OUT = "leave it out"
FROM_ONE = "write a whole number from 1"
CV_MOST = 100
Location = tuple[str | int, ...]


class Fault(NamedTuple):
    """One wrong place in a scenario: where, what, and how to mend it."""

    location: Location
    wrong: str
    mend: str


_NEEDS: dict[DistributionKind, tuple[str, ...]] = {
    DistributionKind.CONSTANT: ("value",),
    DistributionKind.EXPONENTIAL: ("mean",),
    DistributionKind.LOGNORMAL: ("mean", "cv"),
    DistributionKind.UNIFORM: ("low", "high"),
    DistributionKind.TRIANGULAR: ("low", "mode", "high"),
    DistributionKind.EMPIRICAL: ("values",),
}


def check_distribution(dist: Distribution | None, place: Location) -> Iterator[Fault]:
    """Find what is wrong with a distribution; none is right."""
    if dist is None:
        return
    needs = _NEEDS[dist.dist]
    for name in ("value", "mean", "cv", "low", "mode", "high", "values"):
        given = getattr(dist, name) is not None
        if given and name not in needs:
            yield Fault((*place, name), f"is no part of `{dist.dist}`", f"write {', '.join(needs)}")
        if not given and name in needs:
            yield Fault(place, f"`{dist.dist}` needs `{name}`", f"write {', '.join(needs)}")
    if dist.cv is not None and dist.cv < 0:
        yield Fault((*place, "cv"), "is negative", "write a number from 0")
    if dist.cv is not None and dist.cv > CV_MOST:
        yield Fault((*place, "cv"), f"is {dist.cv:g}", f"write a number 0..{CV_MOST}")
    if dist.values == ():
        yield Fault((*place, "values"), "is empty", "list at least one duration")
    ends = [end for end in (dist.low, dist.mode, dist.high) if end is not None]
    if ends != sorted(ends):
        yield Fault(place, "its ends are not in order", "write low <= mode <= high")


def check_calendar(scenario: Scenario, name: str | None, place: Location) -> Iterator[Fault]:
    """Find whether a calendar that is named is missing."""
    if name is not None and name not in scenario.calendars:
        known = ", ".join(scenario.calendars) or "none"
        yield Fault(place, f"`{name}` is no calendar", f"add it to `calendars` (known: {known})")
