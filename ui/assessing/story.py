"""Write one page for a manager: our lane today and with a step, the numbers, what we ask, how sure we are."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments import Questionnaire
from loop import STUDY, Prediction, Ranking, Stability, Step, Tried, changes_of, queues
from simulator import Difference, Scenario, Verdict
from ui.assessing.helps_words import range_words, share_words
from ui.assessing.lane_own import Made
from ui.assessing.lane_words import TAKEN, change_rows, counted
from ui.learning.exporting import FONT, Stop
from ui.simulating import ranking
from ui.simulating.comparing import between
from ui.simulating.ranking import row_of
from ui.writing import write_html

SAID = {
    "change_lead_time.p50": "From commit to production, median",
    "failed_changes_per_1000": "Failed changes in each 1,000",
    "failed_deployment_recovery_time.p50": "Time to recover a failed deployment, median",
    "hands_on": "Hours of people for 100 changes",
}
LOGGED = ("change_lead_time.p50", "failed_deployment_recovery_time.p50")
NO_CHANGE = "no clear change"
MANY = 1.5
MOST_TURNS = 4


@dataclass(frozen=True, slots=True)
class Story:
    """What is told: whose lane, which step, what it does, how sure that is, who asks until when."""

    questionnaire: Questionnaire
    team: str
    made: Made
    ranked: Ranking[Step]
    tried: Tried[Step]
    drawn: Stability | None
    day: date
    prediction: Prediction | None
    owner: str = ""
    due: date | None = None


def story_html(story: Story) -> str:
    """Return the page as an HTML file of its own, one sheet of A4 when it is printed."""
    step, lane = story.tried.turn, story.made.lane
    practice = story.questionnaire.practice(step.path)
    before, after = lane.scenario(), lane.with_step(step.path, step.effects)
    number = story.ranked.number(story.tried)
    rate = story.tried.found["change_fail_rate"]
    return write_html(
        "assess/story.html",
        lang=story.questionnaire.lang,
        team=story.team or "Our team",
        day=story.day.strftime("%d %B %Y"),
        title=step.group,
        now=step.now,
        says=step.says,
        why=practice.why or "",
        roads=[
            (f"Today: {fact(story, None)}", road(before, after)),
            (f"With the step: {fact(story, story.tried)}", road(after, before)),
        ],
        rows=[row_words(path, story.tried.found[path]) for path in SAID],
        rate=rate_words(rate),
        first_step=practice.first_step or "",
        effort=step.effort,
        owner=story.owner,
        due=story.due.isoformat() if story.due else "",
        sure=sure_words(story, number),
        known=known_words(story),
        rests=counted(len(story.made.answers.answers), story.made.files, len(story.made.by_hand)),
        fit=story.made.measured.verdict
        if story.made.measured
        else "Not calibrated: no log of deployments was read.",
        assumed=assumed_words(before),
        turns=turned_words(story),
        study=STUDY,
        font=base64.b64encode(FONT.read_bytes()).decode(),
    )


def fact(story: Story, tried: Tried[Step] | None) -> str:
    """Return what the metric is today, or with the step: "11.5 days median lead time"."""
    value, name = ranking.fact(story.ranked, tried)
    return f"{value} {name}"


def road(scenario: Scenario, other: Scenario) -> list[Stop]:
    """Return the stages as they are drawn, with what waits; those that differ stand out."""
    others = {stage.id: stage for stage in other.stages}
    waiting = queues(scenario)
    return [
        Stop(
            stage.title or stage.id,
            stage.mark,
            stage.mark.word,
            round(waiting.get(stage.id, 0.0)),
            special=stage != others.get(stage.id),
        )
        for stage in scenario.stages
    ]


def rate_words(found: Difference) -> str:
    """Say what becomes of the share of deployments that fail."""
    before, after = (row_of("change_fail_rate").say(value) for value in (found.base, found.changed))
    return f"stays at {before}" if before == after else f"goes from {before} to {after}"


def turned_words(story: Story) -> str:
    """Say what the step is assumed to turn, each with its range."""
    lane = story.made.lane
    rows = change_rows(lane.base, changes_of(lane, story.tried.turn))
    said = [
        f"{where} {number} from {today} to {then}{f' ({ends})' if ends else ''}"
        for where, number, today, then, ends, _ in rows
        if then != TAKEN
    ]
    return "; ".join(said[:MOST_TURNS]) or "no number of the lane"


def row_words(path: str, found: Difference) -> dict[str, str]:
    """Return one number: today, with the step and its interval, and what that is in plain words."""
    row = row_of(path)
    ends = ""
    if found.base is not None and found.low is not None and found.high is not None:
        ends = between(row, max(0.0, found.base + found.low), max(0.0, found.base + found.high))
    return {
        "title": SAID[path],
        "today": row.say(found.base),
        "then": row.say(found.changed),
        "ends": ends,
        "plain": plain_words(found),
    }


def plain_words(found: Difference) -> str:
    """Return a difference as one says it: three times less, a tenth more, no clear change."""
    if found.verdict is Verdict.CANNOT_TELL or not found.base or found.changed is None:
        return NO_CHANGE
    less = found.verdict is Verdict.LOWER
    if found.changed and less and found.base / found.changed >= MANY:
        return f"{found.base / found.changed:.1f} times less"
    share = abs(found.changed - found.base) / found.base
    return f"{share * 100:.0f} % {'less' if less else 'more'}"


def sure_words(story: Story, number: int | None) -> str:
    """Say how sure the page is: the place in the ranking, the draws, what would make it wrong."""
    place = f"It comes first of {len(story.ranked.helps)} steps" if number == 1 else f"It is number {number}"
    text = f"{place} for the {ranking.short(story.ranked.aim)}, in this model, with these assumptions."
    share = share_words(story.drawn, story.tried.turn.path)
    if share:
        over = range_words(story.ranked.aim, story.drawn, story.tried.turn.path)
        text += f" When the assumed ranges are sampled it is {share}: {over}."
    tied = ranking.tie_words(story.ranked)
    return f"{text} {tied}".strip()


def known_words(story: Story) -> str:
    """Say what is expected and how it is found out."""
    if story.prediction is None:
        return "This number cannot be predicted from the runs; we look at it together on the day."
    low, high = story.prediction.expected
    row = row_of(story.prediction.metric)
    source = "our log of deployments" if story.prediction.metric in LOGGED else "our own count"
    return (
        f"Expected: {ranking.short(story.prediction.metric)} between {row.say(low)} and {row.say(high)}, "
        f"from {source}, not from memory. If it is not so, we say that first."
    )


def assumed_words(scenario: Scenario) -> str:
    """Return the assumptions that matter most, in one sentence."""
    parts: list[Any] = [f"{scenario.defects * 100:.0f} % of changes carry a defect"]
    caught = [stage.catches for stage in scenario.stages if stage.catches]
    if caught:
        parts.append(f"tests catch {caught[0] * 100:.0f} % of them")
    slips = [stage.steps for stage in scenario.stages if stage.steps]
    if slips:
        parts.append(f"{slips[0].slip * 100:.1f} % of the {slips[0].count} steps by hand slip")
    return ", ".join(parts)
