"""Changes of mind as a process of its own: `python -m tests.faults.workload`."""

import json
import random
import signal
import sys
import threading
import time
from dataclasses import asdict, dataclass, field

import django

# Whoever made enough trouble says so; then the last change is finished.
stopping = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stopping.set())

django.setup()

from django.db import Error, connection  # noqa: E402

from consent.links.models import Link, LinkVersion  # noqa: E402
from tests.publishing.rows import tell  # noqa: E402

# Somebody who is refused tries again a moment later.
PATIENCE_SECONDS = 0.1


@dataclass
class Report:
    """What came of the changes; `acknowledged` holds (link, version) pairs."""

    changes: int = 0
    refused: int = 0
    slowest: float = 0.0
    acknowledged: list[tuple[int, int]] = field(default_factory=list)


def main(seed: str, count: str, pause: str) -> None:
    """Make so many changes with a seed, or fewer if stopped, and print the report."""
    chance = random.Random(int(seed))  # noqa: S311
    links: dict[int, list[Link]] = {}
    # Who has a name chooses on the pages, and nobody else for them.
    crowd = Link.objects.filter(participant__called__startswith="person ")
    for link in crowd.select_related("platform").order_by("pk"):
        links.setdefault(link.participant_id, []).append(link)
    report = Report()
    while report.changes < int(count) and not stopping.is_set():
        change = chance.choice(list(LinkVersion.Change))
        begun = time.monotonic()
        try:
            versions = tell(
                *links[chance.choice(list(links))],
                change=change,
                preference_version=report.changes + 1,
                sharing="none" if change == LinkVersion.Change.WITHDRAWN else "some",
            )
        except Error:
            # Whether it was saved is unknown: the answer may be what got lost.
            report.refused += 1
            connection.close()
            time.sleep(PATIENCE_SECONDS)
        else:
            report.changes += 1
            report.acknowledged += [(one.link_id, one.version) for one in versions]
        report.slowest = max(report.slowest, time.monotonic() - begun)
        stopping.wait(float(pause))
    sys.stdout.write(json.dumps(asdict(report)))


if __name__ == "__main__":
    main(*sys.argv[1:])
