"""The pages of an institution: its platforms, their deliveries, and sending again."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from consent.delivery_log import deliveries, replaying
from consent.delivery_log.deliveries import DeliveryPage, State
from consent.delivery_log.overview import overview_of, present_attempt, present_delivery
from consent.delivery_log.wording import STATES
from consent.errors import Invalid, NotYours
from consent.organizations.access import (
    MemberRequest,
    may_act_for,
    member_required,
    platform_for,
    platforms_for,
)
from consent.organizations.models import Platform
from consent.participants.queries import authorities_of
from consent.publishing.models import Closure, Delivery

PAGE_SIZE = 50


@require_safe
@member_required
def home(request: MemberRequest) -> HttpResponse:
    """Show how each platform of the member's organizations stands."""
    now = timezone.now()
    context = {
        "memberships": request.memberships,
        "platforms": [overview_of(one, now=now) for one in platforms_for(request)],
    }
    return _page(request, "org/home.html", context)


@require_safe
@member_required
def delivery_list(request: MemberRequest, code: str) -> HttpResponse:
    """List a platform's deliveries, of one state or all."""
    platform = platform_for(request, code)
    state = _state_asked(request)
    page = _asked_page(request, platform, state)
    context = {
        "platform": platform,
        "rows": [present_delivery(one) for one in page.items],
        "states": [(str(one), words) for one, words in STATES.items()],
        "state": state or "",
        "is_beginning": not request.GET.get("after"),
        "next_query": urlencode({"state": state or "", "after": page.next})
        if page.has_more
        else "",
        "may_act": may_act_for(request, platform),
    }
    return _page(request, "org/deliveries.html", context)


@require_safe
@member_required
def delivery_detail(request: MemberRequest, code: str, subject_id: str) -> HttpResponse:
    """Show one delivery with each try and what came back."""
    platform = platform_for(request, code)
    delivery = _delivery(platform, subject_id)
    context = {
        "platform": platform,
        "row": present_delivery(delivery),
        "attempts": [
            present_attempt(one) for one in deliveries.newest_attempts(delivery)
        ],
        "closure": Closure.objects.filter(
            link=delivery.pk, version=delivery.target_version, agreed_at__isnull=False
        ).first(),
        "may_act": may_act_for(request, platform),
    }
    return _page(request, "org/delivery.html", context)


@require_POST
@member_required
def send_again(request: MemberRequest, code: str, subject_id: str) -> HttpResponse:
    """Send the newest version of one subject again."""
    platform = _platform_to_act_for(request, code)
    _delivery(platform, subject_id)
    replaying.replay_subjects(
        platform=platform, subject_ids=[subject_id], by=request.user
    )
    messages.success(request, _("It is due again. We send it as soon as we can."))
    return redirect("org:delivery", code=code, subject_id=subject_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def send_all_again(request: MemberRequest, code: str) -> HttpResponse:
    """Ask first, then send all that is not in force again."""
    platform = _platform_to_act_for(request, code)
    after = request.POST.get("after", "") or request.GET.get("after", "")
    if request.method != "POST":
        context = {
            "platform": platform,
            "count": replaying.count_unconfirmed(platform=platform),
            "after": after,
        }
        return _page(request, "org/send_all_again.html", context)
    try:
        done = replaying.replay_unconfirmed(
            platform=platform, after=after, by=request.user
        )
    except Invalid as error:
        raise Http404 from error
    text = ngettext(
        "%(count)d delivery is due again.",
        "%(count)d deliveries are due again.",
        done.replayed,
    )
    messages.success(request, text % {"count": done.replayed})
    if done.next:
        here = reverse("org:send_all_again", args=[code])
        return redirect(f"{here}?{urlencode({'after': done.next})}")
    return redirect("org:deliveries", code=code)


def _platform_to_act_for(request: MemberRequest, code: str) -> Platform:
    platform = platform_for(request, code)
    if not may_act_for(request, platform):
        raise PermissionDenied
    return platform


def _delivery(platform: Platform, subject_id: str) -> Delivery:
    try:
        return deliveries.delivery_of(platform, subject_id)
    except NotYours as error:
        raise Http404 from error


def _asked_page(
    request: MemberRequest, platform: Platform, state: State | None
) -> DeliveryPage:
    after = request.GET.get("after", "")
    try:
        return deliveries.delivery_page(
            platform, state=state, after=after, limit=PAGE_SIZE
        )
    except Invalid as error:
        raise Http404 from error


def _state_asked(request: MemberRequest) -> State | None:
    """Read the filter; what it cannot be shows everything."""
    try:
        return State(request.GET.get("state", ""))
    except ValueError:
        return None


def _page(
    request: MemberRequest, template: str, context: dict[str, object]
) -> HttpResponse:
    takes_part = bool(authorities_of(request.user))
    return render(request, template, {**context, "takes_part": takes_part})
