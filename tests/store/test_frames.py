"""Messages arrive whole, with their descriptors, or not at all."""

import os
import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacegraph.store.frames import Closed, Kind, Receiver, send, send_json

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    left, right = socket.socketpair()
    with left, right:
        yield left, right


@given(st.lists(st.binary(max_size=2000), min_size=1, max_size=20))
def test_frames_keep_their_bounds_and_order(bodies: list[bytes]) -> None:
    left, right = socket.socketpair()
    with left, right:
        for body in bodies:
            send(left, Kind.DATA, body)
        receiver = Receiver(right)
        assert [receiver.receive().body for _ in bodies] == bodies


def test_a_long_frame_arrives_in_pieces(pair: Pair) -> None:
    body = os.urandom(3 << 20)
    sender = threading.Thread(target=send, args=(pair[0], Kind.DATA, body))
    sender.start()
    assert Receiver(pair[1]).receive().body == body
    sender.join()


def test_json_keeps_all_text(pair: Pair) -> None:
    message = {"a": '蓝箭\n"\\\x00', "b": [1, None]}
    send_json(pair[0], message, Kind.ERROR)
    frame = Receiver(pair[1]).receive()
    assert frame.kind is Kind.ERROR
    assert frame.json() == message


def test_a_descriptor_travels_with_its_frame(pair: Pair) -> None:
    source, sink = os.pipe()
    send_json(pair[0], {}, descriptors=(sink,))
    send_json(pair[0], {})
    os.close(sink)
    receiver = Receiver(pair[1])
    (copy,) = receiver.receive().descriptors
    assert receiver.receive().descriptors == ()
    os.write(copy, b"through")
    assert os.read(source, 10) == b"through"
    os.close(copy)
    os.close(source)


@pytest.mark.parametrize("sent", [b"", b"\x01", b"\x01\x00\x00\x00\x05abc"])
def test_an_end_in_the_middle_is_told(pair: Pair, sent: bytes) -> None:
    pair[0].sendall(sent)
    pair[0].close()
    with pytest.raises(Closed):
        Receiver(pair[1]).receive()


def test_sending_to_nobody_is_told(pair: Pair) -> None:
    pair[1].close()
    with pytest.raises(Closed):
        send(pair[0], Kind.DATA, b"x" * (1 << 20))
