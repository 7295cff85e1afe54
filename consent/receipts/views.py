"""The proof of one set of choices, and the page that checks proofs."""

import json
from enum import StrEnum
from typing import Final

import structlog
from allauth.core.internal import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consent.participants.access import ParticipantRequest, participant_required
from consent.preferences.models import Preference
from consent.receipts import pages, presenters, queries, sealing
from consent.receipts.forms import CheckForm
from consent.receipts.records import receipt_of

ACTION: Final = "check_proof"
RATE: Final = "20/5m/ip"

log = structlog.get_logger(__name__)


class Finding(StrEnum):
    """What a check found."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    UNSURE = "unsure"


@require_safe
@participant_required
def proof(request: ParticipantRequest, version: int) -> HttpResponse:
    """Show a proof to print, and offer it as files."""
    context = {
        "proof": presenters.present_proof(
            _proven(request, version), viewer=request.user
        ),
        "means": presenters.means(),
        "change_url": reverse("preferences:change", args=[version]),
        "pdf_url": reverse("receipts:pdf", args=[version]),
        "json_url": reverse("receipts:json", args=[version]),
        "verify_url": reverse("receipts:verify"),
    }
    return render(request, "receipts/proof.html", context)


@require_safe
@never_cache
@participant_required
def as_pdf(request: ParticipantRequest, version: int) -> HttpResponse:
    """Give the proof as a tagged PDF; where no font fits, say so and offer the page."""
    shown = presenters.present_proof(_proven(request, version), viewer=request.user)
    try:
        content = pages.pdf_of("receipts/proof.typ", presenters.as_pdf(shown))
    except pages.NoLetters:
        page_url = reverse("receipts:proof", args=[version])
        return render(request, "receipts/no_pdf.html", {"page_url": page_url})
    return _file(content, "application/pdf", f"proof-{version}.pdf")


@require_safe
@never_cache
@participant_required
def as_json(request: ParticipantRequest, version: int) -> HttpResponse:
    """Give the receipt for computers; it names no condition."""
    found = _proven(request, version)
    receipt = receipt_of(found.preference, found.previous, found.places)
    content = json.dumps(receipt, indent=2, ensure_ascii=False).encode()
    return _file(content, "application/ld+json", f"proof-{version}.json")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Say whether a proof is genuine, and its day; never whose it is."""
    if request.method != "POST":
        return render(request, "receipts/verify.html", {"form": CheckForm()})
    if not _may_try(request):
        return render(request, "429.html", status=429)
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "receipts/verify.html", {"form": form}, status=422)
    preference = queries.by_number(form.known_as) if form.known_as else None
    context = {
        "form": CheckForm(),
        "finding": _finding(form, preference),
        "saved_at": preference.recorded_at if preference else None,
    }
    return render(request, "receipts/verify.html", context)


def _may_try(request: HttpRequest) -> bool:
    """Slow down who tries numbers; the counts lie in the database's cache."""
    return bool(
        ratelimit.consume(
            request, app="consent.receipts", action=ACTION, config={ACTION: RATE}
        )
    )


def _finding(form: CheckForm, preference: Preference | None) -> Finding:
    """Compare with what we keep; an altered file is told before what it claims."""
    if preference is None:
        return Finding.UNKNOWN
    if not queries.is_unchanged(preference):
        log.error("preference_digest_differs", preference=preference.pk)
        return Finding.UNSURE
    receipt = form.receipt
    if receipt is not None and not sealing.is_ours(receipt, preference.digest):
        return Finding.ALTERED
    return Finding.GENUINE


def _proven(request: ParticipantRequest, version: int) -> queries.Proven:
    found = queries.proven(request.participant, version)
    if found is None:
        raise Http404
    return found


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="ambit-{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
