"""What only a sound engine survives: four short stories with real processes.

Each is told to a world of one person at one place. `start` starts programs, of the
real tree or of a copy that was made wrong.
"""

import contextlib
import threading
from collections.abc import Callable

from redis import Redis

from consent.links.models import Link
from tests.faults.world import World
from tests.publishing.rows import Change, tell

WITHIN = 30

Start = Callable[..., None]


class Hold:
    """Keeps the first change at the platform's door until it is let go."""

    def __init__(self, *, is_lost: bool = False) -> None:
        self.came = threading.Event()
        self.let_go = threading.Event()
        self.over = threading.Event()
        self.is_lost = is_lost

    def __call__(self, receiver, heard):
        if "subject_id" not in heard.data or self.came.is_set():
            return receiver.accept(heard)
        self.came.set()
        self.let_go.wait(WITHIN)
        try:
            return (500, {}, b"") if self.is_lost else receiver.accept(heard)
        finally:
            self.over.set()


def the_old_letter_arrives_after_the_new(world: World, start: Start) -> None:
    [receiver], link = world.receivers, Link.objects.get()
    receiver.answer = hold = Hold()
    start("worker-urgent", "dispatch")
    tell(link)
    assert hold.came.wait(WITHIN)
    [newest] = tell(link, change=Change.WITHDRAWN, sharing="none")
    world.stack.wait_for(
        lambda: receiver.held.get(link.subject_id) == newest.version, within=WITHIN
    )
    hold.let_go.set()
    assert hold.over.wait(WITHIN)


def a_change_is_saved_while_its_forerunner_is_on_its_way(
    world: World, start: Start
) -> None:
    [receiver], link = world.receivers, Link.objects.get()
    receiver.answer = hold = Hold()
    start("worker-urgent", "dispatch")
    tell(link)
    assert hold.came.wait(WITHIN)
    tell(link, change=Change.WITHDRAWN, sharing="none")
    hold.let_go.set()


def nobody_hears_the_bell(world: World, start: Start) -> None:
    world.finish(world.change(3))
    with Redis.from_url(world.stack.valkey.url) as broker:
        broker.flushall()
    start("worker-urgent", "worker", "dispatch")


def a_worker_is_killed_and_its_letter_lost(world: World, start: Start) -> None:
    [receiver], link = world.receivers, Link.objects.get()
    receiver.answer = hold = Hold(is_lost=True)
    start("worker-urgent", "dispatch")
    tell(link)
    assert hold.came.wait(WITHIN)
    # Either of them may have been the one that wrote.
    for name in ("worker-urgent", "dispatch"):
        world.stack.kill(name)
    hold.let_go.set()
    start("worker-urgent", "dispatch")


def wait_until_quiet(world: World, *, within: float) -> None:
    """Wait until all is in force, or for as long as that should take at most."""
    with contextlib.suppress(AssertionError):
        world.settle(within=within)
