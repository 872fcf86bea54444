"""Split the Markdown of a lesson at its directives.

A directive stands alone on its line: `{{picture workflow}}`. Between two directives lies prose. Inside a
fenced code block nothing is a directive. HTML, images and links to anything but https are refused: the prose
is drawn by the face, and nothing in it may load from another host. `[word](term:id)` links to the glossary,
`[@id]` cites a source.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from content.activities import KINDS
from content.model import ActivityBlock, Block, Define, PictureBlock, Placed, Predict, Prose, QuizBlock, Try
from content.rules import Fault, fault_on

DIRECTIVE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
CODE_SPAN = re.compile(r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)")
HTML = re.compile(r"<(?:/?[A-Za-z][^\s<>]*|!--|!\[CDATA\[|![A-Z]|\?)")
IMAGE = re.compile(r"!\[")
LINK = re.compile(r"\]\(\s*<?([^\s)>]*)|^ {0,3}\[[^\]]+\]:\s*<?(\S+)")
TERM = re.compile(r"\[([^\]\[]+)\]\(term:([^\s)]*)\)")
CITATION = re.compile(r"\[@([^\]\s]*)\]")
KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _activity(kind: str) -> Callable[[tuple[str, ...]], Block]:
    """Return what makes a block of an activity of this kind."""
    return lambda ids: ActivityBlock(kind, ids[0])


MAKERS: dict[str, tuple[bool, Callable[[tuple[str, ...]], Block]]] = {
    "define": (False, lambda ids: Define(ids[0])),
    "picture": (False, lambda ids: PictureBlock(ids[0])),
    "predict": (False, lambda ids: Predict(ids[0])),
    "quiz": (True, QuizBlock),
    "try": (True, Try),
    **{kind: (False, _activity(kind)) for kind in KINDS},
}
"""What each directive makes of its ids, and whether it takes several."""


@dataclass(frozen=True, slots=True)
class Body:
    """The Markdown part of a lesson, split, with every problem of its form."""

    placed: tuple[Placed, ...]
    problems: tuple[Fault, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks without their lines."""
        return tuple(each.block for each in self.placed)


def split_blocks(markdown: str, path: str = "<text>", first_line: int = 1) -> Body:
    """Split Markdown into blocks; lines are counted from `first_line` [1..]."""
    placed: list[Placed] = []
    problems: list[Fault] = []
    prose: list[str] = []
    prose_line, fence = first_line, ""

    def close_prose() -> None:
        full = [index for index, row in enumerate(prose) if row.strip()]
        if full:
            text = "\n".join(prose[full[0] : full[-1] + 1])
            placed.append(Placed(prose_line + full[0], Prose(text)))
        prose.clear()

    for number, line in enumerate(markdown.split("\n"), start=first_line):
        directive = None if fence else DIRECTIVE.fullmatch(line.strip())
        if directive:
            close_prose()
            prose_line = number + 1
            made = read_directive(directive[1], path, number)
            if isinstance(made, Fault):
                problems.append(made)
            else:
                placed.append(Placed(number, made))
            continue
        prose.append(line)
        inside, fence = bool(fence), next_fence(fence, line)
        if not inside and not fence:
            problems.extend(fault_on(path, number, "body", each) for each in faults_of(line))
    close_prose()
    if fence:
        end = first_line + markdown.count("\n")
        said = ("prose", "a code block is never closed", f"end it with `{fence}`")
        problems.append(fault_on(path, end, "body", said))
    return Body(tuple(placed), tuple(problems))


def next_fence(fence: str, line: str) -> str:
    """Return the fence that is open after this line, or an empty text."""
    found = FENCE.match(line)
    if not found:
        return fence
    if not fence:
        return found[1]
    closes = found[1].startswith(fence) and not line.strip().strip(found[1][0])
    return "" if closes else fence


def read_directive(text: str, path: str, line: int) -> Block | Fault:
    """Make a block of what stands between the braces."""
    name, *ids = text.split() or [""]
    known = ", ".join(f"{{{{{each}}}}}" for each in MAKERS)
    if name not in MAKERS:
        said = ("directive", f"`{name}` is no directive", f"use one of {known}")
        return fault_on(path, line, "directive", said)
    several, make = MAKERS[name]
    field = f"{{{{{name}}}}}"
    if not ids:
        return fault_on(path, line, field, ("directive", "names nothing", f"write {{{{{name} some-id}}}}"))
    if len(ids) > 1 and not several:
        said = ("directive", f"names {len(ids)} ids", "write one directive for each")
        return fault_on(path, line, field, said)
    for each in ids:
        if not KEBAB.fullmatch(each):
            mend = "use lower-case letters, digits and single hyphens"
            return fault_on(path, line, field, ("directive", f"`{each}` is no id", mend))
    return make(tuple(ids))


def faults_of(line: str) -> tuple[tuple[str, str, str], ...]:
    """List what a line of prose may not hold: the rule, what is wrong and how to mend it."""
    text = CODE_SPAN.sub("", line)
    faults: list[tuple[str, str, str]] = []
    if "{{" in text or "}}" in text:
        faults.append(("directive", "a directive stands inside a line of text", "give it a line of its own"))
    html = HTML.search(text)
    if html:
        faults.append(("prose", f"HTML `{html[0]}`", "write Markdown; put code between backticks"))
    if IMAGE.search(text):
        faults.append(("prose", "an image", "draw it as a picture and place it with {{picture id}}"))
    targets = [match[1] or match[2] or "" for match in LINK.finditer(text)]
    mend = "link to an https address, to a term as (term:id), or cite a source as [@id]"
    wrong = [each for each in targets if not each.startswith(("https://", "term:"))]
    faults += [("prose", f"the link to `{each}`", mend) for each in wrong]
    return tuple(faults)


def cited(markdown: str) -> tuple[str, ...]:
    """List the source ids that a text cites as `[@id]`, each once, in order."""
    return tuple(dict.fromkeys(CITATION.findall(markdown)))


def link_citations(markdown: str, link: Callable[[str], str]) -> str:
    """Replace every `[@id]` with what `link` writes for that id."""
    return CITATION.sub(lambda match: link(match[1]), markdown)


def linked_terms(markdown: str) -> tuple[str, ...]:
    """List the terms that a text links to, each once, in order."""
    return tuple(dict.fromkeys(match[2] for match in TERM.finditer(markdown)))


def link_terms(markdown: str, link: Callable[[str, str], str]) -> str:
    """Replace every `[word](term:id)` with what `link` writes for that word and id."""
    return TERM.sub(lambda match: link(match[1], match[2]), markdown)


def count_words(markdown: str) -> int:
    """Count the words a reader reads: no citations, no rules of tables, no signs."""
    return len(re.findall(r"[^\W_]+(?:[\u2019'-][^\W_]+)*", CITATION.sub(" ", TERM.sub(r"\1", markdown))))
