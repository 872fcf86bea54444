"""Answer what is not a page: health, readiness, links, phones, fonts; and start and stop the app.

Nothing here imports Streamlit or opens a database: what an answer needs comes in as `Services`.
"""

import asyncio
import gc
import logging
import re
import secrets
import threading
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ui.rooms.names import ROOM_THREADS
from ui.rooms.phones import Phones
from ui.security import TOKEN, YEAR, cookie
from ui.sockets import send_at_once
from ui.writing import LOOK, write_html

SEAT_COOKIE: Final = "greenlane_seat"
LEARNER_COOKIE: Final = "greenlane_learner"
INVITE_COOKIE: Final = "greenlane_invite"
FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
WARMING: Final = "greenlane-warm"
SECRET_PATHS: Final = (
    "/r/",
    "/i/",
    "/h/",
    "/j/",
    "/live/",
    "/_stcore/upload_file/",
    "/oauth2callback",
    "/auth/login",
)  # tokens, codes, session ids follow
FONTS: Final = LOOK / "fonts"
READY_PATIENCE: Final = 2.0  # [s]: a probe that waits longer counts as a failed one anyway
_MONTH: Final = 30 * 24 * 3600  # [s]
_MOMENT: Final = 10 * 60  # [s]: a learner's browser keeps the code itself, locked
_NO_STORE: Final = {"Cache-Control": "no-store"}
_log = logging.getLogger("greenlane")


def _is_nobody(_token: str) -> bool:
    return False


def _no_badge(_snapshot: str) -> tuple[str | None, str]:
    return None, "no such snapshot"


@dataclass(frozen=True, slots=True)
class Services:
    """Hold what the routes need from the rooms below.

    Attributes:
        ready: what must answer before people are let in, by name; each says whether it does.
        resume: finds the seat of a resume token, None when the token is unknown.
        warm: compiles and reads what the first visitor would wait for; runs in a thread of its own.
        close: closes the store when the server stops.
        learner: says whether a token is the resume code of a learner.
        over: says whether a token is that of a link whose time is over.
        badge: returns the badge of a snapshot, by its fingerprint, as SVG; or None and why there is none.
        figures: writes what the server counted, in the text format of Prometheus.
        log: sets up the log once the server has set up its own.
        phones: answers the participants of workshops; None where there are none.
    """

    ready: Mapping[str, Callable[[], bool]]
    resume: Callable[[str], object | None]
    warm: Callable[[], object]
    close: Callable[[], object]
    learner: Callable[[str], bool] = _is_nobody
    over: Callable[[str], bool] = _is_nobody
    badge: Callable[[str], tuple[str | None, str]] = _no_badge
    figures: Callable[[], str] = str
    log: Callable[[], object] = bool
    phones: Phones | None = None


class Readiness:
    """Ask whether every part answers: each by one thread at a time, and no longer than a probe waits.

    A database that hangs is not ready; it must not fill this process with threads that wait for it.
    """

    def __init__(self, parts: Mapping[str, Callable[[], bool]], patience: float = READY_PATIENCE) -> None:
        self.parts = parts
        self.patience = patience
        self._asked: dict[str, asyncio.Future[bool]] = {}

    async def ask(self) -> dict[str, bool]:
        """Return which parts answer."""
        answers = await asyncio.gather(*(self._ask(name) for name in self.parts))
        return dict(zip(self.parts, answers, strict=True))

    async def _ask(self, name: str) -> bool:
        asked = self._asked.get(name)
        if asked is None or asked.done():
            loop = asyncio.get_running_loop()
            asked = self._asked[name] = loop.run_in_executor(None, _answers, name, self.parts[name])
        try:
            return await asyncio.wait_for(asyncio.shield(asked), self.patience)
        except TimeoutError:
            _log.warning("%s does not answer within %g s", name, self.patience)
            return False


def routes(services: Services) -> list[BaseRoute]:
    """List the routes that stand before Streamlit's own."""
    readiness = Readiness(services.ready)

    async def ready(_: Request) -> Response:
        answers = await readiness.ask()
        well = all(answers.values())
        body = {"ready": well, **answers}
        return JSONResponse(body, status_code=200 if well else 503, headers=_NO_STORE)

    async def resume(request: Request) -> Response:
        token = request.path_params["token"]
        if TOKEN.fullmatch(token) is None:
            return _unknown_link()
        if await asyncio.to_thread(services.resume, token) is not None:
            return _opened("/assess", cookie(SEAT_COOKIE, token, _MONTH))
        if await asyncio.to_thread(services.learner, token):
            once = f"{token}.{secrets.token_urlsafe(9)}"  # each visit of the link is another value
            return _opened("/learn", cookie(LEARNER_COOKIE, once, _MOMENT))
        return _link_over() if await asyncio.to_thread(services.over, token) else _unknown_link()

    async def badge(request: Request) -> Response:
        wanted = request.path_params["snapshot"]
        if FINGERPRINT.fullmatch(wanted) is None:
            return PlainTextResponse("no such snapshot\n", status_code=404, headers=_NO_STORE)
        svg, refused = await asyncio.to_thread(services.badge, wanted)
        if svg is None:
            return PlainTextResponse(f"{refused}\n", status_code=404, headers=_NO_STORE)
        return Response(svg, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=3600"})

    async def metrics(_: Request) -> Response:
        text = await asyncio.to_thread(services.figures)
        return PlainTextResponse(text, headers=_NO_STORE, media_type="text/plain; version=0.0.4")

    return [
        Route("/healthz", health),
        Route("/api/ready", ready),
        Route("/metrics", metrics),
        Route("/r/{token:path}", resume),
        Route("/i/{token:path}", invited),
        Route("/badge/{snapshot}.svg", badge),
        Route("/look/fonts/{name}", font),
        Route("/favicon.png", icon),
        *(services.phones.routes() if services.phones else ()),
    ]


async def health(_: Request) -> Response:
    """Answer 200 while the process lives."""
    return PlainTextResponse("ok\n", headers=_NO_STORE)


async def invited(request: Request) -> Response:
    """Lead on to the page where an invite is accepted: opening its link changes nothing yet."""
    token = request.path_params["token"]
    if TOKEN.fullmatch(token) is None:
        return _unknown_link()
    return _opened("/assess", cookie(INVITE_COOKIE, token, _MOMENT))


async def font(request: Request) -> Response:
    """Send one of the shipped fonts; browsers keep it for a year."""
    name = request.path_params["name"]
    if name not in {path.name for path in FONTS.glob("*.woff2")}:
        return PlainTextResponse("Not Found\n", status_code=404)
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
    return FileResponse(FONTS / name, media_type="font/woff2", headers=headers)


async def icon(_: Request) -> Response:
    """Send the picture of the browser's tab, where Streamlit's page looks for its own."""
    return FileResponse(LOOK / "icon.png", headers={"Cache-Control": "public, max-age=86400"})


def plain_page(title: str, lines: tuple[str, ...], to: str, link: str) -> str:
    """Write a page that needs no script: a title, a few lines, and one link to a page of the app."""
    return write_html("plain.html", title=title, lines=lines, to=to, link=link)


def _opened(to: str, kept: str) -> Response:
    """Lead on to a page, so that no secret stays in the address; a cookie that scripts cannot read has it."""
    headers = {"Location": to, "Set-Cookie": kept, "Referrer-Policy": "no-referrer"}
    return Response(status_code=303, headers=headers | _NO_STORE)


def _unknown_link() -> Response:
    return _no_way(
        404,
        "This link leads to no assessment and no progress",
        (
            "It may have lost a few letters on its way, or what it led to was deleted.",
            "Open the link again from the place where you saved it.",
            "In the browser you answered with, the app finds your answers without a link.",
        ),
    )


def _link_over() -> Response:
    return _no_way(
        410,
        "The time of this link is over",
        (
            "What it led to is still there. Links end after a time: a lost one must not last for ever.",
            "In a browser you answered with, no link is needed: open Measure, Access, and make another.",
            "If it was a pass to look at a team, ask the team's host for another one.",
        ),
    )


def _no_way(status: int, title: str, lines: tuple[str, ...]) -> Response:
    page = plain_page(title, lines, "", "Go to the start")
    return HTMLResponse(page, status_code=status, headers=_NO_STORE | {"Referrer-Policy": "no-referrer"})


def _answers(name: str, ask: Callable[[], bool]) -> bool:
    try:
        return bool(ask())
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is "not ready", and the log says why
        _log.exception("%s does not answer", name)
        return False


# ---------------------------------------------------------------- start and stop


def lifespan(services: Services) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """Build what runs around the server's life: warm at the start, close at the end."""

    @asynccontextmanager
    async def around(_: Any) -> AsyncGenerator[None, None]:
        services.log()
        threading.Thread(target=_warm, args=(services.warm,), name=WARMING, daemon=True).start()
        _freeze()
        send_at_once()
        try:
            yield
        finally:
            await asyncio.to_thread(services.close)

    return around


def _warm(warm: Callable[[], object]) -> None:
    try:
        warm()
    except Exception:  # noqa: BLE001 - warming only saves time; a fault shows again where it matters
        _log.exception("warming failed; the first visitor waits instead")
    _freeze()


def _freeze() -> None:
    # Modules live as long as the process: a collection need not walk over them again and again.
    gc.collect()
    gc.freeze()


class HideWarming(logging.Filter):
    """Drop Streamlit's warning that our own threads belong to no browser tab: they are meant to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record of another thread."""
        return not (record.threadName or "").startswith((WARMING, ROOM_THREADS))


class HideTokens(logging.Filter):
    """Cut the token out of a line of the access log, should somebody turn that log on."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's path in place; keep every record."""
        if isinstance(record.args, tuple):
            record.args = tuple(_without_token(value) for value in record.args)
        return True


def _without_token(value: object) -> object:
    if isinstance(value, str):
        for beginning in SECRET_PATHS:
            if value.startswith(beginning):
                return f"{beginning}…"
    return value
