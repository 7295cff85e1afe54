"""After a restore: what a place knew, and we lost, is never widened by us.

A savepoint is the backup; rolling back to it loses what came later, as a restore
does. What the place holds is kept beside.
"""

import pytest

from consent.audit.models import LogEntry
from consent.links.models import Link, LinkVersion
from consent.preferences import services as preferences
from consent.publishing.digest import Held, compare
from consent.publishing.models import Delivery
from consent.publishing.restore import Span
from consent.vocabulary.levels import Level
from tests import people
from tests.preferences.restores import (
    begin,
    confirm,
    held_of,
    lost,
    post,
    standing,
    told,
)

pytestmark = pytest.mark.django_db


def test_a_choice_that_was_lost_holds_the_link(ana, joined, place):
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
        known = confirm(joined)
    begin()

    is_agreed = post(place, known)

    assert is_agreed
    assert standing(joined) == (True, "none", True)
    assert Link.objects.get(pk=joined.pk).version > known.version
    assert LogEntry.objects.filter(kind="link.held").count() == 1


@pytest.mark.parametrize("answers_first", [True, False])
def test_what_one_place_knew_counts_at_places_that_never_heard(
    ana, joined, place, answers_first
):
    library = people.make_platform("library")
    other = preferences.join(
        participant=ana.participant, platform=library, by=ana.account
    )
    wide = confirm(other)
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
        known = confirm(joined)
    begin()
    if answers_first:
        post(library, wide)

    post(place, known)

    assert standing(other) == (True, "none", True)
    assert answers_first or post(library, wide)
    assert standing(other) == (True, "none", True)


@pytest.mark.parametrize("level", [Level.CONDITION, Level.WIDE])
def test_of_two_that_share_something_nobody_knows_the_narrower(
    ana, joined, place, level
):
    with lost():
        people.choose(ana, level, replacing=1)
        known = confirm(joined)
    begin()

    post(place, known)

    assert known.sharing == "some"
    assert standing(joined) == (True, "none", True)


def test_what_the_place_knew_alike_goes_on_under_a_new_version(joined, place):
    known = held_of(joined)
    begin()

    assert post(place, known)

    assert standing(joined) == (False, "some", False)
    newest = LinkVersion.objects.filter(link=joined).latest("version")
    assert (newest.cause, newest.preference_version) == ("restore", 1)
    assert newest.version > known.version


def test_two_that_share_nothing_are_alike(ana, place):
    people.choose(ana, Level.NONE)
    link = preferences.join(participant=ana.participant, platform=place, by=ana.account)
    with lost():
        preferences.tell_again(
            participant=ana.participant,
            cause=LinkVersion.Cause.GRANT,
            change=LinkVersion.Change.NARROWED,
        )
        known = held_of(link)
    begin()

    post(place, known)

    assert standing(link)[:2] == (False, "none")


def test_what_the_person_says_after_the_restore_counts_most(ana, joined, place):
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
        known = confirm(joined)
    begin()
    people.choose(ana, Level.WIDE, replacing=1)

    post(place, known)

    assert standing(joined)[:2] == (False, "some")
    assert Link.objects.get(pk=joined.pk).version > known.version


def test_a_place_that_never_received_anything_is_told_all(ana, place):
    people.choose(ana, Level.HEALTH)
    link = preferences.join(participant=ana.participant, platform=place, by=ana.account)
    begin()

    assert post(place)

    assert standing(link)[:2] == (False, "some")


@pytest.mark.parametrize("forgets", [True, False])
def test_whoever_left_in_what_was_lost_is_not_shared_again(ana, joined, place, forgets):
    """A place need not keep, or name, those who left: its silence may mean that."""
    library = people.make_platform("library")
    other = preferences.join(
        participant=ana.participant, platform=library, by=ana.account
    )
    with lost():
        preferences.leave(participant=ana.participant, platform=place, by=ana.account)
        known = confirm(joined)
    begin()

    assert post(place, *([] if forgets else [known]))

    assert standing(joined) == (True, "none", True)
    assert Delivery.objects.get(pk=joined.pk).enforced_version == (
        0 if forgets else joined.delivery.enforced_version
    )
    # Who leaves one place says nothing about the others.
    assert standing(other)[0] is False


def test_what_changes_before_the_place_answers_is_told_as_nothing(ana, joined, place):
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
    begin()
    preferences.tell_again(
        participant=ana.participant,
        cause=LinkVersion.Cause.GRANT,
        change=LinkVersion.Change.NARROWED,
    )

    assert told(joined)["sharing"] == "none"
    post(place, held_of(joined))

    # It hides what the place knew before: so nobody can say that it was not narrower.
    assert standing(joined) == (True, "none", True)


def test_nothing_wider_is_issued_before_the_place_answers(ana, joined, place):
    before = held_of(joined)
    begin()
    preferences.tell_again(
        participant=ana.participant,
        cause=LinkVersion.Cause.GRANT,
        change=LinkVersion.Change.WIDENED,
    )

    assert held_of(joined) == before
    post(place, before)
    assert standing(joined)[:2] == (False, "some")


def test_held_link_goes_on_when_the_person_chooses_the_same_again(
    ana, joined, place, hospital
):
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
        known = confirm(joined)
    begin()
    post(place, known)

    again = people.choose(ana, Level.HEALTH, replacing=1)

    assert again.version == 1
    assert standing(joined)[:2] == (False, "some")
    assert LogEntry.objects.filter(kind="link.released").count() == 1
    count = LinkVersion.objects.count()
    people.choose(ana, Level.HEALTH, replacing=1)
    assert LinkVersion.objects.count() == count


def test_held_link_hears_of_nothing_else(ana, joined, place):
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
        known = confirm(joined)
    begin()
    post(place, known)
    version = Link.objects.get(pk=joined.pk).version

    preferences.tell_again(
        participant=ana.participant,
        cause=LinkVersion.Cause.GRANT,
        change=LinkVersion.Change.WIDENED,
    )

    assert Link.objects.get(pk=joined.pk).version == version


def test_posting_again_changes_nothing(ana, joined, place):
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
        known = confirm(joined)
    begin()
    post(place, known)
    version = Link.objects.get(pk=joined.pk).version

    assert post(place, known)

    assert Link.objects.get(pk=joined.pk).version == version


def test_pages_are_agreed_one_by_one_and_the_last_ends_it(ana, ben, place):
    links = [
        preferences.join(participant=one.participant, platform=place, by=one.account)
        for one in (ana, ben)
    ]
    first, second = sorted(links, key=lambda link: link.subject_id)
    middle = first.subject_id
    begin()

    early = post(place, held_of(second), span=Span(after=middle))
    is_agreed = post(place, held_of(first), span=Span(until=middle))
    last = post(place, held_of(second), span=Span(after=middle))

    assert (early, is_agreed, last) == (False, False, True)
    causes = LinkVersion.objects.filter(cause="restore").values_list("link", flat=True)
    assert sorted(causes) == sorted([first.pk, second.pk])


def test_ending_link_is_told_once_more_that_it_ends(ana, joined, place):
    preferences.leave(participant=ana.participant, platform=place, by=ana.account)
    begin()

    post(place, held_of(joined))

    assert told(joined)["sharing"] == "ended"
    confirm(joined)
    assert Link.objects.get(pk=joined.pk).state == Link.State.ENDED


def test_link_that_was_lost_is_unknown_and_stored_nowhere(place):
    begin()
    stranger = Held("s-lost", 5, "some")

    assert post(place, stranger)

    [difference] = compare(platform=place, held=[stranger], span=Span())
    assert difference.code == "unknown"


# --- Until the place has answered
