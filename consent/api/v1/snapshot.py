"""Everything that a platform should hold, to start from or to start anew."""

import threading
from collections.abc import Iterator

import structlog
from django.db import connection
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from consent.api.long_calls import streaming
from consent.api.views import PlatformView, platform_of
from consent.durations import seconds
from consent.errors import Busy
from consent.publishing.snapshot import RETRY_SECONDS, Snapshot, open_snapshot

log = structlog.get_logger(__name__)

LINES = "application/x-ndjson"


class ChangesSnapshot(PlatformView):
    """The newest line of every subject, and the cursor to go on from."""

    scope = "preferences:read"

    @extend_schema(
        operation_id="changes_snapshot",
        summary="Read everything that you should hold",
        responses={
            (200, LINES): OpenApiResponse(
                OpenApiTypes.STR,
                'First `{"snapshot": {"next", "head", "count", "valid_until"}}`, then '
                "a line of the feed for each subject, ended ones too, in the order of "
                'their ids, last `{"end": {"count"}}`. Without its last line it is '
                "not whole: throw it away.",
            ),
            409: OpenApiResponse(OpenApiTypes.OBJECT, "Post what you hold first."),
            429: OpenApiResponse(
                OpenApiTypes.OBJECT, "One at a time; see Retry-After."
            ),
        },
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Go on from `next`: nothing is missed, and nothing comes twice."""
        platform = platform_of(request)
        return StreamingHttpResponse(
            Stream(platform.pk, _open(request)), content_type=LINES
        )


class Stream(Iterator[bytes]):
    """A snapshot on its way, with its place among the long calls.

    A reader that stops reading keeps its thread, but neither the place, nor the
    database from cleaning up.
    """

    def __init__(self, platform_id: int, snapshot: Snapshot) -> None:
        self._platform_id = platform_id
        self._snapshot = snapshot
        self._taken = self._seen = 0
        self._is_reading = self._is_over = False
        self._look_later()

    def __next__(self) -> bytes:
        self._is_reading = True
        try:
            return next(self._snapshot)
        finally:
            self._taken += 1
            self._is_reading = False

    def close(self) -> None:
        """End the reading; the server calls this however the answer ended."""
        self._is_over = True
        self._timer.cancel()
        try:
            self._snapshot.close()
        finally:
            streaming.leave(self._platform_id)

    def _look_later(self) -> None:
        self._timer = threading.Timer(seconds("STALLED_SECONDS"), self._look)
        self._timer.daemon = True
        self._timer.start()

    def _look(self) -> None:
        """Give up when nothing was taken since the last look."""
        if self._is_over:
            return
        if self._is_reading or self._taken > self._seen:
            self._seen = self._taken
            self._look_later()
            return
        log.warning("snapshot_stalled", platform=self._platform_id)
        streaming.give_up(self._platform_id)
        try:
            self._snapshot.abort()
        finally:
            connection.close()


def _open(request: Request) -> Snapshot:
    platform = platform_of(request)
    if not streaming.take(platform.pk):
        raise Busy(retry_after=RETRY_SECONDS)
    try:
        return open_snapshot(platform)
    except BaseException:
        streaming.leave(platform.pk)
        raise
