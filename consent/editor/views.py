"""The choices editor, the check page, and saving."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent.editor import drafts, presenters
from consent.editor.editing import (
    Standing,
    answers_from,
    editor_context,
    standing_of,
)
from consent.editor.forms import ChoicesForm
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
from consent.preferences.presenters import name_of
from consent.preferences.saving import Draft

LONGEST_NUMBER = 9


@chooser_required
def edit(request: ParticipantRequest) -> HttpResponse:
    """Ask every question; nothing is saved here, a checked answer becomes a draft."""
    standing = standing_of(request.participant)
    if request.method == "POST":
        return _take_answers(request, standing)
    draft = _draft_of(request) if "draft" in request.GET else None
    draft = draft or standing.as_draft()
    context = editor_context(
        standing,
        answers_from(draft),
        choices=draft.value if draft else None,
        replacing=draft.replacing if draft else None,
        errors={},
    )
    return render(request, "editor/edit.html", context)


def _take_answers(request: ParticipantRequest, standing: Standing) -> HttpResponse:
    if request.POST.get("authority", str(request.authority.pk)) != str(
        request.authority.pk
    ):
        # Another tab switched to somebody else since this page was shown.
        messages.warning(request, _("You now choose for somebody else. Look again."))
        return redirect("editor:edit")
    country = request.participant.country
    form = ChoicesForm(request.POST, country=country, saved=standing.saved)
    value = form.read()
    seen = _version_seen(request)
    action = request.POST.get("action", "check")
    if action == "check" and value is not None:
        places = frozenset(request.POST.getlist("condition_places"))
        draft = Draft(request.participant.pk, value, seen, places)
        drafts.keep(request.session, draft)
        return redirect("editor:check")
    faults = () if action == "find" else form.faults
    context = editor_context(
        standing,
        form.shown(),
        choices=value,
        replacing=seen,
        errors={fault.target: fault.text for fault in faults},
    )
    return render(request, "editor/edit.html", context)


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
    here = reverse("editor:check")
    changes = [
        *changes_between(standing.saved, draft.value),
        *presenters.place_changes(standing.links, draft.places),
    ]
    context = {
        "change": presenters.Check(
            meaning=meaning_of(draft.value),
            changes=changes,
            places_count=len(standing.links),
            widens=is_wider,
            lead=level_change(standing.saved, draft.value),
        ),
        "action_url": reverse("editor:save"),
        "back_url": reverse("editor:edit") + "?draft=1",
        "token": draft.token,
        "replacing": draft.replacing,
        "needs_sign_in": (is_wider or lets_go) and not signed_in_recently(request),
        "is_held": any(link.held_since for link in standing.links),
        "sign_in_url": sign_in_again_url(request, then=here),
        "basis_notes": remarks.goes_on(standing.links),
        "limited": remarks.limits_of(draft.value, standing.links),
    }
    return render(request, "editor/check.html", context)


@require_POST
@chooser_required
def save(request: ParticipantRequest) -> HttpResponse:
    """Save the draft of the check page, once."""
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
        return _conflict(request, draft)
    if saved.preference is None or saved.is_rest_waiting:
        return _wait_for_sign_in(request, draft, saved)
    drafts.forget(request.session)
    messages.success(request, _("Your choices are saved."))
    return redirect("preferences:change", version=saved.preference.version)


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


def _conflict(request: ParticipantRequest, draft: Draft) -> HttpResponse:
    """Compare; the draft may follow the newer choices, after another look at it."""
    newest = queries.current(request.participant)
    version = newest.version if newest else None
    again = Draft(draft.participant_id, draft.value, version, draft.places)
    drafts.keep(request.session, again)
    now = queries.choices_of(newest)
    conflict = {
        "at": newest.recorded_at if newest else None,
        "by": capfirst(name_of(newest.by, request.user)) if newest else "",
        "lead": level_change(now, draft.value),
        "yours": changes_between(now, draft.value),
    }
    context = {
        "conflict": conflict,
        "edit_url": reverse("editor:edit"),
        "check_url": reverse("editor:check"),
    }
    return render(request, "editor/conflict.html", context, status=409)


def _draft_of(request: ParticipantRequest) -> Draft | None:
    return drafts.read(request.session, participant_id=request.participant.pk)


def _version_seen(request: ParticipantRequest) -> int | None:
    """Read the version the person was looking at; an unreadable one can only be stale."""
    text = request.POST.get("replacing", "")
    is_number = text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None
