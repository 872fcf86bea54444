"""What if, in a real browser: worked by keyboard alone, the same again by its address, readable for all."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import new_visitor
from tests.browser.test_accessibility import LOOKS, findings

pytestmark = pytest.mark.browser

ADDRESS = "/simulate?do=What+if&of=button-weekly&tries=15&each=200"
RANKED = re.compile("Which one change helps most")


def tab_to(page: Page, name: str) -> None:
    """Move the focus by the tab key until it stands on what has this name."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focus = page.locator("button:focus, summary:focus")
        if focus.count() and name in focus.inner_text():
            return
    pytest.fail(f"the tab key never came to {name}")


def test_what_if_is_worked_by_keyboard_and_its_address_brings_it_again(browser, visitor, server) -> None:
    visitor.open(server.address + ADDRESS)
    page = visitor.page
    expect(page.get_by_role("heading", name=RANKED)).to_contain_text("median lead time")

    tab_to(page, "Lead time")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=RANKED)).to_contain_text("failed changes per 1,000")
    visitor.settled()
    other = new_visitor(browser)
    other.open(page.url)
    expect(other.page.get_by_role("heading", name=RANKED)).to_contain_text("failed changes per 1,000")
    expect(other.page.get_by_role("combobox", name="Road")).to_have_value("Button, once a week")
    other.page.context.close()

    tab_to(page, "Open 1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("in each of 15 runs (seed 1)").first).to_be_visible()
    tab_to(page, "Put it on my road")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your road")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    assert visitor.errors == []
    assert visitor.elsewhere == []


def test_a_sweep_is_worked_by_keyboard(visitor, server) -> None:
    visitor.open(f"{server.address}{ADDRESS}&try=A+sweep")
    page = visitor.page
    expect(page.get_by_role("heading", name=re.compile("time between departures"))).to_be_visible()
    page.get_by_role("combobox", name="Second knob").focus()
    page.keyboard.type("defects found")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("share of defects found"))).to_be_visible()
    field = page.get_by_role("textbox", name="Values of the second knob")
    field.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("0.2, 0.9")
    page.keyboard.press("Enter")
    expect(page.get_by_text("12 roads").first).to_be_visible()
    tab_to(page, "The same as a table")
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="0.9", exact=True)).to_be_visible()


@pytest.mark.parametrize("look", LOOKS)
def test_what_if_has_no_serious_finding(browser, server, look: str) -> None:
    visitor = new_visitor(browser, **LOOKS[look])
    visitor.open(server.address + ADDRESS)
    page = visitor.page
    page.get_by_role("heading", name=RANKED).wait_for()
    page.get_by_text("Every change as a table").click()
    page.get_by_role("button", name="Open 1").click()
    page.get_by_text("in each of 15 runs (seed 1)").first.wait_for()
    expect(page.get_by_role("button", name="Put it on my road").first).to_be_visible()
    visitor.settled()
    assert findings(page) == []
    wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    assert wide == 0

    visitor.open(f"{server.address}{ADDRESS}&try=A+sweep&second=test.catches")
    page.get_by_text("The same as a table").click()
    visitor.settled()
    assert findings(page) == []
    assert visitor.errors == []
    page.context.close()
