"""Several people answer one assessment: each alone, then together; and what is begun and brought."""

import pytest

from assessments.importers import import_texts
from store import AnswerWrite
from tests.drawn import by_label, press, texts, unfold
from ui import cached, live
from ui.assessing import start_import
from ui.assessing.answering_widgets import bare
from ui.assessing.together_bricks import Column, apart, bricks_svg, gathered, measures, wrapped
from ui.seats import handle

PEOPLE = ("Annika", "Benedikt", "Caterina", "Dmitri", "Evelyn")


def begin(open_page, mode: str = "anonymous", title: str = "team-health"):
    """Begin an assessment together, and return its host's page."""
    at = open_page("assess")
    at.selectbox(key="questionnaire").set_value(title)
    at.text_input(key="team-name").set_value("Quay")
    at.radio(key="start-mode").set_value(mode).run()
    return at.button(key="start").click().run()


def host_seat():
    return live.store().seats_of("a-visitor")[0]


def look_at(open_page, view: str, seat=None, visitor: str = "a-visitor"):
    """Open one view of an assessment."""
    at = open_page("assess", visitor=visitor, team=handle(seat or host_seat()))
    return at.button_group(key="show").set_value(view).run()


def say(name: str, options: dict[str, str], note: str = "", host=None):
    """Join as a person and answer."""
    store = live.store()
    seat = host or host_seat()
    mine = store.join_by_code(store.invite(seat).code, name, name).seat
    writes = [
        AnswerWrite(practice, "dont-know" if option == "?" else "value", None if option == "?" else option,
                    note=note, client_seq=store.next_seq(mine))
        for practice, option in options.items()
    ]  # fmt: skip
    assert store.save_answers(mine, tuple(writes)).refused == ()
    return mine


def two_practices() -> tuple[str, str, list[str]]:
    asked = next(one for one in cached.questionnaires().values if one.id == "team-health")
    first, second = asked.practices[:2]
    return first.id, second.id, [option.id for option in asked.options(first.question)]


def revealed(open_page, mode: str = "anonymous"):
    """Let five people answer, one of them without knowing, and reveal."""
    begin(open_page, mode)
    first, second, options = two_practices()
    for name, said in zip(PEOPLE, [options[0], options[0], options[2], options[2], "?"], strict=True):
        say(name, {first: said, second: "?"}, note=f"a note of {name}")
    live.store().reveal(host_seat())
    return look_at(open_page, "together")


def test_the_host_makes_a_code_and_sees_how_many_are_in_but_never_who(open_page) -> None:
    at = begin(open_page)
    assert "Nothing is shown of fewer than 5 people" in texts(at)
    press(at, "Make a link and a code")
    assert "/i/" in at.code[0].value
    first, _, options = two_practices()
    say("ann", {first: options[0]})
    at.run()

    assert "**2 in, 1 has answered.**" in texts(at)
    assert "ann" not in texts(at)
    press(at, "Let nobody else join")
    assert "Make a link and a code" in " ".join(button.label for button in at.button)


def test_the_number_of_people_below_which_nothing_is_shown_is_chosen_at_the_start(open_page) -> None:
    at = open_page("assess")
    at.text_input(key="team-name").set_value("Quay")
    at.radio(key="start-mode").set_value("anonymous").run()
    at.button_group(key="least").set_value(3)
    at = at.button(key="start").click().run()

    assert live.store().assessment(host_seat()).least == 3
    assert "Nothing is shown of fewer than 3 people" in texts(at)


def test_one_joins_with_a_code_and_is_told_first_what_will_be_shown(open_page) -> None:
    begin(open_page)
    code = live.store().invite(host_seat()).code
    at = unfold(open_page("assess", visitor="ben"), "join-fold")
    at.session_state["join-fold"] = True
    by_label(at.text_input, "Code").set_value(f" {code[:3]} {code[3:].lower()}")
    press(at, "Join")

    assert "Saved. 0 of 8" in texts(at)
    assert "Nothing is shown of fewer than 5 people" in texts(at)
    assert live.store().progress(host_seat()).seats == 2


def test_a_wrong_code_joins_nothing_and_says_what_to_do(open_page) -> None:
    at = unfold(open_page("assess"), "join-fold")
    at.session_state["join-fold"] = True
    by_label(at.text_input, "Code").set_value("ABC234")
    press(at, "Join")

    assert "Ask the host for a new one" in at.error[0].value


def test_an_invite_link_leads_to_a_page_that_asks_before_it_joins(open_page, monkeypatch) -> None:
    from ui.assessing import inviting

    begin(open_page)
    token = live.store().invite(host_seat()).token
    monkeypatch.setattr(inviting, "invite_link", lambda: token)
    at = open_page("assess", visitor="ben")
    assert "You are invited" in texts(at)
    assert live.store().progress(host_seat()).seats == 1
    press(at, "Join")

    assert live.store().progress(host_seat()).seats == 2


def test_below_the_least_number_nothing_is_shown_and_the_page_says_why(open_page) -> None:
    begin(open_page)
    first, _, options = two_practices()
    for name in PEOPLE[:4]:
        say(name, {first: options[0]})
    live.store().reveal(host_seat())
    shown = texts(look_at(open_page, "together"))

    assert "Fewer than 5 people answered, so nothing is shown" in shown
    assert "img" not in shown


def test_what_lies_furthest_apart_comes_first_as_bricks_and_nobody_is_named(open_page) -> None:
    at = revealed(open_page)
    shown = texts(at)

    assert "## 5 people answered" in shown
    assert "**2 steps apart**" in shown
    assert "1 don't know" in shown
    assert "data:image/svg+xml" in shown
    assert all(name not in shown for name in PEOPLE)
    assert "6 questions with fewer than 5 answers" in shown


def test_a_team_agrees_and_what_each_said_stays(open_page) -> None:
    at = revealed(open_page)
    first, _, options = two_practices()
    at = open_panel(at, first)
    key = f"agree-{host_seat().assessment}-{first}"
    at.radio(key=key).set_value(options[1]).run()
    by_label(at.text_area, "Why, in a sentence").set_value("After a talk")
    press(at, "Save what we agreed")
    agreed = live.store().agreed(host_seat())[first]
    assert (agreed.option, agreed.note, agreed.version) == (options[1], "After a talk", 1)
    assert live.store().revealed(host_seat()).tallies[first][options[0]] == 2
    assert "agreed: " in texts(at)

    # Somebody else is faster: nothing is replaced unseen.
    live.store().agree(host_seat(), type(agreed)(first, "value", options[3], version=1))
    at = open_panel(at, first)
    at.radio(key=key).set_value(options[0]).run()
    press(at, "Save what we agreed")
    assert live.store().agreed(host_seat())[first].option == options[3]
    assert "Not saved: meanwhile" in at.warning[0].value
    press(at, "Save what we agreed")
    assert live.store().agreed(host_seat())[first].option == options[0]
    press(at, "Take it back")
    assert live.store().agreed(host_seat()) == {}


def open_panel(at, practice: str):
    """Open the panel to agree, as a click on its button would."""
    at.session_state[f"agree-{practice}"] = True
    return at.run()


def test_what_people_wrote_is_for_the_host_alone_until_ten_wrote(open_page) -> None:
    at = revealed(open_page)
    first, _, _ = two_practices()
    at.session_state[f"numbers-{first}"] = True
    assert "a note of Annika" in texts(at.run())

    guest = say_again("Benedikt")
    other = look_at(open_page, "together", guest, "Benedikt")
    other.session_state[f"numbers-{first}"] = True
    assert "a note of" not in texts(other.run())
    assert "Agreement index rwg" in texts(other)


def say_again(name: str):
    return live.store().seats_of(name)[0]


def test_in_the_open_everybody_is_told_first_and_sees_who_said_what(open_page) -> None:
    at = revealed(open_page, "open")
    first, _, _ = two_practices()
    at.session_state[f"numbers-{first}"] = True
    shown = texts(at.run())

    assert "everybody sees who said what" in shown
    assert "- **Annika**: " in shown


def test_the_host_opens_it_again_and_begins_the_next_round(open_page) -> None:
    at = revealed(open_page)
    press(at, "Open again now")
    assert not live.store().assessment(host_seat()).revealed
    live.store().reveal(host_seat())
    at = look_at(open_page, "together")
    press(at, "Begin the next round")

    rounds = live.store().rounds(host_seat())
    assert [(one.team, one.mode, one.least) for one in rounds] == [("Quay", "anonymous", 5)] * 2


# ---------------------------------------------------------------- brought from elsewhere

OWN = b"""format: 1
id: own
version: "2"
title: Our *own* model
lang: en
licence: CC-BY-4.0
attribution: By <b>us</b>
dimensions: [{id: one, title: One}]
practices:
  - id: p
    dimension: one
    title: P
    question: {kind: bool, text: "Is <script>alert(1)</script> [it](javascript:0)?"}
"""


def test_one_s_own_questionnaire_is_kept_for_this_browser_with_its_licence(open_page, monkeypatch) -> None:
    at = open_page("assess")
    with monkeypatch.context() as patched:
        patched.setattr(start_import, "visitor", lambda: "a-visitor")
        start_import.keep_questionnaire(import_texts({"own.yaml": OWN.decode()}).questionnaire)
    at.run()
    (kept,) = live.store().kept("a-visitor", start_import.KIND)
    at.selectbox(key="questionnaire").set_value(kept.name).run()
    assert "CC\\-BY\\-4\\.0" in texts(at)
    at.text_input(key="team-name").set_value("Quay")
    at.button(key="start").click().run()

    assert "Is \\<script\\>alert\\(1\\)\\<\\/script\\> \\[it\\]\\(javascript\\:0\\)\\?" in texts(at)
    assert "By \\<b\\>us\\<\\/b\\> Licence\\: CC\\-BY\\-4\\.0" in texts(at)
    assert not any("Our *own*" in label for label in open_page("assess", visitor="ben").selectbox[0].options)


def test_the_hidden_name_of_a_question_holds_no_markup() -> None:
    assert bare("Is <b>it</b> ![x](http://a/x.png) *so*, yes?") == "Is bitb x(httpax.png) so, yes?"


def test_a_broken_file_is_refused_whole_with_every_place(open_page, monkeypatch) -> None:
    at = open_page("assess")
    tab = at.session_state["visit"].answering
    monkeypatch.setattr(start_import, "visit", lambda: at.session_state["visit"])
    monkeypatch.setattr(start_import, "visitor", lambda: "a-visitor")
    start_import.bring(
        {"own.yaml": OWN.replace(b"kind: bool", b"kind: maybe").replace(b"title: P", b"titel: P")}
    )

    assert tab.imported is None
    assert all(problem.startswith("own.yaml:") for problem in tab.problems)
    assert len(tab.problems) >= 2
    assert live.store().kept("a-visitor", start_import.KIND) == ()
    start_import.bring({"own.yaml": OWN})
    assert tab.problems == ()
    assert tab.imported.questionnaire.id == "own"
    assert "**Imported: Our \\*own\\* model.**" in at.run().success[0].value


# ---------------------------------------------------------------- results of short questionnaires


def answer_all(name: str, pick) -> None:
    store, seat = live.store(), host_seat()
    asked = next(one for one in cached.questionnaires().values if one.id == name)
    for practice in asked.practices:
        options = asked.options(practice.question)
        value = None if options else 10.0
        write = AnswerWrite(
            practice.id,
            "value",
            pick(options).id if options else None,
            value,
            client_seq=store.next_seq(seat),
        )
        assert store.save_answers(seat, (write,)).refused == ()


def test_the_short_questionnaire_ends_in_a_verdict_with_its_reasons(open_page) -> None:
    begin(open_page, "alone", "ci-delivery-or-deployment")
    unknown = texts(look_at(open_page, "result"))
    assert "# Not known yet" in unknown
    answer_all("ci-delivery-or-deployment", lambda options: options[-1])
    shown = texts(look_at(open_page, "result"))

    assert "# Continuous deployment" in shown
    assert "Every change is tested automatically" in shown
    assert "From 8 of 8 answers" in shown


def test_delivery_performance_ends_on_the_scale_beside_labelled_means(open_page) -> None:
    begin(open_page, "alone", "delivery-performance")
    answer_all("delivery-performance", lambda options: options[3])
    at = look_at(open_page, "result")
    shown = texts(at)

    assert "| Change lead time | 6.0 |" in shown
    assert "in 2025: a picture of one year's answers, no target" in shown
    assert "failed changes per 1,000" in shown
    everyone = shown
    at.selectbox(key="industry").select_index(3).run()
    assert texts(at) != everyone


# ---------------------------------------------------------------- bricks


def test_each_brick_is_one_answer_and_the_target_has_a_frame() -> None:
    drawn = bricks_svg([Column("low", 3), Column("high", 1, target=True, agreed=True)])

    assert drawn.count('fill="#44504C"/>') == 4
    assert drawn.count("stroke-dasharray") == 1


def test_many_columns_are_joined_without_losing_an_answer() -> None:
    joined = gathered([Column(str(number), 1) for number in range(100)])

    assert len(joined) <= 12
    assert sum(column.count for column in joined) == 100
    assert joined[0].text == "0 to 8"


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("one press", ["one press"]),
        ("a much longer label", ["a much", "longer la…"]),
        ("x" * 30, ["x" * 9 + "…"]),
    ],
)
def test_words_below_a_column_fit_in_two_lines(words: str, lines: list[str]) -> None:
    assert wrapped(words, 10) == lines


def test_how_far_apart_is_said_in_words(settle) -> None:  # noqa: ARG001 - settles this process
    from assessments import agreements

    asked = next(one for one in cached.questionnaires().values if one.id == "team-health")
    first, _, options = two_practices()
    practice = asked.practice(first)

    def said(tally: dict[str, int]) -> str:
        return apart(agreements(asked, {first: tally})[0], practice)

    assert said({options[0]: 5}) == "agreed"
    assert said({options[0]: 4, "~dont-know": 1}) == "agreed, of those who said"
    assert said({options[0]: 4, options[1]: 1}) == "1 step apart"
    assert said({options[0]: 4, options[3]: 1}) == "3 steps apart"
    assert said({"~dont-know": 5}) == "no value given"
    assert "no spread" in measures(agreements(asked, {first: {"~dont-know": 5}})[0])


@pytest.mark.parametrize(("count", "across"), [(1, 360), (4, 360), (5, 450), (12, 480)])
def test_a_picture_of_few_columns_is_narrow_so_that_its_words_stay_readable(count: int, across: int) -> None:
    drawn = bricks_svg([Column(f"word {place}", place) for place in range(count)])
    assert f'viewBox="0 0 {across} ' in drawn
