"""A real browser drops files on the Evidence page: what they say is drawn, and the road moves on."""

import pytest

from tests.browser.conftest import new_visitor
from tests.browser.test_accessibility import LOOKS, findings
from tests.pages.test_evidence import DEPLOYMENTS, INCIDENTS
from tests.words.test_evidence import GATED

pytestmark = pytest.mark.browser


def drop(visitor, place: int, name: str, text: str) -> None:
    inputs = visitor.page.locator("input[type=file]")
    inputs.nth(place).set_input_files({"name": name, "mimeType": "text/plain", "buffer": text.encode()})


@pytest.mark.parametrize("look", LOOKS)
def test_what_was_dropped_is_drawn_without_a_serious_finding(browser, server, look: str) -> None:
    visitor = new_visitor(browser, **LOOKS[look])
    page = visitor.page
    visitor.open(f"{server.address}/evidence")
    drop(visitor, 0, ".gitlab-ci.yml", GATED)
    page.get_by_role("heading", name="Continuous delivery: tests run on every change").wait_for()
    page.get_by_role("button", name="All reasons as CSV").wait_for()
    visitor.settled()
    assert findings(page) == []

    page.get_by_role("radiogroup", name="What to look at").get_by_text("Deployments").click()
    page.get_by_text("at least an id and when each ended").wait_for()
    drop(visitor, 0, "deployments.csv", DEPLOYMENTS)
    page.get_by_role("heading", name="3 deployments to production").wait_for()
    drop(visitor, 1, "incidents.csv", INCIDENTS)
    page.get_by_role("heading", name="Incidents that belong to no deployment").wait_for()
    visitor.settled()
    assert findings(page) == []
    wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    assert wide == 0
    assert visitor.errors == []
    assert visitor.elsewhere == []
    page.context.close()


def test_the_road_of_a_dropped_file_moves_in_the_simulator(visitor, server) -> None:
    visitor.open(f"{server.address}/evidence")
    drop(visitor, 0, ".gitlab-ci.yml", GATED)
    visitor.page.get_by_role("button", name="Simulate this road").click()
    visitor.page.get_by_role("heading", name="Your road").wait_for()
    visitor.page.get_by_text("pack, automatic").wait_for()
