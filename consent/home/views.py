"""The home page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from consent.access_history.presenters import present_row
from consent.access_history.queries import Filters, timeline
from consent.editor import drafts
from consent.helping.presenters import present_person
from consent.home import presenters
from consent.participants.access import ParticipantRequest, participant_required
from consent.preferences import queries
from consent.preferences.meaning import meaning_of
from consent.publishing.presenters import count_places
from consent.publishing.progress import progress_of
from consent.requests.queries import count_waiting

LATELY = 3


@require_safe
@participant_required
def home(request: ParticipantRequest) -> HttpResponse:
    """Show what needs the person, their choices, the last change and the last uses."""
    person = request.participant
    newest = queries.current(person)
    choices = queries.choices_of(newest)
    now, last_change, counts, change_url = None, None, None, ""
    if newest is not None and choices is not None:
        now = presenters.present_now(newest, meaning_of(choices))
        counts = count_places(progress_of(person, newest.version))
        change_url = reverse("preferences:change", args=[newest.version])
        last_change = {
            "url": change_url,
            "saved_at": newest.recorded_at,
            "counts": counts,
        }
    context = {
        "name": request.user.called,
        "others": [
            present_person(held) for held in request.held if held != request.authority
        ],
        "current": now,
        "needs": presenters.needs_of(count_waiting(person), counts, change_url),
        "draft": drafts.read(request.session, participant_id=person.pk) is not None,
        "draft_url": reverse("editor:check"),
        "last_change": last_change,
        "recent": [
            present_row(row) for row in timeline(person, Filters(), limit=LATELY)
        ],
        "edit_url": reverse("editor:edit"),
        "history_url": reverse("access_history:list"),
    }
    return render(request, "home/home.html", context)
