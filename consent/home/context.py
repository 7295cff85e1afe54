"""What every page shows around its content."""

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from consent.helping.presenters import present_person
from consent.notifications.models import Letter
from consent.organizations.models import Membership
from consent.participants.models import Account, Authority
from consent.requests.queries import count_waiting


def participant(request: HttpRequest) -> dict[str, object]:
    """Say for whom the page is, what waits, and who has other pages too.

    Nothing is asked of the database that the page does not show.
    """
    known = SimpleLazyObject(lambda: _known_of(request))
    found: dict[str, object] = {
        "is_member": SimpleLazyObject(lambda: known["is_member"]),
        "unread_letters": SimpleLazyObject(lambda: known["unread"] or 0),
    }
    authority: Authority | None = getattr(request, "authority", None)
    if authority is None:
        return found
    person = authority.participant
    found["waiting_requests"] = SimpleLazyObject(lambda: count_waiting(person))
    if authority.kind != Authority.Kind.SELF:
        found["acting_for"] = present_person(authority)
    return found


def _known_of(request: HttpRequest) -> dict[str, object]:
    """Ask once for all that the frame shows of an account."""
    user = getattr(request, "user", None)
    if not isinstance(user, Account):
        return {"is_member": False, "unread": 0}
    letters = Letter.objects.filter(account=OuterRef("pk"), read_at=None).order_by()
    counted = letters.values("account").annotate(count=Count("pk")).values("count")
    asked = Account.objects.filter(pk=user.pk).values_list(
        Exists(Membership.objects.filter(account=OuterRef("pk"))),
        Subquery(counted, output_field=IntegerField()),
    )
    is_member, unread = asked.get()
    return {"is_member": is_member, "unread": unread}
