"""The moves of those who look after deliveries."""

import contextlib

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import rule

from consent.publishing.closing import (
    ClosingAsked,
    NothingToClose,
    agree_to_close,
    ask_to_close,
)
from consent.publishing.targets import send_again
from tests.publishing.machine.machine import WHERE, WHO, Propagation


class PropagationWithOperators(Propagation):
    """Somebody sends again, or two people give a version up."""

    @rule(where=WHERE, who=WHO, gives_up=st.booleans())
    def operate(self, where, who, gives_up) -> None:
        """Send again, or give up what may never arrive: a newer version is sent."""
        links = self.active(self.people[who], self.places[where])
        if not gives_up:
            send_again(held=dict.fromkeys(links.values_list("pk", flat=True), None))
            return
        first, second = (person.account for person in self.people)
        for link in links:
            with (
                contextlib.suppress(NothingToClose, ClosingAsked),
                transaction.atomic(),
            ):
                closure = ask_to_close(
                    delivery=link.delivery, reason="It is gone.", by=first
                )
                agree_to_close(closure=closure, by=second)
