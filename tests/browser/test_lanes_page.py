"""Guess, watch and compare, as a stranger does with mouse or keyboard in a real browser."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_stranger_guesses_by_keyboard_watches_and_compares(visitor, server, tmp_path) -> None:
    visitor.open(f"{server.address}/simulate")
    page = visitor.page
    expect(page.get_by_text("What do you expect?")).to_be_visible()
    expect(page.get_by_role("slider", name="Time in the whole run")).to_have_count(0)

    page.get_by_role("radiogroup", name=re.compile("Which lane")).get_by_role("radio").nth(1).focus()
    page.keyboard.press("Space")
    slider = page.get_by_role("slider", name=re.compile("How many times faster"))
    slider.focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Show me").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("slider", name="Time in the whole run")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Your guess: B 20"))).to_be_visible()
    page.get_by_role("button", name="Compare results").click()
    table = page.get_by_role("table").first
    expect(table).to_contain_text("Change fail rate")
    expect(page.get_by_role("row", name=re.compile("^Failed changes per 1,000"))).to_contain_text("fewer")
    expect(page.get_by_role("img", name=re.compile(r"^You: 20 "))).to_be_visible()

    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Metrics as CSV").click()
    file = tmp_path / "metrics.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8") as lines:
        assert {row["lane"] for row in csv.DictReader(lines)} == {"A", "B"}

    page.reload()
    visitor.settled()
    expect(page.get_by_text("Your guess, and what happened")).to_be_visible()


def test_the_browser_goes_back_to_the_lanes_before(visitor, server) -> None:
    visitor.open(f"{server.address}/simulate?show=results&b=button-weekly")
    page = visitor.page
    expect(page.get_by_text("Button, once a week").first).to_be_visible()
    assert "b=button-weekly" in page.url
    page.get_by_role("button", name="Watch the lanes").click()
    expect(page.get_by_role("slider", name="Time in the whole run")).to_be_visible()
    page.get_by_role("button", name="Compare results").click()
    expect(page.get_by_role("table").first).to_contain_text("Change fail rate")


def test_the_browser_goes_back_from_one_way_to_the_way_before(visitor, server) -> None:
    visitor.open(f"{server.address}/simulate")
    page = visitor.page
    ways = page.get_by_role("radiogroup", name="What to do")
    for way, title in (("By hand", "You are the button"), ("Your road", "Your road")):
        ways.get_by_text(way).click()
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        expect(page).to_have_url(re.compile(f"do={way.replace(' ', '.')}"))
    visitor.settled()
    page.go_back()
    expect(page.get_by_role("heading", name="You are the button")).to_be_visible()
    visitor.settled()
    page.go_back()
    expect(page.get_by_text("What do you expect?")).to_be_visible()
    expect(ways.get_by_role("radio", name="Two lanes")).to_be_checked()


def test_another_number_of_changes_is_run_with_progress_and_then_shown(visitor, server) -> None:
    visitor.open(f"{server.address}/simulate?show=results&changes=700&runs=12&seed=5")

    expect(visitor.page.get_by_text("12 replications of 700 changes, seed 5.")).to_be_visible(timeout=180_000)


def test_lanes_and_controls_are_in_the_first_view(visitor, server) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 1280, "height": 800})
    visitor.open(f"{server.address}/simulate?show=lanes")
    expect(page.get_by_role("slider", name="Time in the whole run")).to_be_in_viewport(ratio=1)
    for name in ("Pause", "First failure"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("heading", name="Two lanes")).to_be_in_viewport()


class Keyboard:
    """A person without a mouse: everything is reached with Tab, and the focus is always told."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def focused(self) -> tuple[str, str]:
        """Return the name and the role of what has the focus, through shadow roots."""
        return tuple(self.page.evaluate(FOCUSED))  # type: ignore[return-value]  # a list of two texts

    def tab_to(self, name: str, *, back: bool = False, most: int = 80) -> None:
        """Go on with Tab until something whose name begins so has the focus."""
        passed = []
        for _ in range(most):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            found, _role = self.focused()
            passed.append(found)
            if found.removeprefix("keyboard_arrow_right").startswith(name):  # an icon is a word in a font
                return
        pytest.fail(f"Tab never came to {name}; it passed {passed}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


FOCUSED = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  if (!node || node === document.body) return ["", ""];
  const words = (id) => node.getRootNode().getElementById?.(id)?.textContent ?? "";
  const by = (node.getAttribute("aria-labelledby") ?? "").split(" ").map(words).join(" ").trim();
  const label = node.labels?.[0]?.textContent;
  const name = node.getAttribute("aria-label") || by || label || node.textContent || "";
  return [name.trim().replace(/\\s+/g, " "), node.getAttribute("role") ?? node.tagName.toLowerCase()];
}"""


def test_the_whole_page_is_worked_by_keyboard_alone(visitor, server) -> None:
    visitor.open(f"{server.address}/simulate")
    page, keyboard = visitor.page, Keyboard(visitor.page)
    expect(page.get_by_text("What do you expect?")).to_be_visible()

    keyboard.tab_to("Lane B")
    keyboard.press("ArrowDown")
    page.get_by_role("option", name="Button, once a week").wait_for()
    page.keyboard.type("Button, once")
    page.keyboard.press("Enter")
    expect(page.get_by_text("B Button, once a week.")).to_be_visible()
    assert "b=button-weekly" in page.url

    keyboard.tab_to("How many times faster")
    keyboard.press("ArrowRight")
    keyboard.tab_to("Skip the guess")
    keyboard.press("Enter")
    expect(page.get_by_role("slider", name="Time in the whole run")).to_be_visible()

    play_and_step(page, keyboard)
    read_a_change_and_a_stage(page, keyboard)
    compare(page, keyboard)


def play_and_step(page: Page, keyboard: Keyboard) -> None:
    scrub = page.get_by_role("slider", name="Time in the whole run")
    keyboard.tab_to("Pause")
    keyboard.press("Enter")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    keyboard.tab_to("Next event")
    before = scrub.get_attribute("aria-valuetext")
    keyboard.press("Enter")
    expect(scrub).not_to_have_attribute("aria-valuetext", before or "")
    keyboard.tab_to("First failure")
    keyboard.press("Enter")
    keyboard.tab_to("Time in the whole run")
    before = scrub.get_attribute("aria-valuetext")
    keyboard.press("ArrowRight")
    expect(scrub).not_to_have_attribute("aria-valuetext", before or "")
    keyboard.tab_to("1 day")
    keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="1 h", exact=True)).to_be_checked()


def read_a_change_and_a_stage(page: Page, keyboard: Keyboard) -> None:
    keyboard.tab_to("Number of the change")
    keyboard.press("Control+a")
    page.keyboard.type("3")
    keyboard.press("Enter")
    expect(page.get_by_role("group", name="One change")).to_contain_text("Change 3, committed")

    keyboard.tab_to("review", back=True)
    keyboard.press("Enter")
    panel = page.get_by_role("region", name="Stage")
    expect(panel).to_contain_text("review")
    keyboard.press("ArrowRight", "Enter")
    expect(panel).to_contain_text("build")
    keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert keyboard.focused()[0].startswith("build")

    keyboard.tab_to("Read as text")
    keyboard.press("Enter")
    expect(page.locator(".reading").first).to_contain_text("Week")


def compare(page: Page, keyboard: Keyboard) -> None:
    keyboard.tab_to("Compare results", back=True)
    keyboard.press("Enter")
    table = page.get_by_role("table", name="Lanes A, B side by side")
    expect(table.get_by_role("row", name=re.compile("^Failed changes per 1,000"))).to_contain_text("fewer")
    keyboard.tab_to("How each number was computed")
    keyboard.press("Enter")
    expect(page.get_by_text("Source of the metric").first).to_be_visible()
    keyboard.press("Escape")
    expect(page.get_by_text("Source of the metric")).to_have_count(0)
    keyboard.tab_to("The same as a table")
    keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="waiting").first).to_be_visible()
