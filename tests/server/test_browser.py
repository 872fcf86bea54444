"""A real Chromium: the strict policy breaks nothing, nothing leaves the machine, the theme can be read."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from ui.palette import DARK, LIGHT, contrast

pytestmark = pytest.mark.browser


class Watched:
    """A page that remembers what it complained about and whom it asked."""

    def __init__(self, browser, url, scheme):
        self.context = browser.new_context(color_scheme=scheme)
        self.page = self.context.new_page()
        self.complaints, self.hosts = [], set()
        self.page.on(
            "console", lambda line: self.complaints.append(line.text) if line.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.goto(url)
        self.page.get_by_role("heading", name="Probe").wait_for()
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()

    def color(self, locator, name):
        found = locator.evaluate(f"node => getComputedStyle(node).{name}")
        channels = [int(part) for part in found[found.index("(") + 1 : -1].split(",")[:3]]
        return "#" + "".join(f"{channel:02X}" for channel in channels)


@pytest.fixture(params=["light", "dark"])
def watched(request, browser, server) -> Iterator[Watched]:
    found = Watched(browser, server.url, request.param)
    found.colors = {"light": LIGHT, "dark": DARK}[request.param]
    yield found
    found.context.close()


def test_a_button_and_a_chart_work_under_the_policy_and_nothing_leaves_the_machine(watched, server):
    watched.page.locator(".js-plotly-plot .bars path").first.wait_for()
    watched.page.get_by_role("button", name="Press").click()
    watched.page.get_by_text("Pressed").wait_for()
    assert watched.complaints == []
    own = {part for part in watched.hosts if part}
    assert own == {urlsplit(server.url).netloc}


def test_the_font_is_our_file_and_really_drawn(watched):
    page = watched.page
    page.evaluate("() => document.fonts.ready")
    loaded = page.evaluate("() => [...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert "Inter" in {family.strip("\"'") for family in loaded}
    names = page.evaluate("() => performance.getEntriesByType('resource').map(entry => entry.name)")
    assert any(name.endswith("/look/fonts/inter-latin.woff2") for name in names)
    used = page.get_by_role("heading", name="Probe").evaluate("node => getComputedStyle(node).fontFamily")
    assert used.startswith("Inter")


def test_the_theme_is_ours_and_the_ink_button_can_be_read(watched):
    page = watched.page
    app = page.locator("[data-testid=stApp]")
    assert watched.color(app, "backgroundColor") == watched.colors["bg"]
    assert contrast(watched.color(app, "color"), watched.colors["bg"]) >= 14
    heading = page.get_by_role("heading", name="Probe")
    assert heading.evaluate("node => getComputedStyle(node).fontSize") == "28px"
    button = page.get_by_role("button", name="Press")
    ground = watched.color(button, "backgroundColor")
    assert ground == watched.colors["ink"]
    assert contrast(ground, watched.color(button.get_by_text("Press"), "color")) >= 14


def test_a_link_that_leads_nowhere_is_drawn_in_both_themes(watched, server):
    page = watched.page
    page.goto(f"{server.url}/r/nothing")
    page.get_by_role("heading", name="This link leads to no assessment and no progress").wait_for()
    assert watched.color(page.locator("body"), "backgroundColor") == watched.colors["bg"]
    page.get_by_role("link", name="Go to the start").wait_for()
    # The one line a browser writes by itself is that the page was answered 404.
    assert [line for line in watched.complaints if "404" not in line] == []


def test_a_resume_link_leaves_no_token_in_the_address_and_none_for_scripts(watched, server):
    page = watched.page
    page.goto(f"{server.url}/r/{'k' * 43}")
    page.get_by_role("heading", name="Probe").wait_for()
    assert page.url == f"{server.url}/assess"
    assert "greenlane" not in page.evaluate("() => document.cookie")
    names = {cookie["name"] for cookie in watched.context.cookies()}
    assert {"greenlane_seat", "greenlane_visitor"} <= names


def test_another_page_may_not_frame_the_app(watched, server):
    page = watched.page
    page.set_content(f'<iframe src="{server.url}/"></iframe>')
    page.wait_for_function("() => document.querySelector('iframe').contentDocument === null")
    assert any("frame" in line.lower() for line in watched.complaints)
