"""Ambit as seen from outside: a token, choices to pull, decisions, reports."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import requests

from examples.platform.decisions import Decision, read_decision
from examples.platform.moments import now
from examples.platform.questions import WAYS, Question
from examples.platform.settings import Config

TIMEOUT = (3.05, 10)  # seconds to connect, seconds between two pieces of the answer
UNAUTHORIZED, CONFLICT = 401, 409
RECONCILE = "reconcile_required"
SCOPES = "preferences:read authzen:evaluate access-events:write"
SPARE = 30  # seconds before its end at which we fetch a new token


class Unanswered(Exception):
    """Ambit gave no answer that we can rely on."""


class ResyncRequired(Unanswered):
    """Our place in the feed means nothing to Ambit any more; we start anew."""


class ReconcileFirst(ResyncRequired):
    """Ambit was restored: before it tells us anything, it must hear what we hold."""


class Ambit:
    """A client for one platform; every call raises Unanswered rather than guess."""

    def __init__(self, base: str, config: Callable[[], Config]) -> None:
        self._base = base.rstrip("/")
        self._config = config
        self._token = ""
        self._token_until = 0.0
        self._lock = threading.Lock()
        self._local = threading.local()

    def changes(self, after: str | None) -> dict[str, Any]:
        """Pull the page of changes after our cursor; None starts at the first."""
        query = {"limit": "500"} | ({"after": after} if after else {})
        return _object(self._call("GET", "/api/v1/changes", params=query))

    def snapshot(self) -> Iterator[dict[str, Any]]:
        """Read the newest line of everybody, one by one, between a head and an end."""
        response = self._call("GET", "/api/v1/changes/snapshot", stream=True)
        with response:
            _expect_success(response)
            try:
                for line in response.iter_lines():
                    yield json.loads(line)
            except (requests.RequestException, ValueError) as error:
                raise Unanswered("a snapshot that breaks off") from error

    def acknowledge(
        self,
        enforced: Sequence[Mapping[str, Any]] = (),
        *,
        cursor: str | None,
        errors: Sequence[Mapping[str, Any]] = (),
        asks: Sequence[Mapping[str, Any]] = (),
    ) -> dict[str, Any]:
        """Say what is in force here, what cannot be, and how far we have read.

        `asks` answers what people asked of us.

        Saying it twice does no harm.
        """
        body: dict[str, Any] = {"enforced": list(enforced), "errors": list(errors)}
        if asks:
            body |= {"asks": list(asks)}
        if cursor:
            body |= {"cursor": cursor}
        return _object(self._call("POST", "/api/v1/changes/ack", json=body))

    def compare(self, summary: Mapping[str, Any]) -> dict[str, Any]:
        """Say what we hold, as a digest or item by item; hear what differs."""
        return _object(self._call("POST", "/api/v1/changes/digest", json=dict(summary)))

    def evaluate(self, question: Question, *, subject_id: str) -> Decision:
        """Ask whether this use of this person's data may be."""
        body = {
            "subject": {
                "type": "organization",
                "id": question.organization,
                "properties": {
                    "on_behalf_of": list(question.on_behalf_of),
                    "actor": question.actor,
                    "role": question.role,
                },
            },
            "action": {
                "name": "use",
                "properties": question.as_use() | {"way": WAYS[question.way][1]},
            },
            "resource": {"type": "participant", "id": subject_id},
            "context": {"places": list(question.places)},
        }
        found = _object(self._call("POST", "/access/v1/evaluation", json=body))
        try:
            return read_decision(found)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise Unanswered(f"a decision we cannot read: {error!r}") from error

    def report(self, events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Report uses and refusals; an event that arrives twice counts once."""
        return _object(self._call("POST", "/api/v1/access-events", json=list(events)))

    def _call(self, method: str, path: str, **content: Any) -> requests.Response:
        response = self._send(method, path, self._bearer(), **content)
        if response.status_code == UNAUTHORIZED:
            response = self._send(method, path, self._bearer(renew=True), **content)
        return response

    def _send(
        self, method: str, path: str, bearer: str, **content: Any
    ) -> requests.Response:
        try:
            return self._session().request(
                method,
                self._base + path,
                headers={"Authorization": f"Bearer {bearer}"},
                timeout=TIMEOUT,
                allow_redirects=False,
                **content,
            )
        except requests.RequestException as error:
            raise Unanswered(type(error).__name__) from error

    def _bearer(self, *, renew: bool = False) -> str:
        with self._lock:
            if renew or self._token_until - SPARE < now():
                config = self._config()
                response = self._fetch_token(config.client_id, config.client_secret)
                found = _object(response)
                self._token = str(found.get("access_token"))
                self._token_until = now() + float(found.get("expires_in", 0))
            return self._token

    def _fetch_token(self, client_id: str, client_secret: str) -> requests.Response:
        try:
            return self._session().post(
                self._base + "/oauth/token",
                data={"grant_type": "client_credentials", "scope": SCOPES},
                auth=(client_id, client_secret),
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise Unanswered(type(error).__name__) from error

    def _session(self) -> requests.Session:
        # A session of requests is not promised to be safe between threads.
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.trust_env = False
        found: requests.Session = self._local.session
        return found


def _expect_success(response: requests.Response) -> None:
    if response.status_code == CONFLICT:
        raise ReconcileFirst if _code_of(response) == RECONCILE else ResyncRequired
    if not response.ok:
        raise Unanswered(f"{response.status_code} from {response.request.path_url}")


def _code_of(response: requests.Response) -> object:
    try:
        problem = response.json()
    except ValueError:
        return None
    return problem.get("code") if isinstance(problem, dict) else None


def _object(response: requests.Response) -> dict[str, Any]:
    _expect_success(response)
    try:
        found = response.json()
    except ValueError as error:
        raise Unanswered("an answer that is not JSON") from error
    if not isinstance(found, dict):
        raise Unanswered("an answer that is not an object")
    return found
