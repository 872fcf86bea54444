"""Follow what a script of a GitHub step hands on: outputs and variables that `echo` writes, under conditions.

Only `if` and `case` over texts that the file settles are followed; nothing is run. What hangs on anything
else is not known, except that a person who starts the run can reach every branch of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assessments.evidence.pipelines.gaps import consists_of
from assessments.evidence.pipelines.names import UNKNOWN_PART, Target, target_of

LONGEST = 20_000
_WRITES = re.compile(
    r"""^\s*echo\s+(?P<quote>["']?)(?P<name>[\w-]+)=(?P<value>[^"'\n]*?)(?P=quote)\s*>>\s*"?\$\{?GITHUB_(?P<where>OUTPUT|ENV)\}?"?
    |^\s*echo\s+["']?::set-(?:output|env)\s+name=(?P<old>[\w-]+)::(?P<said>[^"'\n]*)""",
    re.VERBOSE,
)
_SETS = re.compile(
    r"""^\s*(?:export\s+|local\s+)?(?P<name>[A-Za-z_]\w*)=(?P<value>"[^"]*"|'[^']*'|[^\s;"']*)\s*;?\s*$"""
)
_BRANCHES = re.compile(r"^\s*(?P<word>if|elif)\s+(?P<test>.*?)\s*(?:;\s*then\s*)?$")
_CASE = re.compile(r"""^\s*case\s+["']?(?P<of>.*?)["']?\s+in\s*$""")
_PATTERN = re.compile(r"^\s*\(?(?P<patterns>[^()\s][^()]*)\)\s*(?P<rest>.*?)\s*(?:;;)?\s*$")
_TEST = re.compile(
    r"""^\[{1,2}\s+(?P<left>"[^"]*"|'[^']*'|\S+)\s+(?P<sign>==|=|!=|=~)\s+(?P<right>"[^"]*"|'[^']*'|\S+)\s+\]{1,2}$"""
)
_ENDS = re.compile(r";\s*(then|else|elif|fi|esac)\b")
_BEGINS = re.compile(r"(?m)^\s*(then|else)[ \t]+(?=\S)")
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")


@dataclass(slots=True)
class Handed:
    """What a script hands on: outputs and variables by name; what is not settled holds `UNKNOWN_PART`."""

    outputs: dict[str, str] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)


def handed(text: str, given: Mapping[str, str], *, chosen: bool = False) -> Handed:
    """Return what a script hands on.

    Args:
        text: the script, with expressions filled in as far as they are known.
        given: the variables that the script sees.
        chosen: a person started the run, and may have chosen what a condition hangs on: then production is
            taken among the values that conditions leave open.
    """
    found, known = Handed(), dict(given)
    open_: dict[str, list[str]] = {}
    for line, state in _lines(text[:LONGEST], known):
        written = _WRITES.match(line)
        if written is not None:
            name = written["name"] or written["old"]
            value = _filled(written["value"] if written["name"] else written["said"], known)
            place = found.env if written["where"] == "ENV" else found.outputs
        elif (assigned := _SETS.match(line)) is not None:
            name, value, place = assigned["name"], _filled(assigned["value"].strip("\"'"), known), known
        else:
            continue
        if state is True:
            place[name] = value
            continue
        open_.setdefault(name, []).append(value)
        place[name] = _settled(open_[name], chosen=chosen)
    return found


def _settled(values: list[str], *, chosen: bool) -> str:
    """Return the value that conditions leave: production where a person may choose it, else none."""
    if len(set(values)) == 1 and UNKNOWN_PART not in values[0] and target_of(values[0]) is Target.ELSEWHERE:
        return values[0]
    wanted = [value for value in values if target_of(value) is Target.PRODUCTION]
    return wanted[0] if chosen and wanted else UNKNOWN_PART


def _lines(text: str, known: Mapping[str, str]) -> Iterator[tuple[str, bool | None]]:
    """Yield the lines that may run: True where they do, None where that is not known."""
    blocks: list[list[bool | None]] = []
    cases: list[str | None] = []
    for line in _BEGINS.sub(r"\1\n", _ENDS.sub(r"\n\1", text)).split("\n"):
        bare = line.strip()
        found, case = _BRANCHES.match(line), _CASE.match(line)
        if found is not None and found["word"] == "if":
            value = _holds(found["test"], known)
            blocks.append([value, value])
            cases.append(None)
        elif found is not None and blocks:
            _turn(blocks[-1], value=_holds(found["test"], known))
        elif bare == "else" and blocks:
            _turn(blocks[-1], value=True)
        elif case is not None:
            blocks.append([False, False])
            cases.append(_filled(case["of"], known))
        elif bare in {"fi", "esac"} and blocks:
            blocks.pop()
            cases.pop()
        elif cases and cases[-1] is not None and (pattern := _PATTERN.match(line)) is not None:
            _turn(blocks[-1], value=_fits(cases[-1], pattern["patterns"]))
            yield from _when(pattern["rest"], blocks)
        else:
            yield from _when(line.removesuffix(";;"), blocks)


def _when(line: str, blocks: list[list[bool | None]]) -> Iterator[tuple[str, bool | None]]:
    states = [block[0] for block in blocks]
    if line.strip() and False not in states:
        yield line, None if None in states else True


def _turn(block: list[bool | None], *, value: bool | None) -> None:
    """Go on to the next branch: it runs only if none before did."""
    before = block[1]
    if before is True or value is False:
        block[0] = False
        return
    block[0] = value if before is False else None
    block[1] = block[0]


def _holds(test: str, known: Mapping[str, str]) -> bool | None:
    """Evaluate one comparison, or several joined by `&&` or `||`; None where that is not known."""
    for sign, stop in (("||", True), ("&&", False)):
        parts = _split(test, sign)
        if len(parts) > 1:
            values = [_holds(part, known) for part in parts]
            if stop in values:
                return stop
            return None if None in values else not stop
    found = _TEST.match(test.strip())
    if found is None:
        return None
    left = _filled(found["left"].strip("\"'"), known)
    if found["sign"] == "=~":
        return None if UNKNOWN_PART in left else _like(left, found["right"].strip("\"'"))
    right = _filled(found["right"].strip("\"'"), known)
    if UNKNOWN_PART in left + right:
        return None
    same = _fits(left, right) if found["right"][0] not in "\"'" else left == right
    return same if found["sign"] in {"=", "=="} else not same


def _split(test: str, sign: str) -> list[str]:
    """Split at a sign between tests; `[[ a == b || c == d ]]` becomes two tests."""
    inner = re.fullmatch(r"\[\[\s+(.*)\s+\]\]", test.strip())
    if inner is not None and sign in inner[1]:
        return [f"[[ {part.strip()} ]]" for part in inner[1].split(sign)]
    return test.split(sign)


def _like(text: str, pattern: str) -> bool | None:
    """Compare with a pattern of plain characters; None for any other."""
    body = pattern.removeprefix("^").removesuffix("$").removesuffix(".*")
    if not re.fullmatch(r"[\w/.-]*", body):
        return None
    start = text.startswith(body) if pattern.startswith("^") else body in text
    return start and (not pattern.endswith("$") or text.endswith(body))


def _fits(text: str, patterns: str) -> bool | None:
    """Say whether a text fits one of the patterns of a shell, joined by `|`."""
    if UNKNOWN_PART in text:
        return None
    return any(consists_of(text, one.strip().strip("\"'").split("*")) for one in patterns.split("|"))


def _filled(text: str, known: Mapping[str, str]) -> str:
    """Fill in the variables that are known; of others `UNKNOWN_PART` stays."""
    if "$(" in text or "`" in text:
        return UNKNOWN_PART
    return _VARIABLE.sub(lambda found: known.get(found[1], UNKNOWN_PART), text)
