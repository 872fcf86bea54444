"""Pack a road into an address and unpack it again: a link carries the whole road, nothing is stored."""

import base64
import binascii
import zlib

LONGEST = 256_000
LONGEST_LINK = 8_000
"""The longest packed road that every browser and proxy passes on [characters]."""


def pack(text: str) -> str:
    """Return a road's text as letters, digits, `-` and `_`; empty if it is too long for an address."""
    packed = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    return packed if len(packed) <= LONGEST_LINK else ""


def unpack(packed: str) -> str | None:
    """Return the text in a link, or None where it is damaged or too long."""
    if len(packed) > LONGEST_LINK:
        return None
    try:
        stream = zlib.decompressobj()
        text = stream.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), LONGEST)
        return text.decode() if stream.eof else None
    except (binascii.Error, zlib.error, ValueError):
        return None
