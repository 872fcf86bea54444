"""Serve an empty Streamlit app under the same configuration as Greenlane: the measure of every page.

Usage: python -m benchmarks.empty_app PORT
"""

import sys
import tempfile
from pathlib import Path

from ui.routes import Services
from ui.server import serve
from ui.settings import settings_from_environment


def main() -> None:
    """Serve until stopped."""
    script = Path(tempfile.mkdtemp()) / "empty.py"
    script.write_text('import streamlit as st\n\nst.write("empty")\n')
    settings = settings_from_environment(port=int(sys.argv[1]))
    serve(settings, Services(ready={}, resume=lambda _: None, warm=lambda: None, close=lambda: None), script)


if __name__ == "__main__":
    main()
