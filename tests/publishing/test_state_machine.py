"""The real services and rows under random moves; see `machine/`."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.publishing.machine.mishaps import PropagationWithMishaps

pytestmark = pytest.mark.django_db


def test_no_order_of_moves_loses_or_invents_anything():
    run_state_machine_as_test(
        PropagationWithMishaps, settings=settings(max_examples=12, stateful_step_count=25)
    )


@pytest.mark.slow
def test_no_long_order_of_moves_loses_or_invents_anything():
    run_state_machine_as_test(
        PropagationWithMishaps, settings=settings(max_examples=60, stateful_step_count=50)
    )
