"""Mount the player, our one Streamlit component, with a view and its data.

The names imported from inside Streamlit are kept in this file alone; a browser test draws the component.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
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


@lru_cache(maxsize=1)
def _renderer(_manager: object) -> Any:
    """Register the player once per runtime; the next runtime of a test has another manager."""
    _register()
    return st.components.v2.component(NAME, html="<div></div>", js="player.js", css="player.css")


def packed(view: Mapping[str, Any]) -> bytes:
    """Return a view's value, `{"view": ...}`, as the bytes that travel to the browser: compact JSON."""
    return json.dumps(view, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def draw_view(data: bytes, key: str, reports: Sequence[str] = ()) -> dict[str, Any]:
    """Mount one view of the player, and return what it reported since the last run.

    Args:
        data: the view's value, packed; equal bytes are sent once and cost a rerun next to nothing.
        key: identity of the mounted view; without it changed data would make a new one.
        reports: names of what the view may report; each is None where nothing was reported.
    """
    heard = {f"on_{name}_change": _heard for name in reports}
    found = _renderer(get_bidi_component_manager())(key=key, data=data, height="content", **heard)
    return {name: getattr(found, name, None) for name in reports}


def _heard() -> None:
    """Do nothing: what was reported is read after drawing."""
