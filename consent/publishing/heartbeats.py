"""Telling platforms that we are alive, and so how long their lease is."""

import queue

from django.utils import timezone

from consent.outbound.postman import Replies, postman
from consent.publishing.answers import TIMEOUT, failure_of
from consent.publishing.health import hurry_heartbeat, note_heartbeat
from consent.publishing.letters import open_desk


def send_heartbeat(platform_id: int) -> bool:
    """Send one heartbeat and wait for the answer; any 2xx will do."""
    desk = open_desk(platform_id)
    if desk is None:
        return False
    replies: Replies = queue.SimpleQueue()
    postman().open_round(replies).send([desk.heartbeat()])
    _, reply = replies.get()
    failure = failure_of(reply, now=timezone.now())
    note_heartbeat(
        platform_id,
        succeeded=failure is None,
        is_slow=failure is not None and failure.error == TIMEOUT,
    )
    if failure is not None:
        hurry_heartbeat(platform_id)
    return failure is None
