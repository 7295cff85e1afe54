"""Comparing what a platform holds with what it was told; differences are mended."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.long_calls import comparing
from consent.api.v1.serializers import DigestAnswer, WhatIsHeld
from consent.api.views import PlatformView, platform_of
from consent.errors import Busy
from consent.instants import in_seconds
from consent.organizations.models import Platform
from consent.preferences.restoring import reconcile
from consent.publishing import digest
from consent.publishing.digest import Difference, Held
from consent.publishing.healing import heal
from consent.publishing.leases import valid_until
from consent.publishing.restore import Span, reconciling_since

RETRY_SECONDS = 5


class ChangesDigest(PlatformView):
    """What a platform holds, against what it should."""

    scope = "preferences:read"

    @extend_schema(
        operation_id="changes_digest",
        summary="Compare what you hold",
        request=WhatIsHeld,
        responses={
            200: DigestAnswer,
            429: OpenApiResponse(
                OpenApiTypes.OBJECT, "One at a time; see Retry-After."
            ),
        },
        examples=[
            OpenApiExample(
                "The digest",
                request_only=True,
                value={
                    "count": 1,
                    "digest": "5f2b2c6a2f2b1f5f0f4f0e2e0c6c3b2d"
                    "8c1d9e0a7b6c5d4e3f2a1b0c9d8e7f6a",
                },
            ),
            OpenApiExample(
                "A page of everything",
                request_only=True,
                value={
                    "items": [
                        {
                            "subject_id": "s-1f0c8a",
                            "version": 1234567890123,
                            "sharing": "some",
                        }
                    ],
                    "until_subject": "s-4c",
                },
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        """Post the digest; when it differs, post the items: they are sent again."""
        body = WhatIsHeld(data=request.data)
        body.is_valid(raise_exception=True)
        platform = platform_of(request)
        with comparing.place_for(platform.pk) as has_place:
            if not has_place:
                raise Busy(retry_after=RETRY_SECONDS)
            return Response(_compare(platform, body.validated_data))


def _compare(platform: Platform, said: dict[str, Any]) -> dict[str, object]:
    span = Span(said["after_subject"], said["until_subject"])
    ours = digest.summarize(platform, span)
    matches = "digest" not in said or (said["digest"], said["count"]) == (
        ours.digest,
        ours.count,
    )
    differences: Sequence[Difference] = []
    is_agreed = reconciling_since(platform) is None
    if "items" in said:
        held = [Held(**item) for item in said["items"]]
        differences = digest.compare(platform=platform, held=held, span=span)
        if is_agreed:
            heal(platform=platform, differences=differences)
        else:
            is_agreed = reconcile(
                platform=platform, held=held, differences=differences, span=span
            )
    return {
        "matches": matches and not differences,
        "count": ours.count,
        "digest": ours.digest,
        "differences": [
            {"subject_id": one.subject_id, "code": one.code, "version": one.version}
            for one in differences
        ],
        "reconciling": not is_agreed,
        "valid_until": in_seconds(valid_until(platform)),
    }
