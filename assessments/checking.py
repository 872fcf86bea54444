"""What is wrong with a questionnaire beyond its schema, found on the raw document.

The checks read what is there and skip what is not, so that they run beside the schema's own and a file gets
all its problems at once. A questionnaire that came from another model has no file: see `faults_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter

from assessments.checking_effects import EFFECT_CHECKS
from assessments.checking_questions import QUESTION_CHECKS, duplicates
from assessments.model import Questionnaire
from assessments.model import Rule as Fold
from assessments.rules import Fault, Row, child, choose, fault_at, ids, number, rows, rule_of, texts
from datafiles import Document, Place


def lint(document: Document) -> list[Fault]:
    """Return every fault that the schema cannot see."""
    return [fault for check in CHECKS for fault in check(document)]


def check_questionnaire(document: Document) -> list[Fault]:
    """Return the faults with which a questionnaire cannot be answered or scored as it means."""
    return [fault for fault in lint(document) if rule_of(fault).breaks]


def faults_of(questionnaire: Questionnaire, path: str = "questionnaire") -> tuple[Fault, ...]:
    """Return the faults of a questionnaire that was not read from a file of ours, as an imported one."""
    data = questionnaire.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return tuple(lint(Document(path, data, Place(0))))


def check_duplicates(document: Document) -> Iterator[Fault]:
    """Find ids that are used twice among dimensions, groups, practices, and titles among practices."""
    for key in ("dimensions", "groups", "practices"):
        yield from duplicates(document, rows(document.data, key), f"two {key} have the id")
    seen: set[str] = set()
    for location, row in rows(document.data, "practices"):
        title = str(row.get("title")).casefold()
        if "title" in row and title in seen:
            wrong, mend = "another practice has this title", "say what sets them apart"
            yield fault_at(document, (*location, "title"), "unique-titles", wrong, mend)
        seen.add(title)


def check_places(document: Document) -> Iterator[Fault]:
    """Find unknown dimensions and groups, empty lists, and dimensions without a practice."""
    data = document.data
    for key in ("dimensions", "practices"):
        if child(data, key) == []:
            yield fault_at(document, (key,), "place-used", f"no {key}", "add at least one")
    dimensions, groups = rows(data, "dimensions"), rows(data, "groups")
    known = {"dimension": ids(dimensions), "group": ids(groups), "parent": ids(groups)}
    there = {key: frozenset(names) for key, names in known.items()}
    for location, row in [*groups, *rows(data, "practices")]:
        for key in ("dimension", "group", "parent"):
            name = row.get(key)
            if isinstance(name, str) and name not in there[key]:
                wrong = f"there is no {'dimension' if key == 'dimension' else 'group'} `{name}`"
                yield fault_at(document, (*location, key), "place-known", wrong, choose(known[key]))
    used = {str(row.get("dimension")) for _, row in rows(data, "practices")}
    for location, row in dimensions if used <= there["dimension"] else ():
        if isinstance(row.get("id"), str) and row["id"] not in used:
            wrong, mend = "no practice is in this dimension", "add one, or remove it"
            yield fault_at(document, location, "place-used", wrong, mend)


def check_group_dimensions(document: Document) -> Iterator[Fault]:
    """Find what stands in another dimension than its group, and groups inside themselves."""
    inner = rows(document.data, "groups")
    groups = {str(row.get("id")): row for _, row in inner}
    known = set(ids(rows(document.data, "dimensions")))
    for key, table in (("parent", inner), ("group", rows(document.data, "practices"))):
        for location, row in table:
            above = groups.get(str(row.get(key)))
            there = child(above, "dimension")
            if there in known and row.get("dimension") in known - {there}:
                wrong = f"`{row[key]}` is in the dimension `{there}`"
                mend = "put both into the same dimension"
                yield fault_at(document, (*location, key), "place-same", wrong, mend)
    parents = {
        name: [str(row["parent"])] for name, row in groups.items() if isinstance(row.get("parent"), str)
    }
    yield from circles(document, inner, parents, ("parent", "parent-circle"))


def check_dependencies(document: Document) -> Iterator[Fault]:
    """Find unknown dependencies, circles among them, and those of a higher level."""
    practices = rows(document.data, "practices")
    by_id = {str(row["id"]): row for _, row in practices if isinstance(row.get("id"), str)}
    for location, row in practices:
        for index, name in texts(row, "depends_on"):
            if name not in by_id:
                wrong, mend = f"there is no practice `{name}`", "write the id of a practice, or remove it"
                yield fault_at(document, (*location, "depends_on", index), "depends-known", wrong, mend)
    if len(by_id) < len(practices):
        return  # with an id missing or used twice, nobody can tell who needs whom
    edges = {str(row.get("id")): [name for _, name in texts(row, "depends_on")] for _, row in practices}
    found = list(circles(document, practices, edges, ("depends_on", "depends-circle")))
    yield from found or check_levels(document, practices)


def check_levels(document: Document, practices: list[Row]) -> Iterator[Fault]:
    """Find practices that need one of a higher level."""
    by_id = {str(row["id"]): row for _, row in practices}
    for location, row in practices:
        for index, name in texts(row, "depends_on"):
            level = number(row.get("level"))
            needed = number(child(by_id.get(name), "level"))
            if level is not None and needed is not None and needed > level:
                wrong = f"level {level:g} needs `{name}` of level {needed:g}"
                mend = "raise this level, or lower that one"
                yield fault_at(document, (*location, "depends_on", index), "depends-level", wrong, mend)


def circles(
    document: Document, table: list[Row], edges: dict[str, list[str]], names: tuple[str, str]
) -> Iterator[Fault]:
    """Find circles in a graph, at the first of their members; `names` are the key and the rule."""
    key, rule = names
    places = {str(row.get("id")): location for location, row in table}
    order = {name: index for index, name in enumerate(places)}
    graph = dict(edges)
    while circle := find_circle(graph):
        first = circle.index(min(circle, key=order.__getitem__))
        path = [*circle[first:], *circle[:first], circle[first]]
        wrong = f"a circle: {' needs '.join(path)}"
        yield fault_at(document, (*places[path[0]], key), rule, wrong, "remove one of these")
        graph = {name: needs for name, needs in graph.items() if name not in circle}


def find_circle(graph: dict[str, list[str]]) -> list[str]:
    """Return the members of one circle, each needing the next; nothing when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1][1:]))
    return []


def check_scoring(document: Document) -> Iterator[Fault]:
    """Find thresholds that do not rise, and gates over practices without a level."""
    scoring = child(document.data, "scoring")
    before = -1.0
    for location, row in rows(scoring, "thresholds", ("scoring",)):
        least = number(row.get("least"))
        if least is not None and least <= before:
            wrong = f"{least:g} does not rise above {before:g}"
            mend = "order the thresholds from low to high"
            yield fault_at(document, (*location, "least"), "threshold-order", wrong, mend)
        before = before if least is None else max(before, least)
    tree = child(scoring, "tree")
    levels = ("dimension", "group")
    gated = {key for key in levels if Fold.GATED in (tree, child(tree, key))}
    for location, row in rows(document.data, "practices"):
        above = "group" if row.get("group") else "dimension"
        if above in gated and row.get("level") is None:
            wrong = f"no level, but its {above} is gated by level"
            mend = "add `level`, or choose another rule in `scoring.tree`"
            yield fault_at(document, location, "level-gated", wrong, mend)


def check_superseded(document: Document) -> Iterator[Fault]:
    """Find a questionnaire that is to be replaced by itself."""
    other = child(document.data, "superseded_by")
    if other is not None and other == child(document.data, "id"):
        wrong, mend = "is this questionnaire itself", "name the one to begin with instead, or remove it"
        yield fault_at(document, ("superseded_by",), "superseded", wrong, mend)


CHECKS: tuple[Callable[[Document], Iterator[Fault]], ...] = (
    check_duplicates,
    check_places,
    check_group_dimensions,
    check_dependencies,
    *QUESTION_CHECKS,
    *EFFECT_CHECKS,
    check_scoring,
    check_superseded,
)
