"""Answers in, scores out.

A practice scores what its answer is worth on 0..1:

- single, likert: the value of the option
- bool: true 1, false 0
- number: its way from the worst (0) to the best (1) end of the question's range
- percent: value / 100
- multi: values of the chosen options / values of all options
- reverse: 1 - that

Not applicable and done elsewhere leave the base. Don't know and unanswered have no score (or 0 with
`missing: zero`), lower the coverage and widen the band: low is the score if all of them were the lowest
option, high if all were the highest. Coverage = practices answered with a value / practices that apply.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import fsum
from typing import Any

from assessments.arithmetic import Working
from assessments.folding import Part, Whole, fold
from assessments.model import (
    Answer,
    Answers,
    AnswerState,
    Evidence,
    EvidenceRule,
    Group,
    Kind,
    Missing,
    Native,
    Practice,
    Question,
    Questionnaire,
)
from assessments.native import ASIDE, NativeScores, Values, native_scores


@dataclass(frozen=True, slots=True)
class Node:
    """A score with its honesty: the band [0..1] that open answers leave, and how many were answered.

    `score` is None when nothing counted; `low` and `high` are None, too, when nothing applies. `native` is
    the score on the model's own scale, or in points where it sums. `working` opens the arithmetic.
    """

    score: float | None
    low: float | None
    high: float | None
    answered: int
    applicable: int
    native: float | None = None
    working: Working | None = None

    @property
    def coverage(self) -> float | None:
        """Return answered / applicable, None when nothing applies."""
        return self.answered / self.applicable if self.applicable else None

    def as_dict(self) -> dict[str, float | None]:
        """Return the node as JSON values."""
        values = {"score": self.score, "low": self.low, "high": self.high, "coverage": self.coverage}
        return values if self.native is None else {**values, "native": self.native}


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one set of answers, by id; `problems` are answers that could not be counted as given.

    `native` are the scores by the model's own published formula, where the questionnaire names one.
    """

    overall: Node
    dimensions: Mapping[str, Node]
    groups: Mapping[str, Node]
    practices: Mapping[str, Node]
    problems: tuple[str, ...] = ()
    native: NativeScores | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the scores as JSON values; groups only where the questionnaire has them."""
        groups = {"groups": nodes_as_dict(self.groups)} if self.groups else {}
        return {
            "overall": self.overall.as_dict(),
            "dimensions": nodes_as_dict(self.dimensions),
            **groups,
            "practices": nodes_as_dict(self.practices),
            "problems": list(self.problems),
            **({"native": self.native.as_dict()} if self.native else {}),
        }


def nodes_as_dict(nodes: Mapping[str, Node]) -> dict[str, dict[str, float | None]]:
    """Return nodes as JSON values."""
    return {node_id: node.as_dict() for node_id, node in nodes.items()}


def score(questionnaire: Questionnaire, answers: Answers) -> Scores:
    """Score the answers; what does not fit the questionnaire is unanswered, and named in `problems`."""
    given = answers.answers
    worths = {
        row.id: worth_of(questionnaire, row.question, given.get(row.id)) for row in questionnaire.practices
    }
    leaves = {
        row.id: leaf(questionnaire, row, given.get(row.id), worths[row.id]) for row in questionnaire.practices
    }
    groups = fold_groups(questionnaire, leaves)
    inside: dict[str, list[Part]] = {dimension.id: [] for dimension in questionnaire.dimensions}
    for group in questionnaire.groups:
        if group.parent is None:
            inside[group.dimension].append(groups[group.id])
    for practice in questionnaire.practices:
        if practice.group is None:
            inside[practice.dimension].append(leaves[practice.id])
    rule, gate = questionnaire.scoring.tree, questionnaire.scoring.gate
    dimensions = {
        row.id: fold(Whole(row.id, row.title, rule.dimension, gate, row.weight), inside[row.id])
        for row in questionnaire.dimensions
    }
    overall = fold(Whole(questionnaire.id, questionnaire.title, rule.overall, gate), dimensions.values())
    native = questionnaire.scoring.native
    scores = Scores(
        overall=to_node(overall, native),
        dimensions={part_id: to_node(part, native) for part_id, part in dimensions.items()},
        groups={part_id: to_node(part, native) for part_id, part in groups.items()},
        practices={part_id: to_node(part, native) for part_id, part in leaves.items()},
        problems=tuple(find_problems(questionnaire, answers, worths)),
    )
    return with_native(scores, native_scores(questionnaire, answers, worths))


def with_native(scores: Scores, native: NativeScores | None) -> Scores:
    """Put the scores of the model's own formula beside ours; where it gives none, there is none."""
    if native is None:
        return scores

    def beside(nodes: Mapping[str, Node], values: Values) -> dict[str, Node]:
        return {name: replace(node, native=values.get(name)) for name, node in nodes.items()}

    return replace(
        scores,
        overall=replace(scores.overall, native=native.overall),
        dimensions=beside(scores.dimensions, native.dimensions),
        groups=beside(scores.groups, native.groups),
        practices=beside(scores.practices, native.practices),
        native=native,
    )


def fold_groups(questionnaire: Questionnaire, leaves: Mapping[str, Part]) -> dict[str, Part]:
    """Fold the groups, the inner ones first."""
    rule, gate = questionnaire.scoring.tree.group, questionnaire.scoring.gate
    inner: dict[str | None, list[Group]] = defaultdict(list)
    members: dict[str | None, list[Part]] = defaultdict(list)
    for group in questionnaire.groups:
        inner[group.parent].append(group)
    for practice in questionnaire.practices:
        members[practice.group].append(leaves[practice.id])
    folded: dict[str, Part] = {}

    def visit(group: Group) -> Part:
        parts = [visit(child) for child in inner[group.id]] + members[group.id]
        folded[group.id] = fold(Whole(group.id, group.title, rule, gate, group.weight), parts)
        return folded[group.id]

    for group in inner[None]:
        visit(group)
    return {group.id: folded[group.id] for group in questionnaire.groups}


def leaf(
    questionnaire: Questionnaire, practice: Practice, answer: Answer | None, worth: float | None
) -> Part:
    """Return the part of one practice, whose answer has this worth [0..1]."""
    if answer is not None and answer.state in ASIDE:
        points, low, high, applicable = None, None, None, 0
    elif worth is None:
        points = 0.0 if questionnaire.scoring.missing is Missing.ZERO else None
        low, high, applicable = 0.0, 1.0, 1
    else:
        points, low, high, applicable = worth, worth, worth, 1
    return Part(
        id=practice.id,
        title=practice.title,
        score=points,
        low=low,
        high=high,
        answered=0 if worth is None else 1,
        applicable=applicable,
        weight=practice.weight,
        level=practice.level,
        working=Working(None, (), points, low, high, said=said_of(questionnaire, practice, answer, worth)),
    )


def said_of(
    questionnaire: Questionnaire, practice: Practice, answer: Answer | None, worth: float | None
) -> str:
    """Say what the answer to a practice is worth, and how."""
    question = practice.question
    if answer is None or answer.state is not AnswerState.VALUE or worth is None:
        return open_words(questionnaire, answer)
    titles = {option.id: option for option in questionnaire.options(question)}
    if answer.option in titles:
        option = titles[answer.option]
        text = f"\N{LEFT DOUBLE QUOTATION MARK}{option.text}\N{RIGHT DOUBLE QUOTATION MARK} is worth"
        before = f"{option.value:.2f}"
    elif isinstance(answer.value, tuple):
        chosen = [titles[option].value for option in sorted(set(answer.value))]
        total = fsum(option.value for option in titles.values())
        text, before = "chosen / all:", f"({' + '.join(f'{value:.2f}' for value in chosen)}) / {total:.2f}"
    elif isinstance(answer.value, bool):
        text, before = "yes is worth 1, no 0:", f"{float(answer.value):.2f}"
    else:
        worst, best = question.range or (0.0, 100.0)
        text, before = "", f"({answer.value:g} - {worst:g}) / ({best:g} - {worst:g})"
        before = f"{answer.value:g} / {best:g}" if worst == 0 else before
    turned = f"1 - {before}" if question.reverse else before
    shown = turned if turned == f"{worth:.2f}" else f"{turned} = {worth:.2f}"
    return f"{text} {shown}".strip()


def open_words(questionnaire: Questionnaire, answer: Answer | None) -> str:
    """Say what a practice without a worth does to the score."""
    if answer is not None and answer.state in ASIDE:
        return f"{answer.state.word}: left out of the base"
    if questionnaire.scoring.missing is Missing.ZERO:
        return "Open: counts as 0, could be up to 1"
    return "Open: no score, could be 0 to 1"


def worth_of(questionnaire: Questionnaire, question: Question, answer: Answer | None) -> float | None:
    """Return what an answer is worth [0..1], None when it is open or does not fit the question."""
    if answer is None or answer.state is not AnswerState.VALUE:
        return None
    if question.kind in {Kind.SINGLE, Kind.LIKERT}:
        picked = (option.value for option in questionnaire.options(question) if option.id == answer.option)
        worth = next(picked, None)
    elif question.kind is Kind.MULTI:
        worth = worth_of_choice(question, answer.value)
    else:
        worth = worth_of_number(question, answer.value)
    if worth is None:
        return None
    return 1.0 - worth if question.reverse else worth


def worth_of_choice(question: Question, chosen: object) -> float | None:
    """Return the share of the options' values that was chosen."""
    values = {option.id: option.value for option in question.options}
    if not isinstance(chosen, tuple) or not values.keys() >= set(chosen):
        return None
    return fsum(values[option] for option in set(chosen)) / fsum(values.values())


def worth_of_number(question: Question, value: object) -> float | None:
    """Return the worth of a bool, a percentage or a number."""
    if question.kind is Kind.BOOL:
        return float(value) if isinstance(value, bool) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    worst, best = question.range or (0.0, 100.0)
    share = (value - worst) / (best - worst)
    return share if 0.0 <= share <= 1.0 else None


def find_problems(
    questionnaire: Questionnaire, answers: Answers, worths: Mapping[str, float | None]
) -> list[str]:
    """Return what is wrong between these answers and this questionnaire, in their order."""
    problems = []
    if (answers.questionnaire, answers.version) != (questionnaire.id, questionnaire.version):
        problems.append(
            f"these answers are for {answers.questionnaire} {answers.version}, "
            f"scored with {questionnaire.id} {questionnaire.version}; answer this version again"
        )
    practices = {practice.id: practice for practice in questionnaire.practices}
    for practice_id in sorted(answers.answers):
        answer = answers.answers[practice_id]
        practice = practices.get(practice_id)
        if practice is None:
            problems.append(f"{practice_id}: no such practice; the answer is left out")
        elif answer.state is AnswerState.VALUE:
            problems += find_value_problems(practice, answer, worths[practice_id], answers.date)
    return problems


def find_value_problems(practice: Practice, answer: Answer, worth: float | None, day: date) -> list[str]:
    """Return what is wrong, on a day, with an answer that has a value of this worth [0..1]."""
    if worth is None:
        return [f"{practice.id}: the answer does not fit the question and counts as unanswered; choose again"]
    if not needs_evidence(practice.question, worth):
        return []
    if not answer.evidence:
        return [f"{practice.id}: this answer needs evidence; add a text or a link"]
    if all(is_stale(evidence, day) for evidence in answer.evidence):
        return [f"{practice.id}: all its evidence has expired; look again and add what holds today"]
    return []


def needs_evidence(question: Question, worth: float) -> bool:
    """Tell whether an answer of this worth [0..1] has to bring evidence."""
    return question.evidence is EvidenceRule.REQUIRED and worth > 0 and worth >= question.evidence_from


def is_stale(evidence: Evidence, day: date) -> bool:
    """Tell whether a piece of evidence has expired on a day."""
    return evidence.expires is not None and evidence.expires < day


def to_node(part: Part, scale: Native | None) -> Node:
    """Turn a folded part into what is shown."""
    native = None
    if part.score is not None and (scale is not None or part.summed):
        native = part.score * (part.possible if scale is None else scale.most)
    return Node(part.score, part.low, part.high, part.answered, part.applicable, native, part.working)
