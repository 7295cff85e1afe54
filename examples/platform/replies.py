"""A request read whole, and what goes back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

HTML = "text/html; charset=utf-8"
JSON = "application/json"
NDJSON = "application/x-ndjson"


@dataclass(frozen=True)
class Asked:
    """A request, read whole."""

    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """What goes back: a body, or pieces of one that are sent as they come."""

    status: HTTPStatus
    body: bytes = b""
    shape: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    chunks: Iterator[bytes] | None = None


def say(status: HTTPStatus, /, **content: object) -> Reply:
    """Reply in JSON."""
    return Reply(status, json.dumps(content).encode())
