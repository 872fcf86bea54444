"""Compile the engine's functions, and keep the machine code where it may be written.

numba judges a cached function by its own file alone; these functions call each other across files,
so the folder's name carries a digest of all of them: an edit anywhere is a fresh folder.
"""

import hashlib
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import config
from numba.extending import register_jitable

F = TypeVar("F", bound=Callable[..., object])

_HERE = Path(__file__).parent
_DAY = 86_400.0
_OURS = re.compile("engine-[0-9a-f]{12}")
_SOURCES = (
    "compiled.py",
    "layout.py",
    "tables.py",
    "elementary.py",
    "draws.py",
    "ahead.py",
    "calendars.py",
    "events.py",
    "joining.py",
    "attending.py",
    "arriving.py",
    "integrating.py",
    "production.py",
    "working.py",
    "plain.py",
    "hurrying.py",
    "engine.py",
    "summing.py",
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
    """Return the first folder that can keep machine code, or None: then nothing is kept.

    A folder that is new replaces those beside it that nobody chose for a day.
    """
    for folder in folders:
        chosen = folder / f"engine-{name}"
        new = not chosen.exists()
        if writable(chosen):
            os.utime(chosen)
            if new:
                _remove_others(chosen)
            return chosen
    return None


def _remove_others(kept: Path) -> None:
    """Remove the folders beside the one kept that this module made, owns, and did not choose for a day."""
    for other in kept.parent.glob("engine-*"):
        if other != kept and _OURS.fullmatch(other.name) and not other.is_symlink() and _left(other):
            shutil.rmtree(other, ignore_errors=True)


def _left(folder: Path) -> bool:
    try:
        found = folder.stat()
    except OSError:  # Another process was faster.
        return False
    return found.st_uid == os.getuid() and time.time() - found.st_mtime > _DAY


CACHE_FOLDER = choose_folder(candidates(), digest(_HERE / name for name in _SOURCES))


def compiled(function: F) -> F:
    """Compile a function without the interpreter's lock, and keep the code if a folder allows it."""
    settings = vars(config)
    before = settings["CACHE_DIR"]
    settings["CACHE_DIR"] = "" if CACHE_FOLDER is None else str(CACHE_FOLDER)
    try:
        keep = CACHE_FOLDER is not None
        made: Any = numba.njit(nogil=True, cache=keep, error_model="numpy", forceinline=False)(function)
    finally:
        settings["CACHE_DIR"] = before
    return cast("F", made)


def part(function: F) -> F:
    """Let compiled functions call a function: it becomes a part of theirs, and is never kept alone.

    What the interpreter calls needs a door of its own, a file in the cache and seconds of compiling;
    a part needs none. It is written out wherever it is called, unless it begins with `apart()`. Each
    kind of argument is another part, so whole numbers are passed as `int`.
    """
    made: F = register_jitable(error_model="numpy", no_cfunc_wrapper=True, forceinline=True)(function)
    return made
