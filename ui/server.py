"""Build the one server: Streamlit's pages, our own routes before them, our guards around both."""

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Final, TypedDict

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit import config as streamlit_config
from streamlit.runtime import runtime as streamlit_runtime

from ui.agendas import House
from ui.bounds import BodyLimit, PlainFaults, TabLimit
from ui.compression import StaticCompression
from ui.downloads import keep_made_files
from ui.failing import refer
from ui.learning.codes import COURSE, PROGRESS
from ui.log_lines import log_kind, write_log
from ui.observing import Observed, Seldom, figures
from ui.rooms.phones import Phones
from ui.routes import (
    INVITE_COOKIE,
    LEARNER_COOKIE,
    SEAT_COOKIE,
    HideTokens,
    HideWarming,
    Services,
    lifespan,
    routes,
)
from ui.secret import cookie_secret, metrics_token
from ui.security import (
    Limits,
    RateLimit,
    RequestGuard,
    SecurityHeaders,
    SignInCookies,
    VisitorCookie,
    content_security_policy,
    inline_script_hashes,
)
from ui.settings import Settings, settings_from_environment, streamlit_options

SCRIPT: Final = Path(__file__).resolve().parent / "script" / "main.py"
INDEX: Final = Path(st.__file__).resolve().parent / "static" / "index.html"
WRITES_A_MINUTE: Final = 15_000  # per address: a room of 200 people may share one, and vote once a second
LOOKUPS_A_MINUTE: Final = 240
TABS_A_MINUTE: Final = 3_000  # a room of 200 people whose wireless network comes and goes
COOKIE_SECRET: Final = "STREAMLIT_SERVER_COOKIE_SECRET"  # noqa: S105 - the name of a variable, no secret
FLUSH_SECONDS: Final = 0.001
LOG_FILTERS: Final[Mapping[str, type[logging.Filter]]] = {
    "uvicorn.access": HideTokens,
    "streamlit.runtime.scriptrunner_utils.script_run_context": HideWarming,
}


class Parts(TypedDict):
    """Name what `st.App` takes besides its script."""

    routes: list[BaseRoute]
    middleware: list[Middleware]
    lifespan: Callable[[Any], AbstractAsyncContextManager[None]]
    secrets: Mapping[str, Any] | None


def create_app(settings: Settings, services: Services, script: Path = SCRIPT) -> st.App:
    """Build the app for one script; `serve` starts it."""
    return st.App(script, **parts(settings, services))


def parts(settings: Settings, services: Services) -> Parts:
    """Build routes, guards and the life around them."""
    quiet_logs()
    flush_quickly()
    keep_made_files()
    asked = settings.sign_in
    return Parts(
        routes=routes(services),
        middleware=guards(settings, INDEX.read_text(encoding="utf-8")),
        lifespan=lifespan(services),
        secrets=asked.secrets(cookie_secret(os.environ, settings.data_dir)) if asked else None,
    )


def parts_from_environment() -> Parts:
    """Build the parts for `streamlit run app.py`, where Streamlit reads its own options from its own file."""
    settings = settings_from_environment()
    # `streamlit run` knows its own file and flags alone: the websocket must allow the same names as we do.
    streamlit_config.set_option("server.allowedHosts", list(settings.allowed_hosts))
    streamlit_config.set_option("server.cookieSecret", cookie_secret(os.environ, settings.data_dir))
    return parts(settings, live_services(settings))


def serve(settings: Settings, services: Services | None = None, script: Path = SCRIPT) -> None:
    """Start the server and return when it was stopped.

    Raises:
        SettingsError: if a secret can be guessed or kept nowhere.
    """
    # Streamlit takes this one option from its environment alone: no command line may show it.
    os.environ[COOKIE_SECRET] = cookie_secret(os.environ, settings.data_dir)
    app = create_app(settings, services or live_services(settings), script)
    app.run(config=streamlit_options(settings))


def guards(settings: Settings, index: str) -> list[Middleware]:
    """List the middleware, the outermost first; `index` is Streamlit's page with its inline script."""
    limits = Limits(RateLimit(WRITES_A_MINUTE), RateLimit(LOOKUPS_A_MINUTE), RateLimit(TABS_A_MINUTE))
    return [
        Middleware(Observed),
        Middleware(SecurityHeaders, policy=content_security_policy(inline_script_hashes(index))),
        Middleware(
            RequestGuard,
            hosts=settings.allowed_hosts,
            limits=limits,
            token=metrics_token(os.environ),
            sign_in=settings.sign_in is not None,
        ),
        Middleware(PlainFaults, refer=refer),
        Middleware(BodyLimit),
        Middleware(TabLimit),
        Middleware(VisitorCookie),
        Middleware(SignInCookies, forget=(SEAT_COOKIE, INVITE_COOKIE, LEARNER_COOKIE)),
        Middleware(StaticCompression),
    ]


def flush_quickly() -> None:
    """Let a page's messages go out every millisecond instead of every five: a rerun waits for the last ones.

    The name is one inside Streamlit; should it vanish, pages are as fast as Streamlit makes them.
    """
    if hasattr(streamlit_runtime, "MESSAGE_FLUSH_INTERVAL_SECS"):
        streamlit_runtime.MESSAGE_FLUSH_INTERVAL_SECS = FLUSH_SECONDS


def quiet_logs() -> None:
    """Keep resume tokens and the warming thread out of the logs, once per process."""
    for name, kind in LOG_FILTERS.items():
        log = logging.getLogger(name)
        if not any(isinstance(found, kind) for found in log.filters):
            log.addFilter(kind())


def live_services(settings: Settings) -> Services:
    """Join the routes to the store, the content and the engine of this process."""
    from ui import live  # noqa: PLC0415 - the store loads only where the app really runs

    live.configure(settings)
    kind, rows = log_kind(os.environ), Seldom(lambda: live.store().rows())
    ready: Mapping[str, Callable[[], bool]] = {
        "database": lambda: live.store().ready(),
        "writes": lambda: live.store().takes_writes(),
        "content": has_content,
    }
    return Services(
        ready=ready,
        resume=lambda token: live.store().resume(token),
        over=lambda token: live.store().link_over(token),
        warm=warm,
        close=live.close,
        learner=lambda code: live.store().kept_one(code, PROGRESS, COURSE) is not None,
        badge=draw_badge,
        figures=lambda: write_figures(rows),
        log=lambda: write_log(kind),
        phones=Phones(live.hub, house),
    )


def write_figures(rows: Callable[[], Mapping[str, float]]) -> str:
    """Write what this process counted, what its store did, and how many rows lie in it."""
    from store import StoreError  # noqa: PLC0415 - the store loads only where the app really runs
    from ui import cached, live  # noqa: PLC0415 - as above

    try:
        more = {f"greenlane_store_{name}": value for name, value in live.store().figures().items()}
        more |= {f"greenlane_rows_{table}": count for table, count in rows().items()}
    except StoreError:
        more = {}
    more["greenlane_store_open"] = float(bool(more))
    return figures.as_text(cached.installed(), more)


def house() -> House:
    """Return what the agendas of workshops name."""
    from ui.workshop import shelf  # noqa: PLC0415 - as above

    return shelf.house()


def draw_badge(fingerprint: str) -> tuple[str | None, str]:
    """Return the badge of a kept snapshot as SVG, or None and why there is none."""
    import assessments  # noqa: PLC0415 - as above
    from ui import live  # noqa: PLC0415 - as above

    taken = live.store().snapshot(fingerprint)
    asked = live.store().questionnaire(taken.hash) if taken else None
    if taken is None or asked is None:
        return None, "no such snapshot"
    found = assessments.badge(asked, taken)
    return found.svg, found.refused or ""


def has_content() -> bool:
    """Say whether at least one lesson can be read."""
    from ui import cached  # noqa: PLC0415 - Streamlit's caches want the running server

    return bool(cached.course().lessons)


def warm() -> None:
    """Open the database, read the files and compile the engine, so that the first visitor need not wait."""
    import simulator  # noqa: PLC0415 - as above
    from ui import cached, live  # noqa: PLC0415 - as above

    live.hub()
    cached.course()
    cached.questionnaires()
    for _title, text in cached.presets().values():
        cached.result(text, simulator.DEFAULT_STUDY)
    simulator.warm()
