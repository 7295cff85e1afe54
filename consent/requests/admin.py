"""Requests in the admin: stewards check the words before anybody is asked."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consent.audit.admin import LedgerAdmin
from consent.requests import services
from consent.requests.models import Asking, Request


@admin.register(Request)
class RequestAdmin(LedgerAdmin[Request]):
    list_display = ("title", "organization", "study", "state", "answer_by")
    list_filter = ("state", "organization")
    list_select_related = ("organization",)


class TalkFilter(admin.SimpleListFilter):
    """People who want to talk to someone before they answer."""

    title = _("talk")
    parameter_name = "talk"

    def lookups(
        self, _request: HttpRequest, _model_admin: object
    ) -> list[tuple[str, str]]:
        return [("wanted", gettext("Wants to talk first"))]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Asking]
    ) -> QuerySet[Asking]:
        if self.value() == "wanted":
            return queryset.exclude(sealed_talk_reach="").order_by("talk_asked_at")
        return queryset


@admin.register(Asking)
class AskingAdmin(LedgerAdmin[Asking]):
    """Who was asked when; what they answered is not for staff.

    How to reach somebody who wants to talk is sealed: only who may act on it opens
    it, and the log says so. An answer takes it away.
    """

    list_display = ("id", "request", "asked_at", "talk_asked_at")
    list_filter = (TalkFilter, "request")
    list_select_related = ("request",)
    fields = ("request", "asked_at", "talk_asked_at")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        asking = get_object_or_404(
            self.get_queryset(request).select_related("request"), pk=object_id
        )
        may_read = request.user.has_perm("consent.change_asking")
        if not may_read or not asking.sealed_talk_reach:
            return super().change_view(request, object_id, form_url, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Wants to talk first"),
            "opts": self.opts,
            "asking": asking,
            "reach": services.read_reach(asking=asking, by=request.user),  # type: ignore[arg-type]
        }
        return TemplateResponse(request, "admin/requests/talk.html", context)
