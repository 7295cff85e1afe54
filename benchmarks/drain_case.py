"""Makes bursts of changes in turns, and counts how quickly each way delivers them."""

import asyncio
import base64
import json
import os
import secrets
import sys
import time
from collections.abc import Callable

import django

django.setup()

import aiohttp  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from standardwebhooks import Webhook  # noqa: E402

from benchmarks.one_task import TASK  # noqa: E402
from benchmarks.rounds import take_turns  # noqa: E402
from consent.encryption import seal  # noqa: E402
from consent.links.models import Link, LinkVersion  # noqa: E402
from consent.links.services import issue_versions  # noqa: E402
from consent.organizations.models import (  # noqa: E402
    Organization,
    Platform,
    SigningSecret,
)
from consent.participants.models import Participant  # noqa: E402
from consent.publishing import bell  # noqa: E402
from consent.publishing.bell import ring  # noqa: E402
from consent.publishing.services import publish  # noqa: E402
from portal.celery import app  # noqa: E402

SIZE = int(os.environ.get("BENCH_BURST", "4000"))
TASKS_SIZE, BATCHES_SIZE = SIZE // 8, SIZE * 5
PLATFORMS, BATCH, AT_ONCE = 2, 100, 64
PATIENCE_SECONDS = 300
LOOK_EVERY_SECONDS = 0.005
NARROWED = LinkVersion.Change.NARROWED
TOLD = {"sharing": "none", "duo": {}, "until": None, "obligations": []}
IS_WAITING = """
SELECT EXISTS (SELECT 1 FROM consent_delivery
               WHERE platform_id = ANY(%s) AND received_version < target_version)
"""


class Crowd:
    """Some platforms with people; every burst is a new version for each link."""

    def __init__(self, url: str, size: int, *, batch_size: int = 1) -> None:
        self.size = size
        self.platforms = [make_platform(url, batch_size) for _ in range(PLATFORMS)]
        self.links = [
            make_links(platform, size // PLATFORMS) for platform in self.platforms
        ]

    def save(self) -> None:
        """Save a burst while no bell rings."""
        bell.quiet_until = float("inf")
        for links in self.links:
            with transaction.atomic():
                versions = issue_versions(
                    links=links,
                    cause=LinkVersion.Cause.PREFERENCE,
                    change=NARROWED,
                    preference_version=1,
                )
                publish(versions=versions, told={link.pk: TOLD for link in links})
        bell.quiet_until = 0.0

    def wait(self, begun: float) -> float:
        """Return changes a second once nothing is due any more."""
        ids = [platform.pk for platform in self.platforms]
        while True:
            with connection.cursor() as cursor:
                cursor.execute(IS_WAITING, [ids])
                if not cursor.fetchone()[0]:
                    return self.size / (time.monotonic() - begun)
            assert time.monotonic() - begun < PATIENCE_SECONDS, "It does not end."
            time.sleep(LOOK_EVERY_SECONDS)

    def drain(self) -> float:
        self.save()
        begun = time.monotonic()
        missed = ring(
            platform_ids=[platform.pk for platform in self.platforms],
            urgency="narrowing",
        )
        assert not missed
        return self.wait(begun)

    def send_tasks(self) -> float:
        self.save()
        begun = time.monotonic()
        with app.producer_or_acquire() as producer:
            for link in (link for links in self.links for link in links):
                app.send_task(TASK, args=[link.pk], queue="slow", producer=producer)
        return self.wait(begun)


def bare_loop(url: str, secret: str) -> Callable[[], float]:
    """Return a case that only signs and posts, side by side, on one loop."""

    async def post(session: aiohttp.ClientSession, gate: asyncio.Semaphore) -> None:
        now = timezone.now()
        data = {"subject_id": secrets.token_hex(16), "version": 1, "told": TOLD}
        body = json.dumps({"type": "change.narrowed", "data": data})
        headers = {
            "webhook-id": f"msg_{secrets.token_hex(16)}",
            "webhook-signature": Webhook(secret).sign("msg", now, body),
        }
        async with gate, session.post(url, data=body, headers=headers) as answer:
            json.loads(await answer.read())

    async def burst() -> None:
        gate = asyncio.Semaphore(AT_ONCE)
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0)
        ) as session:
            await asyncio.gather(*(post(session, gate) for _ in range(SIZE)))

    def measure() -> float:
        begun = time.monotonic()
        asyncio.run(burst())
        return SIZE / (time.monotonic() - begun)

    return measure


def make_platform(url: str, batch_size: int) -> Platform:
    mark = secrets.token_hex(4)
    organization = Organization.objects.create(
        code=mark, name=mark, kind="nonprofit", country="FI"
    )
    platform = Platform.objects.create(
        organization=organization,
        code=mark,
        name=mark,
        holds="samples",
        country="FI",
        endpoint_url=url,
        state=Platform.State.LIVE,
        batch_size=batch_size,
    )
    SigningSecret.objects.create(platform=platform, sealed=seal(new_secret()))
    return platform


def make_links(platform: Platform, count: int) -> list[Link]:
    people = Participant.objects.bulk_create(
        Participant(called="Ana", country="FI") for _ in range(count)
    )
    return Link.objects.bulk_create(
        Link(participant=person, platform=platform) for person in people
    )


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def main(port: str) -> None:
    url = f"http://127.0.0.1:{port}/"
    ours, tasks = Crowd(url, SIZE), Crowd(url, TASKS_SIZE)
    batches = Crowd(url, BATCHES_SIZE, batch_size=BATCH)
    for crowd in (ours, batches):
        crowd.drain()
    tasks.send_tasks()
    found = take_turns(
        {
            "coalesced drains": ours.drain,
            "bare aiohttp loop": bare_loop(url, new_secret()),
            "one task per delivery": tasks.send_tasks,
            "batches of 100": batches.drain,
        }
    )
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
