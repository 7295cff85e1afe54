"""What a platform holds against what it was told, one rule after the other."""

import hashlib
import json

import pytest
from django.db import connection

from consent.alarms.models import Alarm
from consent.links.services import end_link
from consent.publishing.digest import Held, compare, summarize
from consent.publishing.healing import heal
from consent.publishing.models import Delivery, FeedEntry
from consent.publishing.restore import Span
from consent.publishing.services import Enforced, acknowledge
from consent.publishing.targets import send_again
from tests.publishing.rows import (
    Cause,
    Change,
    make_account,
    make_link,
    make_platform,
    tell,
)

pytestmark = pytest.mark.django_db
ALL = Span()


@pytest.fixture
def place():
    return make_platform()


def in_force(link, **how) -> int:
    """Tell a platform of a version, and let it confirm that; return the number."""
    [version] = tell(link, **how)
    acknowledge(
        platform=link.platform, enforced=[Enforced(link.subject_id, version.version)]
    )
    return version.version


def codes(platform, *held: Held, span: Span = ALL) -> list[tuple[str, str, bool]]:
    found = compare(platform=platform, held=held, span=span)
    return [(one.subject_id, one.code, one.is_news) for one in found]


def test_digest_is_what_a_platform_can_make_by_itself(place):
    links = [make_link(place) for _ in range(3)]
    lines = [f"{link.subject_id}:{in_force(link)}:some\n" for link in links]
    over = make_link(place)
    in_force(over, sharing="ended", cause=Cause.ENDED)
    in_force(make_link(make_platform()))

    found = summarize(place, ALL)

    expected = hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()
    assert (found.count, found.digest) == (3, expected)


def test_digest_of_nothing_is_that_of_no_bytes(place):
    assert summarize(place, ALL).digest == hashlib.sha256().hexdigest()


def test_spans_part_the_whole(place):
    first, second = sorted(
        [make_link(place), make_link(place)], key=lambda link: link.subject_id
    )
    in_force(first)
    in_force(second)

    middle = first.subject_id
    assert summarize(place, Span(until=middle)).count == 1
    assert summarize(place, Span(after=middle)).count == 1
    assert codes(place, span=Span(after=middle)) == [
        (second.subject_id, "missing", True)
    ]


def test_what_is_alike_is_no_difference(place):
    link = make_link(place)
    version = in_force(link)

    assert codes(place, Held(link.subject_id, version, "some")) == []


def test_an_older_version_is_behind_and_sent_again(place):
    link = make_link(place)
    old = in_force(link)
    new = in_force(link, change=Change.WITHDRAWN, sharing="none")

    differences = compare(
        platform=place, held=[Held(link.subject_id, old, "some")], span=ALL
    )
    healed = heal(platform=place, differences=differences)

    delivery = Delivery.objects.get(pk=link.pk)
    assert [(one.code, one.version) for one in differences] == [("behind", new)]
    assert healed == 1
    assert (delivery.received_version, delivery.enforced_version) == (old, old)
    assert delivery.urgency == "narrowing"
    assert delivery.narrowing_since is not None
    alarm = Alarm.objects.get(kind=Alarm.Kind.DIFFERENT)
    assert alarm.detail == "1"


def test_what_is_on_its_way_is_no_news(place):
    link, other = make_link(place), make_link(place)
    old = in_force(link)
    tell(link)
    tell(other)

    differences = compare(
        platform=place, held=[Held(link.subject_id, old, "some")], span=ALL
    )

    assert [(one.code, one.is_news) for one in differences] == [
        ("behind", False),
        ("missing", False),
    ]
    assert heal(platform=place, differences=differences) == 0
    assert not Alarm.objects.exists()


def test_a_missing_subject_is_sent_again(place):
    link = make_link(place)
    in_force(link)

    differences = compare(platform=place, held=[], span=ALL)
    heal(platform=place, differences=differences)

    delivery = Delivery.objects.get(pk=link.pk)
    assert [one.code for one in differences] == ["missing"]
    assert (delivery.received_version, delivery.enforced_version) == (0, 0)


def test_a_subject_lost_while_it_is_sent_again_is_taken_back(place):
    link = make_link(place)
    in_force(link)
    send_again(held={link.pk: None})

    heal(platform=place, differences=compare(platform=place, held=[], span=ALL))

    assert Delivery.objects.get(link=link).enforced_version == 0


def test_an_ended_subject_may_be_forgotten_or_kept(place):
    link = make_link(place)
    in_force(link)
    end_link(link=link, by=make_account())
    version = in_force(
        link, change=Change.WITHDRAWN, cause=Cause.ENDED, sharing="ended"
    )

    assert codes(place) == []
    assert codes(place, Held(link.subject_id, version, "ended")) == []


def test_an_ended_subject_that_goes_on_is_behind(place):
    link = make_link(place)
    old = in_force(link)
    end_link(link=link, by=make_account())
    in_force(link, change=Change.WITHDRAWN, cause=Cause.ENDED, sharing="ended")

    held = Held(link.subject_id, old, "some")

    assert codes(place, held) == [(link.subject_id, "behind", True)]


def test_a_version_that_was_never_issued_is_ahead_and_an_alarm(place):
    link = make_link(place)
    version = in_force(link)
    held = Held(link.subject_id, version + 1, "some")

    differences = compare(platform=place, held=[held], span=ALL)
    healed = heal(platform=place, differences=differences)

    assert [one.code for one in differences] == ["ahead"]
    assert healed == 0
    assert Alarm.objects.get().kind == Alarm.Kind.NEVER_ISSUED


def test_another_platforms_subject_is_unknown_and_stored_nowhere(place):
    stranger = make_link(make_platform())
    version = in_force(stranger)

    found = compare(
        platform=place, held=[Held(stranger.subject_id, version, "some")], span=ALL
    )

    assert [(one.code, one.version) for one in found] == [("unknown", None)]
    assert heal(platform=place, differences=found) == 0
    assert not Alarm.objects.exists()


def test_a_misunderstood_version_is_told_under_a_higher_number(place):
    link = make_link(place)
    version = in_force(link, change=Change.WITHDRAWN, sharing="none")
    told = json.loads(FeedEntry.objects.get(version=version).body)["told"]

    differences = compare(
        platform=place, held=[Held(link.subject_id, version, "some")], span=ALL
    )
    heal(platform=place, differences=differences)

    newest = FeedEntry.objects.filter(link=link).latest("version")
    delivery = Delivery.objects.get(pk=link.pk)
    assert [one.code for one in differences] == ["different"]
    assert newest.version == delivery.target_version > version
    assert json.loads(newest.body)["told"] == told
    assert delivery.urgency == "narrowing"


def test_who_misunderstands_again_at_once_is_not_told_again_at_once(place):
    link = make_link(place)
    for _ in range(2):
        held = [Held(link.subject_id, in_force(link), "none")]
        heal(platform=place, differences=compare(platform=place, held=held, span=ALL))
        newest = FeedEntry.objects.filter(link=link).latest("version").version
        held = [Held(link.subject_id, newest, "none")]
        heal(platform=place, differences=compare(platform=place, held=held, span=ALL))

        assert FeedEntry.objects.filter(link=link).latest("version").version == newest


def test_healing_twice_repeats_nothing(place):
    link = make_link(place)
    in_force(link)
    for _ in range(2):
        differences = compare(platform=place, held=[], span=ALL)
        heal(platform=place, differences=differences)

    assert [one.is_news for one in differences] == [False]
    assert Alarm.objects.get().count == 1


def test_the_spans_order_has_an_index(place):
    link = make_link(place)
    in_force(link)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM consent_link WHERE platform_id = %s"
            ' AND subject_id COLLATE "C" > %s ORDER BY subject_id COLLATE "C"',
            [place.pk, "s-1"],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "link_of_platform" in plan
