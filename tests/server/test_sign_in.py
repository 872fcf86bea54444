"""People sign in by a provider of their own, in a real Chromium: each finds the own teams, on any device."""

import re
import secrets
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import httpx
import pytest

pytest.importorskip("authlib", reason="sign-in needs Authlib: pip install 'greenlane[sign-in]'")

from playwright.sync_api import BrowserContext, Page, expect

from tests.server.conftest import Running, running
from tests.server.provider import CLIENT, SECRET, Provider, running_provider

pytestmark = pytest.mark.browser


@dataclass
class Signing:
    """A server that lets people sign in by a provider."""

    server: Running
    provider: Provider
    url: str


@pytest.fixture(scope="module")
def signing(tmp_path_factory) -> Iterator[Signing]:
    folder = tmp_path_factory.mktemp("sign-in")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    with running_provider() as provider:
        environment = {
            "GREENLANE_SIGN_IN_ISSUER": provider.url,
            "GREENLANE_SIGN_IN_CLIENT": CLIENT,
            "GREENLANE_SIGN_IN_SECRET": SECRET,
            "GREENLANE_ADDRESS": url,
        }
        command = [sys.executable, "-m", "ui", "run", "--port", str(port), "--data-dir", str(folder / "data")]
        with running(command, folder, environment) as server:
            yield Signing(server, provider, url)


@pytest.fixture
def device(browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


def go(device: BrowserContext, signing: Signing, path: str = "/assess") -> Page:
    page = device.pages[0] if device.pages else device.new_page()
    page.goto(f"{signing.url}{path}")
    expect(page.get_by_role("heading", name="Your teams on every device")).to_be_visible(timeout=60_000)
    return page


def sign_in(device: BrowserContext, signing: Signing, who: str) -> Page:
    signing.provider.who, signing.provider.twist = who, ""
    page = go(device, signing)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="How does a change reach production?")).to_be_visible(
        timeout=60_000
    )
    page = go(device, signing)
    expect(page.get_by_text(f"Signed in as {who.title()}.")).to_be_visible()
    return page


def start(page: Page, team: str) -> None:
    page.get_by_label("Name of the team").fill(team)
    page.get_by_label("Name of the team").press("Tab")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", name=team)).to_be_visible(timeout=60_000)


def test_a_person_finds_the_team_on_another_device_and_nobody_else_does(signing, browser, device):
    page = sign_in(device, signing, "anna")
    start(page, "Harbor")
    second = browser.new_context()
    other = sign_in(second, signing, "anna")
    expect(other.get_by_text("Harbor").first).to_be_visible()
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("heading", name="How does a change reach production?")).to_be_visible(
        timeout=60_000
    )
    out = go(second, signing)
    expect(out.get_by_role("button", name="Sign in")).to_be_visible()
    expect(out.get_by_text("Harbor")).to_have_count(0)
    ben = sign_in(second, signing, "ben")
    expect(ben.get_by_text("Harbor")).to_have_count(0)
    second.close()
    assert page.url.startswith(signing.url)
    assert "code=" not in page.url
    names = {cookie["name"]: cookie for cookie in device.cookies(signing.url)}
    assert names["_streamlit_user"]["httpOnly"]


def test_who_signs_out_is_out_in_every_tab_and_a_kept_cookie_opens_nothing(signing, device):
    page = sign_in(device, signing, "carla")
    start(page, "Canal")
    kept = device.cookies(signing.url)
    second = go(device, signing, "/assess?team=every")
    second.get_by_role("button", name="Sign out").click()
    expect(second.get_by_role("heading", name="How does a change reach production?")).to_be_visible(
        timeout=60_000
    )
    device.add_cookies(kept)
    second.goto(f"{signing.url}/assess")
    expect(second.get_by_role("heading", name="How does a change reach production?")).to_be_visible(
        timeout=60_000
    )
    stolen = go(device, signing)
    expect(stolen.get_by_role("button", name="Sign in")).to_be_visible()
    expect(stolen.get_by_text("Canal")).to_have_count(0)


def test_what_this_browser_holds_is_taken_over_when_the_person_says_so(signing, device):
    page = go(device, signing)
    start(page, "Quay")
    page = sign_in(device, signing, "dora")
    expect(page.get_by_text("Quay")).to_have_count(0)
    page.get_by_role("button", name="Take over 1 assessment of this browser").click()
    expect(page.get_by_text("Quay").first).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="How does a change reach production?")).to_be_visible(
        timeout=60_000
    )
    page = go(device, signing)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_text("Quay")).to_have_count(0)


@pytest.mark.parametrize(
    "twist",
    ["wrong audience", "wrong nonce", "expired", "wrong issuer", "wrong key", "unsigned", "refused"],
)
def test_a_token_that_is_not_ours_is_refused_and_said(signing, device, twist):
    page = go(device, signing)
    signing.provider.twist = twist
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("The sign-in was refused.")).to_be_visible(timeout=60_000)
    assert not [one for one in device.cookies(signing.url) if one["name"] == "_streamlit_user"]
    page = go(device, signing)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("twist", ["wrong audience for us", "too old"])
def test_what_the_library_lets_pass_is_refused_by_ours(signing, device, twist):
    page = go(device, signing)
    signing.provider.twist = twist
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="How does a change reach production?")).to_be_visible(
        timeout=60_000
    )
    page = go(device, signing)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert not [one for one in device.cookies(signing.url) if one["name"] == "_streamlit_user"]


def test_another_site_signs_nobody_in_or_out(signing):
    for path in ("/auth/login", "/auth/logout"):
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            assert httpx.get(f"{signing.url}{path}", headers=headers).status_code == 403
    ours = httpx.get(f"{signing.url}/auth/logout", headers={"Sec-Fetch-Site": "same-origin"})
    assert ours.status_code == 302
    forgotten = set(re.findall(r"(greenlane_\w+)=;", str(ours.headers.get_list("set-cookie"))))
    assert forgotten == {"greenlane_seat", "greenlane_invite", "greenlane_learner"}


def test_a_callback_that_nobody_asked_for_signs_nobody_in(signing):
    found = httpx.get(f"{signing.url}/oauth2callback?code=x&state={secrets.token_urlsafe(8)}")
    assert (found.status_code, found.headers["location"]) == (302, "/?sign-in=refused")
    assert "_streamlit_user=e" not in str(found.headers)


def test_the_database_and_the_log_hold_no_subject_no_name_and_no_token(signing, device):
    start(sign_in(device, signing, "erika"), "Pier")
    (file,) = (signing.server.folder / "data").glob("greenlane.db")
    with closing(sqlite3.connect(file)) as connection:
        rows = "\n".join(connection.iterdump())
    printed = "".join(signing.server.printed)
    assert "Pier" in rows
    for word in ("erika", "Erika", signing.provider.given[-1], SECRET):
        assert word not in rows
        assert word not in printed
