"""The whole 30-minute agenda: a host, a wall, twelve phones, two of them real pages, to the report."""

import csv
import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

import content
from tests.browser.conftest import Server, Visitor, new_visitor, settled
from tests.browser.test_accessibility import findings
from tests.words.workshop_room import house, item
from ui.workshop import telling
from workshops import shipped_agendas

pytestmark = pytest.mark.browser

WALL = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 844}
LEAST, LEAST_SIZE = 7.0, 27.0
"""The contrast of every word on the wall, and the size of its own words on a wall of 1,920 px [px]."""
BY_HTTP = 10
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
OPTIONS = re.compile(r'id="answer-(\w)" name="option" value="([^"]+)"')

READ = """() => {
  const roots = [...document.querySelectorAll("*")].map((e) => e.shadowRoot);
  const wall = roots.find((r) => r?.querySelector("dialog.wall")).querySelector("dialog.wall");
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const numbers = (text) => (text.match(/[\\d.]+/g) ?? [255, 255, 255]).map(Number);
  const ground = (e) => { for (; e; e = e.parentElement) {
    const n = numbers(getComputedStyle(e).backgroundColor);
    if (n.length < 4 || n[3] > 0) return n; } return [255, 255, 255]; };
  const walk = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT), found = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const e = node.parentElement, style = getComputedStyle(e);
    if (!node.data.trim() || !e.checkVisibility({ visibilityProperty: true }) || e.closest(".sr")) continue;
    const ink = e instanceof SVGElement ? style.fill : style.color;
    const [a, b] = [light(numbers(ink)), light(ground(e))].sort((x, y) => y - x);
    found.push({ text: node.data.trim(), ratio: (a + 0.05) / (b + 0.05), size: parseFloat(style.fontSize),
      ours: !e.closest(".figure") });
  }
  const body = wall.querySelector(".body");
  const all = [...wall.querySelectorAll("button, a, input, select, summary")];
  const pressed = all.filter((e) => e.checkVisibility() && !e.closest("[inert]"));
  return { found, cut: body.scrollHeight - body.clientHeight, pressed: pressed.length };
}"""


@dataclass
class Phone:
    """A phone without a script: it reads the page and posts its forms."""

    address: str
    code: str
    web: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.web = httpx.Client(
            base_url=self.address, headers={"Origin": self.address}, follow_redirects=True, timeout=60.0
        )
        page = self.web.get(f"/j/{self.code}").text
        self.web.post(f"/j/{self.code}", data=dict(HIDDEN.findall(page))).raise_for_status()

    def see(self, question: int = 0) -> str:
        return self.web.get(f"/j/{self.code}", params={"q": question} if question else {}).text

    def moved_to(self, address: str) -> str:
        """Go on with the same cookies at another server, and return what is seen there."""
        self.web.base_url, self.web.headers["Origin"] = address, address
        return self.see()

    def answer(self, question: int, letter: str) -> None:
        page = self.see(question)
        chosen = dict(OPTIONS.findall(page))[letter]
        sent = {**dict(HIDDEN.findall(page)), "option": chosen}
        self.web.post(f"/j/{self.code}/vote?q={question}", data=sent).raise_for_status()


@dataclass
class Room:
    """A host, a wall and the phones of one workshop."""

    host: Visitor
    wall: Visitor
    hands: list[Visitor]
    phones: list[Phone]

    def act(self, label: str) -> None:
        """Press one of the host's buttons, and wait until the page is drawn."""
        self.host.page.get_by_role("button", name=label, exact=True).first.click()
        self.host.page.wait_for_timeout(300)
        self.host.settled()

    def vote(self, letters: dict[int, str]) -> None:
        """Let everybody answer: `letters` has for each question what the twelve people choose."""
        for question, chosen in letters.items():
            for phone, letter in zip(self.phones, chosen, strict=False):
                phone.answer(question, letter)
            for phone, letter in zip(self.hands, chosen[BY_HTTP:], strict=True):
                phone.page.goto(re.sub(r"\?.*", "", phone.page.url) + f"?q={question}")
                phone.page.locator(f"#answer-{letter}").click()
                expect(phone.page.locator("body")).to_contain_text("Your vote is in")


def readable(page: Page) -> None:
    """Assert that every word of the wall can be read from the last row, and that nothing can be pressed."""
    page.wait_for_timeout(700)
    seen = page.evaluate(READ)
    assert [word for word in seen["found"] if word["ratio"] < LEAST] == []
    assert [word for word in seen["found"] if word["ours"] and word["size"] < LEAST_SIZE * 0.52] == []
    assert seen["cut"] <= 1
    assert seen["pressed"] == 0


@pytest.fixture
def room(browser, own_server: Server):
    own_server.start()
    host = new_visitor(browser, viewport={"width": 1280, "height": 900}, accept_downloads=True)
    host.open(f"{own_server.address}/workshop")
    assert findings(host.page) == []
    host.page.get_by_role("button", name="Open the room").click()
    expect(host.page.get_by_text("Your link as the host, shown once")).to_be_visible()
    host.settled()
    name = re.search(r"room=([^&]+)", host.page.url)[1]
    wall = new_visitor(browser, viewport=WALL, reduced_motion="reduce")
    wall.page.goto(f"{own_server.address}/workshop?room={name}&view=wall")
    expect(wall.page.locator("dialog.wall .code")).to_have_text(re.compile(r"^\w{3} \w{3}$"))
    code = wall.page.locator("dialog.wall .code").inner_text().replace(" ", "")
    phones = [Phone(own_server.address, code) for _ in range(BY_HTTP)]
    hands = [new_visitor(browser, viewport=PHONE, has_touch=True) for _ in range(12 - BY_HTTP)]
    for visitor in hands:
        visitor.page.goto(f"{own_server.address}/j/{code}")
        visitor.page.get_by_role("button", name="Join the room").click()
    yield Room(host, wall, hands, phones)
    for visitor in (host, wall, *hands):
        visitor.page.context.close()
        assert visitor.elsewhere == []
    for visitor in (host, wall):
        assert visitor.errors == []
    for phone in phones:
        phone.web.close()


def letters_of(place: int, *goods: int) -> dict[int, str]:
    """Return what twelve people choose in a step so that so many are right about each of its questions."""
    agenda = next(one for one in shipped_agendas().values if one.minutes == 30)
    found = {}
    for number, (one, good) in enumerate(
        zip(telling.questions(agenda, place, house()), goods, strict=True), 1
    ):
        right = one.option(content.right_option(item(one.id))).letter
        wrong = next(letter for letter in "ABC" if letter != right)
        found[number] = right * good + wrong * (12 - good)
    return found


def test_the_whole_agenda_of_thirty_minutes_from_code_to_report(room: Room, tmp_path: Path) -> None:
    host, wall = room.host.page, room.wall.page
    expect(wall.locator(".wall .in")).to_have_text("12 in the room")
    readable(wall)
    room.act("I have kept it, or do not need it")
    room.act("Begin with the first step")
    expect(wall.locator(".wall .step")).to_have_text("1 of 8. Come in")
    three_stories(room)
    the_guess_and_the_run(room)
    expect(wall.locator(".wall .prompts li")).to_have_count(3)
    room.act("Start 8 min")
    expect(wall.locator(".wall .timer")).to_have_text(re.compile(r"^[78]:\d\d$"))
    note = host.get_by_label("Notes of this step, for the report")
    note.fill("Waiting has no owner.")
    note.blur()
    room.host.settled()
    readable(wall)
    three_stories_again(room)
    the_files(room, tmp_path)
    room.act("Go on")
    host.get_by_role("button", name="Close the room").click()
    room.act("Close it for all")
    expect(wall.locator(".wall .ask")).to_have_text("Thank you")


def three_stories(room: Room) -> None:
    """Vote on three stories; nobody sees a count, and the host goes on without showing them."""
    host, wall = room.host.page, room.wall.page
    room.act("Go on")
    room.act("Open the answers")
    expect(wall.locator(".wall .ask")).to_be_visible()
    room.vote(letters_of(1, 3, 5, 4))
    expect(wall.locator(".wall .answered")).to_have_text("12 of 12 answered")
    expect(host.get_by_text("12 of 12 answered")).to_be_visible()
    readable(wall)
    assert wall.locator(".wall .bar").count() == 0
    assert 'class="tally"' not in room.phones[0].see()
    assert findings(host) == []
    room.act("Go on without showing")
    room.act("Send it")
    expect(wall.locator(".wall .workflow")).to_be_visible()
    readable(wall)


def the_guess_and_the_run(room: Room) -> None:
    """Guess, see the guess beside what the simulator says, watch the lanes, compare them."""
    wall = room.wall.page
    room.act("Go on")
    room.act("Open the answers")
    room.vote({1: "AAABBBBBBBCC", 2: "AAAAAABBBBCC"})
    room.act("Show the answers")
    says = re.compile(r"^2 of 12 guessed it\. It was \d+ .\.$")
    expect(wall.locator(".wall .join .top")).to_have_text(says)
    expect(wall.locator(".wall .dots i")).to_have_count(12)
    expect(wall.locator(".wall [data-player]")).to_be_visible()
    readable(wall)
    room.act("Go on")
    expect(wall.locator(".wall [data-player] .lane")).to_have_count(3)
    readable(wall)
    room.act("Send the comparison")
    expect(wall.locator(".wall table")).to_contain_text("Failed changes per 1,000")
    readable(wall)
    room.act("Go on")


def three_stories_again(room: Room) -> None:
    """Vote on the twins of the three stories; both votes are shown, and what the room gained."""
    host, wall = room.host.page, room.wall.page
    room.act("Go on")
    room.act("Open the answers")
    room.vote(letters_of(6, 9, 11, 10))
    room.act("Show the answers")
    expect(wall.locator(".wall .foot .sum")).to_have_text("9 of 12 right")
    readable(wall)
    expect(room.hands[0].page.locator(".tally").first).to_be_visible()
    room.act("Send before and after to the wall")
    expect(wall.locator(".wall table")).to_contain_text("3 of 12")
    expect(wall.locator(".wall table")).to_contain_text("9 of 12")
    readable(wall)
    for page in (host, wall, room.hands[0].page):
        assert findings(page) == []


def the_files(room: Room, folder: Path) -> None:
    """Take away the report, the counts and the file to go on from."""
    host = room.host.page
    files = {label: taken(host, label, folder) for label in ("Report", "Counts", "File")}
    assert "Waiting has no owner." in files["Report"]
    assert "33 % right before, 83 % after" in files["Report"]
    assert "<script" not in files["Report"]
    rows = list(csv.DictReader(io.StringIO(files["Counts"])))
    assert sum(int(row["count"]) for row in rows) == 12 * 8
    kept = json.loads(files["File"])
    assert (kept["step"], kept["people"], len(kept["tallies"])) == (7, 12, 8)
    report = host.context.new_page()
    report.goto((folder / "Report.html").as_uri())
    assert findings(report) == []
    report.close()


def taken(host: Page, label: str, folder: Path) -> str:
    """Take one file away and return its text."""
    if not host.get_by_role("button", name=re.compile("^Report to print")).is_visible():
        host.get_by_role("button", name="Take it away").click()
    with host.expect_download() as download:
        host.get_by_role("button", name=re.compile(f"^{label}")).click()
    path = folder / f"{label}.html"
    download.value.save_as(path)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("look", ["dark", "phone"])
def test_the_start_and_the_hosts_page_fit_and_have_no_serious_finding(
    browser, server: Server, look: str
) -> None:
    context = {"viewport": PHONE, "has_touch": True} if look == "phone" else {"color_scheme": "dark"}
    visitor = new_visitor(browser, **context)
    visitor.open(f"{server.address}/workshop")
    assert findings(visitor.page) == []
    visitor.page.get_by_role("button", name="Open the room").click()
    for label in ("I have kept it, or do not need it", "Begin with the first step", "Go on"):
        visitor.page.get_by_role("button", name=label, exact=True).click()
        visitor.page.wait_for_timeout(300)
        settled(visitor.page)
        assert findings(visitor.page) == []
        wide = visitor.page.evaluate(
            "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
        )
        assert wide == 0
    visitor.page.context.close()
    assert visitor.errors == []


@pytest.mark.parametrize("wall", [{"width": 1280, "height": 720}, {"width": 1024, "height": 768}], ids=str)
def test_a_smaller_wall_holds_a_question_whole(browser, server: Server, wall: dict[str, int]) -> None:
    host = new_visitor(browser, viewport={"width": 1280, "height": 900})
    host.open(f"{server.address}/workshop")
    host.page.get_by_role("button", name="Open the room").click()
    for label in (
        "I have kept it, or do not need it",
        "Begin with the first step",
        "Go on",
        "Open the answers",
    ):
        host.page.get_by_role("button", name=label, exact=True).click()
        host.page.wait_for_timeout(300)
        host.settled()
    shown = new_visitor(browser, viewport=wall)
    shown.page.goto(host.page.url + "&view=wall")
    expect(shown.page.locator(".wall .option")).to_have_count(3)
    shown.page.keyboard.press("Escape")
    shown.page.wait_for_timeout(500)
    seen = shown.page.evaluate(READ)
    assert seen["cut"] <= 1
    assert [word for word in seen["found"] if word["ratio"] < LEAST] == []
    assert shown.errors == []
    shown.page.context.close()
    host.page.context.close()
