"""Damage shipped files in many ways and read them with what reads files, in a process of its own.

Run as: fuzzing.py FIRST COUNT. It prints how many were read and how many refused; any other end is a fault.
"""

import random
import resource
import sqlite3
import sys
import tempfile
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from assessments import AssessmentError, load_answers, load_questionnaire
from assessments.evidence.pipelines import PipelinesError, read_pipelines
from assessments.evidence.records import read_records
from assessments.importers import import_path
from datafiles import DataFileError
from delivery import DeliveryError
from simulator import SimulatorError, load_scenario
from store import StoreError, read_backup
from workshops.loading import load_agenda

ROOT = Path(__file__).parents[2]
EXPECTED = (DataFileError, AssessmentError, SimulatorError, DeliveryError, StoreError, PipelinesError)
HOSTILE = (
    b"[" * 3000, b"{" * 3000, b"- " * 3000, b"&a [*a]", b"!!python/object/apply:os.system [id]", b"<<: *x",
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", "\u202e\u2066".encode(), b"9" * 400, b"-1e400", b".nan", b".inf",
    b"no", b"? ? ?", b"---\n", b"\t", b"'", b'"', b"%TAG ! !", b"=cmd|'/c calc'!A0", b"\r", b"\n" * 500,
    b"${{ a }}", b"null",
)  # fmt: skip


def sources() -> list[tuple[Path, Callable[[Path], object]]]:
    """Return shipped files with what reads them."""
    asked = load_questionnaire(ROOT / "assessments/questionnaires/continuous-delivery.yaml")
    answers = ROOT / "assessments/samples"
    found = [(path, load_scenario) for path in (ROOT / "simulator/scenarios").glob("*.yaml")]
    found += [(path, load_questionnaire) for path in (ROOT / "assessments/questionnaires").glob("*.yaml")]
    found += [(path, import_path) for path in (ROOT / "assessments/questionnaires").glob("*.yaml")]
    found += [(path, lambda file: load_answers(file, asked)) for path in answers.glob("*.yaml")]
    found += [(path, load_agenda) for path in (ROOT / "workshops/agendas").glob("*.yaml")]
    found += [(path, read_pipelines) for path in (ROOT / "simulator/scenarios").glob("*.yaml")]
    return sorted(found, key=lambda one: one[0].name)


def made(folder: Path) -> list[tuple[Path, Callable[[Path], object]]]:
    """Return files that are made here with what reads them."""
    log = folder / "log.csv"
    rows = "".join(f"{n},2026-01-{n:02}T10:00:00Z,production,success\n" for n in range(1, 28))
    log.write_text(f"id,finished,environment,result\n{rows}")
    flow = folder / "ci.yml"
    flow.write_text(
        "on: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pytest\n"
        "  deploy:\n    needs: test\n    environment: production\n    steps:\n      - run: ./deploy.sh\n"
    )
    database = folder / "old.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript((ROOT / "tests/store/formats/0003.sql").read_text(encoding="utf-8"))
    return [(log, read_records), (flow, read_pipelines), (database, read_backup)]


def damage(content: bytes, lot: random.Random) -> bytes:
    """Return the bytes with one to four things done to them."""
    data = bytearray(content)
    for _ in range(lot.randint(1, 4)):
        at, end = sorted((lot.randrange(len(data) + 1), lot.randrange(len(data) + 1)))
        what = lot.randrange(5)
        if what == 0:
            data[at:at] = lot.choice(HOSTILE)
        elif what == 1:
            del data[at : min(end, at + 200)]
        elif what == 2:
            data[at:at] = data[at : min(end, at + 400)]
        elif what == 3 and data:
            data[min(at, len(data) - 1)] = lot.randrange(256)
        else:
            line = data.find(b"\n", at)
            data[at : line if line >= 0 else len(data)] = lot.choice(HOSTILE)
    return bytes(data)


def main(first: int, count: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    read = refused = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        there = [*sources(), *made(folder)]
        for number in range(first, first + count):
            lot = random.Random(number)  # noqa: S311 - the same damage each time
            path, reader = lot.choice(there)
            target = folder / f"case-{path.name}"
            target.write_bytes(damage(path.read_bytes(), lot))
            try:
                reader(target)
            except EXPECTED:
                refused += 1
            except BaseException:
                print(f"case {number}: {path.name} with {reader}", file=sys.stderr)  # noqa: T201 - what is found
                raise
            else:
                read += 1
    print(read, refused)  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
