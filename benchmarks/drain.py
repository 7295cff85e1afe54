"""P10: a burst of changes, against a bare loop of POSTs and one task per delivery."""

import sys

from benchmarks.rounds import median, print_goal, print_medians, print_title, ratio
from benchmarks.stage import Stage, stage
from portal.run.processes import Program

GOAL_BARE, GOAL_TASKS, GOAL_BATCHES = 0.65, 12.0, 20_000.0
OURS, BARE = "coalesced drains", "bare aiohttp loop"
TASKS, BATCHES = "one task per delivery", "batches of 100"


def main() -> None:
    """Start a worker for ours and one for the usual way; let a process measure."""
    print_title("P10  burst drain over 2 platforms, 2 worker processes")
    with stage(["worker-urgent"]) as found:
        receiver = [sys.executable, "-m", "benchmarks.receiver", str(found.port)]
        found.start(Program("receiver", receiver), usual_worker(found))
        figures = found.play("benchmarks.drain_case", str(found.port))
    print_medians(figures, "changes/s")
    print_goal("against the bare loop", ratio(figures, OURS, BARE), GOAL_BARE)
    print_goal("against one task each", ratio(figures, OURS, TASKS), GOAL_TASKS)
    print_goal("batches, changes/s", median(figures[BATCHES]), GOAL_BATCHES)


def usual_worker(found: Stage) -> Program:
    """Return the same two processes for tasks that send one message each."""
    command = [
        *(sys.executable, "-m", "celery", "--app", "portal", "worker"),
        *("--include", "benchmarks.one_task", "--queues", "slow"),
        *("--pool", "prefork", "--concurrency", "2", "--hostname", "usual@%h"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    return Program("usual", command, {**found.environment, "AMBIT_WORKER": "yes"})


if __name__ == "__main__":
    main()
