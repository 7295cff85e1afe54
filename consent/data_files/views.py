"""My data file: ask, watch it being made, take it away."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consent.data_files import services
from consent.data_files.forms import AskForm
from consent.data_files.models import DataFile
from consent.errors import NotYours
from consent.participants.access import (
    ParticipantRequest,
    chooser_required,
    participant_required,
    sign_in_again_url,
    signed_in_recently,
)

MOST_SHOWN = 20
KINDS = {
    DataFile.Format.CSV: ("application/zip", "zip"),
    DataFile.Format.JSON: ("application/json", "json"),
    DataFile.Format.PDF: ("application/pdf", "pdf"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@participant_required
def files(request: ParticipantRequest) -> HttpResponse:
    """Offer the kinds of files, and list those that were asked for."""
    if request.method == "POST":
        return ask(request)
    return _list(request, AskForm())


@chooser_required
def ask(request: ParticipantRequest) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    try:
        file = services.ask(
            participant=request.participant,
            format=DataFile.Format(form.cleaned_data["format"]),
            by=request.user,
            authority=request.authority,
        )
    except services.TooMany:
        form.add_error("format", _("You asked for many files today. Try tomorrow."))
        return _list(request, form, status=422)
    return redirect("data_files:detail", number=file.number)


@require_safe
@participant_required
def detail(request: ParticipantRequest, number: UUID) -> HttpResponse:
    """Show how far one file is; while it is made, the page looks again by itself."""
    file = _file(request, number)
    context = {
        "file": file,
        "state": _state(file),
        "live": file.state in services.IN_WORK,
        "check_url": request.path,
        "needs_sign_in": not signed_in_recently(request),
        "sign_in_url": sign_in_again_url(request, then=request.path),
    }
    return render(request, "data_files/detail.html", context)


@require_safe
@never_cache
@participant_required
def download(request: ParticipantRequest, number: UUID) -> HttpResponse:
    """Give the file to somebody who has just shown who they are."""
    file = _file(request, number)
    if file.participant_id not in _chosen_for(request):
        raise PermissionDenied
    page = reverse("data_files:detail", args=[number])
    if not signed_in_recently(request):
        return redirect(sign_in_again_url(request, then=page))
    try:
        content = services.open_file(file=file, by=request.user)
    except NotYours:
        return redirect(page)
    kind, ending = KINDS[DataFile.Format(file.format)]
    headers = {"Content-Disposition": f'attachment; filename="ambit-my-data.{ending}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _chosen_for(request: ParticipantRequest) -> set[int]:
    return {held.participant_id for held in request.held if held.may_choose}


def _list(
    request: ParticipantRequest, form: AskForm, *, status: int = 200
) -> HttpResponse:
    files = [
        (file, _state(file)) for file in _own(request).order_by("-pk")[:MOST_SHOWN]
    ]
    context = {"form": form, "files": files, "may_ask": request.authority.may_choose}
    return render(request, "data_files/list.html", context, status=status)


def _own(request: ParticipantRequest) -> QuerySet[DataFile]:
    """Give what this login asked for, about anybody it acts for now."""
    people = [held.participant_id for held in request.held]
    return (
        DataFile.objects.filter(asked_by=request.user, participant__in=people)
        .select_related("participant")
        .defer("sealed_content")
    )


def _file(request: ParticipantRequest, number: UUID) -> DataFile:
    file = _own(request).filter(number=number).first()
    if file is None:
        raise Http404
    return file


def _state(file: DataFile) -> str:
    """Name the state; what is over but not swept away yet is over all the same."""
    is_over = file.expires_at is not None and file.expires_at <= timezone.now()
    return DataFile.State.EXPIRED.value if is_over else str(file.state)
