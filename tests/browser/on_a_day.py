"""Run `greenlane` as if it were another day: `python tests/browser/on_a_day.py 2026-11-23 run --port ...`."""

import datetime as dt
import sys

from store import Store
from ui.cli import main

if __name__ == "__main__":
    day = dt.date.fromisoformat(sys.argv.pop(1))
    Store.open.__func__.__kwdefaults__["clock"] = lambda: day
    main()
