"""By hand in a real browser: the button, the runbook; no press is lost, none counts twice, none is undone."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor, new_visitor

pytestmark = pytest.mark.browser

FOUND = """(name) => {
  const find = (node) => {
    for (const one of node.querySelectorAll("*")) {
      if (one.player) return one.player;
      const found = one.shadowRoot && find(one.shadowRoot);
      if (found) return found;
    }
  };
  return find(document)[name];
}"""
STEPS = (
    "Tell the team that a deployment begins", "Lock the pipeline for other changes", "Back up the database",
    "Put up the maintenance page", "Stop the old version", "Copy the package to both servers",
    "Migrate the database", "Start the new version", "Sign in and place a test order",
    "Take down the maintenance page",
)  # fmt: skip


def open_game(visitor: Visitor, server, query: str) -> Page:
    visitor.open(f"{server.address}/simulate?do=By+hand&{query}")
    visitor.page.get_by_role("button", name="Next event").wait_for()
    return visitor.page


def clock(page: Page) -> float:
    return float(page.evaluate(FOUND, "time"))


def button(page: Page):
    return page.get_by_role(
        "button", name=re.compile("^(Deploy|Nothing waits|Frozen|Sending|You look|The time|Deployed)")
    )


def until_something_waits(page: Page, least: int = 1) -> int:
    """Go from event to event until so many changes wait, and return how many."""
    for _ in range(200):
        found = re.match(r"Deploy (\d+)", button(page).inner_text())
        if found and int(found[1]) >= least:
            return int(found[1])
        page.get_by_role("button", name="Next event").click()
    raise AssertionError


def presses_of(page: Page) -> list[str]:
    """Return what the debrief tells of presses."""
    page.get_by_text("What you did, line by line").click()
    told = page.get_by_role("listitem").filter(has_text="you pressed the button")
    told.first.wait_for()
    return told.all_inner_texts()


def finish(visitor: Visitor) -> Page:
    page = visitor.page
    page.get_by_role("button", name="Finish and compare").click()
    expect(page.get_by_role("heading", name="What came of it")).to_be_visible()
    visitor.settled()
    return page


def test_a_stranger_presses_the_button_and_compares(visitor, server) -> None:
    page = open_game(visitor, server, "game=1-2")
    expect(page.get_by_role("heading", name="You are the button")).to_be_visible()
    many = until_something_waits(page, least=4)
    pressed = clock(page)
    button(page).click()
    expect(page.get_by_role("status").filter(has_text=f"{many} changes left for production")).to_have_count(1)
    expect(button(page)).to_have_text("Nothing waits for you")
    assert pressed <= clock(page) <= pressed + 0.002

    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    assert clock(page) > pressed

    finish(visitor)
    table = page.get_by_role("table").first
    for words in (
        "Change lead time",
        "Change fail rate",
        "Failed changes per 1,000",
        "Hands-on deployment work",
    ):
        expect(table).to_contain_text(words)
    expect(page.get_by_role("heading", name="Three questions to talk about")).to_be_visible()
    assert len(presses_of(page)) == 1

    page.reload()
    visitor.settled()
    expect(page.get_by_role("heading", name="What came of it")).to_be_visible()


def test_a_double_click_is_one_deployment(visitor, server) -> None:
    page = open_game(visitor, server, "game=2-2")
    until_something_waits(page, least=3)
    button(page).dblclick()
    page.keyboard.press("Enter")
    expect(button(page)).to_have_text("Nothing waits for you")
    finish(visitor)
    assert len(presses_of(page)) == 1


def test_the_keyboard_does_everything(visitor, server) -> None:
    page = open_game(visitor, server, "game=3-2")
    page.get_by_role("group", name=re.compile("Space or Enter: deploy what waits")).focus()
    for _ in range(12):
        page.keyboard.press("n")
    assert clock(page) > 9
    before = clock(page)
    page.keyboard.press("ArrowLeft")
    expect(button(page)).to_have_text("You look back")
    page.keyboard.press("Space")
    assert clock(page) == pytest.approx(before - 1)
    page.keyboard.press("ArrowRight")
    until_something_waits(page)
    page.get_by_role("group", name=re.compile("Space or Enter: deploy what waits")).focus()
    page.keyboard.press("Space")
    expect(button(page)).to_have_text("Nothing waits for you")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_lost_connection_sends_the_same_press_again(browser, server) -> None:
    visitor = new_visitor(browser, viewport={"width": 1280, "height": 800})
    page = open_game(visitor, server, "game=4-2")
    until_something_waits(page, least=3)
    page.context.set_offline(True)
    pressed = clock(page)
    button(page).dblclick()
    expect(page.get_by_text("No answer yet: the connection is lost or slow.")).to_be_visible()
    assert pressed <= clock(page) <= pressed + 0.002
    page.context.set_offline(False)
    expect(button(page)).to_have_text("Nothing waits for you", timeout=60_000)
    finish(visitor)
    assert len(presses_of(page)) == 1
    page.context.close()


def test_a_reload_returns_to_the_same_moment_and_the_same_presses(visitor, server) -> None:
    page = open_game(visitor, server, "game=5-2")
    until_something_waits(page, least=2)
    button(page).click()
    expect(button(page)).to_have_text("Nothing waits for you")
    many = until_something_waits(page, least=2)
    moment = clock(page)
    page.wait_for_timeout(600)  # what is remembered is written twice a second
    page.reload()
    visitor.settled()
    expect(button(page)).to_have_text(f"Deploy {many} waiting changes")
    assert clock(page) == pytest.approx(moment, abs=0.002)


def test_a_press_that_was_under_way_at_a_reload_is_not_lost(visitor, server) -> None:
    page = open_game(visitor, server, "game=6-2")
    until_something_waits(page, least=2)
    moment = round(clock(page) + 0.001, 3)
    memory = {
        "time": moment,
        "pending": {"what": "press", "id": "kept", "time": moment, "clicks": [], "many": 2},
        "clicks": [],
    }
    # Set as the next page begins: the one that is left may still write what it knows.
    name, text = json.dumps("greenlane.game.button~6~2~1"), json.dumps(json.dumps(memory))
    page.add_init_script(f"localStorage.setItem({name}, {text})")
    page.reload()
    visitor.settled()
    expect(button(page)).to_have_text("Nothing waits for you")
    finish(visitor)
    assert len(presses_of(page)) == 1


def test_an_older_tab_cannot_press_in_the_past(visitor, server) -> None:
    page = open_game(visitor, server, "game=7-2")
    until_something_waits(page, least=2)
    second = page.context.new_page()
    second.goto(page.url)
    second.get_by_role("button", name="Next event").wait_for()
    until_something_waits(second, least=5)
    button(second).click()
    expect(button(second)).to_have_text("Nothing waits for you")
    button(page).click()
    expect(page.get_by_text("Nobody can press in the past").locator("visible=true").last).to_be_visible()
    finish(visitor)
    assert len(presses_of(page)) == 1


def test_a_runbook_is_worked_through_and_a_slip_is_told(visitor, server) -> None:
    page = open_game(visitor, server, "game=1-2&hand=Runbook")
    until_something_waits(page, least=3)
    button(page).click()
    expect(page.get_by_role("heading", name=re.compile("You deploy .* by hand"))).to_be_focused()
    page.get_by_role("checkbox", name=re.compile("Step by step")).check()
    began = clock(page)
    order = [1, 0, *range(2, 10)]
    for step in order[:4]:
        page.get_by_role("button", name=STEPS[step]).click()
    page.reload()
    visitor.settled()
    expect(page.get_by_role("button", name=f"{STEPS[1]}: done, as number 1")).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("Step by step")).check()
    for step in order[4:]:
        page.get_by_role("button", name=STEPS[step], exact=True).click()
    assert clock(page) >= began + 10 * 8 / 60 - 0.001
    page.get_by_role("button", name="Report: deployment done").click()
    expect(button(page)).to_have_text("Deployed, it seems")
    finish(visitor)
    page.get_by_text("What you did, line by line").click()
    expect(page.get_by_text("came before step 1")).to_be_visible()


def test_neither_table_nor_story_nor_timeline_tells_what_is_yet_to_come(visitor, server) -> None:
    page = open_game(visitor, server, "game=9-2")
    page.get_by_text("Table", exact=True).click()
    sheets = page.get_by_role("region", name=re.compile("changes so far$"))
    expect(sheets).to_have_count(2)
    assert [len(sheets.nth(lane).get_by_role("row").all()) for lane in range(2)] == [1, 1]
    assert "will be" not in page.get_by_role("group", name="One change").inner_text()
    expect(page.get_by_text("Not committed yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_disabled()
    past = page.locator(".timeline .past")
    playhead = float(re.search(r"[\d.]+", page.locator(".timeline .head").get_attribute("transform"))[0])
    assert float(past.get_attribute("width")) == playhead
    assert page.get_by_text("Assumptions, seed").count() == 1

    until_something_waits(page, least=2)
    now = clock(page)
    rows = [row for lane in range(2) for row in sheets.nth(lane).get_by_role("row").all()[1:]]
    assert rows
    assert all(
        stamp_of(cell) <= now for row in rows for cell in row.get_by_role("cell").all_inner_texts()[:2]
    )


def stamp_of(text: str) -> float:
    """Return "week 1, Mon 09:13" as hours to the minute; nothing is no time at all."""
    found = re.fullmatch(r"week (\d+), (\w{3}) (\d\d):(\d\d)", text)
    if not found:
        return 0.0
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun").index(found[2])
    return (int(found[1]) - 1) * 168 + day * 24 + int(found[3]) + int(found[4]) / 60


def test_without_motion_the_game_goes_from_event_to_event(browser, server) -> None:
    visitor = new_visitor(browser, viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = open_game(visitor, server, "game=8-2")
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_count(0)
    until_something_waits(page)
    moment = clock(page)
    page.wait_for_timeout(400)
    assert clock(page) == moment
    assert visitor.errors == []
    page.context.close()


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_the_game_its_runbook_and_its_debrief_have_no_serious_finding(browser, server, look: str) -> None:
    size = {"width": 390, "height": 844} if look == "phone" else {"width": 1280, "height": 800}
    scheme = "dark" if look == "dark" else "light"
    visitor = new_visitor(browser, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = open_game(visitor, server, f"game=2{len(look)}-2&hand=Runbook")
    until_something_waits(page)
    assert findings(page) == []
    button(page).click()
    page.get_by_role("button", name=STEPS[0]).click()
    assert findings(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth") == 0
    page.get_by_role("button", name="Report: deployment done").click()
    finish(visitor)
    assert findings(page) == []
    assert visitor.errors == []
    page.context.close()


def findings(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    serious = [found for found in violations if found["impact"] in {"serious", "critical"}]
    return [f"{found['id']}: {node['html'][:120]}" for found in serious for node in found["nodes"]]
