"""Once a year people are asked whether their choices are still right."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import connection
from django.utils import timezone

from consent.audit.models import LogEntry
from consent.errors import NotYours
from consent.notifications.models import Letter
from consent.preferences.yearly import ask_yearly, is_check_due, say_still_right
from consent.vocabulary.levels import Level
from tests import people

pytestmark = pytest.mark.django_db
LEDGER = "consent.Preference:append_only"


@pytest.fixture
def chosen(ana):
    """Make Ana's choices as old as asked for."""

    def grow_old(**age: int) -> None:
        people.choose(ana, Level.HEALTH)
        with pgtrigger.ignore(LEDGER), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE consent_preference SET recorded_at = recorded_at - %s",
                [timedelta(**age)],
            )
        Letter.objects.all().delete()

    return grow_old


def test_after_a_year_there_is_one_letter(chosen):
    chosen(days=366)

    assert (ask_yearly(), ask_yearly()) == (1, 0)
    assert Letter.objects.get().kind == Letter.Kind.YEARLY


def test_within_the_year_there_is_none(chosen):
    chosen(days=300)

    assert ask_yearly() == 0


def test_the_month_that_was_picked_counts(ana, chosen):
    chosen(days=100)
    ana.account.yearly_month = timezone.now().month
    ana.account.save()

    assert ask_yearly() == 1


def test_who_said_that_all_is_right_is_not_asked_for_a_year(ana, chosen):
    chosen(days=800)

    say_still_right(participant=ana.participant, by=ana.account, authority=ana)

    assert ask_yearly() == 0
    assert LogEntry.objects.filter(kind="preference.checked").count() == 1


def test_who_may_only_look_cannot_say_so(ana, ben):
    ana.kind = "helper_view"
    ana.save()

    with pytest.raises(NotYours):
        say_still_right(participant=ana.participant, by=ana.account, authority=ana)
    with pytest.raises(NotYours):
        say_still_right(participant=ana.participant, by=ben.account, authority=ben)


def test_who_never_chose_is_not_asked_whether_it_is_still_right(ana):
    assert ask_yearly() == 0


@pytest.mark.parametrize(
    ("days", "checked", "month", "is_due"),
    [
        (366, None, None, True),
        (364, None, None, False),
        (366, 10, None, False),
        (100, None, "now", True),
        (20, None, "now", False),
        (100, None, "other", False),
    ],
)
def test_the_page_asks_by_the_same_rule(days, checked, month, is_due):
    now = timezone.now()
    months = {"now": now.month, "other": now.month % 12 + 1}

    found = is_check_due(
        looked_at=now - timedelta(days=days),
        checked_at=now - timedelta(days=checked) if checked else None,
        month=months.get(month),
    )

    assert found is is_due
