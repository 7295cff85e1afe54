"""Every case of every standing is said in plain words, once."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from consent.links.models import Link
from tests import reading
from tests.delivery_page.arrivals import change, said, suspend

HARD_WORDS = ("withdraw", "consent", "API", "opt out", "pseudonym")
CASES = {
    "waiting": {},
    "unreached": {"last_error": "timeout"},
    "received": {"received_version": F("target_version")},
    "late": {"narrowing_since": timezone.now() - timedelta(days=3)},
    "refused": {
        "received_version": F("target_version"),
        "last_error": "platform_no_storage",
    },
    "refused before": {"last_error": "platform_no_storage"},
    "shut": {"last_error": "status_403"},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("standing", ["fine", "held", "silent", "stopped", "leaving"])
def test_every_case_is_plain_short_and_said_once(visitor, link, case, standing):
    change(link, **CASES[case])
    if standing in {"silent", "stopped"}:
        suspend(link.platform, before="live" if standing == "silent" else "")
    Link.objects.filter(pk=link.pk).update(
        held_since=timezone.now() if standing == "held" else None,
        state="ending" if standing == "leaving" else "active",
    )

    text = said(visitor)

    found = reading.sentences(text.replace("\n", " "))
    assert len(found) == len(set(found))
    assert all(len(sentence.split()) <= 20 for sentence in found)
    assert reading.grade(text) <= 6
    assert not [word for word in HARD_WORDS if word.lower() in text.lower()]
