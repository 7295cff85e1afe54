"""Choosing: one transaction, one truth."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.utils import timezone

from consent.audit.models import LogEntry
from consent.errors import NotYours, Stale
from consent.links.models import Link, LinkVersion
from consent.participants.models import Account, Authority
from consent.preferences import housekeeping, queries, services
from consent.preferences.models import CurrentPreference, Preference
from consent.publishing.models import Delivery, FeedEntry
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import InvalidChoices
from consent.vocabulary.levels import Level, choices_of
from consent.vocabulary.terms import Topic
from tests.people import choose, make_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return [make_platform("lakeside"), make_platform("library")]


def join(authority, platform):
    return services.join(
        participant=authority.participant, platform=platform, by=authority.account
    )


def test_choosing_appends_compiles_logs_and_aims_at_every_place(ana, places):
    links = [join(ana, place) for place in places]

    preference = choose(ana, Level.HEALTH)

    assert (preference.version, preference.level) == (1, "health")
    assert CurrentPreference.objects.get(pk=ana.participant.pk).preference == preference
    assert LogEntry.objects.filter(kind="preference.chosen").count() == 1
    for link in links:
        newest = LinkVersion.objects.filter(link=link).latest("version")
        assert newest.preference_version == 1
        assert Delivery.objects.get(pk=link.pk).target_version == newest.version
        assert FeedEntry.objects.filter(link=link, version=newest.version).exists()


def test_first_choice_is_urgent_where_an_older_form_held(ana, places):
    fresh = join(ana, places[0])
    older = services.join(
        participant=ana.participant,
        platform=places[1],
        has_prior_consent=True,
        by=ana.account,
    )

    choose(ana, Level.ASK)

    urgency = Delivery.objects.in_bulk([fresh.pk, older.pk])
    assert urgency[older.pk].urgency == "narrowing"
    assert urgency[older.pk].narrowing_since is not None
    assert urgency[fresh.pk].urgency == "widening"
    choose(ana, Level.WIDE, replacing=1)
    newest = LinkVersion.objects.filter(link=older).latest("version")
    assert newest.change == LinkVersion.Change.WIDENED


def test_choosing_the_same_again_changes_nothing(ana, places):
    join(ana, places[0])
    first = choose(ana, Level.HEALTH)
    told = LinkVersion.objects.count()

    second = choose(ana, Level.HEALTH, replacing=1)

    assert second == first
    assert LinkVersion.objects.count() == told


def test_a_stale_choice_changes_nothing(ana):
    choose(ana, Level.HEALTH)
    choose(ana, Level.CONDITION, replacing=1)

    with pytest.raises(Stale):
        choose(ana, Level.WIDE, replacing=1)

    assert queries.current(ana.participant).level == "condition"


def test_sharing_with_no_one_never_waits_for_another_tab(ana):
    choose(ana, Level.HEALTH)
    choose(ana, Level.CONDITION, replacing=1)

    preference = choose(ana, Level.NONE, replacing=1)

    assert preference.version == 3


def test_choices_that_contradict_themselves_are_refused_whole(ana):
    value = choices_of(Level.WIDE)
    broken = type(value)(
        **{
            **{name: getattr(value, name) for name in value.__slots__},
            "topics": {**value.topics, Topic.CONDITION: Answer.NO},
        }
    )

    with pytest.raises(InvalidChoices):
        choose(ana, broken)

    assert not Preference.objects.exists()


def test_nobody_chooses_for_ana_without_a_right(ana, ben):
    with pytest.raises(NotYours):
        services.choose(
            participant=ana.participant,
            value=choices_of(Level.WIDE),
            by=ben.account,
            authority=ben,
            replacing=None,
            language="en",
        )


def test_a_helper_who_may_only_look_cannot_choose(ana):
    helper = Account.objects.create_user("helper@example.org", called="Helper")
    view = Authority.objects.create(
        account=helper, participant=ana.participant, kind=Authority.Kind.HELPER_VIEW
    )

    with pytest.raises(NotYours):
        choose(view, Level.WIDE)


def test_an_authority_that_ended_cannot_choose(ana):
    Authority.objects.filter(pk=ana.pk).update(
        starts_at=timezone.now() - timedelta(days=2),
        ends_at=timezone.now() - timedelta(days=1),
    )

    with pytest.raises(NotYours):
        choose(ana, Level.WIDE)


def test_named_conditions_are_sealed_and_come_back(ana):
    value = choices_of(Level.CONDITION, conditions=frozenset({"MONDO:0009061"}))

    preference = choose(ana, value)

    preference.refresh_from_db()
    assert "MONDO" not in str(preference.value) + preference.sealed_conditions
    assert queries.choices_of(preference) == value


def test_no_row_tells_the_condition_to_whoever_reads_the_database(ana, places):
    join(ana, places[0])
    choose(ana, choices_of(Level.CONDITION, conditions=frozenset({"MONDO:0009061"})))

    with connection.cursor() as cursor:
        for table in ("preference", "currentpreference", "feedentry", "logentry"):
            cursor.execute(f"SELECT t::text FROM consent_{table} t")  # noqa: S608
            assert "MONDO" not in str(cursor.fetchall())


def test_a_place_learns_conditions_only_if_the_person_picked_it(ana, places):
    picked, other = (join(ana, place) for place in places)
    Link.objects.filter(pk=picked.pk).update(shares_conditions=True)

    choose(ana, choices_of(Level.CONDITION, conditions=frozenset({"MONDO:0009061"})))

    told = {entry.link_id: entry.body for entry in FeedEntry.objects.order_by("seq")}
    assert "MONDO:0009061" in told[picked.pk]
    assert "MONDO" not in told[other.pk]


def test_what_places_are_told_shares_no_word_across_places(ana, places):
    links = [join(ana, place) for place in places]
    choose(ana, Level.HEALTH)

    first, second = (FeedEntry.objects.filter(link=link) for link in links)

    assert {one.version for one in first} & {one.version for one in second} == set()
    assert links[0].subject_id not in "".join(entry.body for entry in second)


def test_joining_tells_the_choices_in_force(ana, places):
    choose(ana, Level.NONE)

    link = join(ana, places[0])

    entry = FeedEntry.objects.get(link=link)
    assert '"sharing":"none"' in entry.body


def test_choices_saved_with_help_from_staff_say_so(ana):
    helper = Account.objects.create_user("sam@example.org", called="Sam")
    assisted = Authority.objects.create(
        account=helper,
        participant=ana.participant,
        kind=Authority.Kind.STAFF_ASSISTED,
    )

    theirs = choose(assisted, Level.HEALTH)
    own = choose(ana, Level.CONDITION, replacing=theirs.version)

    assert (theirs.cause, own.cause) == ("assisted", "chosen")


def test_choices_that_cannot_be_told_hold_up_nobody(ana, ben, places, settings):
    for one in (ana, ben):
        join(one, places[0])
    choose(ana, choices_of(Level.CONDITION, conditions=frozenset({"MONDO:0009061"})))
    choose(ben, Level.CONDITION)
    CurrentPreference.objects.update(until=timezone.now())
    # The key that sealed Ana's conditions was taken away too early.
    settings.SECRET_KEK = Fernet.generate_key().decode()

    told = housekeeping.tell_expired()

    assert told == 1
    waiting = CurrentPreference.objects.get(is_expiry_told=False)
    assert waiting.participant == ana.participant


def test_choices_that_run_out_are_told_once(ana, places):
    link = join(ana, places[0])
    value = choices_of(Level.WIDE)
    soon = timezone.now() + timedelta(milliseconds=50)
    ending = type(value)(
        **{**{name: getattr(value, name) for name in value.__slots__}, "until": soon}
    )
    choose(ana, ending)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.1)")

    first, second = housekeeping.tell_expired(), housekeeping.tell_expired()

    newest = LinkVersion.objects.filter(link=link).latest("version")
    assert (first, second) == (1, 0)
    assert (newest.cause, newest.change) == ("expiry", "withdrawn")
    assert '"sharing":"none"' in FeedEntry.objects.get(version=newest.version).body


def test_saving_costs_the_same_statements_for_any_number_of_places(
    ana, django_assert_max_num_queries
):
    for number in range(2):
        join(ana, make_platform(f"place-{number}"))
    choose(ana, Level.WIDE)
    with django_assert_max_num_queries(60) as few:
        choose(ana, Level.HEALTH, replacing=1)
    for number in range(2, 10):
        join(ana, make_platform(f"place-{number}"))

    with django_assert_max_num_queries(60) as many:
        choose(ana, Level.CONDITION, replacing=2)

    assert len(many) <= len(few) + 1


def test_a_detail_that_nobody_knows_holds_up_no_save(ana):
    platform = make_platform("lakeside", details_apart=["health.mental", "health.old"])
    join(ana, platform)

    preference = choose(ana, Level.NONE)

    assert preference.version == 1
