"""Guard every request: headers, names, origins, limits, cookies; a websocket by the same names and origins.

Pure ASGI: nothing here imports Streamlit, and nothing waits for a whole body. Streamlit checks the `Origin`
and `Host` of its websocket too, but takes every page of this machine for its own; here the port counts.
"""

import base64
import hashlib
import hmac
import ipaddress
import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

VISITOR_COOKIE: Final = "greenlane_visitor"
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)  # secrets.token_urlsafe(32)
YEAR: Final = 365 * 24 * 3600  # [s]
METRICS: Final = frozenset({"/metrics", "/_stcore/metrics"})
HIDDEN: Final = ("/_stcore/agent", "/_stcore/script-health-check")  # nobody here needs them
SIGN_IN: Final = ("/auth/", "/oauth2callback")  # Streamlit's own login
LOOKUPS: Final = ("/r/", "/i/", "/h/", "/badge/", *SIGN_IN)
PROBES: Final = frozenset({"/healthz", "/api/ready", "/_stcore/health"})  # asked for by address, say nothing
ROOMS: Final = ("/j/", "/join", "/live/")  # the phones of a workshop
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
USER_COOKIE: Final = "_streamlit_user"
SIGNED: Final = "/oauth2callback"
SIGNED_OUT: Final = "/auth/logout"
REFUSED: Final = "/?sign-in=refused"
_FORWARDING: Final = (
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
)
_PORTS: Final = {"http": 80, "https": 443}
_INLINE_SCRIPT: Final = re.compile(
    r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL | re.IGNORECASE
)
_MOST_ADDRESSES: Final = 10_000


# ---------------------------------------------------------------- headers


def inline_script_hashes(page: str) -> tuple[str, ...]:
    """Compute the CSP source of each inline script of an HTML page: `'sha256-…'`."""
    bodies = (
        match["body"] for match in _INLINE_SCRIPT.finditer(page) if "src=" not in match["attributes"].lower()
    )
    digests = (hashlib.sha256(body.encode()).digest() for body in bodies if body)
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def content_security_policy(script_hashes: Iterable[str] = ()) -> str:
    """Write the policy: everything from this server alone, and no script that the page itself carries."""
    scripts = " ".join(("'self'", *script_hashes))
    return "; ".join((
        "default-src 'self'",
        f"script-src {scripts}",
        "style-src 'self' 'unsafe-inline'",  # Streamlit writes its styles at run time
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ))  # fmt: skip


class SecurityHeaders:
    """Add the security headers to every HTTP answer, and `Secure` to each cookie sent over https."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            # Not no-referrer: with it a browser sends `Origin: null` with our own forms.
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the head of its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        secure = scope.get("scheme") == "https"

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if secure:
                    headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
                    message["headers"] = [_secured(name, value) for name, value in message["headers"]]
            await send(message)

        await self.app(scope, receive, send_guarded)


def _secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    if name.lower() != b"set-cookie":
        return name, value
    attributes = {part.strip().lower() for part in value.split(b";")[1:]}
    return name, value if b"secure" in attributes else value + b"; Secure"


# ---------------------------------------------------------------- refusals


@dataclass(slots=True)
class RateLimit:
    """Count what each address asks for in windows of fixed length; kept in this process alone.

    A room of 200 people may share one address, so the limits are generous: they stop programs, not people.

    Attributes:
        most: requests allowed per address and window.
        window: length of a window [s].
        clock: a clock that never goes back [s].
    """

    most: int
    window: float = 60.0
    clock: Callable[[], float] = time.monotonic
    _counts: dict[str, int] = field(default_factory=dict)
    _began: float | None = None

    def allows(self, address: str) -> bool:
        """Count one request and say whether it is within the limit."""
        now = self.clock()
        if self._began is None or now - self._began >= self.window or len(self._counts) >= _MOST_ADDRESSES:
            self._counts.clear()
            self._began = now
        count = self._counts.get(address, 0) + 1
        self._counts[address] = count
        return count <= self.most


@dataclass(frozen=True, slots=True)
class Limits:
    """Hold how often one address may ask for what.

    Attributes:
        writes: changes by POST and the like.
        lookups: links and badges, which ask the database for a secret.
        tabs: new connections of tabs.
    """

    writes: RateLimit
    lookups: RateLimit
    tabs: RateLimit


class RequestGuard:
    """Refuse a request before anything else reads it.

    Refused are: names this server is not called by, changes, tabs and sign-ins asked for by other sites,
    metrics asked for from another machine or through a proxy without their token, and addresses that ask too
    often. Where nobody signs in, the paths of the sign-in are not there.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Iterable[str],
        limits: Limits,
        token: str | None = None,
        *,
        sign_in: bool = False,
    ) -> None:
        self.app = app
        self.sign_in = sign_in
        self.hosts = tuple(host.lower() for host in hosts)
        self.limits = limits
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refused request, pass on every other one."""
        if scope["type"] == "websocket" and self._refuses_tab(scope):
            # Closed before it was accepted: the server answers 403.
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)

    def _refuses_tab(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        ours = host_allowed(headers.get("host"), self.hosts) and same_origin(headers)
        return not ours or not self.limits.tabs.allows(_address(scope))

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        path = scope["path"].rstrip("/") or "/"
        if path in METRICS and _shows_token(headers, self.token):
            return None
        if path not in PROBES and not host_allowed(headers.get("host"), self.hosts):
            return PlainTextResponse(
                "This server is not called by that name. Whoever runs it can add the name to "
                "GREENLANE_ALLOWED_HOSTS.\n",
                status_code=403,
            )
        # Another site must not sign anybody in or out, either, which Streamlit does by GET.
        changes = scope["method"] not in SAFE_METHODS or path.startswith("/auth/")
        if changes and not same_origin(headers):
            return PlainTextResponse("Another site may not change anything here.\n", status_code=403)
        if self._hides(path, scope, headers):
            return PlainTextResponse("Not Found\n", status_code=404)
        limit = self._limit(scope["method"], path)
        if limit is not None and not limit.allows(_address(scope)):
            return PlainTextResponse(
                "Too many requests from this address. Wait a minute, then try again.\n",
                status_code=429,
                headers={"Retry-After": str(round(limit.window))},
            )
        return None

    def _hides(self, path: str, scope: Scope, headers: Headers) -> bool:
        if path.startswith(SIGN_IN):
            return not self.sign_in
        return path.startswith(HIDDEN) or (path in METRICS and not _asked_here(scope, headers))

    def _limit(self, method: str, path: str) -> RateLimit | None:
        if path.startswith(LOOKUPS):
            return self.limits.lookups
        return self.limits.writes if method not in SAFE_METHODS else None


def host_allowed(host: str | None, allowed: Iterable[str]) -> bool:
    """Say whether a `Host` header names one of the allowed names; its port does not count."""
    try:
        parts = urlsplit(f"//{host or ''}")
        name, _ = parts.hostname, parts.port  # reading the port also checks it
    except ValueError:
        return False
    if name is None or parts.netloc != host or "@" in parts.netloc:
        return False
    name = name.rstrip(".")
    return any(
        pattern in ("*", name) or (pattern.startswith("*.") and name.endswith(pattern[1:]))
        for pattern in allowed
    )


def same_origin(headers: Headers) -> bool:
    """Say whether a request that changes something comes from our own pages, or from no browser at all."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "none") in {"same-origin", "none"}
    try:
        asked, own = urlsplit(origin), urlsplit(f"//{headers.get('host', '')}")
        default = _PORTS.get(asked.scheme)
        same = (asked.hostname, asked.port or default) == (own.hostname, own.port or default)
    except ValueError:
        return False
    return default is not None and same


def _asked_here(scope: Scope, headers: Headers) -> bool:
    if any(name in headers for name in _FORWARDING):
        return False
    try:
        return ipaddress.ip_address(_address(scope)).is_loopback
    except ValueError:
        return False


def _shows_token(headers: Headers, token: str | None) -> bool:
    kind, _, shown = headers.get("authorization", "").partition(" ")
    return (
        token is not None and kind.lower() == "bearer" and hmac.compare_digest(shown.encode(), token.encode())
    )


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


# ---------------------------------------------------------------- who comes back


class VisitorCookie:
    """Give each browser a secret id with its first page, so that it finds its own answers again.

    The cookie is the only thing written: nothing enters the database before a person answers something.
    Phones in a workshop get none: a seat in its room is all they need.
    """

    def __init__(self, app: ASGIApp, make: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> None:
        self.app = app
        self.make = make

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the cookie to the answer that carries a page."""
        other = scope["type"] != "http" or scope["method"] != "GET"
        if other or scope["path"].startswith(ROOMS) or known_visitor(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        wants_page = "text/html" in Headers(scope=scope).get("accept", "")

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_page = headers.get("content-type", "").startswith("text/html")
                # A browser that kept the page but lost the cookie is answered 304, without a content type.
                if (message["status"] == 200 and is_page) or (message["status"] == 304 and wants_page):  # noqa: PLR2004 - the two answers of a page
                    headers.append("set-cookie", cookie(VISITOR_COOKIE, self.make(), YEAR))
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def known_visitor(headers: Headers) -> bool:
    """Say whether the browser sent a visitor cookie of the form we give out."""
    found = cookie_parser(headers.get("cookie", "")).get(VISITOR_COOKIE, "")
    return TOKEN.fullmatch(found) is not None


def cookie(name: str, value: str, max_age: int) -> str:
    """Write a `Set-Cookie` value that scripts and other sites cannot read; `max_age` is in seconds."""
    return f"{name}={value}; HttpOnly; Max-Age={max_age}; Path=/; SameSite=Lax"


class SignInCookies:
    """Let what one person came to by links not be the next person's, and say when a sign-in was refused.

    At each sign-in and sign-out the browser forgets the seat, invite and learner that links left in it.
    """

    def __init__(self, app: ASGIApp, forget: Iterable[str]) -> None:
        self.app = app
        self.forget = tuple(cookie(name, "", 0) for name in forget)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the head of the answer of a sign-in or sign-out."""
        if scope["type"] != "http" or scope["path"] not in (SIGNED, SIGNED_OUT):
            await self.app(scope, receive, send)
            return
        came_back = scope["path"] == SIGNED and scope.get("query_string", b"") != b""

        async def send_changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for forgotten in self.forget:
                    headers.append("set-cookie", forgotten)
                if came_back and not any(_signs_in(value) for value in headers.getlist("set-cookie")):
                    headers["location"] = REFUSED
            await send(message)

        await self.app(scope, receive, send_changed)


def _signs_in(header: str) -> bool:
    name, _, value = header.partition(";")[0].partition("=")
    return name == USER_COOKIE and value.strip('" ') != ""
