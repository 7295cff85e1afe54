import pytest
from django.core import mail

from consent.notifications.delivery import post_letters
from consent.notifications.security import tell_sign_in
from tests import people

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:{n}.0) Gecko/20100101 Firefox/{n}.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)


def test_the_first_device_is_noted_and_not_mailed(ana):
    tell_sign_in(account=ana.account, user_agent=FIREFOX.format(n=120))

    assert post_letters(for_seconds=5) == 0
    assert ana.account.letters.get().read_at is not None


def test_a_new_device_is_told_at_once(ana):
    tell_sign_in(account=ana.account, user_agent=FIREFOX.format(n=120))

    tell_sign_in(account=ana.account, user_agent=IPHONE)

    post_letters(for_seconds=5)
    assert [one.subject for one in mail.outbox] == ["New sign-in"]
    assert ana.account.letters.last().about == {
        "browser": "Safari",
        "system": "iPhone",
    }


def test_a_browser_that_was_updated_is_no_new_device(ana):
    for version in (120, 121, 140):
        tell_sign_in(account=ana.account, user_agent=FIREFOX.format(n=version))

    assert ana.account.letters.count() == 1


def test_signing_in_on_the_page_tells_of_a_new_device(client, ana):
    for agent in (FIREFOX.format(n=120), FIREFOX.format(n=121), IPHONE):
        client.logout()
        client.post(
            "/accounts/login/",
            {"login": ana.account.email, "password": people.PASSWORD},
            headers={"User-Agent": agent},
        )

    told = ana.account.letters.order_by("pk").values_list("about__system", "read_at")

    assert [system for system, _ in told] == ["Linux", "iPhone"]
    assert [read_at is None for _, read_at in told] == [False, True]
