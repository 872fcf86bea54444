"""The player by itself, under the app's own content policy: lanes, stages, keyboard, twins, files."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.mounting import crowd, lanes, mount
from simulator import compile_scenario, frames, scenario_from_text, simulate, slim_frames
from simulator.trace import Study

pytestmark = pytest.mark.browser

Show = Callable[..., Page]
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def told(text: str, hours: float = 48.0, seed: int = 1) -> dict[str, Any]:
    """Simulate a road and return its frames as they travel."""
    scenario = scenario_from_text(f"format: 1\nid: road\ntitle: A road\n{text}", "road")
    trace = simulate(compile_scenario(scenario), Study(seed, 1, hours=hours))
    return slim_frames(frames(trace, until=hours))


def by_hand(**more: Any) -> dict[str, Any]:
    """Return two changes on three stages, written by hand: the first deployment fails."""
    stage = {"after": [], "calendar": False, "departs": None, "capacity": 1}
    return {
        "scenario": "by-hand", "title": "By hand", "note": "Made up.", "seed": 7, "horizon": 24.0,
        "stages": [
            {**stage, "id": "review", "title": "review", "mark": "hand", "word": "by hand",
             "meaning": "People carry out the steps."},
            {**stage, "id": "decision", "title": "decision", "mark": "button", "word": "button", "after": [0],
             "meaning": "A person of the team chooses when."},
            {**stage, "id": "deploy", "title": "deploy", "mark": "bolt", "word": "automatic", "after": [1],
             "meaning": "The pipeline does it."},
        ],
        "changes": [
            {"n": 1, "arrive": 1.0, "live": 9.0, "failed": True,
             "visits": [[0, 1.0, 1.0, 3.0, 0], [1, 3.0, 6.0, 6.0, 0], [2, 6.0, 6.0, 7.0, 0]]},
            {"n": 2, "arrive": 2.0, "live": 12.0, "failed": False,
             "visits": [[0, 2.0, 3.0, 5.0, 0], [1, 5.0, 11.0, 11.0, 0], [2, 11.0, 11.0, 12.0, 0]]},
        ],
        "deployments": [
            {"start": 6.0, "end": 7.0, "size": 1, "failed": True, "restored": 9.0, "changes": [1]},
            {"start": 11.0, "end": 12.0, "size": 1, "failed": False, "restored": 12.0, "changes": [2]},
        ],
        "departures": [6.0, 11.0], "closed": [[17.0, 24.0]], "frozen": [[7.0, 9.0]], **more,
    }  # fmt: skip


@contextmanager
def opened(browser: Browser, view: dict[str, Any], *, dark: bool = False, **context: Any) -> Iterator[Page]:
    page = browser.new_context(**{"viewport": DESK, "reduced_motion": "reduce", **context}).new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: wrong.append(request.url) if "player.test" not in request.url
            and not request.url.startswith("data:") else None)  # fmt: skip
    yield mount(page, view, dark=dark)
    page.wait_for_timeout(100)
    page.context.close()
    assert wrong == []


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    """Open views; what must never happen in a page is looked at when the test ends."""
    open_pages: list[Any] = []

    def shown(view: dict[str, Any], **context: Any) -> Page:
        page = opened(browser, view, **context)
        open_pages.append(page)
        return page.__enter__()

    yield shown
    for page in open_pages:
        page.__exit__(None, None, None)


def seek(page: Page, hours: float) -> None:
    page.evaluate("(hours) => player.seek(hours)", hours)


def beads(page: Page, lane: int = 0) -> list[dict[str, Any]]:
    return page.evaluate("(lane) => player.beads[lane]", lane)


def stage(page: Page, name: str, lane: int = 0) -> Any:
    return page.locator(".lane").nth(lane).locator(".stop").filter(has_text=name)


# ---------------------------------------------------------------- lanes


@pytest.mark.parametrize("window", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("many", [1, 2, 3, 4])
def test_one_to_four_lanes_share_one_clock(show: Show, many: int, window: dict[str, int]) -> None:
    page = show(lanes(*[by_hand()] * many), viewport=window)
    seek(page, 5.5)

    assert page.locator(".lane .badge text").all_text_contents() == list("ABCD"[:many])
    assert page.locator(".clock .time").inner_text() == "Mon 05:30"
    for lane in range(many):
        assert {bead["n"] for bead in beads(page, lane)} == {1, 2}
    wide = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    assert page.evaluate(wide) == 0


def test_a_brief_lane_hides_story_and_legend_but_keeps_its_twins(show: Show) -> None:
    page = show(lanes(by_hand(), brief=True))

    assert page.locator(".story, .legend").count() == 0
    page.get_by_text("Read as text").click()
    expect(page.locator(".reading").first).to_contain_text("Lane A, By hand")
    page.get_by_text("Table", exact=True).click()
    expect(page.get_by_role("table").first).to_be_visible()


def test_changed_data_goes_on_with_the_clock_where_it_was(show: Show) -> None:
    page = show(lanes(by_hand()))
    seek(page, 5.5)
    page.get_by_text("Table", exact=True).click()
    stage(page, "decision").click()
    page.evaluate("(view) => window.mountView(view)", lanes(by_hand(title="Another")))

    assert page.evaluate("document.querySelector('[data-player]').player.time") == 5.5
    expect(page.get_by_role("heading", name="Another", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Stage", exact=True)).to_contain_text(
        "2 changes wait for the button"
    )
    expect(page.get_by_role("table").first).to_be_visible()
    assert page.evaluate("document.activeElement.closest('li').dataset.stage") == "decision"


# ---------------------------------------------------------------- stages and changes


def test_a_stage_tells_its_queue_its_load_its_mark_and_what_it_means(show: Show) -> None:
    page = show(lanes(by_hand()))
    seek(page, 2.5)
    stage(page, "review").click()
    panel = page.get_by_role("region", name="Stage")

    expect(panel).to_contain_text("1 change waits for review; the first in line, change 2, for 30 min.")
    expect(panel).to_contain_text("1 of 1 person at work on change 1, since Mon 01:00.")
    expect(panel).to_contain_text("by hand")
    expect(panel).to_contain_text("People carry out the steps.")
    seek(page, 4)
    expect(panel).to_contain_text("No change waits.")
    stage(page, "decision").click()
    expect(panel).to_contain_text(
        "1 change waits for the button; the first in line, change 1, for 1 h 00 min."
    )
    expect(panel).to_contain_text("Next departure Mon 06:00, in 2 h 00 min.")
    stage(page, "decision").click()
    expect(panel).to_be_hidden()


def test_the_keyboard_walks_over_stages_and_back(show: Show) -> None:
    page = show(lanes(by_hand(), by_hand()))
    at = "document.activeElement.closest"
    focused = f"{at}('li')?.dataset.stage + {at}('.lane')?.ariaLabel"
    stage(page, "review").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "decisionLane B: By hand"
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Stage")).to_contain_text("deploy")
    assert page.evaluate("document.activeElement.ariaExpanded") == "true"
    page.get_by_role("button", name="Close").press("Escape")
    expect(page.get_by_role("region", name="Stage")).to_be_hidden()
    assert page.evaluate(focused) == "deployLane B: By hand"
    assert page.locator(".stop[tabindex='0']").count() == 2


def test_a_change_of_a_queue_and_its_neighbors_are_chosen_by_keyboard(show: Show) -> None:
    page = show(lanes(by_hand()))
    seek(page, 2.5)
    stage(page, "review").press("Enter")
    page.get_by_role("button", name="Change 2").press("Enter")
    assert page.evaluate("player.chosen") == 2
    expect(page.locator(".story")).to_contain_text("Change 2, committed Mon 02:00")
    page.get_by_role("button", name="Previous").press("Enter")
    assert page.evaluate("player.chosen") == 1


def test_steps_stop_at_queues_departures_deployments_failures_and_recoveries(show: Show) -> None:
    page = show(lanes(by_hand()))
    seen = []
    for _ in range(9):
        page.get_by_role("button", name="Next event").click()
        seen.append((page.evaluate("player.time"), page.locator(".happened").inner_text()))

    assert seen == [
        (2.0, "A: change 2 joins the queue of review"),
        (3.0, "A: change 1 joins the queue of decision"),
        (5.0, "A: change 2 joins the queue of decision"),
        (6.0, "A: a departure"),
        (7.0, "A: a deployment of change 1 fails"),
        (9.0, "A: production has recovered"),
        (11.0, "A: a departure"),
        (12.0, "A: change 2 deployed"),
        (24.0, "end of the run"),
    ]


def test_the_button_breathes_only_while_something_waits_for_it(show: Show) -> None:
    page = show(lanes(by_hand()), reduced_motion="no-preference")
    page.evaluate("player.pause()")
    ring = page.locator(".post.button .ring")
    motion = "node => getComputedStyle(node).animationName"
    seek(page, 4)
    assert ring.evaluate(motion) == "breathe"
    seek(page, 11.5)
    assert ring.evaluate(motion) == "none"
    seek(page, 4)
    page.emulate_media(reduced_motion="reduce")
    assert ring.evaluate(motion) == "none"


def test_a_failed_deployment_turns_back_freezes_the_lane_and_recovers(show: Show) -> None:
    page = show(lanes(by_hand()))
    looks = {}
    for hours in (6.5, 8.0, 9.5):
        seek(page, hours)
        looks[hours] = [bead["look"] for bead in beads(page) if bead["n"] == 1]
    assert looks == {6.5: ["bead"], 8.0: ["failed"], 9.5: []}
    seek(page, 8)
    page.get_by_text("Read as text").click()
    expect(page.locator(".reading").first).to_contain_text("Deployments are frozen")
    assert float(page.locator(".frost").get_attribute("opacity") or 0) == 1
    seek(page, 9.5)
    expect(page.locator(".reading").first).not_to_contain_text("frozen")
    expect(page.locator(".reading").first).to_contain_text("1 live in 1 deployment, 1 change failed")


FORK = """
arrivals: {at: [0, 0.2]}
stages:
  - {id: build, mark: bolt, work: {dist: constant, value: 1h}}
  - {id: test, mark: bolt, after: [build], work: {dist: constant, value: 1h}}
  - {id: scan, mark: bolt, after: [build], work: {dist: constant, value: 3h}}
  - {id: deploy, mark: bolt, after: [test, scan], work: {dist: constant, value: 1h}}
"""


def test_where_a_road_forks_a_change_is_in_several_places_and_meets_again(show: Show) -> None:
    page = show(lanes(told(FORK)))

    def first() -> list[dict[str, Any]]:
        return [bead for bead in beads(page) if bead["n"] == 1]

    seek(page, 0.5)
    assert len(first()) == 1
    seek(page, 1.5)
    above, below = sorted(first(), key=lambda bead: -bead["off"])
    assert above["off"] == -below["off"] > 20
    assert above["along"] > below["along"]  # the test is three times as quick
    seek(page, 4.5)
    assert [round(bead["off"]) for bead in first()] == [0]
    stage(page, "scan").click()
    expect(page.get_by_role("region", name="Stage")).to_contain_text("Runs side by side with test.")
    stage(page, "deploy").click()
    expect(page.get_by_role("region", name="Stage")).to_contain_text(
        "Waits until a change has come from test, scan."
    )
    expect(page.locator(".sums").first).to_contain_text("4 h 30 min so far")


def test_a_hotfix_has_a_shape_and_a_word_of_its_own(show: Show) -> None:
    road = told("""
arrivals:
  at: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
  classes: [{id: hotfix, share: 0.4}, {id: feature, share: 0.6, priority: 2}]
stages: [{id: review, mark: hand, work: {dist: constant, value: 2h}}]
""")
    kinds = {n: change["kind"] for n, change in enumerate(road["changes"], 1)}
    assert set(kinds.values()) == {0, 1}
    page = show(lanes(road))
    seek(page, 0.9)
    assert {bead["n"]: bead["rank"] for bead in beads(page)} == kinds
    expect(page.locator(".legend")).to_contain_text("hotfix, goes first")
    waiting = [bead for bead in beads(page) if bead["n"] > 1]
    waiting.sort(key=lambda bead: (-bead["along"], bead["off"]))
    page.evaluate("(n) => player.choose(n)", next(n for n, kind in kinds.items() if kind == 0))
    expect(page.locator(".story")).to_contain_text("hotfix")


def test_a_red_attempt_is_numbered_and_told(show: Show) -> None:
    page = show(lanes(told("""
arrivals: {at: [0]}
stages:
  - id: test
    mark: bolt
    work: {dist: constant, value: 1h}
    flaky: {rate: 0.999999, attempts: 3, hold: false}
""", 2.5)))  # fmt: skip
    numbers = []
    for hours in (0.5, 1.5, 2.4):
        seek(page, hours)
        numbers += [bead["attempt"] for bead in beads(page)]
    assert numbers == [1, 2, 3]
    stage(page, "test").click()
    expect(page.get_by_role("region", name="Stage")).to_contain_text("change 1, attempt 3")
    expect(page.locator(".sums")).to_contain_text("2 red checks, run again")


def test_an_approver_who_looks_in_now_and_then_is_announced(show: Show) -> None:
    page = show(lanes(told("""
arrivals: {at: [1]}
stages: [{id: approval, mark: hourglass, attends: {every: 4h}, work: {dist: constant, value: 1h}}]
""")))  # fmt: skip
    seek(page, 2)
    stage(page, "approval").click()
    panel = page.get_by_role("region", name="Stage")
    expect(panel).to_contain_text(
        "looks in every 4 h 00 min; the next look that finds a change is Mon 04:00."
    )


def test_facts_so_far_follow_the_clock(show: Show) -> None:
    page = show(lanes(by_hand(), facts="so-far"))
    seek(page, 1)
    assert page.locator(".facts dd").all_inner_texts() == ["none yet", "0", "0", "0"]
    seek(page, 9.5)
    assert page.locator(".facts dd").all_inner_texts() == ["8.0 h", "1", "1", "1"]
    seek(page, 13)  # lead times 8 and 10
    assert page.locator(".facts dd").all_inner_texts() == ["9.0 h", "2", "2", "1"]
    page.set_viewport_size(PHONE)
    expect(page.locator(".facttable td").nth(1)).to_have_text("9.0 h")


# ---------------------------------------------------------------- twins and files


def test_the_table_holds_every_change_and_the_queues_at_the_clock(show: Show) -> None:
    page = show(lanes(by_hand(), by_hand()))
    seek(page, 2.5)
    page.get_by_text("Table", exact=True).click()
    queues, changes = page.get_by_role("table").nth(0), page.get_by_role("table").nth(1)

    assert page.get_by_role("table").count() == 4
    assert queues.get_by_role("row").nth(1).inner_text().split("\t") == [
        "review",
        "by hand",
        "1",
        "30 min",
        "1",
    ]
    assert [row.inner_text().split("\t") for row in changes.get_by_role("row").all()[1:]] == [
        ["1", "week 1, Mon 01:00", "week 1, Mon 09:00", "8 h 00 min", "3 h 00 min", "3 h 00 min", "3",
         "live, failed in production"],
        ["2", "week 1, Mon 02:00", "week 1, Mon 12:00", "10 h 00 min", "7 h 00 min", "3 h 00 min", "3",
         "live"],
    ]  # fmt: skip
    seek(page, 4)
    expect(queues.get_by_role("row").nth(2)).to_contain_text("1 h 00 min")


def test_a_long_run_comes_in_sheets(show: Show) -> None:
    page = show(lanes(crowd(30)))
    page.get_by_text("Table", exact=True).click()
    rows = page.get_by_role("table").nth(1).get_by_role("row")
    expect(rows).to_have_count(201)
    page.get_by_role("button", name="Later changes").click()
    assert rows.nth(1).inner_text().startswith("201\t")
    expect(page.get_by_text("201 to 400 of")).to_be_visible()


@pytest.mark.parametrize("kind", ["SVG", "PNG"])
def test_the_lanes_are_saved_as_a_picture_with_title_clock_and_seed(
    show: Show, tmp_path: Any, kind: str
) -> None:
    page = show(lanes(by_hand(), by_hand(title="<&> other")))
    seek(page, 5.5)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"Save the picture as {kind}").click()
    file = tmp_path / "picture"
    waiting.value.save_as(file)

    assert waiting.value.suggested_filename == f"by-hand-by-hand-week1-Mon0530.{kind.lower()}"
    body = file.read_bytes()
    if kind == "PNG":
        assert body.startswith(b"\x89PNG")
        assert int.from_bytes(body[16:20], "big") > 2000
        return
    root = ET.fromstring(body)  # noqa: S314 - the picture was made a moment ago by our own page
    words = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "A By hand · B <&> other" in words
    assert "Week 1, Mon 05:30, seed 7. Greenlane, simulated; illustrative assumptions." in words
    assert words.count("review") == 2
    assert b"url(" not in body
    assert body.count(b"http") == body.count(b"http://www.w3.org/")


# ---------------------------------------------------------------- what may go wrong

STAGES = by_hand()["stages"]
ODD = {
    "no changes": by_hand(changes=[], deployments=[], departures=[]),
    "one change that never moves": by_hand(
        changes=[{"n": 1, "arrive": 0.5, "live": None, "failed": False, "visits": [[0, 0.5, None, None, 0]]}],
        deployments=[
            {"start": 1.0, "end": None, "size": 1, "failed": False, "restored": None, "changes": [1]}],
    ),
    "no stages": by_hand(stages=[], changes=[], deployments=[]),
    "no production": by_hand(deployments=[], frozen=[]),
    "no time": by_hand(horizon=0.0, changes=[], deployments=[], departures=[], closed=[], frozen=[]),
    "an open freeze": by_hand(frozen=[[7.0, None]]),
    "nothing but the least": {"title": "Bare", "horizon": 10, "changes": [], "stages": [
        {"id": "a", "title": "a", "mark": "bolt"}]},
    "5,000 changes": crowd(357),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_odd_data_is_shown_without_an_error(show: Show, odd: str) -> None:
    page = show(lanes(ODD[odd]), reduced_motion="no-preference")
    page.get_by_role("radio", name="1 week").click()
    page.wait_for_timeout(300)
    page.evaluate("player.pause()")
    for hours in (0, 3.3, 8, 10_000):
        seek(page, hours)
    for name in ("Read as text", "Table"):
        page.get_by_text(name, exact=True).click()
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(200)
    assert "NaN" not in page.locator("#host").inner_html()
    assert "undefined" not in page.locator("#host").inner_text()


def test_a_theme_switch_and_a_resize_keep_the_moment(show: Show) -> None:
    view = lanes(by_hand())
    page = show(view)
    seek(page, 5.5)
    ink = "getComputedStyle(document.querySelector('.gl')).getPropertyValue('--ink').trim()"
    light = page.evaluate(ink)
    page.evaluate(
        """(view) => {
          document.getElementById('host').style.setProperty('--st-background-color', '#11181D');
          window.mountView(view);
        }""",
        view,
    )
    assert page.evaluate(ink) != light
    page.set_viewport_size(PHONE)
    expect(page.locator("[data-mode=phone]")).to_be_visible()
    assert page.evaluate("player.time") == 5.5


def test_two_players_on_a_page_do_not_disturb_each_other_and_one_may_leave_while_it_plays(show: Show) -> None:
    page = show(lanes(by_hand()), reduced_motion="no-preference")
    page.evaluate("""(view) => {
      const at = document.createElement('div');
      at.id = 'other';
      document.body.append(at);
      window.leaveOther = window.mountView(view, at);
    }""", lanes(by_hand()))  # fmt: skip
    page.wait_for_timeout(200)
    assert page.locator("[data-player]").count() == 2
    page.evaluate("player.pause()")
    assert page.evaluate("document.querySelector('#other [data-player]').player.playing")
    page.evaluate("window.leaveOther()")
    page.wait_for_timeout(200)
    assert page.locator("[data-player]").count() == 1


@pytest.mark.parametrize(("wish", "playing"), [("reduce", False), ("no-preference", True)])
def test_who_wants_less_motion_starts_with_a_still_picture(show: Show, wish: str, playing: bool) -> None:  # noqa: FBT001 - a case of the test
    page = show(lanes(by_hand()), reduced_motion=wish)
    assert page.evaluate("player.playing") is playing


def test_names_of_many_stages_in_a_small_picture_do_not_touch(show: Show) -> None:
    titles = ("review", "approval", "decision", "packaging", "acceptance", "staging", "deploy")
    stage = by_hand()["stages"][0]
    more = [{**stage, "id": f"s{n}", "title": title, "after": [n - 1] if n else []}
            for n, title in enumerate(titles)]  # fmt: skip
    page = show({**lanes(by_hand(stages=more, changes=[], deployments=[], departures=[])), "compact": True},
                viewport={"width": 760, "height": 800})  # fmt: skip
    boxes = page.eval_on_selector_all(
        ".stages .title:not(.sr)",
        """(names) => names.map((name) => {
        const range = document.createRange(); range.selectNodeContents(name);
        return range.getBoundingClientRect().toJSON(); })""",
    )

    assert len(boxes) == len(titles)
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            below = one["y"] + one["height"] <= other["y"] + 1 or other["y"] + other["height"] <= one["y"] + 1
            assert beside or below
