"""Pages in the reader's language, picked in two presses and remembered."""

import pytest
from django.test import Client

from tests import people

pytestmark = pytest.mark.django_db


def test_one_language_offers_no_switch(client, settings):
    settings.LANGUAGES = [("en", "English")]

    html = client.get("/").content.decode()

    assert 'action="/language/"' not in html
    assert "/language/" not in html


def test_each_language_stands_in_its_own_name(client, two_languages):
    html = client.get("/language/?next=/words/").content.decode()

    assert 'value="de" lang="de" dir="ltr">Deutsch<' in html
    assert 'lang="ar" dir="rtl">العربي' in html
    assert 'name="next" value="/words/"' in html


def test_picked_language_is_shown_and_remembered(client, two_languages):
    answer = client.post("/language/", {"language": "ar", "next": "/words/"})

    html = client.get("/words/").content.decode()
    assert answer.headers["Location"] == "/words/"
    assert '<html lang="ar" dir="rtl">' in html


def test_account_remembers_its_language_on_every_device(
    client, ana, two_languages, client_of_another_device
):
    people.sign_in(client, ana)

    client.post("/language/", {"language": "de", "next": "/home/"})

    ana.account.refresh_from_db()
    people.sign_in(client_of_another_device, ana)
    html = client_of_another_device.get("/home/").content.decode()
    assert ana.account.language == "de"
    assert '<html lang="de" dir="ltr"' in html


@pytest.fixture
def client_of_another_device():
    return Client()


def test_language_that_is_no_longer_offered_leaves_english(client, ana):
    type(ana.account).objects.filter(pk=ana.account.pk).update(language="fi")
    people.sign_in(client, ana)

    assert '<html lang="en"' in client.get("/home/").content.decode()


@pytest.mark.parametrize("language", ["xx", "", "../../etc"])
def test_unknown_language_changes_nothing(client, two_languages, language):
    answer = client.post("/language/", {"language": language})

    assert answer.status_code == 200
    assert "django_language" not in client.cookies


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_nobody_is_led_elsewhere(client, two_languages, elsewhere):
    answer = client.post("/language/", {"language": "de", "next": elsewhere})

    assert answer.headers["Location"] == "/"


def test_page_that_is_mostly_english_says_so_to_readers_aloud(
    client, two_languages, settings
):
    settings.ENGLISH_PAGES = {"ar": frozenset({"public/words.html"})}
    client.cookies["django_language"] = "ar"

    english = client.get("/words/").content.decode()
    arabic = client.get("/privacy/").content.decode()

    assert 'tabindex="-1" lang="en" dir="ltr">' in english
    assert 'tabindex="-1">' in arabic
