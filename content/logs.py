"""A log of deployments to compute from: the key is what `delivery` measures."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema

from content.fields import counted
from content.tables import as_table, twin
from datafiles import Date, FileModel, Flag, Id, Text
from datafiles.fields import wrong_value
from datafiles.model import shorten
from delivery import DeliveryMetrics, Deployment, measure_delivery

SECONDS_AN_HOUR = 3600
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", re.ASCII)
SHARES = frozenset({"change_fail_rate", "deployment_rework_rate"})


def _to_moment(value: object) -> dt.datetime:
    """Read `2026-03-02 14:30`."""
    if isinstance(value, dt.datetime):
        return value
    text = str(value)
    try:
        if MOMENT.fullmatch(text):
            return dt.datetime.fromisoformat(text)
    except ValueError:
        pass
    raise wrong_value(f"is `{shorten(text)}`, which is no moment", "write `2026-03-02 14:30`")


Moment = Annotated[dt.datetime, BeforeValidator(_to_moment), WithJsonSchema({"type": "string"})]
"""A minute of a day, on the clock of the log, without a zone."""


class LogRow(FileModel):
    """One deployment to production."""

    id: Id
    commits: tuple[Moment, ...] = ()
    finished: Moment
    failed: Flag = False
    restored: Moment | None = None
    unplanned: Flag = False
    note: Text | None = None


class Log(FileModel):
    """The deployments of one service; from `start` up to, and without, the day `end`."""

    kind: Literal["log"]
    id: Id
    title: Text
    text: Text
    start: Date
    end: Date
    rows: Annotated[tuple[LogRow, ...], counted(2, 40)]
    sources: tuple[Id, ...] = ()

    def deployments(self) -> tuple[Deployment, ...]:
        """Return the rows as deployments, in hours since the start of the log.

        Raises:
            DeploymentError: a row cannot have happened.
        """
        return tuple(
            Deployment(
                id=row.id,
                finished=self._hours(row.finished),
                failed=row.failed,
                restored=None if row.restored is None else self._hours(row.restored),
                commits=tuple(self._hours(commit) for commit in row.commits),
                unplanned=row.unplanned,
            )
            for row in self.rows
        )

    def measure(self) -> DeliveryMetrics:
        """Measure DORA's five metrics of this log."""
        length = (self.end - self.start).days * 24.0
        return measure_delivery(self.deployments(), (0.0, length))

    def answer(self, metric: str, unit: str | None) -> float | None:
        """Return a metric as people write it: shares in percent where the unit is `%`, else as measured."""
        measured = self.measure().by_id().get(metric)
        if measured is None or measured.value is None:
            return None
        return measured.value * 100 if unit == "%" and metric in SHARES else measured.value

    def as_text(self) -> str:
        """Return the text twin, which is the log itself: computing from it is the task."""
        head = ("Deployment", "Committed", "Finished", "Failed", "Restored", "Planned", "Note")
        rows = [
            (
                row.id,
                ", ".join(_written(each) for each in row.commits) or "-",
                _written(row.finished),
                "yes" if row.failed else "no",
                _written(row.restored) if row.restored else "-",
                "no" if row.unplanned else "yes",
                row.note or "",
            )
            for row in self.rows
        ]
        days = f"From {self.start:%Y-%m-%d} up to {self.end:%Y-%m-%d}."
        return twin(self.title, f"{self.text} {days}", as_table(head, rows))

    def _hours(self, moment: dt.datetime) -> float:
        """Return the hours since the start of the log."""
        since = moment - dt.datetime.combine(self.start, dt.time())
        return since.total_seconds() / SECONDS_AN_HOUR


def _written(moment: dt.datetime) -> str:
    """Write a moment on one line; the years stand above the table."""
    return f"{moment:%b} {moment.day} {moment:%H:%M}".replace(" ", "\N{NO-BREAK SPACE}")
