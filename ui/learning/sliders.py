"""Move one control, and see what follows: from formulas at once, from the simulator after a sweep."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from content import Slider
from ui import cached, charts
from ui.charts.curves import Curves, curves_table
from ui.jobs import Work
from ui.shell import READING, theme
from ui.simulating import working
from ui.state import visit
from ui.tables import draw_text

CONFIG = {"displayModeBar": False}


def draw(slider: Slider, key: str) -> None:
    """Draw the control, what it comes to, the curves and their table."""
    if slider.needs_simulator and key not in visit().learning.ran:
        st.markdown(f"The simulator runs {len(slider.values)} times for this, a few seconds in all.")
        st.button("Run it", key=f"run-{key}", on_click=partial(visit().learning.ran.add, key))
        return
    curves = _curves(slider, key)
    if curves is None:
        return
    chosen = float(
        st.select_slider(
            f"{slider.label} [{slider.unit}]", slider.values, slider.start, format_func=_short,
            key=f"slide-{key}", persist_state="session",
        )
    )  # fmt: skip
    values = dict(curves.points)[chosen]
    rows = [f"- {title}: **{value:.3g}**" for title, value in zip(curves.titles, values, strict=True)]
    st.markdown("\n".join([f"At {with_unit(chosen, slider.unit)}:", "", *rows]))
    st.plotly_chart(
        cached.curves_chart(curves, chosen, dark=theme() == "dark"), theme=None, key=f"chart-{key}",
        config=CONFIG, alt=f"{slider.title}: the table below holds the numbers.", width=READING,
    )  # fmt: skip
    st.caption(f"Assumes: {slider.assumes}")
    folded = st.expander("The same as a table", key=f"table-{key}", on_change="rerun")
    if folded.open:
        with folded:
            draw_text(charts.as_markdown(curves_table(curves)))


def _short(value: float) -> str:
    return f"{value:g}"


def with_unit(value: float, unit: str) -> str:
    """Return a value with its unit: 2 days, 1 day."""
    return f"{value:g} {unit.removesuffix('s') if value == 1 else unit}"


def _curves(slider: Slider, key: str) -> Curves | None:
    """Return the curves; None while the simulator still works on them, or where it has no value."""
    points = slider.points() if not slider.needs_simulator else None
    if slider.needs_simulator:
        points = working.done(("slider", key, slider.model_dump_json()), partial(_work, slider), slider.title)
    if points is None:
        return None
    titles = tuple(f"{each.title} [{each.unit}]" for each in slider.series)
    return Curves(f"{slider.label} [{slider.unit}]", titles, tuple((float(x), row) for x, row in points))


def _work(slider: Slider) -> Work:
    measure = cached.measure()

    def work(progress: Callable[[int, int], None], stop: object) -> object:
        points = []
        for done, x in enumerate(slider.values):
            progress(done, len(slider.values))
            if stop.is_set():  # type: ignore[attr-defined]  # an event
                break
            points.append((x, slider.row(x, measure)))
        return tuple(points)

    return work
