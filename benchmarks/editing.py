"""Measure how quickly a road is redrawn: from a click on a number of *Your road* to the lane that shows it.

Usage: python -m benchmarks.editing
"""

import os
import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.running import free_port, server

CHROMIUM = os.environ.get("GREENLANE_CHROMIUM", "/usr/bin/chromium")
CLICKS, WARM = 30, 3
NEEDED = 300.0  # median [ms]
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"
MORE = '[data-testid="stNumberInputStepUp"]'
PANEL = ".stagepanel"
WATCH = """([panel, shown]) => {
  const within = (node) => {
    for (const one of node.querySelectorAll("*")) {
      if (one.matches(panel)) return one;
      const found = one.shadowRoot && within(one.shadowRoot);
      if (found) return found;
    }
    return null;
  };
  let began = 0;
  addEventListener("pointerdown", () => { began = performance.now(); }, {once: true, capture: true});
  window.drawn = new Promise((done) => {
    const look = () => {
      const said = began && within(document)?.textContent;
      if (said && said.includes(shown)) done(performance.now() - began);
      else requestAnimationFrame(look);
    };
    look();
  });
}"""


@dataclass(frozen=True, slots=True)
class Redrawn:
    """Hold what was seen: how many clicks, and the 50th and 95th percentile until the lane was drawn [ms]."""

    clicks: int
    half: float
    most: float


def edit(page: Page, address: str, clicks: int = CLICKS) -> Redrawn:
    """Give a stage one place more, again and again, and time each click until the drawn stage says so.

    Every click makes a road that was never run before.
    """
    page.goto(f"{address}/simulate?do=Your+road")
    page.locator(SETTLED).wait_for(timeout=120_000)
    page.get_by_role("button", name="Pause").click()
    page.locator(".lane .stop").filter(has_text="review").click()
    page.locator(PANEL).get_by_text("of 2 people").wait_for()
    more = page.get_by_test_id("stNumberInput").filter(has_text="How many at once").locator(MORE)
    times = []
    for place in range(clicks + WARM):
        page.evaluate(WATCH, [PANEL, f" of {place + 3} people"])
        more.click()
        times.append(float(page.evaluate("window.drawn")))
        page.locator(SETTLED).wait_for()
    counted = times[WARM:]
    return Redrawn(clicks, statistics.median(counted), statistics.quantiles(counted, n=20)[-1])


def measure_editing(clicks: int = CLICKS) -> Redrawn:
    """Measure in a headless Chromium, against a server of its own."""
    port = free_port()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(server(["-m", "ui", "run", "--port", str(port)], port, "/healthz", folder))
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        stack.callback(browser.close)
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        return edit(page, f"http://127.0.0.1:{port}", clicks)


def report_editing() -> list[str]:
    """Write the figures as lines of a page."""
    seen = measure_editing()
    return [
        "",
        "## A road redrawn",
        "",
        (
            f"*Your road* in headless Chromium: from a click that gives a stage one place more to the lane "
            f"that shows it, simulated anew: {seen.half:.0f} ms at the median of {seen.clicks} clicks "
            f"(needed: {NEEDED:g}), 95 % within {seen.most:.0f} ms."
        ),
    ]


if __name__ == "__main__":
    print("\n".join(report_editing()))
