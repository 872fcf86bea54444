"""The things to do in a lesson, as data: each can be drawn, tried, and said as text.

`as_text` is the text twin of an activity, in Markdown, with its answers: for a reader who cannot use the
drawn one, and for print.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from content.cards import Checklist, Sort, Teams
from content.fields import counted
from content.guides import Example, Finder, Tree
from content.levers import Lane, Slider
from content.logs import Log
from datafiles import FileModel, Format, Id

Activity = Sort | Teams | Checklist | Slider | Lane | Log | Example | Tree | Finder


class Activities(FileModel):
    """The file `activities.yaml` of a lesson."""

    format: Format
    lesson: Id
    activities: Annotated[tuple[Annotated[Activity, Field(discriminator="kind")], ...], counted(1)]


KINDS = ("sort", "teams", "checklist", "slider", "lane", "log", "example", "tree", "finder")
"""The kinds of activities: each is the name of its directive too."""


def scenarios_of(activity: Activity) -> tuple[str, ...]:
    """Return the scenarios that an activity runs or names."""
    match activity:
        case Lane():
            return activity.scenarios
        case Slider():
            return (activity.sweep.scenario,) if activity.sweep else ()
        case Finder():
            return tuple(way.scenario for way in activity.ways if way.scenario)
        case _:
            return ()


def metrics_of(activity: Activity) -> tuple[str, ...]:
    """Return the metrics of the simulator that an activity shows."""
    match activity:
        case Lane():
            return activity.metrics
        case Slider():
            return tuple(each.metric for each in activity.series if each.metric)
        case _:
            return ()
