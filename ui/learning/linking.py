"""Link the words of the field to the glossary, from any page; nothing here knows Streamlit."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from content import Term
from delivery import METRICS, Mark

MARKS: Final[Mapping[Mark, str]] = MappingProxyType(
    {
        Mark.HAND: "by-hand",
        Mark.HOURGLASS: "approval",
        Mark.BUTTON: "button",
        Mark.BOLT: "automatic",
    }
)
METRIC_TERMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "change_lead_time": "lead-time",
        "deployment_frequency": "deployment-frequency",
        "failed_deployment_recovery_time": "recovery-time",
        "change_fail_rate": "change-fail-rate",
        "deployment_rework_rate": "rework-rate",
    }
)
"""The entry of the glossary for each mark, and for each of DORA's five metrics."""


def word_link(word: str, term: str) -> str:
    """Return a word as a link to its entry in the glossary, from any page."""
    return f"[{word}](/learn?part=Words&term={term})"


def marks_line(glossary: Mapping[str, Term]) -> str:
    """Say where the four marks are explained; empty where the glossary has none of them."""
    links = [word_link(mark.word, term) for mark, term in MARKS.items() if term in glossary]
    return f"What the marks mean: {', '.join(links)}." if links else ""


def metrics_line(glossary: Mapping[str, Term]) -> str:
    """Say where the metrics are explained; empty where the glossary has none of them."""
    links = [
        word_link(METRICS[name].title.lower(), term)
        for name, term in METRIC_TERMS.items()
        if term in glossary
    ]
    return f"What the metrics mean: {', '.join(links)}." if links else ""
