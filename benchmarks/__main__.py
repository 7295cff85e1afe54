"""Measure against named baselines: `python -m benchmarks [name …]`."""

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
ORDER = ("decision_engine", "decision_http", "propagation", "drain", "surge")


def main(names: list[str]) -> int:
    """Run the benchmarks that are asked for, or all that are there."""
    there = [name for name in ORDER if (HERE / f"{name}.py").exists()]
    unknown = set(names) - set(there)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}; only {there}.")
        return 1
    for name in names or there:
        importlib.import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
