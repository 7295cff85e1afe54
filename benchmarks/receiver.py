"""A platform that costs next to nothing: `python -m benchmarks.receiver PORT`.

It reads one version or a batch, and says that all is in force. Under `/dead` it
answers 503, as a platform does that is down.
"""

import asyncio
import sys

import orjson

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"
DOWN = b"HTTP/1.1 503 Down\r\nContent-Length: 0\r\n\r\n"
BACKLOG = 512


class Platform(asyncio.Protocol):
    """One connection; calls on it are answered in order."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = bytearray()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(END_OF_HEAD)) >= 0:
            head = bytes(self.buffer[:end]).lower()
            size = int(head.split(LENGTH, 1)[1].split(b"\r\n", 1)[0])
            start = end + len(END_OF_HEAD)
            if len(self.buffer) < start + size:
                return
            body = bytes(self.buffer[start : start + size])
            del self.buffer[: start + size]
            self.transport.write(DOWN if head.startswith(b"post /dead") else say(body))


def say(body: bytes) -> bytes:
    message = orjson.loads(body)
    data = message["data"]
    if "changes" in data:
        answer: object = {"applied": [held(change) for change in data["changes"]]}
    else:
        answer = held(data) if "version" in data else {}
    payload = orjson.dumps(answer)
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(payload) + payload


def held(change: dict[str, object]) -> dict[str, object]:
    return {
        "subject_id": change.get("subject_id"),
        "applied_version": change["version"],
        "enforced": True,
    }


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Platform, "127.0.0.1", port, backlog=BACKLOG)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
