"""The course as one file in a real Chromium: it asks for nothing, reads well everywhere, and prints."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner

from ui.cli import commands

pytestmark = pytest.mark.browser

LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}


@pytest.fixture(scope="module")
def course_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("course") / "course.html"
    made = CliRunner().invoke(commands, ["export-course", "-o", str(path), "--answers"])
    assert made.exit_code == 0, made.output
    return path


@pytest.mark.parametrize("look", LOOKS)
def test_it_asks_for_nothing_and_has_no_serious_accessibility_finding(browser, course_file, look) -> None:
    context = browser.new_context(**LOOKS[look])
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(course_file.as_uri())

    assert asked == [course_file.as_uri()]
    assert said == []
    assert page.evaluate("document.fonts.check('16px Inter')")
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], "nothing scrolls sideways"
    found = Axe().run(page).response["violations"]
    serious = [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}"
        for each in found
        if each["impact"] in {"serious", "critical"}
    ]
    context.close()
    assert serious == []


def test_it_prints_on_pages_with_each_lesson_on_a_page_of_its_own(browser, course_file) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(course_file.as_uri())
    pdf = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    breaks = page.evaluate(
        "[...document.querySelectorAll('article')].map(each => getComputedStyle(each).breakBefore)"
    )
    context.close()

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 24
    assert re.search(rb"/MediaBox\s*\[\s*0 0 59[45]\.\d* 84[12]\.\d*", pdf), "A4"
    assert ground == "rgb(255, 255, 255)", "paper is white, whatever the screen was"
    assert set(breaks) == {"page"}
