"""Guess, watch and compare, as a stranger does with mouse or keyboard in a real browser."""

import csv
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_stranger_guesses_by_keyboard_watches_and_compares(visitor, server, tmp_path) -> None:
    visitor.open(f"{server.address}/simulate")
    page = visitor.page
    expect(page.get_by_text("What do you expect?")).to_be_visible()
    expect(page.get_by_role("slider", name="Time in the whole run")).to_have_count(0)

    page.get_by_role("radiogroup", name=re.compile("Which lane")).get_by_role("radio").nth(1).focus()
    page.keyboard.press("Space")
    slider = page.get_by_role("slider", name=re.compile("How many times faster"))
    slider.focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Show me").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("slider", name="Time in the whole run")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Your guess: B 20"))).to_be_visible()
    page.get_by_role("button", name="Compare results").click()
    table = page.get_by_role("table").first
    expect(table).to_contain_text("Change fail rate")
    expect(page.get_by_role("row", name=re.compile("^Failed changes per 1,000"))).to_contain_text("fewer")
    expect(page.get_by_role("img", name=re.compile(r"^You: 20 "))).to_be_visible()

    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Metrics as CSV").click()
    file = tmp_path / "metrics.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8") as lines:
        assert {row["lane"] for row in csv.DictReader(lines)} == {"A", "B"}

    page.reload()
    visitor.settled()
    expect(page.get_by_text("Your guess, and what happened")).to_be_visible()


def test_the_browser_goes_back_to_the_lanes_before(visitor, server) -> None:
    visitor.open(f"{server.address}/simulate?show=results&b=button-weekly")
    page = visitor.page
    expect(page.get_by_text("Button, once a week").first).to_be_visible()
    assert "b=button-weekly" in page.url
    page.get_by_role("button", name="Watch the lanes").click()
    expect(page.get_by_role("slider", name="Time in the whole run")).to_be_visible()
    page.get_by_role("button", name="Compare results").click()
    expect(page.get_by_role("table").first).to_contain_text("Change fail rate")


def test_another_number_of_changes_is_run_with_progress_and_then_shown(visitor, server) -> None:
    visitor.open(f"{server.address}/simulate?show=results&changes=700&runs=12&seed=5")

    expect(visitor.page.get_by_text("12 replications of 700 changes, seed 5.")).to_be_visible(timeout=180_000)
