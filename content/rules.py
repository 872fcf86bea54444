"""The rules a course is held to, each with an id, and a fault that names the rule it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datafiles import Document, Problem, problem_at


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, what it asks for, and whether it waits until the course is complete."""

    id: str
    asks: str
    whole: bool = False


RULES = (
    # the form of files
    Rule("form", "A file can be read: it has its keys, and each value is of its kind."),
    Rule("unique-ids", "An id stands once in its list, and an item id once in the course."),
    Rule("retired-ids", "The id of an item that was taken out is never used again."),
    Rule("known-ids", "What a directive, a picture, an activity or an item names exists."),
    Rule("one-place", "An item or an activity is placed once in a lesson."),
    Rule("placed", "Every practice item and every activity has its place in the lesson."),
    Rule("prose", "Text holds no HTML, no image, no link but https and `term:`, and closes its code blocks."),
    Rule("directive", "A directive stands alone on its line, is a known one, and names ids."),
    # objectives, amounts
    Rule("objective-asked", "Every objective is asked by a practice item."),
    Rule("item-objective", "Every item asks an objective of its lesson."),
    Rule("enough-items", "A lesson has at least five practice items."),
    Rule("enough-applied", "At least 60 % of the practice items ask to apply or to judge."),
    Rule("story", "At least one practice item tells of a team."),
    Rule("interactive", "A lesson has one thing to do, and it stands in the text."),
    Rule("predicted", "A lesson whose thing to do runs the simulator asks for a prediction."),
    Rule("minutes", "The minutes fit the words, the items and the thing to do, within 30 %."),
    # items
    Rule("key", "An item has the right answers that its type asks for, and parts that fit its type."),
    Rule("misconception-named", "Every wrong option names a misconception, and no right one does."),
    Rule("misconception-known", "A misconception that an option names is in misconceptions.yaml."),
    Rule("misconception-listed", "The misconceptions of the front matter are those of the items."),
    Rule("feedback-length", "Every feedback has 20 to 400 characters."),
    Rule("feedback-bare", "No feedback begins with a bare verdict."),
    Rule("stem-straight", "No stem asks for what is not so."),
    Rule("option-alone", "No option is about all or none of the others."),
    Rule("option-place", "No text speaks of the place of an option."),
    Rule("option-different", "No two options say the same."),
    Rule("option-conspicuous", "The right option has at most 1.6 times the length of the longest wrong one."),
    Rule("option-balance", "The right option does not stand in one place in more than half of the items."),
    Rule("computed-key", "The right number of an item about a log is what the log comes to."),
    Rule("outcomes", "The options of a prediction part all outcomes among them."),
    Rule("prediction-key", "The simulator holds the key: the same for 3 seeds, 10 % away from any border."),
    Rule("simulated", "What a lane, a slider or a prediction changes can be simulated."),
    Rule("metric-known", "A metric is one that the simulator measures."),
    Rule("scenario-known", "A scenario that is named exists."),
    Rule("twins", "Twins name each other, and share objective and misconceptions, in different pools."),
    # text
    Rule("source-known", "Every source that is named is in delivery/sources.yaml."),
    Rule("source-listed", "Every source that is cited is listed in the lesson, and the other way round."),
    Rule("source-given", "Every item, term, misconception and activity names a source."),
    Rule("source-fresh", "Every source that is named was checked in the last 18 months."),
    Rule("reading", "A sentence has at most 40 words, and 20 on average in a lesson."),
    Rule("doubled-word", "No word stands twice in a row."),
    Rule("term-first", "A term is defined before a text links to it."),
    Rule("activity", "The parts of an activity fit each other, and its formulas have a value."),
    # the course
    Rule("prerequisites", "Prerequisites are lessons of the course that stand before, without a circle."),
    Rule("form-items", "A form names items of its own pool, each once."),
    Rule("translation-fresh", "A translation was made of the text as it is now."),
    Rule("translation-whole", "A translation has every text, and no other."),
    # the whole course
    Rule(
        "course-size", "There are 12 lessons, at least 60 practice items, and about 100 minutes.", whole=True
    ),
    Rule("misconception-used", "Every misconception is in 2 items or more, in 2 places or more.", whole=True),
    Rule("term-defined", "Every term is defined in a lesson.", whole=True),
    Rule("forms", "Both forms have 12 items, each the twin of one in the other.", whole=True),
)
"""Every rule. Those of the whole course wait until `complete: true` stands in course.yaml."""

BY_ID = {rule.id: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Fault(Problem):
    """A problem that names the rule it breaks."""

    rule: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.field}: {self.wrong}; {self.mend} ({self.rule})"


def fault_at(document: Document, location: Sequence[str | int], rule: str, wrong: str, mend: str) -> Fault:
    """Build a fault at a location of a file."""
    found = problem_at(document, location, wrong, mend)
    return fault_on(found.path, found.line, found.field, (rule, wrong, mend))


def fault_on(path: str, line: int, field: str, said: tuple[str, str, str]) -> Fault:
    """Build a fault on a line; `said` is the id of the rule, what is wrong, and the mend."""
    rule, wrong, mend = said
    return Fault(path, line, field, wrong, mend, BY_ID[rule].id)


def rule_of(problem: Problem) -> Rule:
    """Return the rule that a problem breaks; what comes from reading a file breaks `form`."""
    return BY_ID[problem.rule if isinstance(problem, Fault) else "form"]
