"""The timeline that a person sees."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from consent.access_history import overview, queries, services
from consent.access_history.queries import Filters
from consent.errors import NotYours
from consent.preferences import services as preferences
from consent.vocabulary.levels import Level
from tests import institutions, people


@pytest.fixture
def history(ana, lakeside, link):
    """A use, a copy on a basis of its own, a refusal and a check by a computer."""
    people.choose(ana, Level.HEALTH)
    lakeside.platform.bases = ["law"]
    at = timezone.now().isoformat()
    parts = [
        {"event_id": "1", "on_behalf_of": ["somebody"]},
        {"event_id": "2", "way": "copied", "basis": "law"},
        {"event_id": "3", "way": "refused"},
    ]
    reports = [
        institutions.report(link.subject_id, occurred_at=at, **part) for part in parts
    ]
    services.report(platform=lakeside.platform, reports=reports)
    lakeside.ask(link.subject_id)


def test_checks_by_computers_are_hidden_until_asked_for(ana, history):
    shown = queries.timeline(ana.participant, Filters())
    everything = queries.timeline(ana.participant, Filters(with_checks=True))

    assert [row.way for row in shown] == ["refused", "copied", "used"]
    assert everything[0].way == "checked"
    assert everything[0].allowed == "permit"
    assert queries.count(ana.participant, Filters(with_checks=True)) == 4


def test_row_names_institutions(ana, history):
    row = queries.timeline(ana.participant, Filters(ways=frozenset({"used"})))[0]

    assert row.organization == "Northfield Hospital"
    assert row.on_behalf_of == ("somebody",)
    assert row.platform_name == "Lakeside"
    assert row.kinds == ("gene",)


def test_numbers_count_refusals_and_uses_without_choice_apart(ana, history):
    numbers = overview.numbers_of(overview.tallies_of(ana.participant))

    assert (numbers.used, numbers.copied, numbers.refused) == (2, 1, 1)
    assert (numbers.organizations, numbers.without_choice) == (1, 1)


def test_other_people_see_nothing_of_it(ana, ben, history):
    everything = Filters(with_checks=True)
    event = queries.timeline(ana.participant, everything)[1].event

    assert queries.timeline(ben.participant, everything) == []
    assert overview.tallies_of(ben.participant) == []
    assert overview.sources_of(ben.participant) == []
    with pytest.raises(NotYours):
        queries.event_of(ben.participant, event.pk)


def test_places_are_shown_with_when_they_were_last_heard_from(
    ana, lakeside, library, link
):
    preferences.join(
        participant=ana.participant, platform=library.platform, by=ana.account
    )
    services.report(
        platform=lakeside.platform,
        reports=[
            institutions.report(link.subject_id, occurred_at=timezone.now().isoformat())
        ],
    )

    first, second = overview.sources_of(ana.participant)

    assert (first.name, second.name) == ("Lakeside", "Library")
    assert first.reported_at is not None
    assert not first.is_silent
    assert second.reported_at is None
    assert second.is_silent


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        (Filters(), 3),
        (Filters(ways=frozenset({"copied", "refused"})), 2),
        (Filters(organization="nobody"), 0),
        (Filters(place="lakeside"), 3),
        (Filters(place="library"), 0),
        (Filters(since=overview.month_starts()[-1]), 3),
        (Filters(before=overview.month_starts()[-1]), 0),
    ],
)
def test_tallies_count_what_the_list_shows(ana, history, filters, number):
    tallies = overview.tallies_of(ana.participant)

    assert overview.total(overview.fitting(tallies, filters)) == number
    assert queries.count(ana.participant, filters) == number


def test_months_begin_where_the_person_lives():
    with timezone.override(ZoneInfo("Pacific/Auckland")):
        start = overview.month_start(2026, 1)

    assert start.isoformat() == "2026-01-01T00:00:00+13:00"
    assert overview.month_start(2026, 0).month == 12
    assert overview.month_start(2026, 13).year == 2027


def test_what_comes_in_later_does_not_move_the_pages(ana, history):
    then = timezone.now() - timedelta(days=1)

    assert queries.timeline(ana.participant, Filters(seen_at=then)) == []
    assert overview.tallies_of(ana.participant, seen_at=then) == []


def test_checks_are_counted_beside_the_rows(ana, history):
    found = queries.slice_of(ana.participant, Filters(with_checks=True), limit=1)

    assert (len(found.rows), found.checks) == (1, 1)


@pytest.mark.parametrize("more", [1, 10])
def test_timeline_asks_the_database_as_often_for_many_rows(
    ana, lakeside, link, history, more, django_assert_max_num_queries
):
    at = timezone.now().isoformat()
    services.report(
        platform=lakeside.platform,
        reports=[
            institutions.report(link.subject_id, event_id=f"m{one}", occurred_at=at)
            for one in range(more)
        ],
    )

    with django_assert_max_num_queries(5):
        queries.timeline(ana.participant, Filters(with_checks=True))
