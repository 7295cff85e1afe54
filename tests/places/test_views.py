"""The pages of places: what people see of each, and what they can ask there."""

import pytest
from django.test import Client
from django.utils import timezone

from consent.asks.models import Ask, Residue
from consent.links.models import Link
from consent.organizations.models import Platform
from consent.participants.models import Authority
from consent.preferences import services as preferences
from consent.vocabulary.levels import Level
from tests import people
from tests.asks.asking import answer, ask
from tests.institutions import report

pytestmark = pytest.mark.django_db
PLACES, PLACE = "/places/", "/places/lakeside/"
ASK, LEAVE = f"{PLACE}ask/delete_data/", f"{PLACE}leave/"


@pytest.fixture
def mine(client, ana) -> Client:
    return people.sign_in(client, ana)


@pytest.fixture
def stale(mine) -> Client:
    """Signed in, but longer ago than what widening needs."""
    session = mine.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1}]
    session["signed_in_at"] = 1
    session.save()
    return mine


def text(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_without_places_the_page_says_so(mine):
    assert "We know of no place that has your data yet." in text(mine.get(PLACES))


def test_list_says_what_holds_at_each_place(ana, mine, link, lakeside, hospital):
    Platform.objects.update(bases=["law"], details_apart=[], stop_days=14)
    lakeside.post(
        "/api/v1/access-events",
        report(link.subject_id, occurred_at=timezone.now().isoformat()),
    )

    shown = text(mine.get(PLACES))

    assert "Your samples" in shown
    assert "1 use of your data" in shown
    assert "?place=lakeside" in shown
    assert "Some laws let it use data without asking you." in shown
    assert "My health details: Mental health" in shown
    assert "within 14 days" in shown


def test_detail_that_a_place_cannot_keep_apart_is_told_by_the_persons_answers(
    ana, mine, link
):
    people.choose(ana, Level.WIDE)

    assert "holds one back" not in text(mine.get(PLACE))


def test_what_stays_is_shown_until_its_day(mine, link):
    past, later = timezone.localdate(), timezone.localdate()
    for word, until in (
        ("Old copy", past.replace(year=past.year - 1)),
        ("New copy", later.replace(year=later.year + 1, day=1)),
        ("Printed paper", None),
    ):
        Residue.objects.create(
            link=link, version=1, kind="copy", text=word, until=until
        )

    shown = text(mine.get(PLACE))

    assert "Old copy" not in shown
    assert "New copy" in shown
    assert "Printed paper" in shown


def test_each_ask_has_a_page_and_is_made_by_its_button(mine, link):
    for kind in Ask.Kind:
        shown = text(mine.get(f"{PLACE}ask/{kind}/"))
        assert "What cannot be undone" in shown
        assert not Ask.objects.filter(kind=kind).exists()

        done = mine.post(f"{PLACE}ask/{kind}/", follow=True)

        assert "We have asked Lakeside." in text(done)
        assert Ask.objects.get(kind=kind).is_open


def test_pressing_twice_asks_once(mine, link):
    for _ in range(2):
        mine.post(ASK)

    assert Ask.objects.count() == 1


def test_asking_never_needs_a_fresh_sign_in(stale, link):
    assert stale.post(ASK).url == PLACE
    assert stale.post(LEAVE).url == PLACE


def test_taking_back_needs_one(ana, stale, link):
    asked = ask(ana, link)

    answer = stale.post(f"{PLACE}asks/{asked.pk}/")

    assert "reauthenticate" in answer.url
    asked.refresh_from_db()
    assert asked.is_open


def test_ask_is_taken_back_by_its_own_page(ana, mine, link):
    asked = ask(ana, link)
    assert "need not do this" in text(mine.get(f"{PLACE}asks/{asked.pk}/"))

    done = mine.post(f"{PLACE}asks/{asked.pk}/", follow=True)
    again = mine.post(f"{PLACE}asks/{asked.pk}/", follow=True)

    assert "You took it back." in text(done)
    assert "too late" in text(again)


def test_answer_is_shown_where_the_letter_leads(ana, mine, link, lakeside):
    asked = ask(ana, link)
    answer(lakeside, asked, "partly", "One <b>backup</b> stays.")

    shown = text(mine.get(f"/places/answers/{asked.pk}/", follow=True))

    assert "They say it is done in part" in shown
    assert "One &lt;b&gt;backup&lt;/b&gt; stays." in shown


def test_place_is_taken_off_the_list(ana, mine, link):
    assert "you need a new code" in text(mine.get(LEAVE))

    done = mine.post(LEAVE, follow=True)
    again = mine.post(LEAVE, follow=True)

    assert "Then it leaves your list." in text(done)
    assert "taken off your list before" in text(again)
    assert Link.objects.get().state == Link.State.ENDING


def test_place_that_is_over_is_still_shown(ana, mine, link):
    asked = ask(ana, link)
    Link.objects.update(state=Link.State.ENDED)

    assert "No longer on your list" in text(mine.get(PLACES))
    shown = text(mine.get(PLACE))
    assert "Delete my data" in shown
    assert "/ask/" not in shown
    assert f"{asked.pk}" not in shown


def test_nobody_elses_places_are_reachable(ana, ben, link, client):
    asked = ask(ana, link)
    other = people.sign_in(Client(), ben)

    for path in (PLACE, ASK, LEAVE, f"{PLACE}asks/{asked.pk}/"):
        assert other.get(path).status_code == 404
        assert other.post(path).status_code in {404, 405}
    assert other.get(f"/places/answers/{asked.pk}/").status_code == 404
    assert "Lakeside" not in text(other.get(PLACES))


def test_who_may_only_look_sees_no_button_and_can_ask_nothing(ana, ben, link, mine):
    ask(ana, link)
    Authority.objects.filter(account=ana.account).update(
        kind=Authority.Kind.HELPER_VIEW
    )

    shown = text(mine.get(PLACES)) + text(mine.get(PLACE))

    assert "<form" not in shown.split("<main")[1].split("</main>")[0]
    assert "/ask/" not in shown
    for path in (ASK, LEAVE):
        assert mine.get(path).status_code == mine.post(path).status_code == 403


def test_unknown_kind_of_ask_is_not_found(mine, link):
    assert mine.get(f"{PLACE}ask/everything/").status_code == 404


@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow(ana, mine, sam, count, django_assert_max_num_queries):
    people.choose(ana, Level.WIDE)
    links = [
        preferences.join(
            participant=ana.participant,
            platform=people.make_platform(f"place-{number}"),
            by=ana.account,
        )
        for number in range(count)
    ]
    mine.get(PLACES)

    for path in (PLACES, "/places/place-0/"):
        with django_assert_max_num_queries(9):
            mine.get(path)

    for link in links:
        ask(ana, link)
        Residue.objects.create(link=link, version=1, kind="copy", text="A copy")
    for path in (PLACES, "/places/place-0/"):
        with django_assert_max_num_queries(11):
            mine.get(path)
