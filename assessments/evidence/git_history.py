"""Read the history of a local clone by one `git log`; nothing in the clone is run, nothing is fetched.

Errors:
    HistoryError    the folder holds no history that can be read; the text says the mend
"""

import gc
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from assessments.evidence.history import (
    Commit,
    History,
    HistoryError,
    HistoryStoppedError,
    Tag,
    Window,
    measure_history,
)

Progress = Callable[[int, int], None]
_SEPARATOR = "\x1f"
_LOG = (
    "log",
    "--no-show-signature",
    "--no-color",
    "--no-decorate",
    "--no-notes",
    "--no-mailmap",
    "HEAD",
    "--",
)
_FORMAT = "--format=%H%x1f%P%x1f%ct %at%x1f%s"
_CHUNK = 1 << 18
_LATEST = 9_999_999_999
"""Times up to the year 2286 are read [s since 1970]."""
_UNDATED = "commit {} has no date that can be read; run `git fsck` in the clone"
SHALLOW = (
    "The clone is shallow: older commits are missing, so counts and lead times are too low. "
    "Run `git fetch --unshallow`."
)
_QUIET = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_PROTOCOL_FROM_USER": "0",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_PAGER": "cat",
    # Large blocks: git would hand over each commit of a log by itself, which takes half of its time.
    "GIT_FLUSH": "0",
    "LC_ALL": "C",
}
# What a clone's own configuration could start is set to nothing; the command line outranks it.
_HARMLESS = (
    "safe.directory=*",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.alternateRefsCommand=",
    "log.showSignature=false",
    "gpg.program=false",
    "protocol.allow=never",
)


@dataclass(frozen=True, slots=True)
class _Clone:
    folder: Path

    def command(self, *words: str) -> list[str]:
        settings = [part for setting in _HARMLESS for part in ("-c", setting)]
        return ["git", "--no-pager", *settings, "-C", str(self.folder), *words]

    def ask(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 - the words are ours; the folder follows -C
            self.command(*words),
            check=False,
            capture_output=True,
            env=_environment(),
            stdin=subprocess.DEVNULL,
        )

    def text(self, *words: str) -> str:
        return self.ask(*words).stdout.decode("utf-8", "replace").strip()


class _Counting:
    """Count the commits beside the reading, so that progress costs it nothing."""

    def __init__(self, clone: _Clone) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - the words are ours; the folder follows -C
            clone.command("rev-list", "--count", "HEAD", "--"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        self.said = 0

    def total(self) -> int:
        """Return how many commits there are, 0 before that is known."""
        if not self.said and self.process.poll() is not None and self.process.stdout is not None:
            self.said = int(self.process.stdout.read() or 0)
        return self.said

    def end(self) -> None:
        """Stop counting, and leave nothing behind."""
        self.process.kill()
        self.process.communicate()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    return {**kept, **_QUIET, "HOME": os.devnull}


def read_history(
    folder: Path,
    window: Window | None = None,
    tags: str | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> History:
    """Return what the history of a clone says.

    Args:
        folder: the clone: a work tree, one of its folders, or a bare repository.
        window: which commits count, by committer date; all unless given.
        tags: names of release tags as a pattern such as `release-*`; version numbers unless given.
        progress: called with how many commits were read, and how many there are.
        stop: set it to end early.

    Raises:
        HistoryError: the folder is no clone, or its history is damaged.
        HistoryStoppedError: `stop` was set.
    """
    clone = _Clone(_clone_at(folder))
    if clone.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}").returncode != 0:
        return measure_history((), (), window, tags, (*_notes(clone), "The clone has no commit yet."))
    with ThreadPoolExecutor(max_workers=1) as aside:
        rest = aside.submit(lambda: (tuple(_notes(clone)), _tags(clone)))
        with _collector_paused():
            commits = _counted(clone, progress, stop) if progress else tuple(_commits(clone, None, stop))
        notes, found = rest.result()
    return measure_history(commits, found, window, tags, notes)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Let the garbage collector rest: it would look at every commit again and again; none is in a circle."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _counted(clone: _Clone, progress: Progress, stop: Event | None) -> tuple[Commit, ...]:
    """Return the commits; say meanwhile how many were read, and how many there are once that is known."""
    counting = _Counting(clone)
    try:
        found = tuple(_commits(clone, lambda done: progress(done, counting.total()), stop))
        progress(len(found), len(found))
        return found
    finally:
        counting.end()


def _clone_at(folder: Path) -> Path:
    if not folder.is_dir():
        raise HistoryError(f"{folder}: is no folder; name the folder of a git clone")
    try:
        found = _Clone(folder).ask("rev-parse", "--git-dir")
    except FileNotFoundError:
        raise HistoryError("git is not installed here; install it, or upload the text of `git log`") from None
    if found.returncode != 0:
        raise HistoryError(f"{folder}: is no git clone; name the folder that holds `.git`")
    return folder


def _notes(clone: _Clone) -> Iterator[str]:
    if clone.text("rev-parse", "--is-shallow-repository") == "true":
        yield SHALLOW
    if clone.ask("config", "--get-regexp", r"^remote\..*\.promisor$").stdout:
        yield "The clone is partial (file contents are missing); commits and tags are read all the same."
    if clone.ask("symbolic-ref", "--quiet", "HEAD").returncode != 0:
        yield "HEAD is detached: the commits before it are counted, not those of a branch."
    heads = set(clone.text("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads").splitlines())
    both = heads & set(clone.text("for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags").splitlines())
    if both:
        yield f"{len(both)} names are both a tag and a branch; the tags are meant."


def _commits(clone: _Clone, progress: Callable[[int], None] | None, stop: Event | None) -> Iterator[Commit]:
    command = clone.command(*_LOG[:-2], _FORMAT, *_LOG[-2:])
    with subprocess.Popen(  # noqa: S603 - the words are ours; the folder follows -C
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment()
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it was asked for as a pipe
        rest, done = b"", 0
        while block := process.stdout.read(_CHUNK):
            if stop is not None and stop.is_set():
                process.kill()
                raise HistoryStoppedError("reading the history was stopped")
            whole, end, rest = (rest + block).rpartition(b"\n")
            lines = whole.decode("utf-8", "replace").split("\n") if end else []
            yield from map(_commit, lines)
            done += len(lines)
            if progress is not None:
                progress(done)
        said = process.stderr.read().decode("utf-8", "replace") if process.stderr else ""
    if process.returncode != 0:
        first = said.strip().splitlines()[0] if said.strip() else f"git ended with {process.returncode}"
        raise HistoryError(
            f"{clone.folder}: the history cannot be read: {first[:200]}; run `git fsck` in the clone"
        )


def _commit(line: str) -> Commit:
    name, parents, times, subject = line.split(_SEPARATOR, 3)
    made, _, written = times.partition(" ")
    try:
        time = int(made)
        authored = time if written == made else int(written) if written else None
    except ValueError:
        raise HistoryError(_UNDATED.format(name)) from None
    if not -_LATEST <= time <= _LATEST:
        raise HistoryError(_UNDATED.format(name))
    # A call of Commit would take three times as long as the tuple that it is.
    return tuple.__new__(Commit, (name, tuple(parents.split()), time, subject, authored))


def _tags(clone: _Clone) -> tuple[Tag, ...]:
    form = "--format=%(refname:lstrip=2)%1f%(objectname)%1f%(*objectname)%1f%(creatordate:unix)"
    found = []
    for line in clone.ask("for-each-ref", form, "refs/tags").stdout.decode("utf-8", "replace").split("\n"):
        name, *rest = line.split(_SEPARATOR)
        if rest and rest[2]:
            found.append(Tag(name, rest[1] or rest[0], int(rest[2])))
    return tuple(found)


_LOG_LINE = re.compile(r"[0-9a-f]{40,64}\x1f[0-9a-f ]*\x1f-?[0-9]{1,10}(?: (?:-?[0-9]{1,10})?)?\x1f")
LOG_COMMAND = (
    "git log --decorate=full --decorate-refs='refs/tags/*' "
    "--format='%H%x1f%P%x1f%ct %at%x1f%s%x1f%D' > history.txt"
)
"""What somebody runs who cannot share a clone; `read_log` reads its output."""


def read_log(text: str, window: Window | None = None, tags: str | None = None) -> History:
    """Return what the text says that LOG_COMMAND wrote; a tag's time is its commit's.

    A text without author dates, as `%ct` alone writes it, is read too; branch life is not known then.

    Raises:
        HistoryError: the text is not what LOG_COMMAND writes.
    """
    commits, found = [], []
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), start=1):
        if not _LOG_LINE.match(line) or line.count(_SEPARATOR) < 4:  # noqa: PLR2004 - five fields a line
            raise HistoryError(f"line {number}: is no line of the log; write it with: {LOG_COMMAND}")
        head, _, decorated = line.rpartition(_SEPARATOR)
        commit = _commit(head)
        commits.append(commit)
        for name in decorated.split(", "):
            _, mark, tag = name.partition("tag: refs/tags/")
            found += [Tag(tag, commit.name, commit.time)] if mark else []
    note = "Read from a text: a tag counts at the time of its commit."
    return measure_history(tuple(commits), tuple(found), window, tags, (note,))
