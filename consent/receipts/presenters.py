"""A proof as its page, its PDF and the check of it show it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from consent.participants.models import Account
from consent.preferences.models import Preference
from consent.preferences.presenters import saved_by
from consent.preferences.queries import choices_of
from consent.receipts import numbers
from consent.receipts.linked_data import address
from consent.receipts.pictures import qr_file, qr_path
from consent.receipts.queries import Proven
from consent.receipts.words import ChoicesInWords, Fact, in_words


@dataclass(frozen=True)
class Proof:
    """One version of the choices, with all that shows that it is genuine."""

    version: int
    number: str
    saved_at: datetime
    by: str
    digest: str
    check_url: str
    check_page: str
    qr_path: str
    qr_width: int
    words: ChoicesInWords
    places: list[Fact]


def check_address(number: str) -> str:
    """Where the code leads; the number stands behind a #, which no server is sent."""
    return f"{address(reverse('receipts:verify'))}#{number}"


def present_proof(proven: Proven, *, viewer: Account) -> Proof:
    preference = proven.preference
    number = numbers.written(preference.number)
    path, width = qr_path(check_address(number))
    return Proof(
        version=preference.version,
        number=number,
        saved_at=preference.recorded_at,
        by=saved_by(preference, viewer),
        digest=preference.digest,
        check_url=check_address(number),
        check_page=address(reverse("receipts:verify")).split("://")[-1],
        qr_path=path,
        qr_width=width,
        words=_words(preference),
        places=[(link.platform.name, link.platform.holds) for link in proven.places],
    )


def as_pdf(proof: Proof) -> dict[str, Any]:
    """Give the words of the template; of nobody but the person themselves."""
    return {
        **asdict(proof.words),
        "title": _("Proof of my choices"),
        "footer": f"Ambit, {proof.check_page}, {proof.number}",
        "about": _about(proof),
        "qr": qr_file(proof.check_url),
        "qr_alt": _("A code for telephones. It opens the page that checks this proof."),
        "check": _(
            "Anyone with this paper can check it at %(page)s. Scan the code, or type "
            "the number. They learn if it is genuine, and its date. Nothing else."
        )
        % {"page": proof.check_page},
        "heading": _("What I chose"),
        "who": _("Who"),
        "conditions_title": _("My condition"),
        "conditions_note": _(
            "This is about your health. Think before you show this paper to others."
        ),
        "places": proof.places,
        "places_title": _("Places that knew my choices then"),
        "no_places": _("No place had my data yet."),
        "means_title": _("What this means"),
        "means": means(),
    }


def means() -> list[str]:
    return [
        _("If two answers differ, the more careful one counts."),
        _("This shows what was chosen on that day. It may have changed since."),
        _("Before each use, a place must follow the newest choices."),
        _("A yes here is never enough alone. Local rules count too."),
    ]


def _about(proof: Proof) -> list[Fact]:
    saved = date_format(localtime(proof.saved_at), "j F Y, H:i T")
    return [
        (_("Number"), proof.number),
        (_("Saved"), saved),
        (_("Saved by"), proof.by),
        (_("Change number"), str(proof.version)),
        (_("Fingerprint"), _broken(proof.digest)),
    ]


def _broken(digest: str) -> str:
    """Let a long fingerprint break at the ends of groups."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def _words(preference: Preference) -> ChoicesInWords:
    choices = choices_of(preference)
    if choices is None:
        raise ValueError("a preference always has choices")
    return in_words(choices)
