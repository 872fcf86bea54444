"""Lesson by lesson through the course: do what there is to do, answer, master it, go on; never stuck."""

import re
from itertools import pairwise
from typing import Any

import pytest

import content
from content import ItemType
from tests.drawn import texts
from tests.example import forget_pages
from ui import cached, quiz

LESSONS = content.load_course().lessons
LAST = LESSONS[-1].id


class Learner:
    """Somebody at a page who does one thing after another and can always go on."""

    def __init__(self, at: Any, lesson: content.Lesson) -> None:
        self.at, self.lesson = at, lesson
        self.checked()

    def checked(self) -> None:
        """Nothing broke, and the next lesson is one press away; after the last one the course is."""
        at, way_on = self.at, "all-lessons" if self.lesson.id == LAST else "next-lesson"
        assert not at.exception
        assert not at.error
        assert not at.warning
        assert at.button(key=way_on).label

    def press(self, key: str) -> None:
        self.at.button(key=key).click().run()
        self.checked()

    def has(self, key: str) -> bool:
        return any(button.key == key for button in self.at.button)

    # -------------------------------------------------------- questions

    def answer(self, item: content.Item) -> None:
        """Answer a question right, say how sure, check."""
        at, key = self.at, f"item-{item.id}"
        right = quiz.key_of(item) if item.type is ItemType.PREDICT else content.right_option(item)
        assert right is not None
        match item.type:
            case ItemType.MULTI:
                for name in right.split():
                    at.checkbox(key=f"{key}-{name}").check()
            case ItemType.ORDER:
                for name in right.split():
                    self.press(f"put-{item.id}-{name}")
            case ItemType.MATCH:
                for pair in right.split():
                    name, group = pair.split("=")
                    at.radio(key=f"{key}-{name}").set_value(group)
            case ItemType.NUMERIC:
                at.text_input(key=key).set_value(right)
            case _:
                at.radio(key=key).set_value(right)
        at.run()
        at.radio(key=f"sure-{item.id}").set_value(content.Sure.SURE).run()
        assert not at.button(key=f"check-{item.id}").disabled
        self.press(f"check-{item.id}")
        assert "**Right.**" in texts(at)

    def answer_all(self, names: tuple[str, ...]) -> None:
        for place, name in enumerate(names, start=1):
            self.answer(self.lesson.item(name))
            if place < len(names):
                self.press(f"next-{names[0]}-{place}")

    # -------------------------------------------------------- things to do

    def do(self, activity: content.Activity) -> None:
        key = f"{self.lesson.id}-{activity.id}"
        getattr(self, f"do_{activity.kind}")(activity, key)

    def do_sort(self, sort: content.Sort, key: str) -> None:
        groups = {card.text: card.group for card in sort.cards}
        for _ in sort.cards:
            card = re.findall(
                r"### (.+)", next(m.value for m in self.at.markdown if ":small[Card" in m.value)
            )
            self.press(f"put-{key}-{groups[card[0]]}")
        assert f"{len(sort.cards)} of them you put there first" in texts(self.at)

    def do_teams(self, teams: content.Teams, key: str) -> None:
        for place, card in enumerate(teams.cards, start=1):
            self.at.radio(key=f"is-{key}/{card.id}").set_value(card.verdict().kind.value).run()
            self.press(f"name-{key}/{card.id}")
            assert "**Right.** It is" in texts(self.at)
            if place < len(teams.cards):
                self.press(f"next-{key}-{place}")

    def do_checklist(self, checklist: content.Checklist, key: str) -> None:
        for check in checklist.checks:
            self.at.checkbox(key=f"tick-{key}-{check.id}").check()
        self.at.run()
        assert f"**{checklist.complete}**" in texts(self.at)

    def do_slider(self, slider: content.Slider, key: str) -> None:
        if slider.needs_simulator:
            self.press(f"run-{key}")
        for _ in range(400):
            if any(each.key == f"slide-{key}" for each in self.at.select_slider):
                break
            self.at.run()
        self.at.select_slider(key=f"slide-{key}").set_value(slider.values[-1]).run()
        self.checked()
        assert f"At {slider.values[-1]:g} {slider.unit}:" in texts(self.at)

    def do_lane(self, lane: content.Lane, key: str) -> None:
        if lane.predict:
            self.answer(self.lesson.item(lane.predict))
        self.press(f"run-{key}")
        assert lane.shows in texts(self.at)

    def do_log(self, log: content.Log, key: str) -> None:
        name = next(iter(name for name, each in log.measure().by_id().items() if each.value is not None))
        self.at.text_input(key=f"number-{key}-{name}").set_value("1").run()
        self.press(f"check-{key}")
        assert "out of" in texts(self.at)

    def do_example(self, example: content.Example, key: str) -> None:
        for place, case in enumerate(example.cases, start=1):
            for number in range(case.shown, len(case.steps)):
                step = self.at.radio(key=f"step-{key}-{case.id}-{number}")
                step.set_value(case.steps[number].answer).run()
            assert f"**{case.verdict}**" in texts(self.at)
            if place < len(example.cases):
                self.press(f"next-{key}-{place}")

    def do_tree(self, tree: content.Tree, key: str) -> None:
        nodes, at = {node.id: node for node in tree.nodes}, tree.nodes[0].id
        while at in nodes:
            self.press(f"answer-{key}-{at}-0")
            at = nodes[at].answers[0].to
        assert next(end.title for end in tree.ends if end.id == at) in texts(self.at)

    def do_finder(self, finder: content.Finder, key: str) -> None:
        self.at.radio(key=f"see-{key}").set_value(finder.ways[0].id).run()
        self.checked()
        assert finder.ways[0].means in texts(self.at)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_is_done_from_its_first_part_to_its_mastery(open_page, lesson):
    forget_pages()
    learner = Learner(open_page("learn", lesson=lesson.id), lesson)
    for place, block in enumerate(cached.blocks(lesson.id)):
        if learner.has(f"open-{lesson.id}-{place}"):
            learner.press(f"open-{lesson.id}-{place}")
        match block:
            case content.ActivityBlock(_, name):
                learner.do(lesson.activity(name))
            case content.QuizBlock(names):
                learner.answer_all(names)
            case _:
                pass
    del learner.at.query_params["lesson"]
    learner.at.run()

    assert "\N{MIDDLE DOT} mastered" in texts(learner.at)
    forget_pages()


def test_from_the_start_every_lesson_is_one_press_after_the_other(open_page):
    forget_pages()
    at = open_page("learn")
    at.button(key="go-on").click().run()
    for here, after in pairwise(LESSONS):
        assert f"# {here.title}" in texts(at)
        at.button(key="next-lesson").click().run()
        assert f"# {after.title}" in texts(at)

    assert not [button for button in at.button if button.key == "next-lesson"]
    at.button(key="all-lessons").click().run()
    assert "## Lessons" in texts(at)


@pytest.mark.parametrize("query", [{"print": "yes"}, {"present": "yes"}])
def test_from_print_and_from_the_wall_the_next_lesson_is_two_actions_away(open_page, query):
    forget_pages()
    at = open_page("learn", lesson=LESSONS[0].id, **query)
    (back,) = [link.proto for link in at.get("page_link") if link.proto.label == "Back to the lesson"]
    assert back.query_string == f"lesson={LESSONS[0].id}"

    assert open_page("learn", lesson=LESSONS[0].id).button(key="next-lesson").label
