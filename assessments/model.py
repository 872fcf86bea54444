"""What a questionnaire and a team's answers are.

The error tree of this room (wrong files are `datafiles.DataFileError`)::

    ValueError
    └── AssessmentError
        ├── NotReturnableError  answers that the tool of their model cannot take
        └── UnknownIdError      an id that this questionnaire does not have
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from assessments.fields import AnswerValue, Day, EffectValue, Level, Link, Rating, Weight
from datafiles import FileModel, Flag, Format, Id, Number, Share, Text
from datafiles.fields import wrong_value
from delivery import Mark


class AssessmentError(ValueError):
    """The root of what this room raises about values."""


class NotReturnableError(AssessmentError):
    """Answers that the tool of an imported model cannot take: it has none, or keeps one team in a file."""


class UnknownIdError(AssessmentError):
    """An id that the questionnaire does not have."""


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    LIKERT = "likert"
    BOOL = "bool"
    NUMBER = "number"
    PERCENT = "percent"
    MULTI = "multi"


class EvidenceRule(StrEnum):
    """Whether an answer above the lowest needs evidence beside it."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Missing(StrEnum):
    """What an open answer does to a score: it is left out, or it counts as zero."""

    EXCLUDE = "exclude"
    ZERO = "zero"


class Rule(StrEnum):
    """How the scores of the parts become the score of the whole; `scoring.py` has the formulas."""

    MEAN = "mean"
    WEIGHTED = "weighted"
    SUM = "sum"
    MIN = "min"
    GATED = "gated"


class AnswerState(StrEnum):
    """What a person said about a practice; a practice without an answer is unanswered."""

    VALUE = "value"
    NOT_APPLICABLE = "not-applicable"
    DONT_KNOW = "dont-know"
    ELSEWHERE = "elsewhere"

    @property
    def word(self) -> str:
        """Return the state as a person reads it."""
        return WORDS[self]


WORDS: Mapping[AnswerState, str] = {
    AnswerState.VALUE: "Answered",
    AnswerState.NOT_APPLICABLE: "Not applicable",
    AnswerState.DONT_KNOW: "Don't know",
    AnswerState.ELSEWHERE: "Done elsewhere",
}


Effects = dict[Text, EffectValue]
"""What an option changes in a scenario: `{path: value or [low, high]}`, with `source` and `worse_because`."""


class Option(FileModel):
    """One answer to choose: what can be seen, and its worth on 0..1.

    `detail` is a second, smaller line; `label` has one to three words for a chart; `mark` is drawn beside it.
    `facts` says what choosing it means for `delivery.Practices`: `{trigger: button}`. `points` are its worth
    on the scale of the model it was imported from.
    """

    id: Id
    text: Text
    value: Share
    label: Text | None = None
    detail: Text | None = None
    mark: Mark | None = None
    facts: dict[Text, Text] = Field(default_factory=dict)
    points: Number | None = None

    @property
    def short(self) -> str:
        """Return the words for a chart's axis."""
        return self.label or self.text


class NotApplicable(FileModel):
    """Whether a practice may be answered with "not applicable", and whether that needs a reason."""

    allowed: Flag = True
    reason_required: Flag = True


class Question(FileModel):
    """What is asked about a practice.

    `scale` names the scale of a likert question; `range` is [worst and best] of a number question.
    `criteria` are what to look at before answering; they are shown and not scored. Where `evidence` is
    required, it is from a worth of `evidence_from` [0..1] on, and for the lowest option never. `doubt` says
    what is wrong with the options as the author of an imported model wrote them; they are kept and shown so.
    """

    kind: Kind
    text: Text
    options: tuple[Option, ...] = ()
    scale: Id | None = None
    range: tuple[Number, Number] | None = None
    reverse: Flag = False
    not_applicable: NotApplicable = NotApplicable()
    evidence: EvidenceRule = EvidenceRule.OPTIONAL
    evidence_from: Share = 0.0
    criteria: tuple[Text, ...] = ()
    doubt: Text | None = None


class Dimension(FileModel):
    """A part of the profile."""

    id: Id
    title: Text
    about: Text | None = None
    weight: Weight = 1.0


class Group(FileModel):
    """Practices that belong together inside a dimension, or inside another group (`parent`)."""

    id: Id
    dimension: Id
    parent: Id | None = None
    title: Text
    weight: Weight = 1.0


class Practice(FileModel):
    """Something a team does, with the question that finds out how far.

    `effort` and `value` run from 1 (little) to 5 (much); `sources` are ids of delivery/sources.yaml,
    `references` the words of other standards, `measures` the metrics that should move with it, `evidence`
    which fact suggests which option, and `scenario_effects` what an option means for a simulated lane.
    `origin` is its id in the model it was imported from.
    """

    id: Id
    dimension: Id
    group: Id | None = None
    level: Level | None = None
    weight: Weight = 1.0
    title: Text
    why: Text | None = None
    first_step: Text | None = None
    effort: Rating | None = None
    value: Rating | None = None
    depends_on: tuple[Id, ...] = ()
    references: dict[Text, tuple[Text, ...]] = Field(default_factory=dict)
    sources: tuple[Id, ...] = ()
    lesson: Id | None = None
    measures: tuple[Text, ...] = ()
    origin: Text | None = None
    scenario_effects: dict[Id, Effects] = Field(default_factory=dict)
    evidence: dict[Text, Id] = Field(default_factory=dict)
    question: Question


class Tree(FileModel):
    """The rule of each level: groups into themselves, a dimension, all dimensions."""

    overall: Rule = Rule.MEAN
    dimension: Rule = Rule.MEAN
    group: Rule = Rule.MEAN


def to_tree(value: Any) -> Any:
    """Read one rule for every level, or a rule for each."""
    if not isinstance(value, str):
        return value
    if value not in set(Rule):
        raise wrong_value(f"is `{value[:40]}`, which is no rule", f"choose one of {', '.join(Rule)}")
    return {"overall": value, "dimension": value, "group": value}


class Threshold(FileModel):
    """The score [0..1] from which a level has its title."""

    title: Text
    least: Share


class NativeFormula(StrEnum):
    """The published formulas that `native.py` knows."""

    SAMM = "samm"
    DSOMM = "dsomm"
    DORA = "dora"
    DEVOPS_MATURITY = "devops-maturity"
    PEMM = "pemm"
    ATOS = "atos"
    MEASURE_MATE = "measure-mate"


class Native(FileModel):
    """The model's own scale: a score of 1 reads as `most` in `unit`, such as 10 in "of 10".

    With a `formula`, the model's published one is used instead of the mere scale.
    """

    most: Weight
    unit: Text
    formula: NativeFormula | None = None


class Scoring(FileModel):
    """How answers become scores. `gate` is the share a level has to reach before the next one counts."""

    missing: Missing = Missing.EXCLUDE
    tree: Annotated[Tree, BeforeValidator(to_tree, json_schema_input_type=Rule | Tree)] = Tree()
    gate: Share = 1.0
    thresholds: tuple[Threshold, ...] = ()
    native: Native | None = None

    def reached(self, score: float) -> str | None:
        """Return the title of the highest threshold that `score` [0..1] reaches."""
        titles = [threshold.title for threshold in self.thresholds if score >= threshold.least]
        return titles[-1] if titles else None


class Questionnaire(FileModel):
    """Dimensions, practices and the rules by which answers become scores.

    `scenario` is the lane that the practices' `scenario_effects` change; `superseded_by` names the
    questionnaire to begin with instead (answers to this one stay readable); `origin` says where it was
    imported from. `version` changes whenever an answer could mean something else.
    """

    format: Format
    id: Id
    version: Text
    title: Text
    lang: Text
    licence: Text
    attribution: Text
    about: Text | None = None
    origin: Text | None = None
    scenario: Id | None = None
    superseded_by: Id | None = None
    scales: dict[Id, tuple[Option, ...]] = Field(default_factory=dict)
    dimensions: tuple[Dimension, ...]
    groups: tuple[Group, ...] = ()
    practices: tuple[Practice, ...]
    scoring: Scoring = Scoring()

    def practice(self, practice_id: str) -> Practice:
        """Return a practice by its id."""
        for practice in self.practices:
            if practice.id == practice_id:
                return practice
        raise UnknownIdError(f"{self.id} has no practice {practice_id!r}")

    def options(self, question: Question) -> tuple[Option, ...]:
        """Return what can be chosen: the question's own options, or those of its scale."""
        return question.options or self.scales.get(question.scale or "", ())

    @property
    def fingerprint(self) -> str:
        """Return the hash of all it says; two with the same one ask and score the same."""
        said = self.model_dump(mode="json", exclude_defaults=True)
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class Evidence(FileModel):
    """What supports an answer: a text or a link, who gave it, when, and until when it holds."""

    text: Text
    link: Link | None = None
    by: Text | None = None
    date: Day | None = None
    expires: Day | None = None


class Answer(FileModel):
    """What a team said about one practice.

    An answer of state `value` has an `option` (single, likert) or a `value` (bool: true or false; number;
    percent: 0..100; multi: a list of option ids).
    """

    state: AnswerState
    option: Id | None = None
    value: AnswerValue | None = None
    reason: Text | None = None
    note: Text | None = None
    evidence: tuple[Evidence, ...] = ()


class Answers(FileModel):
    """The answers of one team to one version of a questionnaire, on one day."""

    format: Format = 1
    questionnaire: Id
    version: Text
    team: Text
    date: Day
    answers: dict[Id, Answer]
