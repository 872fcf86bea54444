"""A learner's link, what a wrong file may do, and erasing: nobody else's progress, none that comes back."""

import datetime as dt
import json

import pytest

import content
from content import Answer, Progress
from store import GradeWrite, Keep
from tests.drawn import by_label, press, texts, unfold
from tests.example import example_house, forget_pages
from ui import live, state
from ui.learning import codes, keeping
from ui.routes import LEARNER_COOKIE

TODAY = dt.date(2026, 11, 24)
CODE = "c" * 43
LINK = f"{CODE}.once"
CANARY = "canary-5d20be"


@pytest.fixture
def learn(settle, open_page, tmp_path, monkeypatch):
    """Return how to open the Learn page of the example house; `link` is what a link left in the browser."""
    settle(example_house(tmp_path / "house", forms=True))
    forget_pages()
    monkeypatch.setattr(keeping, "today", lambda: TODAY)

    def opened(*answers: Answer, visitor: str = "a-visitor", link: str | None = None, **query: str):
        monkeypatch.setattr(state, "cookie", lambda name: link if name == LEARNER_COOKIE else None)
        if answers:
            keep(visitor, *answers)
        return open_page("learn", visitor=visitor, **query)

    yield opened
    forget_pages()


def keep(owner: str, *answers: Answer, learner: str = "0123456789abcdef") -> None:
    body = content.save_progress(Progress(learner, answers))
    live.store().keep(owner, Keep("progress", "course", body))


def kept(owner: str = "a-visitor") -> Progress:
    return content.load_progress(live.store().kept_one(owner, "progress", "course").body)


def answered(item: str, option: str, days_ago: int = 1) -> Answer:
    lesson = keeping.cached.course().owner(item)
    return Answer(item, lesson.hashes[item], option, None, TODAY - dt.timedelta(days=days_ago))


def items(progress: Progress) -> set[str]:
    return {answer.item for answer in progress.answers}


# ---------------------------------------------------------------- the link


def test_a_link_opens_the_progress_where_there_is_none_yet(learn):
    learn()
    keep(CODE, answered("friday-first", "same-daily"))
    at = learn(visitor="a-phone", link=LINK)

    assert "**Welcome back.** The link opened a progress: 1 answer. Whoever has the link" in texts(at)
    assert "begun, 1 of 7" in texts(at)
    again = learn(visitor="a-phone")
    assert "begun, 1 of 7" in texts(again), "the link is needed once"
    assert "Welcome back" not in texts(learn(visitor="a-phone", link=LINK)), "it was settled"


def test_where_there_are_answers_a_link_asks_before_anything_is_joined(learn):
    learn()
    keep(CODE, answered("friday-first", "same-daily"))
    at = learn(answered("friday-needs", "document"), visitor="a-phone", link=LINK)
    assert "It leads to a progress with 1 answer; this browser has one with 1 answer." in texts(at)
    assert items(kept(CODE)) == {"friday-first"}

    press(at, "Continue with both")
    assert items(kept(CODE)) == {"friday-first", "friday-needs"}
    assert "A link was opened here" not in texts(at)
    assert live.store().kept_one("a-phone", "progress", "course") is None


def test_a_link_can_be_left_and_is_asked_about_anew_when_it_is_followed_again(learn):
    learn()
    keep(CODE, answered("friday-first", "same-daily"))
    at = learn(answered("friday-needs", "document"), visitor="a-phone", link=LINK)
    press(at, "Leave it")
    assert items(kept("a-phone")) == {"friday-needs"}
    assert "A link was opened here" not in texts(at)

    assert "A link was opened here" not in texts(learn(visitor="a-phone", link=LINK))
    assert "A link was opened here" in texts(learn(visitor="a-phone", link=f"{CODE}.another"))


@pytest.mark.parametrize("link", ["", "x", f"{'d' * 43}.once", "<b>.once", f"{CODE[:-1]}é.once"])
def test_a_link_that_leads_nowhere_changes_nothing(learn, link):
    at = learn(answered("friday-needs", "document"), link=link)

    assert not at.exception
    assert "A link was opened here" not in texts(at)
    assert items(kept()) == {"friday-needs"}


def test_a_link_to_what_cannot_be_read_changes_nothing(learn):
    learn()
    live.store().keep(CODE, Keep("progress", "course", '{"format": 9}'))
    at = learn(answered("friday-needs", "document"), link=LINK)

    assert "A link was opened here" not in texts(at)
    by_label(learn(part="My progress").text_input, "I have a code").set_value(CODE).run()
    assert items(kept()) == {"friday-needs"}


def test_a_link_pasted_whole_opens_what_its_code_opens(learn):
    learn()
    keep(CODE, answered("friday-first", "same-daily"))
    at = learn(answered("friday-needs", "document"), part="My progress")
    for _ in range(2):
        by_label(at.text_input, "I have a code").set_value(f"https://house.example/r/{CODE}").run()
        press(at, "Continue with it")
        assert "**Done.**" in texts(at)

    assert items(kept(CODE)) == {"friday-first", "friday-needs"}


def test_the_link_stands_beside_the_code_and_has_a_picture(learn):
    at = press(learn(part="My progress"), "Make a resume link and code")
    link, code = (shown.value for shown in at.code)
    assert link.endswith(f"/r/{code}")
    at.session_state["link-picture"] = True
    at.run()

    assert at.get("image")


# ---------------------------------------------------------------- codes


def test_a_code_is_locked_anew_each_time_and_opens_for_its_browser_alone():
    code, locks = codes.new_code(), set()
    for _ in range(50):
        locked = codes.lock(code, "a-browser")
        locks.add(locked)
        assert codes.unlock(locked, "a-browser") == code
        assert codes.unlock(locked, "another-browser") is None

    assert len(locks) == 50
    assert len({bytes.fromhex(locked)[16:] for locked in locks}) == 50, "no pad is used twice"


@pytest.mark.parametrize("stored", ["", "zz", "00" * 10, "00" * 16, "00" * 59, "ff" * 200, "é"])
def test_a_lock_that_was_spoiled_opens_nothing(stored):
    assert codes.unlock(stored, "a-browser") is None


def test_codes_are_long_and_never_the_same():
    made = {codes.new_code() for _ in range(200)}

    assert len(made) == 200
    assert {len(code) for code in made} == {43}, "256 bits"


# ---------------------------------------------------------------- wrong files


def row(**more: object) -> dict[str, object]:
    return {
        "item": "friday-first", "item_hash": "0123456789ab", "option": "same-daily", "sure": None,
        "at": "2026-11-20", "attempt": 1,
    } | more  # fmt: skip


def file(**more: object) -> bytes:
    return json.dumps({"format": 1, "learner": "f" * 16, "answers": [row()]} | more).encode()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\xff\xfe", "no text in UTF-8"),
        (b"{", "not a progress file"),
        (b"", "not a progress file"),
        (b"[]", "not a progress file"),
        (file(learner="<script>"), "mine\\.json\\:1"),
        (file(format=2), "format"),
        (file(format=99), "format"),
        (file(surprise=1), "surprise"),
        (b'{"format": 1, "format": 1, "learner": "ffffffffffffffff"}', "format"),
        (file(answers=[row(attempt=float("nan"))]), "attempt"),
        (file(answers=[row(attempt=float("inf"))]), "attempt"),
        (file(answers=[row(attempt=0)]), "attempt"),
        (file(answers=[row(item_hash="not-a-hash")]), "item\\_hash"),
        (file(answers=[row(option="<img src=x>")]), "option"),
        (file(answers=[row(at="2026-13-40")]), "at"),
        (file(answers=[row(at="2026-11-26")]), "2026-11-26, a day still to come"),
        (file(answers=[row()] * 4001), "answers"),
        (b"x" * 1_000_001, "larger than 1 MB"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_reason_and_the_progress_stays(learn, raw, said):
    at = learn(answered("friday-first", "same-daily"), part="My progress")
    before = live.store().kept_one("a-visitor", "progress", "course")
    upload(at, raw)

    assert "**Not added.**" in texts(at)
    assert said in texts(at)
    assert live.store().kept_one("a-visitor", "progress", "course") == before
    assert not at.exception


def upload(at, raw: bytes):
    at.file_uploader[0].set_value(("mine.json", raw, "application/json")).run()
    return press(at, "Add it to mine")


def test_of_the_same_answer_many_times_one_is_kept(learn):
    at = learn(answered("friday-needs", "document"), part="My progress")
    upload(at, file(answers=[row()] * 50))

    assert "**Added:** 1 new answer." in texts(at)
    assert len(kept().answers) == 2


def test_an_answer_to_what_is_asked_otherwise_now_is_kept_and_not_counted(learn):
    at = learn(part="My progress")
    upload(at, file())
    assert len(kept().answers) == 1

    assert "begun, " not in texts(learn())


def test_the_file_of_another_learner_is_joined_under_ones_own_number(learn):
    at = learn(answered("friday-needs", "document"), part="My progress")
    upload(at, file())

    assert kept().learner == "0123456789abcdef"


# ---------------------------------------------------------------- another code


def test_a_code_in_wrong_hands_is_changed_and_opens_nothing_of_ones_own(learn):
    at = press(learn(answered("friday-first", "same-daily"), part="My progress"), "Make a resume link")
    old = at.code[1].value
    learn(visitor="a-phone", link=f"{old}.once")
    learn(visitor="a-stranger", link=f"{old}.twice")
    press(at, "Change the code")
    new = at.code[1].value

    assert "**Changed.**" in texts(at)
    assert new != old
    assert items(kept(new)) == {"friday-first"}
    assert kept(old).answers == ()
    assert "begun, " not in texts(learn(visitor="a-stranger"))
    assert "begun, " not in texts(learn(visitor="a-phone"))
    phone = learn(visitor="a-phone", part="My progress")
    by_label(phone.text_input, "I have a code").set_value(new).run()
    press(phone, "Continue with it")
    assert "begun, 1 of 7" in texts(learn(visitor="a-phone"))


# ---------------------------------------------------------------- erasing


def erase(at):
    unfold(at, "erase")
    press(at, "Erase my progress")
    return press(at, "Yes, erase it for good")


def test_progress_is_erased_after_asking_once_more_and_stays_so(learn):
    at = learn(answered("friday-first", "same-daily"), part="My progress")
    unfold(at, "erase")
    press(at, "Erase my progress")
    press(at, "Keep it")
    assert items(kept()) == {"friday-first"}
    erase(at)

    assert "**Erased.**" in texts(at)
    assert "0 answers" in texts(at)
    assert kept().answers == ()
    assert "0 of 2 lessons done" in texts(learn())


def test_erased_progress_is_gone_from_the_database_and_its_log(learn, tmp_path):
    def on_disk() -> list[str]:
        files = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
        return [path.name for path in files if CANARY.encode() in path.read_bytes()]

    learn()
    live.store().keep("a-visitor", Keep("progress", "unread-1", f'{{"format": 9, "note": "{CANARY}"}}'))
    at = learn(*[answered("friday-first", CANARY, days) for days in range(1, 40)], part="My progress")
    assert on_disk() != []
    erase(at)

    assert "**Erased.**" in texts(at)
    assert on_disk() == []


def test_answers_of_the_time_before_and_unread_records_are_erased_too(learn):
    learn()
    store = live.store()
    store.record_grades("a-visitor", (GradeWrite("friday", "friday-first", "same-daily", False, 1),))  # noqa: FBT003 - wrong
    store.keep("a-visitor", Keep("progress", "unread-1", '{"format": 9}'))
    at = learn(part="My progress")
    assert "1 answer" in texts(at)
    erase(at)

    assert store.grades("a-visitor") == {}
    assert [each.name for each in store.kept("a-visitor", "progress")] == ["course"]
    assert "0 answers" in texts(learn(part="My progress"))


def test_what_was_erased_does_not_come_back_from_a_tab_that_stayed_open(learn):
    old = learn(answered("friday-needs", "document"), lesson="friday")
    erase(learn(part="My progress"))
    by_label(old.radio, "Noor").set_value("same-daily").run()
    old.button(key="check-friday-first").click().run()

    assert items(kept()) == {"friday-first"}, "the new answer alone"


def test_erasing_reaches_the_other_device_of_a_code(learn):
    at = press(learn(answered("friday-first", "same-daily"), part="My progress"), "Make a resume link")
    code = at.code[1].value
    phone = learn(visitor="a-phone", link=f"{code}.once")
    assert "begun, 1 of 7" in texts(phone)
    erase(at)

    assert kept(code).answers == ()
    assert "begun, " not in texts(learn(visitor="a-phone"))
