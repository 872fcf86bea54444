"""Make the code that opens a learner's progress on another device, and lock it away.

The store keeps the progress under the code's hash alone. So that a browser finds its learner again, it keeps
the code too, but locked with the number of its own cookie, of which the store knows only a hash: a stolen
database opens nothing.

A code is 256 random bits, so that guessing one is hopeless at any pace. It is looked up by its hash, so that
no answer takes longer the better a guess is. The lock is a pad of a salted hash, drawn anew for each lock and
used once, and a tag over both: without the cookie's number, which is 256 random bits as well, nobody can read
a locked code, change it unnoticed, or lock another code for this browser. What was changed opens nothing.
"""

import hmac
import re
import secrets
from hashlib import blake2b

PROGRESS, COURSE = "progress", "course"
"""Kind and name of what a learner's progress is kept as."""
BYTES = 32
SALT, TAG = 16, 16
"""How long the salt before a locked code and the tag behind it are [bytes]."""
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
    salt = secrets.token_bytes(SALT)
    mixed = salt + _mixed(code.encode(), visitor, salt)
    return (mixed + _tag(mixed, visitor)).hex()


def unlock(locked: str, visitor: str) -> str | None:
    """Return the code that was locked for this browser; None where it was for another, or was changed."""
    try:
        found = bytes.fromhex(locked)
    except ValueError:
        return None
    mixed, tag = found[:-TAG], found[-TAG:]
    if not hmac.compare_digest(tag, _tag(mixed, visitor)):
        return None
    return read_code(_mixed(mixed[SALT:], visitor, mixed[:SALT]).decode("ascii", "replace"))


def mark(link: str) -> str:
    """Return what a link is remembered by once it was followed; nothing leads back from it."""
    return blake2b(link.encode(), person=b"greenlane-link", digest_size=16).hexdigest()


def _mixed(text: bytes, visitor: str, salt: bytes) -> bytes:
    """Mix a text of at most 64 bytes with a pad that is used once: each salt makes another one."""
    pad = blake2b(_bytes(visitor), salt=salt, person=b"greenlane-code", digest_size=64).digest()
    return bytes(one ^ other for one, other in zip(text, pad, strict=False))


def _tag(mixed: bytes, visitor: str) -> bytes:
    """Return what only this browser's number makes of a salt and a mixed code."""
    key = blake2b(_bytes(visitor), person=b"greenlane-tag", digest_size=64).digest()
    return blake2b(mixed, key=key, digest_size=TAG).digest()


def _bytes(visitor: str) -> bytes:
    """Return a number of a cookie as bytes; what a stranger wrote into a cookie is none the less text."""
    return visitor.encode("utf-8", "surrogatepass")
