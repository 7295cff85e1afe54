"""The demo's people and platforms, as `seed_demo` wrote them down."""

import json
from dataclasses import dataclass
from pathlib import Path

from portal.run.programs import Platform

FIRST_PORT = 8801
PLATFORM_COUNT = 2


@dataclass(frozen=True)
class Person:
    """Somebody to sign in as; the password is public."""

    name: str
    email: str
    password: str
    about: str


@dataclass(frozen=True)
class Demo:
    people: list[Person]
    platforms: list[Platform]
    # Staff must show a code of six digits: this key goes into a code app.
    code_app_key: str = ""


def ports(first: int) -> list[int]:
    return [first + number for number in range(PLATFORM_COUNT)]


def allowed(first: int) -> str:
    """Return exactly the demo platforms' addresses, for OUTBOUND_ALLOWED."""
    return ",".join(f"http://127.0.0.1:{port}" for port in ports(first))


def read(path: Path) -> Demo:
    """Return an empty demo when nothing was written."""
    if not path.exists():
        return Demo(people=[], platforms=[])
    found = json.loads(path.read_text(encoding="utf-8"))
    return Demo(
        people=[Person(**person) for person in found["accounts"]],
        platforms=[Platform(**platform) for platform in found["platforms"]],
        code_app_key=found.get("code_app_key", ""),
    )
