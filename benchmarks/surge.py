"""P11: a surge of withdrawals, and one dead platform with a backlog.

BENCH_BACKLOG (100,000 pending changes) and BENCH_SECONDS (10 for each round) scale it.
The rate is that of 50,000 withdrawals in an hour, each by a person at six platforms.
"""

import os
import sys

from benchmarks.rounds import median, print_limit, print_title, ratio
from benchmarks.stage import stage
from portal.run.processes import Program

GOAL_OTHERS, GOAL_PAGES = 1.2, 1.5
WORKERS = ("worker-urgent", "worker", "worker-slow", "dispatch")
BACKLOG = os.environ.get("BENCH_BACKLOG", "100000")
SECONDS = os.environ.get("BENCH_SECONDS", "10")


def main() -> None:
    """Start everything that a portal runs; let a process of its own measure."""
    print_title(
        f"P11  surge of 50,000 withdrawals an hour over 6 platforms, one dead with"
        f" {int(BACKLOG):,} pending\n      (rounds of {SECONDS} s; milliseconds)"
    )
    with stage(WORKERS) as found:
        dead = [sys.executable, "-m", "benchmarks.receiver", str(found.other_port)]
        found.start(Program("dead-platform", dead))
        web = found.start_web()
        ports = (str(found.port), str(found.other_port), str(web))
        figures = found.play("benchmarks.surge_case", *ports, BACKLOG, SECONDS)
    for name, values in figures.items():
        each = ", ".join(f"{value:.1f}" for value in values)
        print(f"  p95 of {name:<24} {median(values):8.1f}   ({each})")
    others = ratio(figures, "others, one dead", "others, calm")
    pages = ratio(figures, "pages, one dead", "pages, calm")
    print_limit("others' p95 against calm", others, GOAL_OTHERS)
    print_limit("pages' p95 against calm", pages, GOAL_PAGES)


if __name__ == "__main__":
    main()
