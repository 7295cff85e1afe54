import pytest

from consent.participants.models import Account, Authority
from tests import people


@pytest.fixture
def leo(db):
    """A child without an account."""
    return people.make_person("Leo").participant


@pytest.fixture
def ana(db):
    return people.make_person("Ana")


def test_staff_without_a_participant_go_to_the_admin(client, db):
    account = Account.objects.create_user("sam@example.org", is_staff=True)
    client.force_login(account)

    answer = client.get("/home/")

    assert answer.headers["Location"] == "/staff/"


def test_account_without_any_authority_is_turned_away(client, db):
    client.force_login(Account.objects.create_user("kit@example.org"))

    assert client.get("/home/").status_code == 403


def test_page_says_for_whom_a_guardian_chooses(client, ana, leo):
    held = Authority.objects.create(
        account=ana.account, participant=leo, kind=Authority.Kind.GUARDIAN
    )
    people.sign_in(client, ana)
    session = client.session
    session["acting_as"] = held.pk
    session.save()

    answer = client.get("/home/")

    assert "You are choosing for Leo" in answer.content.decode()


def test_authority_that_ended_counts_no_more(client, ana, leo):
    Authority.objects.filter(pk=ana.pk).update(
        starts_at="2020-01-01T00:00Z", ends_at="2021-01-01T00:00Z"
    )
    client.force_login(ana.account)

    assert client.get("/home/").status_code == 403


def test_helper_who_may_only_look_cannot_choose(client, ana, leo):
    helper = Account.objects.create_user("mei@example.org")
    Authority.objects.create(
        account=helper, participant=leo, kind=Authority.Kind.HELPER_VIEW
    )
    client.force_login(helper)

    assert client.get("/home/").status_code == 200
    assert client.get("/choices/").status_code == 403


def test_somebody_elses_authority_in_the_session_is_ignored(client, ana):
    ben = people.make_person("Ben")
    people.sign_in(client, ana)
    session = client.session
    session["acting_as"] = ben.pk
    session.save()

    answer = client.get("/home/")

    assert answer.wsgi_request.participant == ana.participant
