"""Let a file that is made at a press of its button live until the browser has fetched it.

Streamlit makes such a file when somebody presses, and throws it away after two more runs of any page in the
process: with a wall that looks twice a second that is a second, and less where many people are. A browser
that is slower is told 404. The names used here are inside Streamlit; should they vanish, files live as long
as Streamlit lets them.
"""

import time
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, Final

from streamlit.runtime.media_file_manager import MediaFileManager

LIVES: Final = 120.0  # [s]
_MADE, _UNUSED = "execute_deferred", "_get_inactive_file_ids"


def keep_made_files(
    manager: type[Any] = MediaFileManager, clock: Callable[[], float] = time.monotonic, lives: float = LIVES
) -> None:
    """Keep each file made at a press for a time [s], whatever pages run; a second call does nothing."""
    if not (hasattr(manager, _MADE) and hasattr(manager, _UNUSED)) or hasattr(manager, "made_at"):
        return
    made: dict[str, float] = {}
    make, unused = getattr(manager, _MADE), getattr(manager, _UNUSED)

    def execute(self: Any, file_id: str) -> str:
        address = str(make(self, file_id))
        made[PurePosixPath(address).stem] = clock()
        return address

    def inactive(self: Any) -> set[str]:
        now = clock()
        for name in [name for name, moment in list(made.items()) if now - moment >= lives]:
            made.pop(name, None)
        return set(unused(self)) - made.keys()

    manager.made_at = made
    setattr(manager, _MADE, execute)
    setattr(manager, _UNUSED, inactive)
