"""Run two lanes side by side: guess first, watch them, then compare what each does to the same changes."""

from collections.abc import Mapping
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from simulator import DEFAULT_STUDY, SHOWN_HOURS, Study
from simulator.outcomes import find_outcome
from ui import cached
from ui.components import draw_view
from ui.ink import on_ink
from ui.jobs import Work
from ui.shell import draw_problems
from ui.simulating import guessing, results, working
from ui.simulating.choosing import Choice, choices, choose_lane, choose_more
from ui.simulating.guessing import Guess
from ui.simulating.heading import draw_heading

START_HOUR = 8.0
SPEED = 24.0
SAYS = "The same changes enter both; watch the end."
COMPARED = "What the same changes went through."
RESULTS, SAYS_WIDE = "results", 240


def draw(tools: DeltaGenerator) -> None:
    """Draw the page, and into `tools` what one can do with the lanes."""
    options = choices()
    says = COMPARED if st.query_params.get("show") == RESULTS else SAYS
    row = draw_heading("Two lanes", says, SAYS_WIDE)
    if options:
        with row:
            a, b = choose_lane("A", options), choose_lane("B", options)
        with tools:
            more, study, refused = choose_more(options)
            chosen = [options[key] for key in (a, b, *more)]
            guess = _guess(chosen, study)
        _draw_lanes(chosen, study, refused, guess)
    else:
        st.info("No scenario could be read. Mend the files named below, then start Greenlane again.")
    draw_problems(cached.scenarios().problems)


def _guess(chosen: list[Choice], study: Study) -> Guess | None:
    """Return the guess about these lanes, if it was made or skipped, with what can be done next."""
    name = _name(chosen, study)
    guess = guessing.known(name)
    if guess is not None:
        st.button(
            f"Your guess: {guess.short}",
            on_click=guessing.forget,
            args=(name,),
            help="Guess again",
            key="anew",
        )
        if st.query_params.get("show") == RESULTS:
            st.button(on_ink("Watch the lanes"), type="primary", on_click=_show, args=("",), key="watch")
        else:
            st.button(
                on_ink("Compare results"), type="primary", on_click=_show, args=(RESULTS,), key="compare"
            )
    return guess


def _show(what: str) -> None:
    if what:
        st.query_params["show"] = what
    else:
        st.query_params.pop("show", None)


def _name(chosen: list[Choice], study: Study) -> str:
    return guessing.name_of({"A": chosen[0].name, "B": chosen[1].name}, study.seed)


def _draw_lanes(chosen: list[Choice], study: Study, refused: str, guess: Guess | None) -> None:
    texts = tuple(choice.text for choice in chosen)
    shipped = cached.is_shipped(texts, study)
    if not shipped:
        refused = refused or next(filter(None, (cached.too_large(text, study) for text in texts)), "")
        study = DEFAULT_STUDY if refused else study
    if refused:
        st.error(
            f"**Not run.** {refused} Shown is the usual run, seed {DEFAULT_STUDY.seed}. The command line "
            "`greenlane simulate` takes larger ones."
        )
    titles = {letter: choice.title for letter, choice in zip("ABCD", chosen, strict=False)}
    if guess is None:
        guessing.draw_questions(_name(chosen, study), titles, cached.roads(texts))
        return
    if not shipped and not _ran(titles, texts, study):
        return
    if st.query_params.get("show") == RESULTS:
        results.draw(chosen, study, guess)
    else:
        draw_view(cached.lanes(texts, study, START_HOUR, SPEED), key="lanes-" + "-".join(titles.values()))


def _ran(titles: Mapping[str, str], texts: tuple[str, ...], study: Study) -> bool:
    """Tell whether all lanes were run; start those that were not, and say how far they are."""
    letters: dict[str, list[str]] = {}
    for letter, text in zip(titles, texts, strict=True):
        letters.setdefault(text, []).append(letter)
    ran = [_one_ran(" and ".join(mine), text, study) for text, mine in letters.items()]
    return all(ran)


def _one_ran(letters: str, text: str, study: Study) -> bool:
    if cached.is_shipped((text,), study):
        return True
    work = partial(_work, text, study)
    return working.done(cached.job_key(text, study), work, f"Lane {letters}") is not None


def _work(text: str, study: Study) -> Work:
    scenario = cached.scenario_of(text)
    return lambda progress, stop: find_outcome(scenario, study, SHOWN_HOURS, progress, stop)
