"""The HTTP around the doors: small, bounded, and closed to other sites' forms."""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from examples.platform.assembly import Platform
from examples.platform.doors import find
from examples.platform.replies import Asked, Reply

LOG = logging.getLogger("platform")
LARGEST_BODY = 1024 * 1024  # a batch holds up to 100 changes
SAFETY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Server(ThreadingHTTPServer):
    """One thread per connection, all on one platform."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        super().__init__((platform.settings.host, platform.settings.port), Handler)


class Handler(BaseHTTPRequestHandler):
    """Reads a request whole, finds its door, writes the reply."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "platform"
    sys_version = ""
    timeout = 60  # seconds a silent connection may stay
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        LOG.debug(format, *args)

    def _serve(self) -> None:
        try:
            reply = self._reply()
        except Exception:
            LOG.exception("%s %s failed", self.command, urlsplit(self.path).path)
            reply = Reply(HTTPStatus.INTERNAL_SERVER_ERROR)
        self.send_response(reply.status)
        for name, value in (SAFETY | dict(reply.headers)).items():
            self.send_header(name, value)
        self.send_header("Content-Type", reply.shape)
        if reply.chunks is not None:
            self._stream(reply.chunks)
            return
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def _stream(self, chunks: Iterator[bytes]) -> None:
        """Send pieces as they come; without the last one the reader knows it broke."""
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.close_connection = True
        for chunk in chunks:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def _reply(self) -> Reply:
        address = urlsplit(self.path)
        door = find(self.command, address.path)
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or "Transfer-Encoding" in self.headers:
            return self._refuse(HTTPStatus.LENGTH_REQUIRED)
        if int(length) > LARGEST_BODY:
            return self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body = self.rfile.read(int(length))
        if door is None:
            return Reply(HTTPStatus.NOT_FOUND)
        if self._is_from_another_site():
            return Reply(HTTPStatus.FORBIDDEN)
        headers = dict(self.headers.items())
        return door(
            self.server.platform, Asked(address.path, address.query, headers, body)
        )

    def _refuse(self, status: HTTPStatus) -> Reply:
        """Answer without reading the body; the connection ends, as it is not read."""
        self.close_connection = True
        return Reply(status, headers={"Connection": "close"})

    def _is_from_another_site(self) -> bool:
        origin = self.headers.get("Origin")
        return origin is not None and urlsplit(origin).netloc != self.headers["Host"]
