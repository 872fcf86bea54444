"""Check that the parts of an activity fit each other, so that it can be drawn and tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from content.activities import Activities, Activity
from content.cards import Checklist, Sort, Teams
from content.fitting import Location, twice
from content.guides import Example, Tree
from content.items import Item, ItemType
from content.levers import Slider
from content.logs import Log
from content.pictures import Picture
from content.rules import fault_at
from datafiles import Document, Problem
from delivery import DeliveryError, Kind

TOLERANCE = 1e-6


def check_activities(
    file: Activities, document: Document, lesson: str, pictures: Mapping[str, Picture] | None
) -> Iterator[Problem]:
    """Check the file `activities.yaml` of a lesson."""
    if file.lesson != lesson:
        mend = f"write `{lesson}`, the folder's name"
        yield fault_at(document, ("lesson",), "known-ids", f"is `{file.lesson}`", mend)
    ids = [activity.id for activity in file.activities]
    yield from twice(ids, document, lambda index: ("activities", index, "id"))
    for index, activity in enumerate(file.activities):
        at: Location = ("activities", index)
        yield from _doubles(activity, document, at)
        yield from _fit(activity, document, at, pictures)


def _doubles(activity: Activity, document: Document, at: Location) -> Iterator[Problem]:
    """No id stands twice in a list of an activity."""
    for name in ("groups", "cards", "checks", "series", "switches", "cases", "ways", "rows"):
        entries = getattr(activity, name, ())
        ids = [each.id for each in entries]
        yield from twice(ids, document, lambda index, name=name: (*at, name, index, "id"))  # type: ignore[misc]  # mypy infers no default of a lambda


def _fit(
    activity: Activity, document: Document, at: Location, pictures: Mapping[str, Picture] | None
) -> Iterator[Problem]:
    """Check what only this kind of activity has."""
    match activity:
        case Sort():
            yield from _sort(activity, document, at)
        case Teams():
            yield from _teams(activity, document, at)
        case Checklist():
            yield from _checklist(activity, document, at, pictures)
        case Slider():
            yield from _slider(activity, document, at)
        case Example():
            yield from _example(activity, document, at)
        case Tree():
            yield from _tree(activity, document, at)
        case Log():
            yield from _log(activity, document, at)
        case _:
            return  # a lane and a finder hold nothing that could contradict itself


def _unknown(
    document: Document, at: Location, name: str, known: Sequence[str], what: str
) -> Iterator[Problem]:
    """Report a name that is not among the known ones."""
    if name not in known:
        mend = f"use one of {', '.join(known)}"
        yield fault_at(document, at, "known-ids", f"`{name}` is no {what}", mend)


def _sort(sort: Sort, document: Document, at: Location) -> Iterator[Problem]:
    """Every card has its group, and every group a card."""
    groups = [group.id for group in sort.groups]
    for index, card in enumerate(sort.cards):
        yield from _unknown(document, (*at, "cards", index, "group"), card.group, groups, "group")
    used = {card.group for card in sort.cards}
    for index, group in enumerate(groups):
        if group not in used:
            where = (*at, "groups", index)
            wrong = f"no card belongs to `{group}`"
            yield fault_at(document, where, "activity", wrong, "write one, or remove the group")


def _teams(teams: Teams, document: Document, at: Location) -> Iterator[Problem]:
    """Every card says enough to be classified."""
    for index, card in enumerate(teams.cards):
        verdict = card.verdict()
        if verdict.kind is Kind.UNKNOWN:
            where = (*at, "cards", index, "practices")
            wrong = f"leaves open: {', '.join(reason.fact for reason in verdict.reasons)}"
            yield fault_at(document, where, "activity", wrong, "say it in the text and write it down here")


def _checklist(
    checklist: Checklist, document: Document, at: Location, pictures: Mapping[str, Picture] | None
) -> Iterator[Problem]:
    """The picture exists, and the checks light its stages."""
    if pictures is None:
        return
    if checklist.picture not in pictures:
        yield from _unknown(document, (*at, "picture"), checklist.picture, list(pictures), "picture")
        return
    stages = [stage.id for stage in pictures[checklist.picture].states[0].stages]
    for index, check in enumerate(checklist.checks):
        for place, stage in enumerate(check.lights):
            where = (*at, "checks", index, "lights", place)
            yield from _unknown(document, where, stage, stages, "stage of the picture")


def _slider(slider: Slider, document: Document, at: Location) -> Iterator[Problem]:
    """Positions rise, the start is one of them, and every curve has a value at each."""
    if list(slider.values) != sorted(set(slider.values)):
        yield fault_at(document, (*at, "values"), "activity", "do not rise", "write each once, rising")
    if slider.start not in slider.values:
        wrong = f"{slider.start:g} is none of the values"
        yield fault_at(document, (*at, "start"), "activity", wrong, "write one of `values`")
    for index, series in enumerate(slider.series):
        where = (*at, "series", index)
        if (series.formula is None) == (series.metric is None):
            mend = "write one of the two"
            yield fault_at(document, where, "activity", "has a formula and a metric, or neither", mend)
        elif series.metric is not None and slider.sweep is None:
            mend = "add `sweep:` with a scenario and a path"
            yield fault_at(document, where, "activity", "has a metric, but nothing is varied", mend)
        elif series.formula is not None:
            yield from _formula(slider, index, document, (*where, "formula"))


def _formula(slider: Slider, index: int, document: Document, at: Location) -> Iterator[Problem]:
    """A formula has a value at every position."""
    alone = slider.model_copy(update={"series": (slider.series[index],)})
    for x in slider.values:
        try:
            alone.row(x)
        except ValueError as error:
            mend = "mend the formula, or the values"
            yield fault_at(document, at, "activity", f"{error} (x = {x:g})", mend)
            return


def _example(example: Example, document: Document, at: Location) -> Iterator[Problem]:
    """Steps have their answer, the first case is worked out, and the last is the reader's own."""
    for index, case in enumerate(example.cases):
        where = (*at, "cases", index)
        for place, step in enumerate(case.steps):
            choices = [choice.id for choice in step.choices]
            inner = (*where, "steps", place)
            yield from twice(choices, document, lambda n, inner=inner: (*inner, "choices", n, "id"))  # type: ignore[misc]  # as above
            yield from _unknown(document, (*inner, "answer"), step.answer, choices, "choice")
        if case.strip and any(len(row) != len(case.strip.columns) for row in case.strip.rows):
            mend = f"write {len(case.strip.columns)} cells in each row"
            yield fault_at(document, (*where, "strip"), "activity", "has rows of another length", mend)
    shown = [(case.shown, len(case.steps)) for case in example.cases]
    first, last = shown[0], shown[-1]
    if first[0] != first[1] or last[0] != 0 or any(some > all_of for some, all_of in shown):
        wrong = f"shows {', '.join(f'{some} of {all_of}' for some, all_of in shown)} steps"
        mend = "show all of the first case, fewer of the next, and none of the last"
        yield fault_at(document, (*at, "cases"), "activity", wrong, mend)


def _tree(tree: Tree, document: Document, at: Location) -> Iterator[Problem]:
    """Every answer leads on, nothing leads back, and every end is reached."""
    nodes = [node.id for node in tree.nodes]
    ends = [end.id for end in tree.ends]
    yield from twice([*nodes, *ends], document, lambda index: _tree_place(at, index, len(nodes)))
    reached, lost = {nodes[0]}, list[Problem]()
    for index, node in enumerate(tree.nodes):
        later = [*nodes[index + 1 :], *ends]
        for place, answer in enumerate(node.answers):
            where = (*at, "nodes", index, "answers", place, "to")
            lost += _unknown(document, where, answer.to, later, "end or later question")
            reached.add(answer.to)
    yield from lost
    for index, name in enumerate([*nodes, *ends] if not lost else ()):
        if name not in reached:
            where = _tree_place(at, index, len(nodes))
            yield fault_at(document, where, "activity", f"nothing leads to `{name}`", "remove it")


def _tree_place(at: Location, index: int, nodes: int) -> Location:
    """Return where the node or end with this number stands."""
    return (*at, "nodes", index, "id") if index < nodes else (*at, "ends", index - nodes, "id")


def _log(log: Log, document: Document, at: Location) -> Iterator[Problem]:
    """The deployments can have happened, within the days of the log."""
    try:
        measured = log.measure()
    except DeliveryError as error:
        yield fault_at(document, (*at, "rows"), "activity", str(error), "mend the row")
        return
    if measured.deployment_frequency.excluded:
        wrong = f"{measured.deployment_frequency.excluded} rows are outside its days"
        yield fault_at(document, (*at, "rows"), "activity", wrong, "move them, or `start` and `end`")


def check_computed(
    items: Sequence[Item], quiz: Document, activities: Sequence[Activity]
) -> Iterator[Problem]:
    """Check that the key of an item about a log is what the log comes to."""
    logs = {activity.id: activity for activity in activities if isinstance(activity, Log)}
    for index, item in enumerate(items):
        if item.type is not ItemType.NUMERIC or item.computed is None:
            continue
        at: Location = ("items", index, "computed")
        log = logs.get(item.computed.log)
        if log is None:
            mend = "name a log of activities.yaml"
            yield fault_at(quiz, at, "known-ids", f"`{item.computed.log}` is no log of the lesson", mend)
            continue
        value = log.answer(item.computed.metric, item.unit)
        right = next(option.value for option in item.options if option.correct)
        if value is None:
            wrong = f"the log has no `{item.computed.metric}`"
            yield fault_at(quiz, at, "metric-known", wrong, "use one of DORA's five metrics")
        elif right is None or abs(value - right) > max(item.tolerance, TOLERANCE):
            wrong = f"the log comes to {value:g}"
            yield fault_at(quiz, at, "computed-key", wrong, "mend the right option, or the log")
