"""Show long work: how far it is, a way to stop it, and the page drawn anew once it is over."""

import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from ui import live
from ui.jobs import Job, State, Work

EVERY, PATIENCE, LOOK = 0.5, 0.4, 0.02
"""How often progress is drawn, how long a page waits for quick work, how often it looks meanwhile [s]."""


def done(key: tuple[object, ...], work: Callable[[], Work], what: str) -> Any:
    """Return what came of work, or None while it is not done: then how far it is stands on the page.

    Args:
        key: everything the result depends on.
        work: gives the work, for one who asks first.
        what: what is being done, in words.
    """
    job = live.jobs().found(key)
    if job is None:
        job = live.jobs().ask(key, work())
        _wait(job)
    if job.state is State.DONE:
        return job.result
    if job.over:
        _draw_over(key, job, what)
    else:
        draw_job(job, what, key)
    return None


def _wait(job: Job) -> None:
    until = time.monotonic() + PATIENCE
    while not job.over and time.monotonic() < until:
        time.sleep(LOOK)


def _draw_over(key: tuple[object, ...], job: Job, what: str) -> None:
    if job.state is State.FAILED:
        st.error(f"**{what} failed.** {job.told}")
    else:
        st.info(f"{what}: stopped.")
    if st.button("Run it again", key=f"again-{hash(key)}"):
        live.jobs().forget(key)
        st.rerun()


@st.fragment(run_every=EVERY)
def draw_job(job: Job, what: str, key: tuple[object, ...]) -> None:
    """Draw how far a job is, with a stop; draw the whole page anew once it is over."""
    live.jobs().found(key)  # somebody still looks
    if job.over:
        st.rerun()
    text = f"{what}: {job.done} of {job.total}" if job.total else f"{what} …"
    st.progress(job.share, text=text)
    if not job.total:
        st.caption("The first run on a new machine compiles the engine, which takes a minute or two.")
    if st.button("Stop", key=f"stop-{hash(key)}", disabled=job.stopping.is_set()):
        job.stop()
