"""Who wishes it is told that their data was used; nobody else is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.access_history.letters import tell_of_uses
from consent.notifications.models import Letter, LetterChoice
from consent.notifications.services import choose_how
from tests import institutions

pytestmark = pytest.mark.django_db
Kind, How = Letter.Kind, LetterChoice.How


@pytest.fixture
def use(lakeside, link):
    """Report one more use of Ana's data."""
    numbers = iter(range(100))

    def report(**parts):
        event = f"event-{next(numbers)}"
        answer = lakeside.post(
            "/api/v1/access-events",
            institutions.report(
                link.subject_id,
                event_id=event,
                occurred_at=timezone.now().isoformat(),
                **parts,
            ),
        )
        assert answer.status_code < 300, answer.content

    return report


def test_nobody_is_told_who_did_not_ask_for_it(use):
    use()

    assert tell_of_uses() == 0
    assert not Letter.objects.exists()


def test_each_use_is_told_once_to_who_wishes_it(ana, use):
    choose_how(account=ana.account, kind=Kind.USED, how=How.AT_ONCE)
    use()
    tell_of_uses()
    tell_of_uses()
    assert Letter.objects.count() == 1

    use()
    tell_of_uses()

    assert Letter.objects.filter(kind=Kind.USED).count() == 2


def test_once_a_month_there_is_one_letter_for_all_uses(ana, use):
    choose_how(account=ana.account, kind=Kind.USED, how=How.MONTHLY)
    for _ in range(3):
        use()
        tell_of_uses()

    assert Letter.objects.count() == 1
    assert Letter.objects.get().mailed_at is None


def test_a_refusal_is_no_use(ana, use):
    choose_how(account=ana.account, kind=Kind.USED, how=How.AT_ONCE)
    use(way="refused")

    assert tell_of_uses() == 0


def test_looking_for_uses_is_one_statement_for_all(ana, use):
    choose_how(account=ana.account, kind=Kind.USED, how=How.OFF)
    use()

    with CaptureQueriesContext(connection) as asked:
        tell_of_uses()

    assert len(asked) == 1
