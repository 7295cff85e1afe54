"""What every page shows around its content."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from consent.helping.presenters import present_person
from consent.participants.models import Account, Authority
from consent.requests.queries import count_waiting


def participant(request: HttpRequest) -> dict[str, object]:
    """Say for whom the page is, how many requests wait, and who has other pages too.

    Nothing is asked of the database that the page does not show.
    """
    found: dict[str, object] = {
        "is_member": SimpleLazyObject(lambda: _works_somewhere(request)),
    }
    authority: Authority | None = getattr(request, "authority", None)
    if authority is None:
        return found
    person = authority.participant
    found["waiting_requests"] = SimpleLazyObject(lambda: count_waiting(person))
    if authority.kind != Authority.Kind.SELF:
        found["acting_for"] = present_person(authority)
    return found


def _works_somewhere(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return isinstance(user, Account) and user.memberships.exists()
