"""Your road, in a real browser: edited by keyboard, undone, uploaded wrong, opened again by its link."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.editing import edit
from simulator import shipped_scenarios
from tests.browser.conftest import new_visitor

pytestmark = pytest.mark.browser

ADDRESS = "/simulate?do=Your+road"
PRESETS = {scenario.id: scenario for scenario in shipped_scenarios().values}


def marks(page: Page) -> list[str]:
    """Return the marks of the drawn road, in order."""
    words = page.locator("[data-player]").first.evaluate("node => node.textContent")
    return re.findall(r"by hand|automatic|approval|button", words.split("production")[0])


def drawn(page: Page, mark: str, many: int) -> None:
    """Wait until the drawn road has so many stages of a mark."""
    for _ in range(100):
        if marks(page).count(mark) == many:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"the lane never had {many} stages {mark}: {marks(page)}")


def place(page: Page, name: str) -> int:
    """Return where a stage stands among the stages."""
    stages = page.get_by_role("radiogroup", name="Stages, in order").locator("label")
    return [text.startswith(name) for text in stages.all_inner_texts()].index(True)


def test_a_road_is_edited_by_keyboard_and_its_lane_follows(visitor, server, browser) -> None:
    visitor.open(server.address + ADDRESS)
    page = visitor.page
    expect(page.get_by_role("heading", name="Your road")).to_be_visible()
    expect(page.locator("[data-player]")).to_be_visible()
    before = marks(page)
    assert before.count("by hand") == 1

    page.get_by_role("radiogroup", name="Stages, in order").get_by_role("radio").nth(
        place(page, "test")
    ).focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Name", exact=True).first).to_have_value("test")
    mark = page.get_by_role("radiogroup", name="Mark")
    mark.get_by_role("radio").nth(3).focus()
    for word in ("button", "approval", "by hand"):
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_role("radiogroup", name="Stages, in order")).to_contain_text(f"test, {word}")
    expect(page.get_by_role("radiogroup", name="Stages, in order")).to_contain_text("test, by hand")
    drawn(page, "by hand", 2)

    for word in ("approval", "button", "automatic"):
        page.get_by_role("button", name="Undo").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("radiogroup", name="Stages, in order")).to_contain_text(f"test, {word}")

    page.get_by_role("button", name="Link").click()
    link = page.locator("[data-testid=stCode] code", has_text="road=").first.inner_text()
    other = new_visitor(browser)
    other.open(server.address + link[link.index("/simulate") :])
    expect(other.page.locator("[data-player]")).to_be_visible()
    assert marks(other.page) == before
    other.page.context.close()


def test_a_wrong_file_shows_all_its_faults_with_lines_and_the_road_stays(visitor, server) -> None:
    data = json.loads(PRESETS["button-weekly"].model_dump_json(exclude_defaults=True))
    data["stages"][0]["capacity"] = 0
    data["stages"][1]["calendar"] = "never"
    data["defects"] = 6
    visitor.open(server.address + ADDRESS)
    page = visitor.page
    expect(page.locator("[data-player]")).to_be_visible()
    before = marks(page)

    page.get_by_role("button", name="Upload", exact=True).click()
    text = json.dumps(data, indent=1).encode()
    page.locator("input[type=file]").set_input_files(
        {"name": "ours.yaml", "mimeType": "application/yaml", "buffer": text}
    )
    page.get_by_role("button", name="Use this file").click()
    expect(page.get_by_text("3 places are wrong")).to_be_visible()
    for part in ("capacity", "never", "defects"):
        expect(page.locator("[data-testid=stCode]").first).to_contain_text(part)
    assert marks(page) == before


def test_each_click_on_a_number_is_seen_in_the_drawn_lane(visitor, server) -> None:
    seen = edit(visitor.page, server.address, clicks=3)
    assert seen.clicks == 3
    assert 0 < seen.half <= seen.most
