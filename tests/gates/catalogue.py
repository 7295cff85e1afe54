"""Every page of the site, as somebody of the demo who sees it with content."""

from dataclasses import dataclass

from consent.access_history.models import AccessEvent
from consent.links.models import Link
from consent.preferences.models import Preference
from consent.requests.models import Asking


@dataclass(frozen=True)
class Page:
    """One address as one person sees it; a visitor has no name."""

    person: str
    path: str
    status: int = 200


def numbers() -> dict[str, object]:
    """Return what stands for the numbers in addresses, from the demo's rows."""
    ana = {"participant__called": "Ana"}
    event = AccessEvent.objects.filter(link__participant__called="Ana").first()
    return {
        "event": event.pk,
        "version": Preference.objects.filter(**ana).latest("version").version,
        "asking": Asking.objects.filter(answer="").first().pk,
        "answered": Asking.objects.exclude(answer="").first().pk,
        "subject": Link.objects.filter(platform__code="open-genome").first().subject_id,
    }


def pages() -> list[Page]:
    """Return all pages, one person after the other."""
    found = numbers()
    return [
        Page(person, path.format(**found), 404 if path == MISSING else 200)
        for person, paths in PATHS.items()
        for path in paths
    ]


MISSING = "/no-such-page/"
PATHS: dict[str, tuple[str, ...]] = {
    "": (
        *("/", "/help/", "/tour/"),
        *("/accounts/login/", "/accounts/signup/", "/accounts/login/code/"),
        *("/accounts/password/reset/", MISSING),
    ),
    "eva": ("/home/", "/choices/"),
    "dina": ("/requests/", "/requests/{asking}/", "/requests/{answered}/"),
    "ana": (
        *("/home/", "/people/", "/choices/", "/changes/", "/changes/{version}/"),
        *("/access/", "/access/?computers=on", "/access/{event}/"),
        *("/requests/", "/accounts/email/", "/accounts/2fa/", "/accounts/sessions/"),
    ),
    "noor": (
        *("/org/", "/org/open-genome/deliveries/", "/org/open-genome/send-again/"),
        "/org/open-genome/deliveries/?state=closed",
        "/org/open-genome/deliveries/{subject}/",
    ),
}
