"""A team's DSOMM progress and evidence: read into answers, and written back.

Progress is `{activity uuid: {team: {state: day}}}`. What counts is the highest state that has a day; the days
of all states are kept as evidence of the answer, so that nothing is lost on the way back. Where two files
speak of the same team, the later one wins and the difference is noted: a step back is not undone by an older
file.
Source: owasp-dsomm.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from assessments.importers.drafts import kebab
from assessments.importers.nodes import Findings, Node, root, shown
from assessments.model import Answer, Answers, AnswerState, Evidence, Option, Practice, Questionnaire
from datafiles import Foreign, to_yaml

REACHED: Final = "Reached: "
"""How the evidence begins that holds the day on which a state was reached."""
FIELDS: Final = ("id", "title", "description")

Days = dict[str, date]


def is_progress(value: object) -> bool:
    """Say whether a document is progress."""
    return isinstance(value, dict) and "progress" in value and set(value) <= {"progress", "meta"}


def is_evidence(value: object) -> bool:
    """Say whether a document is evidence."""
    return isinstance(value, dict) and "evidence" in value and set(value) <= {"evidence", "meta"}


def is_meta(value: object) -> bool:
    """Say whether a document defines the states."""
    return isinstance(value, dict) and "progressDefinition" in value


def read_team_answers(
    questionnaire: Questionnaire, progress: Sequence[Foreign], evidence: Sequence[Foreign], findings: Findings
) -> tuple[Answers, ...]:
    """Read the answers of every team in these files."""
    practices = {practice.origin or practice.id: practice for practice in questionnaire.practices}
    states = {option.text: option for option in states_of(questionnaire)}
    days: dict[str, dict[str, Days]] = defaultdict(dict)
    for file in progress:
        read_progress(root(file, findings), practices, states, days)
    proofs: dict[str, dict[str, list[Evidence]]] = defaultdict(lambda: defaultdict(list))
    for file in evidence:
        read_evidence(root(file, findings), practices, proofs)
    teams = dict.fromkeys([*days, *proofs])
    return tuple(answers_of(questionnaire, team, days[team], proofs[team]) for team in teams)


def states_of(questionnaire: Questionnaire) -> tuple[Option, ...]:
    """Return the states of progress, from the lowest."""
    options = questionnaire.options(questionnaire.practices[0].question)
    return tuple(sorted(options, key=lambda option: option.value))


def read_progress(
    node: Node,
    practices: Mapping[str, Practice],
    states: Mapping[str, Option],
    days: dict[str, dict[str, Days]],
) -> None:
    """Read the days on which teams reached states."""
    top = node.child("progress")
    for uuid, teams in top.entries() if top.value is not None else ():
        practice = practices.get(uuid)
        if practice is None:
            teams.report(
                f"the model has no activity {shown(uuid)}", "import the model it belongs to, or remove it"
            )
            continue
        for team, reached in teams.entries():
            found: Days = {}
            for state, entry in reached.entries():
                day = read_day(entry)
                if state not in states:
                    entry.report(f"no state is called {shown(state)}", f"choose one of {', '.join(states)}")
                elif day is not None:
                    found[state] = day
            before = days[team].get(practice.id)
            if before is not None and before != found:
                node.findings.notes.append(
                    f"{practice.title}, {team}: two files differ; the later file counts"
                )
            days[team][practice.id] = found


def read_day(entry: Node) -> date | None:
    """Read a day, or the day of a moment."""
    text = entry.own_text() or ""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        entry.report(f"{shown(text)} is no day", "write it as 2026-11-16")
        return None


def read_evidence(
    node: Node, practices: Mapping[str, Practice], proofs: dict[str, dict[str, list[Evidence]]]
) -> None:
    """Read the evidence of activities, for each team that it names."""
    top = node.child("evidence")
    for uuid, rows in top.entries() if top.value is not None else ():
        practice = practices.get(uuid)
        if practice is None:
            rows.report(
                f"the model has no activity {shown(uuid)}", "import the model it belongs to, or remove it"
            )
            continue
        for row in rows.rows():
            teams = row.texts("teams")
            if not teams:
                row.report("names no team", "add `teams`")
            for proof in entries_of(row):
                for team in teams:
                    proofs[team][practice.id].append(proof)


def entries_of(row: Node) -> list[Evidence]:
    """Return an entry as evidence: one per attachment, one when there is none."""
    texts = {key: row.some_text(key) for key in FIELDS}
    text = "\n".join(f"{key}: {' '.join(value.split())}" for key, value in texts.items() if value)
    recorded = row.child("evidenceRecorded")
    day = read_day(recorded) if recorded.value is not None else None
    by = row.some_text("reviewer")
    found = []
    for attachment in row.items("attachment", needed=False):
        link, kind = attachment.some_text("externalLink"), attachment.some_text("type")
        more = f"\ntype: {kind}" if kind else ""
        if link and re.match("https?://", link):
            found.append(Evidence(text=text + more or "evidence", link=link, by=by, date=day))
        elif link:
            found.append(Evidence(text=f"{text}{more}\nexternalLink: {link}", by=by, date=day))
    return found or [Evidence(text=text or "evidence", by=by, date=day)]


def answers_of(
    questionnaire: Questionnaire,
    team: str,
    days: Mapping[str, Days],
    proofs: Mapping[str, Sequence[Evidence]],
) -> Answers:
    """Return a team's answers: the highest state that has a day, with its days and evidence."""
    states = states_of(questionnaire)
    given = {}
    for practice in questionnaire.practices:
        reached = days.get(practice.id, {})
        evidence = [Evidence(text=f"{REACHED}{state}", date=day) for state, day in reached.items()]
        evidence += proofs.get(practice.id, ())
        if reached or evidence:
            highest = max((option for option in states if option.text in reached), key=worth, default=None)
            given[practice.id] = Answer(
                state=AnswerState.VALUE if highest is not None else AnswerState.DONT_KNOW,
                option=highest.id if highest is not None else None,
                evidence=tuple(evidence),
            )
    dates = [found.date for answer in given.values() for found in answer.evidence if found.date]
    day = max(dates, default=date(1970, 1, 1))
    return Answers(
        questionnaire=questionnaire.id, version=questionnaire.version, team=team, date=day, answers=given
    )


def worth(option: Option) -> float:
    """Return what a state is worth."""
    return option.value


def write_progress(questionnaire: Questionnaire, answers: Iterable[Answers]) -> str:
    """Write answers as a progress file of DSOMM; a state without a day gets the day of the answers.

    The lowest state is never written, as DSOMM itself does.
    """
    states = states_of(questionnaire)
    lowest = states[0].text
    by_id = {option.id: option for option in states}
    rows: dict[str, dict[str, dict[str, str]]] = {}
    for given in answers:
        for practice in questionnaire.practices:
            answer = given.answers.get(practice.id)
            if answer is None or answer.option not in by_id:
                continue
            reached = {
                proof.text.removeprefix(REACHED): str(proof.date)
                for proof in answer.evidence
                if proof.text.startswith(REACHED) and proof.date is not None
            }
            chosen = by_id[answer.option]
            kept = {
                option.text: reached[option.text]
                for option in states
                if option.value <= chosen.value and option.text in reached
            }
            kept.setdefault(chosen.text, str(given.date))
            if chosen.text != lowest:
                kept.pop(lowest, None)
                rows.setdefault(practice.origin or practice.id, {})[given.team] = kept
    return to_yaml({"progress": rows})


def write_evidence(questionnaire: Questionnaire, answers: Iterable[Answers]) -> str:
    """Write the evidence of answers as an evidence file of DSOMM."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for given in answers:
        for practice in questionnaire.practices:
            answer = given.answers.get(practice.id)
            proofs = (
                [proof for proof in answer.evidence if not proof.text.startswith(REACHED)] if answer else []
            )
            entries = rows.setdefault(practice.origin or practice.id, []) if proofs else []
            for number, proof in enumerate(proofs, 1):
                name = f"{practice.id}-{kebab(given.team)}-{number}"
                add_entry(entries, row_of(proof, name, given))
    return to_yaml({"evidence": rows})


def row_of(proof: Evidence, name: str, given: Answers) -> dict[str, Any]:
    """Return a piece of evidence as an entry of DSOMM; one written here is its own title."""
    lines = dict.fromkeys([*FIELDS, "type", "externalLink"], "")
    for line in proof.text.split("\n"):
        key, _, text = line.partition(": ")
        if key in lines and text:
            lines[key] = text
        elif line != "evidence":
            lines["title"] = f"{lines['title']} {line}".strip()
    row: dict[str, Any] = {"id": lines["id"] or name, "teams": [given.team], "title": lines["title"]}
    row["evidenceRecorded"] = str(proof.date or given.date)
    row |= {"reviewer": proof.by} if proof.by else {}
    row["description"] = lines["description"]
    link = proof.link or lines["externalLink"]
    if link:
        row["attachment"] = [{"type": lines["type"] or "link", "externalLink": link}]
    return row


def add_entry(entries: list[dict[str, Any]], row: dict[str, Any]) -> None:
    """Add an entry, or its team and attachment to the one with the same id."""
    for entry in entries:
        if entry["id"] == row["id"]:
            entry["teams"] = list(dict.fromkeys([*entry["teams"], *row["teams"]]))
            attachments = [*entry.get("attachment", []), *row.get("attachment", [])]
            if attachments:
                entry["attachment"] = [one for i, one in enumerate(attachments) if one not in attachments[:i]]
            return
    entries.append(row)
