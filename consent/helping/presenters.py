"""Who may act for whom, as the templates need it."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from consent.participants.models import Authority

RELATIONS: Final = {
    Authority.Kind.SELF: _("yourself"),
    Authority.Kind.GUARDIAN: _("your child"),
    Authority.Kind.HELPER_VIEW: _("someone you help"),
    Authority.Kind.HELPER_CHOOSE: _("someone you help"),
    Authority.Kind.STAFF_ASSISTED: _("someone who asked you"),
}


@dataclass(frozen=True)
class Person:
    """Somebody the account may act for, itself too."""

    authority_id: int
    name: str
    relation: str
    may_choose: bool
    is_self: bool


def present_person(authority: Authority) -> Person:
    return Person(
        authority_id=authority.pk,
        name=authority.participant.called,
        relation=str(RELATIONS[Authority.Kind(authority.kind)]),
        may_choose=authority.may_choose,
        is_self=authority.kind == Authority.Kind.SELF,
    )
