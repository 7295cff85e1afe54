"""The shapes of the delivery log."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from consent.api.v1.serializers import ProblemLine
from consent.delivery_log.deliveries import State
from consent.publishing.models import Urgency

MOST_SUBJECTS = 1_000
SUBJECT = "s-4f0c2a9b7d1e48f3a6b5c4d3e2f10987"


class DeliveriesQuery(serializers.Serializer[dict[str, object]]):
    """The query string of the delivery log."""

    state = serializers.ChoiceField(
        [str(state) for state in State],
        required=False,
        help_text="Only deliveries that have come so far. `closed`: two people of "
        "Ambit gave this version up; it is in the feed, and can be sent again.",
    )
    after = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=80,
        help_text="`next` of the page before.",
    )
    limit = serializers.IntegerField(default=100, min_value=1, max_value=500)


class DeliveryLine(serializers.Serializer[dict[str, object]]):
    """How far the newest version of one subject has come."""

    subject_id = serializers.CharField()
    version = serializers.IntegerField(help_text="The newest that was issued.")
    state = serializers.ChoiceField([str(state) for state in State])
    urgency = serializers.ChoiceField([str(urgency) for urgency in Urgency])
    due_since = serializers.DateTimeField(
        allow_null=True, help_text="When the oldest unreceived change was saved."
    )
    received_version = serializers.IntegerField()
    enforced_version = serializers.IntegerField()
    attempts = serializers.IntegerField(help_text="Tries since the last news.")
    next_attempt_at = serializers.DateTimeField(
        allow_null=True, help_text="Not before this; an open breaker makes it later."
    )
    last_error = serializers.CharField(help_text="A code, e.g. `timeout`; or empty.")
    closed = serializers.BooleanField()


class AttemptLine(serializers.Serializer[dict[str, object]]):
    """One try to reach your endpoint."""

    at = serializers.DateTimeField()
    version = serializers.IntegerField()
    status = serializers.IntegerField(allow_null=True, help_text="HTTP status")
    error = serializers.CharField(help_text="A code; empty when you took it in.")
    milliseconds = serializers.IntegerField()
    answer = serializers.CharField(help_text="The beginning of what you answered.")


LINE: dict[str, Any] = {
    "subject_id": SUBJECT,
    "version": 1_764_000_123_456,
    "state": "due",
    "urgency": "narrowing",
    "due_since": "2026-11-23T09:00:00Z",
    "received_version": 1_763_000_555_001,
    "enforced_version": 1_763_000_555_001,
    "attempts": 3,
    "next_attempt_at": "2026-11-23T09:01:10Z",
    "last_error": "status_503",
    "closed": False,
}
ATTEMPT: dict[str, Any] = {
    "at": "2026-11-23T09:00:40Z",
    "version": 1_764_000_123_456,
    "status": 503,
    "error": "status_503",
    "milliseconds": 41,
    "answer": "Down for maintenance",
}


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "One is due", {"items": [LINE], "next": SUBJECT, "has_more": False}
        )
    ]
)
class DeliveriesPage(serializers.Serializer[dict[str, object]]):
    """A page of the delivery log; `next` goes on from here, also at the end."""

    items = DeliveryLine(many=True)
    next = serializers.CharField(allow_blank=True)
    has_more = serializers.BooleanField()


@extend_schema_serializer(
    examples=[OpenApiExample("Not taken in yet", {**LINE, "attempts": [ATTEMPT]})]
)
class DeliveryDetail(DeliveryLine):
    """One delivery with its newest tries; `attempts` is their list here."""

    attempts = AttemptLine(many=True, help_text="The newest 50, the newest first.")  # type: ignore[assignment]


@extend_schema_serializer(
    examples=[
        OpenApiExample("Some subjects", {"subject_ids": [SUBJECT]}),
        OpenApiExample("All since a time", {"since": "2026-11-22T18:00:00Z"}),
    ]
)
class ReplayAsked(serializers.Serializer[dict[str, object]]):
    """What is to be sent again: subjects, or all that you got since a time."""

    subject_ids = serializers.ListField(
        child=serializers.CharField(max_length=80),
        required=False,
        min_length=1,
        max_length=MOST_SUBJECTS,
    )
    since = serializers.DateTimeField(
        required=False,
        help_text="All that was sent to you, or confirmed by you, from then on.",
    )
    after = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=80,
        help_text="With `since`: `next` of the answer before.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("subject_ids" in attrs) == ("since" in attrs):
            raise serializers.ValidationError(
                {"subject_ids": "Send either subject_ids or since."}
            )
        return attrs


@extend_schema_serializer(
    examples=[OpenApiExample("Done", {"replayed": 1, "problems": [], "next": ""})]
)
class ReplayAnswer(serializers.Serializer[dict[str, object]]):
    """What came of it; with `next` there is more: ask again with it as `after`."""

    replayed = serializers.IntegerField()
    problems = ProblemLine(many=True)
    next = serializers.CharField(allow_blank=True)
