"""Who used my data, as a person sees it."""

from copy import copy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.access_history import services
from consent.access_history.models import AccessEvent
from consent.access_history.presenters import SENTENCES, TITLES, VERDICTS, list_words
from consent.vocabulary.levels import Level
from tests import institutions, people


@pytest.fixture
def visitor(client, ana):
    """Ana's browser, freshly signed in."""
    return people.sign_in(client, ana)


@pytest.fixture
def tell(lakeside, link):
    """Report something about Ana as Lakeside."""

    def report(event_id: str, **parts: object) -> None:
        at = parts.pop("at", timezone.now())
        line = institutions.report(
            link.subject_id, event_id=event_id, occurred_at=at.isoformat(), **parts
        )
        outcome = services.report(platform=lakeside.platform, reports=[line])
        assert not outcome.problems

    return report


def test_every_way_and_verdict_has_its_words():
    assert {*AccessEvent.Way.values, "checked"} == TITLES.keys() == SENTENCES.keys()
    assert set(AccessEvent.Verdict.values) == VERDICTS.keys()


@pytest.mark.parametrize(
    ("words", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_joined_the_way_people_say_them(words, said):
    assert list_words(words) == said


def test_history_without_uses_says_so(visitor):
    answer = visitor.get("/access/")

    assert "No one has used your data yet." in answer.content.decode()


def test_use_is_told_in_a_sentence_with_its_verdict(visitor, ana, tell):
    people.choose(ana, Level.HEALTH)
    tell("1")

    html = visitor.get("/access/").content.decode()

    assert "Northfield Hospital used your data" in html
    assert "They used your gene test results." in html
    assert "Why: To study gene changes." in html
    assert "In line with your choices" in html


def test_use_against_the_choice_is_marked(visitor, ana, tell):
    people.choose(ana, Level.NONE)
    tell("1")

    html = visitor.get("/access/").content.decode()

    assert "Not in line with your choices" in html
    assert "You said no to this." in html


def test_checks_by_computers_are_hidden_until_ticked(visitor, ana, lakeside, link):
    people.choose(ana, Level.HEALTH)
    lakeside.ask(link.subject_id)

    shown = visitor.get("/access/").content.decode()
    ticked = visitor.get("/access/?computers=on").content.decode()

    assert "asked if they may use your data" not in shown
    assert "Northfield Hospital asked if they may use your data" in ticked
    assert "Done by a computer. No person looked." in ticked


def test_filters_keep_what_fits(visitor, ana, tell):
    people.choose(ana, Level.HEALTH)
    tell("1")
    tell("2", way="refused")

    fits = visitor.get("/access/?way=refused")
    fits_not = visitor.get("/access/?way=copied")

    assert fits.context["page"].total == 1
    assert "Nothing fits." in fits_not.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?page=x",
        "?page=99999",
        "?page=-1",
        "?when=no",
        "?when=2026-13",
        "?way=no&who=no&place=no",
        "?seen=9999999999999999",
        "?computers=on&page=900",
    ],
)
def test_odd_addresses_are_no_fault(visitor, query):
    assert visitor.get(f"/access/{query}").status_code == 200


def test_events_are_grouped_by_month_and_paged(visitor, ana, tell):
    people.choose(ana, Level.HEALTH)
    for number in range(22):
        tell(str(number), at=timezone.now() - timedelta(days=number * 2))

    first = visitor.get("/access/")
    second = visitor.get("/access/?page=2")

    assert sum(len(month["events"]) for month in first.context["months"]) == 20
    assert len(first.context["months"]) >= 2
    assert sum(len(month["events"]) for month in second.context["months"]) == 2


def test_detail_shows_the_choice_that_held(visitor, ana, tell):
    people.choose(ana, Level.HEALTH)
    tell("1", residue="Published in March.")
    event = AccessEvent.objects.get()
    people.choose(ana, Level.NONE, replacing=1)

    html = visitor.get(f"/access/{event.pk}/").content.decode()

    assert "Your choices then: Share for health." in html
    assert "Dr Sofia Marin" in html
    assert "Published in March." in html
    assert "your gene test results" in html
    assert "You said yes to “My gene test results” for" in html
    assert "Number in our log" in html


def test_nobody_sees_the_uses_of_others(client, ana, ben, tell):
    people.choose(ana, Level.HEALTH)
    tell("1")
    people.sign_in(client, ben)

    answer = client.get(f"/access/{AccessEvent.objects.get().pk}/")

    assert answer.status_code == 404


def queries_of(visitor, path: str) -> int:
    visitor.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("path", ["/access/", "/access/?computers=on"])
def test_queries_are_few_and_do_not_grow_with_uses(visitor, ana, tell, path):
    people.choose(ana, Level.HEALTH)
    tell("first")
    few = queries_of(visitor, path)
    for number in range(12):
        tell(str(number), on_behalf_of=[institutions.HOSPITAL])

    assert queries_of(visitor, path) <= few < 10


def test_ten_thousand_uses_are_shown_by_a_few_statements(visitor, ana, link, tell):
    people.choose(ana, Level.HEALTH)
    tell("first")
    first = AccessEvent.objects.get()
    copies = []
    for number in range(10_000):
        one = copy(first)
        one.pk, one.event_id = None, f"copy-{number}"
        one.occurred_at = timezone.now() - timedelta(hours=number)
        copies.append(one)
    AccessEvent.objects.bulk_create(copies, batch_size=1_000)

    for path in ("/access/", "/access/?page=400", "/access/?computers=on&page=40"):
        assert queries_of(visitor, path) < 10
    assert visitor.get("/access/download/").status_code == 302
