"""Pages run in Streamlit's own test runner, against a store of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.example import clear
from ui import cached, live, places, state
from ui.settings import settings_from_environment

MAIN = Path(__file__).parents[2] / "ui" / "script" / "main.py"
CACHES = (
    cached.course,
    cached.scenarios,
    cached.questionnaires,
    cached.result,
    cached.presets,
    cached.sources,
)
Settle = Callable[[Path | None], None]


@pytest.fixture
def settle(tmp_path: Path) -> Iterator[Settle]:
    """Return how to settle this process in a data folder, with the shipped files or a house of one's own."""

    def settled(content_dir: Path | None = None) -> None:
        live.close()
        environment = {"GREENLANE_CONTENT_DIR": str(content_dir)} if content_dir else {}
        live.configure(settings_from_environment(environment, data_dir=tmp_path / "data"))
        for cache in CACHES:
            clear(cache)

    settled(None)
    yield settled
    live.close()
    for cache in CACHES:
        clear(cache)


@pytest.fixture
def open_page(settle: Settle, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:  # noqa: ARG001 - settled
    """Return how to open a page as a visitor; `visitor` is the number that the cookie would carry."""
    monkeypatch.setattr(state, "cookie", lambda _name: None)  # this test runner sends no cookies

    def opened(page: str = "home", visitor: str = "a-visitor", **query: str) -> AppTest:
        at = AppTest.from_file(str(MAIN), default_timeout=60)
        at.session_state["visitor"] = visitor
        at.run()
        if page != "home":
            at.switch_page(str(places.PAGES / f"{page}.py"))
        for name, value in query.items():
            at.query_params[name] = value
        if page != "home" or query:
            at.run()
        return at

    return opened
