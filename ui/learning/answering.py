"""Draw what a question is answered with, for each type: by touch, by mouse and by keyboard."""

from collections.abc import Mapping
from functools import partial
from typing import Final

import streamlit as st

import content
from content import Item, ItemType
from ui.learning.shuffling import shown_options
from ui.state import visit, visitor

APART: Final = "&nbsp;"
"""What stands below each option: options of two lines stay apart, and a finger meets one of them alone."""
KEPT: Final = "session"
"""What was chosen and not yet checked stays in the tab."""


def ask(item: Item, before: str | None) -> str | None:
    """Draw what a question is answered with; return the answer as stored, None while it is not whole.

    Args:
        item: the question.
        before: the answer given before, which fits the item.
    """
    texts = {option.id: option.text for option in item.options}
    names, given, key = list(shown_options(item, visitor())), (before or "").split(), f"item-{item.id}"
    match item.type:
        case ItemType.MULTI:
            ticked = [
                name
                for name in names
                if st.checkbox(texts[name], name in given, key=f"{key}-{name}", persist_state=KEPT)
            ]
            return content.write_choice(item, ticked) if ticked else None
        case ItemType.ORDER:
            return _ask_order(item, names, tuple(given))
        case ItemType.MATCH:
            return _ask_match(item, names, dict(pair.split("=") for pair in given))
        case ItemType.NUMERIC:
            label = f"Your number [{item.unit}]"
            return st.text_input(label, before or "", key=key, persist_state=KEPT).strip() or None
        case _:
            return st.radio(
                item.stem,
                names,
                index=names.index(before) if before in texts else None,
                format_func=texts.__getitem__,
                key=key,
                captions=[APART] * len(names),
                label_visibility="collapsed",
                persist_state=KEPT,
            )


def _ask_order(item: Item, names: list[str], before: tuple[str, ...]) -> str | None:
    """Draw the steps to press one after the other, the first one first; what was pressed stands above."""
    orders = visit().learning.orders
    done = orders.setdefault(item.id, before)
    texts = {option.id: option.text for option in item.options}
    if done:
        st.markdown("\n".join(f"{place}. {texts[name]}" for place, name in enumerate(done, start=1)))
    open_names = [name for name in names if name not in done]
    if open_names:
        st.markdown("Press what comes first." if not done else "Press what comes next.")
    for name in open_names:
        st.button(texts[name], key=f"put-{item.id}-{name}", on_click=partial(_put, item.id, (*done, name)))
    if done:
        with st.container(horizontal=True):
            st.button(
                "Take the last one back", key=f"back-{item.id}", on_click=partial(_put, item.id, done[:-1])
            )
            st.button("Begin again", key=f"anew-{item.id}", on_click=partial(_put, item.id, ()))
    return None if open_names else " ".join(done)


def _put(item: str, order: tuple[str, ...]) -> None:
    visit().learning.orders[item] = order


def _ask_match(item: Item, names: list[str], before: Mapping[str, str]) -> str | None:
    groups = {group.id: group.text for group in item.groups}
    texts = {option.id: option.text for option in item.options}
    placed: dict[str, str] = {}
    for name in names:
        chosen = st.radio(
            texts[name],
            list(groups),
            index=list(groups).index(before[name]) if name in before else None,
            format_func=groups.__getitem__,
            key=f"item-{item.id}-{name}",
            horizontal=True,
            persist_state=KEPT,
        )
        if chosen is not None:
            placed[name] = chosen
    whole = len(placed) == len(item.options)
    return content.write_match({option.id: placed[option.id] for option in item.options}) if whole else None
