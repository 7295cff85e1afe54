"""The usual way to send webhooks: one Celery task for each, which saves its result."""

import os

import requests
from celery import shared_task
from django.db import connection
from django.utils import timezone
from standardwebhooks import Webhook

from consent.encryption import unseal
from consent.organizations.models import SigningSecret
from consent.publishing.models import Delivery, FeedEntry

TASK = "benchmarks.deliver_one"
DEADLINE_SECONDS = 20


@shared_task(name=TASK)
def deliver_one(link_id: int) -> None:
    """Read the row, sign, POST, and write down that it was received."""
    delivery = Delivery.objects.select_related("platform").get(pk=link_id)
    entry = FeedEntry.objects.get(link_id=link_id, version=delivery.target_version)
    secret = SigningSecret.objects.get(platform_id=delivery.platform_id)
    now = timezone.now()
    body = f'{{"type":"{entry.event}","data":{entry.body}}}'
    message_id = f"msg_{os.urandom(16).hex()}"
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(unseal(secret.sealed)).sign(message_id, now, body),
    }
    answer = requests.post(
        delivery.platform.endpoint_url,
        data=body,
        headers=headers,
        timeout=DEADLINE_SECONDS,
    ).json()
    Delivery.objects.filter(pk=link_id).update(
        received_version=answer["applied_version"],
        enforced_version=answer["applied_version"],
        narrowing_since=None,
    )
    connection.close_if_unusable_or_obsolete()
