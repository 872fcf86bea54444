"""Measure the answering page with very long questionnaires, imports, and files of very many answers.

Usage: python -m benchmarks.answering
"""

import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import assessments
from assessments import Answer, Answers, AnswerState, Questionnaire
from assessments.importers import import_path
from benchmarks.running import ROOT, free_port, server
from benchmarks.tab import Tab

QUESTIONS, OPTIONS, PARTS = 10_000, 200, 20
RERUNS, WARM = 200, 10
NEEDED_MS, NEEDED_IMPORT_S = 150.0, 2.0
VISITOR = "benchmark-visitor-0123456789abcdefghijklmno"
DAY = dt.date(2026, 11, 16)
MODELS = ROOT.parent / "shared" / "data" / "questionnaires"
"""Where the public models lie, on machines that have them."""


def questionnaire(name: str, questions: int, options: int) -> Questionnaire:
    """Build a questionnaire of so many questions, each with so many options."""
    offered = [
        {"id": f"o{at}", "text": f"What can be seen, number {at}", "value": at / (options - 1)}
        for at in range(options)
    ]
    practices = [
        {
            "id": f"p{at}",
            "dimension": f"d{at * PARTS // questions}",
            "title": f"Practice {at}",
            "why": "Because it was measured so.",
            "question": {"kind": "single", "text": f"What is seen of practice {at}?", "options": offered},
        }
        for at in range(questions)
    ]
    used = dict.fromkeys(row["dimension"] for row in practices)
    return Questionnaire.model_validate(
        {
            "format": 1,
            "id": name,
            "version": "1",
            "title": name,
            "lang": "en",
            "licence": "Apache-2.0",
            "attribution": "Made to be measured.",
            "dimensions": [{"id": str(part), "title": str(part)} for part in used],
            "practices": practices,
        }
    )


def answers_to(asked: Questionnaire) -> Answers:
    """Answer every second question with its second option."""
    chosen = Answer(state=AnswerState.VALUE, option="o1")
    given = {practice.id: chosen for practice in asked.practices[::2]}
    return Answers(questionnaire=asked.id, version=asked.version, team="Benchmark", date=DAY, answers=given)


def begin(data_dir: Path, asked: Questionnaire) -> str:
    """Begin an assessment, half of it answered, and return the address of a question in its middle."""
    from store import OpenAssessment, Store  # noqa: PLC0415 - before the server takes the lock
    from ui.seats import handle, write_of  # noqa: PLC0415 - as above

    store = Store.open(None, data_dir)
    hashed = store.remember_questionnaire(asked)
    opening = OpenAssessment(asked.id, asked.version, "Benchmark", asked=hashed)
    seat = store.open_assessment(opening, VISITOR).seat
    given = answers_to(asked).answers
    store.save_answers(seat, tuple(write_of(name, answer, 1) for name, answer in given.items()))
    store.close()
    return f"/assess?team={handle(seat)}&question={max(1, len(asked.practices) // 2)}"


def reruns(address: str, path: str) -> list[float]:
    """Rerun a page again and again and return the times [ms]."""
    with Tab(address, path, {"Cookie": f"greenlane_visitor={VISITOR}"}) as tab:
        times = [tab.rerun() * 1000 for _ in range(WARM + RERUNS)][WARM:]
        if tab.broken:
            raise RuntimeError(f"{path} shows an error: {tab.broken[0]}")
        return times


def measure_pages() -> list[tuple[str, float, float]]:
    """Return for each long questionnaire the median and the 95th percentile of a rerun [ms]."""
    long = questionnaire("ten-thousand", QUESTIONS, 4)
    wide = questionnaire("two-hundred", 2, OPTIONS)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        paths = {
            f"{QUESTIONS:,} questions": begin(Path(folder), long),
            f"a question with {OPTIONS} options": begin(Path(folder), wide),
        }
        port = free_port()
        with server(["-m", "ui", "run", "--port", str(port)], port, "/api/ready", Path(folder)):
            time.sleep(8)  # let it warm up before anything is timed
            for title, path in paths.items():
                times = reruns(f"http://127.0.0.1:{port}", path)
                rows.append((title, statistics.median(times), statistics.quantiles(times, n=20)[-1]))
    return rows


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long work takes [s], and what came of it."""
    begin = time.perf_counter()
    found = work()
    return time.perf_counter() - begin, found


def measure_record() -> list[tuple[str, float]]:
    """Return what each step takes of a file of 10,000 answers [s]."""
    asked = questionnaire("ten-thousand", QUESTIONS, 4)
    given = answers_to(asked)
    found = assessments.Round("Benchmark", DAY, given.answers)
    snapshot_s, taken = timed(lambda: assessments.take_snapshot(asked, found))
    whole = assessments.record(asked, taken)
    json_s, text = timed(lambda: assessments.record_as_json(whole))
    read_s, back = timed(lambda: assessments.read_record(text))
    if back.fingerprint != whole.fingerprint:
        raise RuntimeError("the record that was read back is another one")
    return [
        ("snapshot taken", snapshot_s),
        (f"JSON written ({len(text.encode()) / 1e6:.1f} MB)", json_s),
        ("JSON read back, with the identical hash", read_s),
    ]


def measure_imports() -> list[tuple[str, float]]:
    """Return how long the public models take to import [s], where they lie beside the checkout."""
    names = {"OWASP SAMM": "samm", "OWASP DSOMM": "dsomm_model_4.3.1.yaml"}
    there = {title: MODELS / name for title, name in names.items() if (MODELS / name).exists()}
    return [(title, timed(partial(import_path, path))[0]) for title, path in there.items()]


def report_answering() -> list[str]:
    """Write the figures as lines of a page."""
    lines = [
        "",
        "## Long questionnaires",
        "",
        (
            f"The answering page, half of its questions answered: {RERUNS} reruns. Needed: 95 % within "
            f"{NEEDED_MS:g} ms."
        ),
        "",
        "| questionnaire | ms | 95 % within ms |",
        "|---|---|---|",
        *(f"| {title} | {half:.1f} | {most:.1f} |" for title, half, most in measure_pages()),
        "",
        f"| {QUESTIONS:,} questions | s |",
        "|---|---|",
        *(f"| {title} | {seconds:.2f} |" for title, seconds in measure_record()),
    ]
    imports = measure_imports()
    if imports:
        lines += ["", f"| import (needed: {NEEDED_IMPORT_S:g} s) | s |", "|---|---|"]
        lines += [f"| {title} | {seconds:.2f} |" for title, seconds in imports]
    return lines


if __name__ == "__main__":
    print("\n".join(report_answering()))
