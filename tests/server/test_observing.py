"""What the server counts, how it is written, and that nobody can be found in it."""

import json
import logging
import sys

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.asynchronous import run
from ui import log_lines, observing
from ui.log_lines import JsonLines, log_kind, write_log
from ui.observing import BOUNDS, CountLines, Figures, Observed, Seldom, Times, family_of
from ui.routes import Services, routes
from ui.settings import SettingsError

TOKEN = "k" * 43


def test_a_duration_is_counted_below_every_bound_it_stays_within():
    times = Times()
    for seconds in (0.005, 0.2, 99.0):
        times.add(seconds)
    lines = times.lines("x", 'family="page"')

    assert lines[0] == 'x_bucket{family="page",le="0.005"} 1'
    assert 'x_bucket{family="page",le="0.1"} 1' in lines
    assert 'x_bucket{family="page",le="0.25"} 2' in lines
    assert lines[-3:] == [
        'x_bucket{family="page",le="+Inf"} 3',
        'x_sum{family="page"} 99.205000',
        'x_count{family="page"} 3',
    ]
    assert len(lines) == len(BOUNDS) + 3
    assert Times().lines("x")[-2:] == ["x_sum 0.000000", "x_count 0"]


@pytest.mark.parametrize(
    ("path", "family"),
    [
        (f"/r/{TOKEN}", "link"), (f"/i/{TOKEN}", "link"), ("/j/ABCDEF", "room"),
        ("/live/ABCDEF/events", "events"),
        ("/assess", "page"), ("/", "page"), ("/no/such", "page"), ("/static/js/a.js", "static"),
        ("/_stcore/upload_file/x/y", "upload"), ("/_stcore/health", "streamlit"), ("/metrics", "probe"),
    ],
)  # fmt: skip
def test_a_path_is_counted_in_a_family_without_what_is_secret_in_it(path, family):
    assert family_of(path) == family


def test_every_answer_is_counted_with_the_time_until_its_first_byte(around):
    found, now = Figures(), iter(range(99))
    app = Starlette(
        routes=[Route("/{path:path}", lambda _: PlainTextResponse("yes", status_code=404))],
        middleware=[Middleware(Observed, found=found, clock=lambda: float(next(now)))],
    )
    around(app).get(f"/r/{TOKEN}")
    text = found.as_text("1.2", {"greenlane_store_waiting": 3})

    assert 'greenlane_http_answers_total{family="link",status="404"} 1' in text
    assert 'greenlane_http_seconds_sum{family="link"} 1.000000' in text
    assert 'greenlane_info{version="1.2"} 1' in text
    assert "# TYPE greenlane_store_waiting gauge\ngreenlane_store_waiting 3\n" in text
    assert "# TYPE process_cpu_seconds_total counter\n" in text
    assert TOKEN not in text


def test_a_tab_is_open_from_its_acceptance_to_its_end_however_it_ends():
    found = Figures()

    async def app(_scope, _receive, send):
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "bytes": b""})
        assert "greenlane_tabs_open 1" in found.as_text("", {})
        raise RuntimeError

    async def refused(_scope, _receive, send):
        await send({"type": "websocket.close"})

    async def send(_message):
        pass

    with pytest.raises(RuntimeError):
        run(Observed(app, found)({"type": "websocket"}, object(), send))
    run(Observed(refused, found)({"type": "websocket"}, object(), send))
    text = found.as_text("", {})
    assert "greenlane_tabs_open 0\n" in text
    assert "greenlane_tabs_total 1\n" in text


def test_the_life_of_the_app_passes_uncounted():
    seen = []

    async def app(scope, *_rest):
        seen.append(scope)

    run(Observed(app, Figures())({"type": "lifespan"}, object(), object()))
    assert seen == [{"type": "lifespan"}]


def test_a_run_of_a_page_is_timed_even_when_it_breaks():
    found = Figures()
    with pytest.raises(ZeroDivisionError), found.rerun():
        raise ZeroDivisionError

    assert "greenlane_rerun_seconds_count 1" in found.as_text("", {})


def test_every_number_is_preceded_by_its_kind_and_has_a_value():
    for line in Figures().as_text("1", {}).splitlines():
        if line.startswith("#"):
            assert line.split()[1] in {"HELP", "TYPE"}
        else:
            name, value = line.rsplit(" ", 1)
            assert name
            float(value)


def test_metrics_are_written_in_the_text_format(around):
    services = Services(ready={}, resume=str, warm=dict, close=dict, figures=lambda: "greenlane_x 1\n")
    answer, body = around(Starlette(routes=routes(services))).raw("/metrics")

    assert (answer.status_code, body) == (200, b"greenlane_x 1\n")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["cache-control"] == "no-store"


def test_numbers_that_cost_something_are_asked_for_once_a_minute():
    now, asked = [0.0], []
    rows = Seldom(lambda: asked.append(1) or {"answer": len(asked)}, clock=lambda: now[0])

    assert [rows(), rows()] == [{"answer": 1}] * 2
    now[0] = 59.9
    assert rows() == {"answer": 1}
    now[0] = 60.0
    assert rows() == {"answer": 2}


# ---------------------------------------------------------------- log


@pytest.fixture
def quiet():
    """Give back every logger as it was."""
    own = logging.getLogger("greenlane")
    before = (list(own.handlers), own.propagate, own.level)
    kept = {
        each: each.formatter
        for name in [None, *logging.root.manager.loggerDict]
        for each in logging.getLogger(name).handlers
    }
    yield own
    own.handlers, own.propagate, level = before
    own.setLevel(level)
    for handler, formatter in kept.items():
        handler.setFormatter(formatter)


def broken():
    try:
        int("the answer of Ada")
    except ValueError:
        return sys.exc_info()
    return None


def test_a_bug_is_written_by_its_kind_and_places_and_not_by_what_somebody_typed():
    record = logging.LogRecord(
        "greenlane", 40, __file__, 1, "reference %s", ("ab12",), broken(), "test", None
    )
    line = json.loads(JsonLines().format(record))

    assert line["message"] == "reference ab12"
    assert (line["level"], line["logger"], line["error"]) == ("error", "greenlane", "ValueError")
    assert line["time"].endswith("+00:00")
    assert line["places"][-1].startswith("tests/server/test_observing.py:")
    assert "Ada" not in json.dumps(line)


def test_a_line_without_a_bug_names_none():
    record = logging.LogRecord("x", 20, "", 0, "two\nlines", None, None)
    text = JsonLines().format(record)

    assert set(json.loads(text)) == {"time", "level", "logger", "message"}
    assert "\n" not in text, "one record, one line"


def test_every_log_is_written_as_json_once_it_is_asked_for(quiet, capsys):
    write_log("text")
    write_log("json")
    quiet.warning("store: away")

    assert [type(found) for found in quiet.handlers].count(CountLines) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "started"
    assert [json.loads(line)["message"] for line in lines[1:]] == ["started", "store: away"]


def test_warnings_and_errors_are_counted_and_nothing_else(quiet, monkeypatch):
    found = Figures()
    monkeypatch.setattr(observing, "figures", found)
    write_log("text")
    quiet.info("no")
    quiet.warning("one")
    quiet.error("two")
    quiet.critical("three")
    text = found.as_text("", {})

    assert 'greenlane_log_lines_total{level="warning"} 1' in text
    assert 'greenlane_log_lines_total{level="error"} 2' in text


def test_the_kind_of_log_is_text_unless_said_otherwise_and_nothing_else_is_taken():
    assert log_kind({}) == "text"
    assert log_kind({log_lines.LOG: " JSON "}) == "json"
    with pytest.raises(SettingsError, match="write text or json"):
        log_kind({log_lines.LOG: "xml"})
