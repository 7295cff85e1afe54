"""Who may see the pages of an institution: its members, with a second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from consent.organizations.models import Membership, Platform
from consent.participants.access import second_factor_url, used_second_factor
from consent.participants.models import Account

MAY_ACT = frozenset({Membership.Role.OPERATOR, Membership.Role.OWNER})
Parameters = ParamSpec("Parameters")


class MemberRequest(HttpRequest):
    """A request of somebody who works for at least one organization."""

    user: Account
    memberships: list[Membership]


Page = Callable[Concatenate[MemberRequest, Parameters], HttpResponse]
PlainPage = Callable[Concatenate[HttpRequest, Parameters], HttpResponse]


def member_required(page: Page[Parameters]) -> PlainPage[Parameters]:
    """Let in only members who showed a second factor; set `request.memberships`."""

    @wraps(page)
    def guarded(
        request: MemberRequest,
        /,
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> HttpResponse:
        request.memberships = list(
            Membership.objects.filter(account=request.user)
            .select_related("organization")
            .order_by("organization__name")
        )
        if not request.memberships:
            raise PermissionDenied
        if not used_second_factor(request):
            is_safe = request.method in {"GET", "HEAD"}
            here = request.get_full_path() if is_safe else reverse("org:home")
            return redirect(second_factor_url(request.user, then=here))
        return page(request, *args, **kwargs)

    return login_required(guarded)  # type: ignore[return-value]


def platforms_for(request: MemberRequest) -> QuerySet[Platform]:
    """Return the platforms of the organizations that the member works for."""
    organizations = [one.organization_id for one in request.memberships]
    return (
        Platform.objects.filter(organization__in=organizations)
        .select_related("organization", "health")
        .order_by("organization__name", "name")
    )


def platform_for(request: MemberRequest, code: str) -> Platform:
    """Return one of the member's platforms; any other is as if it did not exist."""
    platform = platforms_for(request).filter(code=code).first()
    if platform is None:
        raise Http404
    return platform


def may_act_for(request: MemberRequest, platform: Platform) -> bool:
    """Tell whether the member may do things there, not just look."""
    return any(
        one.role in MAY_ACT and one.organization_id == platform.organization_id
        for one in request.memberships
    )
