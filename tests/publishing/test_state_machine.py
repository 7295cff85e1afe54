"""The real services and rows under random moves; see `machine/`."""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.publishing.machine.mishaps import PropagationWithMishaps

pytestmark = pytest.mark.django_db
# A failure prints its moves; making them fewer would take minutes.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]


def test_no_order_of_moves_loses_or_invents_anything():
    run_state_machine_as_test(
        PropagationWithMishaps,
        settings=settings(max_examples=15, stateful_step_count=40, phases=PHASES),
    )


@pytest.mark.slow
def test_no_long_order_of_moves_loses_or_invents_anything():
    run_state_machine_as_test(
        PropagationWithMishaps,
        settings=settings(max_examples=40, stateful_step_count=50, phases=PHASES),
    )
