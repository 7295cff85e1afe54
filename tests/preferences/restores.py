"""Losing what came late, as a restore does, and what places post afterwards."""

import json
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from consent.links.models import Link
from consent.preferences.restoring import reconcile
from consent.publishing import restore
from consent.publishing.digest import Held, compare
from consent.publishing.models import Delivery, FeedEntry
from consent.publishing.restore import Span
from consent.publishing.services import Enforced, acknowledge

MINUTE = timedelta(minutes=1)


def confirm(link: Link) -> Held:
    """Let the place put the newest in force; return what it holds then."""
    held = held_of(link)
    acknowledge(
        platform=link.platform, enforced=[Enforced(link.subject_id, held.version)]
    )
    return held


def held_of(link: Link) -> Held:
    version = Link.objects.get(pk=link.pk).version
    return Held(link.subject_id, version, told(link)["sharing"])


def told(link: Link) -> dict:
    newest = FeedEntry.objects.filter(link=link).latest("version")
    return json.loads(newest.body)["told"]


@contextmanager
def lost():
    """Lose what happens inside, as a restore of an older backup does."""
    backup = transaction.savepoint()
    yield
    transaction.savepoint_rollback(backup)


def begin() -> None:
    restore.begin(to=timezone.now() - MINUTE, reason="The disk broke.")


def post(platform, *held: Held, span: Span | None = None) -> bool:
    span = span or Span()
    differences = compare(platform=platform, held=held, span=span)
    return reconcile(platform=platform, held=held, differences=differences, span=span)


def standing(link: Link) -> tuple[bool, str, bool]:
    """Return whether a link is held, what was told last, and whether it hurries."""
    link = Link.objects.get(pk=link.pk)
    delivery = Delivery.objects.get(pk=link.pk)
    assert delivery.target_version == link.version
    return (
        link.held_since is not None,
        told(link)["sharing"],
        (delivery.urgency == "narrowing"),
    )
