import pytest

from consent.notifications.models import Letter, LetterChoice
from consent.participants.models import Account
from tests import people

PAGE = "/settings/"


@pytest.fixture
def page(client, ana):
    return people.sign_in(client, ana)


def answers(page, **changed):
    """Everything that the form shows, as a browser would send it back."""
    form = page.get(PAGE).context["form"]
    shown = {field.html_name: field.value() for field in form}
    shown = {name: value for name, value in shown.items() if value not in (None, False)}
    return {**shown, **changed}


def test_settings_begin_with_what_holds_now(page):
    form = page.get(PAGE).context["form"]

    assert form["time_zone"].value() == "Europe/Helsinki"
    assert form["letter_used"].value() == "off"
    assert form["yearly_month"].value() == ""


def test_saved_settings_are_kept(page, ana):
    answer = page.post(
        PAGE,
        answers(
            page,
            time_zone="Asia/Tokyo",
            has_large_text="on",
            yearly_month="3",
            letter_request="weekly",
        ),
        follow=True,
    )

    account = Account.objects.get(pk=ana.account.pk)
    assert "Your settings are saved." in answer.content.decode()
    assert (account.time_zone, account.has_large_text, account.yearly_month) == (
        "Asia/Tokyo",
        True,
        3,
    )
    picked = LetterChoice.objects.get(account=account, kind=Letter.Kind.REQUEST)
    assert picked.how == LetterChoice.How.WEEKLY


def test_zone_of_the_country_is_not_written_down_unless_picked(page, ana):
    page.post(PAGE, answers(page))

    assert Account.objects.get(pk=ana.account.pk).time_zone == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"time_zone": "Mars/Olympus"},
        {"language": "xx"},
        {"letter_request": "monthly"},
        {"yearly_month": "13"},
    ],
)
def test_what_cannot_be_picked_changes_nothing(page, ana, changed):
    before = Account.objects.values().get(pk=ana.account.pk)

    answer = page.post(PAGE, answers(page, has_large_text="on", **changed))

    assert answer.status_code == 200
    assert "Error:" in answer.content.decode()
    assert Account.objects.values().get(pk=ana.account.pk) == before
    assert not LetterChoice.objects.exists()


def test_settings_of_somebody_else_are_never_touched(page, ana, ben):
    page.post(PAGE, answers(page, time_zone="Asia/Tokyo"))

    assert Account.objects.get(pk=ben.account.pk).time_zone == ""


def test_page_asks_the_database_little(page, django_assert_max_num_queries):
    page.get(PAGE)

    with django_assert_max_num_queries(9):
        page.get(PAGE)
