"""Run a lane of the simulator inside a lesson: guess first, then run it, then turn its switches."""

from functools import partial

import streamlit as st

from content import Lane, Lesson
from simulator import DEFAULT_STUDY, SHOWN_HOURS, SimulatorError, Study, scenario_text
from simulator.outcomes import find_outcome
from ui import cached, quiz
from ui.components import draw_view
from ui.ink import on_ink
from ui.jobs import Work
from ui.learning import linking
from ui.learning.figures import how_run
from ui.shell import READING
from ui.simulating import working
from ui.simulating.lanes import SPEED, START_HOUR
from ui.state import visit
from ui.tables import draw_text


def draw(lesson: Lesson, lane: Lane, key: str) -> None:
    """Draw the prediction, then the lanes with their switches, then the numbers."""
    mine = visit().learning
    if lane.predict and not _draw_prediction(lesson, lane.predict):
        return
    if key not in mine.ran:
        st.button(on_ink("Run it"), key=f"run-{key}", type="primary", on_click=partial(mine.ran.add, key))
        return
    switched = [
        switch.id
        for switch in lane.switches
        if st.toggle(
            f"{switch.title}: {switch.text}", key=f"switch-{key}-{switch.id}", persist_state="session"
        )
    ]
    study = Study(seed=lane.seed, replications=DEFAULT_STUDY.replications, changes=DEFAULT_STUDY.changes)
    texts = _texts(lane, switched)
    ready = [_ran(text, study, lane.title) for text in texts]
    if ready and all(ready):
        draw_view(cached.lanes(texts, study, START_HOUR, SPEED), key=f"lane-{key}")
        _draw_numbers(lane, texts, study)


def _draw_prediction(lesson: Lesson, name: str) -> bool:
    """Draw the prediction that comes first; say whether it was made or left out."""
    item, mine = lesson.item(name), visit().learning
    if name in mine.skipped:
        return True
    st.markdown(f"**Guess first.** {item.stem}", width=READING)
    quiz.draw_item(lesson, item)
    if quiz.is_checked(item):
        return True
    st.button("Skip the guess", key=f"skip-{name}", on_click=partial(mine.skipped.add, name))
    return False


def _texts(lane: Lane, switched: list[str]) -> tuple[str, ...]:
    """Return the text of each lane: the first one with what was switched on; none where it cannot be."""
    presets = cached.presets()
    texts = [presets[name][1] for name in lane.scenarios if name in presets]
    if len(texts) < len(lane.scenarios):
        st.info("A scenario of this lane cannot be read.")
        return ()
    if switched:
        try:
            changed = cached.scenario_named(lane.scenarios[0]).with_changes(dict(lane.changes(switched)))
        except SimulatorError as error:
            st.info(f"These switches cannot be on together. {error}")
            return ()
        texts[0] = scenario_text(changed)
    return tuple(texts)


def _ran(text: str, study: Study, title: str) -> bool:
    """Say whether a lane was run; start it where not, and draw how far it is."""
    if cached.is_shipped((text,), study):
        return True
    return working.done(cached.job_key(text, study), partial(_work, text, study), title) is not None


def _work(text: str, study: Study) -> Work:
    scenario = cached.scenario_of(text)
    return lambda progress, stop: find_outcome(scenario, study, SHOWN_HOURS, progress, stop)


def _draw_numbers(lane: Lane, texts: tuple[str, ...], study: Study) -> None:
    draw_text(cached.lane_numbers(lane, texts, study))
    st.markdown(lane.shows, width=READING)
    glossary = cached.course().glossary
    st.markdown(
        f"{how_run(study.replications, study.changes, study.seed)} {linking.metrics_line(glossary)} "
        f"{linking.marks_line(glossary)}"
    )
    folded = st.expander("What the lanes assume", key=f"assumed-{lane.id}", on_change="rerun")
    if folded.open:
        with folded:
            draw_text(cached.assumed(texts))
