"""The page on phones in a real browser: it follows the host by itself, keeps votes, and is easy to use."""

import json

import pytest
from playwright.sync_api import expect

from benchmarks.rooms import Server
from benchmarks.running import free_port
from tests.browser.conftest import new_visitor
from tests.browser.test_accessibility import findings

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture
def room(tmp_path):
    server = Server(tmp_path, free_port())
    server.start()
    yield server
    server.kill()


def code_of(server: Server) -> str:
    return json.loads((server.folder / "room.json").read_text())[1]


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_phone_follows_the_host_and_every_page_is_accessible(browser, room, look):
    visitor = new_visitor(browser, color_scheme=look, **PHONE)
    page = visitor.page

    def is_well() -> None:
        assert findings(page) == []
        wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
        assert wide == 0

    page.goto(f"{room.address}/join")
    is_well()
    page.get_by_label("The code on the screen").fill(code_of(room))
    page.get_by_role("button", name="Go").click()
    is_well()
    page.get_by_role("button", name="Join the room").click()
    expect(page.get_by_role("heading", name="You are in.")).to_be_visible()
    is_well()
    room.tell("goto 1")
    room.tell("open")
    expect(page.get_by_role("heading", name="What does this team do?")).to_be_visible()
    is_well()
    answer = page.get_by_role("button", name="Continuous delivery")
    assert answer.bounding_box()["height"] >= 44
    answer.click()
    expect(page.get_by_text("Your vote is in")).to_be_visible()
    expect(answer).to_have_attribute("aria-pressed", "true")
    is_well()
    chosen = page.get_by_role("button", name="Continuous deployment")
    chosen.click()
    expect(chosen).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(chosen).to_have_attribute("aria-pressed", "true")
    assert list(room.tell("look")["votes"]["practice"].values()) == ["deployment"]
    room.tell("reveal")
    expect(page.get_by_text("Fewer than 5 answered")).to_be_visible()
    is_well()
    assert visitor.errors == []
    assert visitor.elsewhere == []
    page.context.close()


def test_a_vote_that_meets_a_killed_server_is_sent_again_and_counted_once(browser, room):
    visitor = new_visitor(browser, **PHONE)
    page = visitor.page
    page.goto(f"{room.address}/j/{code_of(room)}")
    page.get_by_role("button", name="Join the room").click()
    room.tell("goto 1")
    room.tell("open")
    answer = page.get_by_role("button", name="Continuous delivery")
    expect(answer).to_be_visible()
    room.kill()
    answer.click()
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    room.start()
    expect(page.get_by_text("Your vote is in")).to_be_visible()
    assert list(room.tell("look")["votes"]["practice"].values()) == ["delivery"]
    page.context.close()


def test_a_vote_that_a_reload_cuts_short_is_sent_again_and_counted_once(browser, room):
    visitor = new_visitor(browser, **PHONE)
    page = visitor.page
    page.goto(f"{room.address}/j/{code_of(room)}")
    page.get_by_role("button", name="Join the room").click()
    room.tell("goto 1")
    room.tell("open")
    page.get_by_role("button", name="Continuous delivery").click()
    expect(page.get_by_text("Your vote is in")).to_be_visible()
    # The second vote never reaches the server: the reload comes first.
    page.route("**/vote*", lambda _: None)
    page.get_by_role("button", name="Continuous deployment").click()
    page.unroute("**/vote*")
    page.reload()
    expect(page.get_by_role("button", name="Continuous deployment")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Your vote is in")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Continuous deployment")).to_have_attribute("aria-pressed", "true")
    assert list(room.tell("look")["votes"]["practice"].values()) == ["deployment"]
    page.context.close()


def test_everything_works_without_javascript(browser, room):
    visitor = new_visitor(browser, java_script_enabled=False, **PHONE)
    page = visitor.page
    page.goto(f"{room.address}/j/{code_of(room)}")
    page.get_by_role("button", name="Join the room").click()
    room.tell("goto 1")
    room.tell("open")
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Continuous delivery").click()
    expect(page.get_by_text("Your vote is in")).to_be_visible()
    page.get_by_role("button", name="None of these").click()
    expect(page.get_by_role("button", name="None of these")).to_have_attribute("aria-pressed", "true")
    assert list(room.tell("look")["votes"]["practice"].values()) == ["none"]
    page.context.close()
