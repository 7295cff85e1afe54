"""Everything goes wrong at once: `python -m benchmarks.chaos [--seconds N] [--seed N]`.

Workload, nemesis, checker, as in `tests/faults`: prints what was lost, and how long
changes took, and ends with 1 if the checker found anything.
"""

import argparse
import os
import secrets
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")

import django

# Starts private servers, and must come before settings are read.
import tests.services  # noqa: F401

django.setup()

from benchmarks.chaos.run import run  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.chaos", description=__doc__)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    asked = parser.parse_args()
    return run(seconds=asked.seconds, seed=asked.seed)


if __name__ == "__main__":
    sys.exit(main())
