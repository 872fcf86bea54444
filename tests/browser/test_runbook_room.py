"""A room carries out a deployment by hand on its phones, beside the automatic lane, to the report."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, new_visitor
from tests.browser.test_accessibility import findings
from tests.browser.test_workshop import HIDDEN, PHONE, WALL, Phone, Room, readable, taken

pytestmark = pytest.mark.browser

STEP = re.compile(r'id="step-(\d+)" name="option" value="(\d+)"')
PLACE = 4


@pytest.fixture
def room(browser, own_server: Server):
    own_server.start()
    host = new_visitor(browser, viewport={"width": 1280, "height": 900}, accept_downloads=True)
    host.open(f"{own_server.address}/workshop")
    host.page.get_by_text("120 minutes").click()
    host.settled()
    host.page.get_by_role("button", name="Open the room").click()
    expect(host.page.get_by_text("Your link as the host, shown once")).to_be_visible()
    host.settled()
    name = re.search(r"room=([^&]+)", host.page.url)[1]
    wall = new_visitor(browser, viewport=WALL, reduced_motion="reduce")
    wall.page.goto(f"{own_server.address}/workshop?room={name}&view=wall")
    expect(wall.page.locator("dialog.wall .code")).to_have_text(re.compile(r"^\w{3} \w{3}$"))
    code = wall.page.locator("dialog.wall .code").inner_text().replace(" ", "")
    phones = [Phone(own_server.address, code) for _ in range(4)]
    hand = new_visitor(browser, viewport=PHONE, has_touch=True)
    hand.page.goto(f"{own_server.address}/j/{code}")
    hand.page.get_by_role("button", name="Join the room").click()
    yield Room(host, wall, [hand], phones)
    for visitor in (host, wall, hand):
        visitor.page.context.close()
        assert visitor.elsewhere == []
        assert visitor.errors == []
    for phone in phones:
        phone.web.close()


def press(phone: Phone, step: int) -> bool:
    """Press for a step where a phone holds it, without any script."""
    page = phone.see()
    held = {int(number): value for number, value in STEP.findall(page)}
    if step not in held:
        return False
    sent = {**dict(HIDDEN.findall(page)), "option": held[step]}
    phone.web.post(f"/j/{phone.code}/step", data=sent).raise_for_status()
    return True


def test_a_room_is_the_runbook_and_the_automatic_lane_waits_for_nobody(room: Room, tmp_path: Path) -> None:
    host, wall, hand = room.host.page, room.wall.page, room.hands[0].page
    room.act("I have kept it, or do not need it")
    host.get_by_role("button", name="Go to a step").click()
    host.get_by_role("button", name=re.compile(f"^{PLACE}\\. You are the runbook")).click()
    expect(wall.locator(".wall .step")).to_have_text(f"{PLACE} of 12. You are the runbook")
    expect(hand.locator("main")).to_contain_text("Your phone will hold one or more")
    room.host.settled()
    room.act("Begin the deployment")
    expect(wall.locator(".wall .line.waits .words")).to_have_text("Tell the team that a deployment begins")
    expect(wall.locator(".wall .passed")).to_have_text(re.compile(r"^\d:\d\d$"))
    readable(wall)
    expect(hand.locator("[id^=step-]")).to_have_count(2)
    for page in (host, wall, hand):
        assert findings(page) == []
    for step in range(1, 11):
        if not any(press(phone, step) for phone in room.phones):
            hand.get_by_role("button", name=f"Step {step} is done").click()
        if step < 10:
            expect(wall.locator(".wall .line.waits")).to_have_attribute("data-step", str(step + 1))
    expect(wall.locator(".wall .text")).to_contain_text("10 of 10 steps done")
    expect(hand.locator("#waits")).to_contain_text("No slip.")
    readable(wall)
    expect(host.get_by_role("button", name="Send the two lanes")).to_be_visible(timeout=90_000)
    room.host.settled()
    room.act("Send the two lanes")
    expect(wall.locator(".wall [data-player] .lane")).to_have_count(2)
    readable(wall)
    room.act("Next event")
    expect(wall.locator(".wall .told")).to_have_text(re.compile(r"\w"))
    first = wall.locator(".wall .told").inner_text()
    for _ in range(4):
        room.act("Next event")
    expect(wall.locator(".wall .told")).not_to_have_text(first)
    readable(wall)
    room.act("Send the comparison")
    expect(wall.locator(".wall table")).to_contain_text("Failed changes per 1,000")
    readable(wall)
    report = taken(host, "Report", tmp_path)
    assert "10 of 10 steps done" in report
    assert "A By hand: this room" in report
