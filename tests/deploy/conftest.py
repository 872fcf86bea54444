"""Find the real tools that judge what is shipped; without one its tests say so, and in CI they fail."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
TOOLS = ROOT / ".venv-tools" / "bin"


def find(name: str) -> str | None:
    places = (os.environ.get("GREENLANE_TOOLS", ""), str(TOOLS), os.environ["PATH"], "/usr/sbin", "/sbin")
    return shutil.which(name, path=os.pathsep.join(places))


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """Return the path of a tool: `tool("hadolint")`."""

    def found(name: str) -> str:
        path = find(name)
        if path is None:
            text = f"no {name}: `make test-deploy` installs what can be installed"
            (pytest.fail if os.environ.get("GREENLANE_REQUIRE_TOOLS") == "1" else pytest.skip)(text)
        return str(path)

    return found


@pytest.fixture(scope="session")
def says() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a tool and return how it ended and what it said."""

    def run(*command: object, **options: object) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in command]
        return subprocess.run(words, capture_output=True, text=True, check=False, timeout=300, **options)  # type: ignore[call-overload]

    return run
