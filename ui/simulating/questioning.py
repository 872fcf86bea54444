"""Ask what a room can talk about once lanes were compared; the lanes' own numbers stand in the questions."""

from collections.abc import Mapping, Sequence

from delivery import Mark
from simulator import Outcome, Scenario
from ui import words

HEADING = "Three questions to talk about"


def as_text(questions: Sequence[str], level: int = 2) -> str:
    """Return questions as a numbered list under their heading."""
    listed = "\n".join(f"{place}. {text}" for place, text in enumerate(questions, 1))
    return f"{'#' * level} {HEADING}\n{listed}"


def code_or_counting(lanes: Sequence[str], rates: Sequence[str], failed: Sequence[str]) -> str:
    """Ask which of two metrics tells of the code; each lane's values are given in words.

    Args:
        lanes: how the two lanes are named in the middle of a sentence.
        rates: their change fail rates.
        failed: their failed changes per 1,000.
    """
    return (
        f"Change fail rate was {rates[0]} {lanes[0]} and {rates[1]} {lanes[1]}; failed changes per 1,000 "
        f"were {failed[0]} and {failed[1]}. Which of the two says something about the code, and which about "
        "how many changes go together?"
    )


def about(outcomes: Mapping[str, Outcome], roads: Mapping[str, Scenario]) -> tuple[str, str, str]:
    """Return three questions about lanes A and B: what one waits for, what rates count, what is needed."""
    a, b = (outcomes[letter].measured["metrics"] for letter in "AB")
    lead = [words.duration(one["change_lead_time"]["p50"]) for one in (a, b)]
    rates = [words.number(one["change_fail_rate"]["mean"], "share") for one in (a, b)]
    failed = [words.number(one["failed_changes_per_1000"]["mean"], "count") for one in (a, b)]
    wait = (
        f"Half of the changes took up to {lead[0]} in A and up to {lead[1]} in B. What does a change wait "
        "for in the slower lane, and who would miss that wait if it were gone?"
    )
    return (
        wait,
        code_or_counting(("in A", "in B"), rates, failed),
        _decision(roads["B"]),
    )


def _decision(road: Scenario) -> str:
    """Ask what it takes to decide as a road does, by its last stage after review that is not automatic."""
    waits = [stage.mark for stage in road.stages[1:] if stage.mark is not Mark.BOLT]
    if not waits:
        need = "What would have to be true for nobody to have to, as in B?"
    elif waits[-1] is Mark.BUTTON:
        need = "What would have to be true for one press to be enough, as in B?"
    else:
        need = "Which of the steps by hand or approvals of B do you have as well, and what are they for?"
    return f"Where you work: who decides that a change goes to production, and who does the work? {need}"
