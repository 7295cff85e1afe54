"""What Ambit knows about the platform that calls."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.v1.serializers import PlatformFacts
from consent.api.views import PlatformView, platform_of
from consent.delivery_log.summaries import summary_of
from consent.instants import in_seconds
from consent.publishing import leases


class OwnPlatform(PlatformView):
    """The caller's own facts, its lease, and how its deliveries stand."""

    scope = "preferences:read"

    @extend_schema(
        operation_id="platform",
        summary="Read your own platform",
        responses=PlatformFacts,
    )
    def get(self, request: Request) -> Response:
        platform = platform_of(request)
        summary = asdict(summary_of(platform))
        oldest = summary["oldest_due_at"]
        return Response(
            {
                "code": platform.code,
                "name": platform.name,
                "organization": platform.organization.code,
                "holds": platform.holds,
                "country": platform.country,
                "endpoint_url": platform.endpoint_url,
                "details_apart": platform.details_apart,
                "bases": platform.bases,
                "stop_days": platform.stop_days,
                "state": platform.state,
                "valid_until": in_seconds(leases.valid_until(platform)),
                "deliveries": {
                    **summary,
                    "oldest_due_at": None if oldest is None else in_seconds(oldest),
                },
            }
        )
