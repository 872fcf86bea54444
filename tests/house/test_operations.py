"""What operators are told is what the code does."""

import re
from pathlib import Path

from store import Limits
from store.joining import MOST_WRONG
from ui import bounds, observing, routes, server
from ui.settings import settings_from_environment, streamlit_options

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
CODE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ui").rglob("*.py"))


def test_operations_names_every_limit() -> None:
    upload = streamlit_options(settings_from_environment({}))["server.maxUploadSize"]
    for told in (
        f"| one uploaded file | {upload} MB |",
        f"| any other body | {bounds.SMALL_BODY // 1024} kB |",
        f"| time until a body is here | {bounds.PATIENCE:g} s |",
        f"| changes by POST and the like | {server.WRITES_A_MINUTE:,} a minute and address |",
        f"| links and badges | {server.LOOKUPS_A_MINUTE} a minute and address |",
        f"| new connections of tabs | {server.TABS_A_MINUTE:,} a minute and address |",
        f"| open tabs | {bounds.MOST_TABS:,} a process |",
        f"| wrong codes | {MOST_WRONG} a minute, whoever tries |",
        f"| writes that wait | {Limits().waiting:,} a process |",
        f"| a write while the database is away | {Limits().patience:g} s |",
        f"never waits longer than {routes.READY_PATIENCE:g} s",
    ):
        assert told in TEXT


def test_operations_names_settings_that_are_read() -> None:
    for name in set(re.findall(r"`(GREENLANE_[A-Z_]+)[`=]", TEXT)):
        assert f'"{name}"' in CODE, name


def test_operations_names_figures_that_are_written() -> None:
    counted = observing.Figures().as_text("1", {f"greenlane_store_{name}": 0 for name in STORE})
    for name in set(re.findall(r"greenlane_[a-z_]+(?=[`{\[])", TEXT)):
        assert f"# TYPE {name} " in counted, name


STORE = ("waiting", "written_total", "failed_total", "commits_total", "last_write_seconds")
