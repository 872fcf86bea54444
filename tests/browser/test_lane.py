"""Our lane and What helps most in a real browser: accessible in light, dark and on a phone."""

import pytest

from tests.browser.conftest import new_visitor
from tests.browser.test_accessibility import LOOKS, findings

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", LOOKS)
def test_the_views_of_the_loop_have_no_serious_finding(browser, server, look: str) -> None:
    visitor = new_visitor(browser, **LOOKS[look])
    page = visitor.page
    visitor.open(f"{server.address}/assess")
    page.get_by_role("button", name="Try it with a sample team").click()
    row = page.get_by_role("radiogroup", name="What to show")
    row.get_by_text("Our lane").click()
    page.get_by_text("Where each number is from").wait_for()
    visitor.settled()
    assert findings(page) == []
    row.get_by_text("What helps most").click()
    page.get_by_text("helps most: median lead time").first.wait_for(timeout=60_000)
    page.get_by_text("1 · See how a deployment does").wait_for(timeout=60_000)
    assert findings(page) == []
    wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    assert wide == 0
    assert visitor.errors == []
    page.context.close()
