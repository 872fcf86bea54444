"""Say which practice a road follows, through the one classification; nothing here knows Streamlit."""

from collections.abc import Mapping

from delivery import Fact, Kind, Mark, Practices, Trigger, Verdict, classify
from simulator import Scenario
from simulator.weekly import read_days

WORKING_DAYS = 5
BY_ITSELF = {Mark.BOLT, Mark.BUTTON}


def practices_of(marks: Mapping[str, Mark | None], *, integrates_daily: bool = True) -> Practices:
    """Read the facts off the marks of a road's stages, by stage id; `deploy` is where it ends.

    What a road cannot show, mending red first and mostly integrating daily, is taken as given: roads compare
    how a change that was integrated well reaches production.
    """
    deploy = marks.get("deploy")
    by_pipeline = _fact(deploy, BY_ITSELF)
    button, gate = Mark.BUTTON in marks.values(), Mark.HOURGLASS in marks.values()
    if by_pipeline is Fact.YES:
        trigger = Trigger.BUTTON if button else Trigger.AUTOMATIC
    else:
        trigger = Trigger.NONE if by_pipeline is Fact.NO else Trigger.UNKNOWN
    return Practices(
        integrates_daily=Fact.YES if integrates_daily else Fact.NO,
        fixes_red_first=Fact.YES,
        builds_automatically=_fact(marks.get("build"), {Mark.BOLT}),
        tests_automatically=_fact(marks.get("test"), {Mark.BOLT}),
        deploys_by_pipeline=by_pipeline,
        deployable_on_demand=by_pipeline,
        trigger=trigger,
        manual_gate=Fact.YES if gate else Fact.NO,
    )


def verdict_of(scenario: Scenario) -> Verdict:
    """Classify the road of a scenario; where no stage is called `deploy` its last one is."""
    marks: dict[str, Mark | None] = {stage.id: stage.mark for stage in scenario.stages}
    marks.setdefault("deploy", scenario.stages[-1].mark)
    return classify(practices_of(marks, integrates_daily=_integrates_daily(scenario)))


def _integrates_daily(scenario: Scenario) -> bool:
    """Tell whether changes can be merged on five days a week, where a scenario says how they are merged."""
    calendar = scenario.stages[0].calendar
    if scenario.integration is None or calendar is None:
        return True
    rows = scenario.calendars[calendar]
    days = [read_days(row.days) for row in (rows if isinstance(rows, tuple) else (rows,))]
    return len(set().union(*days)) >= WORKING_DAYS


def name_of(verdict: Verdict) -> str:
    """Return a verdict as a person reads it."""
    return "none of the three" if verdict.kind is Kind.NONE else str(verdict.kind)


def _fact(mark: Mark | None, yes: set[Mark]) -> Fact:
    if mark is None:
        return Fact.UNKNOWN
    return Fact.YES if mark in yes else Fact.NO
