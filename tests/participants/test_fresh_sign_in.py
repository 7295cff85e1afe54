import time

import pytest
from django.http import HttpResponse
from django.urls import include, path

from consent.participants.access import (
    SIGNED_IN_AT,
    account_required,
    fresh_sign_in_required,
    participant_required,
)
from tests import people

OLD = 301

pytestmark = pytest.mark.urls(__name__)


@participant_required
@fresh_sign_in_required()
def plain(request):
    return HttpResponse(request.participant.called)


@account_required
@fresh_sign_in_required(then="home:home")
def sent_back(request):
    return HttpResponse(request.user.called)


urlpatterns = [
    path("plain/", plain),
    path("sent-back/", sent_back),
    path("accounts/", include("allauth.urls")),
    path("", include("consent.urls")),
]


@pytest.fixture
def page(client, ana):
    """Ana's browser; she proved who she is so many seconds ago."""

    def grow_old(seconds):
        session = client.session
        session[SIGNED_IN_AT] = time.time() - seconds
        for proof in session["account_authentication_methods"]:
            proof["at"] = time.time() - seconds
        session.save()

    people.sign_in(client, ana)
    client.grow_old = grow_old
    return client


@pytest.mark.parametrize("url", ["/plain/", "/sent-back/"])
def test_fresh_sign_in_lets_in(page, url):
    assert page.get(url).content == b"Ana"


@pytest.mark.parametrize(
    ("url", "back"),
    [("/plain/?a=1", "%2Fplain%2F%3Fa%3D1"), ("/sent-back/", "%2Fhome%2F")],
)
def test_old_sign_in_is_asked_again_and_comes_back(page, url, back):
    page.grow_old(OLD)

    answer = page.post(url)

    assert answer.headers["Location"] == f"/accounts/reauthenticate/?next={back}"


def test_who_is_not_signed_in_is_asked_to(client, db):
    assert client.get("/plain/").headers["Location"].startswith("/accounts/login/")
