"""Answer what is not a page: health, readiness, resume links, fonts; and start and stop the app.

Nothing here imports Streamlit or opens a database: what an answer needs comes in as `Services`.
"""

import asyncio
import gc
import logging
import threading
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jinja2
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ui.palette import DARK, LIGHT
from ui.security import TOKEN, YEAR, cookie
from ui.sockets import send_at_once

SEAT_COOKIE: Final = "greenlane_seat"
WARMING: Final = "greenlane-warm"
LOOK: Final = Path(__file__).resolve().parent / "look"
FONTS: Final = LOOK / "fonts"
_MONTH: Final = 30 * 24 * 3600  # [s]
_NO_STORE: Final = {"Cache-Control": "no-store"}
_log = logging.getLogger("greenlane")
_pages: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(LOOK), autoescape=True, undefined=jinja2.StrictUndefined
)


@dataclass(frozen=True, slots=True)
class Services:
    """Hold what the routes need from the rooms below.

    Attributes:
        ready: what must answer before people are let in, by name; each says whether it does.
        resume: finds the seat of a resume token, None when the token is unknown.
        warm: compiles and reads what the first visitor would wait for; runs in a thread of its own.
        close: closes the store when the server stops.
    """

    ready: Mapping[str, Callable[[], bool]]
    resume: Callable[[str], object | None]
    warm: Callable[[], object]
    close: Callable[[], object]


def routes(services: Services) -> list[BaseRoute]:
    """List the routes that stand before Streamlit's own."""

    async def ready(_: Request) -> Response:
        answers = {name: await asyncio.to_thread(_answers, name, ask) for name, ask in services.ready.items()}
        well = all(answers.values())
        body = {"ready": well, **answers}
        return JSONResponse(body, status_code=200 if well else 503, headers=_NO_STORE)

    async def resume(request: Request) -> Response:
        token = request.path_params["token"]
        known = TOKEN.fullmatch(token) is not None
        if not known or await asyncio.to_thread(services.resume, token) is None:
            return _unknown_link()
        headers = {"Location": "/assess", "Set-Cookie": cookie(SEAT_COOKIE, token, _MONTH)}
        return Response(status_code=303, headers=headers | _NO_STORE | {"Referrer-Policy": "no-referrer"})

    return [
        Route("/healthz", health),
        Route("/api/ready", ready),
        Route("/r/{token:path}", resume),
        Route("/look/fonts/{name}", font),
        Route("/favicon.png", icon),
    ]


async def health(_: Request) -> Response:
    """Answer 200 while the process lives."""
    return PlainTextResponse("ok\n", headers=_NO_STORE)


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
    template = _pages.get_template("plain.html")
    return template.render(title=title, lines=lines, to=to, link=link, light=LIGHT, dark=DARK)


def _unknown_link() -> Response:
    page = plain_page(
        "This link leads to no assessment",
        (
            "It may have lost a few letters on its way, or the assessment was deleted.",
            "Open the link again from the place where you saved it.",
            "In the browser you answered with, the assess page finds your answers without a link.",
        ),
        "assess",
        "Go to the assess page",
    )
    return HTMLResponse(page, status_code=404, headers=_NO_STORE | {"Referrer-Policy": "no-referrer"})


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
    """Drop Streamlit's warning that the warming thread belongs to no browser tab: it is meant to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record of another thread."""
        return record.threadName != WARMING


class HideTokens(logging.Filter):
    """Cut the token out of a line of the access log, should somebody turn that log on."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's path in place; keep every record."""
        if isinstance(record.args, tuple):
            record.args = tuple(_without_token(value) for value in record.args)
        return True


def _without_token(value: object) -> object:
    return "/r/…" if isinstance(value, str) and value.startswith("/r/") else value
