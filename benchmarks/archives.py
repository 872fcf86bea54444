"""Measure how quickly a hostile archive is refused. Usage: python -m benchmarks.archives."""

import io
import os
import stat
import statistics
import tarfile
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assessments.evidence.pipelines import PipelinesError, read_archive

NEEDED_MS = 100.0
SWOLLEN = 300_000_000
"""How many zeros an archive swells to [bytes]."""
FILE = ".github/workflows/ci.yml"
GOOD = b"on: push\njobs: {test: {steps: [{run: pytest}]}}\n"


@dataclass(frozen=True, slots=True)
class Refused:
    """Holds how one archive was met: its size [bytes], the median processor time [ms], what was read."""

    name: str
    size: int
    ms: float
    read: int
    problems: int

    @property
    def holds(self) -> bool:
        """Say whether nothing was read of it, it was told, and soon enough."""
        return self.read == 0 and self.problems > 0 and self.ms < NEEDED_MS


def hostile(swollen: int = SWOLLEN) -> Mapping[str, tuple[str, bytes]]:
    """Return seven archives by what is wrong with them, each with its file name."""
    return {
        "one file that swells, in a zip": ("a.zip", _zip({FILE: bytes(swollen)})),
        "one file that swells, in a tar": ("a.tar.gz", _tar(swollen)),
        "names that lead out": (
            "b.zip",
            _zip({f"../../{FILE}": GOOD, f"/etc/{FILE}": GOOD, "a\\..\\b.yml": GOOD}),
        ),
        "links": ("c.zip", _zip({FILE: b"/etc/passwd"}, link=True)),
        "far too many files": ("d.zip", _zip({f"{number}.yml": b"" for number in range(60_000)})),
        "a file that lies about its size": ("e.zip", _lying()),
        "a damaged archive": ("f.zip", b"PK\x03\x04" + os.urandom(200_000)),
    }


def _zip(files: Mapping[str, bytes], *, link: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            if link:
                member.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(member, data)
    return out.getvalue()


def _tar(swollen: int) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as archive:
        member = tarfile.TarInfo(FILE)
        member.size = swollen
        archive.addfile(member, io.BytesIO(bytes(swollen)))
    return out.getvalue()


def _lying() -> bytes:
    """Return a zip whose member says that it has 100 bytes, and unpacks to twenty million."""
    data = bytearray(_zip({FILE: bytes(20_000_000)}))
    size = (20_000_000).to_bytes(4, "little")
    while size in data:
        at = data.index(size)
        data[at : at + 4] = (100).to_bytes(4, "little")
    return bytes(data)


def measure_archives(rounds: int = 5, swollen: int = SWOLLEN) -> list[Refused]:
    """Read each hostile archive several times."""
    return [_measured(label, name, data, rounds) for label, (name, data) in hostile(swollen).items()]


def _measured(label: str, name: str, data: bytes, rounds: int) -> Refused:
    times, read, problems = [], 0, 0
    for _ in range(rounds):
        begin = time.process_time()
        read, problems = _met(lambda: read_archive(name, data))
        times.append((time.process_time() - begin) * 1000)
    return Refused(label, len(data), statistics.median(times), read, problems)


def _met(reading: Callable[[], object]) -> tuple[int, int]:
    """Return how many files were read, and how many problems were told."""
    try:
        found = reading()
    except PipelinesError:
        return 0, 1
    texts, problems = getattr(found, "texts", {}), getattr(found, "problems", ())
    return len(texts), len(problems)


def report_archives(met: list[Refused] | None = None) -> list[str]:
    """Measure and return the figures as lines of a page."""
    rows = met or measure_archives()
    what = (
        f"Seven archives that swell, escape or break, as somebody might drop them on the page Evidence; the "
        f"processor time until each is refused. Needed: nothing is read of any, "
        f"and under {NEEDED_MS:g} ms each."
    )
    head = ("| archive | bytes | ms | files read | within |", "|---|---|---|---|---|")
    lines = [
        f"| {row.name} | {row.size:,} | {row.ms:.0f} | {row.read} | {'yes' if row.holds else 'no'} |"
        for row in rows
    ]
    return ["", "## Hostile archives", "", what, "", *head, *lines]


if __name__ == "__main__":
    print("\n".join(report_archives()))
