from types import SimpleNamespace

import pytest
from django.test import Client

from consent.public.glossary import WORDS
from consent.vocabulary.levels import Level
from tests import people
from tests.reading import grade, paragraphs

pytestmark = pytest.mark.django_db
FINLAND = SimpleNamespace(
    country="FI", number="+358 9 123 456", opens="9:00", closes="16:00"
)
PAGES = [
    "/",
    "/how-it-works/",
    "/words/",
    "/help/",
    "/privacy/",
    "/accessibility/",
    "/status/",
    "/language/",
]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_for_everybody(client, path):
    answer = client.get(path)

    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("<h1") == 1


@pytest.mark.parametrize("path", PAGES)
def test_page_is_easy_to_read(client, path):
    text = " ".join(paragraphs(client.get(path).content.decode()))

    assert grade(text) <= 6


@pytest.mark.parametrize("path", PAGES)
def test_page_is_the_same_for_who_is_signed_in(client, ana, path):
    people.sign_in(client, ana)

    assert client.get(path).status_code == 200


def test_start_says_what_this_is_and_shows_three_people(client):
    html = client.get("/").content.decode()

    assert "You decide how far" in html
    assert all(name in html for name in ("Ben", "Mei", "Omar"))


def test_start_shows_no_message_while_all_is_well_but_one_when_not(client):
    # No dispatcher was ever seen in a new database: changes would not go out.
    assert "Something does not work as it should" in client.get("/").content.decode()


def test_words_are_short_and_can_be_linked_to(client):
    html = client.get("/words/").content.decode()

    for word in WORDS:
        assert f'id="{word.slug}"' in html
        assert len(word.meaning.split()) < 25


def test_words_stand_from_a_to_z(client):
    terms = [word["term"] for word in client.get("/words/").context["words"]]

    assert terms == sorted(terms, key=str.casefold)


def test_first_use_of_a_word_leads_to_its_meaning(client):
    html = client.get("/help/").content.decode()

    assert '<dfn><a href="/words/#helper">helper</a></dfn>' in html


def test_help_without_a_phone_line_says_so(client):
    assert "We have no phone line yet." in client.get("/help/").content.decode()


def test_help_lists_phones_by_country_with_hours(client, settings):
    settings.HELP_PHONES = [FINLAND]

    html = client.get("/help/").content.decode()

    assert 'Finland: <a href="tel:+3589123456"><bdi>+358 9 123 456</bdi></a>' in html
    assert "Working days, 9:00 to 16:00 there." in html


def test_wrong_page_gives_the_phone_too(client, settings):
    settings.HELP_PHONES = [FINLAND]

    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "Nothing was changed." in answer.content.decode()
    assert "+358 9 123 456" in answer.content.decode()


def test_page_for_a_button_says_so_when_it_is_opened(client, ana):
    people.sign_in(client, ana)

    answer = client.get("/choices/save/")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "Nothing was changed." in answer.content.decode()


def test_form_that_is_too_old_says_so(ana):
    from_elsewhere = Client(enforce_csrf_checks=True)

    answer = from_elsewhere.post("/help/call/", {"name": "Ana", "phone": "+358 1234"})

    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


def test_letters_that_are_not_read_are_counted_in_the_frame(client, ana):
    people.choose(ana, Level.NONE)
    people.sign_in(client, ana)

    answer = client.get("/help/")

    assert '<span class="count">1<span class="sr"> unread' in answer.content.decode()


def test_larger_text_is_for_the_whole_page(client, ana):
    type(ana.account).objects.filter(pk=ana.account.pk).update(has_large_text=True)
    people.sign_in(client, ana)

    assert (
        '<html lang="en" dir="ltr" class="large">' in client.get("/").content.decode()
    )
