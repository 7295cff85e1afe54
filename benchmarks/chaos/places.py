"""Seven platforms, each with a fault of its own."""

import random
import threading
import time
from collections.abc import Callable
from http.client import HTTPException
from json import dumps
from urllib.request import Request, urlopen

from tests.faults.world import World
from tests.institutions import connect, make_steward
from tests.publishing.receiver import Heard, Receiver

Answer = tuple[int, dict[str, str], bytes]
Behaviour = Callable[[Receiver, Heard], Answer]

BEYOND_THE_DEADLINE = 3.0
DOWN_FOR, OUT_OF = 12.0, 20.0
SLOW_SECONDS = 0.3
FAILED, LATE = 0.3, 0.2
BATCH = 20
ACK_EVERY_SECONDS = 0.5
BUSY = (503, {"Retry-After": "1"}, b"")


def sometimes_fails(chance: random.Random) -> Behaviour:
    def answer(receiver: Receiver, heard: Heard) -> Answer:
        return (500, {}, b"") if chance.random() < FAILED else receiver.accept(heard)

    return answer


def sometimes_answers_late(chance: random.Random) -> Behaviour:
    """Apply the change all the same: the sender cannot know."""

    def answer(receiver: Receiver, heard: Heard) -> Answer:
        found = receiver.accept(heard)
        if chance.random() < LATE:
            time.sleep(BEYOND_THE_DEADLINE)
        return found

    return answer


def is_down_mostly(_chance: random.Random) -> Behaviour:
    def answer(receiver: Receiver, heard: Heard) -> Answer:
        is_down = time.monotonic() % OUT_OF < DOWN_FOR
        return BUSY if is_down else receiver.accept(heard)

    return answer


def is_slow(_chance: random.Random) -> Behaviour:
    def answer(receiver: Receiver, heard: Heard) -> Answer:
        time.sleep(SLOW_SECONDS)
        return receiver.accept(heard)

    return answer


def is_well(_chance: random.Random) -> Behaviour | None:
    return None


BEHAVIOURS = {
    "healthy": is_well,
    "30 % answers 500": sometimes_fails,
    "20 % answers too late": sometimes_answers_late,
    "down 60 % of the time": is_down_mostly,
    "slow (0.3 s)": is_slow,
    "takes batches": is_well,
    "acknowledges later": is_well,
}
KINDS = list(BEHAVIOURS)


def prepare(world: World) -> "Acknowledger":
    """Let one platform take batches, and one confirm over HTTP what is in force."""
    batched = world.platforms[KINDS.index("takes batches")]
    batched.batch_size = BATCH
    batched.save(update_fields=["batch_size"])
    number = KINDS.index("acknowledges later")
    world.receivers[number].enforces = False
    caller = connect(world.platforms[number], make_steward())
    return Acknowledger(world.receivers[number], world.stack.url, caller.token)


def misbehave(world: World) -> None:
    for kind, receiver in zip(KINDS, world.receivers, strict=True):
        chance = random.Random(world.chance.getrandbits(32))  # noqa: S311
        receiver.answer = BEHAVIOURS[kind](chance)


def behave(world: World) -> None:
    for receiver in world.receivers:
        receiver.answer = None


class Acknowledger(threading.Thread):
    """Says now and then over HTTP that all it holds is in force; patient with 5xx."""

    def __init__(self, receiver: Receiver, url: str, token: str) -> None:
        super().__init__(daemon=True)
        self.receiver = receiver
        self.url = f"{url}/api/v1/changes/ack"
        self.headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }
        self.over = threading.Event()
        self.said = 0

    def run(self) -> None:
        while not self.over.wait(ACK_EVERY_SECONDS):
            lines = [
                {"subject_id": subject, "version": version}
                for subject, version in list(self.receiver.held.items())
            ]
            body = dumps({"enforced": lines}).encode()
            try:
                with urlopen(Request(self.url, body, self.headers), timeout=10):  # noqa: S310
                    self.said += 1
            except (OSError, HTTPException):
                continue
