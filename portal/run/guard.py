"""Wait until the supervisor is gone, then end the process groups it left."""

import contextlib
import os
import signal
import sys
import time

GRACE_SECONDS = 3.0
LOOK_EVERY_SECONDS = 0.1


def main() -> None:
    """Read +group and -group lines until the pipe closes, then clean up."""
    groups: set[int] = set()
    for line in sys.stdin:
        (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    until = time.monotonic() + GRACE_SECONDS
    while groups and time.monotonic() < until:
        groups = {group for group in groups if _is_alive(group)}
        time.sleep(LOOK_EVERY_SECONDS)
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def _is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    # Only the closed pipe ends the guard.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    main()
