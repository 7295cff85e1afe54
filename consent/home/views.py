"""The home page."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent.access_history.presenters import Event, present_row
from consent.access_history.queries import Filters, timeline
from consent.editor import drafts
from consent.helping.presenters import present_person
from consent.home import needs, presenters
from consent.home.cards import Cards
from consent.home.context import set_waiting, what_waits
from consent.home.presenters import LastChange, Now, YearlyCheck
from consent.home.queries import Waiting
from consent.participants.access import (
    ParticipantRequest,
    chooser_required,
    participant_required,
)
from consent.participants.models import Participant
from consent.preferences import queries, yearly
from consent.preferences.meaning import meaning_of
from consent.preferences.models import Preference
from consent.publishing.presenters import count_places
from consent.publishing.progress import progress_of
from consent.welcome.queries import open_steps

LATELY = 3


@require_safe
@participant_required
def home(request: ParticipantRequest) -> HttpResponse:
    """Show what needs the person, their choices, the last change and the last uses."""
    person, cards = request.participant, Cards()
    newest = cards.make("choices", lambda: queries.current(person))
    current = cards.make("choices", lambda: _now(newest), after="choices")
    change = cards.make("change", lambda: _change(person, newest), after="choices")
    check = cards.make("check", lambda: _check(request, newest), after="choices")
    context = {
        "name": request.user.called,
        "others": [
            present_person(held) for held in request.held if held != request.authority
        ],
        "current": current,
        "needs": _needs(request, cards, newest, change),
        "last_change": change,
        "recent": cards.make("uses", lambda: _lately(person)),
        "check": check,
        "may_choose": request.authority.may_choose,
        "broken": cards.broken,
    }
    return render(request, "home/home.html", context)


@require_POST
@chooser_required
def still_right(request: ParticipantRequest) -> HttpResponse:
    """Note that the person looked, and leaves the choices as they are."""
    yearly.say_still_right(
        participant=request.participant, by=request.user, authority=request.authority
    )
    messages.success(request, _("Thank you. Your choices stay as they are."))
    return redirect("home:home")


def _now(newest: Preference | None) -> Now | None:
    choices = queries.choices_of(newest)
    if newest is None or choices is None:
        return None
    return presenters.present_now(newest, meaning_of(choices))


def _change(person: Participant, newest: Preference | None) -> LastChange | None:
    if newest is None:
        return None
    counts = count_places(progress_of(person, newest.version))
    return presenters.present_change(newest, counts)


def _check(
    request: ParticipantRequest, newest: Preference | None
) -> YearlyCheck | None:
    if newest is None:
        return None
    return presenters.present_check(newest, request.participant, request.user)


def _lately(person: Participant) -> list[Event]:
    return [present_row(row) for row in timeline(person, Filters(), limit=LATELY)]


def _needs(
    request: ParticipantRequest,
    cards: Cards,
    newest: Preference | None,
    change: LastChange | None,
) -> list[needs.Need]:
    """List what waits for the person, the most pressing first."""
    waiting = cards.make("needs", lambda: what_waits(request)) or Waiting()
    set_waiting(request, waiting)
    sources: list[Callable[[], Iterable[needs.Need]]] = [
        lambda: needs.request_needs(waiting),
        lambda: _draft(request),
        lambda: needs.choice_needs(newest),
        lambda: needs.place_needs(change.counts, change.url) if change else [],
        lambda: needs.letter_needs(waiting),
        lambda: needs.closing_needs(request.user),
        lambda: _steps(request, newest, cards),
    ]
    # Each by itself: one that fails must not hide the others.
    found = [cards.make("needs", _listed(source)) for source in sources]
    return [need for some in found for need in some or ()]


def _listed(
    source: Callable[[], Iterable[needs.Need]],
) -> Callable[[], list[needs.Need]]:
    return lambda: list(source())


def _draft(request: ParticipantRequest) -> list[needs.Need]:
    if not request.authority.may_choose:
        return []
    draft = drafts.read(request.session, participant_id=request.participant.pk)
    return [needs.draft_need()] if draft is not None else []


def _steps(
    request: ParticipantRequest, newest: Preference | None, cards: Cards
) -> list[needs.Need]:
    """Remind of first steps; not where we do not know whether anything was chosen."""
    if "choices" in cards.broken or not request.authority.may_choose:
        return []
    left = open_steps(request.user, has_chosen=newest is not None)
    return list(needs.step_needs(left))
