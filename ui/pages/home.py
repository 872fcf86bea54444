"""Say in twenty seconds what this is, and open the three doors."""

import streamlit as st

from ui import cached, places, words
from ui.components import draw_view
from ui.ink import on_ink
from ui.learning import course, keeping, linking
from ui.seats import draw_continue, draw_sample
from ui.shell import draw_problems, draw_title

SHOWN = ("hand-weekly", "automatic")
TEACHES = "What DevOps, continuous delivery and continuous deployment are, and what is not the same."
START_HOUR, SPEED = 96.0, 6.0  # Friday of the first week, six hours a second


def draw_doors() -> None:
    """Draw the three doors: learn, see, measure."""
    practices = max((len(q.practices) for q in cached.questionnaires().values), default=0)
    learn, see, measure = st.columns(3, gap="large")
    with learn:
        draw_course()
    with see:
        st.markdown("## See\nTwo roads, the same changes. Guess first, then watch what waits, and for whom.")
        if st.button(on_ink("Run two lanes"), key="door-see", type="primary"):
            st.switch_page(places.SIMULATE)
    with measure:
        finds = "Where you stand, where you differ, what would help most."
        st.markdown(f"## Measure\n{practices} questions about your own team, alone or together. {finds}")
        with st.container(horizontal=True):
            if st.button("Start an assessment", key="door-measure"):
                st.switch_page(places.ASSESS)
            draw_sample()
            draw_continue()


def draw_course() -> None:
    """Draw the way into the course: to its start, or to where this learner stopped."""
    found = keeping.standing()
    lessons, after, due = found.counted.course.lessons, found.after, len(found.due)
    minutes = sum(lesson.minutes for lesson in lessons)
    told = f"{words.count(len(lessons), 'lesson')}, about {minutes:g} minutes."
    label, query = "Start the course", dict[str, str]()
    if found.counted.progress.answers:
        road = course.road(found)
        told = f"{told}\n\n{road}" + (f" {words.count(due, 'question')} due for review." if due else "")
        label = "See the course"
        if after:
            label, query = f"Go on with lesson {lessons.index(after) + 1}", {"lesson": after.id}
    else:
        told = f"{TEACHES} {told}"
    st.markdown(f"## Learn\n{told}")
    if st.button(label, key="door-learn"):
        st.switch_page(places.LEARN, query_params=query)


draw_title(
    "How does a change reach production?",
    "Some teams bring new software to its users by hand, some with a button, some automatically. Learn the "
    "difference, see it move, measure your own team. On this machine, without an account.",
)
draw_view(cached.home(SHOWN, START_HOUR, SPEED), key="home-picture")
st.markdown(linking.marks_line(cached.course().glossary))
draw_doors()
draw_problems(cached.all_problems())
