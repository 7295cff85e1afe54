"""Ana, who chooses; Lakeside, which holds her samples."""

import pytest

from tests import people


@pytest.fixture
def visitor(client, ana):
    """Ana's browser, freshly signed in."""
    return people.sign_in(client, ana)
