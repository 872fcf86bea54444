"""Take one's progress along: as a file, or with a code that opens it on another device."""

import datetime as dt
from functools import partial

import streamlit as st

import content
from datafiles import DataFileError
from ui import words
from ui.learning import codes, keeping, resuming
from ui.learning.tab import Learning
from ui.shell import READING
from ui.state import visit

NAME = "greenlane-progress.json"
CHANGING = "For when somebody else got it: the old link and code then open nothing of yours any more."
CHANGED = (
    "**Changed.** The old link and code open an empty progress. Your other devices need the new one: enter "
    "it there once."
)
A_DAY = dt.timedelta(days=1)
LATE = "It holds an answer of {day}, a day still to come: the clock of the device that wrote it was wrong."
LARGEST = 1_000_000
"""The largest file that is read [bytes]."""


def draw() -> None:
    """Draw what is kept, the file, the link and the code, and a way to erase it all."""
    mine, found = visit().learning, keeping.progress()
    answers, forms = words.count(len(found.answers), "answer"), words.count(len(found.forms), "form")
    st.markdown(
        f"Kept on the machine that runs Greenlane: {answers} and {forms}, each with its day, under a random "
        "number. No name, no time of day.",
        width=READING,
    )
    for text in mine.told:
        st.markdown(text, width=READING)
    left, right = st.columns(2, gap="large")
    with left:
        _draw_file(found)
    with right:
        _draw_code()
    _draw_erase()


def _draw_erase() -> None:
    """Draw the way to erase everything, asked once more before it happens."""
    mine, found = visit().learning, keeping.progress()
    answers, forms = words.count(len(found.answers), "answer"), words.count(len(found.forms), "form")
    folded = st.expander("Erase my progress", key="erase", on_change="rerun")
    if not folded.open:
        return
    with folded:
        st.markdown(
            f"This erases {answers} and {forms}, with the days they are due, here and on each device with "
            "the same code. It cannot be taken back. Download your progress first if you may want it again.",
            width=READING,
        )
        if not mine.forgetting:
            st.button("Erase my progress", key="forget", on_click=_ask, args=(True,))
            return
        with st.container(horizontal=True):
            if st.button("Yes, erase it for good", key="forget-now"):
                mine.forgetting = False
                keeping.forget()
                visit().learning = Learning(
                    progress=mine.progress, version=mine.version, code=mine.code, link=mine.link,
                    told=("**Erased.** The course begins anew.",),
                )  # fmt: skip
                st.rerun()
            st.button("Keep it", key="forget-not", on_click=_ask, args=(False,))


def _ask(again: bool) -> None:  # noqa: FBT001 - whether to ask once more
    visit().learning.forgetting = again


def _draw_file(found: content.Progress) -> None:
    st.markdown("## As a file")
    st.download_button(
        "Download my progress", partial(content.save_progress, found), NAME, "application/json",
        key="download", on_click="ignore",
    )  # fmt: skip
    sent = st.file_uploader("Add the progress of a file", type=["json"], max_upload_size=1, key="upload")
    if sent is not None and st.button("Add it to mine", key="add-file"):
        visit().learning.told = added(sent.getvalue(), sent.name)
        st.rerun()


def added(raw: bytes, name: str) -> tuple[str, ...]:
    """Join a progress file to what is here, and say what came of it; a wrong one changes nothing."""
    before = keeping.progress()
    if len(raw) > LARGEST:
        return (
            f"**Not added.** It is larger than {LARGEST // 1_000_000} MB. Your progress stays as it was.",
        )
    try:
        sent = content.load_progress(raw.decode(), name)
        days = [*(each.at for each in sent.answers), *(each.at for each in sent.forms)]
        late = max(days, default=keeping.today())
        if late > keeping.today() + A_DAY:
            return (f"**Not added.** {LATE.format(day=late)} Your progress stays as it was.",)
        keeping.join(sent)
    except UnicodeDecodeError:
        return ("**Not added.** The file is no text in UTF-8. Your progress stays as it was.",)
    except DataFileError as error:
        rows = "\n".join(f"- {words.plain(str(problem))}" for problem in error.problems[:10])
        return ("**Not added.** The file is not a progress file. Your progress stays as it was.", rows)
    if visit().learning.refused:
        return (f"**Not added.** {words.plain(visit().learning.refused)}",)
    more = len(keeping.progress().answers) - len(before.answers)
    return (f"**Added:** {words.count(more, 'new answer')}.",)


def _draw_code() -> None:
    mine = visit().learning
    st.markdown("## On another device")
    keeping.owner()
    if mine.code:
        st.markdown(
            "Open this link there, or enter the code. Whoever has it can read and change your progress: keep "
            "it to yourself.",
            width=READING,
        )
        resuming.draw_link(mine.code)
        st.code(mine.code, language=None, wrap_lines=True)
        if st.button("Change the code", key="change-code", help=CHANGING):
            keeping.change_code()
            mine.told = (CHANGED,)
            st.rerun()
    elif st.button("Make a resume link and code", key="make-code"):
        keeping.make_code()
        st.rerun()
    typed = st.text_input("I have a code", key="code", autocomplete="off")
    if st.button("Continue with it", key="use-code", disabled=not typed):
        mine.told = (entered(typed),)
        st.rerun()


def entered(typed: str) -> str:
    """Go on with the progress of a code, or of a link pasted whole, and say what came of it."""
    code = codes.read_code(typed.rpartition("/r/")[2])
    if code is None or not keeping.use_code(code):
        return "**This code opens nothing.** Check that it is whole: 43 letters, digits, - and _."
    return "**Done.** This device and the other one now share their progress."
