"""Ask what would change if: each single change tried alone and ranked, or one or two knobs swept."""

from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from simulator import Study
from ui import cached
from ui.shell import draw_problems
from ui.simulating import sweeping, trying
from ui.simulating.addressing import choose
from ui.simulating.choosing import Choice, Size, Sizes, choices, choose_study
from ui.simulating.heading import draw_heading
from ui.simulating.ranking import AIMS
from ui.simulating.sharing import pack

FIRST = "hand-weekly"
USUAL = Study(seed=1, replications=30, changes=400)
"""Large enough to tell most changes apart, small enough for a few seconds."""
SIZES = Sizes(
    USUAL, Size("Changes in each run", "each", "changes"), Size("Runs of each road", "tries", "runs")
)
ONE, SWEEP = "One change at a time", "A sweep"
SAYS = "Each change is tried alone, all else as it is. In this model, as assumed."
LINKED = ("try", "improve", "tries", "each", "seed", *sweeping.ADDRESS)
TRY = {ONE: trying.draw, SWEEP: sweeping.draw}


def draw(tools: DeltaGenerator) -> None:
    """Draw the page, and into `tools` the choice of the study."""
    options = choices()
    road = draw_heading("What if", SAYS, 560)
    if not options:
        st.info("No scenario could be read. Mend the files named below, then start Greenlane again.")
        draw_problems(cached.scenarios().problems)
        return
    with road:
        of = choose("Road", "of", list(options), lambda name: options[name].title, usual=FIRST)
        choice = options[of]
    with tools, st.popover("Runs, seed"):
        study, refused = choose_study(SIZES)
        _draw_assumed(choice, study)
    how, aim = _choose_aim()
    if refused:
        st.error(f"**Not taken.** {refused} Shown is the usual run.")
    TRY[how](choice, study, aim)


def _choose_aim() -> tuple[str, str]:
    left, right = st.columns([2, 5], vertical_alignment="bottom")
    with left:
        how = st.segmented_control(
            "Try", list(TRY), default=ONE, required=True, key="try", bind="query-params", wrap=True
        )
    with right:
        aim = st.segmented_control(
            "Improve", list(AIMS), default=next(iter(AIMS)), required=True, key="improve", wrap=True,
            bind="query-params",
        )  # fmt: skip
    return how or ONE, aim or next(iter(AIMS))


def _draw_assumed(choice: Choice, study: Study) -> None:
    st.caption(
        f"{study.replications:,} runs of {study.changes:,} changes for each road, all with the same random "
        "numbers (common random numbers), so that roads differ by the change alone."
    )
    if choice.text != cached.presets().get(choice.name, ("", ""))[1]:
        _draw_link(choice)


def _draw_link(choice: Choice) -> None:
    packed = pack(choice.text)
    if not packed:
        st.markdown("This road is too long for a link. Download it under *Your road* instead.")
        return
    st.markdown("The address of this road of your own; nothing is stored for it:")
    query = {
        name: value
        for name, value in st.query_params.items()
        if name in LINKED or name.startswith(sweeping.VALUES)
    }
    query |= {"do": "What if", "of": "shared-A", "lane_a": packed}
    here = (st.context.url or "").partition("?")[0]
    st.code(f"{here}?{urlencode(query)}", language=None, wrap_lines=True)
