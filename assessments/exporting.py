"""Give an assessment away, whole or as a table, and take it back.

A record holds a snapshot, the questionnaire it was taken with, the team's targets and its next steps. No
record and no table holds a respondent: neither what one of them said, nor who gave a piece of evidence.
JSON and YAML hold the whole record and read back to the same one, with the same fingerprint; CSV and XLSX are
for reading. Licence and attribution go along in each.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import Field

from assessments.agreement import Agreement, agreements
from assessments.fields import Day
from assessments.model import Answer, AnswerState, Evidence, Practice, Questionnaire
from assessments.scoring import worth_of
from assessments.snapshots import Snapshot, canonical_text
from datafiles import FileModel, Format, Id, Share, Sheet, Text, as_csv, as_xlsx, to_yaml
from datafiles.spreadsheets import Cell

UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Signs that a file does not hold as they are."""


LINES = 3
"""How deep parts of a JSON record have lines of their own: record, questionnaire, practices."""


class RecordedTarget(FileModel):
    """What the team wants of one practice: the score [0..1], and the option it stands for if there is one."""

    worth: Share
    option: Id | None = None
    reason: Text | None = None
    owner: Text | None = None
    due: Day | None = None


class RecordedStep(FileModel):
    """What the team tries: the measure that should move, the first step, who looks after it, until when."""

    practice: Id
    measure: Text
    step: Text | None = None
    owner: Text | None = None
    due: Day | None = None
    state: Text = "chosen"
    outcome: Text | None = None


class Record(FileModel):
    """An assessment as a whole."""

    format: Format
    asked: Questionnaire
    snapshot: Snapshot
    targets: dict[Id, RecordedTarget] = Field(default_factory=dict)
    next_steps: tuple[RecordedStep, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Return the hash of all it says."""
        return hashlib.sha256(canonical_text(self).encode()).hexdigest()


def record(
    asked: Questionnaire,
    snapshot: Snapshot,
    targets: Mapping[str, RecordedTarget] | None = None,
    next_steps: Iterable[RecordedStep] = (),
) -> Record:
    """Put together what belongs to a snapshot."""
    return Record(
        format=1, asked=asked, snapshot=snapshot, targets=dict(targets or {}), next_steps=tuple(next_steps)
    )


def record_as_json(whole: Record) -> str:
    """Return a record as JSON that `restoring.read_record` reads back to the same one."""
    text = spread(whole.model_dump(mode="json", exclude_defaults=True), LINES)
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def spread(value: Any, depth: int) -> str:
    """Return JSON with a line for each part down to a depth: a practice and an answer have one each."""
    if not depth or not value or not isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    inner = (
        [f"{json.dumps(key, ensure_ascii=False)}: {spread(part, depth - 1)}" for key, part in value.items()]
        if isinstance(value, dict)
        else [spread(part, depth - 1) for part in value]
    )
    first, last = "{}" if isinstance(value, dict) else "[]"
    return "\n".join([first, ",\n".join(inner), last])


def record_as_yaml(whole: Record) -> str:
    """Return a record as YAML that `restoring.read_record` reads back to the same one."""
    return to_yaml(whole.model_dump(mode="json", exclude_defaults=True))


# ---------------------------------------------------------------- tables

COLUMNS = (
    "questionnaire", "version", "team", "date", "respondents", "dimension", "practice", "title", "question",
    "state", "answer", "score", "reason", "note", "evidence", "said", "median", "deviation", "agree_up_to",
    "target", "target_reason", "target_owner", "target_due", "licence", "attribution",
)  # fmt: skip
STEP_COLUMNS = (
    "practice", "title", "measure", "first_step", "owner", "due", "state", "outcome", "licence",
    "attribution",
)  # fmt: skip
BAR_COLUMNS = ("practice", "title", "answer", "score", "people")


def record_as_csv(whole: Record) -> bytes:
    """Return a row per practice as CSV."""
    return as_csv(COLUMNS, rows(whole))


def record_as_xlsx(whole: Record) -> bytes:
    """Return the answers, how many people said what, the next steps, and where it comes from, as XLSX."""
    found = agreements(whole.asked, whole.snapshot.tallies)
    return as_xlsx(
        {
            "Answers": Sheet(COLUMNS, rows(whole)),
            "Distribution": Sheet(BAR_COLUMNS, bar_rows(found)),
            "Next steps": Sheet(STEP_COLUMNS, step_rows(whole)),
            "About": Sheet(("what", "is"), about_rows(whole)),
        }
    )


def rows(whole: Record) -> list[list[Cell]]:
    """Return a row per practice, in the order of COLUMNS."""
    asked, taken = whole.asked, whole.snapshot
    titles = {dimension.id: dimension.title for dimension in asked.dimensions}
    spread = {one.practice: one for one in agreements(asked, taken.tallies)}
    head: list[Cell] = [
        taken.title, taken.version, taken.team, taken.date.isoformat(), taken.respondents,
    ]  # fmt: skip
    return [
        [
            *head,
            titles.get(practice.dimension, practice.dimension),
            practice.id,
            practice.title,
            practice.question.text,
            *answer_cells(asked, practice, taken.answers.get(practice.id)),
            *spread_cells(spread.get(practice.id)),
            *target_cells(whole.targets.get(practice.id)),
            taken.licence,
            taken.attribution,
        ]
        for practice in asked.practices
    ]


def answer_cells(asked: Questionnaire, practice: Practice, answer: Answer | None) -> list[Cell]:
    """Return state, answer, score, reason, note and evidence."""
    if answer is None:
        return ["Unanswered", None, None, None, None, None]
    worth = worth_of(asked, practice.question, answer)
    evidence = "\n".join(evidence_line(one) for one in answer.evidence) or None
    said = told(asked, practice, answer)
    return [answer.state.word, said, worth, answer.reason, answer.note, evidence]


def evidence_line(found: Evidence) -> str:
    """Return a piece of evidence as one line."""
    until = f"until {found.expires.isoformat()}" if found.expires else None
    return " ".join(part for part in (found.text, found.link, until) if part)


def told(asked: Questionnaire, practice: Practice, answer: Answer) -> Cell:
    """Return the value of an answer as people read it."""
    texts = {option.id: option.text for option in asked.options(practice.question)}
    if answer.state is not AnswerState.VALUE:
        return None
    if isinstance(answer.value, tuple):
        return "; ".join(texts.get(one, one) for one in answer.value) or "None"
    if isinstance(answer.value, bool):
        return "Yes" if answer.value else "No"
    if answer.value is not None:
        return answer.value
    return texts.get(answer.option or "", answer.option)


def spread_cells(found: Agreement | None) -> list[Cell]:
    """Return who said what as counts, the median, the deviation from it and its limit."""
    if found is None:
        return [None, None, None, None]
    said = "; ".join(f"{bar.text}: {bar.count}" for bar in found.bars if bar.count)
    spread = found.spread
    return [
        said,
        " / ".join(found.middle) or None,
        spread.deviation if spread else None,
        spread.limit if spread else None,
    ]


def target_cells(target: RecordedTarget | None) -> list[Cell]:
    """Return the target, its reason, its owner and its day."""
    if target is None:
        return [None, None, None, None]
    due = target.due.isoformat() if target.due else None
    return [target.worth, target.reason, target.owner, due]


def bar_rows(found: Iterable[Agreement]) -> list[list[Cell]]:
    """Return a row per bar of each histogram, in the order of BAR_COLUMNS."""
    return [[one.practice, one.title, bar.text, bar.worth, bar.count] for one in found for bar in one.bars]


def step_rows(whole: Record) -> list[list[Cell]]:
    """Return a row per next step, in the order of STEP_COLUMNS."""
    titles = {practice.id: practice.title for practice in whole.asked.practices}
    return [
        [
            step.practice,
            titles.get(step.practice, step.practice),
            step.measure,
            step.step,
            step.owner,
            step.due.isoformat() if step.due else None,
            step.state,
            step.outcome,
            whole.snapshot.licence,
            whole.snapshot.attribution,
        ]
        for step in whole.next_steps
    ]


def about_rows(whole: Record) -> list[list[Cell]]:
    """Return where a table comes from."""
    taken = whole.snapshot
    return [
        ["Questionnaire", taken.title],
        ["Version", taken.version],
        ["Team", taken.team],
        ["Date", taken.date.isoformat()],
        ["People who took part", taken.respondents],
        ["Licence", taken.licence],
        ["Attribution", taken.attribution],
        ["Fingerprint of the questionnaire", taken.hash],
    ]
