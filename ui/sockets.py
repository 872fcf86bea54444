"""Send small messages at once.

Streamlit binds the server's socket without naming TCP as its protocol, and asyncio then leaves Nagle's
algorithm on. A rerun is several small messages: each would wait up to 40 ms for the browser to acknowledge
the one before.
"""

import os
import socket
from pathlib import Path

DESCRIPTORS = Path("/dev/fd")


def send_at_once() -> int:
    """Switch Nagle's algorithm off for every TCP socket this process listens on; return how many those are.

    The connections they accept inherit it. Where the system does not list its descriptors nothing changes.
    """
    if not DESCRIPTORS.is_dir():
        return 0
    descriptors = [path.name for path in DESCRIPTORS.iterdir()]
    return sum(_switch_off(int(name)) for name in descriptors if name.isdigit())


def _switch_off(descriptor: int) -> bool:
    try:
        copy = os.dup(descriptor)
    except OSError:  # closed meanwhile
        return False
    try:
        found = socket.socket(fileno=copy)
    except OSError:  # no socket
        os.close(copy)
        return False
    with found:
        internet = found.family in {socket.AF_INET, socket.AF_INET6} and found.type == socket.SOCK_STREAM
        if not internet or not found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return False
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return True
