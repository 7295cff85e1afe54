"""A bad front door before a platform that itself behaves."""

import threading
from collections.abc import Iterator

from consent.organizations.models import Platform
from tests.faults.hostile import Asked, Behaviour, Hostile, Line
from tests.faults.world import World


class Front(Hostile):
    """Stands between Ambit and one receiver of a world.

    Make it before the world's processes start: they learn then whom they may call.
    """

    def __init__(
        self, world: World, number: int = 0, behave: Behaviour | None = None
    ) -> None:
        super().__init__(behave or self.pass_on)
        self.receiver = world.receivers[number]
        self.platform = world.platforms[number]
        extra = world.stack.installation.extra
        extra["OUTBOUND_ALLOWED"] += f",{self.origin}"
        Platform.objects.filter(pk=self.platform.pk).update(endpoint_url=self.url)

    def changes(self) -> list[Asked]:
        return [asked for asked in self.asked if "subject_id" in asked.data]

    def take(self, asked: Asked) -> tuple[int, dict, bytes]:
        """Let the platform verify and apply a message; return its answer."""
        return self.receiver.take(asked.body, asked.headers)

    def pass_on(self, line: Line, asked: Asked) -> None:
        """Behave."""
        status, headers, body = self.take(asked)
        line.answer(body, f"{status} Said", **headers)

    def lose_the_answer(self, line: Line, asked: Asked) -> None:
        """Apply the message, and die before saying so."""
        self.take(asked)
        line.reset()


class Script:
    """Behaviours one after another, whichever connection the next request is on."""

    def __init__(self, behaviours: Iterator[Behaviour]) -> None:
        self._guard = threading.Lock()
        self._behaviours = behaviours

    def __call__(self, line: Line, asked: Asked) -> None:
        with self._guard:
            behave = next(self._behaviours)
        behave(line, asked)
