"""A team's own lane out of its answers: a base scenario, what the answers say of it, what was measured.

Three things make a number of the lane, and each later one wins: the answer to a practice, a measurement, a
person who overrules. A step changes the answer to one practice. Where that practice says a number that was
measured or overruled, the step moves the number by as much as its two options differ, so that a measured
20 minutes are not replaced by somebody else's guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from assessments import Effect, as_changes
from datafiles import hours
from simulator import Scenario, SimulatorError, WrongScenarioError, scenario_text

MIDDLE = 0.5
Changes = dict[str, Any]


class Origin(StrEnum):
    """What made a number of the lane so."""

    ANSWERED = "answered"
    MEASURED = "measured"
    OVERRULED = "overruled"

    @property
    def word(self) -> str:
        """Return it as a page says it."""
        return {"answered": "from an answer", "measured": "measured", "overruled": "set by hand"}[self.value]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number that no answer decides: measured, or set by a person.

    Attributes:
        path: the knob, as `Scenario.with_changes` takes it.
        value: what it is [h or a share where it is a number].
        says: what it rests on, such as "312 changes in 90 days"; who set it and why.
        origin: measured or overruled.
    """

    path: str
    value: Any
    says: str
    origin: Origin = Origin.OVERRULED


@dataclass(frozen=True, slots=True)
class Part:
    """One number of the lane with what made it so.

    Attributes:
        path: the knob.
        value: what it is, in the middle of its range [h or a share where it is a number].
        low: the lower end of its range; the same as `value` where there is none.
        high: the upper end.
        origin: what decided.
        says: the source of the effect, or what the measurement rests on.
        practice: the practice that speaks of it; empty where none does.
        option: the option that was chosen there.
        instead: what the answer alone would have made of it; None where the answer decided.
    """

    path: str
    value: Any
    low: Any
    high: Any
    origin: Origin
    says: str
    practice: str = ""
    option: str = ""
    instead: Any = None


@dataclass(frozen=True, slots=True)
class OwnLane:
    """A team's own lane.

    Attributes:
        base: the scenario that the questionnaire names.
        effects: what the team's answers change in it.
        fixed: what was measured or overruled, by path; it always wins.
    """

    base: Scenario
    effects: tuple[Effect, ...] = ()
    fixed: Mapping[str, Fixed] = field(default_factory=lambda: MappingProxyType({}))

    def with_fixed(self, *rows: Fixed) -> OwnLane:
        """Return the lane with more numbers that no answer decides; the later one of a path wins."""
        return replace(self, fixed={**self.fixed, **{row.path: row for row in rows}})

    def scenario(self, share: float = MIDDLE, shares: Mapping[str, float] | None = None) -> Scenario:
        """Return the lane as a scenario.

        Args:
            share: where in its range every assumed number lies [0..1].
            shares: the same for single paths.

        Raises:
            SimulatorError: where a number does not fit the lane.
        """
        return self._turned({**as_changes(self.effects, share, shares), **self._values()})

    def with_step(
        self,
        practice: str,
        step: tuple[Effect, ...],
        share: float = MIDDLE,
        shares: Mapping[str, float] | None = None,
    ) -> Scenario:
        """Return the lane with another option of one practice; see the module for what was measured.

        Raises:
            SimulatorError: where a number does not fit the lane.
        """
        return self.with_steps({practice: step}, share, shares)

    def with_steps(
        self,
        steps: Mapping[str, tuple[Effect, ...]],
        share: float = MIDDLE,
        shares: Mapping[str, float] | None = None,
    ) -> Scenario:
        """Return the lane with other options of several practices, in their order.

        Raises:
            SimulatorError: where a number does not fit the lane.
        """
        kept = tuple(effect for effect in self.effects if effect.practice not in steps)
        changes, last = {**as_changes(kept, share, shares), **self._values()}, {}
        for practice, step in steps.items():
            today = tuple(effect for effect in self.effects if effect.practice == practice)
            before, after = as_changes(today, share, shares), as_changes(step, share, shares)
            for path, row in self.fixed.items():
                if path in after:
                    after[path] = _moved(row.value, before.get(path), after[path])
                elif any(touches(path, one) for one in before) and path in changes:
                    del changes[path]
            last.update(after)
        for path in last:
            changes.pop(path, None)
        return self._turned({**changes, **last})

    def parts(self) -> tuple[Part, ...]:
        """Return every number that the team's answers, measurements and people decided, in their order."""
        found = []
        for effect in {effect.path: effect for effect in self.effects}.values():
            row, value = self.fixed.get(effect.path), effect.at(MIDDLE)
            if row is None:
                low, high = effect.at(0.0), effect.at(1.0)
                part = Part(effect.path, value, low, high, Origin.ANSWERED, effect.source)
            else:
                part = replace(_fixed_part(row), instead=value)
            found.append(replace(part, practice=effect.practice, option=effect.option))
        known = {part.path for part in found}
        return (*found, *(_fixed_part(row) for path, row in self.fixed.items() if path not in known))

    def refusal(self) -> str | None:
        """Return why the lane cannot run as it is; None where it can."""
        try:
            self.scenario()
        except WrongScenarioError as error:
            return " ".join(f"{one.field}: {one.wrong}; {one.mend}." for one in error.problems)
        except (SimulatorError, ValueError) as error:
            return str(error)
        return None

    def text(self) -> str:
        """Return the lane in the middle of its ranges as a scenario file."""
        return scenario_text(self.scenario())

    def _values(self) -> Changes:
        return {path: row.value for path, row in self.fixed.items()}

    def _turned(self, changes: Changes) -> Scenario:
        return self.base.with_changes(changes).model_copy(update={"expect": ()})


def touches(one: str, other: str) -> bool:
    """Tell whether two paths are the same, or one lies inside the other."""
    first, second = one.split("."), other.split(".")
    many = min(len(first), len(second))
    return first[:many] == second[:many]


def _moved(value: Any, before: Any, after: Any) -> Any:
    """Return a measured number moved as far as two options differ; the new one where that cannot be said."""
    now, old, new = number(value), number(before), number(after)
    if now is None or new is None or not old:
        return after
    return now * new / old


def number(value: Any) -> float | None:
    """Return the number that a value of a knob is, a duration in hours; None where it is none."""
    try:
        return hours(value)
    except ValueError:
        return None


def _fixed_part(row: Fixed) -> Part:
    return Part(row.path, row.value, row.value, row.value, row.origin, row.says)
