"""Outbound HTTP: one pooled session on one loop, for the life of the process.

Coroutines here only send and read; whoever hands letters over waits for the
replies in ordinary, synchronous code.
"""

import asyncio
import atexit
import functools
import os
import queue
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp
import structlog
from django.conf import settings

from consent.durations import seconds
from consent.outbound.addresses import check_url
from consent.outbound.connections import PeerResponse, code_of, make_tls, open_session

log = structlog.get_logger(__name__)

LARGEST_ANSWER = 64 * 1024
RETRY_AT_ONCE_WITHIN = 1.0


@dataclass(frozen=True)
class Letter:
    """One message, ready to be sent; `key` is for whoever handed it over."""

    key: int
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What came back: a status with at most 64 kB, or the code of an error."""

    status: int | None = None
    body: bytes = b""
    error: str = ""
    retry_after: str = ""
    address: str | None = None
    milliseconds: int = 0


Replies = queue.SimpleQueue[tuple[Letter, Reply]]


class Round:
    """Letters on their way together; every one gets exactly one reply."""

    def __init__(self, postman: "Postman", replies: Replies) -> None:
        self.tasks: set[asyncio.Task[Reply]] = set()
        self._postman = postman
        self._replies = replies

    def send(self, letters: Sequence[Letter]) -> None:
        self._postman.loop.call_soon_threadsafe(self._start, letters)

    def cancel(self) -> None:
        """Stop what is still on its way and wait until it has stopped."""
        asyncio.run_coroutine_threadsafe(self._cancel(), self._postman.loop).result()

    def _start(self, letters: Sequence[Letter]) -> None:
        for letter in letters:
            task = self._postman.loop.create_task(self._postman.deliver(letter))
            self.tasks.add(task)
            task.add_done_callback(functools.partial(self._hand_back, letter))

    def _hand_back(self, letter: Letter, task: asyncio.Task[Reply]) -> None:
        self.tasks.discard(task)
        if task.cancelled():
            reply = Reply(error="cancelled")
        elif (failure := task.exception()) is not None:
            log.error("postman_failed", exc_info=failure)
            reply = Reply(error="internal")
        else:
            reply = task.result()
        self._replies.put((letter, reply))

    async def _cancel(self) -> None:
        tasks = list(self.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Postman:
    """Sends letters side by side and never follows, unpacks or remembers anything."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self._tls = make_tls()
        self.loop = asyncio.new_event_loop()
        self._session: aiohttp.ClientSession | None = None
        self._thread = threading.Thread(
            target=self.loop.run_forever, name="postman", daemon=True
        )
        self._thread.start()

    def open_round(self, replies: Replies) -> Round:
        return Round(self, replies)

    async def deliver(self, letter: Letter) -> Reply:
        """Send one letter; a connection that was found dead is replaced once, at once.

        The deadline is for all of it: looking up, dialling, sending and reading.
        """
        begun = time.monotonic()
        try:
            async with asyncio.timeout(seconds("DEADLINE_SECONDS")):
                reply = await self._try(letter, begun)
                if (
                    reply.error == "connection"
                    and time.monotonic() - begun < RETRY_AT_ONCE_WITHIN
                ):
                    reply = await self._try(letter, begun)
        except TimeoutError:
            reply = Reply(error="timeout", milliseconds=_since(begun))
        return reply

    async def _try(self, letter: Letter, begun: float) -> Reply:
        try:
            check_url(letter.url, allowed=settings.OUTBOUND_ALLOWED)
            return await self._post(letter, begun)
        except (OSError, ValueError, aiohttp.ClientError) as failure:
            return Reply(error=code_of(failure), milliseconds=_since(begun))

    async def _post(self, letter: Letter, begun: float) -> Reply:
        async with self._open().post(
            letter.url,
            data=letter.body,
            headers=letter.headers,
            allow_redirects=False,
        ) as response:
            try:
                body = await response.content.readexactly(LARGEST_ANSWER + 1)
            except asyncio.IncompleteReadError as whole:
                body, error = whole.partial, ""
            else:
                error = "too_long"
                response.close()
            return Reply(
                status=response.status,
                body=body,
                error=error,
                retry_after=response.headers.get("Retry-After", ""),
                address=response.peer if isinstance(response, PeerResponse) else None,
                milliseconds=_since(begun),
            )

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session(self._tls)
        return self._session

    def close(self) -> None:
        """Close the connections and end the loop, at the end of the process."""
        if self.process != os.getpid():
            return
        if self._session is not None:
            asyncio.run_coroutine_threadsafe(self._session.close(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


_guard = threading.Lock()
_postman: Postman | None = None


def postman() -> Postman:
    """Return this process's postman; a forked child gets its own."""
    global _postman  # noqa: PLW0603
    with _guard:
        if _postman is None or _postman.process != os.getpid():
            _postman = Postman()
            atexit.register(_postman.close)
        return _postman


def _since(begun: float) -> int:
    return int((time.monotonic() - begun) * 1000)
