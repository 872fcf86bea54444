"""One fault in one file: refused with its file, its line and the way to mend it, and nothing else is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

PAGE = "lessons/first/en.md"
QUIZ = "lessons/first/quiz.yaml"
PICTURES = "pictures.yaml"
LONG = "a long answer that " * 6


@dataclass(frozen=True, slots=True)
class Fault:
    """Replace `old` by `new` in `file`; expect one problem at the line of `at`, saying `wrong`."""

    name: str
    file: str
    old: str
    new: str
    at: str
    wrong: str
    where: str | None = None


FAULTS = (
    # the course
    Fault("an unknown format", "course.yaml", "format: 1", "format: 2", "format", "is 2"),
    Fault(
        "a lesson without a folder", "course.yaml", "- first", "- first\n  - second", "- second", "no folder"
    ),
    Fault(
        "a lesson listed twice", "course.yaml", "- first", "- first\n  - first # again", "# again", "twice"
    ),
    Fault("a pass mark above one", "course.yaml", "0.8", "80", "pass_mark", ""),
    # misconceptions, glossary
    Fault("a misconception twice", "misconceptions.yaml", "id: M02", "id: M01", "A tool", "twice"),
    Fault(
        "no misconception id", "misconceptions.yaml", "id: M02", "id: second", "A tool", "no misconception"
    ),
    Fault("a belief without source", "misconceptions.yaml", "[book]", "[]", "id: M01", ""),
    Fault(
        "a belief with a lost source",
        "misconceptions.yaml",
        "[book]",
        "[lost]",
        "M01",
        "`lost` does not exist",
    ),
    Fault("a term twice", "glossary.yaml", "id: batch", "id: trunk", "What goes", "twice"),
    Fault("a term without text", "glossary.yaml", "text: What goes together., ", "", "id: batch", ""),
    Fault(
        "a term with a lost source", "glossary.yaml", "[study]", "[lost]", "batch", "`lost` does not exist"
    ),
    # pictures
    Fault("an unknown mark", PICTURES, "mark: hand, acts", "mark: foot, acts", "mark: foot", ""),
    Fault("a state twice", PICTURES, "id: machine", "id: by-hand # again", "# again", "twice"),
    Fault("a highlight of nothing", PICTURES, "highlight: deploy", "highlight: fly", "fly", "no stage"),
    Fault("a frame from nowhere", PICTURES, "from: build", "from: fly", "from: fly", "no stage"),
    Fault(
        "a frame that runs back",
        PICTURES,
        "from: build, to: deploy",
        "from: deploy, to: build",
        "frame",
        "ends",
    ),
    Fault("waiting at nothing", PICTURES, "waiting: {deploy", "waiting: {fly", "fly", "no stage"),
    Fault("nobody waiting", PICTURES, "deploy: 2", "deploy: 0", "waiting: {deploy: 0", ""),
    Fault(
        "other stages in a state",
        PICTURES,
        "\n          - {id: build, title: build, mark: bolt, acts: A, decides: B}",
        " # few",
        "# few",
        "other stages",
    ),
    # the page of a lesson
    Fault("no front matter", PAGE, "---\n", "", "format", "no front matter"),
    Fault("front matter that never ends", PAGE, "---\nA puzzle", "A puzzle", "---", "no front matter"),
    Fault("an unknown key", PAGE, "title: First", "title: First\nauthor: me", "author", ""),
    Fault("a missing title", PAGE, "title: First\n", "", "format", ""),
    Fault("no date", PAGE, "2026-11-20", "last week", "reviewed", ""),
    Fault("an objective twice", PAGE, "id: use, text", "id: know, text", "Use it", "twice"),
    Fault(
        "an objective nobody asks",
        PAGE,
        "  - {id: use,",
        "  - {id: more, text: More., bloom: apply}\n  - {id: use,",
        "id: more",
        "no practice item asks `more`",
    ),
    Fault("a misconception of no option", PAGE, "[M01, M02]", "[M01, M02, M03]", "misconceptions", "M03"),
    Fault(
        "a source that does not exist",
        PAGE,
        "sources: [book, study]",
        "sources: [book, study, lost]\n#",
        "sources",
        "`lost`",
    ),
    Fault("a citation that is not listed", PAGE, "[@book]", "[@book] [@paper]", "A puzzle", "cites `paper`"),
    Fault("a source nobody cites", PAGE, " [@book]", "", "sources", "`book` is cited nowhere"),
    Fault(
        "a lost scenario to try", PAGE, "{{try slow fast}}", "{{try slow lost}}", "{{try", "`lost` does not"
    ),
    Fault("a lost scenario to do", PAGE, "[slow]", "[lost]", "interactive", "`lost` does not exist"),
    Fault("dishonest minutes", PAGE, "minutes: 4", "minutes: 9", "minutes: 9", "about 3.9"),
    Fault("an unknown prerequisite", PAGE, "prerequisites: []", "prerequisites: [zero]", "prereq", "`zero`"),
    Fault(
        "a lesson that needs itself",
        PAGE,
        "prerequisites: []",
        "prerequisites: [first]",
        "prereq",
        "needs this",
    ),
    # directives
    Fault(
        "an unknown directive", PAGE, "{{picture road}}", "{{film road}}", "{{film", "`film` is no directive"
    ),
    Fault("an empty directive", PAGE, "{{picture road}}", "{{}}", "{{}}", "no directive"),
    Fault(
        "a directive that names nothing",
        PAGE,
        "{{picture road}}",
        "{{picture}}",
        "{{picture}}",
        "names nothing",
    ),
    Fault(
        "a directive that names too much", PAGE, "{{picture road}}", "{{picture road road}}", "{{pic", "2 ids"
    ),
    Fault("a directive with a bad id", PAGE, "{{picture road}}", "{{picture Road}}", "{{picture", "is no id"),
    Fault(
        "a lost picture", PAGE, "{{picture road}}", "{{picture lost}}", "{{picture", "`lost` does not exist"
    ),
    Fault("a lost term", PAGE, "{{define trunk}}", "{{define lost}}", "{{define", "`lost` does not exist"),
    Fault(
        "a lost item", PAGE, "{{quiz four five}}", "{{quiz four five six}}", "four", "`six` does not exist"
    ),
    Fault("a question as a prediction", PAGE, "{{try slow fast}}", "{{predict one}}", "{{predict", "`one`"),
    Fault(
        "an item placed twice", PAGE, "{{quiz four five}}", "{{quiz four five one}}", "four", "placed twice"
    ),
    Fault(
        "an item placed nowhere",
        PAGE,
        "{{quiz four five}}",
        "{{quiz four}}",
        "- id: five",
        "placed nowhere",
        QUIZ,
    ),
    Fault(
        "a directive within a sentence",
        PAGE,
        "Now *look*.",
        "Now {{define batch}}.",
        "Now {{",
        "inside a line",
    ),
    Fault("a code block without end", PAGE, "Now *look*.\n", "```\nNow\n~~~\n", "", "never closed"),
    # what prose may not hold
    Fault("an HTML tag", PAGE, "Now *look*.", "Now <b>look</b>.", "Now", "HTML `<b`"),
    Fault("an HTML comment", PAGE, "Now *look*.", "Now <!-- look -->.", "Now", "HTML"),
    Fault("a script", PAGE, "Now *look*.", "<script src=x>", "<script", "HTML"),
    Fault("an image", PAGE, "Now *look*.", "![look](https://example.org/x.png)", "![look", "an image"),
    Fault("a link that runs", PAGE, "Now *look*.", "Now [look](javascript:alert)", "Now", "javascript:alert"),
    Fault(
        "a link without a lock", PAGE, "Now *look*.", "[x]: http://example.org", "[x]:", "http://example.org"
    ),
    # the quiz
    Fault("a quiz of another lesson", QUIZ, "lesson: first", "lesson: last", "lesson", "is `last`"),
    Fault("an unknown type", QUIZ, "type: single", "type: essay", "essay", ""),
    Fault("an option twice", QUIZ, "- id: b\n", "- id: a # again\n", "# again", "twice"),
    Fault(
        "two options only",
        QUIZ,
        "      - id: c\n        text: The answer c to one\n        misconception: M02\n"
        "        feedback: This is what speaks about c of one.\n",
        "",
        "options",
        "",
    ),
    Fault("no right option", QUIZ, "correct: true", "misconception: M01", "options", "0 options are right"),
    Fault("two right options", QUIZ, "misconception: M01", "correct: true", "options", "2 options are right"),
    Fault("a quoted flag", QUIZ, "correct: true", "correct: 'true'", "correct", "quotes"),
    Fault(
        "a misconception on the right option",
        QUIZ,
        "correct: true",
        "correct: true\n        misconception: M01",
        "misconception: M01",
        "on the right option",
    ),
    Fault("an unknown misconception", QUIZ, "misconception: M02", "misconception: M77", "M77", "not known"),
    Fault(
        "a wrong option without misconception",
        QUIZ,
        "        misconception: M01\n",
        "",
        "- id: b",
        "is missing",
    ),
    Fault(
        "a missing feedback",
        QUIZ,
        "        feedback: This is what speaks about a of one.\n",
        "",
        "- id: a",
        "",
    ),
    Fault(
        "a feedback too short", QUIZ, "This is what speaks about b of one.", "It is so.", "It is so", "9 char"
    ),
    Fault("a feedback too long", QUIZ, "This is what speaks about b of one.", LONG * 4, LONG, "characters"),
    Fault(
        "a feedback that only judges",
        QUIZ,
        "This is what speaks about b of one.",
        "Wrong. Please read it again.",
        "Wrong.",
        "bare `Wrong.`",
    ),
    Fault(
        "all of the above",
        QUIZ,
        "The answer b to one",
        "All of the above",
        "All of",
        "says `All of the above`",
    ),
    Fault(
        "none of these", QUIZ, "The answer b to one", "It is none of these", "none of", "says `none of these`"
    ),
    Fault(
        "an option that points", QUIZ, "The answer b to one", "The one above", "above", "may change places"
    ),
    Fault("a negated stem", QUIZ, "What is one?", "Which of them is NOT one?", "NOT", "NOT`"),
    Fault("a softly negated stem", QUIZ, "What is one?", "Which of them isn't one?", "isn't", "asks with"),
    Fault("an except stem", QUIZ, "What is one?", "What is so, except for one?", "except", "`except`"),
    Fault("a right option that stands out", QUIZ, "The answer a to one", LONG, LONG, "the right option has"),
    Fault(
        "two options that say the same",
        QUIZ,
        "The answer b to one",
        "the answer, A to one",
        ", A to one",
        "the same as option 1",
    ),
    Fault("an unknown objective", QUIZ, "objective: use", "objective: lost", "lost", "no objective"),
    Fault("an item without source", QUIZ, "sources: [study]", "sources: []", "sources", "names no source"),
    Fault(
        "an item with an unlisted source", QUIZ, "sources: [study]", "sources: [paper]", "paper", "not listed"
    ),
    Fault(
        "a prediction that asks nothing",
        QUIZ,
        "type: single",
        "type: predict",
        "- id: one",
        "of the type predict",
    ),
    Fault("a fourth hint", QUIZ, "    explain", "    hints: [a, b, c, d]\n    explain", "hints", ""),
)


def test_the_small_house_has_no_fault(house):
    assert house.problems() == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_file_with_one_fault_is_refused_with_file_line_and_mend(house, fault):
    house.change(fault.file, fault.old, fault.new)

    problems = house.problems()

    file = fault.where or fault.file
    at = house.line(file, fault.at) if fault.at else house.read(file).count("\n") + 1
    assert len(problems) == 1, "\n".join(map(str, problems))
    (found,) = problems
    assert Path(found.path) == house.folder / file
    assert fault.wrong in found.wrong
    assert found.mend
    assert found.field
    assert found.line == at
