"""Access: every verb on a team's things, asked by everybody; only what the list allows passes."""

import dataclasses
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
from sqlalchemy import event, select, update

from assessments import load_questionnaire
from assessments.snapshots import Round, take_snapshot
from store import (
    PASS_ROLES,
    RESUME_DAYS,
    Action,
    Agreed,
    AnswerWrite,
    Experiment,
    HostOnlyError,
    Keep,
    NotAllowedError,
    OpenAssessment,
    Proof,
    Role,
    Seat,
    SeatGoneError,
    StartAssessment,
    Store,
    Target,
)
from store.access import ALLOWED, MOST_PASS_DAYS
from store.engines import snapshot_connection
from store.tables import access_link, metadata
from store.tallying import Tally, tally_tables

DAY = date(2026, 3, 2)
ASKED = load_questionnaire(
    Path(__file__).parents[2] / "assessments" / "questionnaires" / "continuous-delivery.yaml"
)
TAKEN = take_snapshot(ASKED, Round("Harbor", DAY, {}))
ANSWER = (AnswerWrite("trunk", "value", "yes"),)

# What every public verb that takes a seat does, and how it is called.
VERBS = {
    "add_evidence": (Action.AGREE, lambda s, a: s.add_evidence(a, Proof("trunk", "p1", "a log"))),
    "add_snapshot": (Action.AGREE, lambda s, a: s.add_snapshot(a, TAKEN)),
    "agree": (Action.AGREE, lambda s, a: s.agree(a, Agreed("trunk", "value", "yes"))),
    "agreed": (Action.READ, lambda s, a: s.agreed(a)),
    "answer": (Action.READ_OWN, lambda s, a: s.answer(a, "trunk")),
    "answers": (Action.READ_OWN, lambda s, a: s.answers(a)),
    "assessment": (Action.READ, lambda s, a: s.assessment(a)),
    "audit": (Action.LEAD, lambda s, a: s.audit(a)),
    "choose_experiment": (Action.PLAN, lambda s, a: s.choose_experiment(a, Experiment("trunk", "wip"))),
    "disagree": (Action.AGREE, lambda s, a: s.disagree(a, "trunk")),
    "drop_evidence": (Action.AGREE, lambda s, a: s.drop_evidence(a, "trunk", "p1")),
    "drop_experiment": (Action.PLAN, lambda s, a: s.drop_experiment(a, "trunk")),
    "drop_target": (Action.PLAN, lambda s, a: s.drop_target(a, "trunk")),
    "end_link": (Action.READ_OWN, lambda s, a: s.end_link(a, "none")),
    "erase_seat": (Action.ERASE_OWN, lambda s, a: s.erase_seat(a)),
    "erase_team": (Action.LEAD, lambda s, a: s.erase_team(a)),
    "evidence": (Action.READ, lambda s, a: s.evidence(a)),
    "experiments": (Action.READ, lambda s, a: s.experiments(a)),
    "export_seat": (Action.READ_OWN, lambda s, a: s.export_seat(a)),
    "export_team": (Action.LEAD, lambda s, a: s.export_team(a)),
    "forget": (Action.PLAN, lambda s, a: s.forget(a, "road", "ours")),
    "give_pass": (Action.LEAD, lambda s, a: s.give_pass(a, "viewer", DAY)),
    "hold_pass": (Action.READ, lambda s, a: s.hold_pass("somebody", a)),
    "hold": (Action.READ_OWN, lambda s, a: s.hold("somebody", a)),
    "invite": (Action.LEAD, lambda s, a: s.invite(a)),
    "keep": (Action.PLAN, lambda s, a: s.keep(a, Keep("road", "ours", "x"))),
    "kept": (Action.READ, lambda s, a: s.kept(a, "road")),
    "kept_one": (Action.READ, lambda s, a: s.kept_one(a, "road", "ours")),
    "links": (Action.READ_OWN, lambda s, a: s.links(a)),
    "new_link": (Action.READ_OWN, lambda s, a: s.new_link(a)),
    "next_seq": (Action.READ_OWN, lambda s, a: s.next_seq(a)),
    "notes": (Action.LEAD, lambda s, a: s.notes(a)),
    "open_assessment": (
        Action.CONTINUE,
        lambda s, a: s.open_assessment(OpenAssessment("small", "2", after=a)),
    ),
    "progress": (Action.READ, lambda s, a: s.progress(a)),
    "reopen": (Action.LEAD, lambda s, a: s.reopen(a)),
    "reveal": (Action.LEAD, lambda s, a: s.reveal(a)),
    "revealed": (Action.READ, lambda s, a: s.revealed(a)),
    "rounds": (Action.READ, lambda s, a: s.rounds(a)),
    "save_answers": (Action.ANSWER, lambda s, a: s.save_answers(a, ANSWER)),
    "set_target": (Action.PLAN, lambda s, a: s.set_target(a, Target("trunk", 1.0))),
    "snapshots": (Action.READ, lambda s, a: s.snapshots(a)),
    "spoken": (Action.READ, lambda s, a: s.spoken(a)),
    "stop_inviting": (Action.LEAD, lambda s, a: s.stop_inviting(a)),
    "take_snapshot": (Action.AGREE, lambda s, a: s.take_snapshot(a, ASKED)),
    "targets": (Action.READ, lambda s, a: s.targets(a)),
}
FREE = {"role", "instance", "ready", "scrub", "close", "open"}
"""Public names that belong to no team, or say no more than what one is."""

INSIDERS = {"host": Role.HOST, "member": Role.MEMBER, "coach": Role.COACH, "viewer": Role.VIEWER}
OUTSIDERS = (
    "nobody", "stranger", "stranger in this team's place", "host of another team", "host of the round before",
    "erased member", "coach of another team", "coach whose time is over", "viewer who was ended",
)  # fmt: skip


def test_every_public_verb_that_takes_a_seat_is_in_the_matrix():
    found = set()
    for name, verb in inspect.getmembers(Store, inspect.isfunction):
        if name.startswith("_") or name in FREE:
            continue
        hints = [str(one.annotation) for one in inspect.signature(verb).parameters.values()]
        if any("Seat" in hint or "OpenAssessment" in hint for hint in hints):
            found.add(name)
    assert found == set(VERBS)


def test_every_action_has_its_roles():
    assert set(ALLOWED) == set(Action)
    assert all(Role.HOST in roles for roles in ALLOWED.values())


class Town:
    """Two teams with everybody who may come along."""

    def __init__(self, store: Store, move_on) -> None:
        self.store = store
        before, host, member, erased = self.team("Harbor")
        _, other, _, _ = self.team("Dock")
        passes = {role: store.resume(store.give_pass(host, role, DAY).token) for role in PASS_ROLES}
        late = store.give_pass(host, "coach", DAY)
        ended = store.give_pass(host, "viewer", DAY)
        coach = store.resume(store.give_pass(other, "coach", DAY).token)
        late_seat, ended_seat = store.resume(late.token), store.resume(ended.token)
        store.end_link(host, ended.link.id)
        move_on(store, late.link.id)
        self.actors = {
            "host": host,
            "member": member,
            **{str(role): seat for role, seat in passes.items()},
            "nobody": Seat("none", "none", "small", "1", ""),
            "stranger": dataclasses.replace(host, respondent="f" * 32),
            "stranger in this team's place": dataclasses.replace(host, respondent=""),
            "host of another team": dataclasses.replace(other, assessment=host.assessment),
            "host of the round before": dataclasses.replace(before, assessment=host.assessment),
            "erased member": erased,
            "coach of another team": dataclasses.replace(coach, assessment=host.assessment),
            "coach whose time is over": late_seat,
            "viewer who was ended": ended_seat,
        }

    def team(self, name: str) -> tuple[Seat, Seat, Seat, Seat]:
        store = self.store
        before = store.start_assessment(StartAssessment("small", "1", name)).seat
        opening = OpenAssessment("small", "1", name, "anonymous", 3, after=before)
        host = store.open_assessment(opening, f"host of {name}").seat
        code = store.invite(host).code
        seats = [store.join_by_code(code, f"{name} {number}").seat for number in range(5)]
        for seat in seats:
            store.save_answers(seat, ANSWER)
        store.erase_seat(seats[4])
        return before, host, seats[0], seats[4]


def let_time_pass(store: Store, pass_id: str) -> None:
    """Let the time of one pass be over."""
    over = update(access_link).where(access_link.c.id == pass_id).values(expires_on=DAY - timedelta(days=1))
    store._writer.submit(lambda connection: connection.execute(over).close())


@pytest.fixture
def town(store) -> Town:
    return Town(store, let_time_pass)


@pytest.mark.parametrize("who", [*INSIDERS, *OUTSIDERS])
def test_only_what_the_list_allows_passes(town, who):
    actor = town.actors[who]
    passed, refused = set(), set()
    # What ends things comes last: an actor who erased a seat or a team could do nothing more.
    last = ("stop_inviting", "end_link", "erase_seat", "erase_team")
    for name in sorted(VERBS, key=lambda verb: (verb in last, last.index(verb) if verb in last else 0)):
        action, call = VERBS[name]
        if name == "erase_team" and "erase_seat" in passed and who == "member":
            actor = town.actors["member"] = join_again(town)
        before = state(town.store)
        try:
            call(town.store, actor)
        except (NotAllowedError, SeatGoneError) as error:
            assert state(town.store) == before, f"{name} changed something for {who}"
            expected = HostOnlyError if action is Action.LEAD else NotAllowedError
            assert type(error) is (SeatGoneError if who in OUTSIDERS else expected), name  # noqa: PT017 - which one
            refused.add(name)
        else:
            passed.add(name)
    role = INSIDERS.get(who)
    assert passed == {name for name, (action, _) in VERBS.items() if role in ALLOWED[action]}
    assert refused == set(VERBS) - passed


def state(store: Store) -> dict[str, Tally]:
    with snapshot_connection(store._place) as connection:
        return tally_tables(connection, metadata.sorted_tables)


def join_again(town: Town) -> Seat:
    store, host = town.store, town.actors["host"]
    return store.join_by_code(store.invite(host).code, "again").seat


@pytest.mark.parametrize("who", [*INSIDERS, *OUTSIDERS])
def test_everybody_is_told_what_they_are(town, who):
    assert town.store.role(town.actors[who]) == INSIDERS.get(who)


def test_what_nobody_may_know_is_refused_in_the_same_words(town):
    said = set()
    for who in OUTSIDERS:
        with pytest.raises(SeatGoneError) as refusal:
            town.store.assessment(town.actors[who])
        said.add(str(refusal.value))
    assert len(said) == 1


# ---------------------------------------------------------------- one look


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """Collect the statements that readers send."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        sent.append(statement)

    event.listen(store._reading, "before_cursor_execute", note)
    yield sent
    event.remove(store._reading, "before_cursor_execute", note)


WRITES = {"end_link", "hold", "new_link"}
READS = [name for name in VERBS if VERBS[name][0] in {Action.READ, Action.READ_OWN} and name not in WRITES]
READS += ["audit", "notes"]


def test_in_one_look_everybody_may_read_what_they_may_read_without(town):
    for who, actor in town.actors.items():
        with town.store.one_look():
            town.store.role(actor)
            for name in READS:
                action, call = VERBS[name]
                try:
                    call(town.store, actor)
                except (NotAllowedError, SeatGoneError) as error:
                    assert INSIDERS.get(who) not in ALLOWED[action], name
                    assert isinstance(error, SeatGoneError) is (who in OUTSIDERS), name  # noqa: PT017 - which one
                else:
                    assert INSIDERS.get(who) in ALLOWED[action], name


def test_in_one_look_an_actor_is_asked_for_once(store, host):
    with counted(store) as sent, store.one_look():
        assert (store.role(host), store.assessment(host).host) == (Role.HOST, True)
        store.targets(host)
        store.assessment(host)
    assert len([one for one in sent if "seated" in one]) == 1
    assert len(sent) == 2
    with counted(store) as sent:
        store.role(host), store.assessment(host)
    assert len(sent) == 2


def test_the_seats_of_a_visitor_bring_what_they_are(store, host):
    made = store.invite(host)
    member = store.join_by_code(made.code, "host of another browser").seat
    with store.one_look():
        assert store.seats_of("host") == (host,)
        assert store.seats_of("host of another browser") == (member,)
        with counted(store) as sent:
            assert (store.role(host), store.role(member)) == (Role.HOST, Role.MEMBER)
            assert (store.assessment(host).host, store.assessment(member).host) == (True, False)
    assert sent == []


def test_a_pass_that_was_ended_is_refused_at_the_next_look(store, host):
    given = store.give_pass(host, "viewer", DAY)
    seen = store.resume(given.token)
    with store.one_look():
        assert store.rounds(seen)
        in_another_thread(lambda: store.end_link(host, given.link.id))
    with store.one_look(), pytest.raises(SeatGoneError):
        store.rounds(seen)


def test_a_right_that_ends_within_a_look_is_refused_at_once_where_it_was_ended(store, host):
    given = store.give_pass(host, "viewer", DAY)
    seen = store.resume(given.token)
    with store.one_look():
        assert store.rounds(seen)
        store.end_link(host, given.link.id)
        with pytest.raises(SeatGoneError):
            store.rounds(seen)


def test_what_is_written_is_asked_anew_even_within_a_look(store, host):
    seat = store.join_by_code(store.invite(host).code, "anna").seat
    with store.one_look():
        assert store.role(seat) is Role.MEMBER
        in_another_thread(lambda: store.erase_seat(seat))
        with pytest.raises(SeatGoneError):
            store.save_answers(seat, ANSWER)
        assert store.role(seat) is None


def test_a_look_of_one_thread_is_none_of_another_and_ends_with_its_page(store, host):
    with store.one_look():
        store.role(host)
        with counted(store) as sent:
            in_another_thread(lambda: store.role(host))
        assert len(sent) == 1
    with counted(store) as sent:
        store.role(host)
    assert len(sent) == 1


def in_another_thread(work) -> None:
    """Do work in a thread of its own and wait for it."""
    thread = Thread(target=work)
    thread.start()
    thread.join()


# ---------------------------------------------------------------- passes and links


@pytest.fixture
def host(store) -> Seat:
    return store.open_assessment(OpenAssessment("small", "1", "Harbor", "anonymous"), "host").seat


def test_a_pass_opens_the_newest_assessment_of_the_team(store, host):
    given = store.give_pass(host, "viewer", DAY + timedelta(days=30))
    assert store.resume(given.token).assessment == host.assessment
    later = store.open_assessment(OpenAssessment("small", "2", after=host)).seat
    seen = store.resume(given.token)
    assert (seen.assessment, seen.team) == (later.assessment, "Harbor")
    assert len(store.rounds(seen)) == 2


def test_a_pass_is_good_until_its_day_and_not_longer(address):
    now = [DAY]
    with Store.open(address.url, address.folder, clock=lambda: now[0]) as store:
        host = store.open_assessment(OpenAssessment("small", "1", "Harbor"), "host").seat
        given = store.give_pass(host, "coach", DAY + timedelta(days=1))
        seen = store.resume(given.token)
        now[0] = DAY + timedelta(days=1)
        assert store.rounds(seen)
        now[0] = DAY + timedelta(days=2)
        assert store.resume(given.token) is None
        with pytest.raises(SeatGoneError):
            store.rounds(seen)


def test_a_pass_shows_no_answer_of_a_person_and_no_text(store, host):
    code = store.invite(host).code
    seats = [store.join_by_code(code, f"p{number}").seat for number in range(5)]
    for number, seat in enumerate(seats):
        write = AnswerWrite("trunk", "value", "yes", note=f"secret {number}")
        store.save_answers(seat, (write,))
    coach = store.resume(store.give_pass(host, "coach", DAY).token)
    assert store.revealed(coach) is None
    store.reveal(host)
    assert "secret" not in str(store.revealed(coach))
    for ask in (store.notes, store.answers, store.export_team, store.export_seat):
        with pytest.raises(NotAllowedError):
            ask(coach)


@pytest.mark.parametrize(
    ("role", "days", "wrong"),
    [("host", 1, "no role"), ("viewer", -1, "ends within"), ("viewer", MOST_PASS_DAYS + 1, "ends within")],
)
def test_a_pass_there_is_not_is_a_mistake_of_the_caller(store, host, role, days, wrong):
    with pytest.raises(ValueError, match=wrong):
        store.give_pass(host, role, DAY + timedelta(days=days))


def test_the_host_sees_and_ends_every_link_and_a_member_the_own(store, host):
    made = store.invite(host)
    joined = store.join_by_code(made.code, "anna")
    given = store.give_pass(host, "viewer", DAY)
    assert [link.kind for link in store.links(host)] == ["invite", "invite", "resume", "viewer"]
    assert [link.kind for link in store.links(joined.seat)] == ["resume"]
    assert [link.expires_on for link in store.links(joined.seat)] == [DAY + timedelta(days=RESUME_DAYS)]
    assert not store.end_link(joined.seat, given.link.id)
    assert not store.end_link(host, "unknown")
    assert store.resume(given.token) is not None
    for link in store.links(host):
        assert store.end_link(host, link.id)
    assert store.links(host) == ()
    assert (store.resume(given.token), store.join_by_link(made.token, "ben")) == (None, None)
    assert store.resume(joined.token) == joined.seat


def test_a_link_that_was_lost_is_ended_and_another_made(store, host):
    lost = store.new_link(host)
    (first, second) = store.links(host)
    fresh = store.new_link(host)
    for link in (first, second):
        store.end_link(host, link.id)
    assert (store.resume(lost), store.resume(fresh)) == (None, host)


def test_links_lie_in_the_database_only_as_hashes(store, host):
    tokens = [store.give_pass(host, "viewer", DAY).token, store.new_link(host)]
    with store._reading.connect() as connection:
        rows = str([connection.execute(select(table)).fetchall() for table in metadata.sorted_tables])
    assert not [token for token in tokens if token in rows]
    assert tokens[0] not in repr(SimpleNamespace(given=store.give_pass(host, "viewer", DAY)))


def test_the_audit_log_says_what_was_done_and_never_what_was_answered(store, host):
    code = store.invite(host).code
    seat = store.join_by_code(code, "anna").seat
    store.save_answers(seat, (AnswerWrite("trunk", "value", "yes", note="canary"),))
    store.give_pass(host, "coach", DAY)
    store.reveal(host)
    store.erase_seat(seat)
    log = store.audit(host)
    assert [(one.role, one.action) for one in log] == [
        ("member", "erased a seat"),
        ("host", "showed the answers"),
        ("host", "gave a pass: coach"),
        ("host", "invited"),
    ]
    assert {one.day for one in log} == {DAY}
    assert not [word for word in ("canary", "yes", "trunk", seat.respondent) if word in str(log)]


def test_the_audit_log_keeps_a_thousand_doings(store, host, monkeypatch):
    monkeypatch.setattr("store.linking.AUDITED_MOST", 3)
    for _ in range(5):
        store.new_link(host)
    assert len(store.audit(host)) == 3
