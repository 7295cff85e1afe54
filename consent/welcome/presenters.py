"""The list of first steps, and a place that is about to be added."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from consent.links.models import Invitation, Link
from consent.places.wording import LEGAL
from consent.preferences.remarks import BASIS_TEXTS
from consent.vocabulary.terms import Basis
from consent.welcome.models import FirstSteps


@dataclass(frozen=True)
class Task:
    """One first step: what it is, whether it is done, and where it is done."""

    title: str
    line: str
    url: str
    is_done: bool
    wait: str = ""


@dataclass(frozen=True)
class NewPlace:
    """What a person should know before a place is on their list."""

    name: str
    run_by: str
    holds: str
    effect: str
    goes_on: Sequence[str]
    stop_days: int


def tasks_of(
    steps: FirstSteps, *, has_draft: bool, has_chosen: bool, may_choose: bool
) -> list[Task]:
    """List the five steps; after the first they may be done in any order."""
    begun = steps.reached_at is not None
    later = "" if begun else _("After step 1")
    choosing = reverse("editor:edit") if may_choose else ""
    checking = reverse("editor:check") if may_choose and has_draft else ""
    return [
        Task(
            _("Language and how we reach you"),
            _("Takes half a minute."),
            reverse("welcome:reach"),
            begun,
        ),
        Task(
            _("Who you choose for"),
            _("You, your child, or someone you help."),
            reverse("welcome:who") if begun else "",
            steps.who_at is not None,
            later,
        ),
        Task(
            _("What this is"),
            _("Three cards and three questions. You cannot fail."),
            reverse("welcome:about") if begun else "",
            steps.understood_at is not None,
            later,
        ),
        Task(
            _("Your choices"),
            _("Nothing is picked for you. You can change it at any time."),
            choosing,
            has_draft or has_chosen,
        ),
        Task(
            _("Check and save"),
            _("You see what changes before it counts."),
            checking,
            has_chosen,
            "" if checking or has_chosen else _("After step 4"),
        ),
    ]


def present_place(invitation: Invitation) -> NewPlace:
    platform = invitation.platform
    goes_on = [
        _(BASIS_TEXTS[Basis(basis)]) for basis in platform.bases if basis in BASIS_TEXTS
    ]
    if invitation.has_prior_consent and Basis.PRIOR_CONSENT in platform.bases:
        goes_on.append(
            _("It may go on as you agreed before. That ends when you first choose.")
        )
    return NewPlace(
        name=platform.name,
        run_by=platform.organization.name,
        holds=platform.holds,
        effect=_(LEGAL[Link.LegalEffect(invitation.legal_effect)]),
        goes_on=goes_on,
        stop_days=platform.stop_days,
    )
