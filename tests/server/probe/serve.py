"""Start the real server with the probe page; stand-ins answer for store and engine.

Called as `serve.py ready FOLDER`, or `serve.py broken FOLDER` for a server without its database.
"""

import sys
from pathlib import Path

from ui.observing import figures
from ui.routes import Services
from ui.server import serve
from ui.settings import settings_from_environment

HERE = Path(__file__).resolve().parent
KNOWN = "k" * 43


def main() -> None:
    ready, folder = sys.argv[1] == "ready", Path(sys.argv[2])
    services = Services(
        ready={"database": lambda: ready, "content": lambda: True},
        resume=lambda token: "a seat" if token == KNOWN else None,
        warm=lambda: (folder / "warmed").write_text("yes"),
        close=lambda: (folder / "closed").write_text("yes"),
        figures=lambda: figures.as_text("probe", {}),
    )
    settings = settings_from_environment(port=0, data_dir=folder)
    serve(settings, services, HERE / "page.py")


if __name__ == "__main__":
    main()
