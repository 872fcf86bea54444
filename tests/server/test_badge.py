"""The badge of a kept snapshot at an address that nobody can guess, or why there is none."""

import pytest
from starlette.applications import Starlette

from ui.routes import Services, routes

KNOWN, THIN = "a" * 64, "b" * 64


def badge(snapshot: str) -> tuple[str | None, str]:
    return {KNOWN: ("<svg/>", ""), THIN: (None, "3 of 30 practices are answered")}.get(
        snapshot, (None, "no such snapshot")
    )


@pytest.fixture
def web(around):
    found = Services(ready={}, resume=lambda _: None, warm=lambda: None, close=lambda: None, badge=badge)
    return around(Starlette(routes=routes(found)))


def test_a_badge_is_a_picture(web):
    answer, body = web.raw(f"/badge/{KNOWN}.svg")

    assert (answer.status_code, body) == (200, b"<svg/>")
    assert answer.headers["content-type"].startswith("image/svg+xml")


def test_a_badge_of_a_few_answers_is_refused_with_the_reason(web):
    answer, body = web.raw(f"/badge/{THIN}.svg")

    assert (answer.status_code, body) == (404, b"3 of 30 practices are answered\n")


@pytest.mark.parametrize("name", ["x", "A" * 64, "a" * 63, "a" * 65, "..%2Fsecret"])
def test_what_is_no_fingerprint_is_not_looked_up(around, name):
    found = Services(ready={}, resume=str, warm=dict, close=dict, badge=pytest.fail)

    assert around(Starlette(routes=routes(found))).get(f"/badge/{name}.svg").status_code == 404


def test_without_a_store_there_is_no_badge(around):
    found = Services(ready={}, resume=str, warm=dict, close=dict)

    assert around(Starlette(routes=routes(found))).get(f"/badge/{KNOWN}.svg").status_code == 404
