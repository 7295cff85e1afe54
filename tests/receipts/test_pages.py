"""The proof to print and to save, for the person's own eyes."""

import pytest

from consent.participants.models import Authority
from consent.receipts import pages
from consent.receipts.numbers import written
from consent.vocabulary.levels import Level
from tests import people, reading


def test_page_shows_number_date_grid_and_condition(visitor, saved):
    page = visitor.get("/changes/1/proof/").content.decode()

    assert written(saved.number) in page
    assert saved.digest in page
    assert "Only for my condition" in page
    assert "ystic fibrosis" in page
    assert "This is about your health." in page
    assert '<svg class="qr"' in page


def test_number_stands_behind_the_hash_that_no_server_sees(visitor, saved):
    url = visitor.get("/changes/1/proof/").context["proof"].check_url

    assert url.endswith(f"/verify/#{written(saved.number)}")


def test_pdf_is_tagged_for_screen_readers(visitor):
    answer = visitor.get("/changes/1/proof/pdf/")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.content
    assert b"/StructTreeRoot" in answer.content
    assert b"/Lang" in answer.content


def test_every_level_has_a_pdf(client, ana, link):
    people.sign_in(client, ana)
    for replacing, level in enumerate(list(Level)[:5]):
        people.choose(ana, level, replacing=replacing or None)

        answer = client.get(f"/changes/{replacing + 1}/proof/pdf/")

        assert answer.content.startswith(b"%PDF-")


def test_language_without_letters_is_said_honestly(visitor, monkeypatch):
    monkeypatch.setattr(pages, "FONTS", ("DejaVu Sans Mono",))
    visitor.get("/")
    people_called = "\u65e5\u672c"
    Authority.objects.get().participant.links.get().platform.__class__.objects.update(
        name=people_called
    )

    page = visitor.get("/changes/1/proof/pdf/").content.decode()

    assert "We cannot make this file in your language yet." in page


def test_proof_is_for_nobody_else(client, ben, saved):
    people.choose(ben, Level.WIDE)
    people.sign_in(client, ben)

    assert written(saved.number) not in client.get("/changes/1/proof/").content.decode()
    assert client.get("/changes/2/proof/").status_code == 404
    assert client.get("/changes/2/proof/pdf/").status_code == 404
    assert client.get("/changes/2/proof/json/").status_code == 404


def test_who_chose_for_somebody_is_told_by_role(client, ana, saved):
    Authority.objects.filter(pk=ana.pk).update(kind=Authority.Kind.GUARDIAN)
    people.sign_in(client, ana)

    page = client.get("/changes/1/proof/").content.decode()
    record = client.get("/changes/1/proof/json/").json()["dpv:hasRecordOfActivity"][0]

    assert "as a parent or guardian" in page
    by = record["dpv:hasConsentStatus"][0]["dpv:isIndicatedBy"]
    assert by == "dpv:GuardianOfDataSubject"


def test_page_asks_the_database_little(visitor, django_assert_max_num_queries):
    visitor.get("/changes/1/proof/")

    with django_assert_max_num_queries(10):
        visitor.get("/changes/1/proof/")


@pytest.mark.parametrize("path", ["/changes/1/proof/", "/verify/"])
def test_pages_are_easy_to_read(visitor, path):
    page = visitor.get(path).content.decode().split("<main")[1].split("</main>")[0]
    text = " ".join(reading.paragraphs(page))

    assert reading.grade(text) <= 6
    assert max(len(one.split()) for one in reading.sentences(text)) <= 20
