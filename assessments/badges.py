"""Draw a badge of a snapshot: what was asked, in which version, when, and how much of it was answered.

It names no score: a team is not one number. There is none for an assessment that was hardly answered.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from assessments.model import Questionnaire
from assessments.scoring import score
from assessments.snapshots import Snapshot

LEAST_COVERAGE = 0.8
"""Which share of the practices that apply has to be answered [0..1]."""

HEIGHT = 20  # [px]
LETTER = 6.6  # [px] of a usual letter at 11 px
EDGE = 6  # [px]
LONGEST = 60
"""The longest title on a badge [characters]; a longer one is cut."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge as SVG, or why there is none."""

    svg: str | None
    refused: str | None = None


def badge(questionnaire: Questionnaire, snapshot: Snapshot, least: float = LEAST_COVERAGE) -> Badge:
    """Draw the badge of a snapshot, unless too little was answered.

    Args:
        questionnaire: what it was taken with.
        snapshot: what the team answered.
        least: which share of the practices that apply has to be answered [0..1].
    """
    overall = score(questionnaire, snapshot.as_answers()).overall
    answered, applicable = overall.answered, overall.applicable
    if not applicable or answered < least * applicable:
        return Badge(
            None, f"{answered} of {applicable} practices are answered; a badge needs {least * 100:.0f} %"
        )
    left = f"{clean(snapshot.title)} {clean(snapshot.version)}"
    right = f"{answered} of {applicable} answered · {snapshot.date.isoformat()}"
    return Badge(draw(left, right))


def clean(text: str) -> str:
    """Return a text for a picture: one line, no signs that turn its direction, not too long."""
    line = " ".join(text.split())
    shown = "".join(sign for sign in line if sign.isprintable())
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def width(text: str) -> float:
    """Return about how wide a text is drawn [px]; East Asian letters are twice as wide."""
    return sum(LETTER * (2 if unicodedata.east_asian_width(sign) in "WF" else 1) for sign in text)


def draw(left: str, right: str) -> str:
    """Draw two fields beside each other as SVG."""
    first, second = round(width(left)) + 2 * EDGE, round(width(right)) + 2 * EDGE
    whole, name = first + second, f"{left}: {right}"
    label = f'role="img" aria-label={quoteattr(name)}'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{HEIGHT}" {label}>',
            f"<title>{escape(name)}</title>",
            f'<rect width="{first}" height="{HEIGHT}" fill="#3d4654"/>',
            f'<rect x="{first}" width="{second}" height="{HEIGHT}" fill="#0b6b4f"/>',
            '<g fill="#ffffff" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11">',
            f'<text x="{EDGE}" y="14" textLength="{first - 2 * EDGE}">{escape(left)}</text>',
            f'<text x="{first + EDGE}" y="14" textLength="{second - 2 * EDGE}">{escape(right)}</text>',
            "</g>",
            "</svg>",
            "",
        ]
    )
