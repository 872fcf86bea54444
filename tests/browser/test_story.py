"""The page for a manager is one sheet of A4, whichever step it tells of."""

import datetime as dt
import re

import pytest

from assessments import effects, sample_answers, shipped_questionnaires
from loop import AIMS, OwnLane, Prediction, Stability, open_steps, rank, try_steps
from simulator import Study, shipped_scenarios
from ui.assessing.lane_own import Made
from ui.assessing.story import Story, story_html

pytestmark = pytest.mark.browser
DAY = dt.date(2026, 11, 23)


def stories() -> list[str]:
    asked = next(one for one in shipped_questionnaires().values if one.id == "delivery-practices")
    answers = sample_answers("delivery-practices")
    base = next(one for one in shipped_scenarios().values if one.id == asked.scenario)
    lane = OwnLane(base, effects(asked, answers))
    steps = open_steps(asked, answers).steps
    ranked = rank(try_steps(lane, steps, Study(seed=1, replications=3, changes=80)), steps, AIMS[0])
    made = Made(lane, answers, None, None, {})
    pages = []
    for tried in ranked.every:
        name = tried.turn.path
        prediction = Prediction(name, tried.turn.value, AIMS[0], 200.0, 20.0, 40.0, 180.0, DAY, "chance")
        drawn = Stability(AIMS[0], 500, {name: 405}, 3, {name: (-21.0, -3.0)})
        pages.append(
            story_html(
                Story(asked, "A team with quite a long name of its own", made, ranked, tried, drawn, DAY,
                      prediction, "Lea and the whole team", dt.date(2027, 3, 1))
            )
        )  # fmt: skip
    return pages


def test_every_story_is_one_sheet_of_paper(browser) -> None:
    page = browser.new_page()
    found = stories()
    assert len(found) > 5
    for text in found:
        page.set_content(text)
        page.evaluate("document.fonts.ready")
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1, re.search("<h1>.*</h1>", text)
    page.close()


def test_a_story_can_be_read_on_a_phone(browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content(stories()[0])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
