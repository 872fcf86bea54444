"""The guards, one at a time, around an app that says yes to everything."""

import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.asynchronous import run
from ui import security
from ui.bounds import BodyLimit, PlainFaults, TabLimit
from ui.security import (
    VISITOR_COOKIE,
    Limits,
    RateLimit,
    RequestGuard,
    SecurityHeaders,
    SignInCookies,
    VisitorCookie,
    content_security_policy,
    host_allowed,
    inline_script_hashes,
    same_origin,
)

HOSTS = ("localhost", "127.0.0.1", "::1", "*.team.example")
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"]
TOKEN = "t" * 43
SECRET = "Zk3vQ8mW1xR7tYb5nLc9pHs2dFg6jKa4"  # noqa: S105 - opens nothing


def yes(request):
    if request.url.path == "/kept":
        return Response(status_code=304)
    if request.url.path.startswith("/page"):
        answer = HTMLResponse("<p>yes</p>", status_code=404 if request.url.path == "/page-missing" else 200)
        answer.set_cookie("own", "1")
        return answer
    return PlainTextResponse("yes")


def everything(*middleware):
    return Starlette(routes=[Route("/{path:path}", yes, methods=METHODS)], middleware=middleware)


def limited(writes=1000, lookups=1000, tabs=1000):
    return Limits(*(RateLimit(most, clock=lambda: 0.0) for most in (writes, lookups, tabs)))


@pytest.fixture
def guard(around):
    def build(writes=1000, lookups=1000, token=None, *, sign_in=False, **options):
        limits = limited(writes, lookups)
        kind = Middleware(RequestGuard, hosts=HOSTS, limits=limits, token=token, sign_in=sign_in)
        return around(everything(kind), **options)

    return build


@pytest.fixture
def visitors(around):
    made = iter(f"{number:043d}" for number in range(1, 99))
    return around(everything(Middleware(VisitorCookie, make=lambda: next(made))))


# ---------------------------------------------------------------- policy


def test_an_inline_script_is_named_by_the_sha256_of_its_exact_text():
    text = "\n  window.ready = false\n"
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    page = f'<script type="module" src="a.js"></script><script>{text}</script><script></script>'
    assert inline_script_hashes(page) == (f"'sha256-{digest}'",)


def test_the_policy_has_no_door_for_scripts_of_others():
    policy = content_security_policy(("'sha256-x'",))
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts["script-src"] == "'self' 'sha256-x'"
    assert parts["default-src"] == "'self'"
    assert parts["connect-src"] == "'self'"
    assert parts["frame-ancestors"] == "'none'"
    assert "unsafe-eval" not in policy
    assert "http" not in policy


# ---------------------------------------------------------------- headers


@pytest.fixture
def headers_around(around):
    app = everything(Middleware(SecurityHeaders, policy="default-src 'self'"))
    return lambda base="http://localhost": around(app, base)


def test_headers_stand_on_every_answer(headers_around):
    web = headers_around()
    for path in ("/", "/page", "/page-missing", "/kept"):
        headers = web.get(path).headers
        assert headers["content-security-policy"] == "default-src 'self'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_cookies_are_secure_on_https_alone(headers_around):
    plain, secure = headers_around(), headers_around("https://localhost")
    assert "Secure" not in plain.get("/page").headers["set-cookie"]
    assert "strict-transport-security" not in plain.get("/page").headers
    assert secure.get("/page").headers["set-cookie"].endswith("; Secure")
    assert secure.get("/page").headers["strict-transport-security"] == "max-age=31536000"


def test_a_cookie_that_is_secure_already_is_left_alone():
    pair = (b"set-cookie", b"a=1; Path=/; secure")
    assert security._secured(*pair) == pair


@pytest.mark.parametrize(
    "wrap",
    [
        lambda app: SecurityHeaders(app, "default-src 'self'"),
        lambda app: PlainFaults(app, str),
        BodyLimit,
        TabLimit,
        VisitorCookie,
    ],
)
def test_a_websocket_passes_every_other_guard_untouched(through, wrap):
    assert all(through(wrap))


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8501",
        "LOCALHOST",
        "127.0.0.1:80",
        "[::1]:8501",
        "a.team.example",
        "localhost.",
    ],
)
def test_our_own_names_are_allowed(host):
    assert host_allowed(host, HOSTS)


@pytest.mark.parametrize(
    "host",
    [
        None, "", "evil.example", "team.example", "team.example.evil.example", "localhost.evil.example",
        "localhost@evil.example", "evil.example@localhost", "localhost/x", "localhost?x", "localhost#x",
        "localhost:notaport", "localhost:99999", "[::1", "127.0.0.1.evil.example", "xteam.example", " ",
    ],
)  # fmt: skip
def test_other_names_are_not(host):
    assert not host_allowed(host, HOSTS)


def test_a_star_allows_every_name_that_is_one():
    assert host_allowed("anything.example:81", ("*",))
    assert not host_allowed("a/b", ("*",))


@given(st.text(max_size=30))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_no_text_at_all_breaks_the_check_of_names(host):
    allowed = host_allowed(host, ("localhost",))
    assert not allowed or host.lower().startswith("localhost")


def test_a_request_under_another_name_is_refused_but_a_probe_is_answered(guard):
    web = guard(base="http://evil.example")
    assert web.get("/").status_code == 403
    assert web.get("/r/x").status_code == 403
    assert web.get("/healthz").status_code == 200
    assert web.get("/api/ready").status_code == 200


# ---------------------------------------------------------------- origins


@pytest.mark.parametrize(
    ("host", "origin", "same"),
    [
        ("localhost:8501", "http://localhost:8501", True),
        ("team.example", "https://team.example", True),
        ("team.example", "http://team.example:80", True),
        ("Team.Example", "https://team.example:443", True),
        ("localhost:8501", "http://localhost:8502", False),
        ("localhost:8501", "http://evil.example:8501", False),
        ("localhost", "null", False),
        ("localhost", "", False),
        ("localhost", "http://localhost:nope", False),
        ("localhost", "file://localhost", False),
    ],
)
def test_an_origin_is_ours_when_name_and_port_are(host, origin, same):
    assert same_origin(Headers({"host": host, "origin": origin})) is same


def test_a_program_without_an_origin_may_write_and_a_browser_that_hides_it_may_not():
    assert same_origin(Headers({"host": "localhost"}))
    assert same_origin(Headers({"host": "localhost", "sec-fetch-site": "same-origin"}))
    assert not same_origin(Headers({"host": "localhost", "sec-fetch-site": "cross-site"}))
    assert not same_origin(Headers({"host": "localhost", "sec-fetch-site": "same-site"}))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_another_site_may_read_a_page_but_change_nothing(guard, method):
    evil = {"Origin": "https://evil.example"}
    web = guard()
    assert web.get("/", headers=evil).status_code == 200
    assert web.raw("/", evil, method)[0].status_code == 403
    assert web.raw("/", {"Origin": "http://localhost"}, method)[0].status_code == 200


@pytest.mark.parametrize(
    ("host", "origin", "passes"),
    [
        ("localhost:8501", "http://localhost:8501", True),
        ("a.team.example", "https://a.team.example", True),
        ("localhost:8501", None, True),  # a program, not a browser
        ("localhost:8501", "http://localhost:3000", False),  # another program of this machine
        ("localhost:8501", "https://evil.example", False),
        ("localhost:8501", "null", False),
        ("evil.example", "http://evil.example", False),  # its name leads here by now
        ("evil.example", None, False),
        (None, None, False),
    ],
)
def test_a_tab_connects_under_our_name_and_from_our_own_pages_alone(host, origin, passes):
    given = {"host": host, "origin": origin}
    assert connects(RequestGuard, given, hosts=HOSTS, limits=limited()) is passes


def test_tabs_have_a_limit_for_each_address():
    limits = limited(tabs=2)
    asked = [connects(RequestGuard, {"host": "localhost"}, hosts=HOSTS, limits=limits) for _ in range(3)]
    assert asked == [True, True, False]


def connects(guard, given, **options):
    """Say whether a websocket reaches the app behind a guard; a refused one is closed before it opened."""
    reached, sent = [], []

    async def app(*_call):
        reached.append(True)

    async def send(message):
        sent.append(message["type"])

    headers = [(name.encode(), value.encode()) for name, value in given.items() if value is not None]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers, "client": ("10.0.0.7", 1)}
    run(guard(app, **options)(scope, object(), send))
    assert sent == ([] if reached else ["websocket.close"])
    return bool(reached)


# ---------------------------------------------------------------- metrics


@pytest.mark.parametrize(
    ("client", "status"),
    [(("127.0.0.1", 1), 200), (("::1", 1), 200), (("10.0.0.7", 1), 404), (("testclient", 1), 404)],
)
def test_metrics_answer_this_machine_alone(guard, client, status):
    web = guard(client=client)
    assert web.get("/_stcore/metrics").status_code == status
    assert web.get("/_stcore/metrics/").status_code == status


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/_stcore/metrics"])
def test_metrics_answer_elsewhere_to_their_token_alone_under_any_name(guard, path):
    web = guard(client=("10.0.0.7", 1), base="http://10.1.1.1:8501", token=SECRET)

    def asked(shown):
        return web.get(path, headers={"Authorization": shown}).status_code

    assert asked(f"Bearer {SECRET}") == 200
    assert asked(f"bearer {SECRET}") == 200
    assert {asked(shown) for shown in ("", "Bearer ", f"Basic {SECRET}", f"Bearer {SECRET}x", SECRET)} == {
        403
    }


def test_without_a_token_no_token_opens_the_metrics(guard):
    web = guard(client=("10.0.0.7", 1))
    for shown in ("Bearer ", "Bearer None", f"Bearer {SECRET}"):
        assert web.get("/metrics", headers={"Authorization": shown}).status_code == 404


@pytest.mark.parametrize("path", ["/_stcore/agent/openapi.json", "/_stcore/script-health-check"])
def test_what_streamlit_offers_and_nobody_here_needs_is_not_found(guard, path):
    assert guard().get(path).status_code == 404


@pytest.mark.parametrize("header", ["forwarded", "via", "x-forwarded-for", "x-forwarded-proto", "x-real-ip"])
def test_metrics_never_answer_through_a_proxy(guard, header):
    web = guard()
    assert web.get("/_stcore/metrics", headers={header: "127.0.0.1"}).status_code == 404


# ---------------------------------------------------------------- limits


def test_the_limit_counts_each_address_and_starts_anew_after_its_window():
    now = [0.0]
    limit = RateLimit(2, window=60, clock=lambda: now[0])
    assert [limit.allows("a"), limit.allows("a"), limit.allows("a"), limit.allows("b")] == [
        True,
        True,
        False,
        True,
    ]
    now[0] = 59.9
    assert not limit.allows("a")
    now[0] = 60.0
    assert limit.allows("a")


def test_the_limit_forgets_rather_than_grows_without_end(monkeypatch):
    monkeypatch.setattr(security, "_MOST_ADDRESSES", 3)
    limit = RateLimit(5, clock=lambda: 0.0)
    for address in "abcdefgh":
        limit.allows(address)
    assert len(limit._counts) <= 3


def test_writes_and_resume_links_have_limits_and_pages_have_none(guard):
    web = guard(writes=2, lookups=3)
    assert [web.post("/").status_code for _ in range(3)] == [200, 200, 429]
    asked = ("/r/x", "/i/x", "/badge/x.svg", "/r/x")
    assert [web.get(path).status_code for path in asked] == [200, 200, 200, 429]
    assert {web.get("/").status_code for _ in range(10)} == {200}
    assert web.post("/").headers["retry-after"] == "60"


SIGNING = ("/auth/login", "/auth/logout", "/oauth2callback")


def test_where_nobody_signs_in_its_paths_are_not_there(guard):
    assert [guard().get(path).status_code for path in SIGNING] == [404, 404, 404]
    assert [guard(sign_in=True).get(path).status_code for path in SIGNING] == [200, 200, 200]


def test_another_site_may_lead_back_from_a_sign_in_and_not_into_one(guard):
    web = guard(sign_in=True)
    crossing = {"sec-fetch-site": "cross-site"}
    assert [web.get(path, headers=crossing).status_code for path in SIGNING] == [403, 403, 200]


def test_sign_ins_have_a_limit(guard):
    web = guard(sign_in=True, lookups=2)
    assert [web.get(path).status_code for path in SIGNING] == [200, 200, 429]


def signed(around, *given):
    async def answer(_):
        found = Response(status_code=302, headers={"location": "/"})
        for value in given:
            found.headers.append("set-cookie", value)
        return found

    kind = Middleware(SignInCookies, forget=("greenlane_seat", "greenlane_invite"))
    return around(Starlette(routes=[Route("/{path:path}", answer)], middleware=[kind]))


def test_a_sign_in_forgets_what_links_left_and_says_when_it_was_refused(around):
    well = signed(around, "_streamlit_user=abc; Path=/").get("/oauth2callback?code=x&state=y")
    assert well.headers["location"] == "/"
    assert [value.partition(";")[0] for value in well.headers.get_list("set-cookie")[1:]] == [
        "greenlane_seat=", "greenlane_invite="
    ]  # fmt: skip
    for cleared in ((), ('_streamlit_user=""; Max-Age=0; Path=/',)):
        refused = signed(around, *cleared).get("/oauth2callback?error=access_denied")
        assert refused.headers["location"] == "/?sign-in=refused"
    assert signed(around).get("/oauth2callback").headers["location"] == "/"
    out = signed(around).get("/auth/logout")
    assert (out.headers["location"], len(out.headers.get_list("set-cookie"))) == ("/", 2)
    assert signed(around).get("/elsewhere").headers.get_list("set-cookie") == []


# ---------------------------------------------------------------- visitors


def given_visitor(answer):
    found = [value for value in answer.headers.get_list("set-cookie") if value.startswith(VISITOR_COOKIE)]
    return found[0] if found else None


def test_the_first_page_gives_a_cookie_that_no_script_can_read(visitors):
    web = visitors
    expected = f"{VISITOR_COOKIE}={1:043d}; HttpOnly; Max-Age=31536000; Path=/; SameSite=Lax"
    assert given_visitor(web.get("/page")) == expected


def test_a_known_visitor_keeps_the_cookie(visitors):
    web = visitors
    assert given_visitor(web.get("/page", headers={"Cookie": f"x=1; {VISITOR_COOKIE}={TOKEN}"})) is None


@pytest.mark.parametrize("value", ["", "short", "x" * 44, "é" * 43, "t" * 42 + "!"])
def test_a_cookie_we_never_gave_is_replaced(visitors, value):
    web = visitors
    header = f"{VISITOR_COOKIE}={value}".encode("latin-1")
    assert given_visitor(web.get("/page", headers={"Cookie": header})) is not None


def test_only_a_page_that_was_found_gives_a_cookie(visitors):
    web = visitors
    assert given_visitor(web.get("/text")) is None
    assert given_visitor(web.get("/page-missing")) is None
    assert given_visitor(web.head("/page")) is None
    assert given_visitor(web.post("/page")) is None


def test_a_browser_that_kept_the_page_but_lost_the_cookie_gets_a_new_one(visitors):
    web = visitors
    assert given_visitor(web.get("/kept", headers={"Accept": "text/html"})) is not None
    assert given_visitor(web.get("/kept", headers={"Accept": "*/*"})) is None


def test_cookies_are_secrets_of_256_bits():
    first, second = (VisitorCookie(app=None).make() for _ in range(2))
    assert first != second
    assert security.TOKEN.fullmatch(first)
