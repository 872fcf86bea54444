"""What the page calls saved survives a kill; the first click after a restart is kept."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser]


def stored(data_dir) -> list[tuple[str, str, str]]:
    with sqlite3.connect(f"file:{data_dir / 'greenlane.db'}?mode=ro", uri=True) as connection:
        return connection.execute("SELECT practice, state, option FROM answer ORDER BY practice").fetchall()


def begin(visitor, server) -> None:
    visitor.open(f"{server.address}/assess")
    visitor.page.get_by_label("Name of the team").fill("Dock")
    visitor.page.get_by_role("button", name="Start", exact=True).click()
    visitor.page.get_by_text("Saved. 0 of").wait_for()


def answer(page, option: int) -> None:
    page.get_by_test_id("stRadio").get_by_role("radiogroup").locator("label").nth(option).click()


def go_to(page, question: int) -> None:
    page.get_by_role("button", name=f"Page {question}", exact=True).click()
    expect(page.get_by_text(re.compile(rf"\b{question} of \d+$"))).to_be_visible()


def test_a_killed_server_loses_no_acknowledged_answer_and_keeps_the_first_click_after(
    browser, own_server
) -> None:
    from tests.browser.conftest import new_visitor

    own_server.start()
    visitor = new_visitor(browser)
    begin(visitor, own_server)
    page = visitor.page
    for question in (1, 2, 3):
        go_to(page, question)
        answer(page, 0)
        expect(page.get_by_text(re.compile(rf"Saved\. {question} of"))).to_be_visible()
    own_server.kill()
    assert len(stored(own_server.data_dir)) == 3

    own_server.start()
    page.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]").wait_for(timeout=60_000)
    answer(page, 1)
    expect(page.get_by_text(re.compile(r"Saved\. 3 of"))).to_be_visible(timeout=30_000)
    go_to(page, 4)
    answer(page, 1)
    expect(page.get_by_text(re.compile(r"Saved\. 4 of"))).to_be_visible(timeout=30_000)
    own_server.kill()
    assert len(stored(own_server.data_dir)) == 4
    page.context.close()


def test_an_answer_taken_back_is_unanswered_after_a_reload(visitor, server) -> None:
    begin(visitor, server)
    answer(visitor.page, 2)
    expect(visitor.page.get_by_text(re.compile(r"Saved\. 1 of"))).to_be_visible()
    visitor.page.get_by_role("button", name="Leave unanswered").click()
    expect(visitor.page.get_by_text(re.compile(r"Saved\. 0 of"))).to_be_visible()
    visitor.page.reload()

    expect(visitor.page.get_by_text(re.compile(r"Saved\. 0 of"))).to_be_visible()


def test_two_tabs_do_not_overwrite_each_other(visitor, server) -> None:
    begin(visitor, server)
    second = visitor.page.context.new_page()
    second.goto(visitor.page.url)
    second.get_by_text("Saved. 0 of").wait_for()
    answer(visitor.page, 0)
    expect(visitor.page.get_by_text(re.compile(r"Saved\. 1 of"))).to_be_visible()
    go_to(second, 2)
    answer(second, 0)
    expect(second.get_by_text(re.compile(r"Saved\. 2 of"))).to_be_visible()
    visitor.page.reload()

    expect(visitor.page.get_by_text(re.compile(r"Saved\. 2 of"))).to_be_visible()


@pytest.mark.long
def test_kills_in_the_middle_of_a_thousand_answers_lose_none_that_was_acknowledged(
    browser, own_server
) -> None:
    """Click through a thousand answers in one browser; the server is killed every 150th of them.

    An answer is acknowledged once the page shows the next question: until then it may be there or not.
    """
    from tests.browser.conftest import new_visitor

    own_server.start()
    visitor = new_visitor(browser)
    begin(visitor, own_server)
    page = visitor.page
    acknowledged: dict[int, int] = {}
    clicked: tuple[int, int] | None = None
    for click in range(1000):
        question, option = click % 7 + 1, (click // 7) % 3
        if click % 150 == 149:
            own_server.kill()
            assert_all_there(own_server, acknowledged, clicked)
            own_server.start()
            page.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]").wait_for(timeout=60_000)
        go_to(page, question)
        if clicked is not None:
            acknowledged[clicked[0]] = clicked[1]
        answer(page, option)
        clicked = (question, option)
    own_server.kill()
    assert_all_there(own_server, acknowledged, clicked)
    page.context.close()


def assert_all_there(own_server, acknowledged: dict[int, int], clicked: tuple[int, int] | None) -> None:
    """Compare what the page acknowledged with what lies in the database."""
    from ui import cached

    asked = next(one for one in cached.questionnaires().values if one.id == "delivery-practices")

    def name(question: int, option: int) -> tuple[str, str]:
        practice = asked.practices[question - 1]
        return practice.id, practice.question.options[option].id

    wanted = dict(name(*one) for one in acknowledged.items())
    found = {practice: option for practice, state, option in stored(own_server.data_dir) if state == "value"}
    if clicked is not None:
        practice, option = name(*clicked)
        assert found.pop(practice, None) in {wanted.pop(practice, None), option}
    assert found == wanted
