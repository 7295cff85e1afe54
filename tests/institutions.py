"""Institutions of tests: an asker, a platform's client, and the questions they put."""

import json
from dataclasses import dataclass

from django.test import Client

from consent.organizations import services as organizations
from consent.organizations.models import Membership, Organization, Platform
from consent.participants.models import Account

HOSPITAL = "northfield-hospital"
ROR = "https://ror.org/00000northf"
ACCEPTS = ["no_reident", "no_onward", "only_this", "report", "stop"]
USE = {
    "way": "visit",
    "kinds": ["gene"],
    "topic": "health",
    "tools": False,
    "commercial": False,
    "basis": "choice",
    "accepts": ACCEPTS,
    "evidence": {"ethics": "REC-2026-17"},
}


def make_organization(code: str = HOSPITAL, **fields: object) -> Organization:
    """Make an organization that has pledged itself; a hospital unless told."""
    defaults = {
        "name": code.replace("-", " ").title(),
        "kind": Organization.Kind.NONPROFIT,
        "country": "FI",
        "is_pledged": True,
    }
    return Organization.objects.create(code=code, **{**defaults, **fields})


def make_steward() -> Account:
    return Account.objects.create_user("sam@example.org", called="Sam", is_staff=True)


def make_member(
    organization: Organization, *, role: str = Membership.Role.OWNER, name: str = "Lena"
) -> Account:
    """Make an account that works for the organization and takes no part itself."""
    account = Account.objects.create_user(f"{name.lower()}@example.org", called=name)
    Membership.objects.create(account=account, organization=organization, role=role)
    return account


def evaluation(subject_id: str, **use: object) -> dict[str, object]:
    """Return an AuthZEN request of the hospital; `use` changes parts of the use."""
    places = use.pop("places", ["FI"])
    organization = use.pop("organization", HOSPITAL)
    return {
        "subject": {"type": "organization", "id": organization},
        "action": {"name": "use", "properties": {**USE, **use}},
        "resource": {"type": "participant", "id": subject_id},
        "context": {"places": places},
    }


def report(subject_id: str, **parts: object) -> dict[str, object]:
    """Return a report of a use by the hospital; `parts` change it."""
    use = {name: value for name, value in USE.items() if name != "way"}
    return {
        "event_id": "event-1",
        "subject_id": subject_id,
        "way": "used",
        "organization": HOSPITAL,
        "actor": "Dr Sofia Marin",
        "places": ["FI"],
        "purpose": "To study gene changes.",
        **use,
        **parts,
    }


@dataclass
class Caller:
    """A platform's program, with a token."""

    platform: Platform
    client_id: str
    secret: str
    token: str
    http: Client

    def get(self, path: str, **options: object):
        return self.http.get(path, headers=self._headers(), **options)

    def post(self, path: str, body: object, **headers: str):
        return self.http.post(
            path,
            data=json.dumps(body),
            content_type="application/json",
            headers={**self._headers(), **headers},
        )

    def ask(self, subject_id: str, **use: object):
        return self.post("/access/v1/evaluation", evaluation(subject_id, **use))

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def fetch_token(client_id: str, secret: str, **form: str):
    """Ask for a token as a platform's program would."""
    return Client().post(
        "/oauth/token",
        {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": secret,
            **form,
        },
    )


def connect(platform: Platform, by: Account, **form: str) -> Caller:
    """Give a platform a credential, and fetch its first token."""
    issued = organizations.issue_credential(platform=platform, name="test", by=by)
    token = fetch_token(issued.client_id, issued.secret, **form).json()["access_token"]
    return Caller(platform, issued.client_id, issued.secret, token, Client())
