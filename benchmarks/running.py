"""Start servers for a measurement and stop them again."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Running:
    """Hold a running server: its process, and how long it took until its health answered [s]."""

    pid: int
    start: float

    def cpu(self) -> float:
        """Return the processor time it has used so far, over all its threads [s]."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(command: Sequence[str], port: int, health: str, data_dir: Path) -> Iterator[Running]:
    """Run a server and yield it once its health answers."""
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
        yield Running(process.pid, time.perf_counter() - begin)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
