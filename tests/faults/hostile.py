"""Platforms on raw sockets that answer as badly as a platform can."""

import contextlib
import gzip
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNK = b"%x\r\n%s\r\n" % (MEGABYTE, b"x" * MEGABYTE)
# 50 kB that unpack to 50 MB.
BOMB = gzip.compress(bytes(50 * MEGABYTE), compresslevel=6)
HEADERS = b"".join(b"X-%d: x\r\n" % number for number in range(100_000))
ABORT = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> dict:
        return json.loads(self.body)["data"]

    @property
    def confirmation(self) -> bytes:
        return b'{"applied_version": %d, "enforced": true}' % self.data.get(
            "version", 0
        )


class Line:
    """One connection, with everything a bad platform does on one."""

    def __init__(self, end: socket.socket, stopping: threading.Event) -> None:
        self.end = end
        self.stopping = stopping
        self.sent = 0
        self.is_open = True

    def read(self) -> Asked | None:
        """Return the next request, or nothing when the other side has gone."""
        head = b""
        while b"\r\n\r\n" not in head:
            more = self.end.recv(65_536)
            if not more:
                return None
            head += more
        head, _, body = head.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        while len(body) < int(headers["Content-Length"]):
            body += self.end.recv(65_536)
        return Asked(first.split(" ")[1], headers, body)

    def send(self, data: bytes) -> None:
        self.end.sendall(data)
        self.sent += len(data)

    def answer(self, body: bytes, status: str = "200 OK", **headers: str) -> None:
        """Answer as everybody does."""
        lines = [
            f"HTTP/1.1 {status}",
            f"Content-Length: {len(body)}",
            *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        ]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def drip(self, data: bytes, pause: float = 0.05) -> None:
        """Send byte by byte, for as long as anybody listens."""
        for place in range(len(data)):
            self.send(data[place : place + 1])
            if self.stopping.wait(pause):
                return

    def flood(self, data: bytes, total: int = GIGABYTE) -> None:
        """Send the same bytes over and over, up to `total`."""
        while self.sent < total and not self.stopping.is_set():
            self.send(data)

    def hang(self) -> None:
        """Say nothing more until the other side gives up."""
        while self.end.recv(65_536) and not self.stopping.is_set():
            pass
        self.is_open = False

    def close(self) -> None:
        """End the connection in order."""
        self.is_open = False

    def reset(self) -> None:
        """End the connection as a machine does that has just died."""
        self.end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
        self.end.close()
        self.is_open = False


Behaviour = Callable[[Line, Asked], None]


class Hostile:
    """A server that behaves as it is told, and counts what reached it."""

    def __init__(self, behave: Behaviour, *, tls: ssl.SSLContext | None = None) -> None:
        self.behave = behave
        self.tls = tls
        self.asked: list[Asked] = []
        self.lines: list[Line] = []
        self.stopping = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.origin}/hook"

    @property
    def sent(self) -> int:
        return sum(line.sent for line in self.lines)

    def close(self) -> None:
        self.stopping.set()
        # Closing alone does not wake who waits in `accept`.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for line in self.lines:
            with contextlib.suppress(OSError):
                line.end.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                end, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=[end], daemon=True).start()

    def _serve(self, end: socket.socket) -> None:
        # Who is cut off by the sender is what these tests are about.
        with contextlib.suppress(OSError, ValueError), end:
            if self.tls is not None:
                end = self.tls.wrap_socket(end, server_side=True)
            line = Line(end, self.stopping)
            self.lines.append(line)
            with end:
                while line.is_open and (asked := line.read()) is not None:
                    self.asked.append(asked)
                    self.behave(line, asked)


# --- Behaviours


def hang(line: Line, asked: Asked) -> None:
    line.hang()


def slow_headers(line: Line, asked: Asked) -> None:
    line.send(HEAD)
    line.drip(b"X-Slow: " + b"x" * 10_000)


def slow_body(line: Line, asked: Asked) -> None:
    line.send(HEAD + b"Content-Length: 10000\r\n\r\n")
    line.drip(asked.confirmation + b" " * 10_000)


def huge_body(line: Line, asked: Asked) -> None:
    line.send(HEAD + b"Content-Length: %d\r\n\r\n" % GIGABYTE)
    line.flood(b"x" * MEGABYTE)


def endless_chunks(line: Line, asked: Asked) -> None:
    line.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    line.flood(CHUNK)


def endless_small_chunks(line: Line, asked: Asked) -> None:
    line.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    line.flood(b"1\r\nx\r\n" * 10_000)


def gzip_bomb(line: Line, asked: Asked) -> None:
    line.answer(BOMB, Content_Encoding="gzip")


def many_headers(line: Line, asked: Asked) -> None:
    line.send(HEAD + HEADERS + b"Content-Length: 2\r\n\r\n{}")


def giant_header(line: Line, asked: Asked) -> None:
    line.send(HEAD + b"X-Giant: ")
    line.flood(b"x" * MEGABYTE)


def endless_headers(line: Line, asked: Asked) -> None:
    line.send(HEAD)
    line.flood(b"X: x\r\n" * 10_000)


def endless_continue(line: Line, asked: Asked) -> None:
    line.flood(b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000)


def not_http(line: Line, asked: Asked) -> None:
    line.send(b"SSH-2.0-OpenSSH_9.2\r\n" + bytes(range(256)))
    line.close()


def hang_up(line: Line, asked: Asked) -> None:
    line.close()


def reset(line: Line, asked: Asked) -> None:
    line.reset()


def half_an_answer(line: Line, asked: Asked) -> None:
    line.send(HEAD + b"Content-Length: 1000\r\n\r\n" + asked.confirmation)
    line.close()


def old_http(line: Line, asked: Asked) -> None:
    line.send(b"HTTP/1.0 200 OK\r\n\r\n" + asked.confirmation)
    line.close()


def confirm(line: Line, asked: Asked) -> None:
    """Behave."""
    line.answer(asked.confirmation)


# What each of them is called when it is written down.
HOSTILE: dict[Behaviour, str] = {
    hang: "timeout",
    slow_headers: "timeout",
    slow_body: "timeout",
    huge_body: "too_long",
    endless_chunks: "too_long",
    endless_small_chunks: "too_long",
    gzip_bomb: "",
    many_headers: "protocol",
    giant_header: "protocol",
    endless_headers: "protocol",
    endless_continue: "timeout",
    not_http: "protocol",
    hang_up: "connection",
    reset: "connection",
    half_an_answer: "protocol",
}
