"""A team of five answers in five browsers, looks together, agrees, and comes back a quarter later."""

import re
import subprocess
import sys
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT, Server, Visitor, new_visitor, settled

pytestmark = [pytest.mark.browser]
AWAY = re.compile("not responding|Client Error|WebSocket connection|ERR_(CONNECTION|EMPTY)_")
SPRING, SUMMER = "2026-05-04", "2026-08-03"


@dataclass
class ServerOnADay(Server):
    """A server that believes it is a certain day."""

    day: str = SPRING

    def start(self) -> None:
        command = [sys.executable, str(ROOT / "tests/browser/on_a_day.py"), self.day, "run"]
        command += ["--port", str(self.port), "--data-dir", str(self.data_dir)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        self.wait()


@pytest.fixture
def calendar_server(tmp_path):
    from tests.browser.conftest import free_port

    found = ServerOnADay(free_port(), tmp_path / "data", tmp_path / "log")
    found.start()
    yield found
    found.stop()


def begin_together(host: Visitor, server: Server, title: str = "Team health") -> str:
    """Begin an anonymous assessment as its host and return the code."""
    page = host.page
    host.open(f"{server.address}/assess")
    page.get_by_role("combobox", name=re.compile("Questionnaire")).click()
    page.get_by_role("option", name=re.compile(title)).click()
    settled(page)
    page.get_by_label("Name of the team").fill("Harbor")
    page.get_by_text("Together, anonymous").click()
    settled(page)
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Make a link and a code").click()
    return code_on(page)


def code_on(page: Page) -> str:
    heading = page.get_by_role("heading", name=re.compile(r"^[2-9A-Z]{3} [2-9A-Z]{3}$"))
    heading.wait_for()
    return heading.inner_text()


def join(visitor: Visitor, server: Server, code: str) -> None:
    page = visitor.page
    visitor.open(f"{server.address}/assess?team=every")
    page.get_by_text("Join my team with a code").click()
    page.get_by_label("Code", exact=True).fill(code.lower())
    page.get_by_label("Code", exact=True).press("Enter")
    page.get_by_text("Saved. 0 of").wait_for()


def answer(page: Page, options: list[int]) -> None:
    """Answer the first questions one after the other."""
    for place, option in enumerate(options, start=1):
        page.get_by_test_id("stRadio").get_by_role("radiogroup").locator("label").nth(option).click()
        expect(page.get_by_text(re.compile(rf"Saved\. {place} of"))).to_be_visible()
        page.get_by_role("button", name="Next", exact=True).click()
        expect(page.get_by_text(re.compile(rf"\b{place + 1} of 8"))).to_be_visible()
        settled(page)


def show(page: Page, view: str) -> None:
    page.get_by_role("radiogroup", name="What to show").get_by_text(view, exact=True).click()
    settled(page)


def reveal(page: Page) -> None:
    page.get_by_role("button", name="Reveal the answers").click()
    page.get_by_role("button", name="Reveal now").click()


def team(browser: Browser, count: int) -> list[Visitor]:
    return [new_visitor(browser, viewport={"width": 1280, "height": 900}) for _ in range(count)]


def close(people: list[Visitor]) -> None:
    for person in people:
        person.page.context.close()
        assert [error for error in person.errors if not AWAY.search(error)] == []
        assert person.elsewhere == []


def answer_and_reveal(people: list[Visitor], options: tuple[int, ...]) -> None:
    """Let everybody answer two questions, the host last, and reveal."""
    host, *guests = people
    page = host.page
    for guest, first in zip(guests, options[1:], strict=True):
        answer(guest.page, [first, 1])
    expect(page.get_by_text("5 in, 4 have answered.")).to_be_visible(timeout=20_000)
    show(page, "Questions")
    answer(page, [options[0], 1])
    show(page, "Together")
    reveal(page)
    expect(page.get_by_role("heading", name="5 people answered")).to_be_visible()


def agree(page: Page, option: int) -> None:
    page.get_by_role("button", name="Agree on an answer").first.click()
    panel = page.get_by_test_id("stPopoverBody")
    panel.get_by_role("radiogroup").first.locator("label").nth(option).click()
    settled(page)
    panel.get_by_label("Why, in a sentence").fill("Two of us were away")
    panel.get_by_role("button", name="Save what we agreed").click()
    expect(page.get_by_text(re.compile("agreed: ")).first).to_be_visible()


def restart_in_summer(server: ServerOnADay) -> None:
    server.stop()
    server.day = SUMMER
    server.start()


def test_five_people_answer_reveal_agree_and_come_back_a_quarter_later(browser, calendar_server) -> None:
    people = team(browser, 5)
    host, *guests = people
    page = host.page
    code = begin_together(host, calendar_server)
    for guest in guests:
        join(guest, calendar_server, code)
    expect(page.get_by_text("5 in, 0 have answered.")).to_be_visible(timeout=20_000)
    answer_and_reveal(people, (1, 0, 0, 2, 2))

    expect(page.get_by_role("img", name=re.compile(r": 2, .*: 1, .*: 2"))).to_be_visible()
    expect(page.get_by_text("2 steps apart")).to_be_visible()
    agree(page, 1)
    show(page, "Next steps")
    expect(page.get_by_role("heading", name="What you can take up next")).to_be_visible()
    show(page, "History")
    page.get_by_role("button", name="Take a snapshot").click()
    expect(page.get_by_role("heading", name="What moved")).to_be_visible()
    show(page, "Together")

    # Everybody sees the same, and nobody changes an answer any more.
    show(guests[0].page, "Together")
    expect(guests[0].page.get_by_role("heading", name="5 people answered")).to_be_visible()
    show(guests[0].page, "Questions")
    expect(guests[0].page.get_by_text("nobody changes one any more")).to_be_visible()

    restart_in_summer(calendar_server)
    page.reload()
    host.settled()
    show(page, "Together")
    page.get_by_role("button", name="Ask again").click()
    page.get_by_role("button", name="Begin the next round").click()
    page.get_by_role("button", name="Make a link and a code").click()
    code = code_on(page)
    for guest in guests:
        join(guest, calendar_server, code)
    answer_and_reveal(people, (2, 2, 2, 2, 3))
    expect(page.get_by_text("1 step apart")).to_be_visible()
    agree(page, 2)
    show(page, "History")
    expect(page.get_by_role("heading", name="Improved: 1")).to_be_visible()
    page.goto(f"{calendar_server.address}/assess?team=every")
    expect(page.get_by_text(re.compile(f"opened on {SPRING}"))).to_be_visible()
    expect(page.get_by_text(re.compile(f"opened on {SUMMER}"))).to_be_visible()
    host.settled()
    close(people)


def test_below_the_least_number_the_page_says_why_nothing_is_shown(browser, server) -> None:
    people = team(browser, 2)
    host, guest = people
    code = begin_together(host, server)
    join(guest, server, code)
    answer(guest.page, [0])
    reveal(host.page)

    expect(
        host.page.get_by_text(re.compile("Fewer than 5 people answered, so nothing is shown"))
    ).to_be_visible()
    close(people)


def test_an_invite_link_opens_a_seat_of_one_s_own_and_leaves_no_secret_in_the_address(
    browser, server
) -> None:
    people = team(browser, 2)
    host, guest = people
    begin_together(host, server)
    link = host.page.locator("[data-testid=stCode] code").first.inner_text()
    guest.open(link)
    expect(guest.page.get_by_role("heading", name="You are invited")).to_be_visible()
    assert "/i/" not in guest.page.url
    guest.page.get_by_role("button", name="Join", exact=True).first.click()
    expect(guest.page.get_by_text(re.compile("Nothing is shown of fewer than 5 people"))).to_be_visible()
    expect(host.page.get_by_text("2 in, 0 have answered.")).to_be_visible(timeout=20_000)
    close(people)


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_answering_together_has_no_serious_finding(browser, server, look: str) -> None:
    from tests.browser.test_accessibility import LOOKS, findings

    host = new_visitor(browser, **LOOKS[look])
    guests = team(browser, 4)
    code = begin_together(host, server)
    settled(host.page)
    assert findings(host.page) == []
    for guest, option in zip(guests, (0, 0, 2, 3), strict=True):
        join(guest, server, code)
        answer(guest.page, [option])
    show(host.page, "Questions")
    assert findings(host.page) == []
    answer(host.page, [1])
    show(host.page, "Together")
    reveal(host.page)
    expect(host.page.get_by_role("heading", name="5 people answered")).to_be_visible()
    settled(host.page)
    assert findings(host.page) == []
    wide = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    assert host.page.evaluate(wide) == 0
    close([host, *guests])


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_the_list_of_questions_and_a_result_have_no_serious_finding(browser, server, look: str) -> None:
    from tests.browser.test_accessibility import LOOKS, findings

    visitor = new_visitor(browser, **LOOKS[look])
    page = visitor.page
    visitor.open(f"{server.address}/assess")
    page.get_by_role("combobox", name=re.compile("Questionnaire")).click()
    page.get_by_role("option", name=re.compile("Delivery performance")).click()
    settled(page)
    page.get_by_label("Name of the team").fill("Mole")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_text("Saved. 0 of").wait_for()
    page.get_by_test_id("stRadioOption").nth(2).click()
    page.get_by_text("Saved. 1 of").wait_for()
    page.get_by_role("button", name=re.compile("^All, ")).click()
    page.get_by_label("Words in the question").wait_for()
    settled(page)
    assert findings(page) == []
    page.keyboard.press("Escape")
    show(page, "Result")
    page.get_by_role("heading", name="Your five figures, 0 to 10").wait_for()
    settled(page)
    assert findings(page) == []
    close([visitor])
