"""Damaged files, read in a process of its own: each is read or refused, and none ends the process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def fuzz(first: int, count: int) -> tuple[int, int]:
    """Read damaged files; return how many were read and how many refused."""
    command = [sys.executable, str(ROOT / "tests/faults/fuzzing.py"), str(first), str(count)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    read, refused = map(int, done.stdout.split())
    assert read + refused == count
    return read, refused


def test_a_hundred_damaged_files_are_read_or_refused():
    read, refused = fuzz(0, 100)
    assert min(read, refused) > 5


@pytest.mark.long
def test_two_thousand_damaged_files_are_read_or_refused():
    read, refused = fuzz(0, 2000)
    assert min(read, refused) > 100
