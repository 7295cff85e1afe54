"""Who gains and who loses, and what would not have been, in words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from consent.access_history.models import AccessEvent
from consent.editor import queries as editor_queries
from consent.editor.consequences import consequences_of
from consent.grants.models import Grant
from consent.links.queries import open_links_of
from consent.organizations.models import Organization, Partnership
from consent.requests.models import Request
from consent.vocabulary.answers import Answer
from consent.vocabulary.levels import Level, choices_of
from consent.vocabulary.terms import Kind
from tests import institutions

WIDE, HEALTH, ASK, NONE = (
    choices_of(level, home_country="FI")
    for level in (Level.WIDE, Level.HEALTH, Level.ASK, Level.NONE)
)


@pytest.fixture
def novagen(db):
    return institutions.make_organization(
        "novagen", name="Novagen", kind=Organization.Kind.COMPANY
    )


def told(ana, old, new):
    links = list(open_links_of(ana.participant))
    return consequences_of(ana.participant, old=old, new=new, links=links)


def make_events(link, count, **parts):
    now = timezone.now()
    use = {name: value for name, value in institutions.USE.items() if name != "basis"}
    defaults = {
        "platform": link.platform,
        "link": link,
        "way": AccessEvent.Way.USED,
        "organization": institutions.HOSPITAL,
        "kinds": ["gene"],
        "topic": "health",
        "use": {**use, "basis": "choice", "places": ["FI"]},
        "basis": "choice",
        "places": ["FI"],
        "occurred_at": now - timedelta(days=1),
        "verdict": AccessEvent.Verdict.IN_LINE,
        "content_digest": "0" * 64,
    }
    start = AccessEvent.objects.count()
    AccessEvent.objects.bulk_create(
        AccessEvent(event_id=f"e{start + number}", **{**defaults, **parts})
        for number in range(count)
    )


def test_company_that_must_ask_now_is_told_in_one_sentence(ana, novagen):
    found = told(ana, WIDE, HEALTH)

    assert (
        "Novagen must ask you first about your full DNA record and your samples. "
        "Now: yes." in found.losses
    )
    assert found.gains == []


def test_company_that_could_ask_now_is_a_gain(ana, novagen):
    found = told(ana, NONE, HEALTH)

    assert (
        "Novagen could ask you about your full DNA record and your samples. Now: no."
        in found.gains
    )
    assert found.losses == []


def test_the_same_sentence_is_told_once_for_all_who_share_it(ana, novagen):
    for number in range(6):
        institutions.make_organization(f"firm-{number}", name=f"A firm {number}")

    found = told(ana, WIDE, NONE)

    assert found.losses == [
        (
            "A firm 0, A firm 1, A firm 2 and 4 others could no longer use any of your "
            "data. Now: yes."
        )
    ]


def test_nothing_changes_for_anybody_without_a_change(ana, link, novagen):
    found = told(ana, HEALTH, HEALTH)

    assert (found.gains, found.losses) == ([], [])


def test_who_may_never_use_data_is_never_named(ana):
    institutions.make_organization("insurer", kind=Organization.Kind.BARRED)
    institutions.make_organization("new", is_pledged=False)
    institutions.make_organization("gone", is_suspended=True)

    assert told(ana, NONE, WIDE).gains == []


def test_fewer_purposes_are_less_even_where_the_best_answer_stays(ana, novagen):
    careful = replace(HEALTH, flags=dict.fromkeys(HEALTH.flags, Answer.NO))

    found = told(ana, HEALTH, careful)

    assert found.gains == []
    assert found.losses == [
        "Novagen could use or ask about all your data for less than now."
    ]


def test_named_organization_loses_alone(ana, novagen):
    institutions.make_organization("rival", kind=Organization.Kind.COMPANY)
    named = replace(WIDE, organizations={"novagen": dict.fromkeys(Kind, Answer.NO)})

    assert told(ana, WIDE, named).losses == [
        "Novagen could no longer use any of your data. Now: yes."
    ]


def test_partner_is_judged_by_the_row_of_the_registry(ana, sam, link):
    partner = institutions.make_organization("partner", name="Partner")
    Partnership.objects.create(platform=link.platform, partner=partner, approved_by=sam)
    cells = {
        (group, kind): Answer.NO if group == "registry" else answer
        for (group, kind), answer in WIDE.cells.items()
    }

    found = told(ana, WIDE, replace(WIDE, cells=cells))

    assert found.losses[0].startswith("Partner could no longer use any")


def test_places_are_told_to_start_and_to_stop(ana, link):
    assert (
        "Lakeside must stop all new sharing of your data."
        in told(ana, WIDE, NONE).losses
    )
    assert (
        "Lakeside may start to share your data, as far as you say."
        in told(ana, None, ASK).gains
    )


def test_older_form_ends_with_the_first_choice(ana, link):
    link.has_prior_consent = True
    link.save(update_fields=["has_prior_consent"])

    assert (
        "The older form you signed at Lakeside would end."
        in told(ana, None, ASK).losses
    )
    assert "older form" not in " ".join(told(ana, NONE, ASK).losses)


def make_request(organization, **parts):
    defaults = {
        "code": "sleep",
        "study": "sleep",
        "title": "Genes and sleep",
        "summary": "A study.",
        "kinds": ["gene"],
        "topic": "health",
        "ways": ["visit"],
        "places": ["FI"],
        "use_until": timezone.now() + timedelta(days=300),
        "answer_by": timezone.now() + timedelta(days=30),
        "state": Request.State.OPEN,
    }
    return Request.objects.create(organization=organization, **{**defaults, **parts})


def test_open_request_that_could_no_longer_ask_is_named(ana, novagen):
    make_request(novagen)

    assert (
        "Novagen could no longer ask you about “Genes and sleep”. "
        "Now: we ask you first." in told(ana, ASK, NONE).losses
    )
    assert (
        "Novagen could ask you about “Genes and sleep”. Now: no."
        in told(ana, NONE, ASK).gains
    )


def test_yes_to_a_study_would_end_with_a_no(ana, novagen):
    now = timezone.now()
    Grant.objects.create(
        participant=ana.participant,
        organization=novagen,
        request_code="sleep",
        text_version=1,
        study="sleep",
        kinds=["gene"],
        topic="health",
        ways=["visit"],
        places=["FI"],
        given_by=ana.account,
        until=now + timedelta(days=30),
    )
    ended = "Your yes to Novagen for the study “sleep” would end."

    assert ended in told(ana, ASK, NONE).losses
    assert ended not in told(ana, ASK, HEALTH).losses


def test_uses_of_the_year_are_judged_anew(ana, link):
    make_events(link, 3)
    make_events(link, 2, kinds=["genome"], use={**_use(), "kinds": ["genome"]})
    make_events(link, 1, way=AccessEvent.Way.REFUSED)
    make_events(link, 1, basis="law")
    make_events(link, 1, occurred_at=timezone.now() - timedelta(days=400))

    past = told(ana, WIDE, ASK).past

    assert (past.looked_at, past.asked, past.refused) == (5, 5, 0)
    assert [line.count for line in past.lines] == [2, 3]
    assert past.lines[0].text == "Northfield Hospital: your full DNA record"
    assert told(ana, WIDE, NONE).past.refused == 5
    assert told(ana, WIDE, HEALTH).past.refused == 0


def _use():
    use = {name: value for name, value in institutions.USE.items() if name != "basis"}
    return {**use, "basis": "choice", "places": ["FI"]}


def test_use_that_no_choice_could_allow_is_not_put_down_to_the_choice(ana, link):
    make_events(link, 1, organization="unknown-firm")

    past = told(ana, WIDE, NONE).past

    assert (past.looked_at, past.refused) == (1, 0)


def test_ten_thousand_uses_cost_as_many_statements_as_one(
    ana, link, django_assert_max_num_queries
):
    make_events(link, 10_000)

    with django_assert_max_num_queries(8):
        past = told(ana, WIDE, NONE).past

    assert past.looked_at == past.refused == editor_queries.MOST_USES
    assert past.is_sample
    assert not past.has_more
