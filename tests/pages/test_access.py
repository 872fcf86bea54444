"""Who may come to an assessment: links are listed and ended, passes given, data taken along or erased."""

import json

from store import AnswerWrite, OpenAssessment
from tests.drawn import texts
from tests.pages.test_together import begin, host_seat, look_at
from ui import live, state
from ui.assessing.views import views_for
from ui.routes import SEAT_COOKIE
from ui.seats import questionnaire_of


def store():
    return live.store()


def links(seat) -> list[str]:
    return [link.kind for link in store().links(seat)]


def test_the_host_ends_a_link_and_makes_another(open_page):
    begin(open_page)
    at = look_at(open_page, "Access")
    assert links(host_seat()) == ["resume"]
    assert "Resume link: opens one's own answers" in texts(at)
    (link,) = store().links(host_seat())
    at.button(key=f"end-{link.id}").click().run()
    assert links(host_seat()) == []
    at.button(key="new-resume").click().run()
    assert links(host_seat()) == ["resume"]
    assert not at.exception


def test_a_pass_is_shown_once_and_opens_the_history_alone(open_page):
    begin(open_page)
    at = look_at(open_page, "Access")
    at.button(key="make-pass").click().run()
    (shown,) = [code.value for code in at.code if "/r/" in code.value]
    seat = store().resume(shown.rsplit("/", 1)[1])
    assert store().role(seat) == "viewer"
    (made,) = [link for link in store().links(host_seat()) if link.kind == "viewer"]
    at.button(key=f"end-{made.id}").click().run()
    assert store().role(seat) is None


def test_a_pass_for_a_coach_says_until_when_and_is_ended(open_page):
    begin(open_page)
    at = look_at(open_page, "Access")
    at.radio(key="pass-role").set_value("coach")
    at.selectbox(key="pass-days").set_value(90)
    at.button(key="make-pass").click().run()
    (shown,) = [code.value for code in at.code if "/r/" in code.value]
    coach = store().resume(shown.rsplit("/", 1)[1])
    assert store().role(coach) == "coach"
    (made,) = [link for link in store().links(host_seat()) if link.kind == "coach"]
    said = [line for line in texts(at).splitlines() if "Pass for a coach" in line]
    assert f"Made on {made.made_on.isoformat()}, good until {made.expires_on.isoformat()}." in said[0]
    assert (made.expires_on - made.made_on).days == 90
    at.button(key=f"end-{made.id}").click().run()
    assert store().role(coach) is None


def test_a_coach_plans_with_a_team_that_agreed_and_answers_nothing(open_page, monkeypatch):
    begin(open_page)
    host = host_seat()
    asked = questionnaire_of(host, store().assessment(host))
    given = store().give_pass(host, "coach", store()._clock())
    coach = store().resume(given.token)
    seen = views_for(asked, store().assessment(coach), store().role(coach))
    assert list(seen) == ["history"]
    store().reveal(host)
    seen = views_for(asked, store().assessment(coach), store().role(coach))
    assert list(seen) == ["history", "targets", "steps"]
    monkeypatch.setattr(state, "cookie", {SEAT_COOKIE: given.token}.get)
    for view in ("targets", "steps", "history"):
        at = open_page("assess", visitor="a-coach", show=view)
        assert not at.exception
        assert "This page broke" not in texts(at)
        assert not at.error


def test_a_coach_finds_the_passes_of_several_teams_again(open_page, monkeypatch):
    begin(open_page)
    store().reveal(host_seat())
    for _ in range(2):
        seat = store().open_assessment(OpenAssessment("delivery-practices", "1", "Dock", "open")).seat
        given = store().give_pass(seat, "coach", store()._clock())
        monkeypatch.setattr(state, "cookie", {SEAT_COOKIE: given.token}.get)
        open_page("assess", visitor="a-coach")
    monkeypatch.setattr(state, "cookie", lambda _name: None)
    assert len(store().passes_of("a-coach")) == 2
    at = open_page("assess", visitor="a-coach", team="every")
    assert "Follow several teams over time" in [link.label for link in at.get("page_link")]


def test_erasing_asks_for_a_word_and_leaves_nothing(open_page):
    begin(open_page, mode="alone")
    seat = host_seat()
    store().save_answers(seat, (AnswerWrite("trunk", "value", "yes"),))
    at = look_at(open_page, "Access")
    assert at.button(key="erase-mine-now").disabled
    at.text_input(key="erase-mine-word").set_value("erase").run()
    at.button(key="erase-mine-now").click().run()
    assert not at.exception
    assert store().seats_of("a-visitor") == ()


def test_the_host_erases_the_team(open_page):
    begin(open_page)
    at = look_at(open_page, "Access")
    at.text_input(key="erase-team-word").set_value(" Erase ").run()
    at.button(key="erase-team-now").click().run()
    assert not at.exception
    assert store().seats_of("a-visitor") == ()


def test_a_member_sees_the_own_links_and_data_and_nothing_of_the_team(open_page):
    begin(open_page)
    member = store().join_by_code(store().invite(host_seat()).code, "somebody").seat
    at = look_at(open_page, "Access", member, "somebody")
    said = texts(at)
    assert ("What is held of you" in said, "What is held of the team" in said) == (True, False)
    assert not [button for button in at.button if button.key in {"make-pass", "erase-team-now"}]
    assert json.dumps(store().export_seat(member))


def test_what_was_done_is_listed_for_the_host(open_page):
    begin(open_page)
    store().give_pass(host_seat(), "viewer", live.store()._clock())
    at = look_at(open_page, "Access")
    assert "host gave a pass: viewer" in texts(at)


def test_a_pass_sees_the_history_and_no_other_view(open_page):
    begin(open_page)
    seat = store().resume(store().give_pass(host_seat(), "viewer", live.store()._clock()).token)

    found = store().assessment(seat)
    assert set(views_for(questionnaire_of(seat, found), found, store().role(seat))) == {"history"}


def test_a_viewer_sees_the_snapshots_and_their_trend_and_takes_none(open_page, monkeypatch):
    begin(open_page, mode="alone")
    seat = host_seat()
    asked = questionnaire_of(seat, store().assessment(seat))
    for option in (0, 1):
        practice = asked.practices[0]
        chosen = asked.options(practice.question)[option].id
        store().save_answers(
            seat, (AnswerWrite(practice.id, "value", chosen, client_seq=store().next_seq(seat)),)
        )
        store().take_snapshot(seat, asked)
    given = store().give_pass(seat, "viewer", store()._clock())
    monkeypatch.setattr(state, "cookie", {SEAT_COOKIE: given.token}.get)
    at = open_page("assess", visitor="a-viewer")
    assert not at.exception
    assert "What moved" in texts(at)
    assert not [button for button in at.button if button.key in {"take-snapshot", "new-resume"}]
    assert store().seats_of("a-viewer") == ()
