"""Giving and ending grants, inside the transaction of whoever decides so."""

from collections.abc import Collection

from django.db.models.functions import Now

from consent.audit import services as audit
from consent.grants.models import Grant


def give(*, grant: Grant) -> Grant:
    """Write down a yes; the caller tells the platforms in the same transaction."""
    grant.save(force_insert=True)
    audit.record(
        kind="grant.given",
        participant_id=grant.participant_id,
        body={
            "grant": grant.pk,
            "request": grant.request_code,
            "text_version": grant.text_version,
            "by": grant.given_by_id,
        },
    )
    return grant


def end(*, grants: Collection[Grant], cause: str) -> int:
    """End grants for good; those that had ended before stay as they are."""
    ended = 0
    for grant in grants:
        if Grant.objects.filter(pk=grant.pk, ended_at=None).update(ended_at=Now()):
            ended += 1
            audit.record(
                kind="grant.ended",
                participant_id=grant.participant_id,
                body={"grant": grant.pk, "cause": cause},
            )
    return ended
