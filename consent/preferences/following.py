"""The pages of saved choices: where each has arrived, and the earlier ones."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from consent.participants.access import ParticipantRequest, participant_required
from consent.participants.models import Participant
from consent.preferences import presenters
from consent.preferences.lines import present_lines, reached_by
from consent.preferences.models import Preference
from consent.publishing.presenters import count_places, present_places
from consent.publishing.progress import progress_of

PAGE_SIZE = 20


@require_safe
@participant_required
def earlier(request: ParticipantRequest) -> HttpResponse:
    """List every set of choices, the newest first."""
    rows = _rows(request.participant).order_by("-version")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page)
    before = shown and rows.filter(version=shown[-1].version - 1).first()
    context = {
        "lines": present_lines(
            shown,
            before=before or None,
            newest=page.paginator.count,
            viewer=request.user,
            places=reached_by(request.participant),
        ),
        "page_obj": page,
        "edit_url": reverse("editor:edit") if request.authority.may_choose else "",
    }
    return render(request, "preferences/history.html", context)


@require_safe
@participant_required
def change(request: ParticipantRequest, version: int) -> HttpResponse:
    """Show how far one set of choices has come at each place."""
    rows = _rows(request.participant)
    newest = rows.order_by("-version").first()
    known = rows.filter(version__in=(version, version - 1))
    by_version = {row.version: row for row in known}
    if newest is None or version not in by_version:
        raise Http404
    is_newest = newest.version == version
    newer_url = reverse("preferences:change", args=[newest.version])
    progress = progress_of(request.participant, version)
    counts = count_places(progress, is_newest=is_newest)
    may_choose = request.authority.may_choose
    context = {
        "change": presenters.present_change(
            by_version[version],
            by_version.get(version - 1),
            viewer=request.user,
            replaced_by_url="" if is_newest else newer_url,
        ),
        "places": present_places(progress, is_newest=is_newest),
        "counts": counts,
        "live": is_newest and not counts.is_done,
        "check_url": request.path,
        "choose_url": reverse("editor:edit") if may_choose else "",
        "may_use_again": may_choose and not is_newest,
    }
    return render(request, "publishing/delivery.html", context)


def _rows(participant: Participant) -> QuerySet[Preference]:
    return Preference.objects.filter(participant=participant).select_related(
        "by", "authority"
    )
