"""The player for every eye: four marks without color, nothing serious for axe, light, dark, on a phone."""

import io
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page

import simulator
from benchmarks.mounting import lanes, mount
from delivery import Mark
from ui.simulating import tabulating
from ui.simulating.comparing import ROWS

pytestmark = pytest.mark.browser

LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}


def four_marks() -> dict[str, Any]:
    """Return a lane of four stages, one of each mark, on which nothing moves."""
    stages = [
        {"id": mark.value, "title": mark.value, "mark": mark.value, "word": mark.word,
         "meaning": mark.meaning, "after": [i - 1] if i else [], "capacity": 1,
         "departs": None, "calendar": False}
        for i, mark in enumerate(Mark)
    ]  # fmt: skip
    return {"scenario": "marks", "title": "Marks", "horizon": 24.0, "stages": stages, "changes": []}


@pytest.fixture(params=LOOKS)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(**LOOKS[request.param], reduced_motion="reduce", device_scale_factor=2)
    found = mount(context.new_page(), lanes(four_marks(), four_marks()), dark=request.param == "dark")
    yield found
    context.close()


def shape(picture: bytes, size: tuple[int, int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return what of a grey picture is ink: tones are thrown away, only the shape is left."""
    grey = np.asarray(Image.open(io.BytesIO(picture)).convert("L").resize(size), dtype=float)
    ground = np.median(grey[:2])
    far = np.abs(grey - ground)
    return far > far.max() / 2


def apart(shapes: dict[str, np.ndarray[Any, np.dtype[np.bool_]]]) -> dict[tuple[str, str], float]:
    """Return for each pair of pictures the share of pixels in which they differ."""
    return {
        (one, other): float(np.mean(shapes[one] != shapes[other])) for one, other in combinations(shapes, 2)
    }


def clip_of(page: Page, selector: str, grow: float) -> dict[str, float]:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return {"x": box["x"] - grow, "y": box["y"] - grow, "width": box["width"] + 2 * grow,
            "height": box["height"] + 2 * grow}  # fmt: skip


def test_the_four_icons_differ_by_shape_alone(page: Page) -> None:
    shapes = {}
    for mark in Mark:
        clip = clip_of(page, f".post.{mark.value} .sign", 2)
        shapes[mark.value] = shape(page.screenshot(clip=clip), (48, 48))
    differences = apart(shapes)
    assert min(differences.values()) > 0.12, differences


def test_the_four_surfaces_of_the_road_differ_by_texture_alone(page: Page) -> None:
    # Samples of the same length from the middle of each surface; for a road downward, turned.
    shapes = {}
    for mark in Mark:
        clip = clip_of(page, f".road .surface.{mark.value}", 0)
        upright = clip["height"] > clip["width"]
        long, side = ("height", "y") if upright else ("width", "x")
        clip[side] += clip[long] / 2 - 12
        clip[long] = 24
        across, at = ("width", "x") if upright else ("height", "y")
        clip[at] += clip[across] / 2 - 7
        clip[across] = 14
        picture = Image.open(io.BytesIO(page.screenshot(clip=clip)))
        turned = picture.rotate(90, expand=True) if upright else picture
        into = io.BytesIO()
        turned.save(into, "PNG")
        shapes[mark.value] = shape(into.getvalue(), (48, 28))
    differences = apart(shapes)
    assert min(differences.values()) > 0.1, differences


def test_the_four_marks_are_told_apart_by_text_alone(page: Page) -> None:
    stops = page.locator(".lane").first.locator(".stop")
    words = [stop.text_content() or "" for stop in stops.all()]
    for text, mark in zip(words, Mark, strict=True):
        assert mark.word in text
    stops.nth(1).click()
    panel = page.get_by_role("region", name="Stage").inner_text()
    assert list(Mark)[1].word in panel
    assert list(Mark)[1].meaning in panel


def test_nothing_serious_is_found_with_everything_open(page: Page) -> None:
    page.locator(".stop").first.click()
    for name in ("Read as text", "Table", "Assumptions"):
        fold = page.locator("summary").filter(has_text=name)
        if fold.count():
            fold.click()
    found = [
        f"{one['id']}: {node['html'][:140]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
    assert found == []
    wide = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    assert page.evaluate(wide) == 0


def compared() -> dict[str, Any]:
    """Return the comparison of three presets as the player takes it."""
    names = {"A": "hand-weekly", "B": "automatic", "C": "button-weekly"}
    scenarios = {scenario.id: scenario for scenario in simulator.shipped_scenarios().values}
    found = {
        letter: simulator.shipped_outcome(scenarios[name], simulator.DEFAULT_STUDY, simulator.SHOWN_HOURS)
        for letter, name in names.items()
    }
    return tabulating.as_view(tabulating.lines(found))


@pytest.mark.parametrize("look", LOOKS)
def test_a_comparison_is_one_table_that_hides_no_column(browser: Browser, look: str) -> None:
    context = browser.new_context(**LOOKS[look])
    page = mount(context.new_page(), compared(), dark=look == "dark")
    table = page.get_by_role("table", name="Lanes A, B, C side by side")
    table.wait_for()
    names = table.get_by_role("columnheader").all_inner_texts()
    assert [name.split("\n")[0] for name in names[1:4]] == ["Lane A", "Lane B", "Lane C"]
    rows = table.get_by_role("row").all()[1:]
    assert len(rows) == len(ROWS)
    width = page.viewport_size["width"]
    for row in rows:
        assert row.get_by_role("rowheader").count() == 1
        boxes = [cell.bounding_box() for cell in row.get_by_role("cell").all()]
        assert len(boxes) == 5
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] > 0 for box in boxes)
    assert page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth") == 0
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    context.close()
