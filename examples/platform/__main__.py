"""Run the platform: `python -m examples.platform --help`."""

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from examples.platform.assembly import Platform
from examples.platform.server import Server
from examples.platform.settings import Settings

READABLE_BY_OTHERS = 0o077


def read_settings() -> Settings:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m examples.platform")
    parser.add_argument("--name", required=True, help="as people know it")
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", required=True, type=Path, help="folder of its store")
    parser.add_argument("--ambit", required=True, help="e.g. http://127.0.0.1:8000")
    parser.add_argument("--config", required=True, type=Path, dest="config_path")
    parser.add_argument(
        "--enforce-after", type=float, default=1.0, metavar="SECONDS",
        help="from received to in force; 0 confirms in the answer itself",
    )  # fmt: skip
    parser.add_argument("--pull-every", type=float, default=60.0, metavar="SECONDS")
    parser.add_argument(
        "--compare-every", type=float, default=86_400.0, metavar="SECONDS",
        help="how often we hold our list against Ambit's",
    )  # fmt: skip
    parser.add_argument(
        "--lease-margin", type=float, default=5.0, metavar="SECONDS",
        help="how long before its end a lease counts as over here",
    )  # fmt: skip
    parser.add_argument(
        "--extract-pause", type=float, default=0.0, metavar="SECONDS",
        help="between two records of an extract, for drills",
    )  # fmt: skip
    parser.add_argument(
        "--down-file", type=Path, dest="down_path", metavar="PATH",
        help="while this file exists, the line to Ambit is cut",
    )  # fmt: skip
    return Settings(**vars(parser.parse_args()))


def main() -> int:
    """Serve until SIGTERM or Ctrl-C."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    settings = read_settings()
    try:
        settings.config()
    except (OSError, KeyError, TypeError, ValueError) as error:
        print(f"{settings.config_path} cannot be used: {error!r}", file=sys.stderr)
        return 1
    if settings.config_path.stat().st_mode & READABLE_BY_OTHERS:
        print(f"{settings.config_path} holds secrets: chmod 600 it", file=sys.stderr)
    platform = Platform(settings)
    try:
        server = Server(platform)
    except OSError as error:
        print(f"port {settings.port} cannot be used: {error}", file=sys.stderr)
        return 1
    over = threading.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda *_: over.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    platform.start()
    print(
        f"{settings.name} listens on http://{settings.host}:{settings.port}", flush=True
    )
    over.wait()
    server.shutdown()
    platform.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
