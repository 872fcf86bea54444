"""Mount the player, our one Streamlit component, with a view and its data.

The names imported from inside Streamlit are kept in this file alone; a browser test draws the component.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

import simulator.player

NAME = "greenlane.player"
FOLDER = Path(simulator.player.__file__).parent


def _register() -> None:
    """Tell Streamlit where the player's files are: one way for wheel, editable install and checkout."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(NAME) is None:
        manifest = ComponentManifest("greenlane", "0", [ComponentConfig("player", FOLDER.name)])
        manager.register_from_manifest(manifest, FOLDER.parent)


@cache
def _renderer(
    _runtime: int,
) -> Any:  # one registration per runtime, so that a test's next runtime has its own
    _register()
    return st.components.v2.component(NAME, html="<div></div>", js="player.js", css="player.css")


def draw_view(data: Mapping[str, Any], key: str, height: int | str = "content") -> None:
    """Mount one view of the player.

    Args:
        data: the view's value, `{"view": ...}`; keep it equal between reruns, then it is sent once.
        key: identity of the mounted view; without it changed data would make a new one.
        height: height [px] or "content".
    """
    _renderer(id(get_bidi_component_manager()))(key=key, data=dict(data), height=height)
