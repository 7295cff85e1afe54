"""A real platform on loopback: verifies, applies only newer, answers as it is told."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook


@dataclass
class Heard:
    """One message as it came in, and when."""

    type: str
    data: dict
    headers: dict[str, str]
    at: float


@dataclass
class Receiver:
    """What the platform holds by subject, and everything that it ever heard."""

    secret: str
    enforces: bool = True
    answer: Callable[["Receiver", Heard], tuple[int, dict, bytes]] | None = None
    pause: float = 0.0
    held: dict[str, int] = field(default_factory=dict)
    told: dict[str, dict] = field(default_factory=dict)
    applied: dict[str, list[int]] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                status, headers, body = receiver.take(
                    self.rfile.read(length), dict(self.headers)
                )
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            # A drain opens up to 64 connections at once; the default keeps five.
            request_queue_size = 128

            def handle_error(self, *_args: object) -> None:
                """A sender that was killed is what these tests are about."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def url(self) -> str:
        return f"{self.origin}/hook"

    def take(self, body: bytes, headers: dict[str, str]) -> tuple[int, dict, bytes]:
        message = Webhook(self.secret).verify(body, headers)
        heard = Heard(message["type"], message["data"], headers, time.monotonic())
        with self.lock:
            self.heard.append(heard)
        if self.pause:
            time.sleep(self.pause)
        if self.answer is not None:
            return self.answer(self, heard)
        return self.accept(heard)

    def accept(self, heard: Heard) -> tuple[int, dict, bytes]:
        """Apply what is newer in the message, one change or a batch; say what is held."""
        if heard.type == "changes.batch":
            answer = {"applied": [self._apply(one) for one in heard.data["changes"]]}
        else:
            answer = self._apply(heard.data) if "subject_id" in heard.data else {}
        return 200, {}, json.dumps(answer).encode()

    def _apply(self, change: dict) -> dict[str, object]:
        subject, version = change["subject_id"], change["version"]
        with self.lock:
            if version > self.held.get(subject, 0):
                self.held[subject] = version
                self.told[subject] = change["told"]
                self.applied.setdefault(subject, []).append(version)
            held = self.held[subject]
        return {
            "subject_id": subject,
            "applied_version": held,
            "enforced": self.enforces,
        }

    def changes(self) -> list[Heard]:
        return [heard for heard in self.heard if "subject_id" in heard.data]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def says(status: int, body: bytes = b"", **headers: str) -> Callable[..., tuple]:
    """An answer that is the same whatever was asked."""
    return lambda _receiver, _heard: (status, headers, body)
