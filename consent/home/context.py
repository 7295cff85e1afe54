"""What every page of a participant shows around its content."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from consent.home.presenters import present_person
from consent.participants.models import Authority
from consent.requests.queries import count_waiting


def participant(request: HttpRequest) -> dict[str, object]:
    """Say for whom the page is, and how many requests wait; nothing on other pages."""
    authority: Authority | None = getattr(request, "authority", None)
    if authority is None:
        return {}
    person = authority.participant
    found: dict[str, object] = {
        "waiting_requests": SimpleLazyObject(lambda: count_waiting(person)),
    }
    if authority.kind != Authority.Kind.SELF:
        found["acting_for"] = present_person(authority)
    return found
