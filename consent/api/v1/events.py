"""Reports of use: one, a list, or lines."""

from http import HTTPStatus

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from consent.access_history import services
from consent.access_history.services import Fate, Outcome
from consent.api.errors import problem
from consent.api.parsers import JSONBody, LinesBody
from consent.api.v1.serializers import AccessEvent, ReportsAnswer
from consent.api.views import PlatformView, platform_of

MAX_REPORTS = 1_000


class AccessEvents(PlatformView):
    """What was done with people's data, or refused."""

    scope = "access-events:write"
    parser_classes = [JSONBody, LinesBody]

    @extend_schema(
        operation_id="access_events",
        summary="Report uses and refusals",
        request={"application/json": AccessEvent, "application/x-ndjson": AccessEvent},
        responses={
            200: OpenApiResponse(ReportsAnswer, "A list, or a repeated report."),
            201: OpenApiResponse(ReportsAnswer, "One new report."),
            409: OpenApiResponse(OpenApiTypes.OBJECT, "Same id, other content."),
            422: OpenApiResponse(OpenApiTypes.OBJECT, "The report was not taken."),
        },
        examples=[
            OpenApiExample(
                "A use",
                request_only=True,
                value={
                    "event_id": "2026-000123",
                    "subject_id": "s-1f0c8a",
                    "way": "used",
                    "organization": "northfield-hospital",
                    "actor": "Dr Sofia Marin",
                    "kinds": ["gene"],
                    "topic": "health",
                    "tools": False,
                    "commercial": False,
                    "use_way": "visit",
                    "places": ["FI"],
                    "basis": "choice",
                    "accepts": ["no_reident", "no_onward", "only_this"],
                    "evidence": {"ethics": "REC-2026-17"},
                    "occurred_at": "2026-11-23T08:00:00Z",
                },
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Send a report again as often as you like: the same id counts once."""
        platform = platform_of(request)
        if not isinstance(request.data, list):
            return _one(services.report(platform=platform, reports=[request.data]))
        if len(request.data) > MAX_REPORTS:
            return problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "too_many",
                f"Send at most {MAX_REPORTS} reports at once.",
            )
        return Response(_body(services.report(platform=platform, reports=request.data)))


def _one(outcome: Outcome) -> Response:
    if outcome.problems:
        wrong = outcome.problems[0]
        is_conflict = wrong.code == "conflict"
        status = HTTPStatus.CONFLICT if is_conflict else HTTPStatus.UNPROCESSABLE_ENTITY
        return problem(status, wrong.code, wrong.detail)
    is_new = outcome.fates == (Fate.NEW,)
    status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    return Response(_body(outcome), status=status)


def _body(outcome: Outcome) -> dict[str, object]:
    return {
        "accepted": outcome.accepted,
        "repeated": outcome.repeated,
        "problems": [
            {
                "pointer": f"/{one.index}",
                "event_id": one.event_id,
                "code": one.code,
                "detail": one.detail,
            }
            for one in outcome.problems
        ],
    }
