"""Dina, who wants to be asked; a hospital that asks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consent.requests import services
from consent.requests.models import Request
from consent.vocabulary.levels import Level
from tests import institutions, people


@pytest.fixture
def dina(db):
    """Wants to be asked every time."""
    dina = people.make_person("Dina")
    people.choose(dina, Level.ASK)
    return dina


@pytest.fixture
def request_open(db):
    """A study that asks for gene test results."""
    soon = timezone.now() + timedelta(days=20)
    return Request.objects.create(
        code="sleep-study",
        organization=institutions.make_organization(),
        study="sleep",
        title="May we study your genes for sleep?",
        summary="We want to learn why some people sleep badly.",
        kinds=["gene"],
        topic="health",
        ways=["visit"],
        places=["FI"],
        use_until=soon + timedelta(days=300),
        answer_by=soon,
        state=Request.State.OPEN,
    )


@pytest.fixture
def asking(dina, request_open):
    return services.ask(request=request_open, participant=dina.participant)
