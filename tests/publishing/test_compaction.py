"""Old lines go; what a platform needs to know stays for ever."""

from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from consent.audit.models import LogEntry
from consent.links.models import LinkVersion
from consent.publishing.compaction import compact_feeds
from consent.publishing.models import Delivery, FeedEntry, FeedHead
from consent.publishing.queries import feed_page
from tests.publishing.rows import Cause, Change, make_link, make_platform, tell
from tests.stack_database import with_name

pytestmark = pytest.mark.django_db

OLD, YOUNG = timedelta(days=91), timedelta(days=89)


def add_line(link, version: int, age: timedelta) -> None:
    """Put a line behind the feed's head, as it was told so long ago."""
    LinkVersion.objects.create(
        link=link,
        version=version,
        cause=Cause.PREFERENCE,
        change=Change.NARROWED,
        issued_at=timezone.now() - age,
    )
    head, _ = FeedHead.objects.get_or_create(platform=link.platform)
    head.seq += 1
    head.save()
    FeedEntry.objects.create(
        platform=link.platform,
        epoch=head.epoch,
        seq=head.seq,
        link=link,
        version=version,
        event="change.narrowed",
        body=f'{{"version":{version}}}',
    )
    Delivery.objects.update_or_create(
        link=link,
        defaults={
            "platform": link.platform,
            "target_version": version,
            "urgency": "narrowing",
        },
    )


def versions() -> list[int]:
    return list(FeedEntry.objects.order_by("pk").values_list("version", flat=True))


def test_old_lines_with_a_newer_one_go_and_the_rest_stays():
    platform = make_platform()
    ana, ben = make_link(platform), make_link(platform)
    add_line(ana, 1, OLD)
    add_line(ana, 2, YOUNG)
    add_line(ben, 3, OLD)
    add_line(ana, 4, YOUNG)

    gone = compact_feeds()

    assert gone == 1
    assert versions() == [2, 3, 4]
    assert compact_feeds() == 0
    assert LogEntry.objects.filter(kind="feed.compacted").count() == 1


def test_feed_goes_on_over_what_is_gone():
    platform = make_platform()
    ana, ben = make_link(platform), make_link(platform)
    add_line(ana, 1, OLD)
    start = feed_page(platform, "", 10).next
    for version in range(2, 6):
        add_line(ana, version, OLD)
    add_line(ben, 9, OLD)
    compact_feeds()

    page = feed_page(platform, start, 10)

    assert [item[-2:-1] for item in page.items] == ["5", "9"]
    assert (page.head, page.has_more) == (6, False)


def test_an_empty_feed_needs_no_compaction():
    assert compact_feeds() == 0


def test_nobody_keeps_less_than_ninety_days(settings):
    tell(make_link(make_platform()))
    settings.PUBLISHING = {**settings.PUBLISHING, "FEED_KEEP_DAYS": 89}

    with pytest.raises(Exception, match="at least 90 days"):
        compact_feeds()


@pytest.mark.django_db(transaction=True)
def test_app_role_compacts_by_the_door_only():
    platform = make_platform()
    link = make_link(platform)
    add_line(link, 1, OLD)
    add_line(link, 2, YOUNG)
    call_command("grant_app_role", settings.DATABASE_APP_ROLE, verbosity=0)
    url = with_name(settings.DATABASE_APP_URL, connection.settings_dict["NAME"])

    with psycopg.connect(url, autocommit=True) as app:
        app.execute("SET pgtrigger.ignore = '{pgtrigger_append_only_f9f37}'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM consent_feedentry")
        first, last = app.execute(
            "SELECT min(id), max(id) + 1 FROM consent_feedentry"
        ).fetchone()
        done = app.execute(
            "SELECT consent_compact_feeds(90, %s, %s)", [first, last]
        ).fetchone()

    assert done == (1,)
    assert versions() == [2]
    with (
        connection.cursor() as cursor,
        pytest.raises(Exception, match="Cannot update or delete"),
    ):
        cursor.execute("DELETE FROM consent_feedentry")
