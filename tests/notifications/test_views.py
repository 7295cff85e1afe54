import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.notifications.models import Letter
from consent.notifications.presenters import PAGES, page_of
from consent.notifications.services import write
from consent.participants.models import Authority
from tests import people
from tests.reading import blocks, grade, sentences, words

pytestmark = pytest.mark.django_db
Kind = Letter.Kind


@pytest.fixture
def visitor(client, ana):
    return people.sign_in(client, ana)


@pytest.fixture
def leo(ana):
    """Somebody else that Ana chooses for."""
    child = people.make_person("Leo").participant
    Authority.objects.create(
        account=ana.account, participant=child, kind=Authority.Kind.GUARDIAN
    )
    return child


def write_many(ana, count: int, participant=None) -> None:
    for number in range(count):
        write(
            account=ana.account,
            kind=Kind.SAVED,
            key=f"letter-{number}",
            participant=participant or ana.participant,
            about={"version": 1},
        )


def read_letters() -> int:
    return Letter.objects.filter(read_at__isnull=False, kind=Kind.SAVED).count()


def test_without_letters_the_page_says_when_there_will_be_one(visitor):
    html = visitor.get("/letters/").content.decode()

    assert "You have no letters yet." in html


def test_the_newest_letter_comes_first_and_new_ones_are_marked(visitor, ana):
    write_many(ana, 1)
    write(account=ana.account, kind=Kind.YEARLY, key="yearly")

    answer = visitor.get("/letters/")

    titles = [letter.title for letter in answer.context["letters"]]
    assert titles == ["Are your choices still right?", "Your choices were saved"]
    assert "2 letters are new." in answer.content.decode()


def test_opening_a_letter_leads_to_its_page_and_marks_it_read(visitor, ana):
    write_many(ana, 1)
    letter = Letter.objects.get(kind=Kind.SAVED)

    answer = visitor.get(f"/letters/{letter.pk}/")

    assert answer.url == "/changes/1/"
    assert read_letters() == 1


def test_a_letter_about_somebody_else_asks_before_it_goes_there(visitor, ana, leo):
    write_many(ana, 1, participant=leo)
    address = f"/letters/{Letter.objects.get(kind=Kind.SAVED).pk}/"

    asked = visitor.get(address)
    assert "Go to the pages of Leo" in asked.content.decode()
    gone = visitor.post(address)

    assert gone.url == "/changes/1/"
    assert "For Leo" in visitor.get("/home/").content.decode()


def test_a_letter_about_somebody_one_no_longer_helps_goes_nowhere(visitor, ana, leo):
    write_many(ana, 1, participant=leo)
    Authority.objects.filter(participant=leo, account=ana.account).delete()

    answer = visitor.post(f"/letters/{Letter.objects.get(kind=Kind.SAVED).pk}/")

    assert "You can no longer see the pages of Leo." in answer.content.decode()


def test_letters_of_others_do_not_exist(visitor, ben):
    write_many(ben, 1)

    answer = visitor.get(f"/letters/{Letter.objects.get(kind=Kind.SAVED).pk}/")

    assert answer.status_code == 404
    assert read_letters() == 0


def test_all_can_be_marked_as_read_at_once(visitor, ana, ben):
    write_many(ana, 3)
    write_many(ben, 1)

    visitor.post("/letters/read/")

    assert read_letters() == 3


def test_letters_come_in_pages_of_twenty(visitor, ana):
    write_many(ana, 21)

    first, second = visitor.get("/letters/"), visitor.get("/letters/?page=2")

    assert len(first.context["letters"]) == 20
    assert len(second.context["letters"]) == 1


def test_the_list_asks_the_same_for_one_letter_and_for_many(visitor, ana):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            visitor.get("/letters/")
        return len(asked)

    write_many(ana, 1)
    count()  # The first page of a session is dearer.
    few = count()
    write_many(ana, 40)

    many = count()

    assert few == many < 10


@pytest.mark.parametrize("kind", Kind)
def test_every_letter_leads_to_a_page_even_when_its_own_is_gone(ana, kind):
    letter = Letter(kind=kind, account=ana.account, about={})

    assert kind in PAGES
    assert page_of(letter).startswith("/")


def test_the_page_reads_easily(visitor, ana):
    for kind in Kind:
        write(account=ana.account, kind=kind, key=kind)

    said = blocks(visitor.get("/letters/").content.decode())

    assert grade(" ".join(said)) <= 6
    long = [one for block in said for one in sentences(block) if len(words(one)) > 20]
    assert long == []
