"""What a lesson's first view sends of our own: its messages, the player's code, the font, the pictures."""

from typing import Any

import pytest
from playwright.sync_api import Browser

import content
from tests.browser.conftest import Server, new_visitor

pytestmark = pytest.mark.browser

MOST = 150_000  # bytes over the wire
STREAMLIT = "/static/"
LESSONS = [lesson.id for lesson in content.load_course().lessons]


def first_view(browser: Browser, address: str) -> dict[str, int]:
    """Return the bytes an empty browser is sent, by what they are for; Streamlit's own files left out."""
    visitor = new_visitor(browser, viewport={"width": 1280, "height": 800})
    page, sent, names = visitor.page, dict[str, int](), dict[str, str]()

    def heard(frame: str | bytes) -> None:
        size = len(frame.encode() if isinstance(frame, str) else frame)
        sent["messages"] = sent.get("messages", 0) + size

    def arrived(event: dict[str, Any]) -> None:
        name = names.get(event["requestId"], "")
        if STREAMLIT not in name and name.startswith("http"):
            sent[name.rpartition("/")[2]] = int(event["encodedDataLength"])

    page.on("websocket", lambda socket: socket.on("framereceived", heard))
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda e: names.update({e["requestId"]: e["response"]["url"]}))
    wire.on("Network.loadingFinished", arrived)
    visitor.open(address)
    page.wait_for_timeout(1000)
    page.context.close()
    return sent


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lessons_first_view_sends_at_most_150_kb_of_our_own(browser, server: Server, lesson: str) -> None:
    sent = first_view(browser, f"{server.address}/learn?lesson={lesson}")

    assert sent["messages"] > 5_000, "the lesson itself came"
    assert sent["inter-latin.woff2"] > 10_000, "our own files are counted"
    assert sum(sent.values()) <= MOST, sorted(sent.items(), key=lambda each: -each[1])[:8]


def test_a_lesson_fetches_the_code_of_the_views_it_shows_alone(browser, server: Server) -> None:
    sent = first_view(browser, f"{server.address}/learn?lesson=delivery-or-deployment")

    assert "workflow.js" in sent
    assert not {"lanes.js", "game.js", "talk.js"} & set(sent)
