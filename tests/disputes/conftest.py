"""A use of Ana's data that looks wrong to her."""

import pytest
from django.utils import timezone

from consent.access_history import services as history
from consent.access_history.models import AccessEvent
from consent.disputes import services
from consent.disputes.models import Dispute
from consent.vocabulary.levels import Level
from tests import institutions, people


@pytest.fixture
def event(ana, lakeside, link):
    """A use of her gene test results."""
    people.choose(ana, Level.HEALTH)
    line = institutions.report(link.subject_id, occurred_at=timezone.now().isoformat())
    history.report(platform=lakeside.platform, reports=[line])
    return AccessEvent.objects.get()


@pytest.fixture
def said(ana, event):
    """Ana's message about it."""
    return services.make(
        event=event,
        reason=Dispute.Reason.SAID_NO,
        text="I never had that illness.",
        reach="+358 40 000",
        by=ana.account,
        authority=ana,
    )
