"""What every page shows around its content."""

from django.http import HttpRequest

from consent.helping.presenters import present_person
from consent.home.queries import Waiting, waiting_for
from consent.participants.models import Account, Authority


def participant(request: HttpRequest) -> dict[str, object]:
    """Say for whom the page is, what waits, and who has other pages too.

    Nothing is asked of the database that the page does not show: templates call what
    they show. A lazy object is no number where words are counted.
    """
    found: dict[str, object] = {
        "is_member": lambda: what_waits(request).is_member,
        "unread_letters": lambda: what_waits(request).letters,
    }
    authority: Authority | None = getattr(request, "authority", None)
    if authority is None:
        return found
    found["waiting_requests"] = lambda: what_waits(request).requests
    if authority.kind != Authority.Kind.SELF:
        found["acting_for"] = present_person(authority)
    return found


def what_waits(request: HttpRequest) -> Waiting:
    """Ask once for each page."""
    known: Waiting | None = getattr(request, "waiting", None)
    if known is not None:
        return known
    user = getattr(request, "user", None)
    if not isinstance(user, Account):
        return Waiting()
    found = waiting_for(user, getattr(request, "participant", None))
    set_waiting(request, found)
    return found


def set_waiting(request: HttpRequest, found: Waiting) -> None:
    """Let the frame of this page show what is known already."""
    request.waiting = found  # type: ignore[attr-defined]
