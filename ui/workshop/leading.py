"""Lead a room from the host's tab: who may, and what was asked for."""

from ui import live
from ui.rooms.names import HOST_COOKIE
from ui.state import cookie, visit, visitor
from workshops import Command, WorkshopError


def proof_of(room: str) -> str | None:
    """Return the key by which this browser leads a room; None where it may not."""
    mine = visit().giving
    if room not in mine.proofs:
        for proof in (cookie(HOST_COOKIE), visitor()):
            if proof and room in {one.room for one in live.hub().as_host(proof)}:
                mine.proofs[room] = proof
                break
    return mine.proofs.get(room)


def do(room: str, *commands: Command) -> None:
    """Do what the host asks for, in order; the first that cannot be done ends it and is told."""
    mine = visit().giving
    mine.refused = ""
    for command in commands:
        try:
            live.hub().act(room, command, mine.proofs.get(room, ""))
        except WorkshopError as error:
            mine.refused = str(error)
            return
