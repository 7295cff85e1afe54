"""What happens to a delivery, and what its page then says."""

from datetime import timedelta

from django.utils import timezone

from consent.organizations.models import Platform
from consent.publishing import services
from consent.publishing.models import Delivery
from consent.publishing.services import Enforced
from tests import reading

PAGE = "/changes/2/"


def enforce(link):
    link.refresh_from_db()
    services.acknowledge(
        platform=link.platform, enforced=[Enforced(link.subject_id, link.version)]
    )


def change(link, **fields):
    Delivery.objects.filter(pk=link.pk).update(**fields)


def suspend(platform, *, before=""):
    Platform.objects.filter(pk=platform.pk).update(
        state=Platform.State.SUSPENDED, state_before_silence=before
    )


def said(visitor, path=PAGE):
    """Return what the list of places says, one paragraph a line."""
    page = visitor.get(path).content.decode()
    places = page.split('data-live-part="places"')[1].split("</ul>")[0]
    return "\n".join(reading.paragraphs(places))


def ago(**time):
    return timezone.now() - timedelta(**time)
