"""The course as one file: everything is in it, nothing is asked for, and nothing in it can act."""

import dataclasses
import re
from collections import Counter
from html.parser import HTMLParser

import pytest

import content
import delivery
import simulator
from ui import asking
from ui.learning.exporting import Shelf, course_html, curves_of, road_of, stops_of
from ui.learning.figures import figure_rows
from ui.markdown import inline

COURSE = content.load_course()
SCENARIOS = simulator.shipped_scenarios().values
SHELF = Shelf(
    delivery.load_sources(), {scenario.id: scenario for scenario in SCENARIOS}, asking.measurer(SCENARIOS)
)
VOID = {"meta", "link", "br", "hr", "img", "input", "circle", "rect", "path", "polyline", "use"}
INLINE = {"a", "b", "code", "em", "i", "small", "span", "strong"}
LOADS = {"src", "srcset", "data", "poster", "background", "action", "formaction", "ping", "manifest"}


class Page(HTMLParser):
    """Reads a page: its elements, ids, addresses and text; fails where it is not well nested."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: Counter[str] = Counter()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self.uses: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.text += "" if tag in INLINE else " "
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                (self.uses.add if tag == "use" else self.addresses.append)(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data


@pytest.fixture(scope="module")
def handout() -> str:
    return course_html(COURSE, SHELF)


@pytest.fixture(scope="module")
def whole() -> str:
    return course_html(COURSE, SHELF, answers=True)


def flat(text: str) -> str:
    return " ".join(text.split())


def plain(markdown: str) -> str:
    """Return Markdown as the words a reader reads."""
    linked = content.link_terms(markdown, lambda word, _: word)
    return flat(Page(str(inline(linked))).text)


def test_it_is_a_page_that_is_well_nested_and_says_its_language(whole: str) -> None:
    page = Page(whole)

    assert whole.lstrip().startswith("<!doctype html>")
    assert '<html lang="en">' in whole
    assert page.elements["h1"] == 1
    assert len(page.ids) == len(set(page.ids)), "an id stands for one place"


def test_it_asks_for_nothing_and_runs_nothing(whole: str) -> None:
    page = Page(whole)
    styles = "".join(re.findall(r"<style>(.*?)</style>", whole, re.DOTALL))

    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base", "video"} & set(
        page.elements
    )
    assert not page.attributes & LOADS
    assert not [name for name in page.attributes if name.startswith("on")]
    assert {address.split(":")[0] for address in re.findall(r'url\("?(.*?)[")]', styles)} == {"data"}
    assert "@import" not in styles
    assert "default-src 'none'" in whole
    assert all(address.startswith("#") for address in page.uses)
    assert {address.split(":")[0] for address in page.addresses if not address.startswith("#")} == {"https"}


def test_every_link_within_the_file_leads_somewhere(whole: str, handout: str) -> None:
    for html in (whole, handout):
        page = Page(html)
        inside = {address[1:] for address in page.addresses if address.startswith("#")}
        assert inside - set(page.ids) == set()


def test_every_lesson_stands_in_it_in_order_and_in_the_contents(handout: str) -> None:
    places = [handout.index(f'<article id="lesson-{lesson.id}">') for lesson in COURSE.lessons]

    assert places == sorted(places)
    contents = re.search(r"<nav.*?</nav>", handout, re.DOTALL)[0]
    assert all(f'href="#lesson-{lesson.id}"' in contents for lesson in COURSE.lessons)


def test_every_question_stands_in_it_once_with_each_of_its_options(handout: str) -> None:
    text = flat(Page(handout).text)
    for lesson in COURSE.lessons:
        for item in lesson.items:
            assert handout.count(f'id="question-{item.id}"') == 1, item.id
            assert plain(item.stem) in text, item.id
            if item.type is not content.ItemType.NUMERIC:
                assert all(plain(option.text) in text for option in item.options), item.id


def test_a_handout_gives_nothing_away_and_the_answers_are_all_in_the_other(handout: str, whole: str) -> None:
    told, text = flat(Page(handout).text), flat(Page(whole).text)
    for lesson in COURSE.lessons:
        for item in lesson.items:
            assert plain(item.explain) not in told, item.id
            assert plain(item.explain) in text, item.id
            for option in item.options:
                assert plain(option.feedback) not in told, (item.id, option.id)
                assert plain(option.feedback) in text, (item.id, option.id)
            assert f'id="answer-{item.id}"' in whole
            assert f'id="answer-{item.id}"' not in handout
    assert "This copy has no answers." in told


def test_cards_to_sort_stand_in_another_order_than_their_groups_and_are_explained_at_the_end(
    handout: str, whole: str
) -> None:
    sorts = [
        each for lesson in COURSE.lessons for each in lesson.activities if isinstance(each, content.Sort)
    ]
    assert sorts
    for sort in sorts:
        assert all(plain(card.text) in flat(Page(handout).text) for card in sort.cards)
        assert all(plain(card.why) in flat(Page(whole).text) for card in sort.cards)
        assert not any(plain(card.why) in flat(Page(handout).text) for card in sort.cards)


def test_every_activity_stands_in_its_lesson(handout: str) -> None:
    text = flat(Page(handout).text)
    for lesson in COURSE.lessons:
        for activity in lesson.activities:
            assert plain(activity.title) in text, activity.id


def test_every_state_of_the_picture_is_drawn_and_has_its_text_twin(handout: str) -> None:
    picture = COURSE.pictures["workflow"]
    uses = sum(
        isinstance(block, content.PictureBlock) for lesson in COURSE.lessons for block in lesson.blocks
    )
    text = flat(Page(handout).text)
    assert uses >= 1
    for state in picture.states:
        assert text.count(flat(state.says)) == uses
        assert all(plain(stage.acts) in text and plain(stage.decides) in text for stage in state.stages)
    marked = sum(stage.mark is not None for state in picture.states for stage in state.stages)
    assert Page(handout).elements["use"] >= uses * marked


def test_each_step_of_a_road_has_its_icon_its_surface_and_its_word() -> None:
    state = COURSE.pictures["workflow"].states[0]
    stops = stops_of(state)

    assert [(stop.title, stop.word) for stop in stops] == [(each.title, each.word) for each in state.stages]
    assert [stop.waiting for stop in stops] == [0, 0, 0, 0, 0, 6, 0, 0]
    road = road_of(SHELF.scenarios["button-daily"])
    assert [stop.word for stop in road if stop.title == "decision"] == ["button"]


def test_a_curve_begins_and_ends_where_its_values_do() -> None:
    slider = next(
        each
        for lesson in COURSE.lessons
        for each in lesson.activities
        if isinstance(each, content.Slider) and not each.needs_simulator
    )
    one = slider.model_copy(update={"series": slider.series[:1]})
    (curve,) = curves_of(one, ((1.0, (0.0,)), (2.0, (5.0,)), (5.0, (10.0,))))

    assert curve.points == "0.0,90.0 75.0,45.0 300.0,0.0"
    assert (curve.low, curve.high, curve.top) == ("1", "5", "10")
    (level,) = curves_of(one, ((1.0, (0.0,)), (2.0, (0.0,))))
    assert level.points == "0.0,0.0 300.0,0.0"


def test_the_numbers_of_a_lane_are_told_with_the_answers_and_never_the_rate_alone(
    handout: str, whole: str
) -> None:
    assert "replications of" not in Page(handout).text
    text = flat(Page(whole).text)
    assert "40 replications of 400 changes, seed 1" in text
    for table in re.findall(r"<table>.*?</table>", whole, re.DOTALL):
        if "95 %" in table or "Change fail rate" in table.split("</thead>")[0]:
            continue
        if "<td>Change fail rate</td>" in table and "Failed" not in table:
            assert "Comes to" in table, "only the arithmetic of a log has the rate by itself"


def test_words_beliefs_and_sources_are_all_there_with_licence_and_day(handout: str) -> None:
    page = Page(handout)
    text = flat(page.text)

    assert {f"term-{name}" for name in COURSE.glossary} <= set(page.ids)
    assert {f"belief-{name}" for name in COURSE.misconceptions} <= set(page.ids)
    cited = {name for lesson in COURSE.lessons for name in lesson.sources}
    for name in cited:
        source = SHELF.sources[name]
        assert f"source-{name}" in page.ids
        assert flat(f"License: {source.licence}. Looked at on {source.checked}") in text


def test_the_same_course_makes_the_same_file(handout: str) -> None:
    assert course_html(COURSE, SHELF) == handout


def test_what_is_missing_elsewhere_leaves_a_gap_and_no_broken_link() -> None:
    lesson = dataclasses.replace(
        COURSE.lesson("small-batches"), blocks=(content.Prose("So [@nowhere] a [word](term:nowhere)."),)
    )
    course = dataclasses.replace(COURSE, lessons=(lesson,), glossary={})
    html = course_html(course, dataclasses.replace(SHELF, sources={}))

    assert "<p>So  a word.</p>" in html
    assert {address for address in Page(html).addresses if address.startswith("#source-")} == set()


def test_a_switch_that_cannot_be_on_has_no_numbers() -> None:
    lane = COURSE.lesson("continuous-deployment").activities[0]
    broken = lane.switches[0].model_copy(update={"change": {"nowhere.capacity": 3}})
    lesson = dataclasses.replace(
        COURSE.lesson("continuous-deployment"),
        activities=(
            lane.model_copy(update={"switches": (broken,), "scenarios": (*lane.scenarios[:1], "gone")}),
        ),
    )
    html = course_html(dataclasses.replace(COURSE, lessons=(lesson,)), SHELF, answers=True)

    assert f"with: {broken.title}" not in html
    none = dataclasses.replace(SHELF, scenarios={})
    assert broken.title in course_html(dataclasses.replace(COURSE, lessons=(lesson,)), none, answers=False)


def test_texts_that_stayed_english_are_counted() -> None:
    gap = content.Fallback("glossary.yaml", "trunk", "missing")

    assert "1 text of this language is missing" in course_html(
        dataclasses.replace(COURSE, fallbacks=(gap,)), SHELF
    )
    assert "2 texts of this language are" in course_html(
        dataclasses.replace(COURSE, lang="de", fallbacks=(gap, gap)), SHELF
    )


def test_a_number_that_a_lane_does_not_have_is_none() -> None:
    lane = (
        COURSE.lesson("continuous-deployment").activities[0].model_copy(update={"metrics": ("no_such.p50",)})
    )
    scenario = SHELF.scenarios["automatic"]
    outcome = simulator.shipped_outcome(scenario, simulator.DEFAULT_STUDY, simulator.SHOWN_HOURS)

    assert figure_rows(lane, (outcome,)) == (("No such (half are faster)", "none"),)
