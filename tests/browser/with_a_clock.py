"""Run `greenlane` by a clock that a file sets: `python tests/browser/with_a_clock.py FILE run --port ...`.

The file holds by how many days the clock is wrong. What counts the time that passed is left alone, as it is
when somebody really sets a machine's clock.
"""

import datetime as dt
import sys
import time
from pathlib import Path

right = time.time
file = Path(sys.argv.pop(1))


def moment() -> float:
    """Return the moment it is by the wrong clock [s since 1970]."""
    return right() + 86_400.0 * float(file.read_text() or 0)


if __name__ == "__main__":
    time.time = moment  # before anything else is loaded that keeps it

    from store import Store
    from ui.cli import main

    Store.open.__func__.__kwdefaults__["clock"] = lambda: dt.datetime.fromtimestamp(moment(), dt.UTC).date()
    main()
