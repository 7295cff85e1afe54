import re

from django.contrib.auth import hashers
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client

from consent.participants.models import Authority
from tests import people

ANSWERS = {
    "called": "Ana",
    "email": "Ana@Example.org",
    "password1": people.PASSWORD,
    "country": "FI",
    "birth_year": "",
}


def code_of(letter):
    return re.search(
        r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", letter.body, re.MULTILINE
    )[1]


def test_sign_up_makes_a_participant_once_the_address_is_proven(client, db):
    client.post("/accounts/signup/", ANSWERS)
    answer = client.post(
        "/accounts/confirm-email/", {"code": code_of(mail.outbox[0])}, follow=True
    )

    authority = Authority.objects.select_related("participant", "account").get()
    assert authority.kind == Authority.Kind.SELF
    assert (authority.participant.called, authority.participant.country) == (
        "Ana",
        "FI",
    )
    assert authority.account.email == "ana@example.org"
    assert answer.redirect_chain[-1][0] == "/first-steps/"


def test_sign_up_form_picks_no_country(client, db):
    answer = client.get("/accounts/signup/")

    assert answer.context["form"]["country"].value() is None


def test_sign_up_without_a_country_is_refused(client, db):
    answer = client.post("/accounts/signup/", {**ANSWERS, "country": ""})

    assert answer.context["form"].errors.keys() == {"country"}


def test_sign_up_never_tells_that_an_address_is_known(client, db):
    people.make_person("Ana")

    answer = client.post("/accounts/signup/", ANSWERS)

    assert answer.status_code == 302
    assert Authority.objects.count() == 1


def test_sign_up_hashes_a_password_for_known_and_unknown_addresses(
    client, db, monkeypatch
):
    people.make_person("Ana")
    hashed = []

    class Watched(MD5PasswordHasher):
        def encode(self, password, salt, **options):
            hashed.append(password)
            return super().encode(password, salt, **options)

    monkeypatch.setattr(hashers, "get_hasher", lambda _name="default": Watched())
    client.post("/accounts/signup/", {**ANSWERS, "email": "new@example.org"})
    for_unknown = len(hashed)
    hashed.clear()
    Client().post("/accounts/signup/", ANSWERS)

    assert len(hashed) == for_unknown == 1


def test_letters_name_no_choice_and_no_illness(client, db):
    client.post("/accounts/signup/", ANSWERS)

    letter = mail.outbox[0]
    words = f"{letter.subject} {letter.body}".lower()
    assert not {"health", "gene", "illness", "study"} & set(re.findall(r"\w+", words))
