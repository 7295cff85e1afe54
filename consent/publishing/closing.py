"""Giving up a version, by two people: the only way out of a delivery but success."""

from django.db import transaction
from django.db.models.functions import Now

from consent.audit import services as audit
from consent.errors import Invalid, Refusal, Stale
from consent.links import services as links
from consent.participants.models import Account
from consent.publishing.claims import lock_deliveries
from consent.publishing.models import Closure, Delivery

LONGEST_REASON = 300


class NothingToClose(Refusal):
    """The version is in force, or was given up before."""

    code = "nothing_to_close"
    sentence = "There is nothing to close: this is in force, or closed already."


class ClosingAsked(Refusal):
    """Somebody has asked to close this version before."""

    code = "closing_asked"
    sentence = "Somebody has asked for this before. A second person must agree."


class AskAgain(Refusal):
    """It was agreed to and then sent again: that agreement is used up."""

    code = "ask_again"
    sentence = "This was closed once, and sent again since. Ask anew to close it."


class SecondPersonNeeded(Refusal):
    """The one who asked cannot also agree."""

    code = "second_person_needed"
    sentence = "You asked for this yourself. Somebody else must agree."


@transaction.atomic
def ask_to_close(*, delivery: Delivery, reason: str, by: Account) -> Closure:
    """Ask to give up sending the newest version; nothing changes until another agrees.

    The person whose choice it is will read `reason`: plain words, at most 300
    characters.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid(errors={"reason": "required"})
    lock_deliveries([delivery.pk])
    delivery.refresh_from_db()
    _refuse_when_done(delivery)
    asked = {"reason": reason, "asked_by": by, "asked_at": Now()}
    closure, is_new = Closure.objects.get_or_create(
        link_id=delivery.pk, version=delivery.target_version, defaults=asked
    )
    if not is_new:
        if closure.agreed_at is None:
            raise ClosingAsked
        # It was sent again since. The log keeps who closed it then.
        Closure.objects.filter(pk=closure.pk).update(
            **asked, agreed_by=None, agreed_at=None
        )
        closure.refresh_from_db()
    _record("delivery.closing_asked", closure, delivery, by)
    return closure


@transaction.atomic
def agree_to_close(*, closure: Closure, by: Account) -> None:
    """Give the version up, as the second person; a newer version is sent as ever.

    From then on the delivery holds back neither its lane nor the platform's lease,
    while decisions go on to follow the newest choice. Raises Stale when a newer
    version has taken the place of the one that was asked about, and AskAgain when it
    was sent again after both had agreed: each closing takes two people.
    """
    lock_deliveries([closure.link_id])
    delivery = Delivery.objects.select_related("link").get(pk=closure.link_id)
    closure.refresh_from_db()
    if closure.asked_by_id == by.pk:
        raise SecondPersonNeeded
    if closure.version != delivery.target_version:
        raise Stale
    _refuse_when_done(delivery)
    if closure.agreed_at is not None:
        raise AskAgain
    Closure.objects.filter(pk=closure.pk).update(agreed_by=by, agreed_at=Now())
    closure.refresh_from_db(fields=["agreed_by", "agreed_at"])
    Delivery.objects.filter(pk=delivery.pk).update(
        closed_version=closure.version, narrowing_since=None, enforce_by=None
    )
    # Where the person was leaving, they have left: so they can join again.
    links.settle_links(enforced={delivery.pk: closure.version})
    _record("delivery.closed", closure, delivery, by)


def _refuse_when_done(delivery: Delivery) -> None:
    done = max(delivery.enforced_version, delivery.closed_version)
    if done >= delivery.target_version:
        raise NothingToClose


def _record(kind: str, closure: Closure, delivery: Delivery, by: Account) -> None:
    audit.record(
        kind=kind,
        body={
            "closure": closure.pk,
            "link": closure.link_id,
            "version": str(closure.version),
            "reason": closure.reason,
            "by": by.pk,
        },
        participant_id=delivery.link.participant_id,
    )
