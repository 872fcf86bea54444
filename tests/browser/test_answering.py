"""Answering with the keyboard alone on a phone, in two tabs, and with a model of one's own."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, new_visitor, settled

pytestmark = [pytest.mark.browser]
SAMM = ROOT / "tests" / "assessments" / "importers" / "samples" / "samm"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
MODEL = """format: 1
id: own
version: "1"
title: A model of our own
lang: en
licence: CC-BY-4.0
attribution: By us <script>window.broken = 1</script>
dimensions: [{id: one, title: One}]
practices:
  - id: p
    dimension: one
    title: Practice
    why: "**bold** <img src=x onerror='window.broken = 1'> [link](javascript:window.broken=1)"
    question: {kind: bool, text: "Does <b>it</b> ![x](http://192.0.2.1/x.png) work?"}
"""


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until the element with this name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip() == name:
            return
    pytest.fail(f"Tab does not reach {name!r}")


def begin(page: Page, address: str, team: str) -> None:
    page.goto(f"{address}/assess")
    page.get_by_label("Name of the team").wait_for(timeout=60_000)
    page.get_by_label("Name of the team").fill(team)
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_text("Saved. 0 of").wait_for()
    settled(page)


def test_a_questionnaire_is_answered_with_the_keyboard_alone_on_a_phone(browser, server) -> None:
    visitor = new_visitor(browser, **PHONE)
    page = visitor.page
    begin(page, server.address, "Keys")
    page.get_by_test_id("stRadio").get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text(re.compile(r"Saved\. 1 of"))).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_test_id("stRadio").get_by_role("radio").nth(1)).to_be_checked()
    settled(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    settled(page)
    expect(page.get_by_test_id("stRadio").locator("input:checked")).to_have_count(0)
    expect(page.get_by_text(re.compile(r"Saved\. 1 of"))).to_be_visible()
    tab_to(page, "Next")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"\b2 of 30"))).to_be_visible()
    wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    assert wide == 0
    assert visitor.errors == []
    page.context.close()


def test_the_older_of_two_tabs_is_told_and_overwrites_nothing(visitor, server) -> None:
    page = visitor.page
    begin(page, server.address, "Tabs")
    second = page.context.new_page()
    second.goto(page.url)
    second.get_by_text("Saved. 0 of").wait_for()
    settled(second)
    options = "[data-testid=stRadioOption]"
    page.locator(options).nth(0).click()
    expect(page.get_by_text(re.compile(r"Saved\. 1 of"))).to_be_visible()
    second.locator(options).nth(2).click()

    expect(
        second.get_by_text("Not saved yet: another tab or device answered this meanwhile.")
    ).to_be_visible()
    second.get_by_role("button", name="Save mine instead").click()
    expect(second.get_by_text(re.compile(r"^Saved\. 1 of"))).to_be_visible()
    second.reload()
    expect(second.get_by_test_id("stRadio").get_by_role("radio").nth(2)).to_be_checked()


def test_a_model_of_one_s_own_shows_its_licence_and_can_run_nothing(visitor, server) -> None:
    page = visitor.page
    visitor.open(f"{server.address}/assess")
    page.get_by_text("Bring a questionnaire of your own").click()
    files = page.get_by_test_id("stFileUploaderDropzoneInput").first
    broken = MODEL.replace("kind: bool", "kind: perhaps").encode()
    files.set_input_files({"name": "own.yaml", "mimeType": "text/yaml", "buffer": broken})
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Nothing was imported.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"own\.yaml:\d+: "))).to_be_visible()
    files.set_input_files({"name": "own.yaml", "mimeType": "text/yaml", "buffer": MODEL.encode()})
    settled(page)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Imported: A model of our own.")).to_be_visible()

    settled(page)
    chooser = page.get_by_role("combobox", name=re.compile("Questionnaire"))
    chooser.click()
    chooser.fill("A model")
    page.get_by_role("option", name=re.compile("A model of our own")).click()
    settled(page)
    expect(page.get_by_text(re.compile("Licence: CC-BY-4.0")).first).to_be_visible()
    page.get_by_label("Name of the team").fill("Own")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(
        page.get_by_role("heading", name="Does <b>it</b> ![x](http://192.0.2.1/x.png) work?")
    ).to_be_visible()
    page.get_by_role("button", name="Why we ask").click()
    expect(page.get_by_text("<img src=x onerror=")).to_be_visible()
    assert page.evaluate("window.broken") is None


def test_a_folder_with_files_of_one_name_in_its_folders_is_brought_whole(visitor, server) -> None:
    page = visitor.page
    visitor.open(f"{server.address}/assess")
    page.get_by_text("Bring a questionnaire of your own").click()
    page.get_by_text("A whole folder, with the folders inside it").click()
    page.get_by_role("region", name="Folder").wait_for()
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(SAMM)
    page.get_by_role("button", name="Import", exact=True).click()

    expect(page.get_by_text("Imported: OWASP SAMM.")).to_be_visible()
    expect(page.get_by_text(re.compile("12 practices"))).to_be_visible()
