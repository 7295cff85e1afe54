"""Tokens and who they open doors for."""

import base64

import pytest
from allauth.idp.oidc.models import Token
from django.test import Client
from django.utils import timezone

from consent.organizations import services as organizations
from consent.organizations.models import Credential
from tests.institutions import fetch_token


def basic(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def test_token_is_for_one_platform_and_every_scope(lakeside):
    answer = fetch_token(lakeside.client_id, lakeside.secret)

    body = answer.json()
    assert body["token_type"].lower() == "bearer"
    assert body["expires_in"] > 0
    assert set(body["scope"].split()) == set(organizations.SCOPES)
    assert lakeside.get("/api/v1/platform").json()["code"] == "lakeside"


def test_client_may_prove_itself_in_the_header(lakeside):
    answer = Client().post(
        "/oauth/token",
        {"grant_type": "client_credentials"},
        headers={"Authorization": basic(lakeside.client_id, lakeside.secret)},
    )

    assert answer.status_code == 200


def test_wrong_secret_is_unauthorized_with_a_challenge(lakeside):
    answer = fetch_token(lakeside.client_id, "wrong")

    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"
    assert "WWW-Authenticate" in answer.headers


def test_other_grants_are_not_offered(lakeside):
    answer = fetch_token(lakeside.client_id, lakeside.secret, grant_type="password")

    assert answer.status_code == 400
    assert answer.json() == {"error": "unsupported_grant_type"}


def test_token_without_the_scope_is_forbidden(lakeside, sam):
    token = fetch_token(
        lakeside.client_id, lakeside.secret, scope="preferences:read"
    ).json()["access_token"]
    lakeside.token = token

    assert lakeside.get("/api/v1/platform").status_code == 200
    assert lakeside.post("/api/v1/access-events", {}).status_code == 403
    assert lakeside.ask("s-1").status_code == 403


@pytest.mark.parametrize("path", ["/api/v1/platform", "/api/v1/changes"])
def test_no_token_is_unauthorized_with_a_challenge(client, db, path):
    answer = client.get(path)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_revoked_credential_opens_nothing(lakeside, sam):
    organizations.revoke_credential(
        credential=Credential.objects.get(platform=lakeside.platform), by=sam
    )

    answer = lakeside.get("/api/v1/platform")

    assert answer.status_code == 401
    assert "invalid_token" in answer.headers["WWW-Authenticate"]
    assert fetch_token(lakeside.client_id, lakeside.secret).status_code == 401


def test_expired_token_opens_nothing(lakeside):
    Token.objects.update(expires_at=timezone.now())

    assert lakeside.get("/api/v1/platform").status_code == 401
    assert lakeside.ask("s-1").status_code == 401


def test_token_of_a_person_opens_nothing(lakeside, ana):
    Token.objects.update(user=ana.account)

    assert lakeside.get("/api/v1/platform").status_code == 401


def test_signed_in_person_opens_nothing(client, ana):
    client.force_login(ana.account)

    assert client.get("/api/v1/platform").status_code == 401
