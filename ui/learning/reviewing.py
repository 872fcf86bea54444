"""Come back to what is due: confident errors first, lessons mixed, one question at a time."""

import datetime as dt
from collections.abc import Mapping
from functools import partial

import streamlit as st

import content
from ui import cached, quiz, words
from ui.learning import keeping
from ui.learning.tab import Learning
from ui.shell import READING
from ui.state import visit

ICS = "greenlane-reviews.ics"


def draw() -> None:
    """Draw what is due today, where everything stands, and the calendar."""
    mine = visit().learning
    if not mine.reviewing:
        mine.reviewing = tuple(review.item for review in keeping.standing().due)
    if mine.reviewing:
        draw_questions()
    else:
        st.markdown("**Nothing is due today.** What you answer comes back after 1, 3 and 7 days.")
    _draw_boxes()


@st.fragment
def draw_questions() -> None:
    """Draw the questions of this review, one at a time."""
    mine = visit().learning
    names = mine.reviewing
    place = min(mine.reviewed, len(names))
    if place == len(names):
        st.markdown(f"**Reviewed: {words.count(len(names), 'question')}.** Well done for coming back.")
        st.button("Close this review", key="review-close", on_click=partial(_close, mine))
        return
    lesson = cached.course().owner(names[place])
    item = lesson.item(names[place])
    st.markdown(
        f":small[Question {place + 1} of {len(names)}, from *{lesson.title}*.]\n\n**{item.stem}**",
        width=READING,
    )
    checked = quiz.draw_item(lesson, item, anew=True)
    if checked:
        mine.checked = item.id
    label = "Next question" if mine.checked == item.id else "Skip this question"
    st.button(label, key=f"review-next-{place}", on_click=partial(_turn, mine, item.id, place + 1))


def _turn(mine: Learning, item: str, place: int) -> None:
    mine.reviewed = place
    mine.shown.discard(item)


def _close(mine: Learning) -> None:
    mine.reviewing, mine.reviewed, mine.checked = (), 0, ""


def _draw_boxes() -> None:
    """Say where everything that was answered stands, and offer its days as a calendar."""
    boxes = keeping.progress().boxes
    if not boxes:
        return
    st.markdown("## Where everything stands\n" + boxes_text(boxes, keeping.today()), width=READING)
    calendar = content.review_calendar(cached.course(), boxes, keeping.today())
    st.download_button(
        "Calendar file (.ics)", calendar, ICS, "text/calendar", key="calendar", on_click="ignore",
        help="An all-day entry for each day on which something is due. It names lessons, and nothing of you.",
    )  # fmt: skip


def boxes_text(boxes: Mapping[str, content.Box], today: dt.date) -> str:
    """Return how many questions are in which box, and on which days they are due, as a table."""
    found = list(boxes.values())
    learned = sum(box.due is None for box in found)
    days = sorted({max(box.due, today) for box in found if box.due})
    rows = ["| Day | Questions due |", "|---|--:|"]
    for day in days:
        count = sum(box.due is not None and max(box.due, today) == day for box in found)
        rows.append(f"| {'today' if day == today else f'{day:%B} {day.day}'} | {count} |")
    said = f"{words.count(learned, 'question')} learned: right after 1, 3 and 7 days."
    return "\n".join([*(rows if days else []), "", said])
