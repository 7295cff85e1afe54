"""One dead platform with 100,000 changes due costs the others next to nothing."""

import json
from collections.abc import Mapping
from uuid import uuid4

import pytest
from django.db import connection

from consent.publishing.bell import TAKE_BELLS
from consent.publishing.claims import CLAIM, HAS_DUE
from consent.publishing.gates import STATES
from consent.publishing.models import PlatformHealth
from consent.supervision.dispatcher import DUE_LANES
from tests.publishing.rows import make_participant, make_platform

DUE = 100_000
# Pages of 8 kB that a question may read; the due rows alone fill thousands.
MOST_PAGES = 400

LINK = """
INSERT INTO consent_link (participant_id, platform_id, subject_id, version,
    version_offset, state, legal_effect, has_prior_consent, shares_conditions)
SELECT %(participant)s, %(platform)s, 's-' || %(platform)s || '-' || n, 1, 0, 'ended',
       'consent', false, false
FROM generate_series(1, %(count)s) AS n
"""
DELIVERY = """
INSERT INTO consent_delivery (link_id, platform_id, target_version, received_version,
    enforced_version, urgency, due_since, narrowing_since, next_attempt_at, attempts,
    last_error)
SELECT id, platform_id, 2, %(received)s, 0,
       CASE WHEN id %% 2 = 0 THEN 'narrowing' ELSE 'widening' END,
       clock_timestamp(), CASE WHEN id %% 2 = 0 THEN clock_timestamp() END,
       clock_timestamp() - interval '1 hour', 0, ''
FROM consent_link WHERE platform_id = %(platform)s
"""
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def dead():
    platform = make_platform("https://dead.example.org/")
    fill(platform, DUE, received=0)
    PlatformHealth.objects.create(
        platform=platform,
        opened_at="2026-11-23T00:00:00Z",
        next_probe_at="2100-01-01T00:00:00Z",
    )
    return platform


@pytest.fixture
def others():
    places = [make_platform(f"https://{n}.example.org/") for n in range(5)]
    for place in places:
        fill(place, 1_000, received=2)
        fill(place, 20, received=0)
    return places


def fill(platform, count: int, *, received: int) -> None:
    own = make_participant().pk
    run(LINK.replace("'s-'", f"'s-{received}-'"), own, platform, count)
    run(DELIVERY + f" AND participant_id = {own}", own, platform, count, received)


def run(statement, participant, platform, count, received=0) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "participant": participant,
                "platform": platform.pk,
                "count": count,
                "received": received,
            },
        )


def cost_of(statement: str, parameters: Mapping[str, object]) -> tuple[int, float]:
    """Run a question; return the pages that it read and its milliseconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", parameters
        )
        [(plan,)] = cursor.fetchall()
    found = json.loads(plan) if isinstance(plan, str) else plan
    top = found[0]["Plan"]
    pages = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
    return pages, found[0]["Execution Time"]


def test_questions_about_lanes_do_not_grow_with_what_is_due(dead, others):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE consent_delivery, consent_link, consent_platform")
    places = [dead.pk, *(place.pk for place in others)]
    lane = {
        "urgency": "narrowing",
        "token": uuid4(),
        "flying": 0,
        "limit": 64,
        **STATES,
    }
    claim = {**lane, "lease": 60, "pauses": [30.0], "later": 900}
    asked = {
        "dispatcher": (DUE_LANES, STATES),
        "bell": (TAKE_BELLS, {**lane, "platforms": places, "pause": 5}),
        "has due, dead": (HAS_DUE, {**lane, "platform": dead.pk}),
        "has due, fine": (HAS_DUE, {**lane, "platform": others[0].pk}),
        "claim, dead": (CLAIM, {**claim, "platform": dead.pk}),
        "claim, fine": (CLAIM, {**claim, "platform": others[0].pk}),
    }

    costs = {name: cost_of(*question) for name, question in asked.items()}

    assert {
        name: pages for name, (pages, _) in costs.items() if pages > MOST_PAGES
    } == {}
