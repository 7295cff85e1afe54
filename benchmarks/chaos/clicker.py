"""A person who keeps changing their mind in the pages, whatever falls over."""

import random
import threading
import time
from http.client import HTTPException

from django.db import connection

from tests.faults.person import Person, make_person
from tests.faults.world import World
from tests.publishing.rows import make_link

EMAIL = "clicker@example.org"
LEVELS = ("wide", "health", "ask", "none")
PAUSE_SECONDS = 0.5


class Clicker(threading.Thread):
    """Picks a level, checks it, saves it; counts what worked and what did not."""

    def __init__(self, world: World) -> None:
        super().__init__(daemon=True)
        person = make_person(EMAIL)
        for platform in world.platforms:
            make_link(platform, person)
        self.url = world.stack.url
        self.chance = random.Random(world.chance.getrandbits(32))  # noqa: S311
        self.over = threading.Event()
        self.waits: list[float] = []
        self.refused = 0

    def run(self) -> None:
        try:
            person = self._sign_in()
            while person is not None and not self.over.wait(PAUSE_SECONDS):
                self._change(person)
        finally:
            connection.close()

    def _change(self, person: Person) -> None:
        begun = time.monotonic()
        try:
            person.choose(self.chance.choice(LEVELS))
        except (OSError, HTTPException):
            self.refused += 1
        else:
            self.waits.append(time.monotonic() - begun)

    def _sign_in(self) -> Person | None:
        while not self.over.wait(PAUSE_SECONDS):
            try:
                person = Person(self.url)
                person.sign_in(EMAIL)
            except (OSError, HTTPException):
                continue
            return person
        return None
