"""Measure how quickly a long git history is read, in turns with a plain walk of the same clone by git.

Usage: python -m benchmarks.history
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

COMMITS, TAGS, ROUNDS = 50_000, 263, 7
NEEDED_RATIO, NEEDED_MB = 1.5, 300.0
START = 1_400_000_000
STEP = 5_400
"""Seconds from one commit to the next."""
SIDE = 10
"""Every so many commits one stands on a branch of its own, and the next one merges it."""
BODY = "What was done and why, in some lines as people write them.\n\nReviewed-by: Somebody Else\n" * 3
WALK = ("log", "--format=%H%x1f%P%x1f%ct%x1f%s", "HEAD", "--")
READ = """
import json, sys, time
from pathlib import Path
from assessments.evidence.git_history import read_history
begin = time.perf_counter()
found = read_history(Path(sys.argv[1]))
took = time.perf_counter() - begin
# What getrusage says is at least what the process that started this one held.
most = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
print(json.dumps([took, most, found.commits, found.release_tags]))
"""
QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


@dataclass(frozen=True, slots=True)
class Walks:
    """Hold what was seen, round by round [s], and the most memory of the reader [MB].

    Attributes:
        piped: a plain walk into a pipe, as programs read it; git hands over each commit by itself.
        filed: the same walk into a file, which git writes in large blocks; it is quicker.
        read: reading the clone.
    """

    commits: int
    tags: int
    piped: tuple[float, ...]
    filed: tuple[float, ...]
    read: tuple[float, ...]
    memory: float

    def ratio(self, walks: tuple[float, ...]) -> float:
        """Return how many times as long reading takes as walks of the same rounds, median."""
        return statistics.median(read / walk for read, walk in zip(self.read, walks, strict=True))

    @property
    def holds(self) -> bool:
        """Say whether the needs are met beside both walks."""
        most = max(self.ratio(self.piped), self.ratio(self.filed))
        return most <= NEEDED_RATIO and self.memory < NEEDED_MB


def stream(commits: int = COMMITS, tags: int = TAGS) -> Iterator[str]:
    """Yield a made-up history for `git fast-import`: a main line with merged branches, and release tags."""
    parent = 0
    every = max(commits // tags, 1)
    for mark in range(1, commits + 1):
        side, merge = mark % SIDE == 0, mark % SIDE == 1 and mark > SIDE
        when = START + mark * STEP
        text = f"Change number {mark} of the work (#{mark})\n\n{BODY}"
        yield f"commit refs/heads/{'side' if side else 'main'}\nmark :{mark}\n"
        yield f"author A B <a@example.org> {when - 60} +0000\ncommitter A B <a@example.org> {when} +0000\n"
        yield f"data {len(text)}\n{text}"
        yield f"from :{parent}\n" if parent else ""
        yield f"merge :{mark - 1}\n" if merge else ""
        parent = parent if side else mark
        if mark % every == 0 and not side and mark // every <= tags:
            yield f"reset refs/tags/v{mark // every}.0.0\nfrom :{mark}\n\n"
        elif mark % every == 0 and mark // every <= tags:
            yield f"reset refs/tags/v{mark // every}.0.0\nfrom :{mark - 1}\n\n"


def make_clone(folder: Path, commits: int = COMMITS, tags: int = TAGS) -> None:
    """Make a bare clone that holds the made-up history."""
    _git(folder.parent, "init", "--quiet", "--bare", "--initial-branch=main", str(folder))
    _git(folder, "fast-import", "--quiet", given="".join(stream(commits, tags)).encode())


def measure_walks(commits: int = COMMITS, tags: int = TAGS, rounds: int = ROUNDS) -> Walks:
    """Walk and read the same clone in turns, each in a process of its own."""
    with tempfile.TemporaryDirectory() as holder:
        folder = Path(holder) / "clone.git"
        make_clone(folder, commits, tags)
        piped, filed, reads, memory = [], [], [], []
        seen: list[float] = []
        _git(folder, *WALK)
        for _ in range(rounds):
            piped.append(_timed_walk(folder, subprocess.PIPE))
            with (Path(holder) / "walk.txt").open("wb") as out:
                filed.append(_timed_walk(folder, out))
            took, most, *seen = _read(folder)
            reads.append(took)
            memory.append(most)
    return Walks(int(seen[0]), int(seen[1]), tuple(piped), tuple(filed), tuple(reads), max(memory))


def report_history(walks: Walks | None = None) -> list[str]:
    """Measure and return the figures as lines of a page."""
    seen = walks or measure_walks()
    what = (
        f"A made-up clone of {seen.commits:,} commits with {seen.tags} release tags: read with lead times, "
        f"in turns with a plain `git log --format` of the same clone, medians of {len(seen.read)} rounds. "
        "Git writes each commit by itself into a pipe, and large blocks into a file; the reader asks for "
        f"large blocks, too. Needed: at most {NEEDED_RATIO:g} times as long, under {NEEDED_MB:g} MB."
    )
    read = statistics.median(seen.read)
    ways = {"into a pipe": seen.piped, "into a file": seen.filed}
    rows = [
        f"| {name} | {statistics.median(walks):.2f} | {read:.2f} | {seen.ratio(walks):.2f} |"
        for name, walks in ways.items()
    ]
    head = ("| plain walk | walk s | read s | ratio |", "|---|---|---|---|")
    held = f"Memory of the reader: {seen.memory:.0f} MB. Within: {'yes' if seen.holds else 'no'}."
    return ["", "## A git history", "", what, "", *head, *rows, "", held]


def _timed_walk(folder: Path, out: IO[bytes] | int) -> float:
    begin = time.perf_counter()
    _git(folder, *WALK, out=out)
    return time.perf_counter() - begin


def _read(folder: Path) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", READ, str(folder)], check=True, capture_output=True, text=True
    )
    found: list[float] = json.loads(done.stdout)
    return found


def _git(
    folder: Path, *words: str, given: bytes | None = None, out: IO[bytes] | int = subprocess.PIPE
) -> None:
    subprocess.run(
        ["git", *words],  # noqa: S607 - the git that readers have
        cwd=folder,
        check=True,
        stdout=out,
        stderr=subprocess.PIPE,
        input=given,
        env={**os.environ, **QUIET},
    )


if __name__ == "__main__":
    print("\n".join(report_history()))
