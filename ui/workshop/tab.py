"""What one browser tab knows of the workshops it gives."""

from dataclasses import dataclass, field

from datafiles import Problem


@dataclass(slots=True)
class Giving:
    """Hold what this tab knows of its workshops.

    Attributes:
        proofs: by room, the key by which this tab leads it.
        fresh: the room that was just opened: its host link is shown until somebody goes on.
        moved: by room, how often its host had changed it when the page was last drawn.
        refused: why the last thing that the host asked for was not done.
        problems: what is wrong with the file that was dropped last.
        noted: by room and step, the note that this tab last knew.
        walls: by room, the picture of the wall that was sent last, and of which state of the room it is.
    """

    proofs: dict[str, str] = field(default_factory=dict)
    fresh: str = ""
    moved: dict[str, int] = field(default_factory=dict)
    refused: str = ""
    problems: tuple[Problem, ...] = ()
    noted: dict[tuple[str, int], str] = field(default_factory=dict)
    walls: dict[str, tuple[tuple[int, str, bool], bytes]] = field(default_factory=dict)
