"""A small generator of load: few connections, kept open, always one call on each."""

import selectors
import socket
import time
from collections.abc import Sequence
from itertools import cycle

CONNECTIONS = 8
CHUNK = 65_536
END_OF_HEAD = b"\r\n\r\n"
OK = b" 200 "


def post(path: str, body: bytes, **headers: str) -> bytes:
    """Return the bytes of a call."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + END_OF_HEAD + body


def calls_per_second(port: int, calls: Sequence[bytes], seconds: float) -> float:
    """Call as fast as answers come back; every answer must be a 200."""
    selector = selectors.DefaultSelector()
    turn = cycle(calls)
    connections = []
    for _number in range(CONNECTIONS):
        one = socket.create_connection(("127.0.0.1", port))
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(one, selectors.EVENT_READ, bytearray())
        connections.append(one)
    started = time.perf_counter()
    ends = started + seconds
    done = 0
    for one in connections:
        one.sendall(next(turn))
    while time.perf_counter() < ends:
        for key, _events in selector.select(1):
            done += _receive(key, next(turn))
    elapsed = time.perf_counter() - started
    selector.close()
    for one in connections:
        one.close()
    return done / elapsed


def _receive(key: selectors.SelectorKey, call: bytes) -> int:
    """Take in what came; when it is a whole answer, call again."""
    connection, so_far = key.fileobj, key.data
    assert isinstance(connection, socket.socket)
    so_far += connection.recv(CHUNK)
    head_ends = so_far.find(END_OF_HEAD)
    if head_ends < 0 or len(so_far) < head_ends + len(END_OF_HEAD) + _length(so_far):
        return 0
    assert OK in so_far[:16], bytes(so_far[:300])
    so_far.clear()
    connection.sendall(call)
    return 1


def _length(answer: bytearray) -> int:
    head = answer[: answer.find(END_OF_HEAD)].lower()
    return int(head.split(b"content-length:")[1].split(b"\r\n")[0])
