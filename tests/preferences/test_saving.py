"""Saving a draft, when somebody is in a hurry."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from consent.links.models import Link
from consent.participants.models import Participant
from consent.preferences import saving
from consent.preferences.models import Preference
from consent.preferences.saving import Draft
from consent.vocabulary.levels import Level, choices_of
from tests.people import choose, make_person


def wait_until_somebody_waits_for_a_lock():
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    pytest.fail("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_second_press_of_the_button_gives_what_the_first_saved():
    ana = make_person("Ana")
    choose(ana, Level.HEALTH)
    draft = Draft(ana.participant_id, choices_of(Level.CONDITION), replacing=1)
    found = []

    def press():
        found.append(
            saving.save(
                draft=draft,
                by=ana.account,
                authority=ana,
                language="en",
                may_widen=True,
            )
        )
        connection.close()

    with transaction.atomic():
        Participant.objects.select_for_update().get(pk=ana.participant_id)
        second = threading.Thread(target=press)
        second.start()
        wait_until_somebody_waits_for_a_lock()
        first = choose(ana, draft.value, replacing=1)
    second.join(timeout=10)

    assert [saved.preference for saved in found] == [first]
    assert Preference.objects.count() == first.version


@pytest.mark.parametrize("level", [Level.WIDE, Level.HEALTH])
def test_what_a_restore_held_goes_on_only_after_a_fresh_sign_in(ana, link, level):
    choose(ana, Level.WIDE)
    Link.objects.filter(pk=link.pk).update(held_since=timezone.now())

    def save(replacing: int, *, may_widen: bool) -> tuple[saving.Saved, bool]:
        draft = Draft(ana.participant_id, choices_of(level), replacing=replacing)
        saved = saving.save(
            draft=draft,
            by=ana.account,
            authority=ana,
            language="en",
            may_widen=may_widen,
        )
        link.refresh_from_db()
        return saved, link.held_since is not None

    first, is_held = save(1, may_widen=False)
    assert (first.is_rest_waiting, is_held) == (True, True)
    version = first.preference.version if first.preference else 1

    second, is_held = save(version, may_widen=True)
    assert (second.is_rest_waiting, is_held) == (False, False)


def test_hiding_conditions_lets_nothing_go_without_a_fresh_sign_in(ana, link):
    choose(ana, Level.WIDE)
    Link.objects.filter(pk=link.pk).update(
        held_since=timezone.now(), shares_conditions=True
    )

    saved = saving.save(
        draft=Draft(ana.participant_id, choices_of(Level.WIDE), replacing=1),
        by=ana.account,
        authority=ana,
        language="en",
        may_widen=False,
    )

    link.refresh_from_db()
    assert saved.is_rest_waiting
    assert not link.shares_conditions
    assert link.held_since is not None
