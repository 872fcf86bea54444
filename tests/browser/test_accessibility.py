"""No serious accessibility finding on any page, in light, dark and on a phone; none scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

import content
from tests.browser.conftest import new_visitor

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/learn",
    "/learn?lesson=delivery-or-deployment",
    "/simulate",
    "/simulate?show=lanes",
    "/simulate?show=results",
    "/simulate?do=By+hand",
    "/simulate?do=Your+road",
    "/simulate?do=What+if&tries=6&each=60",
    "/learn?part=Review",
    "/learn?part=Words",
    "/learn?part=Sources",
    "/learn?lesson=delivery-or-deployment&present=yes",
    "/assess",
    "/about",
    "/evidence",
    "/evidence?see=Git+history",
    "/evidence?see=Deployments",
    "/evidence?see=Your+answers",
    "/workshop",
)
LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "has_touch": True},
}


def findings(page) -> list[str]:
    result = Axe().run(page)
    return [
        f"{found['id']} ({found['impact']}): {node['html'][:160]}"
        for found in result.response["violations"]
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_serious_finding(browser, server, path: str, look: str) -> None:
    visitor = new_visitor(browser, **LOOKS[look])
    visitor.open(server.address + path)

    assert findings(visitor.page) == []
    if look == "phone":
        wide = visitor.page.evaluate(
            "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
        )
        assert wide == 0, f"{path} scrolls sideways by {wide} px"
    assert visitor.errors == []
    assert visitor.elsewhere == []
    visitor.page.context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_no_lesson_has_a_serious_finding(browser, server, look: str) -> None:
    visitor = new_visitor(browser, **LOOKS[look])
    for lesson in content.load_course().lessons:
        visitor.open(f"{server.address}/learn?lesson={lesson.id}")
        assert findings(visitor.page) == [], lesson.id
        wide = visitor.page.evaluate(
            "Math.max(...[document.scrollingElement, document.querySelector('[data-testid=stMain]')].map("
            "each => each.scrollWidth - each.clientWidth))"
        )
        assert wide == 0, f"{lesson.id} scrolls sideways by {wide} px"
    assert visitor.errors == []
    assert visitor.elsewhere == []
    visitor.page.context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_an_assessment_has_no_serious_finding(browser, server, look: str) -> None:
    visitor = new_visitor(browser, **LOOKS[look])
    visitor.open(f"{server.address}/assess")
    visitor.page.get_by_role("button", name="Try it with a sample team").click()
    visitor.page.get_by_role("tab", name="Table").wait_for()
    visitor.settled()

    assert findings(visitor.page) == []
    visitor.page.get_by_role("radiogroup", name="What to show").get_by_text("Questions").click()
    visitor.page.get_by_text("Saved.").wait_for()
    visitor.settled()

    assert findings(visitor.page) == []
    visitor.page.context.close()
