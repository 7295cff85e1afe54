"""The moves of those who look after deliveries."""

import contextlib

from django.db import transaction
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

    @rule(where=WHERE, who=WHO)
    def send_again(self, where, who) -> None:
        links = self.active(self.people[who], self.places[where])
        send_again(held=dict.fromkeys(links.values_list("pk", flat=True), None))

    @rule(where=WHERE, who=WHO)
    def close(self, where, who) -> None:
        """Two people give up what may never arrive; a newer version is sent again."""
        first, second = (person.account for person in self.people[:2])
        for link in self.active(self.people[who], self.places[where]):
            with (
                contextlib.suppress(NothingToClose, ClosingAsked),
                transaction.atomic(),
            ):
                closure = ask_to_close(
                    delivery=link.delivery, reason="It is gone.", by=first
                )
                agree_to_close(closure=closure, by=second)
