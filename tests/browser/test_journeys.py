"""One journey per door, as a stranger would go, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def go(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def choose(page: Page, question: int, option: int) -> None:
    page.get_by_test_id("stRadio").nth(question).get_by_role("radiogroup").locator("label").nth(
        option
    ).click()


def test_a_stranger_learns_the_difference_between_delivery_and_deployment(visitor, server) -> None:
    visitor.open(server.address)
    page = visitor.page
    expect(page.get_by_role("heading", name="How does a change reach production?")).to_be_visible()
    page.get_by_role("button", name="Start the course").click()
    page.get_by_role("link", name=re.compile("Delivery or deployment")).click()

    expect(page.get_by_role("heading", name="Delivery or deployment?")).to_be_visible()
    picture = page.get_by_role("radiogroup", name="Way of working")
    picture.get_by_role("radio", name="Continuous deployment").click()
    says = page.get_by_text("Every change that passes goes live. Only a failed check stops it.")
    expect(says.locator("visible=true")).to_be_visible()

    page.get_by_role("button", name=re.compile(r"Answer \d+ questions")).click()
    page.get_by_text("Who decides that it goes to production now?").click()
    page.locator("button:not([disabled])", has_text="Check").click()
    expect(page.get_by_text("Right.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Next question").click()
    expect(page.get_by_text(re.compile(r"Question 2 of \d+\. 1 right so far\."))).to_be_visible()

    page.reload()
    visitor.settled()
    expect(page.get_by_text("Right.", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile(r"Question 1 of \d+\. 1 right so far\."))).to_be_visible()


def test_a_stranger_watches_two_lanes_and_reads_their_numbers(visitor, server) -> None:
    visitor.open(f"{server.address}/simulate")
    page = visitor.page

    expect(page.get_by_role("heading", name="Two lanes")).to_be_visible()
    page.get_by_role("button", name="Skip the guess").click()
    scrub = page.get_by_role("slider", name="Time in the whole run")
    began = scrub.get_attribute("aria-valuetext")
    expect(scrub).not_to_have_attribute("aria-valuetext", began or "")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.get_by_role("button", name="Compare results").click()
    expect(page.get_by_role("table").first).to_contain_text("Change fail rate")
    expect(page.get_by_role("table").first).to_contain_text("Failed changes per 1,000")


def test_a_team_scores_itself_reloads_and_finds_its_answers(visitor, server) -> None:
    visitor.open(f"{server.address}/assess")
    page = visitor.page
    page.get_by_label("Name of the team").fill("Quay")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", name="Quay")).to_be_visible()

    choose(page, 0, 1)
    expect(page.get_by_text(re.compile(r"Saved\. 1 of"))).to_be_visible()

    page.reload()
    visitor.settled()
    expect(page.get_by_text(re.compile(r"Saved\. 1 of"))).to_be_visible()
    expect(page.get_by_test_id("stRadio").first.get_by_role("radio").nth(1)).to_be_checked()


def test_a_team_name_is_shown_as_typed_and_does_nothing(visitor, server) -> None:
    name = "**Q** ![x](http://192.0.2.1/x.png) :red[r] $x$ <b>b</b> [l](javascript:0)"
    visitor.open(f"{server.address}/assess")
    page = visitor.page
    page.get_by_label("Name of the team").fill(name)
    page.get_by_role("button", name="Start", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_role("button", name=f"Continue: {name}")).to_be_visible()


def test_a_resume_link_opens_the_answers_in_another_browser(visitor, server, browser) -> None:
    visitor.open(f"{server.address}/assess")
    page = visitor.page
    page.get_by_label("Name of the team").fill("Pier")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Resume link").click()
    link = page.locator("[data-testid=stCode] code").first.inner_text()
    assert "/r/" in link

    other = browser.new_context().new_page()
    other.goto(link)
    expect(other.get_by_role("heading", name="Pier")).to_be_visible(timeout=30_000)
    assert "/r/" not in other.url
    cookies = {cookie["name"]: cookie for cookie in other.context.cookies()}
    assert cookies["greenlane_seat"]["httpOnly"]
    other.get_by_role("button", name="Other assessments").click()
    expect(other.get_by_label("Name of the team")).to_be_visible()
    other.context.close()


def test_the_sample_team_shows_a_profile_at_once(visitor, server) -> None:
    visitor.open(server.address)
    page = visitor.page
    page.get_by_role("button", name="Try it with a sample team").click()

    expect(page.get_by_role("heading", name=re.compile("Harbor"))).to_be_visible()
    page.get_by_role("tab", name="Table").click()
    expect(page.get_by_role("table").filter(has_text="Answered").first).to_be_visible()


def test_an_assessment_of_somebody_else_stays_closed(visitor, server) -> None:
    visitor.open(f"{server.address}/assess?team=0123456789ab")

    expect(visitor.page.get_by_text("This browser cannot open that assessment.")).to_be_visible()
