"""Many people at one place, made in a few statements."""

import secrets

from consent.links.models import Link
from consent.organizations.models import Platform
from consent.participants.models import Participant


def make_crowd(platform: Platform, count: int) -> list[Link]:
    """Link `count` new people to a platform; nothing is told yet."""
    mark = secrets.token_hex(4)
    people = Participant.objects.bulk_create(
        Participant(called=f"{mark} {number}", country="FI") for number in range(count)
    )
    return Link.objects.bulk_create(
        Link(participant=person, platform=platform) for person in people
    )
