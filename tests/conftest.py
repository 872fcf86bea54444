"""One real Chromium per worker, for every test that needs one."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    return os.environ.get("GREENLANE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Keep how the run ended beside which tests failed, for whoever looks a second time."""
    kept = getattr(session.config, "cache", None)
    if kept is not None and not hasattr(session.config, "workerinput"):
        kept.set("greenlane/ended", int(exitstatus))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        text = "no Chromium found: install it or name it with GREENLANE_CHROMIUM"
        if os.environ.get("GREENLANE_REQUIRE_BROWSER") == "1":
            pytest.fail(text)
        pytest.skip(text)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield found
        found.close()
