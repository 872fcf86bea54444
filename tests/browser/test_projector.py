"""A lesson on the wall: keys alone, large words of high contrast, notes only when asked for, nothing cut."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visitor, new_visitor

pytestmark = pytest.mark.browser

LESSON = "delivery-or-deployment"
WALL = {"width": 1280, "height": 720}
LEAST, LEAST_SIZE = 7.0, 27.0
"""The contrast of every word, and the size of every word for the room [px]."""

READ = """() => {
  const roots = [...document.querySelectorAll("*")].map((e) => e.shadowRoot);
  const root = roots.find((r) => r?.querySelector("dialog.talk"));
  const dialog = root.querySelector('dialog.talk');
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const numbers = (text) => (text.match(/[\\d.]+/g) ?? [255, 255, 255]).map(Number);
  const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    const n = numbers(c); if (n.length < 4 || n[3] > 0) return n; } return [255, 255, 255]; };
  const walk = document.createTreeWalker(dialog, NodeFilter.SHOW_TEXT), found = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const e = node.parentElement, style = getComputedStyle(e);
    if (!node.data.trim() || !e.checkVisibility({ visibilityProperty: true }) || e.closest('.sr')) continue;
    const ink = e instanceof SVGElement ? style.fill : style.color;
    const [a, b] = [light(numbers(ink)), light(ground(e))].sort((x, y) => y - x);
    found.push({ text: node.data.trim(), ratio: (a + 0.05) / (b + 0.05), size: parseFloat(style.fontSize),
      room: Boolean(e.closest('.area, .head')) && !e.closest('.figure') });
  }
  const area = root.querySelector('.area'), body = area.firstElementChild, box = area.getBoundingClientRect();
  const inner = root.querySelector('.inner')?.getBoundingClientRect();
  return { found, cut: body && !body.matches('.long, .figure') && body.scrollHeight > area.clientHeight + 1,
    below: inner ? inner.bottom - box.bottom : 0, wide: dialog.scrollWidth - dialog.clientWidth };
}"""


def present(browser, server: Server, lesson: str = LESSON, **context: object) -> Visitor:
    settings = {"viewport": WALL, "reduced_motion": "reduce", **context}
    visitor = new_visitor(browser, **settings)
    visitor.open(f"{server.address}/learn?lesson={lesson}&present=yes")
    expect(visitor.page.get_by_role("dialog")).to_be_visible()
    place(visitor.page)
    return visitor


def place(page: Page) -> tuple[int, int]:
    shown = page.locator("dialog.talk .place")
    expect(shown).to_contain_text(" of ")
    here, _, most = shown.inner_text().partition(" of ")
    return int(here), int(most)


def closed(visitor: Visitor) -> None:
    visitor.page.context.close()
    assert visitor.errors == []
    assert visitor.elsewhere == []


def test_the_wall_is_reached_and_left_by_keyboard(browser, server: Server) -> None:
    visitor = new_visitor(browser, viewport=WALL)
    page = visitor.page
    visitor.open(f"{server.address}/learn?lesson={LESSON}")
    page.get_by_text("Show it to a room, print it, see its sources").click()
    page.get_by_role("link", name="Show it to a room").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("dialog.talk .place")).to_have_text(f"1 of {place(page)[1]}")

    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name="The one question")).to_be_visible()
    assert "present" not in page.url
    closed(visitor)


def test_keys_move_and_buttons_do_the_same(browser, server: Server) -> None:
    visitor = present(browser, server)
    page = visitor.page
    most = place(page)[1]
    for key, here in (
        ("ArrowRight", 2), ("PageDown", 3), ("ArrowLeft", 2), ("PageUp", 1), ("ArrowLeft", 1), ("End", most),
        ("ArrowRight", most), ("Home", 1),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert place(page) == (here, most), key
    page.keyboard.press("ArrowDown")
    expect(page.locator("dialog.talk .head")).to_have_text("A sentence you will hear")
    page.get_by_role("button", name="Next part").click()
    assert place(page)[0] == 3
    page.reload()
    visitor.settled()
    expect(page.locator("dialog.talk .head")).to_have_text("A sentence you will hear")
    closed(visitor)


def test_notes_are_hidden_until_they_are_asked_for(browser, server: Server) -> None:
    visitor = present(browser, server)
    page = visitor.page
    notes = page.get_by_role("complementary", name="Notes for the trainer")
    page.keyboard.press("ArrowRight")
    expect(notes).to_have_count(0)
    page.keyboard.press("n")
    expect(notes).to_contain_text("Amazon Web Services")
    page.get_by_role("button", name="Notes").click()
    expect(notes).to_have_count(0)
    closed(visitor)


def test_a_question_hides_what_is_right_until_the_next_step(browser, server: Server) -> None:
    visitor = present(browser, server)
    page = visitor.page
    page.keyboard.press("End")
    while "Check yourself" not in page.locator("dialog.talk .head").inner_text():
        page.keyboard.press("ArrowLeft")
    expect(page.locator("dialog.talk .right")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("dialog.talk .right")).to_have_count(0)
    expect(page.locator("dialog.talk .after")).not_to_be_visible()
    closed(visitor)


@pytest.mark.parametrize("lesson", [LESSON, "by-hand-or-by-machine", "continuous-integration"])
@pytest.mark.parametrize("wall", [WALL, {"width": 1024, "height": 768}], ids=["wide", "square"])
def test_every_word_of_a_lesson_can_be_read_from_the_last_row(browser, server: Server, lesson, wall) -> None:
    visitor = present(browser, server, lesson, viewport=wall)
    page = visitor.page
    least = LEAST_SIZE * max(0.83, min(wall["width"] / 1280, wall["height"] / 720))
    for here in range(1, place(page)[1] + 1):
        assert place(page)[0] == here
        if page.locator("dialog.talk .inner").count():
            page.wait_for_timeout(400)
        seen = page.evaluate(READ)
        where = f"{here}: {page.locator('dialog.talk .head').inner_text()}"
        assert [word for word in seen["found"] if word["ratio"] < LEAST] == [], where
        assert [word for word in seen["found"] if word["room"] and word["size"] < least] == [], where
        assert not seen["cut"], where
        assert seen["below"] <= 1, where
        assert seen["wide"] <= 0, where
        page.keyboard.press("ArrowRight")
    closed(visitor)
