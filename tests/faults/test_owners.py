"""Addresses and keys that change while messages are on their way."""

import time
from contextlib import closing

import psycopg
import pytest
from django.db.models.functions import Now

from consent.encryption import seal
from consent.links.models import Link, LinkVersion
from consent.links.services import end_link
from consent.organizations.models import SigningSecret
from consent.organizations.queries import public_keys
from consent.organizations.services import issue_signing_secret
from consent.publishing.models import Delivery
from examples.verify.ambit_signature import NotFromAmbit, verify
from tests.publishing.rows import make_account, make_secret, tell
from tests.stack_database import with_name

pytestmark = pytest.mark.faults


def test_a_claimed_change_goes_to_the_new_owner_only(make_world, make_front):
    """F24: address and secret change after the claim, with a line to the old one open."""
    world = make_world(places=1, people=2)
    front = make_front(world)
    receiver = world.receivers[0]
    world.stack.start("worker", "dispatch")
    world.finish(world.change(2))
    world.settle()
    links = list(Link.objects.select_related("platform"))
    new_secret = make_secret()
    url = with_name(world.stack.cluster.owner_url, world.stack.database)

    with closing(psycopg.connect(url)) as holder:
        # Whoever has claimed waits here before it reads where to write to.
        holder.execute("LOCK TABLE consent_signingsecret IN ACCESS EXCLUSIVE MODE")
        tell(*links, change=LinkVersion.Change.WITHDRAWN, sharing="none")
        world.stack.wait_for(
            lambda: not Delivery.objects.filter(claim_token=None).exists(), within=60
        )
        before = len(front.asked)
        holder.execute("UPDATE consent_platform SET endpoint_url = %s", [receiver.url])
        holder.execute("DELETE FROM consent_signingsecret")
        holder.execute(
            "INSERT INTO consent_signingsecret (platform_id, scheme, sealed, public_key)"
            " VALUES (%s, 'v1', %s, '')",
            [front.platform.pk, seal(new_secret)],
        )
        receiver.secret = new_secret
        holder.commit()
    world.settle()

    assert len(front.asked) == before
    assert front.lines[-1].is_open
    world.check()


def test_a_link_that_ends_after_the_claim_ends_there_too(make_world):
    """F24: the claimed version may still arrive; the end comes after it and stays."""
    world = make_world(places=1, people=2)
    receiver = world.receivers[0]
    world.stack.start("worker", "worker-urgent", "dispatch")
    world.finish(world.change(2))
    world.settle()
    leaving = Link.objects.select_related("platform").first()
    url = with_name(world.stack.cluster.owner_url, world.stack.database)

    with closing(psycopg.connect(url)) as holder:
        holder.execute("LOCK TABLE consent_signingsecret IN ACCESS EXCLUSIVE MODE")
        tell(leaving, change=LinkVersion.Change.NARROWED)
        world.stack.wait_for(
            lambda: Delivery.objects.get(link=leaving).claim_token, within=60
        )
        end_link(link=leaving, by=make_account())
        tell(
            leaving,
            cause=LinkVersion.Cause.ENDED,
            change=LinkVersion.Change.WITHDRAWN,
            sharing="ended",
        )
    world.settle()

    assert receiver.told[leaving.subject_id]["sharing"] == "ended"
    assert Link.objects.get(pk=leaving.pk).state == Link.State.ENDED
    world.check()


def test_changing_keys_in_mid_stream_loses_no_message(make_world, make_front):
    """F27: the platform takes over each new key whenever it likes in the overlap."""
    world = make_world(places=1, people=4)
    receiver = world.receivers[0]
    front = make_front(world)
    steward = make_account()
    rejected = []

    def check(line, asked):
        try:
            verify(asked.body, asked.headers, [receiver.secret])
            front.pass_on(line, asked)
        except NotFromAmbit:
            rejected.append(asked)
            line.answer(b"", "401 Unsigned")

    front.behave = check
    world.stack.start("worker", "dispatch")
    workload = world.change(40, pause=0.15)
    old = receiver.secret
    for _ in range(3):
        secret = issue_signing_secret(platform=front.platform, by=steward)
        time.sleep(world.chance.uniform(0, 1))
        receiver.secret = secret
    issue_signing_secret(platform=front.platform, by=steward, scheme="v1a")
    world.finish(workload)
    world.settle()

    assert rejected == []
    pairs = [key.public_key for key in public_keys(front.platform)]
    assert len(pairs) == 2
    SigningSecret.objects.exclude(expires_at=None).update(expires_at=Now())
    world.finish(world.change(4))
    world.settle()
    asked = front.asked[-1]
    assert rejected == []
    assert verify(asked.body, asked.headers, [receiver.secret])
    assert verify(asked.body, asked.headers, pairs[:1])
    for ran_out in (old, pairs[1]):
        with pytest.raises(NotFromAmbit):
            verify(asked.body, asked.headers, [ran_out])
    world.check()
