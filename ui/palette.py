"""Name every color of the product once, for the theme, the charts, the player and the documentation.

Contrast: words and marks reach at least 4.5:1 on each ground of their theme; the projector set at least 7:1
on white. Tests compute both and hold the theme file and the player's style sheet against these values.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LIGHT: Final[Mapping[str, str]] = MappingProxyType({
    "bg": "#FAFAF7", "raised": "#FFFFFF", "sunk": "#F0F1EC", "shade": "#EBEDF0", "line": "#D8DBD4",
    "edge": "#737E79", "wait": "#CDD2CE", "ink": "#17211F", "ink2": "#44504C", "ink3": "#5A6661",
    "hand": "#B8430F", "hourglass": "#743C6B", "button": "#0B4DBB", "bolt": "#007A58", "fail": "#82102B",
    "hand-tint": "#F7E3D6", "hourglass-tint": "#EFE1EC", "button-tint": "#DEE8FA", "bolt-tint": "#D3ECE2",
    "fail-tint": "#F6DEE2",
})  # fmt: skip
DARK: Final[Mapping[str, str]] = MappingProxyType({
    "bg": "#11181D", "raised": "#182127", "sunk": "#0B1115", "shade": "#222D36", "line": "#2C373E",
    "edge": "#7D8B8A", "wait": "#4A575E", "ink": "#E9EFEC", "ink2": "#BAC5C1", "ink3": "#95A29E",
    "hand": "#FDA24A", "hourglass": "#E3C2F5", "button": "#5C94F2", "bolt": "#6FDDB8", "fail": "#FA5C80",
    "hand-tint": "#2E2520", "hourglass-tint": "#2C2A33", "button-tint": "#1A2638", "bolt-tint": "#1A302F",
    "fail-tint": "#341F2A",
})  # fmt: skip
PROJECTOR: Final[Mapping[str, str]] = MappingProxyType({
    "bg": "#FFFFFF", "hand": "#8F3408", "hourglass": "#6B3563", "button": "#0A44A6", "bolt": "#005F45",
    "fail": "#82102B",
})  # fmt: skip
LINES_LIGHT: Final = ("#12353C", "#5A4A12", "#4E8496", "#93845F")
LINES_DARK: Final = ("#99E4FE", "#E1D8A5", "#4D9AA2", "#A88B66")
DASHES: Final = ("solid", "dashdot", "dash", "dot")
GROUNDS: Final = ("bg", "raised", "sunk", "shade")
LINEAR_BELOW: Final = 0.04045  # where the sRGB curve is a straight line
WORDS: Final = ("ink", "ink2", "ink3", "hand", "hourglass", "button", "bolt", "fail")


def contrast(first: str, second: str) -> float:
    """Compute the contrast ratio of two colors `#RRGGBB`, 1 to 21.

    Source: wcag-contrast
    """
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
