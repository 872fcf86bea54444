"""Mount a view of the player in a page of its own, without a server: for the benchmark and browser tests."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route

import simulator.player
from ui.palette import DARK, LIGHT
from ui.security import content_security_policy

ADDRESS = "http://player.test"
FOLDER = Path(simulator.player.__file__).parent
PATIENCE, PAUSE = 500, 20  # times, [ms]
KINDS = {".js": "text/javascript", ".css": "text/css"}
PAGE = """<!doctype html>
<html lang="en"><head><title>Player</title><link rel="stylesheet" href="/player.css">
<style>body {{ margin: 16px; background: {ground}; color: {ink}; }}</style></head>
<body><h1 class="sr">Player</h1><h2 class="sr">Lanes</h2>
<main id="host" style="--st-background-color: {ground}"></main>
<script type="module" src="/mounting.js"></script></body></html>"""
SCRIPT = """
import mount from "/player.js";
const host = document.getElementById("host");
window.reported = [];
window.mountView = (data, at = host) => mount({
  data, parentElement: at, setTriggerValue: (name, value) => window.reported.push([name, value]) });
window.leave = window.mountView(VIEW);
// The code of a view arrives a moment after its data.
for (let i = 0; i < 300 && !host.querySelector(".gl > *"); i += 1) await new Promise(requestAnimationFrame);
window.player = host.querySelector("[data-player]")?.player;
window.mounted = true;
"""


def mount(page: Page, view: Mapping[str, Any], *, dark: bool = False) -> Page:
    """Open a page that shows one view of the player, under the content policy of the app itself.

    In the page: `player` (the handle of lanes), `mountView(data, at)`, `leave()` and `reported`.
    """
    colors = DARK if dark else LIGHT
    made = {
        "/": (PAGE.format(ground=colors["bg"], ink=colors["ink"]), "text/html"),
        "/mounting.js": (SCRIPT.replace("VIEW", json.dumps(view)), KINDS[".js"]),
    }

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        headers = {"Content-Security-Policy": content_security_policy()}
        if path in made:
            text, kind = made[path]
            route.fulfill(body=text, headers={**headers, "Content-Type": kind})
        elif (file := FOLDER / path.lstrip("/")).suffix in KINDS and file.is_file():
            route.fulfill(body=file.read_bytes(), headers={**headers, "Content-Type": KINDS[file.suffix]})
        else:
            route.fulfill(status=204)

    page.route(f"{ADDRESS}/**", answer)
    page.goto(f"{ADDRESS}/")
    # The style sheet is applied and the lanes are laid out once their colors are known. The policy lets no
    # text be run again and again in the page: so it is asked from here.
    ready = "() => window.mounted && (!window.player || document.querySelector('[data-player]').dataset.mode)"
    for _ in range(PATIENCE):
        if page.evaluate(ready):
            break
        page.wait_for_timeout(PAUSE)
    return page


def lanes(*frames: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return frames as the value of the view `lanes`, with facts that are plainly made up."""
    fact = {"value": "25 h", "text": "lead time (half are faster)"}
    shown = [
        {"letter": letter, "note": "", "frames": one, "facts": [fact]}
        for letter, one in zip("ABCD", frames, strict=False)
    ]
    return {"view": "lanes", "compact": False, "lanes": shown, "start": 0.0, "speed": 24.0, **more}


def crowd(visible: int, horizon: float = 672.0) -> dict[str, Any]:
    """Return made-up frames with so many changes on the road at any time after two days.

    Half of them move, half wait in front of a train.
    """
    marks = ["hand", "bolt", "bolt", "bolt", "bolt", "hourglass", "hand"]
    stages = [
        {"id": f"s{i}", "title": f"stage {i}", "mark": mark, "word": mark, "after": [i - 1] if i else [],
         "departs": "fri 15:00" if i == len(marks) - 1 else None, "calendar": i == 0}
        for i, mark in enumerate(marks)
    ]  # fmt: skip
    step = 48.0 / visible  # every change is on the road for two days
    changes: list[dict[str, Any]] = []
    for n in range(1, int(horizon / step) + 1):
        arrive = (n - 1) * step
        visits = [[i, arrive + 4 * i, arrive + 4 * i, arrive + 4 * i + 4, 0] for i in range(len(marks) - 1)]
        last = arrive + 4.0 * (len(marks) - 1)
        visits.append([len(marks) - 1, last, arrive + 46, arrive + 48, 0])
        changes.append(
            {"n": n, "arrive": arrive, "live": arrive + 48, "failed": n % 40 == 0, "visits": visits}
        )
    deployments = [
        {"start": change["visits"][-1][2], "end": change["live"], "restored": None, "size": 1,
         "failed": False, "changes": [change["n"]]}
        for change in changes
    ]  # fmt: skip
    night = [[24.0 * day + 17, 24.0 * day + 33] for day in range(int(horizon / 24))]
    return {
        "scenario": "crowd", "title": "A crowd", "note": "", "horizon": horizon, "stages": stages,
        "changes": changes, "deployments": deployments, "departures": [], "closed": night, "frozen": [],
    }  # fmt: skip
