"""The shapes of the native API."""

from typing import Any

from rest_framework import serializers

from consent.asks.models import Ask, Residue
from consent.asks.words import LONGEST_ANSWER, LONGEST_RESIDUE, MOST_RESIDUE
from consent.organizations.models import Platform
from consent.publishing.services import Enforced, NotEnforced

MAX_LINES = 1_000
MAX_ITEMS = 5_000
MAX_VERSION = 2**63 - 1


class ChangesQuery(serializers.Serializer[dict[str, object]]):
    """The query string of the feed."""

    after = serializers.CharField(default="", allow_blank=True, max_length=400)
    limit = serializers.IntegerField(default=500, min_value=1, max_value=500)
    wait = serializers.IntegerField(
        default=0, min_value=0, max_value=25, help_text="Seconds to wait for news."
    )


class ChangeItem(serializers.Serializer[dict[str, object]]):
    """One line of the feed."""

    subject_id = serializers.CharField()
    version = serializers.IntegerField()
    kind = serializers.CharField(help_text="e.g. change.narrowed")
    issued_at = serializers.DateTimeField()
    told = serializers.JSONField(help_text="What the platform may act on.")


class ChangesPage(serializers.Serializer[dict[str, object]]):
    """A page of the feed; `next` goes on from here, also when nothing is left."""

    items = ChangeItem(many=True)
    next = serializers.CharField()
    has_more = serializers.BooleanField()
    head = serializers.IntegerField()
    valid_until = serializers.DateTimeField()


class ResidueLine(serializers.Serializer[dict[str, object]]):
    """What stays at the platform, or went out, though a version is in force."""

    kind = serializers.ChoiceField(Residue.Kind.values)
    text = serializers.CharField(
        max_length=LONGEST_RESIDUE, help_text="In plain words: the person reads it."
    )
    until = serializers.DateField(required=False, allow_null=True, default=None)


class AskLine(serializers.Serializer[dict[str, object]]):
    """Your answer to something that a person asked of you; the last one counts."""

    id = serializers.CharField(max_length=80, help_text="As in `told.asks`.")
    answer = serializers.ChoiceField(Ask.Answer.values)
    text = serializers.CharField(
        max_length=LONGEST_ANSWER,
        default="",
        allow_blank=True,
        help_text="In plain words: the person reads it.",
    )


class EnforcedLine(serializers.Serializer[Enforced]):
    """A version that is in force at the platform."""

    subject_id = serializers.CharField(max_length=80)
    version = serializers.IntegerField(min_value=0, max_value=MAX_VERSION)
    at = serializers.DateTimeField(required=False, allow_null=True)
    residue = serializers.ListField(
        child=ResidueLine(), required=False, max_length=MOST_RESIDUE
    )


class NotEnforcedLine(serializers.Serializer[NotEnforced]):
    """A version that the platform cannot put in force, and why."""

    subject_id = serializers.CharField(max_length=80)
    version = serializers.IntegerField(min_value=0, max_value=MAX_VERSION)
    code = serializers.CharField(max_length=60)
    detail = serializers.CharField(max_length=500, default="", allow_blank=True)


class Acknowledgement(serializers.Serializer[dict[str, object]]):
    """What a platform confirms."""

    cursor = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=400,
        help_text="How far you came in the feed.",
    )
    enforced = serializers.ListField(
        child=EnforcedLine(), default=list, max_length=MAX_LINES
    )
    errors = serializers.ListField(  # type: ignore[assignment]
        child=NotEnforcedLine(), default=list, max_length=MAX_LINES
    )
    asks = serializers.ListField(child=AskLine(), default=list, max_length=MAX_LINES)


class ProblemLine(serializers.Serializer[dict[str, object]]):
    """A line that was not taken, and why."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ReportProblem(ProblemLine):
    """A report that was not taken, and why."""

    event_id = serializers.CharField(allow_blank=True)


class AcknowledgementAnswer(serializers.Serializer[dict[str, object]]):
    """What came of an acknowledgement."""

    accepted = serializers.IntegerField()
    problems = ProblemLine(many=True)
    valid_until = serializers.DateTimeField()


class HeldLine(serializers.Serializer[dict[str, object]]):
    """What a platform holds of one subject."""

    subject_id = serializers.CharField(max_length=80)
    version = serializers.IntegerField(min_value=0, max_value=MAX_VERSION)
    sharing = serializers.CharField(max_length=20, help_text="some, none or ended")


class WhatIsHeld(serializers.Serializer[dict[str, object]]):
    """What a platform holds: as a digest, line by line, or both."""

    count = serializers.IntegerField(required=False, min_value=0)
    digest = serializers.RegexField(
        r"\A[0-9a-f]{64}\Z",
        required=False,
        help_text="SHA-256 over `subject_id:version:sharing` and a line feed for each "
        "subject whose sharing is not `ended`, sorted by the bytes of the id.",
    )
    items = serializers.ListField(
        child=HeldLine(), required=False, max_length=MAX_ITEMS
    )
    after_subject = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=80,
        help_text="What follows is all that you hold behind this id.",
    )
    until_subject = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=80,
        help_text="It is all that you hold up to this id; empty: to the end.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("digest" in attrs) != ("count" in attrs):
            raise serializers.ValidationError("`digest` and `count` go together.")
        if "digest" not in attrs and "items" not in attrs:
            raise serializers.ValidationError("Post a digest, or items, or both.")
        after, until = attrs["after_subject"], attrs["until_subject"]
        for item in attrs.get("items", ()):
            name = item["subject_id"].encode()
            if name <= after.encode() or (until and name > until.encode()):
                raise serializers.ValidationError(
                    {"items": f"{item['subject_id']} is outside of the range."}
                )
        return attrs


class DifferenceLine(serializers.Serializer[dict[str, object]]):
    """One subject that is not alike on both sides."""

    subject_id = serializers.CharField()
    code = serializers.ChoiceField(
        ["behind", "ahead", "different", "missing", "unknown"]
    )
    version = serializers.IntegerField(allow_null=True, help_text="Ours.")


class DigestAnswer(serializers.Serializer[dict[str, object]]):
    """What we would hold in your place; `reconciling` means: post everything."""

    matches = serializers.BooleanField()
    count = serializers.IntegerField()
    digest = serializers.CharField()
    differences = DifferenceLine(many=True)
    reconciling = serializers.BooleanField()
    valid_until = serializers.DateTimeField()


class ReportsAnswer(serializers.Serializer[dict[str, object]]):
    """What came of reports of use."""

    accepted = serializers.IntegerField()
    repeated = serializers.IntegerField()
    problems = ReportProblem(many=True)


class AccessEvent(serializers.Serializer[dict[str, object]]):
    """One use or refusal; read by the history itself, described here."""

    event_id = serializers.CharField(max_length=80)
    subject_id = serializers.CharField(max_length=80)
    way = serializers.ChoiceField(["looked", "used", "counted", "copied", "refused"])
    organization = serializers.CharField(max_length=50)
    on_behalf_of = serializers.ListField(child=serializers.CharField(), required=False)
    via = serializers.CharField(required=False, allow_blank=True, max_length=50)
    actor = serializers.CharField(required=False, allow_blank=True, max_length=80)
    is_computer = serializers.BooleanField(required=False)
    kinds = serializers.ListField(child=serializers.CharField())
    leave_out = serializers.ListField(child=serializers.CharField(), required=False)
    topic = serializers.CharField(max_length=20)
    diseases = serializers.ListField(child=serializers.CharField(), required=False)
    tools = serializers.BooleanField(required=False)
    commercial = serializers.BooleanField(required=False)
    use_way = serializers.ChoiceField(["visit", "copy", "library"], required=False)
    places = serializers.ListField(child=serializers.CharField(max_length=2))
    study = serializers.CharField(required=False, allow_blank=True, max_length=80)
    basis = serializers.CharField(max_length=20)
    accepts = serializers.ListField(child=serializers.CharField(), required=False)
    evidence = serializers.DictField(required=False)
    purpose = serializers.CharField(required=False, allow_blank=True, max_length=300)
    residue = serializers.CharField(required=False, allow_blank=True, max_length=300)
    occurred_at = serializers.DateTimeField()


class Deliveries(serializers.Serializer[dict[str, object]]):
    """How many of the platform's links are due, received only, or in force."""

    due = serializers.IntegerField()
    received = serializers.IntegerField()
    enforced = serializers.IntegerField()
    oldest_due_at = serializers.DateTimeField(allow_null=True)


class PlatformFacts(serializers.ModelSerializer[Platform]):
    """What Ambit knows about the platform that calls."""

    organization = serializers.CharField(source="organization.code")
    valid_until = serializers.DateTimeField()
    deliveries = Deliveries()

    class Meta:
        model = Platform
        fields = [
            "code",
            "name",
            "organization",
            "holds",
            "country",
            "endpoint_url",
            "details_apart",
            "bases",
            "stop_days",
            "state",
            "valid_until",
            "deliveries",
        ]
        read_only_fields = fields


class PublicKey(serializers.Serializer[dict[str, object]]):
    """A key that checks our signatures on what we push to you."""

    scheme = serializers.CharField(help_text="v1a: Ed25519")
    public_key = serializers.CharField(help_text="whpk_ and 32 bytes in base64")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(
        allow_null=True, help_text="From then on it signs nothing."
    )


class PublicKeys(serializers.Serializer[dict[str, object]]):
    """The keys that sign for the platform that calls; shared secrets are not shown."""

    keys = PublicKey(many=True)
