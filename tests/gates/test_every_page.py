"""Every page, as one person after another sees it, is fit for everybody."""

import pytest

from tests.gates.catalogue import pages
from tests.gates.inspector import Inspector

pytestmark = pytest.mark.journey


@pytest.fixture
def demo(start_stack):
    stack = start_stack(with_demo=True)
    stack.start("web")
    return stack


def test_every_page_is_fit_for_everybody(demo, new_context):
    inspector = Inspector(new_context(reduced_motion="reduce"), demo.url)
    found = pages()

    for person in dict.fromkeys(page.person for page in found):
        inspector.become(person)
        for page in found:
            if page.person == person:
                inspector.look(page.path, status=page.status)

    inspector.become("eva")
    inspector.check_without_an_answer()
    inspector.leave_a_draft()
    inspector.inspect()

    assert not inspector.faults, inspector.told()
