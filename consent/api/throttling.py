"""How often a platform may call: shared counts, or each process's own in need.

Counts are kept in this process and added to a shared counter now and then. When
the counter's server is away, each process goes on with what it counts itself:
a broker that is down must never close the door.
"""

import threading
import time
from dataclasses import dataclass

import redis
from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from consent.api.authentication import Caller

WINDOW_SECONDS = 60
REPORT_EVERY = 20
PAUSE_SECONDS = 5.0
TIMEOUT_SECONDS = 0.2


@dataclass
class Count:
    """Calls of one platform in one window; `elsewhere` is what others counted."""

    window: int
    own: int = 0
    reported: int = 0
    elsewhere: int = 0


class Counter:
    """Counts calls per platform and minute; one for each process."""

    def __init__(self, url: str) -> None:
        self._counts: dict[int, Count] = {}
        self._lock = threading.Lock()
        self._paused_until = 0.0
        self._shared: redis.Redis | None = None
        if url.startswith(("redis://", "rediss://", "unix://")):
            self._shared = redis.Redis.from_url(
                url,
                socket_timeout=TIMEOUT_SECONDS,
                socket_connect_timeout=TIMEOUT_SECONDS,
            )

    def wait(self, platform_id: int, limit: int) -> float:
        """Count one call; return the seconds to wait, 0 when it may go on."""
        now = time.time()
        window = int(now // WINDOW_SECONDS)
        with self._lock:
            count = self._counts.get(platform_id)
            if count is None or count.window != window:
                count = self._counts[platform_id] = Count(window)
            count.own += 1
            unreported = count.own - count.reported
            total = count.own + count.elsewhere
        if unreported >= REPORT_EVERY:
            self._report(platform_id, count, unreported)
        if total <= limit:
            return 0.0
        return (window + 1) * WINDOW_SECONDS - now

    def _report(self, platform_id: int, count: Count, calls: int) -> None:
        if self._shared is None or time.monotonic() < self._paused_until:
            return
        key = f"ambit:calls:{platform_id}:{count.window}"
        try:
            with self._shared.pipeline(transaction=False) as pipeline:
                pipeline.incrby(key, calls)
                pipeline.expire(key, 2 * WINDOW_SECONDS)
                shared = int(pipeline.execute()[0])
        except redis.RedisError:
            self._paused_until = time.monotonic() + PAUSE_SECONDS
            return
        with self._lock:
            count.reported += calls
            count.elsewhere = max(0, shared - count.reported)


counter = Counter(settings.REDIS_URL)


def seconds_to_wait(caller: Caller) -> float:
    """Count a call of this platform; return how long it must wait, mostly 0."""
    return counter.wait(caller.platform.pk, settings.API_CALLS_PER_MINUTE)


class PlatformThrottle(BaseThrottle):
    """Each platform has its own allowance, whatever the others do."""

    def allow_request(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        self._wait = 0.0
        if isinstance(request.auth, Caller):
            self._wait = seconds_to_wait(request.auth)
        return self._wait == 0.0

    def wait(self) -> float | None:
        return self._wait
