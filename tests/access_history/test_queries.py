"""The timeline that a person sees."""

import pytest
from django.utils import timezone

from consent.access_history import queries, services
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


def test_summary_counts_refusals_and_uses_without_choice_apart(ana, history):
    summary = queries.summary(ana.participant)

    assert (summary.used, summary.copied, summary.refused) == (2, 1, 1)
    assert (summary.organizations, summary.without_choice) == (1, 1)


def test_other_people_see_nothing_of_it(ana, ben, history):
    everything = Filters(with_checks=True)
    event = queries.timeline(ana.participant, everything)[1].event

    assert queries.timeline(ben.participant, everything) == []
    assert queries.summary(ben.participant).used == 0
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

    heard = queries.last_heard(ana.participant)

    assert list(heard) == ["Lakeside", "Library"]
    assert heard["Lakeside"] is not None
    assert heard["Library"] is None


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
