"""A button pressed on a page of somebody else changes nothing."""

import pytest

from consent.asks.models import Ask
from consent.links.models import Link
from tests import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", ["ask/delete_data/", "leave/"])
def test_button_of_somebody_elses_page_does_nothing(client, ana, link, action):
    people.sign_in(client, ana)
    page = f"/places/lakeside/{action}"
    assert f'name="authority" value="{ana.pk}"' in client.get(page).content.decode()

    answer = client.post(page, {"authority": str(ana.pk + 1)})

    assert answer.url == page
    assert not Ask.objects.exists()
    assert Link.objects.get().state == Link.State.ACTIVE
