"""Say what a ranking of steps comes to, no more than it carries; no Streamlit here."""

from __future__ import annotations

from loop import STUDY, Open, Pair, Prediction, Ranking, Stability, Step, Tried, ties, together_words
from loop.stability import MOST
from ui import words
from ui.assessing.lane_words import IN_MODEL
from ui.simulating import ranking

AIM_TITLES = {title: path for title, path in ranking.AIMS.items() if path != "change_fail_rate"}
"""What a team may choose to improve; the fail rate is not among them: fewer changes in each lower it."""
FULL, EMPTY = "■", "□"
MOST_EFFORT = 5


def effort_words(effort: int) -> str:
    """Return an effort as squares and in words."""
    return f"{FULL * effort}{EMPTY * (MOST_EFFORT - effort)} {effort} of {MOST_EFFORT}"


def share_words(drawn: Stability | None, practice: str) -> str:
    """Return how often a step stays first; empty where it was not drawn."""
    share = None if drawn is None else drawn.share(practice)
    return "" if share is None else f"first in {share * 100:.0f} % of draws"


def from_to(step: Step) -> str:
    """Return which option a step leaves and which one it goes to: the next better one, not the best."""
    start = f"From “{step.now}” to" if step.now else "To"
    return f"{start} “{step.says}”."


def tied_words(ranked: Ranking[Step], number: int) -> str:
    """Say which places a step cannot be told from; empty where it can be told from all."""
    for first, last in ties(ranked):
        if first <= number <= last:
            others = [str(place) for place in range(first, last + 1) if place != number]
            *some, end = others
            named = f"{', '.join(some)} and {end}" if some else end
            return f"too close to tell from {named}"
    return ""


def unclear_words(ranked: Ranking[Step]) -> str:
    """Name the steps that cannot be said to move the metric, each with the option it goes to."""
    rest = [*ranked.unclear, *ranked.same]
    return ", ".join(f"**{words.plain(one.turn.group)}** (to “{words.plain(one.turn.says)}”)" for one in rest)


STAGES_ARE = (
    "The largest differences that chance does not explain: the mean wait of one visit over "
    f"{STUDY.replications} runs, closed hours counted as waiting, and how many changes go together."
)


def range_words(aim: str, drawn: Stability | None, practice: str) -> str:
    """Return between which two differences 95 % of the draws of a step lie."""
    found = None if drawn is None else drawn.ranges.get(practice)
    if found is None:
        return ""
    return f"{ranking.signed(aim, found[0])} to {ranking.signed(aim, found[1])} in 95 % of draws"


def first_words(ranked: Ranking[Step], drawn: Stability | None) -> str:
    """Say which step comes first, whether it can be told from the next, and how often it stays first."""
    if not ranked.helps:
        return ranking.nothing_helps(ranked)
    best = ranked.helps[0]
    name = ranking.short(ranked.aim)
    text = (
        f"{IN_MODEL}, “{best.turn.group}” helps most: {name} {ranking.gain(ranked.aim, best.aim)} "
        f"({ranking.between(ranked.aim, best.aim)})."
    )
    tied = next((last for first, last in ties(ranked) if first == 1), 1)
    if tied > 1:
        others = ", ".join(f"“{one.turn.group}”" for one in ranked.helps[1:tied])
        text += f" We cannot tell it apart from {others}: the intervals overlap. Choose by effort."
    share = share_words(drawn, best.turn.path)
    return f"{text} It is {share} of the assumptions." if share else text


def draws_words(drawn: Stability | None) -> str:
    """Say what the draws are, and what the intervals are."""
    runs = f"{STUDY.replications} runs of {STUDY.changes} changes each, seed {STUDY.seed}, the same changes"
    text = f"{runs} with and without each step; each 95 % interval holds for itself. "
    if drawn is None:
        return f"{text}The assumed ranges are not sampled yet: how often a step stays first is not known."
    none = f" In {words.count(drawn.none, 'draw')} none of them helped." if drawn.none else ""
    return (
        f"{text}“First in % of draws”: {words.count(drawn.draws, 'draw')} from the assumed ranges, "
        f"the same for every step, on short lanes, for the {MOST} strongest at most.{none}"
    )


def pair_rows(both: Ranking[Pair], ranked: Ranking[Step]) -> list[list[str]]:
    """Return a row for every two steps that help together."""
    return [
        [
            one.turn.name,
            ranking.gain(both.aim, one.aim),
            ranking.between(both.aim, one.aim),
            together_words(one, ranked),
        ]
        for one in both.helps
    ]


def open_words(opened: Open, answered: int) -> str:
    """Say why there is no step to rank."""
    if not answered:
        return "Nothing is answered yet. Answer the questions, and the open steps are tried on your lane."
    if opened.silent:
        return "The steps that are open change nothing that this model knows. They are listed below."
    return "No step is open: every practice is at its target, has to wait, or has to be found out first."


def silent_words(opened: Open) -> str:
    """Return as Markdown what moves nothing in the lane, what has to wait, and what is to be found out."""
    parts = []
    if opened.silent:
        names = ", ".join(words.plain(one.title) for one in opened.silent)
        parts.append(f"**Open, and this model knows no effect of it on a lane:** {names}.")
    if opened.found.waiting:
        rows = "\n".join(
            f"- {words.plain(one.practice.title)}: {'; '.join(words.plain(why) for why in one.reasons)}"
            for one in opened.found.waiting
        )
        parts.append(f"**Not open yet, a prerequisite is missing:**\n\n{rows}")
    if opened.found.unknown:
        names = ", ".join(words.plain(one.title) for one in opened.found.unknown)
        parts.append(f"**Find out first:** {names}.")
    return "\n\n".join(parts)


def lead_of(tried: Tried[Step], ranked: Ranking[Step]) -> str:
    """Return what a step does in one line: "21 h less (19.6 to 22.1 h)"."""
    return f"{ranking.gain(ranked.aim, tried.aim)} ({ranking.between(ranked.aim, tried.aim)})"


def prediction_words(made: Prediction) -> str:
    """Return a prediction in one line, from where to where, and what it rests on."""
    low, high = made.expected
    row = ranking.row_of(made.metric)
    start = made.today if made.measured is None else made.measured
    begun = "in the lane" if made.measured is None else "measured"
    return (
        f"{ranking.short(made.metric)}: from {row.say(start)} ({begun}) to between {row.say(low)} and "
        f"{row.say(high)}; {made.how}, {made.made.isoformat()}"
    )
