"""What a person should know beside their answers: where these cannot do it all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.links.models import Link
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.kinds import DETAIL, KIND
from consent.vocabulary.levels import Level, level_of
from consent.vocabulary.terms import Basis, kind_of

# Not here: an older form, which ends with the first choice.
BASIS_TEXTS: Final = {
    Basis.PRIMARY_STUDY: gettext_noop("The study you joined there goes on."),
    Basis.OWN_CARE: gettext_noop("It uses your data to treat you."),
    Basis.EMERGENCY: gettext_noop("It may use your data in an emergency."),
    Basis.LAW: gettext_noop("Some laws let it use data without asking you."),
    Basis.WAIVER: gettext_noop("A board may let it use data without asking you."),
    Basis.OVERRIDE: gettext_noop("In rare cases it may use data against your choice."),
}


@dataclass(frozen=True)
class Note:
    """A remark about one place."""

    place: str
    text: str


def limits_of(choices: Choices, links: Sequence[Link]) -> list[str]:
    """Say what the answers cannot do, before they are saved."""
    remarks = [
        _(
            "%(place)s cannot keep this apart: %(detail)s. "
            "There your answer to it counts for all of this: %(kind)s."
        )
        % {
            "place": link.platform.name,
            "detail": _(DETAIL[detail].label),
            "kind": _(KIND[kind_of(detail)].label),
        }
        for link in links
        for detail, answer in choices.details.items()
        if answer < Answer.YES
        and detail.value not in link.platform.details_apart
        and level_of(choices) is not Level.NONE
    ]
    if level_of(choices) is Level.CONDITION and not choices.conditions:
        remarks.append(
            _("You have not named a condition. Until you do, no one may study it.")
        )
    return remarks


def goes_on(links: Sequence[Link]) -> list[Note]:
    """Say what each place may do whatever the person chooses."""
    return [
        Note(link.platform.name, _(BASIS_TEXTS[Basis(basis)]))
        for link in links
        for basis in link.platform.bases
        if basis in BASIS_TEXTS
    ]
