"""Everything that a platform should hold, to start from or to start anew."""

from collections.abc import Generator, Iterator

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from consent.api.long_calls import streaming
from consent.api.views import PlatformView, platform_of
from consent.errors import Busy
from consent.publishing.snapshot import RETRY_SECONDS, open_snapshot

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
    """A snapshot on its way, with its place among the long calls."""

    def __init__(self, platform_id: int, chunks: Generator[bytes]) -> None:
        self._platform_id = platform_id
        self._chunks = chunks

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        """End the reading; the server calls this however the answer ended."""
        try:
            self._chunks.close()
        finally:
            streaming.leave(self._platform_id)


def _open(request: Request) -> Generator[bytes]:
    platform = platform_of(request)
    if not streaming.take(platform.pk):
        raise Busy(retry_after=RETRY_SECONDS)
    try:
        return open_snapshot(platform)
    except BaseException:
        streaming.leave(platform.pk)
        raise
