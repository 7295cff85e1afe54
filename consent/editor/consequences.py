"""What a change would mean for those who exist now, and for what was done before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.decisions.results import Decision, Result
from consent.diseases.queries import hierarchy
from consent.editor.gains import Balance, organizations_balance, places_balance
from consent.editor.past import Past, past_under
from consent.editor.queries import (
    World,
    open_requests,
)
from consent.editor.reach import Reach
from consent.grants import queries as grants
from consent.grants.models import Grant
from consent.grants.scopes import judge
from consent.links.models import Link
from consent.participants.models import Participant
from consent.preferences.remarks import Note, goes_on
from consent.requests.models import Request
from consent.vocabulary.choices import Choices

REQUEST_GAINS: Final[Mapping[tuple[str, str], str]] = {
    ("no", "ask"): gettext_noop("%(who)s could ask you about “%(title)s”. Now: no."),
    ("no", "yes"): gettext_noop(
        "%(who)s could use your data for “%(title)s” and need not ask. Now: no."
    ),
    ("ask", "yes"): gettext_noop(
        "%(who)s need not ask you about “%(title)s”. Now: we ask you first."
    ),
}
REQUEST_LOSSES: Final[Mapping[tuple[str, str], str]] = {
    ("yes", "ask"): gettext_noop(
        "%(who)s must ask you first about “%(title)s”. Now: yes."
    ),
    ("yes", "no"): gettext_noop(
        "%(who)s could no longer use your data for “%(title)s”. Now: yes."
    ),
    ("ask", "no"): gettext_noop(
        "%(who)s could no longer ask you about “%(title)s”. Now: we ask you first."
    ),
}


@dataclass(frozen=True)
class Consequences:
    """Who gains, who loses, what would not have been, and what goes on anyway."""

    gains: Sequence[str]
    losses: Sequence[str]
    past: Past
    goes_on: Sequence[Note]

    @property
    def summary(self) -> str:
        """Say it in one breath, for those who hear the page."""
        return _("Could do more: %(gains)d. Could do less: %(losses)d.") % {
            "gains": len(self.gains),
            "losses": len(self.losses),
        }


def consequences_of(
    participant: Participant,
    *,
    old: Choices | None,
    new: Choices,
    links: Sequence[Link],
) -> Consequences:
    """Compare what is saved with what would be, in a handful of statements."""
    at = timezone.now()
    if old is not None and old.until is not None and at >= old.until:
        # Nothing is allowed any more by choices that have ended.
        old = Choices()
    world, reach = World(links), Reach(old, new, hierarchy=hierarchy)
    given = grants.alive(participant.pk)
    balances = [
        organizations_balance(reach, world),
        _requests_balance(open_requests(participant), old, new, at),
        _grants_balance(given, new, at),
        places_balance(reach, world),
    ]
    return Consequences(
        gains=[line for balance in balances for line in balance.gains],
        losses=[line for balance in balances for line in balance.losses],
        past=past_under(new, world, given, at),
        goes_on=goes_on(links),
    )


def _requests_balance(
    requests: Sequence[Request], old: Choices | None, new: Choices, at: datetime
) -> Balance:
    found = Balance()
    for request in requests:
        move = (
            _answer_in(judge(old, request, at)),
            _answer_in(judge(new, request, at)),
        )
        words = {"who": request.organization.name, "title": request.title}
        if move in REQUEST_GAINS:
            found.gains.append(_(REQUEST_GAINS[move]) % words)
        if move in REQUEST_LOSSES:
            found.losses.append(_(REQUEST_LOSSES[move]) % words)
    return found


def _answer_in(decisions: Sequence[Decision]) -> str:
    """Give the smallest answer to any way that a request names."""
    results = {decision.result for decision in decisions}
    if Result.DENY in results or not results:
        return "no"
    return "ask" if Result.ASK in results else "yes"


def _grants_balance(given: Sequence[Grant], new: Choices, at: datetime) -> Balance:
    """Tell which yes to one study ends: the choices say no to a part of it."""
    text = _("Your yes to %(who)s for the study “%(study)s” would end.")
    return Balance(
        losses=[
            text % {"who": grant.organization.name, "study": grant.study}
            for grant in given
            if _answer_in(judge(new, grant, at)) == "no"
        ]
    )
