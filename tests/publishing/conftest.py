"""A loopback platform that Ambit may call."""

import pytest

from consent.outbound import postman as postman_module
from tests.publishing.receiver import Receiver
from tests.publishing.rows import make_platform, make_secret


@pytest.fixture
def receiver(settings):
    receiver = Receiver(make_secret())
    settings.OUTBOUND_ALLOWED = [*settings.OUTBOUND_ALLOWED, receiver.origin]
    yield receiver
    receiver.close()


@pytest.fixture
def platform(db, receiver):
    return make_platform(receiver.url, receiver.secret)


@pytest.fixture
def quick(settings):
    """Durations scaled down; the database's clock is never frozen."""
    settings.PUBLISHING = {
        **settings.PUBLISHING,
        "RETRY_NARROWING": [0, 0, 0],
        "RETRY_WIDENING": [0, 0, 0],
        "RETRY_BUSY_SECONDS": 0,
    }


@pytest.fixture
def fresh_postman(settings, monkeypatch):
    """A postman of this test's own, since deadlines are set when one begins."""
    made = []

    def begin(**durations):
        settings.PUBLISHING = {**settings.PUBLISHING, **durations}
        made.append(postman_module.Postman())
        monkeypatch.setattr(postman_module, "_postman", made[-1])

    yield begin
    for postman in made:
        postman.close()
