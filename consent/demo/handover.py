"""What the demo hands to its platforms' processes and to whoever starts it."""

import json
from pathlib import Path

from django.conf import settings

from consent.demo.cast import (
    CODE_APP_KEY,
    COLLEAGUES,
    PASSWORD,
    PEOPLE,
    PLACES,
    STAFF,
    Colleague,
    Person,
    Place,
    Staff,
)
from consent.links.models import Link
from consent.organizations import services as organizations
from consent.organizations.models import Platform
from consent.participants.models import Account

OWNER_ONLY = 0o600
FOLDER = "platforms"


def endpoints(first_port: int) -> dict[str, str]:
    """Return the address that each demo platform takes changes at."""
    return {
        place.code: f"http://127.0.0.1:{first_port + number}/webhooks"
        for number, place in enumerate(PLACES)
    }


def hand_over(*, first_port: int) -> None:
    """Write each platform's file of secrets and people, and the list of accounts.

    Secrets cannot be read again, so that a file that is missing gets new ones.
    """
    for place in PLACES:
        if not _file_of(place).exists():
            _write(_file_of(place), _secrets_of(place))
    people: list[Person | Colleague | Staff] = [
        *(one for one in PEOPLE if not one.guardian),
        *COLLEAGUES,
        *STAFF,
    ]
    accounts = [
        {"name": who.name, "email": who.email, "password": PASSWORD, "about": who.about}
        for who in people
    ]
    platforms = [
        {"name": place.code, "port": port, "arguments": _arguments(place)}
        for port, place in enumerate(PLACES, start=first_port)
    ]
    _write(
        settings.DATA_DIR / "demo.json",
        {"accounts": accounts, "platforms": platforms, "code_app_key": CODE_APP_KEY},
    )


def down_file(place: Place) -> Path:
    """Return the file that keeps a place's line to Ambit cut while it exists."""
    folder: Path = settings.DATA_DIR / FOLDER
    return folder / f"{place.code}.down"


def _file_of(place: Place) -> Path:
    folder: Path = settings.DATA_DIR / FOLDER
    return folder / f"{place.code}.json"


def _arguments(place: Place) -> list[str]:
    return [
        *("--name", place.name),
        *("--data", str(settings.DATA_DIR / FOLDER / place.code)),
        *("--ambit", settings.BASE_URL),
        *("--config", str(_file_of(place))),
        *("--down-file", str(down_file(place))),
    ]


def _secrets_of(place: Place) -> dict[str, object]:
    platform = Platform.objects.get(code=place.code)
    steward = Account.objects.get(email=STAFF[0].email)
    issued = organizations.issue_credential(platform=platform, name="Demo", by=steward)
    links = Link.objects.filter(platform=platform).select_related("participant")
    if place.is_down:
        down_file(place).parent.mkdir(parents=True, exist_ok=True)
        down_file(place).touch()
    return {
        "organization": place.organization,
        "client_id": issued.client_id,
        "client_secret": issued.secret,
        "webhook_secret": organizations.issue_signing_secret(
            platform=platform, by=steward
        ),
        "details_apart": list(place.details_apart),
        "people": [
            {
                "record": f"{place.code[:2].upper()}-{number:04}",
                "name": link.participant.called,
                "subject_id": link.subject_id,
            }
            for number, link in enumerate(links.order_by("pk"), start=1001)
        ],
    }


def _write(path: Path, content: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=OWNER_ONLY)
    path.chmod(OWNER_ONLY)
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
