"""Cut the power of a program that is being watched: play what it wrote again, and forget what was not synced.

A trace of its system calls says every write with its bytes, and every sync. A file system may keep any
part of what was written since the last sync of a file, in any order: each write is kept or dropped by lot.
"""

import os
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

CALL = re.compile(r"^(?:\[pid\s+)?(\d+)?\]?\s*(\w+)\((.*)\)\s+= (-?\d+|\?)")
PATH = re.compile(r"^(\d+)<([^>]*)>")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
STRACE = (
    "strace",
    "-f",
    "-y",
    "-xx",
    "-s",
    "2000000",
    "-e",
    "trace=pwrite64,write,fdatasync,fsync,ftruncate,unlink",
)
PAGE = 512  # [bytes]: what a disk writes whole


@dataclass
class Disk:
    """What lies on the disk for certain, and what was written since without a sync."""

    safe: dict[str, bytearray] = field(default_factory=dict)
    loose: dict[str, list[tuple[int, bytes | None]]] = field(default_factory=dict)

    def write(self, path: str, at: int, data: bytes | None) -> None:
        self.loose.setdefault(path, []).append((at, data))

    def sync(self, path: str) -> None:
        for change in self.loose.pop(path, []):
            self._apply(self.safe.setdefault(path, bytearray()), change)

    def cut(self, lot: random.Random) -> dict[str, bytes]:
        """Return the files as they may lie there after a cut at this moment."""
        files = {path: bytearray(data) for path, data in self.safe.items()}
        for path, changes in self.loose.items():
            kept = files.setdefault(path, bytearray())
            for at, data in changes:
                if data is None or len(data) <= PAGE:
                    parts = [(at, data)]
                else:
                    parts = [(at + i, data[i : i + PAGE]) for i in range(0, len(data), PAGE)]
                for part in parts:
                    if lot.random() < 0.5:
                        self._apply(kept, part)
        return {path: bytes(data) for path, data in files.items()}

    @staticmethod
    def _apply(file: bytearray, change: tuple[int, bytes | None]) -> None:
        at, data = change
        if data is None:
            del file[at:]
            return
        if len(file) < at + len(data):
            file.extend(b"\0" * (at + len(data) - len(file)))
        file[at : at + len(data)] = data


def plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def calls(trace: Path) -> list[tuple[str, str, int, bytes | None]]:
    """Return what was done to files: (call, path, place, bytes); what is said on file 1 is a "say"."""
    found = []
    for line in _whole(trace.read_text(encoding="ascii", errors="replace").splitlines()):
        match = CALL.match(line)
        if not match or match[4].startswith(("-", "?")):
            continue
        name, rest = match[2], match[3]
        where = PATH.match(rest)
        if name == "unlink":
            found.append((name, os.fsdecode(plain(TEXT.search(rest)[1])), 0, None))
            continue
        if not where:
            continue
        path = where[2] if "\\x" not in where[2] else os.fsdecode(plain(where[2]))
        said = TEXT.search(rest[where.end() :])
        if name == "write" and where[1] == "1":
            found.append(("say", path, 0, plain(said[1])))
        elif name == "pwrite64":
            found.append((name, path, int(rest.rsplit(", ", 1)[1]), plain(said[1])[: int(match[4])]))
        elif name == "ftruncate":
            found.append((name, path, int(rest.rsplit(", ", 1)[1]), None))
        elif name in {"fdatasync", "fsync"}:
            found.append((name, path, 0, None))
    return found


def _whole(lines: list[str]) -> list[str]:
    """Join calls that another thread interrupted in the trace; a call counts where it ends."""
    open_calls: dict[str, str] = {}
    whole = []
    for line in lines:
        pid = line.split(maxsplit=1)[0]
        if line.endswith("<unfinished ...>"):
            open_calls[pid] = line[: -len("<unfinished ...>")].rstrip()
        elif " resumed>" in line:
            whole.append(open_calls.pop(pid, "") + line.split(" resumed>", 1)[1])
        else:
            whole.append(line)
    return whole


def play(found: list[tuple[str, str, int, bytes | None]], folder: Path, end: int) -> tuple[Disk, list[str]]:
    """Play the first calls on a disk; return it with what had been said until then."""
    disk, said = Disk(), []
    for name, path, at, data in found[:end]:
        if name == "say":
            said += data.decode().splitlines()
        elif not Path(path).is_relative_to(folder):
            continue
        elif name in {"pwrite64", "ftruncate"}:
            disk.write(path, at, data)
        elif name == "unlink":
            disk.safe.pop(path, None)
            disk.loose.pop(path, None)
        else:
            disk.sync(path)
    return disk, said
