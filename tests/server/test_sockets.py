"""A small message does not wait for the acknowledgement of the one before."""

import os
import socket

import pytest
from streamlit.runtime import runtime

from ui import server, sockets


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


def test_no_descriptor_is_left_open() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    sockets.send_at_once()
    os.close(writing)

    assert os.read(reading, 1) == b"", "a forgotten copy would keep the pipe open"
    os.close(reading)


def test_a_system_that_does_not_list_its_descriptors_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setattr(sockets, "DESCRIPTORS", tmp_path / "nothing")

    assert sockets.send_at_once() == 0


def test_messages_go_out_every_millisecond(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "MESSAGE_FLUSH_INTERVAL_SECS", 0.005)
    server.flush_quickly()

    assert runtime.MESSAGE_FLUSH_INTERVAL_SECS == server.FLUSH_SECONDS < 0.005


def test_a_streamlit_that_names_it_otherwise_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(runtime, "MESSAGE_FLUSH_INTERVAL_SECS")
    server.flush_quickly()

    assert not hasattr(runtime, "MESSAGE_FLUSH_INTERVAL_SECS")
