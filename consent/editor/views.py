"""The choices editor, and what its choices would mean."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consent.editor import drafts, editing, unsent
from consent.editor.editing import CHECK, editor_context, standing_of
from consent.participants.access import ParticipantRequest, act_under, chooser_required
from consent.preferences import queries, saving
from consent.preferences.models import Preference
from consent.preferences.saving import Draft

LONGEST_NUMBER = 9


def edit(request: HttpRequest) -> HttpResponse:
    """Ask every question; nothing is saved here, a checked answer becomes a draft."""
    if request.method == "POST" and not request.user.is_authenticated:
        # The session ended while the page was open: nothing of it is lost.
        unsent.keep(request.session, request.POST)
        return redirect_to_login(reverse("editor:edit"))
    return _edit(request)


@chooser_required
def _edit(request: ParticipantRequest) -> HttpResponse:
    if request.method == "POST":
        return _take_answers(request, request.POST)
    returned = unsent.take(request.session, request.held)
    if returned is not None:
        authority, answers = returned
        act_under(request, authority)
        request.authority, request.participant = authority, authority.participant
        return _take_answers(request, answers)
    standing = standing_of(request.participant)
    draft = _draft_of(request) if "draft" in request.GET else None
    draft = draft or standing.as_draft()
    context = editor_context(
        standing,
        editing.opened(draft),
        replacing=draft.replacing if draft else None,
    )
    return render(request, "editor/edit.html", context)


def _take_answers(request: ParticipantRequest, posted: QueryDict) -> HttpResponse:
    if _is_for_another(request, posted):
        messages.warning(request, _("You now choose for somebody else. Look again."))
        return redirect("editor:edit")
    standing = standing_of(request.participant)
    edited = editing.read(standing, posted)
    seen = _version_seen(posted)
    if edited.action == CHECK and edited.value is not None:
        places = frozenset(posted.getlist("condition_places"))
        draft = Draft(request.participant.pk, edited.value, seen, places)
        drafts.keep(request.session, draft)
        return redirect("editor:check")
    context = editor_context(standing, edited, replacing=seen)
    return render(request, "editor/edit.html", context)


@require_POST
@chooser_required
def preview(request: ParticipantRequest) -> HttpResponse:
    """Say who would gain and who would lose, as a part of the editor's page."""
    if _is_for_another(request, request.POST):
        raise Http404
    standing = standing_of(request.participant)
    edited = editing.read(standing, request.POST)
    effects = editing.effects_of(standing, edited.value)
    return render(request, "editor/_consequences.html", {"effects": effects})


@require_POST
@chooser_required
def use_again(request: ParticipantRequest, version: int) -> HttpResponse:
    """Put earlier choices into the editor; nothing is saved."""
    earlier = Preference.objects.filter(
        participant=request.participant, version=version
    ).first()
    value = queries.choices_of(earlier)
    if value is None:
        raise Http404
    if value.until is not None and value.until <= timezone.now():
        value = replace(value, until=None)
    standing = standing_of(request.participant)
    told = saving.places_told(standing.links)
    drafts.keep(
        request.session,
        Draft(request.participant.pk, value, standing.version, told),
    )
    messages.info(
        request, _("These are your earlier choices. Nothing is saved yet. Look again.")
    )
    return redirect(reverse("editor:edit") + "?draft=1")


def _is_for_another(request: ParticipantRequest, posted: QueryDict) -> bool:
    """Tell whether another tab switched to somebody else since the page was shown."""
    own = str(request.authority.pk)
    return posted.get("authority", own) != own


def _draft_of(request: ParticipantRequest) -> Draft | None:
    return drafts.read(request.session, participant_id=request.participant.pk)


def _version_seen(posted: QueryDict) -> int | None:
    """Read the version the person was looking at; an unreadable one can only be stale."""
    text = posted.get("replacing", "")
    is_number = text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None
