"""Start the real server in a process of its own, on a port the system chooses."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.asynchronous import run

ROOT = Path(__file__).resolve().parents[2]
PROBE = Path(__file__).resolve().parent / "probe"
ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|localhost):(\d+)")
DECOY = '[runner]\npostScriptGC = true\n[theme.light]\nprimaryColor = "#FF0000"\n'


@dataclass
class Running:
    """A server that answers at `url`, and everything it has printed."""

    process: subprocess.Popen
    folder: Path
    url: str = ""
    printed: list[str] = field(default_factory=list)

    @property
    def websocket(self) -> str:
        return self.url.replace("http", "ws", 1) + "/_stcore/stream"

    def stop(self) -> str:
        """Stop the server as a service manager does and return all it printed."""
        self.process.terminate()
        self.process.wait(timeout=60)
        return "".join(self.printed)


@contextmanager
def running(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> Iterator[Running]:
    # The current folder has options of its own: ours must win wherever the server is started.
    (folder / ".streamlit").mkdir(exist_ok=True)
    (folder / ".streamlit" / "config.toml").write_text(DECOY, encoding="utf-8")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("GREENLANE_", "STREAMLIT_"))
    }
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=kept
        | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "HOME": str(folder)}
        | (environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    server = Running(process, folder)
    answers = threading.Event()

    def read() -> None:
        for line in process.stdout:
            server.printed.append(line)
            found = ADDRESS.search(line)
            if found and not server.url:
                server.url = f"http://127.0.0.1:{found[1]}"
                answers.set()
        answers.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        answers.wait(timeout=60)
        assert server.url, "".join(server.printed)
        yield server
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()


def probe(word: str, folder: Path) -> list[str]:
    return [sys.executable, str(PROBE / "serve.py"), word, str(folder)]


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Running]:
    """One server for all tests that only ask."""
    folder = tmp_path_factory.mktemp("ready")
    with running(probe("ready", folder), folder) as found:
        yield found


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[[str], Running]]:
    """A server of the test's own: `start("ready")`, or `start("broken")` without its database."""
    with ExitStack() as stack:
        yield lambda word: stack.enter_context(running(probe(word, tmp_path), tmp_path))


@pytest.fixture
def start_by_streamlit(tmp_path) -> Iterator[Running]:
    """The server as `streamlit run app.py` starts it, called by one more name."""
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", "0"]
    environment = {"GREENLANE_ALLOWED_HOSTS": "lane.example", "GREENLANE_DATA_DIR": str(tmp_path / "data")}
    with running(command, tmp_path, environment) as found:
        yield found


@dataclass
class Page:
    """What one run of the page sent to the browser."""

    codes: list[str] = field(default_factory=list)
    markdown: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def open_page() -> Callable[..., Page]:
    return _open_page


def _open_page(server: Running, query: str = "", url: str = "", **options: object) -> Page:
    """Run the page once as a browser does, over the websocket."""
    page = Page()
    with connect(
        url or server.websocket, subprotocols=["streamlit", "PLACEHOLDER"], max_size=None, **options
    ) as socket:
        message = BackMsg()
        message.rerun_script.query_string = query
        socket.send(message.SerializeToString())
        while True:
            found = ForwardMsg()
            found.ParseFromString(socket.recv(timeout=60))
            kind = found.WhichOneof("type")
            if kind == "script_finished":
                return page
            if kind == "delta" and found.delta.WhichOneof("type") == "new_element":
                element = found.delta.new_element
                what = element.WhichOneof("type")
                if what == "code":
                    page.codes.append(element.code.code_text)
                elif what == "markdown":
                    page.markdown.append(element.markdown.body)
                elif what == "exception":
                    page.errors.append(f"{element.exception}")


class Web:
    """A browser in front of an app in this process, without a network; it keeps no cookies."""

    def __init__(
        self, app: Any, base: str = "http://localhost", client: tuple[str, int] = ("127.0.0.1", 50000)
    ):
        self.base = base
        self.transport = httpx.ASGITransport(app, client=client)

    def raw(self, path: str, headers: Any = None, method: str = "GET") -> tuple[httpx.Response, bytes]:
        """Ask once; the body comes back as it traveled."""

        async def ask() -> tuple[httpx.Response, bytes]:
            async with (
                httpx.AsyncClient(transport=self.transport, base_url=self.base) as client,
                client.stream(method, path, headers=headers) as answer,
            ):
                return answer, b"".join([part async for part in answer.aiter_raw()])

        return run(ask())

    def get(self, path: str, headers: Any = None) -> httpx.Response:
        return self.raw(path, headers)[0]

    def post(self, path: str, headers: Any = None) -> httpx.Response:
        return self.raw(path, headers, "POST")[0]

    def head(self, path: str) -> httpx.Response:
        return self.raw(path, None, "HEAD")[0]


@pytest.fixture(scope="session")
def around() -> type[Web]:
    return Web


@pytest.fixture(scope="session")
def through() -> Callable[[Any], list[bool]]:
    """Send a websocket through a guard and say what the app behind it received."""

    def send(wrap: Any) -> list[bool]:
        seen = []

        async def app(*call: Any) -> None:
            seen.append(call)

        call = ({"type": "websocket", "path": "/static/app.js", "headers": []}, object(), object())
        run(wrap(app)(*call))
        return [seen[0][i] is call[i] for i in range(3)]

    return send
