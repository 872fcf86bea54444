"""Send Streamlit's static files compressed, each compressed once per process.

Streamlit sends its scripts raw: 7 MB for a page with a chart, against 2.4 MB compressed. The files carry
their version in their name and never change while the process lives, so the compressed bytes are kept.
Only files below `/static/` pass here; event streams, uploads and websockets do not.
"""

import asyncio
import gzip
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC: Final = "/static/"
LEAST_SIZE: Final = 1_000  # [bytes] below it the saving is smaller than the header
_LEVEL: Final = 6
_MOST_KEPT: Final = 64 * 1024 * 1024  # [bytes] all scripts of Streamlit take about 7 MB
_SUFFIXES: Final = (".css", ".js", ".json", ".map", ".svg", ".txt", ".wasm")
_ASKS_FOR_LESS: Final = frozenset({b"if-modified-since", b"if-none-match", b"if-range", b"accept-encoding"})
_DESCRIBES_BODY: Final = ("content-length", "accept-ranges")


@dataclass(slots=True)
class _Answer:
    start: Message = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    async def collect(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    async def replay(self, send: Send) -> None:
        await send(self.start)
        await send({"type": "http.response.body", "body": bytes(self.body)})


@dataclass(frozen=True, slots=True)
class _Packed:
    body: bytes
    headers: Headers

    def response(self, request: Headers) -> Response:
        headers = dict(self.headers)
        known = [tag.strip() for tag in request.get("if-none-match", "").split(",")]
        if headers.get("etag") in known:
            return Response(
                status_code=304, headers={k: v for k, v in headers.items() if k != "content-type"}
            )
        return Response(self.body, headers=headers | {"content-encoding": "gzip"})


class StaticCompression:
    """Answer for static files from the compressed copies, made when first asked for."""

    def __init__(self, app: ASGIApp, most_kept: int = _MOST_KEPT) -> None:
        self.app = app
        self.most_kept = most_kept
        self._kept: dict[str, _Packed] = {}
        self._size = 0
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer compressed where the browser takes it and the file gains by it."""
        if not _may_compress(scope):
            await self.app(scope, receive, send)
            return
        packed = self._kept.get(scope["path"])
        if packed is None:
            async with self._one_at_a_time:
                packed = self._kept.get(scope["path"])
                if packed is None:
                    answer = _Answer()
                    await self.app(_for_the_whole(scope), receive, answer.collect)
                    packed = await asyncio.to_thread(_pack, answer)
                    if packed is None or self._size + len(packed.body) > self.most_kept:
                        await answer.replay(send)
                        return
                    self._kept[scope["path"]] = packed
                    self._size += len(packed.body)
        await packed.response(Headers(scope=scope))(scope, receive, send)


def _may_compress(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    if not (scope["path"].startswith(STATIC) and scope["path"].endswith(_SUFFIXES)):
        return False
    headers = Headers(scope=scope)
    return "range" not in headers and takes_gzip(headers.get("accept-encoding", ""))


def takes_gzip(accepted: str) -> bool:
    """Say whether an `Accept-Encoding` header allows gzip."""
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() == "gzip":
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _for_the_whole(scope: Scope) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name not in _ASKS_FOR_LESS]
    return {**scope, "headers": headers}


def _pack(answer: _Answer) -> _Packed | None:
    headers = MutableHeaders(scope=answer.start)
    is_page = headers.get("content-type", "").startswith("text/html")  # Streamlit's answer to a wrong name
    if answer.start["status"] != 200 or is_page or len(answer.body) < LEAST_SIZE:  # noqa: PLR2004 - the whole file
        return None
    kept = MutableHeaders(raw=[pair for pair in headers.raw if pair[0].decode() not in _DESCRIBES_BODY])
    if "etag" in kept:
        kept["etag"] = f'{kept["etag"].rstrip(chr(34))}-gzip"'  # other bytes, other tag
    kept["vary"] = "Accept-Encoding"
    return _Packed(gzip.compress(bytes(answer.body), _LEVEL, mtime=0), Headers(raw=kept.raw))
