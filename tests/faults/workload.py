"""Changes of mind as a process of its own: `python -m tests.faults.workload`."""

import json
import random
import sys
import time

import django

django.setup()

from consent.links.models import Link, LinkVersion  # noqa: E402
from tests.publishing.rows import tell  # noqa: E402


def main(seed: str, count: str, pause: str) -> None:
    """Make changes with a seed; print how many, and how long the slowest took."""
    chance = random.Random(int(seed))  # noqa: S311
    links: dict[int, list[Link]] = {}
    for link in Link.objects.select_related("platform").order_by("pk"):
        links.setdefault(link.participant_id, []).append(link)
    slowest = 0.0
    for number in range(int(count)):
        change = chance.choice(list(LinkVersion.Change))
        begun = time.monotonic()
        tell(
            *links[chance.choice(list(links))],
            change=change,
            preference_version=number + 1,
            sharing="none" if change == LinkVersion.Change.WITHDRAWN else "some",
        )
        slowest = max(slowest, time.monotonic() - begun)
        time.sleep(float(pause))
    sys.stdout.write(json.dumps({"changes": int(count), "slowest": slowest}))


if __name__ == "__main__":
    main(*sys.argv[1:])
