"""Run the browser tests that failed once more, each alone; everything else that failed stays failed.

A browser, its server and the tests beside them share a few cores, so once in some hundred runs a click meets
a page that is not ready. Such a failure is shown in full by the first run, which also says what each tab sent
and showed, and it is named again here: it is a fault to find, not to forget. A test about losing something is
never looked at twice, and neither are more than a few failures, for those are no chance.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".pytest_cache" / "v"
TESTS_FAILED = 1  # and not 2 or 3, where a run was broken off
LOOKED_AT = "tests/browser/"
FINAL = ("tests/browser/test_nothing_is_lost.py",)
MOST = 3


def again(failed: list[str], ended: int) -> list[str]:
    """Return the tests to run once more; none where one is final or the run did not come to its end."""
    chance = all(name.startswith(LOOKED_AT) and not name.startswith(FINAL) for name in failed)
    return failed if chance and ended == TESTS_FAILED and len(failed) <= MOST else []


def main() -> int:
    """Run what may be run again, and say so."""
    failed, ended = KEPT / "cache" / "lastfailed", KEPT / "greenlane" / "ended"
    chosen = []
    if failed.is_file() and ended.is_file():
        chosen = again(sorted(json.loads(failed.read_text("utf-8"))), int(ended.read_text("utf-8")))
    if not chosen:
        print("Nothing of this is looked at a second time.")
        return 1
    print("Failed once, run again alone:", *chosen, sep="\n  ", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", "0", *chosen]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
