"""What people come for takes few actions by keys alone, and does what it says."""

import pytest
from django.utils import timezone

from consent.demo.cast import PASSWORD
from consent.disputes.models import Dispute
from consent.requests.models import Asking
from tests.gates.person import Person

pytestmark = pytest.mark.journey


@pytest.fixture
def enter(start_stack, new_context):
    """Bring somebody of the demo in, home, with a keyboard."""
    demo = start_stack(with_demo=True)
    demo.start("web")

    def come(name):
        email = f"{name}@ambit.example"
        return Person(new_context(), demo.url, email, password=PASSWORD, by_keys=True)

    return come


def test_everyday_tasks_take_few_actions_by_keys(enter):
    ana = enter("ana")
    counts = {}

    ana.press("link", "See where it has arrived")
    ana.sees("Where your change has arrived")
    counts["see my last change"] = ana.begin_anew()

    ana.press("link", "Who used my data")
    ana.choose_from("When", f"{timezone.now():%Y-%m}")
    ana.press("button", "Show")
    ana.sees("Clear filters")
    counts["who used my data this month"] = ana.begin_anew()

    ana.press("link", "This looks wrong")
    ana.pick("reason", "stranger")
    ana.press("button", "Check my message")
    ana.press("button", "Send my message")
    counts["report a wrong use"] = ana.begin_anew()

    ana.press("link", "proof")
    ana.sees("Proof of my choices")
    counts["get proof on paper"] = ana.begin_anew()

    ana.press("link", "change language")
    ana.press("button", "Deutsch")
    counts["change language"] = ana.begin_anew()

    dina = enter("dina")
    dina.press("link", "Answer")
    dina.pick("answer", "no")
    dina.press("button", "Check my answer")
    dina.press("button", "Save my answer")
    counts["answer a request"] = dina.begin_anew()

    assert counts == {
        "see my last change": 1,
        "who used my data this month": 3,
        "report a wrong use": 4,
        "get proof on paper": 1,
        "change language": 2,
        "answer a request": 4,
    }
    assert Dispute.objects.filter(reason="stranger").count() == 1
    assert Asking.objects.filter(answer="no").exists()
    assert ana.page.locator("html").get_attribute("lang") == "de"
