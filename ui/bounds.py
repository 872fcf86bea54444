"""Bound what one request may cost: its bytes, the time its bytes take, and the tabs that stand open at once.

A fault inside a route becomes a page with a reference; no trace leaves the server.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALL_BODY: Final = 64 * 1024  # [bytes] forms of ours hold a code or one answer
UPLOAD_BODY: Final = 6 * 1024 * 1024  # [bytes] one file of 5 MB and what goes around it
UPLOAD: Final = "/_stcore/upload_file"
PATIENCE: Final = 120.0  # [s] until the whole body must be here; a telephone sends 5 MB in that time
MOST_TABS: Final = 2_000  # open at once in one process
NO_BODY: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class _RefusedError(Exception):
    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.answer = PlainTextResponse(f"{text}\n", status_code=status, headers={"Connection": "close"})


class BodyLimit:
    """Refuse a body that is too large or too slow, whether or not it says its length."""

    def __init__(self, app: ASGIApp, patience: float = PATIENCE) -> None:
        self.app = app
        self.patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count its bytes as they come."""
        if scope["type"] != "http" or scope["method"] in NO_BODY:
            await self.app(scope, receive, send)
            return
        most = UPLOAD_BODY if scope["path"].startswith(UPLOAD) else SMALL_BODY
        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length) > most:
            await _too_large(most).answer(scope, receive, send)
            return
        await self._counted(scope, receive, send, most)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        seen, whole, started = 0, False, False
        until = time.monotonic() + self.patience

        async def receive_counted() -> Message:
            nonlocal seen, whole
            if whole:  # from here on it waits for the browser to go, as event streams do
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(until - time.monotonic(), 0.0))
            except TimeoutError:
                raise _RefusedError(408, "The request took too long to arrive.") from None
            seen += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if seen > most:
                raise _too_large(most)
            return message

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive_counted, send_noted)
        except _RefusedError as refused:
            if not started:
                await refused.answer(scope, receive, send)


def _too_large(most: int) -> _RefusedError:
    return _RefusedError(413, f"More than {most // 1024} kB were sent; this address takes no more.")


class TabLimit:
    """Refuse a tab when too many stand open in this process: those that are open go on undisturbed."""

    def __init__(self, app: ASGIApp, most: int = MOST_TABS) -> None:
        self.app = app
        self.most = most
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on everything but a websocket too many."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        if self._open >= self.most:
            await send({"type": "websocket.close", "code": 1013, "reason": "too many tabs are open"})
            return
        self._open += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._open -= 1


class PlainFaults:
    """Answer a fault of a route with a reference that the log holds too."""

    def __init__(self, app: ASGIApp, refer: Callable[[BaseException], str]) -> None:
        self.app = app
        self.refer = refer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and catch what nothing else caught."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except Exception as error:  # noqa: BLE001 - a bug is caught once, here, so that nobody sees a trace
            text = f"This failed. Tell whoever runs Greenlane the reference {self.refer(error)}.\n"
            if not started:
                await PlainTextResponse(text, status_code=500)(scope, receive, send)
