"""Calls that hold a thread of the server for long: few at once, one for each platform."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Together less than half of the threads of `portal.run.programs.web`: the others
# stay free for people, and for decisions.
MOST_WAITING = 3
MOST_STREAMING = 1
# Readers that stopped reading, each with a thread, before nobody else may begin.
MOST_STUCK = 2
# These do not wait, but cost the database much.
MOST_COMPARING = 2


class LongCalls:
    """Places for long calls in this process; nobody waits for one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._callers: set[int] = set()
        self._stuck: set[int] = set()
        self._lock = threading.Lock()

    def take(self, platform_id: int) -> bool:
        """Take a place; False when none is free, or the platform has one already."""
        with self._lock:
            if platform_id in self._callers | self._stuck:
                return False
            if len(self._callers) >= self._most or len(self._stuck) >= MOST_STUCK:
                return False
            self._callers.add(platform_id)
            return True

    def leave(self, platform_id: int) -> None:
        with self._lock:
            self._callers.discard(platform_id)
            self._stuck.discard(platform_id)

    def give_up(self, platform_id: int) -> None:
        """Free the place of a platform that stopped reading; it gets no other one."""
        with self._lock:
            if platform_id in self._callers:
                self._callers.discard(platform_id)
                self._stuck.add(platform_id)

    @contextmanager
    def place_for(self, platform_id: int) -> Iterator[bool]:
        """Hold a place, if there is one, for as long as the block lasts."""
        has_place = self.take(platform_id)
        try:
            yield has_place
        finally:
            if has_place:
                self.leave(platform_id)


waiting = LongCalls(MOST_WAITING)
streaming = LongCalls(MOST_STREAMING)
comparing = LongCalls(MOST_COMPARING)
