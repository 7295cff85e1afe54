"""A snapshot through the real server: its reader dawdles, or goes."""

import http.client
import json
import os
import socket
from http import HTTPStatus
from pathlib import Path

import pytest
from django.db import connection

from consent.organizations import services as organizations
from tests import people
from tests.institutions import make_steward

pytestmark = pytest.mark.faults

SUBJECTS, PADDING = 15_000, 4_000
MEGABYTE = 1024 * 1024

# One feed of some sixty megabytes, as if it had been told.
FILL = (
    """
    WITH person AS (
        INSERT INTO consent_participant (called, country)
        SELECT 'Somebody', 'FI' FROM generate_series(1, %(subjects)s) RETURNING id
    )
    INSERT INTO consent_link (participant_id, platform_id, subject_id, version,
        version_offset, state, legal_effect, has_prior_consent, shares_conditions)
    SELECT id, %(platform)s, 's-' || md5(id::text), 1, 0, 'active', 'consent',
           false, false
    FROM person
    """,
    """
    INSERT INTO consent_feedhead (platform_id, epoch, seq)
    VALUES (%(platform)s, gen_random_uuid(), %(subjects)s)
    """,
    """
    INSERT INTO consent_feedentry
        (platform_id, epoch, seq, link_id, version, event, body)
    SELECT link.platform_id, head.epoch, row_number() OVER (), link.id, 1,
           'change.narrowed',
           '{"subject_id":"' || subject_id || repeat('x', %(padding)s) || '"}'
    FROM consent_link link JOIN consent_feedhead head USING (platform_id)
    """,
    """
    INSERT INTO consent_delivery (link_id, platform_id, target_version,
        received_version, enforced_version, urgency, attempts, last_error)
    SELECT id, platform_id, 1, 1, 1, 'widening', 0, '' FROM consent_link
    """,
)


@pytest.fixture
def place(stack):
    """A platform with a long feed; return its token."""
    platform = people.make_platform("lakeside")
    issued = organizations.issue_credential(
        platform=platform, name="test", by=make_steward()
    )
    fill(platform)
    stack.start("web")
    return token_of(stack, issued)


def fill(platform) -> None:
    parameters = {
        "platform": platform.pk,
        "subjects": SUBJECTS,
        "padding": PADDING,
    }
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, parameters)


def token_of(stack, issued) -> str:
    answer = ask(
        stack,
        "POST",
        "/oauth/token",
        body="grant_type=client_credentials"
        f"&client_id={issued.client_id}&client_secret={issued.secret}",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    return json.loads(answer[1])["access_token"]


def ask(stack, method: str, path: str, **call) -> tuple[int, bytes]:
    link = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=60)
    try:
        link.request(method, path, **call)
        answer = link.getresponse()
        return answer.status, answer.read()
    finally:
        link.close()


def snapshot(stack, token: str) -> tuple[int, bytes]:
    bearer = {"Authorization": f"Bearer {token}"}
    return ask(stack, "GET", "/api/v1/changes/snapshot", headers=bearer)


def begin(stack, token: str) -> socket.socket:
    """Ask for a snapshot, and read no more than its beginning."""
    reader = socket.create_connection(("127.0.0.1", stack.port), timeout=60)
    request = (
        "GET /api/v1/changes/snapshot HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {token}\r\n\r\n"
    )
    reader.sendall(request.encode())
    assert reader.recv(12) == b"HTTP/1.1 200"
    return reader


def memory(stack) -> int:
    """Return the bytes that the web processes hold now."""
    group = stack.children["web"].process.pid
    pages = 0
    for path in Path("/proc").glob("[0-9]*/statm"):
        try:
            if os.getpgid(int(path.parent.name)) == group:
                pages += int(path.read_text().split()[1])
        except (ProcessLookupError, FileNotFoundError):
            continue
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_a_snapshot_needs_little_memory_and_is_freed_when_its_reader_goes(stack, place):
    snapshot(stack, place)
    before = memory(stack)
    status, body = snapshot(stack, place)
    assert status == HTTPStatus.OK
    assert len(body) > SUBJECTS * PADDING
    assert json.loads(body.splitlines()[-1]) == {"end": {"count": SUBJECTS}}
    assert memory(stack) - before < 16 * MEGABYTE

    # It reads nothing: so neither does the server, and nobody else may begin.
    reader = begin(stack, place)
    assert snapshot(stack, place)[0] == HTTPStatus.TOO_MANY_REQUESTS
    assert memory(stack) - before < 16 * MEGABYTE

    reader.close()
    stack.wait_for(lambda: snapshot(stack, place)[0] == HTTPStatus.OK, within=10)


def test_a_reader_that_stops_reading_keeps_no_other_platform_out(start_stack):
    stack = start_stack(environment={"PUBLISHING_STALLED_SECONDS": "1"})
    platforms = [people.make_platform(code) for code in ("lakeside", "library")]
    by = make_steward()
    issued = [
        organizations.issue_credential(platform=one, name="test", by=by)
        for one in platforms
    ]
    fill(platforms[0])
    stack.start("web")
    lakeside, library = (token_of(stack, one) for one in issued)
    reader = begin(stack, lakeside)

    assert snapshot(stack, library)[0] == HTTPStatus.TOO_MANY_REQUESTS
    stack.wait_for(lambda: snapshot(stack, library)[0] == HTTPStatus.OK, within=20)

    assert readers_in_database() == 0
    assert snapshot(stack, lakeside)[0] == HTTPStatus.TOO_MANY_REQUESTS
    reader.close()
    stack.wait_for(lambda: snapshot(stack, lakeside)[0] == HTTPStatus.OK, within=20)


def readers_in_database() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'ClientWrite'"
            " AND datname = current_database()"
        )
        return cursor.fetchone()[0]
