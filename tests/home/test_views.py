import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.access_history.models import AccessEvent
from consent.notifications.models import Letter
from consent.notifications.services import write
from consent.participants.models import Authority
from consent.preferences.services import join
from consent.vocabulary.levels import Level
from tests import people
from tests.reading import blocks, grade, sentences, words

pytestmark = pytest.mark.django_db
SORRY = "We cannot show this now."


@pytest.fixture
def visitor(client, ana):
    return people.sign_in(client, ana)


@pytest.fixture
def chosen(ana):
    """Ana has chosen, and her data are at five places."""
    for number in range(5):
        platform = people.make_platform(f"place-{number}")
        join(participant=ana.participant, platform=platform, by=ana.account)
    return people.choose(ana, Level.HEALTH)


@pytest.fixture
def without():
    """Take a table away, as if its part of the database were ill."""

    def take(table: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} RENAME TO away_{table}")

    return take


def html_of(client) -> str:
    return client.get("/home/").content.decode()


def titles_of(client) -> list[str]:
    return [need.title for need in client.get("/home/").context["needs"]]


def report_many(ana, count: int, since: int = 0) -> None:
    link = ana.participant.links.first()
    now = timezone.now()
    AccessEvent.objects.bulk_create(
        AccessEvent(
            platform=link.platform,
            link=link,
            event_id=f"event-{number}",
            content_digest="x",
            way="used",
            organization=f"team-{number % 40}",
            kinds=["gene"],
            use={},
            basis="choice",
            occurred_at=now,
            verdict="in_line",
            why="yes",
        )
        for number in range(since, since + count)
    )


def test_home_says_so_before_the_first_choice(visitor):
    html = html_of(visitor)

    assert (
        "You have not chosen yet. We say no to all new requests. "
        "Places you joined before may go on as you agreed then."
    ) in html
    assert "No one has used your data yet." in html


def test_home_shows_the_level_and_the_last_change(visitor, chosen):
    answer = visitor.get("/home/")

    assert answer.context["current"].level_label == "Share for health"
    assert answer.context["last_change"].counts.total == 5
    assert len(answer.context["current"].groups) == 6
    assert f'href="/changes/{chosen.version}/"' in answer.content.decode()
    assert f'href="/changes/{chosen.version}/proof/"' in answer.content.decode()


def test_home_reminds_of_a_draft(visitor):
    visitor.post("/choices/", {"level": "wide", "action": "check"})

    assert "You have changes that are not saved" in titles_of(visitor)


def test_what_waits_stands_above_all_cards(visitor, ana, chosen):
    write(account=ana.account, kind=Letter.Kind.DISPUTE_ANSWERED, key="one")
    ana.account.closes_at = timezone.now()
    ana.account.save()

    html = html_of(visitor)

    assert "You have 2 new letters" in html
    assert "1 of them answers what you asked." in html
    assert "Your account will be closed on" in html
    assert html.index("You have 2 new letters") < html.index("Your choices now")
    order = ["Your choices now", "Your last change", "lately", "Need help?", "once a"]
    places = [html.index(title) for title in order]
    assert places == sorted(places)


def test_who_never_chose_is_led_to_the_first_steps(visitor):
    assert any("first steps are left" in title for title in titles_of(visitor))


def test_who_may_only_look_sees_no_button_to_act(visitor, ana, chosen):
    Authority.objects.update(kind=Authority.Kind.HELPER_VIEW)

    html = html_of(visitor)

    assert "Your choices now" in html
    assert "See or change my choices" not in html
    assert "They are still right" not in html
    assert visitor.post("/home/still-right/").status_code == 403


def test_saying_that_all_is_right_is_one_click(visitor, ana, chosen):
    answer = visitor.post("/home/still-right/", follow=True)

    ana.participant.refresh_from_db()
    assert ana.participant.checked_at is not None
    assert "Thank you. Your choices stay as they are." in answer.content.decode()


def test_home_says_when_it_asks_again(visitor, chosen):
    answer = visitor.get("/home/")

    check = answer.context["check"]
    assert not check.is_due
    assert check.next_at.year == timezone.now().year + 1


@pytest.mark.parametrize(
    ("table", "broken"),
    [
        ("consent_accessevent", {"uses"}),
        ("consent_delivery", {"change"}),
        ("consent_preference", {"choices", "change", "check"}),
        ("consent_letter", {"needs"}),
        ("consent_firststeps", {"needs"}),
    ],
)
def test_each_card_fails_alone(visitor, ana, chosen, without, table, broken):
    report_many(ana, 1)
    visitor.get("/home/")
    without(table)

    answer = visitor.get("/home/")

    html = answer.content.decode()
    assert answer.status_code == 200
    # The history looks up choices too, so it may be broken with them.
    assert broken <= answer.context["broken"] <= broken | {"uses"}
    assert "We cannot show" in html
    assert "You have not chosen yet" not in html
    assert 'href="/choices/"' in html
    assert (SORRY in html) == (broken != {"needs"})


def test_home_needs_few_queries_however_long_the_history(visitor, ana, chosen):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            visitor.get("/home/")
        found = [one["sql"] for one in asked]
        return len([sql for sql in found if "SAVEPOINT" not in sql])

    report_many(ana, 3)
    count()  # The first page of a session is dearer.
    few = count()
    report_many(ana, 10_000, since=3)
    many = count()

    assert few == many < 10


def test_home_reads_easily(visitor, ana, chosen):
    said = blocks(html_of(visitor))

    assert grade(" ".join(said)) <= 6
    long = [one for block in said for one in sentences(block) if len(words(one)) > 20]
    assert long == []


def test_home_has_one_title(visitor):
    assert len(re.findall("<h1", html_of(visitor))) == 1
