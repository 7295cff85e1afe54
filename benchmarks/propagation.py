"""P9: from save to received, through the bell and a worker, against an inline POST."""

import json
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.decision_http import free_port, run
from benchmarks.rounds import median, print_title
from portal.run import programs
from portal.run.installation import start_servers
from portal.run.places import prepare
from portal.run.supervisor import Supervisor

GOAL_MEDIAN, GOAL_P99 = 3.5, 4.0


def main() -> None:
    """Start servers and one urgent worker; let a process of its own measure."""
    print_title("P9  save to received at 50 changes a second (milliseconds)")
    with ExitStack() as stack:
        directory = Path(tempfile.mkdtemp(prefix="ambit-bench-"))
        stack.callback(shutil.rmtree, directory, ignore_errors=True)
        supervisor = Supervisor(directory / "logs", say=print)
        stack.callback(supervisor.stop)
        installation = start_servers(supervisor, prepare(directory / "data"))
        run(["portal.run.setup"], {**installation.owner_environment(), "DEMO": "no"})
        port = free_port()
        environment = {
            **installation.environment(),
            "OUTBOUND_ALLOWED": f"http://127.0.0.1:{port}",
        }
        supervisor.start_tier([programs.workers(environment)[0]])
        measure(environment, port)


def measure(environment: dict[str, str], port: int) -> None:
    said = run(["benchmarks.propagation_case", str(port)], environment)
    found = json.loads(said.splitlines()[-1])
    for name, rounds in found.items():
        each = [median([one[part] for one in rounds]) for part in range(3)]
        print(
            f"  {name:<22} p50 {each[0]:6.2f}   p95 {each[1]:6.2f}   p99 {each[2]:6.2f}"
        )
    for what, part, goal in (("p50", 0, GOAL_MEDIAN), ("p99", 2, GOAL_P99)):
        pairs = zip(found["bell and worker"], found["inline POST"], strict=True)
        ratio = median([ours[part] / floor[part] for ours, floor in pairs])
        met = "met" if ratio <= goal else "MISSED"
        print(f"  {what}: {ratio:.2f} times the floor (goal at most {goal:g}: {met})")


if __name__ == "__main__":
    main()
