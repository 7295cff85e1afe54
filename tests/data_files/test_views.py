"""Asking for one's data, watching the file being made, and taking it away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consent.data_files import making
from consent.data_files.models import DataFile
from consent.participants.models import Authority
from tests import people, reading


@pytest.fixture
def ready(ask):
    file = ask()
    making.make(file.pk)
    return file


def test_person_asks_and_watches(visitor, used):
    answer = visitor.post("/my-data/", {"format": "csv"})

    file = DataFile.objects.get()
    page = visitor.get(answer.headers["Location"])
    assert answer.headers["Location"] == f"/my-data/{file.number}/"
    assert page.context["live"]
    assert "We are making your file" in page.content.decode()
    assert "Check again now" in page.content.decode()


def test_progress_is_told_in_numbers(visitor, ask):
    file = ask()
    DataFile.objects.update(state="collecting", done=200, total=900)

    page = visitor.get(f"/my-data/{file.number}/").content.decode()

    assert "200 of 900 lines" in page


def test_ready_file_is_saved_and_said_to_go(visitor, ready):
    page = visitor.get(f"/my-data/{ready.number}/")
    answer = visitor.get(f"/my-data/{ready.number}/file/")

    assert "It stays here until" in page.content.decode()
    assert not page.context["live"]
    assert answer.content.startswith(b"PK")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_old_sign_in_is_asked_again_before_the_file_goes_out(visitor, ready, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    answer = visitor.get(f"/my-data/{ready.number}/file/")

    assert answer.status_code == 302
    assert f"my-data%2F{ready.number}" in answer.headers["Location"]
    page = visitor.get(f"/my-data/{ready.number}/").content.decode()
    assert "Sign in again" in page
    assert "/file/" not in page


def test_removed_file_is_said_to_be_gone(visitor, ready):
    DataFile.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    page = visitor.get(f"/my-data/{ready.number}/").content.decode()
    answer = visitor.get(f"/my-data/{ready.number}/file/")

    assert "We have removed this file." in page
    assert answer.status_code == 302


def test_nothing_picked_is_a_plain_error(visitor):
    answer = visitor.post("/my-data/", {})

    assert answer.status_code == 422
    assert "<title>Error: My data file" in answer.content.decode()
    assert "Pick a kind of file." in answer.content.decode()


def test_file_of_somebody_else_is_not_there(client, ben, ready):
    people.sign_in(client, ben)

    assert client.get(f"/my-data/{ready.number}/").status_code == 404
    assert client.get(f"/my-data/{ready.number}/file/").status_code == 404


def test_helper_does_not_see_the_files_of_the_person(client, ana, ben, ready):
    Authority.objects.create(
        account=ben.account, participant=ana.participant, kind="helper_choose"
    )
    people.sign_in(client, ben)

    assert client.get(f"/my-data/{ready.number}/").status_code == 404


def test_who_may_only_look_can_neither_ask_nor_save(visitor, ready):
    Authority.objects.update(kind=Authority.Kind.HELPER_VIEW)

    assert "Make my file" not in visitor.get("/my-data/").content.decode()
    assert visitor.post("/my-data/", {"format": "csv"}).status_code == 403
    assert visitor.get(f"/my-data/{ready.number}/file/").status_code == 403


@pytest.mark.parametrize("state", ["asked", "collecting", "ready", "expired"])
def test_pages_are_easy_to_read(visitor, ready, state):
    DataFile.objects.update(state=state, attempts=3)

    for path in ("/my-data/", f"/my-data/{ready.number}/"):
        page = visitor.get(path).content.decode().split("<main")[1].split("</main>")[0]
        text = " ".join(reading.paragraphs(page))

        assert reading.grade(text) <= 6
        assert max(len(one.split()) for one in reading.sentences(text)) <= 20


def test_list_asks_the_same_of_the_database_for_many(
    visitor, ask, django_assert_max_num_queries
):
    for _ in range(8):
        ask()
        DataFile.objects.update(state="expired")
    visitor.get("/my-data/")

    with django_assert_max_num_queries(10):
        visitor.get("/my-data/")
