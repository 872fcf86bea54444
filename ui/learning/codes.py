"""Make the code that opens a learner's progress on another device, and lock it away.

The store keeps the progress under the code's hash alone. So that a browser finds its learner again, it keeps
the code too, but locked with the number of its own cookie, of which the store knows only a hash: a stolen
database opens nothing.

A code is 256 random bits, so that guessing one is hopeless at any pace. It is looked up by its hash, so that
no answer takes longer the better a guess is. The lock is a pad of a salted hash, drawn anew for each lock and
used once. It keeps a code secret; it does not notice changed bytes: then the code opens nothing.
"""

import re
import secrets
from hashlib import blake2b

PROGRESS, COURSE = "progress", "course"
"""Kind and name of what a learner's progress is kept as."""
BYTES = 32
SHAPE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def new_code() -> str:
    """Draw a code of 256 random bits."""
    return secrets.token_urlsafe(BYTES)


def read_code(typed: str) -> str | None:
    """Return the code in what a person typed or pasted, without blanks; None where it is none."""
    found = "".join(typed.split())
    return found if SHAPE.fullmatch(found) else None


def lock(code: str, visitor: str) -> str:
    """Return a code so that only the browser with this number can read it."""
    salt = secrets.token_bytes(16)
    return (salt + _mixed(code.encode(), visitor, salt)).hex()


def unlock(locked: str, visitor: str) -> str | None:
    """Return the code that was locked for this browser; None where it was for another."""
    try:
        found = bytes.fromhex(locked)
        code = _mixed(found[16:], visitor, found[:16]).decode("ascii")
    except ValueError:
        return None
    return read_code(code)


def mark(link: str) -> str:
    """Return what a link is remembered by once it was followed; nothing leads back from it."""
    return blake2b(link.encode(), person=b"greenlane-link", digest_size=16).hexdigest()


def _mixed(text: bytes, visitor: str, salt: bytes) -> bytes:
    """Mix a text of at most 64 bytes with a pad that is used once: each salt makes another one."""
    pad = blake2b(visitor.encode(), salt=salt, person=b"greenlane-code", digest_size=64).digest()
    return bytes(one ^ other for one, other in zip(text, pad, strict=False))
