"""Which version of a link meant what to whom, at an instant of the past."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Subquery

from consent.links.models import Link, LinkVersion
from consent.publishing.models import Confirmation


@dataclass(frozen=True)
class VersionsThen:
    """The versions of a link at one instant; None: there was none yet.

    `enforced` was in force at the platform, `received` had reached it, `newest` was
    issued. They differ while the platform had not heard, or not confirmed, by then.
    """

    enforced: LinkVersion | None
    received: LinkVersion | None
    newest: LinkVersion | None


def versions_at(link: Link, at: datetime) -> VersionsThen:
    """Return what a link's platform had in force and had received, and the newest."""
    versions = LinkVersion.objects.filter(link=link)
    said = Confirmation.objects.filter(link=link, at__lte=at).order_by("-version")

    def confirmed(step: Confirmation.Step) -> LinkVersion | None:
        newest = said.filter(step=step).values("version")[:1]
        return versions.filter(version=Subquery(newest)).first()

    return VersionsThen(
        enforced=confirmed(Confirmation.Step.ENFORCED),
        received=confirmed(Confirmation.Step.RECEIVED),
        newest=versions.filter(issued_at__lte=at).order_by("-version").first(),
    )
