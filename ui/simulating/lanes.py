"""Run two lanes side by side and compare what each does to the same changes."""

import streamlit as st

from simulator import DEFAULT_STUDY as STUDY
from ui import cached
from ui.components import draw_view
from ui.shell import draw_problems, draw_title, theme

SEED = STUDY.seed
START_HOUR = 8.0
SPEED = 24.0


def choose(letter: str, default: str, titles: dict[str, str]) -> str:
    """Draw the choice of one lane and return the scenario's id."""
    names = list(titles)
    return str(
        st.selectbox(
            f"Lane {letter}", names, index=names.index(default) if default in titles else 0,
            format_func=titles.__getitem__, key=letter.lower(), bind="query-params",
        )
    )  # fmt: skip


def draw_comparison(names: tuple[str, str]) -> None:
    """Draw the two lanes, then their metrics in words, as a table and as a chart."""
    lanes = cached.lanes(names, START_HOUR, SPEED)
    metrics, times = cached.comparison(names, SEED)
    draw_view(lanes, key="lanes-" + "-".join(names))
    st.markdown(f"## Side by side\n{metrics}")
    st.caption(
        "Change fail rate is counted per deployment: putting fewer changes into one lowers it without better "
        "code. Read it together with the failed changes per 1,000. In brackets: 95 % interval of the mean."
    )
    st.markdown("## Where the time of a change goes")
    chart, table = st.tabs(["Chart", "Table"])
    chart.plotly_chart(
        cached.time_chart(names, SEED, dark=theme() == "dark"),
        theme=None,
        key="time-" + "-".join(names),
        config={"displayModeBar": False},
        alt="Waiting per stage for both lanes; the table beside it holds the numbers.",
    )
    table.markdown(times)
    with st.expander(f"Assumptions, seed {SEED}"):
        st.markdown(f"{ASSUMED}\n\n{cached.assumed(names)}")


ASSUMED = (
    f"Illustrative assumptions, not measurements: {STUDY.replications} replications of "
    f"{STUDY.changes} changes each. Both lanes get the same changes (common random numbers). The "
    "pictures show the first four weeks of the first replication."
)


def draw() -> None:
    """Draw the page."""
    loaded = cached.scenarios()
    titles = {scenario.id: scenario.title for scenario in loaded.values}
    head, left, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    with head:
        draw_title("Two lanes", "The same changes enter both roads. Watch the last two stages.")
    if titles:
        with left:
            lane_a = choose("A", "hand-weekly", titles)
        with right:
            lane_b = choose("B", "automatic", titles)
        draw_comparison((lane_a, lane_b))
    else:
        st.info("No scenario could be read. Mend the files named below, then start Greenlane again.")
    draw_problems(loaded.problems)
