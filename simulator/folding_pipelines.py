"""Fold a pipeline of very many stages into one that can be read and drawn, and say what was folded."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

from delivery import Pipeline, PipelineStage, StageRuns

MOST_STAGES = 60
"""So many stages are told apart."""
NAMED = 3
Key = Callable[[PipelineStage], Hashable]


def fold(pipeline: Pipeline, most: int = MOST_STAGES) -> tuple[Pipeline, tuple[str, ...]]:
    """Return a pipeline of at most about `most` stages, and a note for each fold; a short one stays as it is.

    First stages that come after the same ones and before the same ones become one with as many copies;
    if that is not enough, all that stand equally far from the beginning do. Marks and what deploys to
    production are never mixed.
    """
    notes: list[str] = []
    for key_of in (_siblings, _levels):
        if len(pipeline.stages) > most:
            pipeline, told = _folded(pipeline, key_of(pipeline))
            notes += told
    return pipeline, tuple(notes)


def _siblings(pipeline: Pipeline) -> Key:
    before = {name: frozenset(earlier) for name, earlier in pipeline.before().items()}
    after: dict[str, set[str]] = {name: set() for name in before}
    for name, earlier in before.items():
        for other in earlier:
            after[other].add(name)
    return lambda stage: (*_kind(stage), before[stage.id], frozenset(after[stage.id]))


def _levels(pipeline: Pipeline) -> Key:
    level: dict[str, int] = {}
    for name, earlier in pipeline.before().items():
        level[name] = 1 + max((level[other] for other in earlier), default=0)
    return lambda stage: (*_kind(stage), level[stage.id])


def _kind(stage: PipelineStage) -> tuple[Hashable, ...]:
    return stage.mark, stage.automated, stage.production


def _folded(pipeline: Pipeline, key_of: Key) -> tuple[Pipeline, list[str]]:
    groups: dict[Hashable, list[PipelineStage]] = {}
    for stage in pipeline.stages:
        groups.setdefault(key_of(stage), []).append(stage)
    heads = {stage.id: group[0].id for group in groups.values() for stage in group}
    before = pipeline.before()
    found = []
    for group in groups.values():
        after = dict.fromkeys(heads[other] for stage in group for other in before[stage.id])
        found.append(replace(_joined(group), after=tuple(after)))
    notes = [
        f"{len(group)} stages are shown as one, `{group[0].id}`: {_named(group)}."
        for group in groups.values()
        if len(group) > 1
    ]
    return Pipeline(tuple(_ordered(found))), notes


def _ordered(stages: Iterable[PipelineStage]) -> list[PipelineStage]:
    """Return stages in an order in which each stands behind all it comes after."""
    waiting, done, found = list(stages), set[str](), list[PipelineStage]()
    while waiting:
        ready = [stage for stage in waiting if done.issuperset(stage.after or ())]
        found += ready
        done |= {stage.id for stage in ready}
        waiting = [stage for stage in waiting if stage.id not in done]
    return found


def _joined(group: list[PipelineStage]) -> PipelineStage:
    first = group[0]
    if len(group) == 1:
        return first
    return replace(
        first,
        title=f"{len(group)} stages such as {first.title}",
        width=sum(stage.width for stage in group),
        environments=tuple(dict.fromkeys(name for stage in group for name in stage.environments)),
        runs=_runs([stage.runs for stage in group if stage.runs is not None]),
    )


def _named(group: list[PipelineStage]) -> str:
    more = len(group) - NAMED
    return ", ".join(stage.title for stage in group[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _runs(measured: list[StageRuns]) -> StageRuns | None:
    """Return the runs of all stages of a fold together."""
    if not measured:
        return None
    total: Counter[str] = Counter()
    for runs in measured:
        total.update({"ended": runs.ended, "red": runs.red, "flaky": runs.flaky})
    return StageRuns(
        tuple(sorted(time for runs in measured for time in runs.durations)),
        tuple(sorted(time for runs in measured for time in runs.waits)),
        **total,
    )
