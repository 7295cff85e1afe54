import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from consent.alarms.models import Alarm
from consent.audit.models import LogEntry
from consent.links.models import LinkVersion
from consent.links.services import issue_versions
from consent.publishing.claims import lock_deliveries
from consent.publishing.confirmations import Word, confirm
from consent.publishing.drain import drain
from consent.publishing.models import Confirmation, Delivery, FeedEntry, Urgency
from consent.publishing.services import Enforced, NotEnforced, acknowledge, note_read
from tests.publishing.rows import (
    Change,
    make_link,
    make_participant,
    make_platform,
    tell,
)

pytestmark = pytest.mark.django_db


def test_publishing_makes_a_due_delivery_and_a_line(platform):
    link = make_link(platform)

    [version] = tell(link, sharing="none")

    delivery = Delivery.objects.get(link=link)
    entry = FeedEntry.objects.get(link=link)
    assert delivery.target_version == version.version
    assert delivery.urgency == Urgency.NARROWING
    assert delivery.narrowing_since == version.issued_at
    assert entry.seq == 1
    assert f'"version":{version.version}' in entry.body


def test_a_widening_hides_no_narrowing_that_was_not_received(platform):
    link = make_link(platform)
    [narrowing] = tell(link, change=Change.NARROWED)

    tell(link, change=Change.WIDENED)

    delivery = Delivery.objects.get(link=link)
    assert delivery.urgency == Urgency.NARROWING
    assert delivery.narrowing_since == narrowing.issued_at
    assert delivery.due_since == narrowing.issued_at


def test_lines_of_a_feed_are_numbered_without_gaps(platform):
    other = make_platform()
    person = make_participant()
    mine, theirs = make_link(platform, person), make_link(other, person)
    more = [make_link(platform) for _ in range(3)]
    tell(mine, theirs)
    tell(*more)
    tell(theirs)

    mine_seqs = FeedEntry.objects.filter(platform=platform).values_list(
        "seq", flat=True
    )
    their_seqs = FeedEntry.objects.filter(platform=other).values_list("seq", flat=True)

    assert sorted(mine_seqs) == [1, 2, 3, 4]
    assert sorted(their_seqs) == [1, 2]


def test_statements_do_not_grow_with_links(db):
    person = make_participant()
    few = [make_link(make_platform(), person)]
    many = [make_link(make_platform(), person) for _ in range(10)]

    with CaptureQueriesContext(
        connection,
    ) as for_few:
        tell(*few)
    with CaptureQueriesContext(connection) as for_many:
        tell(*many)

    assert len(for_many) == len(for_few)


def test_saying_in_force_puts_a_version_in_force(platform):
    link = make_link(platform)
    [version] = tell(link)

    outcome = acknowledge(
        platform=platform, enforced=[Enforced(link.subject_id, version.version)]
    )
    again = acknowledge(
        platform=platform, enforced=[Enforced(link.subject_id, version.version)]
    )

    delivery = Delivery.objects.get(link=link)
    assert outcome.accepted == again.accepted == 1
    assert outcome.problems == []
    assert delivery.enforced_version == delivery.received_version == version.version
    assert Confirmation.objects.count() == 2


def test_saying_an_older_version_is_in_force_leaves_the_newer_narrowing_open(platform):
    link = make_link(platform)
    [old] = tell(link)
    [new] = tell(link, change=Change.WITHDRAWN)

    acknowledge(platform=platform, enforced=[Enforced(link.subject_id, old.version)])

    delivery = Delivery.objects.get(link=link)
    assert delivery.enforced_version == old.version
    assert delivery.narrowing_since == new.issued_at
    assert delivery.urgency == Urgency.NARROWING


def test_saying_an_older_version_again_puts_off_no_question_after_the_newer(platform):
    link = make_link(platform)
    [old] = tell(link)
    [new] = tell(link)
    acknowledge(platform=platform, enforced=[Enforced(link.subject_id, old.version)])
    confirm([Word(link.pk, new.version, is_enforced=False)])
    asked_by = Delivery.objects.get(link=link).enforce_by

    acknowledge(platform=platform, enforced=[Enforced(link.subject_id, old.version)])

    assert asked_by is not None
    assert Delivery.objects.get(link=link).enforce_by == asked_by


def test_versions_never_issued_and_foreign_subjects_do_not_count(platform):
    link, foreign = make_link(platform), make_link(make_platform())
    [version] = tell(link)
    [foreign_version] = tell(foreign)

    outcome = acknowledge(
        platform=platform,
        enforced=[
            Enforced(link.subject_id, version.version + 1),
            Enforced(foreign.subject_id, foreign_version.version),
            Enforced("s-nobody", 1),
            Enforced(link.subject_id, version.version),
        ],
    )

    assert outcome.accepted == 1
    assert [(problem.pointer, problem.code) for problem in outcome.problems] == [
        ("/enforced/0", "never_issued"),
        ("/enforced/1", "unknown_subject"),
        ("/enforced/2", "unknown_subject"),
    ]
    assert Delivery.objects.get(link=foreign).enforced_version == 0
    assert LogEntry.objects.filter(kind="alarm.raised").count() == 1
    assert Alarm.objects.get(platform=platform).kind == Alarm.Kind.NEVER_ISSUED


def test_a_platform_that_cannot_enforce_is_kept_on_the_list(platform):
    link = make_link(platform)
    [version] = tell(link)

    outcome = acknowledge(
        platform=platform,
        enforced=[],
        errors=[NotEnforced(link.subject_id, version.version, "frozen", "in print")],
    )

    delivery = Delivery.objects.get(link=link)
    assert outcome.problems == []
    assert delivery.last_error == "platform_frozen"
    assert delivery.enforced_version == 0


def test_reading_the_feed_is_remembered(platform):
    note_read(platform=platform)

    platform.refresh_from_db()
    assert platform.health.last_read_at is not None


def test_acknowledging_while_a_push_is_on_its_way_counts_both(platform, receiver):
    receiver.enforces = False
    link = make_link(platform)
    [version] = tell(link)
    acknowledge(
        platform=platform, enforced=[Enforced(link.subject_id, version.version)]
    )

    drain(platform.pk, Urgency.NARROWING)

    assert Delivery.objects.get(link=link).enforced_version == version.version
    assert receiver.heard == []


@pytest.mark.django_db(transaction=True)
def test_an_answer_does_not_wait_for_a_change_that_is_being_saved(platform):
    link = make_link(platform)
    [version] = tell(link)
    link.state = link.State.ENDING
    link.save()

    def answer():
        with transaction.atomic():
            lock_deliveries([link.pk])
            confirm([Word(link.pk, version.version, is_enforced=True)])
        connection.close()

    with transaction.atomic():
        issue_versions(
            links=[link],
            cause=LinkVersion.Cause.PREFERENCE,
            change=Change.NARROWED,
            preference_version=2,
        )
        answering = threading.Thread(target=answer)
        answering.start()
        answering.join(timeout=10)

        assert not answering.is_alive()
    link.refresh_from_db()
    assert link.state == link.State.ENDING
