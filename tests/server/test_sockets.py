"""A small message does not wait for the acknowledgement of the one before."""

import socket

import pytest

from ui import sockets


def test_what_a_listening_socket_accepts_sends_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert sockets.send_at_once() >= 1
        with socket.create_connection(listening.getsockname()) as client:
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
            assert client.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0, (
                "only what listens is changed"
            )


def test_a_system_that_does_not_list_its_descriptors_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setattr(sockets, "DESCRIPTORS", tmp_path / "nothing")

    assert sockets.send_at_once() == 0
