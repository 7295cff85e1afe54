"""The pages of an institution: its own platforms only, each try in words, send again."""

import re

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from consent.alarms.models import Alarm
from consent.delivery_log import views
from consent.organizations.models import Membership, Platform
from consent.publishing.models import Delivery, DeliveryAttempt, PlatformHealth
from consent.publishing.services import Enforced, acknowledge
from tests import institutions, people
from tests.publishing.rows import make_link, make_participant, tell

LIST = "/org/lakeside/deliveries/"
ALL_AGAIN = "/org/lakeside/send-again/"


@pytest.fixture
def lakeside(db):
    return people.make_platform("lakeside", endpoint_url="https://lakeside.example/in")


@pytest.fixture
def library(db):
    return people.make_platform("library")


@pytest.fixture
def link(lakeside):
    """Somebody at Lakeside, with one narrowing due."""
    made = make_link(lakeside, make_participant("Mirabelle"))
    tell(made)
    return made


def enter(platform, role=Membership.Role.OWNER, name="Lena"):
    """Sign in as a member, as if with a second factor."""
    account = institutions.make_member(platform.organization, role=role, name=name)
    client = Client()
    client.force_login(account)
    session = client.session
    request = HttpRequest()
    request.session = session
    record_authentication(request, account, "mfa", type="totp")
    session.save()
    return client


@pytest.fixture
def lena(lakeside):
    return enter(lakeside)


def attempt(link, **fields):
    link.refresh_from_db()
    return DeliveryAttempt.objects.create(
        **{
            "link": link,
            "platform": link.platform,
            "version": link.version,
            "milliseconds": 41,
            **fields,
        }
    )


def page_of(link):
    return f"{LIST}{link.subject_id}/"


def enforce(link):
    link.refresh_from_db()
    acknowledge(
        platform=link.platform, enforced=[Enforced(link.subject_id, link.version)]
    )


def test_member_without_second_factor_is_sent_to_set_one_up(client, lakeside):
    account = institutions.make_member(lakeside.organization)
    client.force_login(account)

    before = client.get("/org/").headers["Location"]
    TOTP.activate(account, "AMBITDEMOAMBITDEMOAMBITDEMOAMBIT")
    after = client.get(LIST).headers["Location"]

    assert before == "/accounts/2fa/totp/activate/?next=%2Forg%2F"
    assert (
        after == "/accounts/2fa/reauthenticate/?next=%2Forg%2Flakeside%2Fdeliveries%2F"
    )


def test_who_works_nowhere_is_turned_away(client, ana):
    client.force_login(ana.account)

    assert client.get("/org/").status_code == 403


def test_member_comes_to_the_own_institution_after_sign_in(lena):
    assert lena.get("/home/").headers["Location"] == "/org/"


def test_only_members_are_shown_the_way(client, ana, lakeside):
    client.force_login(ana.account)
    before = client.get("/help/").content.decode()
    Membership.objects.create(
        account=ana.account, organization=lakeside.organization, role="viewer"
    )

    after = client.get("/help/").content.decode()

    assert "My institution" not in before
    assert "My institution" in after


def test_home_shows_how_the_own_platforms_stand(lena, lakeside, library, link):
    enforced = make_link(lakeside)
    tell(enforced)
    enforce(enforced)
    PlatformHealth.objects.create(platform=lakeside, opened_at=timezone.now())
    Alarm.objects.create(platform=lakeside, kind="needs_human", detail="status_401")
    Platform.objects.filter(pk=lakeside.pk).update(
        batch_size=50, widenings_per_minute=600
    )

    html = lena.get("/org/").content.decode()

    assert "Lakeside" in html
    assert "Library" not in html
    assert "<b>1</b>due" in html
    assert "<b>1</b>in force" in html
    assert "Calls are held back" in html
    assert "Every call is refused" in html
    assert "Up to 50 changes in a message" in html
    assert "At most 600 changes a minute that share more" in html


def test_suspended_for_silence_is_explained(lena, lakeside):
    Platform.objects.filter(pk=lakeside.pk).update(
        state="suspended", state_before_silence="live"
    )

    html = lena.get("/org/").content.decode()

    assert "It comes back by itself" in html
    assert "Over" in html


def test_pages_name_no_participant_and_nothing_of_other_platforms(
    lena, lakeside, library, link
):
    elsewhere = make_link(library, link.participant)
    tell(elsewhere)
    attempt(link, status=200)

    pages = [lena.get(path).content.decode() for path in ("/org/", LIST, page_of(link))]

    for html in pages:
        assert "Mirabelle" not in html
        assert elsewhere.subject_id not in html


def test_list_can_be_asked_for_one_state(lena, lakeside, link):
    enforced = make_link(lakeside)
    tell(enforced)
    enforce(enforced)

    due = lena.get(LIST, {"state": "due"}).content.decode()
    in_force = lena.get(LIST, {"state": "enforced"}).content.decode()
    closed = lena.get(LIST, {"state": "closed"}).content.decode()

    assert link.subject_id in due
    assert enforced.subject_id not in due
    assert link.subject_id not in in_force
    assert enforced.subject_id in in_force
    assert "Nothing here." in closed


def test_list_goes_on_page_by_page(lena, lakeside, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    links = [make_link(lakeside) for _ in range(3)]
    for one in links:
        tell(one)

    first = lena.get(LIST).content.decode()
    query = re.search(r'href="\?([^"]+)">Next page', first)[1].replace("&amp;", "&")
    second = lena.get(f"{LIST}?{query}").content.decode()

    rows = [f"/deliveries/{one.subject_id}/" for one in links]
    assert [row in first for row in rows] == [True, True, False]
    assert [row in second for row in rows] == [False, False, True]
    assert "First page" in second


def test_empty_list_says_why(lena):
    assert "No one is linked to this platform yet." in lena.get(LIST).content.decode()


def test_one_delivery_tells_each_try_in_words(lena, link):
    attempt(link, status=503, error="status_503", answer="<script>alert(1)</script>")
    attempt(link, error="timeout")
    attempt(link, status=200)

    html = lena.get(page_of(link)).content.decode()

    assert "Your endpoint answered with status 503." in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    assert "No whole answer came in time." in html
    assert html.index("You took it in.") < html.index("No whole answer")
    assert "41 ms" in html


def test_subject_of_another_platform_is_not_found(lena, library):
    elsewhere = make_link(library)
    tell(elsewhere)

    answers = [
        lena.get(f"{LIST}{elsewhere.subject_id}/"),
        lena.get(f"/org/library/deliveries/{elsewhere.subject_id}/"),
        lena.post(f"/org/library/deliveries/{elsewhere.subject_id}/again/"),
        lena.post(f"{LIST}{elsewhere.subject_id}/again/"),
        lena.get("/org/library/deliveries/"),
        lena.post("/org/library/send-again/"),
        lena.get(LIST, {"after": elsewhere.subject_id}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert Delivery.objects.get(pk=elsewhere.pk).attempts == 0


@pytest.mark.parametrize("role", ["operator", "owner"])
def test_operators_and_owners_send_one_again(lakeside, link, role):
    enforce(link)
    member = enter(lakeside, role)

    answer = member.post(f"{page_of(link)}again/", follow=True)

    assert "It is due again." in answer.content.decode()
    due = Delivery.objects.get(pk=link.pk)
    assert due.received_version == 0
    assert due.enforced_version == link.version


def test_viewers_only_look(lakeside, link):
    enforce(link)
    viewer = enter(lakeside, Membership.Role.VIEWER)

    pages = viewer.get(LIST), viewer.get(page_of(link))
    doors = [
        viewer.post(f"{page_of(link)}again/"),
        viewer.get(ALL_AGAIN),
        viewer.post(ALL_AGAIN),
    ]

    assert all("end again" not in page.content.decode() for page in pages)
    assert {door.status_code for door in doors} == {403}
    assert Delivery.objects.get(pk=link.pk).received_version == link.version


def test_all_unconfirmed_are_sent_again_after_a_question(lena, lakeside, link):
    enforced = make_link(lakeside)
    tell(enforced)
    enforce(enforced)
    Delivery.objects.filter(pk=link.pk).update(attempts=9, received_version=5)

    question = lena.get(ALL_AGAIN).content.decode()
    untouched = Delivery.objects.get(pk=link.pk).attempts
    answer = lena.post(ALL_AGAIN, follow=True).content.decode()

    assert "1 change is not in force at Lakeside" in question
    assert untouched == 9
    assert "1 delivery is due again." in answer
    rows = Delivery.objects.in_bulk()
    assert (rows[link.pk].attempts, rows[link.pk].received_version) == (0, 0)
    assert rows[enforced.pk].received_version == enforced.version


def test_pages_ask_no_more_for_many_rows_than_for_one(
    lena, lakeside, link, django_assert_max_num_queries
):
    for _ in range(5):
        tell(make_link(lakeside))
        attempt(link, status=200)

    for path in ("/org/", LIST, page_of(link)):
        with django_assert_max_num_queries(13):
            lena.get(path)
