"""Closing a login: a week to undo it, then it is gone, and the choices stay."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from consent.audit.models import LogEntry
from consent.leaving import services
from consent.leaving.housekeeping import close_accounts
from consent.leaving.services import UNDO_FOR, WorksHere
from consent.links.models import Link
from consent.notifications.models import Letter
from consent.participants.models import Account, Authority, Participant
from consent.preferences.models import Preference
from consent.publishing.models import FeedEntry
from consent.vocabulary.levels import Level
from tests import people

pytestmark = pytest.mark.django_db


def let_it_be_time(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(closes_at=timezone.now())


def close(authority: Authority) -> Account:
    services.close_later(by=authority.account)
    let_it_be_time(authority.account)
    assert close_accounts() == 1
    return Account.objects.get(pk=authority.account_id)


def test_closing_waits_a_week_and_writes_once(ana):
    first = services.close_later(by=ana.account)
    second = services.close_later(by=ana.account)

    assert first == second
    assert UNDO_FOR - (first - timezone.now()) < timedelta(minutes=1)
    assert Letter.objects.get(kind="closing").account == ana.account
    assert close_accounts() == 0


def test_kept_account_is_not_closed(ana):
    services.close_later(by=ana.account)

    assert services.keep(by=ana.account)

    assert not services.keep(by=ana.account)
    assert close_accounts() == 0
    assert Account.objects.get(pk=ana.account_id).is_active


def test_closed_account_names_nobody_and_opens_nothing(ana, client):
    people.sign_in(client, ana)
    Authenticator.objects.create(user=ana.account, type="totp", data={})

    closed = close(ana)

    assert (closed.is_active, closed.called) == (False, "")
    assert closed.email == f"closed-{closed.pk}@closed.invalid"
    assert not closed.has_usable_password()
    assert not EmailAddress.objects.filter(user=closed).exists()
    assert not Authenticator.objects.exists()
    assert not Session.objects.exists()
    assert not Letter.objects.exists()
    assert client.get("/home/").status_code == 302


def test_nobody_signs_in_to_a_closed_account(ana):
    close(ana)

    answer = Client().post(
        "/accounts/login/", {"login": "ana@example.org", "password": people.PASSWORD}
    )

    assert answer.status_code == 200


def test_choices_and_places_stay_as_they_are(ana, link):
    people.choose(ana, Level.HEALTH)
    told = FeedEntry.objects.count()

    close(ana)

    assert Preference.objects.get().level == Level.HEALTH
    assert Link.objects.get().state == Link.State.ACTIVE
    assert FeedEntry.objects.count() == told
    assert Participant.objects.get(pk=ana.participant_id).called == ""


def test_others_who_act_for_the_same_person_keep_their_right(ana, ben):
    helper = Authority.objects.create(
        account=ben.account,
        participant=ana.participant,
        kind=Authority.Kind.HELPER_CHOOSE,
    )

    close(ana)

    rights = Authority.objects.current()
    assert helper in rights
    assert ana not in rights
    assert Participant.objects.get(pk=ana.participant_id).called == "Ana"
    people.choose(helper, Level.NONE)


def test_each_step_is_in_the_log(ana):
    services.close_later(by=ana.account)
    services.keep(by=ana.account)
    close(ana)

    kinds = LogEntry.objects.filter(kind__startswith="account.").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [
        "account.closing",
        "account.kept",
        "account.closing",
        "account.closed",
    ]


def test_address_may_be_used_for_a_new_account(ana):
    close(ana)

    assert people.make_person("Ana").account.pk != ana.account_id


def test_one_failure_holds_up_no_other(ana, ben):
    for person in (ana, ben):
        services.close_later(by=person.account)
        let_it_be_time(person.account)
    # Somebody took the address that Ana's would get.
    Account.objects.create_user(f"closed-{ana.account_id}@closed.invalid")

    assert close_accounts() == 1

    assert Account.objects.get(pk=ana.account_id).is_active
    assert not Account.objects.get(pk=ben.account_id).is_active


def test_accounts_for_work_are_not_closed_here(sam):
    with pytest.raises(WorksHere):
        services.close_later(by=sam)
