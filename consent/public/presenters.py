"""What works now, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.alarms.models import Alarm
from consent.public.status import State

INCIDENTS: Final = {
    Alarm.Kind.UNRECEIVED: gettext_noop(
        "We could not reach a place. It may have followed older choices for a while."
    ),
    Alarm.Kind.UNENFORCED: gettext_noop(
        "A place took longer than it may to follow new choices."
    ),
    Alarm.Kind.UNRECONCILED: gettext_noop(
        "We brought back records from a copy. A place has to compare its own with ours."
    ),
}


@dataclass(frozen=True)
class Part:
    """One part of the portal: how it is now, with tone, word and icon."""

    label: str
    text: str
    tone: str
    word: str
    icon: str


@dataclass(frozen=True)
class Happened:
    """One trouble that people may have noticed; without an end it goes on."""

    text: str
    since: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Shown:
    """The page of what works."""

    at: datetime
    is_well: bool
    parts: Sequence[Part]
    happened: Sequence[Happened]


def present_state(state: State) -> Shown:
    return Shown(
        at=state.at,
        is_well=state.is_well,
        parts=[
            _part(
                _("Pages and saving"),
                works=state.records,
                well=_("You can sign in, choose and save."),
                ill=_("You cannot sign in or save now. What you saved before stays."),
            ),
            _part(
                _("Telling each place"),
                works=state.delivery,
                well=_("New choices go out to each place."),
                ill=_("New choices are kept, but go out late. We are working on it."),
            ),
            _part(
                _("Places that answer"),
                works=state.places,
                well=_("No place is late."),
                ill=_("At least one place is late. Your own page says if it is yours."),
            ),
            _part(
                _("Mails"),
                works=state.mails,
                well=_("Mails go out."),
                ill=_("Mails go out late. What we wrote is on your page."),
            ),
        ],
        happened=[
            Happened(_(INCIDENTS[Alarm.Kind(one.kind)]), one.since, one.ended_at)
            for one in state.incidents
        ],
    )


def _part(label: str, *, works: bool | None, well: str, ill: str) -> Part:
    if works is None:
        return Part(label, _("We cannot tell now."), "", _("Not known"), "ask")
    if works:
        return Part(label, well, "yes", _("Works"), "check")
    return Part(label, ill, "bad", _("Trouble"), "alert")
