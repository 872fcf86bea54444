"""Run two lanes side by side and compare what each does to the same changes."""

import streamlit as st

from ui import cached, charts, words
from ui.components import draw_view
from ui.shell import draw_problems, draw_title, theme

SEED = 1
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


def draw_comparison(first: str, second: str) -> None:
    """Draw the two lanes, then their metrics in words, as a table and as a chart."""
    outcomes = {"A": cached.outcome(first, SEED), "B": cached.outcome(second, SEED)}
    lanes = [words.lane(letter, outcome) for letter, outcome in outcomes.items()]
    draw_view(
        {"view": "lanes", "lanes": lanes, "start": START_HOUR, "speed": SPEED}, key=f"lanes-{first}-{second}"
    )
    st.header("Side by side", anchor=False)
    titles = [outcome["frames"]["title"] for outcome in outcomes.values()]
    st.table(charts.comparison_table(titles, list(outcomes.values())))
    st.caption(
        "Change fail rate is counted per deployment: putting fewer changes into one lowers it without better "
        "code. Read it together with the failed changes per 1,000."
    )
    st.header("Where the time of a change goes", anchor=False)
    chart, table = st.tabs(["Chart", "Table"])
    with chart:
        st.plotly_chart(
            charts.time_chart(outcomes, dark=theme() == "dark"),
            theme=None,
            key=f"time-{first}-{second}",
            config={"displayModeBar": False},
            alt="Waiting per stage for both lanes; the table beside it holds the numbers.",
        )
    with table:
        st.table(charts.time_table(outcomes))
    draw_assumptions(first, second)


def draw_assumptions(first: str, second: str) -> None:
    """Draw what both lanes assume, from the scenario files themselves."""
    with st.expander(f"Assumptions, seed {SEED}"):
        st.markdown(
            f"Illustrative assumptions, not measurements: {cached.STUDY.replications} replications of "
            f"{cached.STUDY.changes} changes each. Both lanes get the same changes (common random numbers). "
            "The pictures show the first four weeks of the first replication."
        )
        for letter, name in (("A", first), ("B", second)):
            scenario = cached.scenario_named(name)
            st.markdown(f"**{letter} {scenario.title}.** {scenario.question}")
            st.table(charts.assumption_table(scenario))


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
    with st.spinner("Simulating …"):
        draw_comparison(lane_a, lane_b)
else:
    st.info("No scenario could be read. Mend the files named below, then start Greenlane again.")
draw_problems(loaded.problems)
