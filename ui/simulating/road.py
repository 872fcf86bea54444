"""Build a road of one's own: change a stage, and the lane above shows what comes of it."""

import zlib
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from datafiles import Problem
from delivery import Mark
from simulator import Scenario
from store import Keep, Seat
from ui import cached, live, words
from ui.components import draw_view
from ui.ink import on_ink
from ui.simulating import surroundings
from ui.simulating.drafting import (
    MOST_STAGES,
    Data,
    Draft,
    draft_of,
    read,
    read_text,
    tidy,
    with_moved_stage,
    with_new_stage,
    with_stage,
    without_stage,
)
from ui.simulating.heading import draw_heading
from ui.simulating.inspecting import draw_stage
from ui.simulating.sharing import LONGEST, pack, unpack
from ui.state import visit, visitor

FIRST = "button-weekly"
QUICK = (
    f"Illustrative. The numbers come from a quick run: {cached.QUICK} times {cached.QUICK_CHANGES} changes, "
    "seed 1; the picture shows the first four weeks of one run."
)
KIND = "road"
PARTS = ("Stages", "Arrivals, failures, hours", "As text")
BEHIND = "road-open-"
"""What the key of a button with something behind it begins with."""


def draw(tools: DeltaGenerator) -> None:
    """Draw the page, and into `tools` what one can do with the road."""
    presets = {scenario.id: scenario for scenario in cached.scenarios().values}
    if not presets:
        st.info("No scenario could be read. Mend the files named on the page Two lanes.")
        return
    draft = _draft(presets)
    draw_heading("Your road", "Change a stage and watch the lane. Every step can be undone.", 600)
    picture = st.container()
    edited = _draw_editor(draft)
    visit().road = edited
    scenario, problems = read(edited)
    with picture:  # before the tools: this is what somebody waits for
        _draw_refused()
        _draw_picture(edited, problems)
    with tools:
        _draw_tools(edited, presets, scenario)


def _draft(presets: dict[str, Scenario]) -> Draft:
    """Return the road this tab works on: its own, the one in the address, else a preset."""
    mine = visit()
    shared = st.query_params.get("road")
    if shared and shared != mine.shared_road:
        mine.shared_road = shared
        text = unpack(shared)
        scenario, problems = read_text(text) if text is not None else (None, ())
        if scenario is not None:
            mine.road = draft_of(scenario, mine.road)
        else:
            mine.road_problems = problems or (
                Problem("link", 1, "road", "is damaged", "ask for the link again"),
            )
    if mine.road is None:
        mine.road = draft_of(presets.get(FIRST, next(iter(presets.values()))))
    return mine.road


def _set(draft: Draft) -> None:
    visit().road = draft
    visit().road_problems = ()


def _start(scenario: Scenario, draft: Draft) -> None:
    _set(draft_of(scenario, draft))


def _draw_tools(draft: Draft, presets: dict[str, Scenario], scenario: Scenario | None) -> None:
    st.button("Undo", on_click=_set, args=(draft.undone(),), disabled=not draft.past)
    st.button("Redo", on_click=_set, args=(draft.redone(),), disabled=not draft.future)
    _draw_when_open("Start from", lambda: _draw_starts(draft, presets))
    _draw_when_open("Upload", lambda: _draw_upload(draft))
    if scenario is not None:
        _draw_keeping(draft, scenario)


def _draw_when_open(label: str, draw: Callable[[], None]) -> None:
    """Draw a button with something behind it, which costs a rerun nothing until somebody opens it."""
    popover = st.popover(label, on_change="rerun", key=f"{BEHIND}{label}")
    if popover.open:
        with popover:
            draw()


def _draw_starts(draft: Draft, presets: dict[str, Scenario]) -> None:
    for preset in presets.values():
        key = f"preset-{preset.id}"
        st.button(preset.title, key=key, on_click=_start, args=(preset, draft), width="stretch")
    _draw_kept(draft)


def _draw_kept(draft: Draft) -> None:
    for owner, of in _owners().items():
        for kept in live.store().kept(of, KIND):
            scenario, _problems = read_text(kept.body)
            if scenario is not None:
                label, key = f"{words.plain(kept.name)} ({words.plain(owner)})", f"kept-{owner}-{kept.name}"
                st.button(label, key=key, on_click=_start, args=(scenario, draft), width="stretch")


def _draw_upload(draft: Draft) -> None:
    st.markdown("A scenario file as YAML. What you have here stays until the file is found right.")
    file = st.file_uploader("Scenario file", type=["yaml", "yml"], key=f"road-file-{draft.epoch}")
    if file is None or not st.button("Use this file"):
        return
    scenario, problems = _uploaded(file.getvalue(), file.name)
    visit().road_problems = problems
    if scenario is not None:
        _set(draft_of(scenario, draft))
    st.rerun()


def _uploaded(body: bytes, name: str) -> tuple[Scenario | None, tuple[Problem, ...]]:
    if len(body) > LONGEST:
        wrong = f"has {len(body):,} bytes"
        return None, (Problem(name, 1, "file", wrong, f"upload at most {LONGEST:,} bytes"),)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, (Problem(name, 1, "file", "is no text in UTF-8", "save it as UTF-8 text"),)
    return read_text(text, name)


def _draw_refused() -> None:
    problems = visit().road_problems
    if problems:
        count = "One place is" if len(problems) == 1 else f"{len(problems)} places are"
        st.error(f"**Not taken: {count} wrong.** The road you had is still here.")
        st.code("\n".join(str(problem) for problem in problems), language=None, wrap_lines=True)


def _draw_picture(draft: Draft, problems: tuple[Problem, ...]) -> None:
    if not problems:
        visit().road_shown = tidy(draft.text)
    for problem in problems:
        st.error(f"**{problem.field}** {problem.wrong}; {problem.mend} (line {problem.line} of the text)")
    if problems and visit().road_shown:
        st.caption("The lane below is the last road that could run.")
    if visit().road_shown:
        draw_view(cached.own_lane(visit().road_shown), key="own-lane")
        st.caption(QUICK)


def _draw_editor(draft: Draft) -> Draft:
    stages, around, text = st.tabs(PARTS, on_change="rerun", key="road-part")
    if stages.open:
        with stages:
            draft = _draw_stages(draft)
    if around.open:
        with around:
            data = surroundings.draw(draft.data, f"road-{draft.epoch}")
            draft = draft.changed(data, by_field=True)
    with text:
        st.caption("The same road as a file; the lines are those that problems name.")
        st.code(draft.text, language="yaml", line_numbers=True)
    return draft


def _draw_stages(draft: Draft) -> Draft:
    data = draft.data
    ids = [stage["id"] for stage in data["stages"]]
    place = ids.index(visit().road_stage) if visit().road_stage in ids else 0
    listed, fields = st.columns([2, 5], gap="large")
    with fields:
        stage = draw_stage(data, place, f"road-{draft.epoch}-{place}")
    edited = draft.changed(with_stage(data, place, stage), by_field=True)
    names = [_name(edited.data, i) for i in range(len(ids))]
    with listed:
        # The names are what travels, so other names make another widget.
        key = f"road-stages-{draft.epoch}-{zlib.crc32(repr(names).encode())}"
        chosen = st.radio("Stages, in order", range(len(ids)), place, names.__getitem__, key=key)
        if chosen != place:
            visit().road = edited
            visit().road_stage = ids[chosen]
            st.rerun()
        _draw_order(edited, place)
    return edited


def _name(data: Data, place: int) -> str:
    stage = data["stages"][place]
    name = stage.get("title") or stage["id"].replace("-", " ")
    return f"{words.plain(name)}, {Mark(stage['mark']).word}"


def _draw_order(draft: Draft, place: int) -> None:
    data, many = draft.data, len(draft.data["stages"])
    with st.container(horizontal=True):
        _order("Earlier", draft, with_moved_stage(data, place, place - 1), place - 1, off=place == 0)
        _order("Later", draft, with_moved_stage(data, place, place + 1), place + 1, off=place == many - 1)
        _order("Remove", draft, without_stage(data, place), max(0, place - 1), off=many == 1)
    with st.form("new-stage", border=False, clear_on_submit=True):
        title = st.text_input("New stage after this one", max_chars=60, placeholder="Its name")
        if st.form_submit_button("Add", disabled=many >= MOST_STAGES) and title.strip():
            _go(draft.changed(with_new_stage(data, place + 1, title.strip())), place + 1)
            st.rerun()


def _order(label: str, draft: Draft, data: Data, place: int, *, off: bool) -> None:
    st.button(label, on_click=_go, args=(draft.changed(data), place), disabled=off, key=f"road-{label}")


def _go(draft: Draft, place: int) -> None:
    _set(draft)
    visit().road_stage = draft.data["stages"][place]["id"]


def _owners() -> dict[str, str | Seat]:
    """Return who may keep a road here: this browser, and the teams whose seats it holds."""
    seats = {seat.team or "team without a name": seat for seat in live.store().seats_of(visitor())}
    return {"this browser": visitor(), **seats}


def _draw_keeping(draft: Draft, scenario: Scenario) -> None:
    st.download_button("Download", visit().road_shown, f"{scenario.id}.yaml", "application/yaml")
    _draw_when_open("Link", lambda: _draw_link(draft))
    _draw_when_open("Save", lambda: _draw_save(draft))


def _draw_link(draft: Draft) -> None:
    packed = pack(draft.text)
    if not packed:
        st.markdown("This road is too long for a link. Download it instead.")
        return
    st.markdown("Whoever opens this link gets the road as it is now; nothing is stored for it.")
    here = (st.context.url or "").partition("?")[0]
    st.code(f"{here}?do=Your+road&road={packed}", language=None, wrap_lines=True)


def _draw_save(draft: Draft) -> None:
    owners = _owners()
    owner = st.selectbox(
        "For", list(owners), help="A team is one whose assessment this browser holds a seat of."
    )
    name = st.text_input(
        "Name", str(draft.data.get("title", "Our road")), max_chars=80, key=f"road-name-{draft.epoch}"
    )
    if not st.button(on_ink("Save"), type="primary", key="road-save"):
        return
    store, name = live.store(), name.strip() or "Our road"
    before = store.kept_one(owners[owner], KIND, name)
    told = visit().road_versions.get(f"{owner}/{name}", 0)
    if before is not None and before.version != told:
        st.warning("There is a road of this name already. Save once more to put yours in its place.")
        visit().road_versions[f"{owner}/{name}"] = before.version
        return
    keeping = store.keep(owners[owner], Keep(KIND, name, draft.text, told))
    if keeping.refused:
        st.error(f"Not saved: {keeping.refused.wrong}; {keeping.refused.mend}.")
    elif not keeping.done:
        st.warning("Somebody saved another version meanwhile. Start from it, or save under another name.")
    elif keeping.stored is not None:
        visit().road_versions[f"{owner}/{name}"] = keeping.stored.version
        visit().roads = None
        st.success("Saved.")
