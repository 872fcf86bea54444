"""A whole lesson by keyboard, words that lead somewhere, print, and no serious accessibility finding."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visitor, free_port, new_visitor
from tests.browser.test_accessibility import LOOKS, findings
from tests.example import example_house

pytestmark = pytest.mark.browser

ACTIVE = """() => {
  const found = document.activeElement;
  const label = found.closest('label') ?? found;
  const group = found.closest('[role=radiogroup]');
  return [found.type === 'radio' ? 'radio' : found.tagName.toLowerCase(), label.innerText.trim(),
    group?.getAttribute('aria-label') ?? found.getAttribute('aria-label') ?? ''];
}"""
PARTS = ("Review", "Words", "Often+believed", "Sources", "Before+and+after", "My+progress")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory):
    """A server whose course has one of everything."""
    folder = tmp_path_factory.mktemp("learn")
    content = str(example_house(folder / "house", forms=True))
    found = Server(free_port(), folder / "data", folder / "log", extra={"GREENLANE_CONTENT_DIR": content})
    found.start()
    yield found
    found.stop()


class Keyboard:
    """Somebody who has a keyboard alone."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def settled(self) -> None:
        self.page.wait_for_timeout(120)
        self.visitor.settled()

    def to(self, kind: str, text: str, most: int = 400) -> None:
        """Press Tab until what has the focus is of this kind, and says this or is called so."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            found, said, called = self.page.evaluate(ACTIVE)
            rows = said.split("\n")
            starts = kind == "a" and any(row.startswith(text) for row in rows)
            if found == kind and (text in rows or starts or text in called):
                return
        pytest.fail(f"Tab never came to the {kind} {text!r}")

    def press(self, text: str, kind: str = "button") -> None:
        self.to(kind, text)
        self.page.keyboard.press("Enter")
        self.settled()

    def choose(self, group: str, option: str) -> None:
        """Choose an option of a group of radios with the arrows."""
        self.to("radio", group)
        self.page.keyboard.press("Space")
        self.settled()
        for _ in range(6):
            if option in self.page.evaluate(ACTIVE)[1]:
                return
            self.page.keyboard.press("ArrowDown")
            self.settled()
        pytest.fail(f"no option {option!r} in {group!r}")

    def check(self, *, right: bool = True) -> None:
        self.press("Check")
        said = "Right." if right else "Not quite."
        expect(self.page.get_by_text(said, exact=True).last).to_be_visible()


@pytest.fixture
def keyboard(browser, house: Server):
    found = new_visitor(browser, viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    found.open(f"{house.address}/learn")
    yield Keyboard(found)
    found.page.context.close()
    assert found.errors == []
    assert found.elsewhere == []


def test_a_whole_lesson_is_done_by_keyboard(keyboard: Keyboard) -> None:
    page = keyboard.page
    keyboard.press("2. Shall we go on Friday?", kind="a")
    expect(page.get_by_role("heading", name="Shall we go on Friday?")).to_be_visible()

    keyboard.choose("Two teams make the same changes", "More than ten times")
    keyboard.check()
    keyboard.press("Run it")
    expect(page.get_by_role("slider", name="Time in the whole run")).to_be_visible(timeout=60_000)

    keyboard.press("Sort the cards")
    for _ in range(3):
        keyboard.press("Wait")
    expect(page.get_by_text("All 3 cards lie in their group.")).to_be_visible()
    keyboard.press("Say what the teams do")
    keyboard.choose("What is Harbor doing?", "Continuous delivery")
    keyboard.check()
    keyboard.press("Answer step by step")
    keyboard.press("A machine")
    keyboard.press("The pipeline")
    expect(page.get_by_role("heading", name="Continuous deployment")).to_be_visible()
    answer_the_quiz(keyboard)

    keyboard.press("All lessons")
    expect(page.get_by_text("\N{MIDDLE DOT} mastered")).to_be_visible()
    keyboard.press("1. Delivery or deployment?", kind="a")
    keyboard.press("Next lesson: Shall we go on Friday?")
    expect(page.get_by_role("heading", name="Shall we go on Friday?")).to_be_visible()


def answer_the_quiz(keyboard: Keyboard) -> None:
    page = keyboard.page
    keyboard.press("Answer 6 questions")
    keyboard.choose("Noor's team", "Release smaller batches")
    keyboard.check()
    keyboard.press("Next question")
    for label in ("One automated action that deploys", "A way back that was tried"):
        keyboard.to("input", label)
        page.keyboard.press("Space")
        keyboard.settled()
    keyboard.check()
    keyboard.press("Next question")
    keyboard.choose("At Sam's place", "Continuous delivery")
    keyboard.check()
    keyboard.press("Next question")
    for step in ("Merge", "Test", "Package", "Deploy"):
        keyboard.press(step)
    keyboard.check()
    keyboard.press("Next question")
    for option, group in (("Ola", "Work by hand"), ("A board", "An approval"), ("Sam presses", "A button")):
        keyboard.choose(option, group)
    keyboard.check()
    keyboard.press("Next question")
    keyboard.to("input", "Your number")
    page.keyboard.type("25")
    page.keyboard.press("Enter")
    keyboard.settled()
    keyboard.choose("How sure are you?", "Sure")
    keyboard.check()
    expect(page.get_by_text("All 6 are answered, 6 of them right.")).to_be_visible()
    keyboard.press("Hint 1 of 1")
    expect(page.get_by_text("How many deployments are there?")).to_be_visible()


def test_a_step_of_the_picture_opens_what_it_takes_gives_and_proves(visitor: Visitor, server: Server) -> None:
    page = visitor.page
    visitor.open(f"{server.address}/learn?lesson=from-commit-to-production")
    detail = page.locator(".workflow .detail")
    page.locator(".workflow").get_by_role("button", name=re.compile("^package")).click()
    expect(detail).to_contain_text("Goes in: the tested program")
    expect(detail).to_contain_text("It proves that: there is one thing to talk about")

    page.locator(".workflow").get_by_text("Continuous integration", exact=True).click()
    expect(detail).to_contain_text("Continuous integration does not say")
    expect(detail).not_to_contain_text("Goes in")


def test_a_word_leads_to_its_entry(visitor: Visitor, house: Server) -> None:
    visitor.open(f"{house.address}/learn?lesson=friday")
    with visitor.page.context.expect_page() as opened:
        visitor.page.get_by_role("link", name="pipeline", exact=True).click()
    found = opened.value

    expect(found.get_by_role("heading", name="Pipeline").first).to_be_visible(timeout=60_000)
    expect(found.get_by_role("radio", name="Words")).to_be_checked()


def test_what_is_due_and_the_way_back_are_links_that_work(visitor: Visitor, house: Server) -> None:
    visitor.open(f"{house.address}/learn?part=Words")
    page: Page = visitor.page
    page.get_by_role("radio", name="Course").click()
    page.get_by_role("link", name="1. Delivery or deployment?").click()
    expect(page.get_by_role("heading", name="Delivery or deployment?")).to_be_visible()
    page.get_by_role("link", name="All lessons").click()

    expect(page.get_by_role("heading", name="Lessons")).to_be_visible()


def test_a_lesson_prints_whole(visitor: Visitor, house: Server) -> None:
    visitor.open(f"{house.address}/learn?lesson=friday&print=yes")
    pages = visitor.page.pdf().count(b"/Type /Page\n")

    assert pages >= 4, "a page that only prints what the window shows would be one"


@pytest.mark.parametrize("look", LOOKS)
def test_no_part_has_a_serious_finding(browser, house: Server, look: str) -> None:
    visitor = new_visitor(browser, **LOOKS[look])
    ways = ("", "&print=yes", "&present=yes")
    for path in (*(f"?lesson=friday{way}" for way in ways), *(f"?part={part}" for part in PARTS)):
        visitor.open(f"{house.address}/learn{path}")
        visitor.page.wait_for_timeout(500)
        assert findings(visitor.page) == [], path
        wide = visitor.page.evaluate(
            "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
        )
        assert wide == 0, f"{path} scrolls sideways by {wide} px"
    visitor.page.context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_what_was_done_has_no_serious_finding(browser, house: Server, look: str) -> None:
    visitor = new_visitor(browser, **LOOKS[look])
    visitor.open(f"{house.address}/learn?lesson=friday")
    page = visitor.page
    page.get_by_text("Skip the guess").click()
    page.get_by_role("button", name="Run it", exact=True).click()
    expect(page.get_by_role("slider", name="Time in the whole run")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Sort the cards").click()
    page.get_by_role("button", name="Wait", exact=True).click()
    expect(page.get_by_text("Card 2 of 3")).to_be_visible()
    page.get_by_role("button", name="Answer 6 questions").click()
    page.get_by_text("Walk today's steps every day instead").click()
    checks = page.locator("button:not([disabled])", has_text="Check")
    expect(checks).to_have_count(1)
    checks.click()
    expect(page.get_by_text("Not quite.", exact=True)).to_be_visible()

    assert findings(page) == []
    visitor.page.context.close()
