"""Every program of a running Ambit, in one list."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.run.processes import Program

Environment = Mapping[str, str]

# Four answer quickest; the rest are made only when calls of platforms wait for news
# or read a snapshot, which hold a thread and a database connection each.
WEB_THREADS = 8


@dataclass(frozen=True)
class Platform:
    """One of the demo's data platforms, as `seed_demo` wrote it down."""

    name: str
    port: int
    arguments: Sequence[str]


def web(environment: Environment, *, port: int, workers: int = 1) -> Program:
    """Serve pages and API: WSGI with few threads is fastest for Django."""
    command = [
        *(sys.executable, "-m", "granian", "portal.wsgi:application"),
        *("--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(workers)),
        *("--blocking-threads", str(WEB_THREADS)),
        # A thread that goes takes its database connection with it.
        *("--blocking-threads-idle-timeout", "600"),
        *("--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "10"),
    ]
    return Program("web", command, environment, patience=15)


def worker(
    name: str, environment: Environment, *, queues: str, children: int
) -> Program:
    """Drain what is due; the queues hold only doorbells."""
    command = [
        *(sys.executable, "-m", "celery", "--app", "portal", "worker"),
        *("--queues", queues),
        *("--pool", "prefork", "--concurrency", str(children)),
        *("--hostname", f"{name}@%h"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        *("--loglevel", "INFO"),
    ]
    return Program(name, command, {**environment, "AMBIT_WORKER": "yes"})


def workers(environment: Environment) -> list[Program]:
    return [
        worker("worker-urgent", environment, queues="urgent", children=2),
        worker("worker", environment, queues="urgent,normal", children=1),
        worker("worker-slow", environment, queues="slow", children=1),
    ]


def beat(environment: Environment) -> Program:
    command = [
        *(sys.executable, "-m", "celery", "--app", "portal", "beat"),
        "--pidfile=",
    ]
    return Program("beat", command, environment, patience=10)


def dispatcher(environment: Environment) -> Program:
    command = [sys.executable, "manage.py", "dispatch"]
    return Program("dispatch", command, environment, patience=15)


def platform(found: Platform) -> Program:
    """Run an example platform: told where Ambit is, who it is, and nothing else."""
    command = [
        *(sys.executable, "-m", "examples.platform", "--port", str(found.port)),
        *found.arguments,
    ]
    return Program(f"platform-{found.name}", command, {}, patience=10)


def first(environment: Environment, *, port: int) -> list[Program]:
    """List what a first visitor needs: pages, and a choice that reaches platforms."""
    return [
        web(environment, port=port),
        *workers(environment)[:1],
        dispatcher(environment),
    ]


def rest(environment: Environment) -> list[Program]:
    """List what may come up a few seconds later."""
    return [*workers(environment)[1:], beat(environment)]


def platforms(found: Sequence[Platform]) -> list[Program]:
    return [platform(one) for one in found]
