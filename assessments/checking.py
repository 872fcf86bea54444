"""What is wrong with a questionnaire beyond its schema, found on the raw document.

The checks read what is there and skip what is not, so that they run beside the schema's own and a file gets
all its problems at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from assessments.model import Kind, Rule
from datafiles import Document, Problem, problem_at

Location = tuple[str | int, ...]
Row = tuple[Location, dict[str, Any]]

CHOICES = frozenset({Kind.SINGLE, Kind.LIKERT, Kind.MULTI})
FEWEST_OPTIONS = 2


def child(data: Any, key: str) -> Any:
    """Return an entry of a mapping; of anything else, nothing."""
    return data.get(key) if isinstance(data, dict) else None


def rows(data: Any, key: str, location: Location = ()) -> list[Row]:
    """Return the mappings in a list, each with its location."""
    entries = child(data, key)
    if not isinstance(entries, list):
        return []
    return [
        ((*location, key, index), entry) for index, entry in enumerate(entries) if isinstance(entry, dict)
    ]


def texts(data: Any, key: str) -> list[tuple[int, str]]:
    """Return the texts in a list, each with its index."""
    entries = child(data, key)
    if not isinstance(entries, list):
        return []
    return [(index, str(entry)) for index, entry in enumerate(entries) if isinstance(entry, str)]


def number(value: Any) -> float | None:
    """Return a plain number, or None."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def ids(table: Iterable[Row]) -> list[str]:
    """Return the ids of some rows."""
    return [str(row["id"]) for _, row in table if isinstance(row.get("id"), str)]


def check_questionnaire(document: Document) -> list[Problem]:
    """Return every problem that the schema cannot see."""
    return [problem for check in CHECKS for problem in check(document)]


def check_duplicates(document: Document) -> Iterator[Problem]:
    """Find ids that are used twice among dimensions, groups, practices."""
    for key in ("dimensions", "groups", "practices"):
        yield from duplicates(document, rows(document.data, key), f"two {key} have the id")


def duplicates(document: Document, table: list[Row], wrong: str) -> Iterator[Problem]:
    """Find ids that are used twice in one list."""
    seen: set[str] = set()
    for location, row in table:
        row_id = row.get("id")
        if isinstance(row_id, str) and row_id in seen:
            yield problem_at(
                document, (*location, "id"), f"{wrong} `{row_id}`", "give one of them another id"
            )
        seen.add(str(row_id))


def check_places(document: Document) -> Iterator[Problem]:
    """Find unknown dimensions and groups, empty lists, and dimensions without a practice."""
    data = document.data
    for key in ("dimensions", "practices"):
        if child(data, key) == []:
            yield problem_at(document, (key,), f"no {key}", "add at least one")
    dimensions, groups = rows(data, "dimensions"), rows(data, "groups")
    known = {"dimension": ids(dimensions), "group": ids(groups), "parent": ids(groups)}
    for location, row in [*groups, *rows(data, "practices")]:
        for key in ("dimension", "group", "parent"):
            name = row.get(key)
            if isinstance(name, str) and name not in known[key]:
                kind = "dimension" if key == "dimension" else "group"
                yield problem_at(
                    document, (*location, key), f"there is no {kind} `{name}`", choose(known[key])
                )
    used = {str(row.get("dimension")) for _, row in rows(data, "practices")}
    for location, row in dimensions if used <= set(known["dimension"]) else ():
        if isinstance(row.get("id"), str) and row["id"] not in used:
            yield problem_at(document, location, "no practice is in this dimension", "add one, or remove it")


def choose(names: list[str]) -> str:
    """Write what could have been meant."""
    return f"choose one of {', '.join(sorted(set(names)))}" if names else "add it first"


def check_group_dimensions(document: Document) -> Iterator[Problem]:
    """Find what stands in another dimension than its group, and groups inside themselves."""
    groups = {str(row.get("id")): row for _, row in rows(document.data, "groups")}
    known = set(ids(rows(document.data, "dimensions")))
    for key, table in (
        ("parent", rows(document.data, "groups")),
        ("group", rows(document.data, "practices")),
    ):
        for location, row in table:
            above = groups.get(str(row.get(key)))
            if above is not None and row.get("dimension") in known - {above.get("dimension")}:
                wrong = f"`{row[key]}` is in the dimension `{above.get('dimension')}`"
                yield problem_at(document, (*location, key), wrong, "put both into the same dimension")
    parents = {
        name: [str(row["parent"])] for name, row in groups.items() if isinstance(row.get("parent"), str)
    }
    yield from circles(document, rows(document.data, "groups"), parents, "parent")


def check_dependencies(document: Document) -> Iterator[Problem]:
    """Find unknown dependencies and circles among them."""
    practices = rows(document.data, "practices")
    known = set(ids(practices))
    for location, row in practices:
        for index, name in texts(row, "depends_on"):
            if name not in known:
                wrong, mend = f"there is no practice `{name}`", "write the id of a practice, or remove it"
                yield problem_at(document, (*location, "depends_on", index), wrong, mend)
    if len(known) < len(practices):
        return  # with an id missing or used twice, nobody can tell who needs whom
    edges = {str(row.get("id")): [name for _, name in texts(row, "depends_on")] for _, row in practices}
    yield from circles(document, practices, edges, "depends_on")


def circles(document: Document, table: list[Row], edges: dict[str, list[str]], key: str) -> Iterator[Problem]:
    """Find circles in a graph, at the first of their members in the file."""
    places = {str(row.get("id")): location for location, row in table}
    order = {name: index for index, name in enumerate(places)}
    graph = dict(edges)
    while circle := find_circle(graph):
        first = circle.index(min(circle, key=order.__getitem__))
        path = [*circle[first:], *circle[:first], circle[first]]
        wrong = f"a circle: {' needs '.join(path)}"
        yield problem_at(document, (*places[path[0]], key), wrong, "remove one of these")
        graph = {name: needs for name, needs in graph.items() if name not in circle}


def find_circle(graph: dict[str, list[str]]) -> list[str]:
    """Return the members of one circle, each needing the next; nothing when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1][1:]))
    return []


def check_scales(document: Document) -> Iterator[Problem]:
    """Check each named scale like the options of a question."""
    scales = child(document.data, "scales")
    for name in scales if isinstance(scales, dict) else ():
        yield from check_options(document, scales, str(name), ("scales", str(name)))


def questions(document: Document) -> Iterator[tuple[Location, dict[str, Any], dict[str, Any]]]:
    """Return each question with its location and its practice."""
    for location, practice in rows(document.data, "practices"):
        question = practice.get("question")
        if isinstance(question, dict):
            yield (*location, "question"), question, practice


def check_questions(document: Document) -> Iterator[Problem]:
    """Find questions whose kind does not fit what they offer."""
    for location, question, _ in questions(document):
        kind = question.get("kind")
        if kind == Kind.LIKERT:
            yield from check_likert(document, location, question)
        elif kind in CHOICES:
            yield from unwanted(document, location, question, ("scale", "range"))
            at = (*location, "options") if "options" in question else location
            yield from check_options(document, question, "options", at, ordered=kind == Kind.SINGLE)
        elif kind == Kind.NUMBER:
            yield from unwanted(document, location, question, ("scale", "options"))
            yield from check_range(document, location, question)
        elif kind in set(Kind):
            yield from unwanted(document, location, question, ("scale", "options", "range"))
        yield from check_not_applicable(document, location, question)


def unwanted(
    document: Document, location: Location, question: dict[str, Any], keys: Iterable[str]
) -> Iterator[Problem]:
    """Find keys that mean nothing for this kind of question."""
    for key in keys:
        if question.get(key):
            wrong = f"a {question['kind']} question has no {key}"
            yield problem_at(document, (*location, key), wrong, "remove it, or change the kind")


def check_likert(document: Document, location: Location, question: dict[str, Any]) -> Iterator[Problem]:
    """Check that a likert question names a scale that exists, or brings its own options."""
    yield from unwanted(document, location, question, ("range",))
    scales = child(document.data, "scales")
    known = [str(name) for name in scales] if isinstance(scales, dict) else []
    scale = question.get("scale")
    if question.get("options"):
        wrong = "a likert question has its options in a scale"
        yield problem_at(
            document, (*location, "options"), wrong, "move them to `scales` and name it in `scale`"
        )
    elif scale is None:
        yield problem_at(
            document, location, "a likert question without a scale", f"add `scale`; {choose(known)}"
        )
    elif isinstance(scale, str) and scale not in known:
        yield problem_at(document, (*location, "scale"), f"there is no scale `{scale}`", choose(known))


def check_options(
    document: Document, holder: dict[str, Any], key: str, at: Location, *, ordered: bool = True
) -> Iterator[Problem]:
    """Check a list of options: two at least, ids once, values that rise or fall from 0 to 1."""
    table = rows(holder, key, at[:-1] if at[-1:] == (key,) else at)
    if len(table) < FEWEST_OPTIONS:
        yield problem_at(document, at, f"{len(table)} of at least two options", "add the others")
        return
    yield from duplicates(document, table, "two options have the id")
    values = [(location, value) for location, row in table if (value := number(row.get("value"))) is not None]
    if len(values) < len(table) or not all(0 <= value <= 1 for _, value in values):
        return  # the schema reports it
    if ordered:
        yield from check_order(document, values)
        for end in (0.0, 1.0):
            if end not in [value for _, value in values]:
                yield problem_at(document, at, f"no option has the value {end:g}", f"give one option {end:g}")
    elif not any(value for _, value in values):
        yield problem_at(document, at, "no option is worth anything", "give one a value above 0")


def check_order(document: Document, values: list[tuple[Location, float]]) -> Iterator[Problem]:
    """Find the first option that turns the order of the values around."""
    steps = [(at, old, new) for (_, old), (at, new) in pairwise(values) if new != old]
    turned = [(at, old, new) for at, old, new in steps if (new < old) is not (steps[0][2] < steps[0][1])]
    for location, old, new in turned[:1]:
        wrong = f"{new:g} after {old:g}: the values rise and fall"
        yield problem_at(document, (*location, "value"), wrong, "order the options from worst to best")


def check_range(document: Document, location: Location, question: dict[str, Any]) -> Iterator[Problem]:
    """Check that a number question has a worst and a best number that differ."""
    ends = question.get("range")
    if ends is None:
        wrong, mend = "a number question without a range", "add `range: [worst, best]`"
        yield problem_at(document, location, wrong, mend)
    elif isinstance(ends, list) and len({number(end) for end in ends}) == 1:
        yield problem_at(document, (*location, "range"), "both ends are the same", "write [worst, best]")


def check_not_applicable(
    document: Document, location: Location, question: dict[str, Any]
) -> Iterator[Problem]:
    """Find a reason that is required for an answer that is not allowed."""
    rule = question.get("not_applicable")
    if str(child(rule, "allowed")) == "false" and str(child(rule, "reason_required")) == "true":
        wrong = "a reason is required for an answer that is not allowed"
        mend = "remove `reason_required`, or allow it"
        yield problem_at(document, (*location, "not_applicable", "reason_required"), wrong, mend)


def check_mappings(document: Document) -> Iterator[Problem]:
    """Find evidence and scenario effects for options that a question does not have."""
    scales = child(document.data, "scales")
    for location, question, practice in questions(document):
        scale = rows(scales, str(question.get("scale")))
        options = ids(rows(question, "options") or scale) or ["true", "false"]
        at = location[:-1]
        evidence = practice.get("evidence")
        for fact, option in evidence.items() if isinstance(evidence, dict) else ():
            if option not in options:
                yield problem_at(document, (*at, "evidence", fact), f"no option `{option}`", choose(options))
        effects = practice.get("scenario_effects")
        for option, change in effects.items() if isinstance(effects, dict) else ():
            if option not in options:
                where = (*at, "scenario_effects", option)
                yield problem_at(document, where, f"no option `{option}`", choose(options))
            if isinstance(change, dict) and "source" not in change:
                wrong, mend = "an effect without a source", "add `source` with an id of delivery/sources.yaml"
                yield problem_at(document, (*at, "scenario_effects", option), wrong, mend)


def check_scoring(document: Document) -> Iterator[Problem]:
    """Find thresholds that do not rise, and gates over practices without a level."""
    scoring = child(document.data, "scoring")
    before = -1.0
    for location, row in rows(scoring, "thresholds", ("scoring",)):
        least = number(row.get("least"))
        if least is not None and least <= before:
            wrong = f"{least:g} does not rise above {before:g}"
            yield problem_at(document, (*location, "least"), wrong, "order the thresholds from low to high")
        before = before if least is None else max(before, least)
    tree = child(scoring, "tree")
    gated = {key for key in ("dimension", "group") if tree == Rule.GATED or child(tree, key) == Rule.GATED}
    for location, row in rows(document.data, "practices"):
        above = "group" if row.get("group") else "dimension"
        if above in gated and row.get("level") is None:
            wrong = f"no level, but its {above} is gated by level"
            yield problem_at(
                document, location, wrong, "add `level`, or choose another rule in `scoring.tree`"
            )


CHECKS: tuple[Callable[[Document], Iterator[Problem]], ...] = (
    check_duplicates,
    check_places,
    check_group_dimensions,
    check_dependencies,
    check_scales,
    check_questions,
    check_mappings,
    check_scoring,
)
