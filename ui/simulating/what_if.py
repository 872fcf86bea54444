"""Ask what would change if: each single change tried alone and ranked, or one or two knobs swept."""

from urllib.parse import urlencode

import streamlit as st

from simulator import Study
from simulator.trace import LARGEST_SEED
from ui import cached
from ui.shell import draw_problems, draw_title
from ui.simulating import sweeping, trying
from ui.simulating.addressing import choose
from ui.simulating.choosing import Choice, choices
from ui.simulating.ranking import AIMS
from ui.simulating.sharing import pack

FIRST = "hand-weekly"
USUAL = Study(seed=1, replications=30, changes=400)
"""Large enough to tell most changes apart, small enough for a few seconds."""
FEWEST_RUNS, FEWEST_CHANGES = 2, 10
MOST_RUNS, MOST_CHANGES = 400, 20_000
ONE, SWEEP = "One change at a time", "A sweep"
LINKED = ("try", "improve", "tries", "each", "seed", *sweeping.ADDRESS)
TRY = {ONE: trying.draw, SWEEP: sweeping.draw}


def draw() -> None:
    """Draw the page."""
    options = choices()
    head, road, tools = st.columns([5, 3, 2], vertical_alignment="bottom")
    with head:
        draw_title("What if", "Each change is tried alone, all else as it is. In this model, as assumed.")
    if not options:
        st.info("No scenario could be read. Mend the files named below, then start Greenlane again.")
        draw_problems(cached.scenarios().problems)
        return
    with road:
        of = choose("Road", "of", list(options), lambda name: options[name].title, usual=FIRST)
        choice = options[of]
    with tools, st.popover("Runs, seed", width="stretch"):
        study, refused = _choose_study()
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


def _choose_study() -> tuple[Study, str]:
    """Draw the sizes and the seed; return the study, and why another one was not taken, if so."""
    runs = _number("Runs of each road", "tries", USUAL.replications)
    changes = _number("Changes in each run", "each", USUAL.changes)
    seed = _number("Seed of the random numbers", "seed", USUAL.seed)
    limits = (
        ("runs", runs, FEWEST_RUNS, MOST_RUNS),
        ("changes", changes, FEWEST_CHANGES, MOST_CHANGES),
        ("as seed", seed, 0, LARGEST_SEED),
    )
    wrong = [
        f"{value:,} {what}: this page takes {low:,} to {high:,}"
        for what, value, low, high in limits
        if not low <= value <= high
    ]
    if wrong:
        return USUAL, f"{'; '.join(wrong)}."
    return Study(seed=seed, replications=runs, changes=changes), ""


def _number(label: str, key: str, usual: int) -> int:
    return int(st.number_input(label, value=usual, step=1, key=key, bind="query-params"))


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
