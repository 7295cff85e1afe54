"""Staff see who wants to talk, and nothing of what anybody answered."""

import pytest
from django.urls import reverse

from consent.audit.models import LogEntry
from consent.requests import services
from tests.staff import make_staff, signed_in


@pytest.fixture
def talk(asking, dina):
    return services.ask_to_talk(
        asking=asking, reach="+358 40 000", by=dina.account, authority=dina
    )


def page_of(asking):
    return reverse("admin:consent_asking_change", args=[asking.pk])


def test_wish_to_talk_is_found_and_opened_with_an_entry_in_the_log(talk):
    steward = signed_in(make_staff("Nora", may_change=("asking",)))
    url = reverse("admin:consent_asking_changelist")

    listed = steward.get(url, {"talk": "wanted"}).content.decode()
    opened = steward.get(page_of(talk)).content.decode()

    assert page_of(talk) in listed
    assert "358" not in listed
    assert "+358 40 000" in opened
    assert LogEntry.objects.filter(kind="request.reach_read").count() == 1


def test_who_may_only_look_reads_no_number(talk):
    looker = signed_in(make_staff("Lou"))

    html = looker.get(page_of(talk)).content.decode()

    assert "358" not in html
    assert not LogEntry.objects.filter(kind="request.reach_read").exists()
