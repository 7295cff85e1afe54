"""A stand-in for Ambit on loopback: only the wire, with answers that a test sets."""

import hashlib
import json
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import requests
from standardwebhooks.webhooks import Webhook

CLIENT_ID, CLIENT_SECRET = "lakeside", "only-for-tests"
SECRET = "whsec_" + b64encode(b"n" * 32).decode()
OLD_SECRET = "whsec_" + b64encode(b"o" * 32).decode()


def instant(seconds_from_now: float) -> str:
    moment = datetime.fromtimestamp(time.time() + seconds_from_now, tz=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def told(sharing: str = "some") -> dict[str, Any]:
    return {"sharing": sharing, "duo": {}, "until": None, "obligations": []}


def item(
    subject_id: str, version: int, *, sharing: str = "some", kind: str = "narrowed"
) -> dict[str, Any]:
    return {
        "subject_id": subject_id,
        "version": version,
        "kind": f"change.{kind}",
        "issued_at": instant(0),
        "told": told(sharing),
    }


def permit(number: int, **context: Any) -> dict[str, Any]:
    return {
        "decision": True,
        "context": {
            "result": "permit",
            "reasons": [],
            "leave_out": [],
            "obligations": ["no_reident", "report"],
            "version": number,
            "as_of": instant(0),
            "valid_until": instant(3600),
            "rule": "1",
        }
        | context,
    }


def deny(code: str, *, leave_out: list[str] | None = None) -> dict[str, Any]:
    reasons = [{"code": code, "about": None, "detail": f"Because of {code}."}]
    context = {"result": "deny", "reasons": reasons, "leave_out": leave_out or []}
    return {"decision": False, "context": context | {"obligations": [], "rule": "1"}}


@dataclass
class Ambit:
    """What the stand-in answers, and what it heard."""

    url: str = ""
    lease_seconds: float = 3600
    epoch: str = "one"
    is_silent: bool = False
    feed: list[dict[str, Any]] = field(default_factory=list)
    # What the platform must say it holds before anything else is answered.
    is_restored: bool = False
    # Lines that a snapshot loses on its way, counted from its end.
    snapshot_loses: int = 0
    snapshots: int = 0
    comparisons: list[dict[str, Any]] = field(default_factory=list)
    # Per subject: the answers to give in turn; the last one is repeated.
    answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    line_problems: dict[str, str] = field(default_factory=dict)
    meanwhile: Callable[[], object] = lambda: None
    questions: list[dict[str, Any]] = field(default_factory=list)
    acks: list[dict[str, Any]] = field(default_factory=list)
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    def token(self) -> tuple[int, Any]:
        self.tokens.add(token := uuid4().hex)
        return 200, {"access_token": token, "token_type": "Bearer", "expires_in": 600}

    def changes(self, query: dict[str, list[str]]) -> tuple[int, Any]:
        epoch, _, seq = query.get("after", [f"{self.epoch}.0"])[0].partition(".")
        if self.is_restored:
            return 409, {"code": "reconcile_required", "status": 409}
        if epoch != self.epoch:
            return 409, {"code": "resync_required", "status": 409}
        items = self.feed[int(seq) : int(seq) + 2]
        reached = int(seq) + len(items)
        return 200, {
            "items": items,
            "next": f"{self.epoch}.{reached}",
            "has_more": reached < len(self.feed),
            "head": len(self.feed),
            "valid_until": instant(self.lease_seconds),
        }

    def newest(self) -> dict[str, dict[str, Any]]:
        """Give each subject's newest line, sorted by subject."""
        found = {one["subject_id"]: one for one in self.feed}
        return dict(sorted(found.items()))

    def snapshot(self) -> tuple[int, Any]:
        if self.is_restored:
            return 409, {"code": "reconcile_required", "status": 409}
        self.snapshots += 1
        lines = list(self.newest().values())
        head = {
            "next": f"{self.epoch}.{len(self.feed)}",
            "head": len(self.feed),
            "count": len(lines),
            "valid_until": instant(self.lease_seconds),
        }
        whole = [{"snapshot": head}, *lines, {"end": {"count": len(lines)}}]
        return 200, whole[: len(whole) - self.snapshot_loses]

    def compare(self, body: dict[str, Any]) -> tuple[int, Any]:
        self.comparisons.append(body)
        ours = {
            subject_id: (one["version"], one["told"]["sharing"])
            for subject_id, one in self.newest().items()
            if one["told"]["sharing"] != "ended"
        }
        text = "".join(f"{one}:{ours[one][0]}:{ours[one][1]}\n" for one in ours)
        digest = hashlib.sha256(text.encode()).hexdigest()
        differences = []
        if "items" in body:
            self.is_restored = False
            theirs = {
                one["subject_id"]: (one["version"], one["sharing"])
                for one in body["items"]
            }
            differences = [
                {"subject_id": one, "code": "different", "version": 0}
                for one in sorted({*ours, *theirs})
                if ours.get(one) != theirs.get(one)
            ]
        return 200, {
            "matches": (body["count"], body["digest"]) == (len(ours), digest),
            "count": len(ours),
            "digest": digest,
            "differences": differences,
            "valid_until": instant(self.lease_seconds),
        }

    def acknowledge(self, body: dict[str, Any]) -> tuple[int, Any]:
        self.acks.append(body)
        lease = instant(self.lease_seconds)
        return 200, {
            "accepted": len(body["enforced"]),
            "problems": [],
            "valid_until": lease,
        }

    def evaluate(self, body: dict[str, Any]) -> tuple[int, Any]:
        self.questions.append(body)
        self.meanwhile()
        answers = self.answers.get(body["resource"]["id"], [deny("unanswered")])
        return 200, answers.pop(0) if len(answers) > 1 else answers[0]

    def report(self, body: list[dict[str, Any]]) -> tuple[int, Any]:
        problems = []
        for place, event in enumerate(body):
            if code := self.line_problems.get(event["subject_id"]):
                problems.append(
                    {
                        "pointer": f"/{place}",
                        "event_id": event["event_id"],
                        "code": code,
                    }
                )
            else:
                self.events[event["event_id"]] = event
        return 200, {
            "accepted": len(body) - len(problems),
            "repeated": 0,
            "problems": problems,
        }


class Handler(BaseHTTPRequestHandler):
    server: "Server"

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def _serve(self, body: bytes) -> None:
        status, answer = self._answer(body)
        self.send_response(status)
        self.end_headers()
        lines = answer if isinstance(answer, list) else [answer]
        self.wfile.write("\n".join(json.dumps(line) for line in lines).encode())

    def _answer(self, body: bytes) -> tuple[int, Any]:
        ambit, address = self.server.ambit, urlsplit(self.path)
        if ambit.is_silent:
            return 503, {}
        if address.path == "/oauth/token":
            basic = b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
            is_right = self.headers["Authorization"] == f"Basic {basic}"
            return ambit.token() if is_right else (401, {"error": "invalid_client"})
        if self.headers["Authorization"].removeprefix("Bearer ") not in ambit.tokens:
            return 401, {"code": "not_authenticated"}
        if address.path == "/api/v1/changes":
            return ambit.changes(parse_qs(address.query))
        if address.path == "/api/v1/changes/snapshot":
            return ambit.snapshot()
        doors = {
            "/api/v1/changes/ack": ambit.acknowledge,
            "/api/v1/changes/digest": ambit.compare,
            "/access/v1/evaluation": ambit.evaluate,
            "/api/v1/access-events": ambit.report,
        }
        return doors[address.path](json.loads(body))


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, ambit: Ambit) -> None:
        self.ambit = ambit
        super().__init__(("127.0.0.1", 0), Handler)
        ambit.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


def signed(
    message: dict[str, Any], *, secret: str = SECRET, age: float = 0
) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(message)
    at = datetime.fromtimestamp(time.time() - age, tz=UTC)
    signature = Webhook(secret).sign("msg_1", at, body)
    return body.encode(), {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


def change(
    subject_id: str, version: int, *, sharing: str = "some", lease: float = 3600
) -> dict[str, Any]:
    data = item(subject_id, version, sharing=sharing) | {"changes_since_ack": []}
    kind = data.pop("kind")
    return {
        "type": kind,
        "timestamp": instant(0),
        "data": data | {"valid_until": instant(lease)},
    }


def batch(*changes: dict[str, Any], lease: float = 3600) -> dict[str, Any]:
    return {
        "type": "changes.batch",
        "timestamp": instant(0),
        "data": {"changes": list(changes), "valid_until": instant(lease)},
    }


def heartbeat(lease: float, **data: Any) -> dict[str, Any]:
    return {
        "type": "platform.heartbeat",
        "timestamp": instant(0),
        "data": {"valid_until": instant(lease)} | data,
    }


def wait_for(condition: Any, seconds: float = 8) -> Any:
    """Wait until the condition holds, and give what it found."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return found


def get(url: str) -> Any:
    with requests.get(url, timeout=5) as response:
        return response.json()
