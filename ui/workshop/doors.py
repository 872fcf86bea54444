"""Say how people join a room: the address that their phones can reach, and its picture."""

from functools import lru_cache
from ipaddress import IPv4Address, ip_address
from typing import Final

import segno

from ui.settings import machine_names
from ui.workshop.showing import Door

DARK, LIGHT = "#17211F", "#FFFFFF"  # cameras want dark on white
OWN: Final = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})
"""Names by which a machine calls itself; a phone that follows them finds itself."""
EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - only compared with


@lru_cache(maxsize=20)
def door(code: str, address: str, bound: str) -> Door:
    """Return how people join: the code, the address to type, and the address with the code as a picture.

    Args:
        code: the room's code.
        address: the server's address as the host's browser knows it, without a path.
        bound: the address that the server listens on.
    """
    base = outside(address, bound)
    picture = segno.make(f"{base}/j/{code}", error="m")
    shown = picture.svg_data_uri(scale=8, dark=DARK, light=LIGHT, border=3)
    return Door(code, f"{base.partition('://')[2]}/join", shown)


def outside(address: str, bound: str) -> str:
    """Return the server's address as other machines reach it; unchanged where there is no better one."""
    scheme, _, rest = address.partition("://")
    name, port = _split(rest)
    if name not in OWN or bound not in EVERYWHERE:
        return address
    found = lan_address()
    return f"{scheme}://{found}{port}" if found else address


def closed_to_phones(address: str, bound: str) -> bool:
    """Say whether nobody but this machine can reach the address that is shown."""
    return _split(outside(address, bound).partition("://")[2])[0] in OWN


def _split(place: str) -> tuple[str, str]:
    if place.startswith("["):
        name, end, port = place.partition("]")
        return f"{name}{end}", port
    name, colon, port = place.partition(":")
    return name, f"{colon}{port}"


@lru_cache(maxsize=1)
def lan_address() -> str:
    """Return this machine's address in its own network; empty where it has none."""
    for name in machine_names():
        try:
            found = ip_address(name)
        except ValueError:
            continue
        if isinstance(found, IPv4Address) and not found.is_loopback:
            return str(found)
    return ""
