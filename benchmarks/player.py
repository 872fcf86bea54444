"""Measure how smoothly the player moves: frames a second in a headless Chromium, with many dots in two lanes.

Usage: python -m benchmarks.player
"""

import os
import statistics
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.mounting import crowd, lanes, mount

CHROMIUM = os.environ.get("GREENLANE_CHROMIUM", "/usr/bin/chromium")
DOTS = 300
SECONDS = 5.0
ROUNDS = 3  # other work on the machine disturbs single rounds: the middle one counts
NEEDED = 50.0  # frames a second
TIMES = """([seconds]) => new Promise((done) => {
  const times = [];
  const look = (now) => {
    times.push(now);
    if (now - times[0] > seconds * 1000) done(times); else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""
WATCH = (
    """async (given) => {
  player.seek(100);
  player.play();
  const times = await ("""
    + TIMES
    + """)(given);
  player.pause();
  const draws = [];
  for (let i = 0; i < 100; i += 1) {
    const begin = performance.now();
    player.seek(150 + i / 10);
    draws.push(performance.now() - begin);
  }
  return {times, draws, dots: player.dots};
}"""
)


@dataclass(frozen=True, slots=True)
class Smoothness:
    """Hold what was seen: dots on both roads, frames a second, and the 95th percentile of a frame [ms].

    `draw` is the median time to draw one moment anew, words and bars included [ms]; `empty` is the frames
    a second of an empty page in the same turn.
    """

    dots: int
    rate: float
    slow: float
    draw: float
    empty: float


def watch(browser: Browser, view: dict[str, Any], seconds: float = SECONDS) -> Smoothness:
    """Play a view and time its frames."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="no-preference")
    page = context.new_page()
    page.set_content("<p>Nothing moves here.</p>")
    empty = frames_a_second(page.evaluate(TIMES, [seconds]))
    mount(page, view)
    page.wait_for_timeout(500)
    seen = page.evaluate(WATCH, [seconds])
    context.close()
    times = seen["times"]
    slow = statistics.quantiles([late - early for early, late in pairwise(times)], n=20)[-1]
    draw = statistics.median(seen["draws"])
    return Smoothness(int(seen["dots"]), frames_a_second(times), slow, draw, empty)


def frames_a_second(times: list[float]) -> float:
    """Return how many frames a second were drawn at these times [ms]."""
    return 1000 * (len(times) - 1) / (times[-1] - times[0])


def measure_player() -> Smoothness:
    """Measure two lanes with 300 visible dots; of several rounds the middle one counts."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            view = lanes(crowd(DOTS // 2), crowd(DOTS // 2))
            seen = [watch(browser, view) for _ in range(ROUNDS)]
            return sorted(seen, key=lambda one: one.rate)[ROUNDS // 2]
        finally:
            browser.close()


def report_player() -> list[str]:
    """Write the figures as lines of a page."""
    seen = measure_player()
    return [
        "",
        "## The player",
        "",
        (
            f"Two lanes, {seen.dots} visible dots, headless Chromium, {ROUNDS} times {SECONDS:g} s of play "
            f"at one day a second: {seen.rate:.0f} frames a second (needed: {NEEDED:g}; an empty page in "
            f"turns with it: {seen.empty:.0f}), 95 % of frames within {seen.slow:.0f} ms; one moment "
            f"drawn anew, words and bars included: {seen.draw:.1f} ms."
        ),
    ]


if __name__ == "__main__":
    print("\n".join(report_player()))
