"""Rooms of workshops: one order of all changes, nothing lost, nothing doubled, nothing of a person."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import inspect, text

from store import OpenRoom, RoomChange, RoomGoneError, RoomVote, Store
from store.engines import migration_connection
from store.seats import hash_secret

DAY = 86_400


def opening(code: str = "K7PM4Q", ends: int = 100, holder: str = "") -> OpenRoom:
    return OpenRoom(code, "key", holder, "Delivery?", ends, "the plan", "lobby")


def moved(state: str, *, closed: bool = False):
    return lambda _news: RoomChange(state, closed)


def vote(token: str, option: str, click: int = 1) -> RoomVote:
    return RoomVote(0, "q", hash_secret(token), option, click)


def test_a_room_is_found_by_its_code_and_led_by_its_key_or_its_holder(store):
    name = store.open_room(opening(holder="browser"))
    head = store.room_by_code("K7PM4Q")
    assert (head.id, head.title, head.closed, head.version, head.moved) == (name, "Delivery?", False, 0, 0)
    assert store.room_by_code("AAAAAA") is None
    assert store.rooms_hosted("key") == store.rooms_hosted("browser") == store.rooms() == (head,)
    assert store.rooms_hosted("another") == ()


def test_two_rooms_never_have_one_code(store):
    first = store.open_room(opening())
    assert store.open_room(opening()) is None
    second = store.open_room(opening("BBBBBB"))
    assert store.give_room_code(second, "K7PM4Q") is False
    assert store.room_by_code("K7PM4Q").id == first


def test_the_code_of_before_still_leads_to_its_room_and_says_the_new_one(store):
    name = store.open_room(opening())
    assert store.give_room_code(name, "BBBBBB") is True
    assert store.give_room_code(name, "BBBBBB") is True
    assert store.room_by_code("K7PM4Q") == store.room_by_code("BBBBBB")
    head = store.room_by_code("K7PM4Q")
    assert (head.code, head.version, head.moved) == ("BBBBBB", 1, 1)


def test_a_code_that_another_room_has_now_goes_before_the_code_it_had(store):
    first = store.open_room(opening())
    store.give_room_code(first, "BBBBBB")
    second = store.open_room(opening("K7PM4Q"))
    assert store.room_by_code("K7PM4Q").id == second


def test_a_seat_is_taken_once_however_often_it_is_asked_for(store):
    name = store.open_room(opening())
    assert [store.join_room(name, "anna", 0, 2) for _ in range(3)] == [True, True, True]
    assert store.room_news(name).seats == (hash_secret("anna"),)
    assert [one.id for one in store.rooms_seated("anna")] == [name]
    assert store.rooms_seated("ben") == ()


def test_a_room_takes_no_more_people_than_it_holds(store):
    name = store.open_room(opening())
    assert [store.join_room(name, token, 0, 2) for token in ("a", "b", "c", "a")] == [True, True, False, True]
    assert len(store.room_news(name).seats) == 2


def test_the_newest_click_counts_whenever_it_arrives(store):
    name = store.open_room(opening())
    store.join_room(name, "anna", 0, 9)
    for option, click in (("one", 1), ("three", 3), ("two", 2), ("three", 3)):
        assert store.vote_in_room(name, vote("anna", option, click), 0) is True
    assert store.room_news(name).votes == (vote("anna", "three", 3),)


def test_nobody_joins_or_votes_by_what_was_shown_before_the_host_moved_on(store):
    name = store.open_room(opening())
    store.join_room(name, "anna", 0, 9)
    store.change_room(name, moved("revealed"))
    assert store.vote_in_room(name, vote("anna", "one"), 0) is False
    assert store.join_room(name, "ben", 0, 9) is False
    news = store.room_news(name)
    assert (news.votes, news.seats, news.state) == ((), (hash_secret("anna"),), "revealed")


def test_news_hold_what_came_since_and_nothing_else(store):
    name = store.open_room(opening())
    whole = store.room_news(name)
    assert (whole.plan, whole.state, whole.seats, whole.votes) == ("the plan", "lobby", (), ())
    assert store.room_news(name, 0, 0).state is None
    store.join_room(name, "anna", 0, 9)
    joined = store.room_news(name, 0, 0)
    assert (joined.head.version, joined.plan, joined.state, len(joined.seats)) == (1, None, None, 1)
    store.vote_in_room(name, vote("anna", "one"), 0)
    voted = store.room_news(name, 1, 0)
    assert (voted.head.version, voted.seats, voted.votes) == (2, (), (vote("anna", "one"),))
    store.change_room(name, moved("over", closed=True))
    last = store.room_news(name, 2, 0)
    assert (last.head.version, last.head.moved, last.head.closed) == (3, 1, True)
    assert (last.plan, last.state, last.seats, last.votes) == (None, "over", (), ())


def test_a_host_decides_on_everything_that_was_acknowledged_before(store):
    name = store.open_room(opening())
    store.join_room(name, "anna", 0, 9)
    store.vote_in_room(name, vote("anna", "one"), 0)
    seen = []
    store.change_room(name, lambda news: seen.append(news) or RoomChange("shown", closed=False))
    assert (seen[0].plan, seen[0].state, seen[0].votes) == ("the plan", "lobby", (vote("anna", "one"),))


def test_what_a_host_may_not_do_changes_nothing(store):
    name = store.open_room(opening())

    def refuse(_news):
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        store.change_room(name, refuse)
    assert store.room_news(name).head.version == 0


def test_a_change_that_was_committed_before_its_connection_was_lost_is_made_once(store, monkeypatch):
    name = store.open_room(opening())
    submit = store._writer.submit
    monkeypatch.setattr(store._writer, "submit", lambda work: (submit(work), submit(work))[1])
    made = []
    store.change_room(name, lambda _news: made.append(1) or RoomChange("on", closed=False))
    assert made == [1]


def test_a_room_that_ended_is_purged_with_everything_in_it(store, address):
    old = store.open_room(opening(ends=5 * DAY))
    store.join_room(old, "anna", 0, 9)
    store.vote_in_room(old, vote("anna", "one"), 0)
    kept = store.open_room(opening("BBBBBB", ends=9 * DAY))
    assert store.purge_rooms(9 * DAY) == 1
    assert [one.id for one in store.rooms()] == [kept]
    with pytest.raises(RoomGoneError):
        store.room_news(old)
    with pytest.raises(RoomGoneError):
        store.change_room(old, moved("on"))
    assert store.join_room(old, "ben", 0, 9) is False
    with migration_connection(address.place) as connection:
        left = [connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one()  # noqa: S608 - constants
                for table in ("room_state", "room_seat", "room_vote")]  # fmt: skip
    assert left == [1, 0, 0]


def test_a_room_whose_rows_are_half_gone_says_that_it_is_gone(store, address):
    name = store.open_room(opening())
    with migration_connection(address.place) as connection:
        connection.execute(text("DELETE FROM room_state"))
        connection.commit()
    with pytest.raises(RoomGoneError):
        store.room_news(name)


def test_no_table_of_rooms_holds_a_name_an_address_or_a_time_of_what_a_person_did(address, store):
    with migration_connection(address.place) as connection:
        seen = inspect(connection)
        tables = ("room_seat", "room_vote")
        found = {table: {str(one["name"]) for one in seen.get_columns(table)} for table in tables}
    assert found == {
        "room_seat": {"room", "seat", "version"},
        "room_vote": {"room", "place", "question", "seat", "option", "click", "version"},
    }
    store.open_room(opening(holder="browser"))
    store.join_room(store.rooms()[0].id, "anna", 0, 9)
    with migration_connection(address.place) as connection:
        rows = [str(connection.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608 - constants
                for table in ("room", "room_seat")]  # fmt: skip
    assert not any(secret in row for row in rows for secret in ("'key'", "'browser'", "'anna'"))


@pytest.mark.postgres
def test_two_processes_lose_and_double_nothing_while_a_host_moves_on(postgres_address, open_store):
    stores: list[Store] = [open_store(postgres_address), open_store(postgres_address)]
    name = stores[0].open_room(opening())
    tokens = [f"t{number}" for number in range(40)]

    def come_and_vote(number: int) -> bool:
        store, token = stores[number % 2], tokens[number]
        while not store.join_room(name, token, store.room_news(name).head.moved, 500):
            pass
        head = store.room_news(name).head
        return head.moved == 0 and store.vote_in_room(name, vote(token, "one"), head.moved)

    with ThreadPoolExecutor(16) as pool:
        done = list(pool.map(come_and_vote, range(20)))
        stores[1].change_room(name, moved("shown"))
        done += pool.map(come_and_vote, range(20, 40))
    for store in stores:
        news = store.room_news(name)
        assert sorted(news.seats) == sorted(map(hash_secret, tokens))
        assert {one.seat for one in news.votes} == {hash_secret(tokens[n]) for n in range(40) if done[n]}
    assert done == [True] * 20 + [False] * 20
