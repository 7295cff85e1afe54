"""A request read whole, and what goes back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

HTML = "text/html; charset=utf-8"
JSON = "application/json"


@dataclass(frozen=True)
class Asked:
    """A request, read whole."""

    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """What goes back."""

    status: HTTPStatus
    body: bytes = b""
    shape: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


def say(status: HTTPStatus, /, **content: object) -> Reply:
    """Reply in JSON."""
    return Reply(status, json.dumps(content).encode())
