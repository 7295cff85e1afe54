"""Messages about uses in the admin: a queue, and one page to read and answer."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consent.audit.admin import LedgerAdmin
from consent.disputes import presenters, services
from consent.disputes.forms import AnswerForm
from consent.disputes.models import Dispute
from consent.errors import Refusal


class StateFilter(admin.SimpleListFilter):
    """Whether a message waits for its answer."""

    title = _("state")
    parameter_name = "state"

    def lookups(
        self, _request: HttpRequest, _model_admin: object
    ) -> list[tuple[str, str]]:
        return [("open", gettext("Waits")), ("answered", gettext("Answered"))]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Dispute]
    ) -> QuerySet[Dispute]:
        match self.value():
            case "open":
                return queryset.filter(answered_at=None)
            case "answered":
                return queryset.exclude(answered_at=None)
        return queryset


@admin.register(Dispute)
class DisputeAdmin(LedgerAdmin[Dispute]):
    """Words are sealed: only who may answer opens them, and the log says so."""

    list_display = (
        "short",
        "platform",
        "reason",
        "made_at",
        "answer_by",
        "answered_at",
        "answered_by",
    )
    list_filter = (StateFilter, "reason", "access_event__platform")
    list_select_related = ("access_event__platform", "answered_by")
    search_fields = ("number",)
    ordering = (F("answered_at").asc(nulls_first=True), "answer_by")
    fields = ("number", "access_event", "reason", "made_at", "answer_by")

    @admin.display(description=_("number"))
    def short(self, dispute: Dispute) -> str:
        return presenters.short(dispute)

    @admin.display(description=_("platform"))
    def platform(self, dispute: Dispute) -> str:
        return dispute.access_event.platform.name

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not request.user.has_perm("consent.change_dispute"):
            return super().change_view(request, object_id, form_url, extra_context)
        found = self.get_queryset(request).select_related("access_event__platform")
        dispute = get_object_or_404(found, pk=object_id)
        action = request.POST.get("action", "")
        form = AnswerForm(request.POST if action else None)
        if action == "send" and form.is_valid():
            return self._answer(request, dispute, form)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Message %(number)s")
            % {"number": presenters.short(dispute)},
            "opts": self.opts,
            "dispute": dispute,
            "words": services.read(dispute=dispute, by=request.user),  # type: ignore[arg-type]
            "form": form,
            "is_preview": action == "preview" and form.is_valid(),
        }
        return TemplateResponse(request, "admin/disputes/dispute.html", context)

    def _answer(
        self, request: HttpRequest, dispute: Dispute, form: AnswerForm
    ) -> HttpResponse:
        try:
            services.answer(
                dispute=dispute,
                text=form.cleaned_data["text"],
                why=form.cleaned_data["why"],
                by=request.user,  # type: ignore[arg-type]
            )
        except Refusal as refusal:
            messages.error(request, gettext(str(refusal)))
        else:
            messages.success(request, gettext("Answered. The person is told."))
        return redirect("admin:consent_dispute_changelist")
