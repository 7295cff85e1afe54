"""People hear of a request when it is made, and once more before it ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consent.notifications.models import Letter
from consent.participants.models import Authority
from consent.requests.letters import tell_of_askings
from consent.requests.models import Asking, Request

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking(ana, hospital):
    now = timezone.now()
    request = Request.objects.create(
        code="sleep",
        organization=hospital,
        study="sleep",
        title="May we use your gene results?",
        summary="We study sleep.",
        kinds=["gene"],
        topic="health",
        ways=["visit"],
        places=["FI"],
        use_until=now + timedelta(days=365),
        answer_by=now + timedelta(days=30),
        state=Request.State.OPEN,
    )
    return Asking.objects.create(request=request, participant=ana.participant)


def kinds() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def end_in(asking: Asking, **time: int) -> None:
    Request.objects.update(answer_by=timezone.now() + timedelta(**time))
    Asking.objects.update(asked_at=timezone.now() - timedelta(days=20))


def test_a_request_is_told_once(asking):
    assert (tell_of_askings(), tell_of_askings()) == (1, 0)

    letter = Letter.objects.get()
    assert letter.kind == "request"
    assert letter.about == {"asking": asking.pk}


def test_three_days_before_the_end_there_is_one_reminder(asking):
    tell_of_askings()
    end_in(asking, days=4)
    assert tell_of_askings() == 0

    end_in(asking, days=3)

    assert (tell_of_askings(), tell_of_askings()) == (1, 0)
    assert kinds() == ["request", "request_ends"]


def test_who_has_answered_is_not_reminded(asking):
    tell_of_askings()
    asking.answer, asking.answered_at = Asking.Answer.NO, timezone.now()
    asking.save()

    end_in(asking, days=1)

    assert tell_of_askings() == 0


def test_whom_nobody_can_answer_for_is_left_out_and_asked_of_again_later(asking):
    Authority.objects.update(
        starts_at=timezone.now() - timedelta(days=2),
        ends_at=timezone.now() - timedelta(days=1),
    )
    assert tell_of_askings() == 0

    Authority.objects.update(ends_at=None)

    assert tell_of_askings() == 1
