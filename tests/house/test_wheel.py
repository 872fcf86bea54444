"""The wheel carries the whole house: it is built, installed elsewhere and started from there."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import time
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.conftest import free_port, new_visitor
from tests.conftest import CHROMIUM_ARGUMENTS, chromium
from ui.palette import LIGHT

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "datafiles", "delivery", "counting", "content", "assessments", "simulator", "workshops", "loop",
    "store", "ui",
)  # fmt: skip
BY_PRODUCT = re.compile(
    r"(build|dist|data|htmlcov|\.hypothesis|\.\w+_cache|\.venv[^/]*)/|\.coverage|PKG-INFO$|.*__pycache__/"
)
KINDS = {".py", ".yaml", ".md", ".js", ".css", ".svg", ".png", ".html", ".woff2", ".txt", ".toml"}
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
START = 180  # [s] until a server must answer, compiling included

QUESTIONNAIRE = """\
format: 1
id: mine
version: "1.0"
title: Mine
lang: en
licence: CC0-1.0
attribution: Written for this test.
dimensions:
  - {id: build, title: Build}
practices:
  - id: tested
    dimension: build
    title: Tested
    question:
      kind: single
      text: What is seen?
      options:
        - {id: none, text: Nothing, value: 0}
        - {id: half, text: Half, value: 0.5}
        - {id: all, text: All, value: 1}
"""
ANSWERS = """\
format: 1
questionnaire: mine
version: "1.0"
team: Mine
date: 2026-11-16
answers:
  tested: {state: value, option: half}
"""


@dataclass(frozen=True)
class Built:
    """What was built, and the files that git tracks."""

    wheel: Path
    sdist: Path
    tracked: frozenset[str]


@dataclass(frozen=True)
class Installation:
    """An environment with the wheel in it, and a folder to start from that is not the checkout."""

    folder: Path
    environment: Path

    @property
    def python(self) -> Path:
        return self.environment / "bin" / "python"

    def variables(self) -> dict[str, str]:
        ours = ("GREENLANE_", "STREAMLIT_", "PYTHON", "COV_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | {"HOME": str(self.folder), "PYTHONUNBUFFERED": "1"}

    def says(self, *words: str) -> str:
        """Run a command of the installation and return what it printed."""
        done = subprocess.run(
            [self.environment / "bin" / words[0], *words[1:]],
            cwd=self.folder,
            env=self.variables(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    @contextmanager
    def running(self, path: str) -> Iterator[str]:
        """Run the server until the block ends; give its address once `path` answers."""
        address = f"http://127.0.0.1:{(port := free_port())}"
        command = [self.environment / "bin" / "greenlane", "run", "--port", str(port), "--data-dir", "kept"]
        log = self.folder / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(command, cwd=self.folder, env=self.variables(), stdout=out, stderr=out)
        try:
            until = time.monotonic() + START
            while not answers(address + path):
                alive = process.poll() is None and time.monotonic() < until
                assert alive, f"{path} did not answer; the log:\n{log.read_text()[-4000:]}"
                time.sleep(0.1)
            yield address
        finally:
            process.kill()
            process.wait()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def tracked_files() -> list[str]:
    """List what git tracks; in an unpacked source distribution, which has no git, all but by-products."""
    if (ROOT / ".git").exists():
        command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    names = (path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())
    return [name for name in names if not BY_PRODUCT.match(name)]


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Built:
    """Build the source distribution from what git tracks, and the wheel from the source distribution."""
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("dist")
    names = tracked_files()
    for name in names:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tree / name)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, tree]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return Built(wheel, sdist, frozenset(names))


def in_packages(names: frozenset[str]) -> set[str]:
    return {name for name in names if name.startswith(tuple(f"{package}/" for package in PACKAGES))}


def test_the_wheel_carries_every_tracked_file_of_the_packages_and_the_theme_and_nothing_else(built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        theme = wheel.read("ui/look/config.toml")

    assert names == in_packages(built.tracked) | {"ui/look/config.toml"}
    assert theme == (ROOT / ".streamlit/config.toml").read_bytes()


def test_the_packages_hold_every_kind_of_file_that_an_installation_needs(built) -> None:
    ours = in_packages(built.tracked)

    assert {Path(name).suffix for name in ours} >= KINDS
    assert {"ui/look/fonts/OFL.txt", "simulator/player/pyproject.toml", "store/migrations/env.py"} <= ours


def test_the_wheel_names_its_command_and_carries_its_licences(built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        (info,) = {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name}
        points = wheel.read(f"{info}/entry_points.txt").decode()
        licences = {name for name in wheel.namelist() if name.startswith(f"{info}/licenses/")}

    assert "greenlane = ui.cli:main" in points
    assert licences == {f"{info}/licenses/LICENSE", f"{info}/licenses/ui/look/fonts/OFL.txt"}


def test_the_source_distribution_carries_what_git_tracks_but_the_machinery(built) -> None:
    with tarfile.open(built.sdist) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}

    assert names - {"PKG-INFO"} == {name for name in built.tracked if not name.startswith(".ci/")}


@pytest.fixture(scope="session")
def borrowing(built, tmp_path_factory) -> Installation:
    """Install the wheel into an environment that borrows every dependency from the running one."""
    folder = tmp_path_factory.mktemp("borrowing")
    found = Installation(folder, folder / "environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", found.environment], check=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", found.python]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", built.wheel], check=True)
    # Lines of a .pth file come last on the path, and .pth files in the folders they name are not read:
    # the wheel goes before anything borrowed, and an editable install of the checkout stays unseen.
    lent = dict.fromkeys(sysconfig.get_paths()[kind] for kind in ("purelib", "platlib"))
    own = Path(found.says("python", "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"))
    (own / "borrowed.pth").write_text("\n".join(lent))
    return found


@pytest.fixture(scope="session")
def installed(built, tmp_path_factory) -> Installation:
    """Install the wheel with pip into an empty environment, with the versions of the lock."""
    folder = tmp_path_factory.mktemp("installed")
    found = Installation(folder, folder / "environment")
    lock = (ROOT / "requirements.lock").read_text()
    constraints = folder / "constraints.txt"
    constraints.write_text("".join(f"{line}\n" for line in re.findall(r"^(\w[^\\\n]*)", lock, re.MULTILINE)))
    subprocess.run([sys.executable, "-m", "venv", found.environment], check=True)
    pip = [found.python, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "-c", constraints, built.wheel], cwd=folder, check=True)
    return found


@pytest.fixture(params=["borrowing", pytest.param("installed", marks=pytest.mark.long)])
def installation(request) -> Installation:
    return request.getfixturevalue(request.param)


def test_the_installation_is_what_runs_and_not_the_checkout(installation) -> None:
    names = ", ".join(PACKAGES)
    places = installation.says("python", "-c", f"import {names}\nfor m in ({names}): print(m.__file__)")

    for place in places.splitlines():
        assert Path(place).is_relative_to(installation.environment)
    path = installation.says("python", "-c", "import sys; print(*sys.path, sep='\\n')").splitlines()
    assert str(ROOT) not in path


def test_the_command_line_of_the_installation_reads_shipped_and_own_files(installation) -> None:
    (installation.folder / "mine.yaml").write_text(QUESTIONNAIRE)
    (installation.folder / "answers.yaml").write_text(ANSWERS)

    assert installation.says("greenlane", "version") == PYPROJECT["project"]["version"]
    checked = json.loads(installation.says("greenlane", "check", "--json"))
    assert checked["problems"] == []
    assert min(checked["counts"].values()) > 0
    scored = json.loads(installation.says("greenlane", "score", "mine.yaml", "answers.yaml", "--json"))
    assert scored["overall"]["score"] == 0.5
    assert "overall" in installation.says("greenlane", "score", "mine.yaml", "answers.yaml")


def test_the_server_of_the_installation_answers_from_another_folder(installation) -> None:
    with installation.running("/api/ready") as address:
        assert answers(f"{address}/look/fonts/inter-latin.woff2")

    assert list((installation.folder / "kept").iterdir()) != []


@pytest.mark.long
@pytest.mark.browser
def test_the_home_page_of_the_installation_is_drawn_with_player_theme_and_font(installed) -> None:
    path = chromium()
    if path is None:
        text = "no Chromium found: install it or name it with GREENLANE_CHROMIUM"
        (pytest.fail if os.environ.get("GREENLANE_REQUIRE_BROWSER") == "1" else pytest.skip)(text)

    # A thread of its own: another test of this process may hold a browser in this one.
    with installed.running("/api/ready") as address, ThreadPoolExecutor(1) as thread:
        seen = thread.submit(look_at, path, address).result()

    assert seen.errors == []
    assert seen.elsewhere == []
    assert seen.mounted_in_shadow
    assert seen.ground == LIGHT["bg"]
    assert seen.font_loaded


@dataclass(frozen=True)
class Seen:
    """What a browser saw of the home page."""

    mounted_in_shadow: bool
    ground: str
    font_loaded: bool
    errors: list[str]
    elsewhere: list[str]


def look_at(path: str, address: str) -> Seen:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        visitor = new_visitor(browser, color_scheme="light", viewport={"width": 1280, "height": 800})
        visitor.page.set_default_timeout(START * 1000)  # the first visitor waits for the compiler
        visitor.open(address)
        player = visitor.page.locator("[data-player]").first
        player.wait_for()
        mounted = player.evaluate("node => node.getRootNode() instanceof ShadowRoot")
        ground = visitor.page.get_by_test_id("stApp").evaluate(
            "node => getComputedStyle(node).backgroundColor"
        )
        font = visitor.page.evaluate(
            """async () => {
                await document.fonts.ready;
                const faces = [...document.fonts].filter(face => face.family.replaceAll('"', "") === "Inter");
                return faces.some(face => face.status === "loaded") && document.fonts.check("16px Inter");
            }"""
        )
        browser.close()
    red, green, blue = (int(part) for part in re.findall(r"\d+", ground)[:3])
    return Seen(mounted, f"#{red:02X}{green:02X}{blue:02X}", font, visitor.errors, visitor.elsewhere)
