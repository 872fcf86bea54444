"""Keep what people say of a fact, for one browser or one team, apart from what the files say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import streamlit as st

from assessments.evidence.pipelines import CORRECTABLE, Facts, Sources, correct, project_facts
from store import Keep, Seat
from ui import live, words
from ui.seats import mine
from ui.state import visit, visitor

KIND = "evidence"
FORMAT = 1
Owner = str | Seat


def name_of(label: str, sources: Sources) -> str:
    """Return the name of a project's corrections: by its own name and its files, else by all their texts."""
    names = sorted(sources.texts)
    rows = [label, *names] if label else [part for name in names for part in (name, sources.texts[name])]
    said = "\n".join(rows)
    return hashlib.blake2s(said.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def choose_owner() -> Owner:
    """Draw for whom corrections are kept, where this browser holds a seat of a team; return it."""
    seats = mine().seats
    if not seats:
        return visitor()
    owners: dict[str, Owner] = {"this browser": visitor()}
    owners |= {words.plain(seat.team) or "team without a name": seat for seat in seats}
    chosen = st.selectbox(
        "Corrections for", list(owners), key="evidence-for",
        help="A team is one whose assessment this browser holds a seat of; all its seats see them.",
    )  # fmt: skip
    return owners[chosen]


def read_said(body: str) -> dict[str, str]:
    """Return the corrections in a kept text; what is no correction any more is left out."""
    try:
        found = json.loads(body)["facts"]
        return {fact: said for fact, said in found.items() if said in CORRECTABLE.get(fact, ())}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def said(owner: Owner) -> dict[str, str]:
    """Return what people said of the facts of the project that this tab works on."""
    tab = visit().evidence
    name = tab.pipelines.name
    kept = live.store().kept_one(owner, KIND, name) if name else None
    tab.versions[_slot(owner, name)] = kept.version if kept else 0
    return read_said(kept.body) if kept else {}


def keep_said(owner: Owner, facts: Mapping[str, str]) -> str:
    """Keep corrections; return why not, or an empty text."""
    tab = visit().evidence
    name = tab.pipelines.name
    body = json.dumps({"format": FORMAT, "facts": dict(facts)}, sort_keys=True)
    keeping = live.store().keep(owner, Keep(KIND, name, body, tab.versions.get(_slot(owner, name), 0)))
    if keeping.refused:
        return f"{keeping.refused.wrong}; {keeping.refused.mend}"
    return "" if keeping.done else "somebody corrected it meanwhile; look again, then say it once more"


def _slot(owner: Owner, name: str) -> str:
    return f"{owner if isinstance(owner, str) else owner.assessment}/{name}"


def facts_now(owner: Owner) -> tuple[Facts | None, Facts | None, dict[str, str]]:
    """Return what the files of this tab say, the same as people correct it, and the corrections."""
    files = visit().evidence.pipelines.files
    if not files:
        return None, None, {}
    judged, corrections = project_facts(files), said(owner)
    return judged, correct(judged, corrections) if corrections else judged, corrections
