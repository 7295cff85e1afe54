"""The delivery log of a platform: how far each version came, every try, send again."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.v1.delivery_serializers import (
    DeliveriesPage,
    DeliveriesQuery,
    DeliveryDetail,
    ReplayAnswer,
    ReplayAsked,
)
from consent.api.views import PlatformView, platform_of
from consent.delivery_log import deliveries, replaying
from consent.delivery_log.deliveries import State
from consent.delivery_log.replaying import Replay
from consent.instants import in_seconds
from consent.organizations.models import Platform
from consent.publishing.models import Delivery, DeliveryAttempt


class Deliveries(PlatformView):
    """How far the newest version of every subject has come."""

    scope = "preferences:read"

    @extend_schema(
        operation_id="deliveries",
        summary="Read your delivery log",
        parameters=[DeliveriesQuery],
        responses=DeliveriesPage,
    )
    def get(self, request: Request) -> Response:
        """One line for each subject. Start without `after`; go on with `next`."""
        query = DeliveriesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked: dict[str, Any] = query.validated_data
        state = asked.get("state")
        page = deliveries.delivery_page(
            platform_of(request),
            state=State(state) if state else None,
            after=asked["after"],
            limit=asked["limit"],
        )
        return Response(
            {
                "items": [_line(delivery) for delivery in page.items],
                "next": page.next,
                "has_more": page.has_more,
            }
        )


class OneDelivery(PlatformView):
    """One subject's delivery, with what came of each try."""

    scope = "preferences:read"

    @extend_schema(
        operation_id="delivery",
        summary="Read one delivery and its tries",
        responses=DeliveryDetail,
    )
    def get(self, request: Request, subject_id: str) -> Response:
        """Show the newest 50 tries. A subject that is not yours is not found."""
        delivery = deliveries.delivery_of(platform_of(request), subject_id)
        tries = [_attempt(one) for one in deliveries.newest_attempts(delivery)]
        return Response({**_line(delivery), "attempts": tries})


class DeliveriesReplay(PlatformView):
    """Asking to be told again."""

    scope = "webhooks:manage"

    @extend_schema(
        operation_id="deliveries_replay",
        summary="Have deliveries sent again",
        request=ReplayAsked,
        responses=ReplayAnswer,
    )
    def post(self, request: Request) -> Response:
        """Only the newest version is sent. What is in force stays in force."""
        body = ReplayAsked(data=request.data)
        body.is_valid(raise_exception=True)
        done = _replay(platform_of(request), body.validated_data)
        problems = [
            {
                "pointer": f"/subject_ids/{number}",
                "code": "unknown_subject",
                "detail": "There is no such link.",
            }
            for number in done.unknown
        ]
        return Response(
            {"replayed": done.replayed, "problems": problems, "next": done.next}
        )


def _replay(platform: Platform, asked: dict[str, Any]) -> Replay:
    if "since" in asked:
        return replaying.replay_since(
            platform=platform, since=asked["since"], after=asked["after"]
        )
    return replaying.replay_subjects(
        platform=platform, subject_ids=asked["subject_ids"]
    )


def _line(delivery: Delivery) -> dict[str, object]:
    state = deliveries.state_of(delivery)
    is_due = state is State.DUE
    return {
        "subject_id": delivery.link.subject_id,
        "version": delivery.target_version,
        "state": state,
        "urgency": delivery.urgency,
        "due_since": _instant(delivery.due_since if is_due else None),
        "received_version": delivery.received_version,
        "enforced_version": delivery.enforced_version,
        "attempts": delivery.attempts,
        "next_attempt_at": _instant(deliveries.next_try(delivery)),
        "last_error": delivery.last_error,
        "closed": state is State.CLOSED,
    }


def _attempt(attempt: DeliveryAttempt) -> dict[str, object]:
    return {
        "at": in_seconds(attempt.at),
        "version": attempt.version,
        "status": attempt.status,
        "error": attempt.error,
        "milliseconds": attempt.milliseconds,
        "answer": attempt.answer,
    }


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else in_seconds(instant)
