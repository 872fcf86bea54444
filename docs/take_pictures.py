"""Take the pictures of the README from the running app. Usage: make pictures."""

import os
import re
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.running import free_port, server

FOLDER = Path(__file__).parent / "pictures"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SETTLED = (
    "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
    ":has([data-testid=stElementContainer])"
)
WALL = {"width": 1920, "height": 1080}
LOOKS = {"light": ("light", DESK), "dark": ("dark", DESK), "phone": ("light", PHONE)}


def settled(page: Page) -> None:
    """Wait until Streamlit has run the page and the fonts are there."""
    page.locator(SETTLED).wait_for(timeout=60_000)
    page.evaluate("document.fonts.ready")


def seek(page: Page, hours: float) -> None:
    """Move the lanes to one moment and hold them there, so that the picture is the same each time."""
    there = (
        "() => [...document.querySelectorAll('*')].some(e => e.shadowRoot?.querySelector('[data-player]'))"
    )
    for _ in range(200):
        if page.evaluate(there):
            break
        page.wait_for_timeout(100)
    page.evaluate(
        """hours => { for (const e of document.querySelectorAll('*')) {
            const player = e.shadowRoot?.querySelector('[data-player]')?.player;
            if (player) { player.pause(); player.seek(hours); } } }""",
        hours,
    )
    page.wait_for_timeout(300)


def take(page: Page, name: str) -> None:
    """Write one picture."""
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/pictures/{name}.png")


def take_look(browser: Browser, address: str, look: str) -> None:
    """Take every page in one look."""
    scheme, size = LOOKS[look]
    page = browser.new_context(color_scheme=scheme, viewport=size, has_touch=look == "phone").new_page()
    page.goto(address)
    settled(page)
    seek(page, 110.5)
    take(page, f"home-{look}")
    if look != "phone":
        page.locator(".gl .strip").first.screenshot(path=FOLDER / f"marks-{look}.png")
    page.goto(f"{address}/simulate?show=lanes")
    settled(page)
    seek(page, 110.5)
    take(page, f"lanes-{look}")
    page.goto(f"{address}/simulate?show=results")
    settled(page)
    page.wait_for_timeout(1000)
    take(page, f"results-{look}")
    page.goto(f"{address}/simulate?do=What+if")
    settled(page)
    page.wait_for_timeout(4000)
    take(page, f"what-if-{look}")
    page.goto(f"{address}/learn?lesson=delivery-or-deployment")
    settled(page)
    page.get_by_role("radio", name="Continuous delivery").first.scroll_into_view_if_needed()
    page.mouse.wheel(0, 420)
    page.wait_for_timeout(400)
    take(page, f"lesson-{look}")
    take_assessment(page, address, look)
    take_workshop(page, address, look)
    page.context.close()


def take_assessment(page: Page, address: str, look: str) -> None:
    """Take the sample team's profile, and a question of a team that is about to answer it."""
    page.goto(f"{address}/assess")
    settled(page)
    page.get_by_role("button", name="Try it with a sample team").click()
    page.locator('.gl[data-view="profile"]').wait_for()
    settled(page)
    page.mouse.move(600, 400)
    page.mouse.wheel(0, -10_000)
    page.wait_for_timeout(400)
    take(page, f"profile-{look}")
    page.goto(f"{address}/assess?team=every")
    settled(page)
    page.get_by_label("Name of the team").fill("Harbor")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_text(re.compile(r"Saved\. 0 of")).wait_for()
    settled(page)
    page.get_by_test_id("stRadio").get_by_role("radiogroup").locator("label").nth(2).click()
    page.get_by_text(re.compile(r"Saved\. 1 of")).wait_for()
    settled(page)
    page.mouse.wheel(0, -10_000)
    page.wait_for_timeout(400)
    take(page, f"questions-{look}")


def take_workshop(page: Page, address: str, look: str) -> None:
    """Take a host's page after a guess of a room without phones, and once its wall."""
    page.goto(f"{address}/workshop")
    settled(page)
    for label in (
        "Open the room", "I have kept it, or do not need it", "Begin with the first step", "Go on",
        "Go on without showing", "Go on", "Open the answers",
    ):  # fmt: skip
        page.get_by_role("button", name=label, exact=True).click()
        page.wait_for_timeout(800)
        settled(page)
    page.get_by_text("No phones? Count hands").click()
    form = page.locator("[data-testid=stForm]").first
    for place, hands in enumerate(("4", "12", "8")):
        form.get_by_role("spinbutton").nth(place).fill(hands)
        form.get_by_role("spinbutton").nth(place).blur()
    form.get_by_role("button", name="Take these counts").click()
    page.wait_for_timeout(800)
    page.get_by_role("button", name="Show the answers").click()
    page.wait_for_timeout(1500)
    settled(page)
    page.mouse.wheel(0, -10_000)
    take(page, f"workshop-{look}")
    if look == "light":
        wall = page.context.browser.new_context(viewport=WALL, reduced_motion="reduce").new_page()
        wall.goto(f"{page.url}&view=wall")
        wall.locator("dialog.wall .guesses").wait_for(timeout=60_000)
        wall.wait_for_timeout(2000)
        take(wall, "wall-light")
        wall.context.close()


def main() -> None:
    """Start the app, take every picture, stop it."""
    FOLDER.mkdir(exist_ok=True)
    path = os.environ.get("GREENLANE_CHROMIUM") or shutil.which("chromium")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = ["-m", "ui", "run", "--port", str(port)]
        with server(command, port, "/api/ready", Path(folder)):
            browser = playwright.chromium.launch(
                executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
            )
            for look in LOOKS:
                take_look(browser, f"http://127.0.0.1:{port}", look)
            browser.close()


if __name__ == "__main__":
    main()
