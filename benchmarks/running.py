"""Start servers for a measurement and stop them again."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(command: Sequence[str], port: int, health: str, data_dir: Path) -> Iterator[float]:
    """Run a server and yield how long it took until its health answered [s]."""
    begin = time.perf_counter()
    environment = {**os.environ, "GREENLANE_DATA_DIR": str(data_dir)}
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}{health}"):
            if process.poll() is not None:
                raise RuntimeError(f"the server ended with {process.returncode}: {' '.join(command)}")
            time.sleep(0.02)
        yield time.perf_counter() - begin
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
