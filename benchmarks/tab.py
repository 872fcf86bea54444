"""Speak Streamlit's websocket protocol as one browser tab does, and time its reruns."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

DONE = (
    ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY,
    ForwardMsg.ScriptFinishedStatus.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)

PLAYED = (b'{"view":"lanes"', b'{"view":"game"')
"""How the data of the moving lanes begin: a picture drawn from data, so a chart like any other."""


@dataclass(slots=True)
class Tab:
    """Hold one tab's connection and what the server told it so far.

    A chart is what a page draws from data: a plotly chart, or the moving lanes where they are on the page.
    `heard` is given the data of every component of our own; `fragment` is the part of the page that wants to
    be run again every so many seconds.
    """

    address: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    socket: ClientConnection | None = None
    page: str = ""
    hashes: set[str] = field(default_factory=set)
    inputs: set[str] = field(default_factory=set)
    charts: int = 0
    played: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)
    heard: Callable[[bytes], object] = bool
    fragment: str = ""
    every: float = 0.0

    def __enter__(self) -> Self:
        url = f"ws://{urlsplit(self.address).netloc}/_stcore/stream"
        connection = connect(
            url,
            subprotocols=[Subprotocol("streamlit"), Subprotocol("PLACEHOLDER_AUTH_TOKEN")],
            max_size=None,
            compression=None,
            additional_headers=dict(self.headers),
            origin=Origin(self.address),
        )
        self.socket = connection.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.socket is not None:
            self.socket.__exit__(kind, error, trace)

    def rerun(self, fragment: str = "") -> float:
        """Ask for a rerun, of a fragment alone where one is named; return the time until it finished [s]."""
        if self.socket is None:
            raise RuntimeError("enter the tab before using it")
        begin = time.perf_counter()
        self.socket.send(self._question(fragment))
        while True:
            message = ForwardMsg.FromString(self.socket.recv(decode=False))
            if message.WhichOneof("type") == "script_finished" and message.script_finished in DONE:
                return time.perf_counter() - begin
            self._note(message)

    def _question(self, fragment: str) -> bytes:
        back = BackMsg()
        rerun = back.rerun_script
        path, _, query = self.path.partition("?")
        rerun.query_string = query
        if self.page:
            rerun.page_script_hash = self.page
        else:
            rerun.page_name = path.strip("/")
        rerun.cached_message_hashes.extend(self.hashes)
        rerun.fragment_id = fragment
        rerun.context_info.url = self.address + path
        return bytes(back.SerializeToString())

    def _note(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if message.metadata.cacheable and message.hash:
            self.hashes.add(message.hash)
        if kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "new_session":
            self.page = message.new_session.page_script_hash
            self.inputs, self.charts = set(), 0
        elif kind == "auto_rerun":
            self.fragment, self.every = message.auto_rerun.fragment_id, message.auto_rerun.interval
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._note_element(message)
        elif kind == "ref_hash" and message.ref_hash in self.played:
            self.charts += 1

    def _note_element(self, message: ForwardMsg) -> None:
        name = message.delta.new_element.WhichOneof("type")
        element = getattr(message.delta.new_element, str(name))
        if name == "bidi_component":
            self.heard(bytes(element.bytes))
        if name == "plotly_chart":
            self.charts += 1
        elif name == "bidi_component" and bytes(element.bytes).startswith(PLAYED):
            self.charts += 1
            self.played.add(message.hash)
        elif name in {"exception", "alert"}:
            self.broken.append(str(element)[:200])
        elif getattr(element, "id", ""):
            self.inputs.add(element.id)
