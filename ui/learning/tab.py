"""Hold what one browser tab knows of a learner; what must last is in the store."""

from dataclasses import dataclass, field

from content import Progress


@dataclass(slots=True)
class Learning:
    """Hold what this tab last knew of its learner.

    Attributes:
        progress: the progress as the store had it last; None before asking.
        version: its version there, 0 where nothing is kept yet.
        code: the learner's resume code, where there is one.
        refused: why the last answer was not kept; empty when it was.
        hints: how many hints were asked for, by item.
        shown: the items whose answer was asked for.
        orders: the options put in order so far, by item.
        skipped: the predictions that were left out.
        sorted: the group each card was put into first, by activity.
        named: what a team was said to be doing, by activity and card.
        paths: the answers on the way through a tree, by activity.
        ran: the lanes that were run, by activity.
        reviewing: the items of the review under way, in their order.
        reviewed: how many of them are behind one.
        checked: the item of the review that was checked last.
        forgetting: whether one asked to forget everything, and is asked once more.
        told: what was said about a file or a code last.
    """

    progress: Progress | None = None
    version: int = 0
    code: str = ""
    refused: str = ""
    hints: dict[str, int] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    orders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    sorted: dict[str, dict[str, str]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    paths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    ran: set[str] = field(default_factory=set)
    reviewing: tuple[str, ...] = ()
    reviewed: int = 0
    checked: str = ""
    forgetting: bool = False
    told: tuple[str, ...] = ()
