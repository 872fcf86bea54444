"""What comes of answers, in a real browser: views without a finding, a target, a step, a report on A4."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import new_visitor

pytestmark = pytest.mark.browser

VIEWS = ("Profile", "Targets", "Next steps", "History", "Report and files")
WAYS = ("Heat map", "Radar", "Answers", "What comes first", "Trend")
LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "has_touch": True},
}


def findings(page) -> list[str]:
    result = Axe().run(page)
    return [
        f"{found['id']} ({found['impact']}): {node['html'][:160]}"
        for found in result.response["violations"]
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"]
    ]


def sample(visitor, server) -> None:
    visitor.open(f"{server.address}/assess")
    visitor.page.get_by_role("button", name="Try it with a sample team").click()
    visitor.page.get_by_role("heading", name=re.compile("against your own targets")).wait_for()
    visitor.settled()


def show(visitor, group: str, title: str) -> None:
    visitor.page.get_by_role("radiogroup", name=group).get_by_text(title, exact=True).click()
    visitor.page.wait_for_timeout(300)
    visitor.settled()


@pytest.mark.parametrize("look", LOOKS)
def test_no_view_has_a_serious_finding_or_scrolls_sideways(browser, server, look: str) -> None:
    visitor = new_visitor(browser, **LOOKS[look])
    sample(visitor, server)
    for group, titles in (("How to look at it", WAYS), ("What to show", VIEWS)):
        for title in titles:
            show(visitor, group, title)
            assert findings(visitor.page) == [], title
            wide = visitor.page.evaluate(
                "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
            )
            assert wide == 0, f"{title} scrolls sideways by {wide} px"
    assert visitor.errors == []
    assert visitor.elsewhere == []
    visitor.page.context.close()


def test_a_target_set_here_is_a_flag_in_the_profile(visitor, server) -> None:
    sample(visitor, server)
    page = visitor.page
    show(visitor, "What to show", "Targets")
    expect(page.get_by_text("1 of 7 targets reached.")).to_be_visible()
    page.get_by_role("combobox", name=re.compile("Practices of")).click()
    page.get_by_role("option", name="Integration").click()
    visitor.settled()
    button = page.get_by_role("button", name="Set target").first
    button.evaluate("button => button.scrollIntoView({block: 'start'})")
    button.click()
    page.get_by_label("Looked after by").fill("Mira")
    page.get_by_role("button", name="Save the target").click()
    expect(page.get_by_text("1 of 8 targets reached.")).to_be_visible()

    show(visitor, "What to show", "Profile")
    expect(page.get_by_text("target 76").first).to_be_visible()


def test_a_step_is_chosen_and_taken_along_as_days_of_a_calendar(visitor, server) -> None:
    sample(visitor, server)
    page = visitor.page
    show(visitor, "What to show", "Next steps")
    page.get_by_role("button", name="Try this").first.click()
    page.get_by_label("Looked after by").fill("Lea")
    page.get_by_role("button", name="Choose it").click()
    expect(page.get_by_role("heading", name="What you try: 1 experiment")).to_be_visible()
    visitor.settled()
    with page.expect_download() as found:
        page.get_by_role("button", name="Calendar (.ics)").click()

    assert "BEGIN:VEVENT" in found.value.path().read_text()


def test_a_step_opens_the_simulator_with_the_lane_of_the_team_in_it(visitor, server) -> None:
    sample(visitor, server)
    show(visitor, "What to show", "Next steps")
    visitor.page.get_by_role("button", name="Simulate it").first.click()

    expect(visitor.page).to_have_url(re.compile(r"/simulate\?.*lane_a="), timeout=60_000)
    visitor.settled()
    expect(visitor.page.get_by_text("Today").first).to_be_visible(timeout=60_000)


def test_the_report_fits_on_a4_and_needs_nothing_else(visitor, server, tmp_path, browser) -> None:
    sample(visitor, server)
    show(visitor, "What to show", "Report and files")
    with visitor.page.expect_download() as found:
        visitor.page.get_by_role("button", name="Report to print (HTML)").click()
    kept = tmp_path / "report.html"
    found.value.save_as(kept)
    page = browser.new_context(offline=True, viewport={"width": 673, "height": 1000}).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(kept.as_uri())

    assert findings(page) == []
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 673
    paper = page.pdf(prefer_css_page_size=True)
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 12
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    page.context.close()


def test_the_badge_of_a_snapshot_is_a_picture_at_its_address(visitor, server) -> None:
    sample(visitor, server)
    page = visitor.page
    show(visitor, "What to show", "History")
    page.get_by_role("button", name="Take a snapshot").click()
    expect(page.get_by_text("2 snapshots")).to_be_visible()
    show(visitor, "What to show", "Report and files")
    page.get_by_role("combobox", name="Of").click()
    page.get_by_role("option").nth(1).click()
    visitor.settled()
    address = page.get_by_text(re.compile(r"/badge/[0-9a-f]{64}\.svg")).inner_text()
    answer = page.request.get(f"{server.address}/badge/{address.rsplit('/', 1)[1]}")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "Harbor" not in answer.text()


def test_an_exported_assessment_is_brought_back(visitor, server, tmp_path) -> None:
    sample(visitor, server)
    page = visitor.page
    show(visitor, "What to show", "Report and files")
    with page.expect_download() as found:
        page.get_by_role("button", name="JSON, whole").click()
    kept = tmp_path / "harbor.json"
    found.value.save_as(kept)
    page.get_by_role("button", name="Other assessments").click()
    page.get_by_text("Bring back an exported assessment").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files(kept)
    page.get_by_role("button", name="Bring it back").click()

    expect(page.get_by_text("1 snapshot", exact=True)).to_be_visible(timeout=60_000)
