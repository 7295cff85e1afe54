"""One chaos run: calm first, then the nemesis, then quiet and the checker."""

import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from django.utils import timezone
from standardwebhooks import Webhook

from benchmarks.chaos.clicker import Clicker
from benchmarks.chaos.figures import newest_version, p95, sentence, waits
from benchmarks.chaos.nemesis import PROGRAMS, Nemesis
from benchmarks.chaos.places import KINDS, behave, misbehave, prepare
from benchmarks.rounds import print_title
from consent.links.models import Link, LinkVersion
from tests.faults.checker import Checker
from tests.faults.world import World
from tests.own_postgres import OwnPostgres
from tests.publishing.receiver import Receiver
from tests.stack import Stack

PEOPLE = 40
CALM_CHANGES, CALM_PAUSE = 150, 0.05
PAUSE = 0.1
QUIET_SECONDS = 180
CLASSES = ("narrowing", "widening")
LETTERS = {
    "a": "lost",
    "b": "false acks",
    "c": "regressions",
    "d": "misdelivered",
    "e": "faults in feeds",
    "h": "half saved",
}


def run(*, seconds: int, seed: int) -> int:
    """Play it, print it, and return the exit status."""
    print_title(f"Chaos for {seconds} s over {len(KINDS)} platforms (--seed {seed})")
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = OwnPostgres(directory / "postgres")
        stack.callback(postgres.close)
        postgres.start()
        world = make_world(stack, directory, postgres, seed)
        acknowledger = prepare(world)
        world.stack.start(*PROGRAMS)
        acknowledger.start()
        stack.callback(acknowledger.over.set)
        calm(world)
        after = newest_version()
        clicker = Clicker(world)
        clicker.start()
        nemesis = rage(world, postgres, seconds)
        clicker.over.set()
        clicker.join()
        print(f"\n  A person in the pages: {sentence(clicker.waits)}")
        print(f"  and {clicker.refused} times had to try again")
        behave(world)
        return report(world, nemesis, after=after, quiet=wait_for_quiet(world))


def make_world(
    stack: ExitStack, directory: Path, postgres: OwnPostgres, seed: int
) -> World:
    def start_stack(**options: object) -> Stack:
        made = Stack(directory / "stack", **options)
        made.adopt()
        return made

    world = World(
        start_stack,
        seed=seed,
        places=len(KINDS),
        people=PEOPLE,
        cluster=postgres.cluster,
    )
    stack.callback(world.stack.close)
    stack.callback(world.close)
    return world


def calm(world: World) -> None:
    """Measure a change without any fault, against one bare POST."""
    # Everybody's first change, so that all is awake.
    world.finish(world.change(PEOPLE))
    world.settle()
    after = newest_version()
    world.finish(world.change(CALM_CHANGES, pause=CALM_PAUSE))
    world.settle()
    found = waits(after=after)
    healthy = world.platforms[0].pk
    bare = [post_once(world.receivers[0]) for _ in range(CALM_CHANGES)]
    print("\n  Calm: saved to received at the healthy place (seconds)")
    for urgency in CLASSES:
        print(f"    {urgency:<22} {sentence(found[healthy, urgency])}")
    print(f"    {'one bare signed POST':<22} {sentence(bare)}")
    ratio = p95(found[healthy, "narrowing"]) / p95(bare)
    print(f"    p95 of a narrowing is {ratio:.1f} times that of a bare signed POST")


def post_once(receiver: Receiver) -> float:
    """Sign one message, send it on a new connection, and wait for the answer."""
    begun = time.monotonic()
    body, now = '{"type":"platform.test","data":{}}', timezone.now()
    signature = Webhook(receiver.secret).sign("msg_bare", now, body)
    headers = {
        "webhook-id": "msg_bare",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }
    connection = HTTPConnection(urlsplit(receiver.url).netloc)
    connection.request("POST", "/hook", body, headers)
    connection.getresponse().read()
    connection.close()
    return time.monotonic() - begun


def rage(world: World, postgres: OwnPostgres, seconds: int) -> Nemesis:
    misbehave(world)
    workload = world.change(int(seconds / PAUSE), pause=PAUSE)
    nemesis = Nemesis(world, postgres)
    nemesis.rage(seconds)
    while workload.is_running():
        time.sleep(1)
    world.finish(workload, database_was_away=True)
    return nemesis


def wait_for_quiet(world: World) -> str:
    try:
        return f"all in force {world.settle(within=QUIET_SECONDS):.1f} s after the end"
    except AssertionError as never:
        return f"NOT all in force: {never}"


def report(world: World, nemesis: Nemesis, *, after: int, quiet: str) -> int:
    """Print what happened and what the checker found; 1 when it found anything."""
    versions = LinkVersion.objects.filter(pk__gt=after)
    changes = (
        versions.values("link__participant", "preference_version").distinct().count()
    )
    print("\n  " + ", ".join(f"{what}: {n}" for what, n in nemesis.did.items()))
    print(
        f"  changes {changes} (refused {world.refused}), pairs {Link.objects.count()}"
    )
    print(f"  versions {versions.count()}, {quiet}")
    print("\n  Chaos: saved to received (seconds)")
    found = waits(after=after)
    for urgency in CLASSES:
        print(f"    {urgency}")
        for kind, platform in zip(KINDS, world.platforms, strict=True):
            print(f"      {kind:<22} {sentence(found.get((platform.pk, urgency), []))}")
    receivers = dict(zip(world.platforms, world.receivers, strict=True))
    broken = Checker(receivers, world.acknowledged, world.slowest).broken()
    counts = Counter(fault[1] for fault in broken)
    print("\n  " + ", ".join(f"{what} {counts[at]}" for at, what in LETTERS.items()))
    for fault in broken[:20]:
        print(f"  {fault}")
    return 1 if broken else 0
