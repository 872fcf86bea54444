"""Count what several people said without showing what one of them said."""

from counting.publishing import OPEN, PEOPLE, Ballots, Published, Said, publish, visible_groups

__all__ = ["OPEN", "PEOPLE", "Ballots", "Published", "Said", "publish", "visible_groups"]
