"""Things to move: a slider over a formula or a sweep, and a lane of the simulator in place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from content.fields import Setting, counted
from content.formulas import compute
from content.predicting import Measure, ask_for
from content.tables import as_table, twin
from datafiles import FileModel, Id, Number, Text, Whole


class Series(FileModel):
    """One curve: a formula of `x`, or a metric of the simulator."""

    id: Id
    title: Text
    unit: Text
    formula: Text | None = None
    metric: Text | None = None


class Sweep(FileModel):
    """What the simulator varies: the value of `x` is put at `path` of the scenario."""

    scenario: Id
    path: Text
    change: Mapping[Text, Setting] = Field(default_factory=dict)
    seed: Whole = 1
    runs: Annotated[Whole, Field(ge=1, le=1000)] = 40


class Slider(FileModel):
    """One control, and what follows from it."""

    kind: Literal["slider"]
    id: Id
    title: Text
    text: Text
    label: Text
    unit: Text
    values: Annotated[tuple[Number, ...], counted(3, 60)]
    start: Number
    constants: Mapping[Text, Number] = Field(default_factory=dict)
    series: Annotated[tuple[Series, ...], counted(1, 5)]
    sweep: Sweep | None = None
    assumes: Text
    sources: tuple[Id, ...] = ()

    @property
    def needs_simulator(self) -> bool:
        """Say whether a curve comes from the simulator."""
        return any(each.metric for each in self.series)

    def row(self, x: float, measure: Measure | None = None) -> tuple[float, ...]:
        """Return the value of each curve at `x`.

        Raises:
            ValueError: a formula has no value there, or a metric is asked for without a simulator.
        """
        return tuple(self._at(each, x, measure) for each in self.series)

    def points(self, measure: Measure | None = None) -> tuple[tuple[float, tuple[float, ...]], ...]:
        """Return every position of the control with the value of each curve there."""
        return tuple((x, self.row(x, measure)) for x in self.values)

    def _at(self, series: Series, x: float, measure: Measure | None) -> float:
        """Return the value of one curve."""
        if series.formula is not None:
            return compute(series.formula, {**self.constants, "x": x})
        if measure is None or self.sweep is None:
            raise ValueError(f"`{series.id}` needs the simulator")
        change = {**self.sweep.change, self.sweep.path: setting(x)}
        sweep = self.sweep
        value = measure(ask_for(sweep.scenario, str(series.metric), change, sweep.seed, sweep.runs))
        if value is None:
            raise ValueError(f"`{series.id}` has no value at {x:g}")
        return value

    def as_text(self, measure: Measure | None = None) -> str:
        """Return the text twin: a table of all positions, or what is varied where no simulator is given."""
        says = f"{self.label} [{self.unit}]. {self.assumes}"
        if self.needs_simulator and measure is None:
            names = ", ".join(f"{each.title} [{each.unit}]" for each in self.series)
            return twin(self.title, self.text, says, f"It shows {names}.")
        head = (f"{self.label} [{self.unit}]", *(f"{each.title} [{each.unit}]" for each in self.series))
        rows = [(f"{x:g}", *(f"{value:.3g}" for value in row)) for x, row in self.points(measure)]
        return twin(self.title, self.text, self.assumes, as_table(head, rows))


def setting(x: float) -> float:
    """Return a position as a knob takes it: a whole number where it is one."""
    return int(x) if x.is_integer() else x


class Switch(FileModel):
    """Something to change in a lane: paths and values as in `greenlane simulate --set`."""

    id: Id
    title: Text
    text: Text
    change: Mapping[Text, Setting]


class Lane(FileModel):
    """One or two lanes of the simulator in place; `predict` is asked before the first run.

    Switches change the first lane; the second stays as it is, to compare with.
    """

    kind: Literal["lane"]
    id: Id
    title: Text
    text: Text
    scenarios: Annotated[tuple[Id, ...], counted(1, 2)]
    switches: Annotated[tuple[Switch, ...], counted(0, 6)] = ()
    metrics: Annotated[tuple[Text, ...], counted(1, 8)]
    predict: Id | None = None
    seed: Whole = 1
    shows: Text
    """The text twin of what is to be seen."""
    sources: tuple[Id, ...] = ()

    def changes(self, switched: Collection[str]) -> Mapping[str, Any]:
        """Return the changes of the switches that are on, later ones over earlier ones."""
        merged: dict[str, Any] = {}
        for switch in self.switches:
            if switch.id in switched:
                merged |= switch.change
        return merged

    def as_text(self) -> str:
        """Return the text twin: what is to be seen, and every switch."""
        lanes = f"Lanes: {', '.join(self.scenarios)}. Figures: {', '.join(self.metrics)}."
        switches = [f"- **{each.title}**: {each.text}" for each in self.switches]
        return twin(self.title, self.text, self.shows, lanes, "\n".join(switches))
