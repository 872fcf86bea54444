"""Put cards into groups, one after the other; each says at once where it belongs and why."""

from functools import partial

import streamlit as st

from content import Sort
from ui import words
from ui.learning.shuffling import mixed
from ui.shell import READING
from ui.state import visit, visitor


def draw(sort: Sort, key: str) -> None:
    """Draw the cards that are left, one at a time, above the groups with what lies there."""
    placed = visit().learning.sorted.setdefault(key, {})
    titles = {group.id: group.title for group in sort.groups}
    cards = {card.id: card for card in sort.cards}
    left = [name for name in mixed(list(cards), visitor(), key) if name not in placed]
    said = ""
    if placed:
        name, where = list(placed.items())[-1]
        card = cards[name]
        verdict = "**Right.**" if where == card.group else f"**Rather: {titles[card.group]}.**"
        said = f"*{card.text.rstrip('.')}*: {verdict} {card.why}\n\n"
    if left:
        told = f"Card {len(placed) + 1} of {len(cards)}"
        text = f"{said}:small[{told}]\n\n### {cards[left[0]].text}"
        st.markdown(text, width=READING, anchors=False)
        with st.container(horizontal=True):
            for group in sort.groups:
                put = partial(_put, key, left[0], group.id)
                st.button(group.title, key=f"put-{key}-{group.id}", on_click=put)
    else:
        st.markdown(said, width=READING)
        right = sum(placed[name] == card.group for name, card in cards.items())
        st.markdown(f"**All {len(cards)} cards lie in their group.** {right} of them you put there first.")
        st.button("Sort them again", key=f"again-{key}", on_click=partial(_clear, key))
    if placed:
        _draw_groups(sort, placed)


def _put(key: str, card: str, group: str) -> None:
    visit().learning.sorted.setdefault(key, {})[card] = group


def _clear(key: str) -> None:
    visit().learning.sorted.pop(key, None)


def _draw_groups(sort: Sort, placed: dict[str, str]) -> None:
    """Draw each group with the cards that belong there, of those that were put anywhere."""
    for column, group in zip(st.columns(len(sort.groups), gap="medium"), sort.groups, strict=True):
        mine = [card for card in sort.cards if card.group == group.id and card.id in placed]
        rows = [
            f"- {card.text}" + ("" if placed[card.id] == group.id else " :small[(you put it elsewhere)]")
            for card in mine
        ]
        count = words.count(len(mine), "card")
        column.markdown("\n".join([f"**{group.title}** :small[{count}]", "", *rows]))
