"""Which places may know the conditions that a person named."""

from collections.abc import Collection

from django.db import transaction

from consent.audit import services as audit
from consent.links import queries
from consent.links.models import Link
from consent.participants.models import Account, Participant


@transaction.atomic
def share_conditions(
    *, participant: Participant, platform_codes: Collection[str], by: Account
) -> list[Link]:
    """Let exactly these places know the named conditions; give the links that changed.

    Nothing is told yet: the caller tells the platforms in the same transaction.
    """
    Participant.objects.select_for_update().get(pk=participant.pk)
    changed = []
    for link in queries.open_links_of(participant):
        may_know = link.platform.code in platform_codes
        if link.shares_conditions != may_know:
            link.shares_conditions = may_know
            link.save(update_fields=["shares_conditions"])
            changed.append(link)
            audit.record(
                kind="link.conditions_shared" if may_know else "link.conditions_hidden",
                participant_id=participant.pk,
                body={"link": link.pk, "by": by.pk},
            )
    return changed
