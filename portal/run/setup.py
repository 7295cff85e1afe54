"""Prepare a database and the static files, as the owner, in one process.

One process, because every start of Django costs seconds on a small machine.
"""

import io
import os
import sys
import time

import django
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.db.utils import Error as DatabaseError


def main() -> int:
    """Run each step that this project has; stop at the first that fails."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    django.setup()
    steps: list[tuple[str, list[str]]] = [
        ("migrate", []),
        ("createcachetable", []),
        ("grant_app_role", [settings.DATABASE_APP_ROLE]),
        ("load_diseases", ["--if-empty"]),
        ("collectstatic", ["--no-input"]),
    ]
    if settings.DEMO:
        steps.append(("seed_demo", []))
    for name, arguments in steps:
        if name not in get_commands():
            print(f"  {name}: this project has no such command yet")
            continue
        began = time.monotonic()
        try:
            call_command(name, *arguments, verbosity=0, stdout=io.StringIO())
        except (CommandError, DatabaseError, OSError) as error:
            print(f"  {name} failed: {error}")
            return 1
        print(f"  {name} {time.monotonic() - began:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
