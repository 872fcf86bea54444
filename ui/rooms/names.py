"""Name the cookies of a workshop (one of its host, one for each room that a phone is in) and its threads."""

from typing import Final

HOST_COOKIE: Final = "greenlane_host"
ROOM_COOKIE: Final = "greenlane_room_"
ROOM_THREADS: Final = "greenlane-rooms"
_SIGNS: Final = 12


def room_cookie(room: str) -> str:
    """Return the name of the cookie that holds a phone's seat in a room, so that it can be in several."""
    return f"{ROOM_COOKIE}{room[:_SIGNS]}"
