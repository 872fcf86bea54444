"""Compile the engine's functions, and keep the machine code where it may be written.

numba judges a cached function by its own file alone; these functions call each other across files,
so the folder's name carries a digest of all of them: an edit anywhere is a fresh folder.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import config

F = TypeVar("F", bound=Callable[..., object])

_HERE = Path(__file__).parent
_SOURCES = (
    "compiled.py",
    "layout.py",
    "tables.py",
    "draws.py",
    "calendars.py",
    "events.py",
    "joining.py",
    "production.py",
    "engine.py",
)


def digest(sources: Iterable[Path]) -> str:
    """Name the state of the compiled source files in twelve letters."""
    total = hashlib.blake2b(digest_size=6)
    for source in sources:
        total.update(source.read_bytes())
    return total.hexdigest()


def candidates() -> tuple[Path, ...]:
    """List the folders machine code may be kept in, best first."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    folders = (_HERE / "__pycache__", Path(home) / "greenlane", _temporary())
    return (Path(chosen), *folders) if chosen else folders


def _temporary() -> Path:
    return Path(tempfile.gettempdir()) / f"greenlane-{os.getuid()}"


def writable(folder: Path) -> bool:
    """Tell whether the folder is ours and can be written, making it if it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.stat()
        with tempfile.TemporaryFile(dir=folder):
            # Machine code is loaded blindly, so nobody else may have put it there.
            return found.st_uid == os.getuid() and not found.st_mode & stat.S_IWOTH
    except OSError:
        return False


def choose_folder(folders: Iterable[Path], name: str) -> Path | None:
    """Return the first folder that can keep machine code, or None: then nothing is kept."""
    for folder in folders:
        chosen = folder / f"engine-{name}"
        if writable(chosen):
            return chosen
    return None


CACHE_FOLDER = choose_folder(candidates(), digest(_HERE / name for name in _SOURCES))


def compiled(function: F) -> F:
    """Compile a function without the interpreter's lock, and keep the code if a folder allows it."""
    settings = vars(config)
    before = settings["CACHE_DIR"]
    settings["CACHE_DIR"] = "" if CACHE_FOLDER is None else str(CACHE_FOLDER)
    try:
        made: Any = numba.njit(nogil=True, cache=CACHE_FOLDER is not None)(function)
    finally:
        settings["CACHE_DIR"] = before
    return cast("F", made)
