"""Say in words what pipeline files show; nothing here knows Streamlit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from assessments.evidence.pipelines import Answer, Confidence, Facts, Mode, Reason, Road
from delivery import Mark
from ui import words

TITLES: Final[Mapping[str, str]] = MappingProxyType({
    "automated_tests": "Automated tests run",
    "every_change": "The pipeline runs on every change",
    "tests_every_change": "Automated tests run on every change",
    "deploys_to_production": "Something deploys to production",
    "deploy_mode": "What starts the deployment",
    "manual_gate": "Somebody must say yes before it",
    "deploys_elsewhere": "Something deploys to other environments",
    "security": "Security is scanned",
    "package_release": "A package or image is published",
})  # fmt: skip
"""Each fact as a statement, in the order of the road."""
CHOICES: Final[Mapping[str, str]] = MappingProxyType({
    "yes": "yes", "no": "no", "filtered": "for some files", "possible": "a setting decides",
    "unknown": "unknown", "none": "nothing", "manual": "a person", "automatic-on-merge": "each merge",
    "automatic-on-tag": "a tag or release", "scheduled": "a clock",
})  # fmt: skip
"""What may be said of a fact, in words."""
VERDICTS: Final[Mapping[str, str]] = MappingProxyType({
    "none": "None of the three", "ci": "Continuous integration", "delivery": "Continuous delivery",
    "deployment": "Continuous deployment", "package-release": "A package is released",
    "unknown": "Not settled by these files",
})  # fmt: skip
LIMIT = (
    "Files show what the pipeline does. Whether everyone integrates daily and a red trunk is mended first is "
    "for people to say; who must approve an environment may stand in the platform's settings."
)
_MODES: Final[Mapping[Mode, str]] = {
    Mode.MERGE: "each change that passes goes to production by itself",
    Mode.TAG: "a tag or a release starts the deployment to production",
    Mode.MANUAL: "a person starts the deployment to production",
    Mode.SCHEDULED: "a clock starts the deployment to production",
    Mode.UNKNOWN: "something deploys to production, and what starts it cannot be seen",
    Mode.NONE: "something deploys to production, and nothing here starts it",
}
_GATES: Final[Mapping[Answer, str]] = {
    Answer.YES: "somebody must say yes before",
    Answer.NO: "nobody has to say yes",
    Answer.POSSIBLE: "the platform's settings decide whether somebody must say yes",
    Answer.UNKNOWN: "whether somebody must say yes cannot be seen",
}
FILLED = "§"
"""Stands in a name for what is only known when the pipeline runs."""
_SURE = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)


SETTINGS: Final = "Continuous deployment, unless the platform's settings ask for a yes"
PARTS: Final = frozenset({"action.yml", "action.yaml"})
"""Files whose folder says what they are."""


def sentence(facts: Facts) -> str:
    """Return the verdict in one sentence, each part with the line it stands in, as Markdown."""
    clauses = tuple(_clauses(facts))
    parts = [f"{text}{_places(facts, *names)}" for text, names in clauses]
    named = [best(facts, name).confidence for _, names in clauses for name in names if facts.because(name)]
    unsure = " (low confidence)" if Confidence.LOW in named and facts.verdict != "unknown" else ""
    return f"{_lead(facts)}{unsure}: {'; '.join(parts)}."


def _lead(facts: Facts) -> str:
    """Return the verdict; where only the platform's settings keep it open, what it is without them."""
    by_itself = facts.tests_every_change is Answer.YES and facts.deploy_mode is Mode.MERGE
    if facts.verdict == "unknown" and by_itself and facts.manual_gate is Answer.POSSIBLE:
        return SETTINGS
    return VERDICTS[facts.verdict]


def _clauses(facts: Facts) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield _tests(facts)
    if facts.deploys_to_production is Answer.NO:
        if facts.package_release is Answer.YES:
            yield "a package or image is published", ("package_release",)
        yield "nothing in these files deploys to production", ()
    elif facts.deploys_to_production is Answer.UNKNOWN:
        yield "whether anything deploys to production cannot be seen", ("deploys_to_production",)
    else:
        yield _MODES[facts.deploy_mode], ("deploys_to_production", "deploy_mode")
        if facts.deploy_mode is Mode.MERGE or facts.manual_gate is Answer.YES:
            yield _GATES[facts.manual_gate], ("manual_gate",)


def _tests(facts: Facts) -> tuple[str, tuple[str, ...]]:
    if facts.tests_every_change is Answer.YES:
        some = facts.every_change is Answer.FILTERED
        said = "automated tests run when certain files change" if some else "tests run on every change"
        return said, ("automated_tests",)
    if facts.tests_every_change is Answer.NO and facts.automated_tests is Answer.YES:
        return "automated tests run, but not on every change", ("automated_tests", "every_change")
    if facts.tests_every_change is Answer.NO:
        return "no automated test runs on every change", ()
    return "whether tests run on every change cannot be seen", ("automated_tests",)


def _places(facts: Facts, *names: str) -> str:
    """Return where the first reason of each fact stands, in parentheses."""
    found = [place(best(facts, name)) for name in names if facts.because(name)]
    return f" ({', '.join(dict.fromkeys(found))})" if found else ""


def best(facts: Facts, fact: str) -> Reason:
    """Return the surest reason of a fact."""
    return min(facts.because(fact), key=lambda reason: _SURE.index(reason.confidence))


def place(reason: Reason, *, whole: bool = False) -> str:
    """Return where a reason stands: the file's name, or its whole path, and the line."""
    if not reason.at.file:
        return "said by a person"
    parts = reason.at.file.split("/")
    last = "/".join(parts[-2:]) if parts[-1] in PARTS else parts[-1]
    name = reason.at.file if whole else last
    return code(f"{name}:{reason.at.line}")


def code(text: str) -> str:
    """Return a text as code on one line, whatever signs are in it."""
    flat = " ".join(text.split())
    fence = "`" * (max((len(run) for run in _runs(flat)), default=0) + 1)
    space = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{space}{flat}{space}{fence}"


def _runs(text: str) -> list[str]:
    return ["`" * len(part) for part in "".join(c if c == "`" else " " for c in text).split()]


def reason_line(reason: Reason) -> str:
    """Return a reason as one line: where, what, how sure."""
    if not reason.at.file:
        return "said by a person"
    return f"{place(reason, whole=True)} {code(reason.text)} {reason.confidence.value} confidence"


def road_line(road: Road) -> str:
    """Return a road in words: its stages in order, those side by side joined by *and*."""
    shown = []
    names = {stage.id: stage for stage in road.pipeline.stages}
    for column in columns(road):
        said = []
        for name in column:
            stage, row = names[name], next(row for row in road.stages if row.id == name)
            beside = _beside(row.width, row.environments)
            said.append(f"{shown_name(stage.title)} ({stage.mark.word}{beside})")
        shown.append(" and ".join(said))
    return " → ".join(shown)


def _beside(width: int, environments: tuple[str, ...]) -> str:
    copies = f", {width} copies" if width > 1 else ""
    where = f", {', '.join(map(shown_name, environments))}" if environments else ""
    return copies + where


def shown_name(name: str) -> str:
    """Return a name of a pipeline as typed; what an expression fills in is told by three dots."""
    return words.plain(name.replace(FILLED, "…"))


def columns(road: Road) -> tuple[tuple[str, ...], ...]:
    """Return the ids of a road's stages side by side: each column after all that its stages wait for."""
    depth: dict[str, int] = {}
    for row in road.stages:
        depth[row.id] = 1 + max((depth.get(before, 0) for before in row.after), default=0)
    levels = sorted(set(depth.values()))
    return tuple(tuple(name for name, at in depth.items() if at == level) for level in levels)


def marks_of(road: Road) -> dict[str, tuple[str, Mark]]:
    """Return title and mark of each stage by its id."""
    return {stage.id: (stage.title, stage.mark) for stage in road.pipeline.stages}
