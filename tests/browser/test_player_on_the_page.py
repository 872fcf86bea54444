"""The player on the page of the real server: what it asks of the network, what its policy lets it save."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import new_visitor

pytestmark = pytest.mark.browser

MOST = 60_000  # bytes over the wire for two lanes
PAIRS = [
    ("hand-weekly", "automatic"),
    ("parallel-checks", "serial-checks"),
    ("everything-started", "wip-limit"),
]


def listened(page: Page) -> tuple[list[bytes], list[bytes]]:
    """Return lists that fill with what the page receives and sends over websockets."""
    received: list[bytes] = []
    sent: list[bytes] = []

    def raw(payload: str | bytes) -> bytes:
        return payload.encode() if isinstance(payload, str) else payload

    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(raw(frame))))
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(raw(frame))))
    return received, sent


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_two_lanes_travel_in_sixty_thousand_bytes_and_play_without_the_server(browser, server, pair) -> None:
    visitor = new_visitor(browser, viewport={"width": 1280, "height": 800}, reduced_motion="no-preference")
    page = visitor.page
    received, sent = listened(page)
    visitor.open(f"{server.address}/simulate?a={pair[0]}&b={pair[1]}")
    page.get_by_role("button", name="Skip the guess").click()
    visitor.settled()
    scrub = page.get_by_role("slider", name="Time in the whole run")
    expect(scrub).to_be_visible()
    page.wait_for_timeout(1000)
    lanes = [payload for payload in received if b'"view":"lanes"' in payload]
    names = json.dumps([name in lanes[0].decode(errors="replace") for name in pair])
    assert names == "[true, true]"
    assert len(lanes) == 1
    assert 5_000 < len(lanes[0]) <= MOST

    received.clear()
    sent.clear()
    began = scrub.get_attribute("aria-valuetext") or ""
    expect(scrub).not_to_have_attribute("aria-valuetext", began)
    page.get_by_role("radio", name="1 week").click()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Next event").click()
    page.locator(".stop").first.click()
    assert (len(received), len(sent)) == (0, 0)
    assert visitor.errors == []
    page.context.close()


@pytest.mark.parametrize("kind", ["PNG", "SVG"])
def test_a_picture_is_saved_under_the_policy_of_the_server(visitor, server, kind: str) -> None:
    visitor.open(f"{server.address}/simulate")
    visitor.page.get_by_role("button", name="Skip the guess").click()
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("button", name=f"Save the picture as {kind}").click()
    assert waiting.value.suggested_filename.startswith("hand-weekly-automatic-week1-Mon")
    assert waiting.value.suggested_filename.endswith(f".{kind.lower()}")
    assert waiting.value.path().stat().st_size > 5_000
