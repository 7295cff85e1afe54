"""The check page, and saving what it showed."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent.decisions.narrowing import is_closed
from consent.editor import drafts, presenters
from consent.editor.editing import effects_of, standing_of
from consent.errors import Stale
from consent.participants.access import (
    ParticipantRequest,
    chooser_required,
    sign_in_again_url,
    signed_in_recently,
)
from consent.preferences import queries, remarks, saving
from consent.preferences.changes import changes_between, level_change
from consent.preferences.meaning import meaning_of
from consent.preferences.saving import Draft


@require_safe
@chooser_required
def check(request: ParticipantRequest) -> HttpResponse:
    """Show what would change and what follows from it."""
    draft = _draft_of(request)
    if draft is None:
        return redirect("editor:edit")
    standing = standing_of(request.participant)
    told = saving.places_told(standing.links)
    is_wider = saving.widens(draft, standing.saved, told)
    lets_go = saving.lets_go(draft, standing.links)
    changes = [
        *changes_between(standing.saved, draft.value),
        *presenters.place_changes(standing.links, draft.places),
    ]
    is_stale = draft.replacing != standing.version and not is_closed(draft.value)
    context = {
        "change": presenters.Check(
            meaning=meaning_of(draft.value),
            changes=changes,
            places_count=len(standing.links),
            widens=is_wider,
            lead=level_change(standing.saved, draft.value),
        ),
        "kinds": presenters.kind_labels(),
        "rows": presenters.answer_rows(draft.value),
        "effects": effects_of(standing, draft.value),
        "kept": drafts.sealed_in(request.session),
        "token": draft.token,
        "replacing": draft.replacing,
        "compare_url": reverse("editor:compare") if is_stale else "",
        "needs_sign_in": (is_wider or lets_go) and not signed_in_recently(request),
        "is_wider": is_wider,
        "is_held": any(link.held_since for link in standing.links),
        "sign_in_url": sign_in_again_url(request, then=reverse("editor:check")),
        "limited": remarks.limits_of(draft.value, standing.links),
    }
    return render(request, "editor/check.html", context)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the draft of the check page, once."""
    if not request.user.is_authenticated:
        # The session ended while the page was open; the page carries the draft.
        drafts.adopt(request.session, request.POST.get("kept", ""))
        return redirect_to_login(reverse("editor:check"))
    return _save(request)


@chooser_required
def _save(request: ParticipantRequest) -> HttpResponse:
    draft = _draft_of(request)
    if draft is None or draft.token != request.POST.get("token"):
        return _already_done(request)
    try:
        saved = saving.save(
            draft=draft,
            by=request.user,
            authority=request.authority,
            language=get_language() or "en",
            may_widen=signed_in_recently(request),
        )
    except Stale:
        return _conflict(request, draft, status=409)
    if saved.preference is None or saved.is_rest_waiting:
        return _wait_for_sign_in(request, draft, saved)
    drafts.forget(request.session)
    messages.success(request, _("Your choices are saved."))
    return redirect("preferences:change", version=saved.preference.version)


@require_safe
@chooser_required
def compare(request: ParticipantRequest) -> HttpResponse:
    """Lay what the person wanted beside what somebody saved meanwhile."""
    draft = _draft_of(request)
    if draft is None:
        return redirect("editor:edit")
    return _conflict(request, draft, status=200)


def _already_done(request: ParticipantRequest) -> HttpResponse:
    """Answer a second press of the button, or an old page, without saving anything."""
    newest = queries.current(request.participant)
    if newest is None:
        return redirect("editor:edit")
    return redirect("preferences:change", version=newest.version)


def _wait_for_sign_in(
    request: ParticipantRequest, draft: Draft, saved: saving.Saved
) -> HttpResponse:
    """Keep the wider part of the draft for after the person signed in again."""
    if saved.preference is not None:
        drafts.keep(request.session, replace(draft, replacing=saved.preference.version))
        messages.success(
            request,
            _("What shares less is saved. Sign in again to save what shares more."),
        )
    return redirect(sign_in_again_url(request, then=reverse("editor:check")))


def _conflict(
    request: ParticipantRequest, draft: Draft, *, status: int
) -> HttpResponse:
    """Compare; the draft may follow the newer choices, after another look at it."""
    newest = queries.current(request.participant)
    version = newest.version if newest else None
    again = Draft(draft.participant_id, draft.value, version, draft.places)
    drafts.keep(request.session, again)
    now = queries.choices_of(newest)
    conflict = {
        "at": newest.recorded_at if newest else None,
        "by": presenters.who_saved(newest, request.user) if newest else "",
        "lead": level_change(now, draft.value),
        "yours": changes_between(now, draft.value),
    }
    return render(
        request, "editor/conflict.html", {"conflict": conflict}, status=status
    )


def _draft_of(request: ParticipantRequest) -> Draft | None:
    return drafts.read(request.session, participant_id=request.participant.pk)
