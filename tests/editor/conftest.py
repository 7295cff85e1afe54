"""Ana, who chooses."""

import pytest

from tests import people


@pytest.fixture
def visitor(client, ana):
    """Ana's browser, freshly signed in."""
    return people.sign_in(client, ana)
