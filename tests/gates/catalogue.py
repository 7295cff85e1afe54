"""Every page of the site, as somebody of the demo who sees it with content."""

from dataclasses import dataclass

from consent.access_history.models import AccessEvent
from consent.links.models import Link
from consent.preferences.models import Preference
from consent.requests.models import Asking

MISSING = "/no-such-page/"
# Addresses that show no page of their own, and why.
NOT_PAGES = {
    "public:call": "part of the help page",
    "welcome:child": "part of first steps",
    "demo:sign_in": "takes a press only",
}


@dataclass(frozen=True)
class Page:
    """One address as one person sees it; a visitor has no name."""

    person: str
    path: str
    status: int = 200


def numbers() -> dict[str, object]:
    """Return what stands for the numbers in addresses, from the demo's rows."""
    ana = {"participant__called": "Ana"}
    event = AccessEvent.objects.filter(
        link__participant__called="Ana", way="used"
    ).first()
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


PATHS: dict[str, tuple[str, ...]] = {
    "": (
        *("/", "/how-it-works/", "/words/", "/help/", "/privacy/", "/accessibility/"),
        *("/status/", "/language/", "/verify/", "/join/", "/tour/", MISSING),
        *("/accounts/login/", "/accounts/signup/", "/accounts/login/code/"),
        "/accounts/password/reset/",
    ),
    "eva": (
        *("/home/", "/choices/", "/changes/", "/places/", "/requests/"),
        *("/first-steps/", "/first-steps/reach/", "/first-steps/who/"),
        *("/first-steps/about/", "/letters/", "/messages/", "/my-data/"),
    ),
    "dina": (
        *("/requests/", "/requests/?show=answered", "/requests/{asking}/"),
        "/requests/{answered}/",
    ),
    "ana": (
        *("/home/", "/choices/", "/changes/", "/changes/{version}/"),
        *("/changes/{version}/proof/", "/my-data/", "/letters/", "/messages/"),
        *("/access/", "/access/?computers=on", "/access/{event}/"),
        *("/access/{event}/wrong/", "/places/", "/places/lakeside/"),
        *("/places/lakeside/ask/stop_use/", "/places/lakeside/ask/delete_data/"),
        *("/places/lakeside/ask/destroy_sample/", "/places/lakeside/leave/"),
        *("/leave/", "/leave/study/", "/leave/account/"),
        *("/people/", "/people/add/", "/people/code/"),
        *("/settings/", "/settings/security/", "/accounts/email/"),
        *("/accounts/2fa/totp/activate/",),
    ),
    "noor": (
        *("/org/", "/org/open-genome/deliveries/", "/org/open-genome/send-again/"),
        "/org/open-genome/deliveries/?state=closed",
        "/org/open-genome/deliveries/{subject}/",
    ),
}
