"""Noting first steps, and taking in a child whom the account chooses for."""

from enum import StrEnum
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from consent.audit import services as audit
from consent.errors import Refusal
from consent.participants.models import Account, Authority, Participant
from consent.vocabulary.majority import may_be_child
from consent.welcome.models import FirstSteps

MOST_CHILDREN: Final = 12


class Step(StrEnum):
    """What the account itself notes; choosing is seen by the choices."""

    REACHED = "reached_at"
    WHO = "who_at"
    UNDERSTOOD = "understood_at"
    HIDDEN = "hidden_at"


class NotAChild(Refusal):
    """By the year of birth, the person chooses for themselves."""

    code = "not_a_child"
    sentence = _("By this year they are grown up. They can choose for themselves.")


class TooManyChildren(Refusal):
    """One account chooses for few children; more are a mistake, or a program."""

    code = "too_many_children"
    sentence = _("You choose for many children already. Please ask us for help.")


def note(*, step: Step, by: Account) -> None:
    """Note that a step was done now; a step may be done again."""
    FirstSteps.objects.update_or_create(
        account=by, defaults={step.value: timezone.now()}
    )


def pick_language(*, language: str, by: Account) -> None:
    """Keep the language of the account's pages and mails."""
    Account.objects.filter(pk=by.pk).update(language=language)


@transaction.atomic
def take_in_child(
    *, called: str, country: str, birth_year: int, by: Account
) -> Authority:
    """Make a participant whom the account chooses for as a parent or guardian.

    It opens nothing: a child is connected to a place only by a code of that place.
    The same child twice is once.
    """
    Account.objects.select_for_update(no_key=True).get(pk=by.pk)
    year = timezone.now().year
    if not may_be_child(birth_year=birth_year, country=country, year=year):
        raise NotAChild
    mine = Authority.objects.current().filter(account=by, kind=Authority.Kind.GUARDIAN)
    same = mine.filter(
        participant__called=called,
        participant__country=country,
        participant__birth_year=birth_year,
    )
    found = same.select_related("participant").first()
    if found is not None:
        return found
    if mine.count() >= MOST_CHILDREN:
        raise TooManyChildren
    child = Participant.objects.create(
        called=called, country=country, birth_year=birth_year
    )
    authority = Authority.objects.create(
        account=by, participant=child, kind=Authority.Kind.GUARDIAN
    )
    audit.record(
        kind="participant.enrolled",
        participant_id=child.pk,
        body={"account": by.pk, "authority": authority.pk},
    )
    return authority
