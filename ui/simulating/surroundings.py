"""Draw what lies around the stages: how changes arrive, working hours, what happens in production."""

from typing import Any

import streamlit as st

from ui.simulating.drafting import Data, with_part
from ui.simulating.inspecting import draw_distribution, draw_share

LONGEST_NAME = 80


def draw(data: Data, key: str) -> Data:
    """Draw the fields around the stages, and return the road as they say."""
    left, right = st.columns(2, gap="large")
    with left:
        found = _draw_arrivals(data, key)
        found = _draw_hours(found, key)
    with right:
        return _draw_production(found, key)


def _draw_arrivals(data: Data, key: str) -> Data:
    st.markdown("#### Changes arrive")
    title = st.text_input("Name of the road", data["title"], max_chars=LONGEST_NAME, key=f"{key}-title")
    arrivals = dict(data["arrivals"])
    if "between" in arrivals:
        between = draw_distribution("Between two changes", arrivals["between"], f"{key}-between", data)
        arrivals["between"] = between or arrivals["between"]
        names = ["", *data.get("calendars", {})]
        now = names.index(arrivals["calendar"]) if arrivals.get("calendar") in names else 0
        calendar = st.selectbox(
            "When", names, index=now, key=f"{key}-when",
            format_func=lambda name: f"in {name} hours" if name else "day and night",
        )  # fmt: skip
        arrivals.pop("calendar", None)
        arrivals |= {"calendar": calendar} if calendar else {}
    else:
        st.caption("They arrive at given times, or from an endless backlog; change that in the text.")
    share = draw_share("Carry a defect", data.get("defects", 0.0), f"{key}-defects")
    found = {**data, "title": title.strip() or data["title"], "arrivals": arrivals}
    return with_part(found, "defects", share or None)


def _draw_hours(data: Data, key: str) -> Data:
    found = dict(data.get("calendars", {}))
    if found:
        st.markdown("#### Working hours")
    for name, rows in found.items():
        if not isinstance(rows, dict):
            st.caption(f"{name}: several rows; change them in the text.")
            continue
        days, hours = st.columns(2)
        given = {
            "days": days.text_input(f"{name}: days", rows["days"], key=f"{key}-{name}-days").strip(),
            "hours": hours.text_input(f"{name}: hours", rows["hours"], key=f"{key}-{name}-hours").strip(),
        }
        found[name] = given
    return with_part(data, "calendars", found)


def _draw_production(data: Data, key: str) -> Data:
    st.markdown("#### In production")
    before: Data = data.get("production", {})
    found: dict[str, Any] = {
        "fails": draw_share("A change fails besides its defects", before.get("fails", 0.0), f"{key}-fails"),
        "detect": draw_distribution("Noticed after", before.get("detect"), f"{key}-detect", data),
        "recover": draw_distribution("Mended in", before.get("recover"), f"{key}-recover", data),
    }
    rollback = before.get("rollback", {})
    share = draw_share("Rolled back instead", rollback.get("share", 0.0), f"{key}-rollback")
    if share:
        work = draw_distribution("Rolling back takes", rollback.get("work"), f"{key}-back", data)
        found["rollback"] = {"share": share, **({"work": work} if work else {})}
    found["freeze"] = st.toggle(
        "Nothing else deploys until it is mended", bool(before.get("freeze")), key=f"{key}-freeze"
    )
    return with_part(data, "production", {name: value for name, value in found.items() if value})
