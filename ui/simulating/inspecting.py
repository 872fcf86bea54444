"""Draw the fields of one stage; what they return is the stage as it should be, right or wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from datafiles import hours
from delivery import Mark
from ui.simulating.drafting import Data, duration_text

KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "constant": ("always the same", ("value",)),
    "exponential": ("any length, often short", ("mean",)),
    "lognormal": ("around a mean, sometimes long", ("mean", "cv")),
    "uniform": ("anything between two ends", ("low", "high")),
    "triangular": ("between two ends, mostly one value", ("low", "mode", "high")),
    "empirical": ("given durations", ("values",)),
}
STARTS = {
    "one": "one after another, as soon as possible",
    "all": "all that wait go together",
    "max": "up to a number go together",
    "size": "exactly a number go together",
    "train": "a release train departs at fixed times",
    "looks": "somebody looks in every few hours",
    "opens": "somebody presses at given times",
}
PERCENT = 100.0
LONGEST_TITLE = 60
AUTOMATED = 1 / 6  # what steps by hand take once a machine does them, until somebody says otherwise [h]
Keys = Mapping[str, Any]


def draw_stage(data: Data, place: int, key: str) -> Data:
    """Draw the fields of the stage at a place, and return it as they say."""
    stage: Data = data["stages"][place]
    found: Data = {**stage}
    left, right = st.columns(2, gap="large")
    with left:
        _draw_who(found, data, key)
        _draw_start(found, key)
    with right:
        _draw_work(found, data, key)
        _draw_quality(found, data["stages"], place, key)
    return {name: value for name, value in found.items() if value not in (None, {}, [])}


def _draw_who(stage: Data, data: Data, key: str) -> None:
    title = st.text_input(
        "Name",
        stage.get("title") or stage["id"].replace("-", " "),
        max_chars=LONGEST_TITLE,
        key=f"{key}-title",
    )
    if title.strip() and title != stage["id"].replace("-", " "):
        stage["title"] = title.strip()
    marks = list(Mark)
    stage["mark"] = st.radio(
        "Mark", [mark.value for mark in marks], index=marks.index(Mark(stage["mark"])), horizontal=True,
        format_func=lambda value: Mark(value).word, key=f"{key}-mark",
    )  # fmt: skip
    st.caption(Mark(stage["mark"]).meaning)
    names = ["", *data.get("calendars", {})]
    calendar = st.selectbox(
        "Open", names, index=_place(names, stage.get("calendar")), key=f"{key}-calendar",
        format_func=lambda name: f"in {name} hours" if name else "day and night",
    )  # fmt: skip
    _put(stage, "calendar", calendar or None)


def _draw_start(stage: Data, key: str) -> None:
    batch, train = stage.get("batch", {}), stage.get("departures", {})
    now = next(
        (name for name, there in (
            ("train", train), ("opens", stage.get("opens")), ("looks", stage.get("attends")),
            ("size", batch.get("size")), ("max", batch.get("max")), ("all", batch.get("all")),
        ) if there), "one",
    )  # fmt: skip
    offered = [name for name in STARTS if name != "opens" or now == "opens"]
    how = st.selectbox(
        "How changes are taken up",
        offered,
        index=offered.index(now),
        format_func=STARTS.__getitem__,
        key=f"{key}-start",
    )
    for name in ("batch", "departures", "attends", "opens"):
        if how != now:
            stage.pop(name, None)
    if how == "all":
        stage["batch"] = {"all": True}
    elif how in {"max", "size"}:
        many = st.number_input("How many", 1, 10_000, int(batch.get(how) or 5), key=f"{key}-many")
        stage["batch"] = {how: int(many)}
    elif how == "train":
        stage["departures"] = _draw_train(train, key)
    elif how == "looks":
        before = stage.get("attends", {}).get("every", 4.0)
        stage["attends"] = {"every": draw_duration("Looks in every", before, f"{key}-every")}
    if how not in {"train", "opens"}:
        _draw_capacity(stage, key)
    else:
        for name in ("capacity", "pool", "work", "steps", "shards", "flaky", "calendar"):
            stage.pop(name, None)


def _draw_train(train: Keys, key: str) -> Data:
    every = draw_duration("Departs every", train.get("every", 168.0), f"{key}-departs")
    at = st.text_input("First departure, such as `fri 15:00`", train.get("at", ""), key=f"{key}-at")
    seats = st.number_input(
        "Seats (empty: no limit)", 1, 100_000, train.get("seats"), key=f"{key}-seats", placeholder="no limit"
    )
    found = {"every": every, "at": at.strip() or None, "seats": int(seats) if seats else None}
    return {name: value for name, value in found.items() if value is not None}


def _draw_capacity(stage: Data, key: str) -> None:
    if stage.get("pool"):
        st.caption(f"Shares the pool `{stage['pool']}`; change it in the text.")
        return
    capacity = stage.get("capacity", 1)
    endless = st.toggle("Never too busy (no limit)", capacity == "unlimited", key=f"{key}-endless")
    if endless:
        stage["capacity"] = "unlimited"
        return
    most = 100_000
    before = capacity if isinstance(capacity, int) and 1 <= capacity <= most else 1
    many = int(st.number_input("How many at once", 1, most, before, key=f"{key}-capacity"))
    _put(stage, "capacity", many if many > 1 or stage.get("capacity") == 1 else None)


def _draw_work(stage: Data, data: Data, key: str) -> None:
    if stage.get("departures") or stage.get("opens"):
        st.caption("Changes only depart here; the work is done at another stage.")
        return
    by_hand = stage["mark"] == Mark.HAND and st.toggle(
        "A list of steps carried out by hand", bool(stage.get("steps")), key=f"{key}-steps"
    )
    if not by_hand:
        if stage.pop("steps", None):
            stage["work"] = {"dist": "constant", "value": AUTOMATED}
        _put(stage, "work", draw_distribution("Work", stage.get("work"), f"{key}-work", data))
        return
    steps = stage.get("steps", {})
    work = stage.pop("work", None) or {"dist": "lognormal", "mean": 0.1, "cv": 0.4}
    for name in ("shards", "flaky"):
        stage.pop(name, None)
    count = st.number_input("Steps", 1, 4096, int(steps.get("count", 12)), key=f"{key}-count")
    each = draw_distribution("Work of one step", steps.get("work", work), f"{key}-step", data)
    found = {"count": int(count), "work": each, "slip": 0.0}
    if stage["id"] == data["stages"][-1]["id"] or steps.get("slip"):
        found["slip"] = draw_share("A step slips", steps.get("slip", 0.0), f"{key}-slip")
    stage["steps"] = {name: value for name, value in found.items() if value}


def _draw_quality(stage: Data, stages: Sequence[Data], place: int, key: str) -> None:
    _put(stage, "catches", draw_share("Finds defects", stage.get("catches", 0.0), f"{key}-catches") or None)
    if not stage.get("steps"):
        flaky = stage.get("flaky", {})
        rate = draw_share("Red for no reason", flaky.get("rate", 0.0), f"{key}-flaky")
        usual = {} if flaky else {"attempts": 3}
        _put(stage, "flaky", {**usual, **flaky, "rate": rate} if rate else None)
    rework = dict(stage.get("rework", {}))
    _put(rework, "rate", draw_share("Sent back by chance", rework.get("rate", 0.0), f"{key}-rework") or None)
    names = {other["id"]: other.get("title") or other["id"] for other in stages[: place + 1]}
    ids = list(names)
    if rework.get("to") in ids or rework.get("rate") or stage.get("catches") or stage.get("flaky"):
        now = _place(ids, rework.get("to", stage["id"]))
        back = st.selectbox("Sent back to", ids, index=now, format_func=names.__getitem__, key=f"{key}-back")
        _put(rework, "to", back if back != stage["id"] or "to" in rework else None)
    _put(stage, "rework", rework or None)


def draw_share(label: str, share: float, key: str) -> float:
    """Draw a share [0..1] in percent, and return it; a share that was not touched stays exactly as it was."""
    before = round(share * PERCENT, 4)
    given = st.number_input(f"{label} (%)", 0.0, 100.0, before, step=1.0, format="%g", key=key)
    return share if given == before else given / PERCENT


def draw_duration(label: str, before: float | str | None, key: str) -> Any:
    """Draw a duration [h], and return it, or the text as typed where it is none."""
    shown = duration_text(before)
    typed = st.text_input(f"{label} (such as 30s, 12m, 3h, 2d, 1w)", shown, key=key).strip()
    if typed == shown:
        return before
    try:
        return hours(typed)
    except ValueError:
        return typed or None


def draw_distribution(label: str, dist: Data | None, key: str, data: Data) -> Data | None:
    """Draw a distribution of durations, and return it, or None for no time at all."""
    offered = ["", *KINDS] if data["stages"] else list(KINDS)
    kind = st.selectbox(
        label, offered, index=_place(offered, (dist or {}).get("dist")), key=f"{key}-dist",
        format_func=lambda name: KINDS[name][0] if name else "no time at all",
    )  # fmt: skip
    if not kind:
        return None
    before = dist or {}
    found: Data = {"dist": kind}
    names = KINDS[kind][1]
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column:
            found[name] = _draw_parameter(name, before, f"{key}-{kind}-{name}")
    return found


def _draw_parameter(name: str, before: Keys, key: str) -> Any:
    if name == "cv":
        cv = before.get("cv", 0.5)
        return st.number_input("spread (deviation / mean)", 0.0, 100.0, float(cv), 0.1, format="%g", key=key)
    if name == "values":
        shown = ", ".join(duration_text(value) for value in before.get("values", (1.0,)))
        typed = st.text_input("durations, with commas", shown, key=key)
        return before.get("values", [1.0]) if typed == shown else [part.strip() for part in typed.split(",")]
    usual = next((before[other] for other in ("mean", "value", "mode", "high") if other in before), 1.0)
    return draw_duration(name, before.get(name, usual), key)


def _put(where: Data, name: str, value: object) -> None:
    if value is None:
        where.pop(name, None)
    else:
        where[name] = value


def _place(names: Sequence[str], wanted: object) -> int:
    return names.index(wanted) if isinstance(wanted, str) and wanted in names else 0
