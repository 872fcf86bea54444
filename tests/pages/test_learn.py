"""The course, review, words, forms and one's own progress: what a learner finds and what is kept."""

import datetime as dt

import pytest

import content
from content import Answer, Progress, Sure
from store import GradeWrite, Keep
from tests.drawn import by_label, press, texts
from tests.example import example_house, forget_pages
from ui import live
from ui.learning import codes, keeping

TODAY = dt.date(2026, 11, 24)
LEARNER = "0123456789abcdef"


@pytest.fixture
def learn(settle, open_page, tmp_path, monkeypatch):
    """Return how to open the Learn page of the example house, with answers given before."""
    settle(example_house(tmp_path / "house", forms=True))
    forget_pages()
    monkeypatch.setattr(keeping, "today", lambda: TODAY)

    def opened(*answers: Answer, visitor: str = "a-visitor", **query: str):
        if answers:
            keep(visitor, Progress(LEARNER, answers))
        return open_page("learn", visitor=visitor, **query)

    yield opened
    forget_pages()


def keep(visitor: str, progress: Progress) -> None:
    live.store().keep(visitor, Keep("progress", "course", content.save_progress(progress)))


def kept(owner: str = "a-visitor") -> Progress:
    return content.load_progress(live.store().kept_one(owner, "progress", "course").body)


def answered(item: str, option: str, sure: Sure | None = None, days_ago: int = 1) -> Answer:
    lesson = keeping.cached.course().owner(item)
    return Answer(item, lesson.hashes[item], option, sure, TODAY - dt.timedelta(days=days_ago))


RIGHT = {
    "friday-first": "smaller-batches",
    "friday-needs": "one-action way-back",
    "friday-teams-way": "delivery",
    "friday-road": "merge test package deploy",
    "friday-marks": "copying=hand signing=hourglass pressing=button",
    "friday-rate": "25",
    "friday-guess": "many-times",
}


def test_the_course_is_a_road_with_its_minutes_and_a_start(learn):
    at = learn()

    assert "![The road of lessons. 0 of 2 lessons done." in texts(at)
    assert "9 minutes" in texts(at)
    press(at, "Start the course")
    assert "# Delivery or deployment?" in texts(at)


def test_one_continues_where_one_stopped(learn):
    at = learn(answered("friday-first", "smaller-batches"))

    assert "Next is lesson 2" in texts(at)
    assert "begun, 1 of 7" in texts(at)
    press(at, "Continue where you stopped")
    assert "# Shall we go on Friday?" in texts(at)
    assert "Choose what a team should change first. :small[1 of 3 right]" in texts(at)


def test_home_leads_to_the_start_of_the_course_and_later_to_where_one_stopped(learn, open_page):
    at = open_page("home")
    assert "2 lessons, about" in texts(at)
    press(at, "Start the course")
    assert "## Lessons" in texts(at)

    learn(answered("friday-first", "same-daily"))
    at = open_page("home")
    assert "0 of 2 lessons done. Next is lesson 2, Shall we go on Friday? 1 question due" in texts(at)
    press(at, "Go on with lesson 2")
    assert "# Shall we go on Friday?" in texts(at)


def test_home_shows_the_course_where_all_is_done(learn, open_page):
    lesson = keeping.cached.course().lesson("delivery-or-deployment")
    right = {**RIGHT, **{item.id: content.right_option(item) for item in lesson.items}}
    learn(*(answered(name, option) for name, option in right.items()))

    at = open_page("home")
    assert "2 of 2 lessons done." in texts(at)
    assert "## Lessons" in texts(press(at, "See the course"))


def test_a_lesson_that_was_answered_is_mastered_or_done(learn):
    at = learn(*(answered(item, option) for item, option in RIGHT.items()))
    assert "\N{MIDDLE DOT} mastered" in texts(at)
    assert "1 of 2 lessons done. Next is lesson 1" in texts(at)

    wrong = RIGHT | {"friday-first": "same-daily", "friday-rate": "33", "friday-needs": "document"}
    again = learn(*(answered(item, option) for item, option in wrong.items()), visitor="another")
    assert "done, 4 of 7 right" in texts(again)


def test_what_is_due_comes_first(learn):
    at = learn(answered("friday-first", "same-daily"))

    assert ", 1 due" in texts(at)
    press(at, "Review 1 question")
    assert "Noor's team" in texts(at)


def test_a_wrong_answer_names_its_belief_kindly_until_it_is_right(learn):
    at = learn(answered("friday-first", "same-daily"))
    belief = keeping.cached.course().misconceptions["M15"]
    assert "## Worth another look" in texts(at)
    assert f"*“{belief.wrong}”* {belief.right}" in texts(at)

    right = learn(answered("friday-first", "smaller-batches"), visitor="another")
    assert belief.wrong not in texts(right)


def test_answers_of_the_time_before_are_taken_over(learn):
    store = live.store()
    rows = (("friday-first", "same-daily"), ("gone", "x"))
    writes = tuple(
        GradeWrite("friday", item, option, correct=False, client_seq=place)
        for place, (item, option) in enumerate(rows, 1)
    )
    store.record_grades("a-visitor", writes)
    at = learn()

    assert "begun, 1 of 7" in texts(at)
    assert "## Worth another look" in texts(at)


def test_an_answer_to_what_an_item_asked_before_is_not_counted(learn):
    old = Answer("friday-first", "0123456789ab", "smaller-batches", None, TODAY)

    assert "begun, " not in texts(learn(old))


def test_confident_errors_come_first_in_a_review_and_a_right_answer_moves_on(learn):
    at = learn(
        answered("friday-needs", "document"), answered("friday-first", "same-daily", Sure.SURE), part="Review"
    )
    assert "Question 1 of 2, from *Shall we go on Friday?*." in texts(at)
    assert "Noor's team" in texts(at)
    assert by_label(at.radio, "Noor").value is None, "it is asked anew"

    by_label(at.radio, "Noor").set_value("smaller-batches").run()
    assert at.button(key="check-friday-first").disabled, "how sure is asked first"
    by_label(at.radio, "How sure").set_value(Sure.SURE).run()
    press(at, "Check")
    assert "**Right.**" in texts(at)
    assert kept().boxes["friday-first"] == content.Box(2, TODAY + dt.timedelta(days=3), TODAY)
    press(at, "Next question")
    press(at, "Skip this question")

    assert "**Reviewed: 2 questions.**" in texts(at)
    press(at, "Close this review")
    assert "Question 1 of 1" in texts(at), "what was skipped is still due"


def test_a_review_says_where_everything_stands_and_gives_a_calendar(learn):
    at = learn(answered("friday-first", "same-daily", days_ago=0), part="Review")

    assert "**Nothing is due today.**" in texts(at)
    assert "| November 25 | 1 |" in texts(at)
    assert at.get("download_button")[0].proto.label == "Calendar file (.ics)"


def test_words_are_found_by_name_and_by_meaning(learn):
    at = learn(part="Words", term="pipeline")
    assert texts(at).count("### Pipeline\n") == 2, "the one asked for stands first"
    at.text_input[0].set_value("feature flag").run()
    assert "### Feature flag" in texts(at)
    at.text_input[0].set_value("no such **word**").run()

    assert "No word here has “no such \\*\\*word\\*\\*” in it." in texts(at)


def test_what_is_often_believed_can_be_searched(learn):
    at = learn(part="Often believed")
    belief = keeping.cached.course().misconceptions["M15"]
    assert f"### “{belief.wrong}”\n{belief.right}" in texts(at)
    at.text_input[0].set_value(belief.wrong[:25]).run()
    assert f"“{belief.wrong}”" in texts(at)
    at.text_input[0].set_value("zebra").run()

    assert "No belief here has “zebra” in it." in texts(at)


def fill_in(at, **chosen: str):
    assert not at.radio, "a form waits until somebody begins it"
    press(at, "Begin: 2 questions")
    for number, option in chosen.items():
        by_label(at.radio, f"with {number},").set_value(option)
    at.run()
    return press(at, "Hand in")


def test_two_forms_say_what_changed_and_how_little_it_says(learn):
    at = fill_in(learn(part="Before and after"), one="smaller-batches", two="collect-more")
    assert [(taken.form, taken.phase, taken.at) for taken in kept().forms] == [("a", "pre", TODAY)]
    assert "**Before:** 1 of 2 right (50 %), on November 24." in texts(at)
    assert "**Not quite.**" not in texts(at), "nothing is explained in between"
    by_label(at.get("button_group"), "Which form").set_value("b").run()
    fill_in(at, one="smaller-batches", two="smaller-batches")

    assert (
        "**From 50 % to 100 %.** Of what was open before, 100 % is right now (normalized change +1.00)."
        in texts(at)
    )
    assert "each question is worth 50 points, so a difference of one or two questions can be luck" in texts(
        at
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("smaller-batches", "collect-more", "50 % no longer is (normalized change -0.50)"),
        ("collect-more", "collect-more", "Nothing changed (normalized change 0)"),
    ],
)
def test_a_loss_is_said_as_well(learn, before, after, said):
    forms = tuple(
        content.FormTaken(
            name, phase, TODAY, ((f"form-{name}-one", "smaller-batches"), (f"form-{name}-two", option))
        )
        for name, phase, option in (("a", "pre", before), ("b", "post", after))
    )
    keep("a-visitor", Progress(LEARNER, forms=forms))

    assert said in texts(learn(part="Before and after"))


def test_a_course_without_forms_says_so(settle, open_page, tmp_path):
    settle(example_house(tmp_path / "house"))

    assert "The two forms cannot be read." in texts(open_page("learn", part="Before and after"))


def upload(at, raw: bytes, name: str = "mine.json"):
    at.file_uploader[0].set_value((name, raw, "application/json")).run()
    return press(at, "Add it to mine")


def test_a_progress_file_is_joined_and_adding_it_twice_changes_nothing(learn):
    at = learn(answered("friday-first", "same-daily"), part="My progress")
    other = Progress("f" * 16, (answered("friday-needs", "document"),))
    for more in ("1 new answer", "0 new answers"):
        upload(at, content.save_progress(other).encode())
        assert f"**Added:** {more}." in texts(at)

    assert [answer.item for answer in kept().answers] == ["friday-first", "friday-needs"]
    assert kept().learner == LEARNER


def test_a_code_opens_the_progress_on_another_device_and_both_go_on_together(learn):
    at = learn(answered("friday-first", "same-daily"), part="My progress")
    press(at, "Make a resume link and code")
    link, code = (shown.value for shown in at.code)
    assert codes.read_code(code) == code
    assert link.endswith(f"/r/{code}")
    assert live.store().kept_one("a-visitor", "progress", "course") is None, "it lies under the code alone"

    other = learn(answered("friday-needs", "document"), visitor="a-phone", part="My progress")
    by_label(other.text_input, "I have a code").set_value(f" {code[:20]}\n{code[20:]} ").run()
    press(other, "Continue with it")
    assert "**Done.**" in texts(other)
    assert {answer.item for answer in kept(code).answers} == {"friday-first", "friday-needs"}

    again = learn(part="My progress")
    assert "2 answers" in texts(again)
    assert code not in str([thing.body for thing in live.store().kept("a-visitor", "learner")])


def test_a_code_that_is_none_opens_nothing(learn):
    at = learn(part="My progress")
    for typed in ("too-short", "A" * 43):
        by_label(at.text_input, "I have a code").set_value(typed).run()
        press(at, "Continue with it")
        assert "**This code opens nothing.**" in texts(at)


def test_what_another_tab_wrote_meanwhile_is_not_lost(learn):
    one = learn(lesson="friday")
    two = learn(lesson="friday")
    for at, option in ((one, "same-daily"), (two, "smaller-batches")):
        press(at, "Answer 6 questions")
        by_label(at.radio, "Noor").set_value(option).run()
        at.button(key="check-friday-first").click().run()

    assert sorted(answer.option for answer in kept().answers) == ["same-daily", "smaller-batches"]


def test_a_record_that_cannot_be_read_stays_beside_the_new_one(learn):
    live.store().keep("a-visitor", Keep("progress", "course", '{"format": 9}'))
    at = learn()

    assert "Start the course" in str([button.label for button in at.button])
    assert live.store().kept_one("a-visitor", "progress", "unread-1").body == '{"format": 9}'


def test_very_many_answers_keep_the_newest_of_each_item(learn):
    learn()
    days = [TODAY - dt.timedelta(days=day) for day in range(keeping.MOST + 1)]
    many = Progress(LEARNER, tuple(Answer("x", "0123456789ab", "a", None, day) for day in reversed(days)))

    fitting = keeping._fitting(many)
    assert [answer.at for answer in fitting.answers] == sorted(days[: keeping.NEWEST])
    assert keeping._fitting(fitting) == fitting


def test_a_lesson_prints_as_text_with_the_answers_on_demand(learn):
    at = learn(lesson="friday", print="yes")
    assert "| Copying files to a server | Work |" in texts(at)
    assert "Put the steps of the road in order." in texts(at)
    assert not at.radio
    assert "## Answers" not in texts(at)
    at.toggle[0].set_value(True).run()  # on

    assert "## Answers" in texts(at)


def test_the_next_lesson_is_one_press_away(learn):
    at = learn(lesson="delivery-or-deployment")
    press(at, "Next lesson: Shall we go on Friday?")

    assert "# Shall we go on Friday?" in texts(at)
    press(at, "All lessons")
    assert "## Lessons" in texts(at)


def test_a_lesson_that_is_not_there_leads_to_the_course(learn):
    assert "## Lessons" in texts(learn(lesson="no-such-lesson"))


@pytest.mark.parametrize("lesson", [lesson.id for lesson in content.load_course().lessons])
def test_every_shipped_lesson_draws_and_prints_without_complaint(open_page, lesson):
    forget_pages()
    for query in ({}, {"print": "yes"}):
        at = open_page("learn", lesson=lesson, **query)
        assert not at.exception
        assert not at.error
        assert not at.warning
