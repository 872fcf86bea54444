"""Every source has its licence, its day and its lessons; words lead to the glossary from anywhere."""

import pytest

import content
import delivery
from delivery import METRICS, Mark
from tests.drawn import press, texts, unfold
from ui.learning import citing, linking

COURSE, SOURCES = content.load_course(), delivery.load_sources()


def test_every_source_stands_there_with_licence_day_and_lessons(open_page):
    at = open_page("learn", part="Sources")
    assert f"{len(SOURCES)} sources" in texts(at)
    for source in SOURCES.values():
        entry = citing.entry(source, COURSE)
        assert entry in texts(at)
        assert source.licence in entry
        assert source.checked.isoformat() in entry
        assert source.url in entry


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
def test_every_source_of_a_lesson_names_the_lesson(lesson):
    for name in lesson.sources:
        assert f"[{lesson.title}](/learn?lesson={lesson.id})" in citing.entry(SOURCES[name], COURSE)


@pytest.mark.parametrize(
    ("typed", "there", "missing"),
    [
        ("minimumcd", "Minimum viable continuous delivery", "DORA Core"),
        ("public domain", "public domain", "CC BY 4.0. Looked"),
        ("gates dora", "Gates, approvals and audits", "MinimumCD Authors. Licence"),
    ],
)
def test_a_source_is_found_by_title_licence_and_lesson(open_page, typed, there, missing):
    at = open_page("learn", part="Sources")
    at.text_input[0].set_value(typed).run()

    assert there in texts(at)
    assert missing not in texts(at)


def test_what_is_not_there_is_said_as_it_was_typed(open_page):
    at = open_page("learn", part="Sources")
    at.text_input[0].set_value("zebra **x**").run()

    assert "No source here has “zebra \\*\\*x\\*\\*” in it." in texts(at)


def test_the_source_in_the_address_stands_first(open_page):
    entry = citing.entry(SOURCES["minimumcd"], COURSE)

    assert texts(open_page("learn", part="Sources", source="minimumcd")).count(entry) == 2
    assert texts(open_page("learn", part="Sources", source="no-such-source")).count(entry) == 1


@pytest.mark.parametrize("page", ["about", "learn"])
def test_what_was_adapted_is_attributed_and_says_who_does_not_endorse_it(open_page, page):
    shown = texts(open_page(page, part="Sources"))

    assert "Adapted from DORA (dora.dev), Google LLC, CC BY 4.0. Changes were made. Not endorsed" in shown
    assert "MinimumCD Authors, CC BY 4.0. Changes were made. Not endorsed" in shown
    for name in ("dora-metrics", "minimumcd"):
        assert SOURCES[name].licence == "CC BY 4.0", "else the attribution says something wrong"


def test_every_mark_and_each_of_the_five_metrics_has_its_word():
    assert set(linking.MARKS) == set(Mark)
    assert set(linking.METRIC_TERMS) == set(list(METRICS)[:5])
    for term in (*linking.MARKS.values(), *linking.METRIC_TERMS.values()):
        assert term in COURSE.glossary
    assert linking.marks_line(COURSE.glossary).count("](/learn?part=Words&term=") == 4
    assert linking.metrics_line(COURSE.glossary).count("](/learn?part=Words&term=") == 5
    assert linking.marks_line({}) == linking.metrics_line({}) == ""


@pytest.mark.parametrize("page", ["home", "about"])
def test_the_marks_lead_to_the_glossary(open_page, page):
    assert linking.marks_line(COURSE.glossary) in texts(open_page(page))


def test_every_term_is_met_in_a_lesson_and_each_link_opens_its_entry():
    blocks = [block for lesson in COURSE.lessons for block in lesson.blocks]
    defined = {block.term for block in blocks if isinstance(block, content.Define)}
    linked = {
        term
        for block in blocks
        if isinstance(block, content.Prose)
        for term in content.linked_terms(block.markdown)
    }

    assert linked
    assert defined | linked == set(COURSE.glossary)


# ---------------------------------------------------------------- the wall and paper


def test_a_lesson_is_one_link_away_from_the_wall_and_from_paper(open_page):
    at = unfold(open_page("learn", lesson="what-devops-is"), "more")
    links = {link.proto.label: link.proto.query_string for link in at.get("page_link")}

    assert links["Show it to a room"] == "lesson=what-devops-is&present=yes"
    assert links["To print"] == "lesson=what-devops-is&print=yes"


def test_the_page_below_the_wall_says_the_keys_and_leads_back(open_page):
    at = open_page("learn", lesson="what-devops-is", present="yes")

    assert "Escape leaves" in texts(at)
    assert not at.exception
    assert at.query_params["present"] == "yes"


def test_paper_offers_the_handout_and_the_trainers_version(open_page):
    at = open_page("learn", lesson="what-devops-is", print="yes")
    labels = [button.proto.label for button in at.get("download_button")]

    assert labels == ["Handout (HTML, A4)", "For the trainer (HTML, A4)"]


def test_a_form_is_no_dead_end(open_page):
    at = open_page("learn", part="Before and after")
    at.session_state["part"] = "Course"
    at.run()

    assert press(at, "Start the course")
