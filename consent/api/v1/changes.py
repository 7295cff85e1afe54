"""The feed of changes, and the confirmation that they are in force."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.long_calls import waiting
from consent.api.v1.serializers import (
    Acknowledgement,
    AcknowledgementAnswer,
    ChangesPage,
    ChangesQuery,
)
from consent.api.views import PlatformView, platform_of
from consent.asks.words import Answered, Left
from consent.instants import in_seconds
from consent.organizations.models import Platform
from consent.publishing import queries, services
from consent.publishing.queries import FeedPage
from consent.publishing.services import Enforced, NotEnforced

LOOK_EVERY_SECONDS = 0.5


class Changes(PlatformView):
    """Everything the platform was ever told, in order and without gaps."""

    scope = "preferences:read"

    @extend_schema(
        operation_id="changes",
        summary="Read changes after a cursor",
        parameters=[ChangesQuery],
        responses=ChangesPage,
    )
    def get(self, request: Request) -> HttpResponse:
        """Start without a cursor; go on with `next`. 409 means: start anew."""
        query = ChangesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked: dict[str, Any] = query.validated_data
        platform = platform_of(request)
        _wait_for_news(platform, asked["after"], asked["wait"])
        page = queries.feed_page(platform, asked["after"], asked["limit"])
        services.note_read(platform=platform, seq=page.seq)
        return HttpResponse(_bytes_of(page), content_type="application/json")


class ChangesAck(PlatformView):
    """A platform's word that versions are in force."""

    scope = "preferences:read"

    @extend_schema(
        operation_id="changes_ack",
        summary="Confirm what is in force",
        request=Acknowledgement,
        responses=AcknowledgementAnswer,
    )
    def post(self, request: Request) -> Response:
        """Saying it twice is fine; lines that do not count are problems."""
        body = Acknowledgement(data=request.data)
        body.is_valid(raise_exception=True)
        said: dict[str, Any] = body.validated_data
        done = services.acknowledge(
            platform=platform_of(request),
            enforced=[_enforced(**line) for line in said["enforced"]],
            errors=[NotEnforced(**line) for line in said["errors"]],
            asks=[Answered(**line) for line in said["asks"]],
            cursor=said["cursor"],
        )
        return Response(
            {
                "accepted": done.accepted,
                "problems": [
                    {"pointer": one.pointer, "code": one.code, "detail": one.detail}
                    for one in done.problems
                ],
                "valid_until": in_seconds(done.valid_until),
            }
        )


def _enforced(*, residue: Sequence[Mapping[str, Any]] = (), **line: Any) -> Enforced:
    return Enforced(**line, residue=[Left(**one) for one in residue])


def _wait_for_news(platform: Platform, after: str, seconds: int) -> None:
    """Wait a little for something to read; at once when too many wait already."""
    if not seconds:
        return
    with waiting.place_for(platform.pk) as has_place:
        ends = time.monotonic() + seconds
        while has_place and not queries.has_news(platform, after):
            if time.monotonic() >= ends:
                return
            time.sleep(LOOK_EVERY_SECONDS)


def _bytes_of(page: FeedPage) -> str:
    """Return the page; its lines are the stored bytes, never written anew."""
    has_more = "true" if page.has_more else "false"
    return (
        f'{{"items":[{",".join(page.items)}],"next":"{page.next}",'
        f'"has_more":{has_more},"head":{page.head},'
        f'"valid_until":"{in_seconds(page.valid_until)}"}}'
    )
