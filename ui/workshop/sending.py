"""What a host sends to the wall beside what a step shows by itself, as the text that the room keeps."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Final

NOTHING: Final = ""
COMPARISON: Final = "comparison"
GAIN: Final = "gain"
PICTURE: Final = "picture"
LANES: Final = "lanes"
MOST_ROADS: Final = 5
MOST_EVENTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Sent:
    """What the wall shows of a step.

    Attributes:
        at: which of its questions [0..].
        show: what is shown in place of what the step shows by itself; empty for nothing.
        name: which picture, as `id/state`.
        roads: texts of the lanes to run in place of those of the agenda; empty for those.
        events: how many events the host has stepped through; 0 while the lanes play by themselves.
    """

    at: int = 0
    show: str = NOTHING
    name: str = ""
    roads: tuple[str, ...] = ()
    events: int = 0

    def as_text(self) -> str:
        """Return it as the room keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def read_sent(text: str | None) -> Sent:
    """Return what was sent; what cannot be read was nothing."""
    try:
        found: dict[str, Any] = json.loads(text or "{}")
        roads = tuple(str(road) for road in found.get("roads", ()))[:MOST_ROADS]
        at = max(0, int(found.get("at", 0)))
        events = min(max(0, int(found.get("events", 0))), MOST_EVENTS)
        return Sent(at, str(found.get("show", "")), str(found.get("name", "")), roads, events)
    except (ValueError, TypeError, AttributeError):
        return Sent()
