"""Alarms in the admin: what is wrong now comes first."""

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consent.alarms.models import Alarm
from consent.alarms.services import EndsByItself, end_alarm
from consent.audit.admin import LedgerAdmin
from consent.audit.reasons import ask_reason


class OpenFilter(admin.SimpleListFilter):
    """Whether the trouble lasts."""

    title = _("state")
    parameter_name = "state"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Alarm]
    ) -> list[tuple[str, str]]:
        return [("open", str(_("Open"))), ("ended", str(_("Over")))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Alarm]
    ) -> QuerySet[Alarm]:
        match self.value():
            case "open":
                return queryset.filter(ended_at=None)
            case "ended":
                return queryset.exclude(ended_at=None)
        return queryset


@admin.register(Alarm)
class AlarmAdmin(LedgerAdmin[Alarm]):
    list_display = (
        "kind",
        "platform",
        "level",
        "since",
        "detail",
        "count",
        "seen_at",
        "ended_at",
        "runbook",
    )
    list_filter = (OpenFilter, "kind", "level", "platform")
    list_select_related = ("platform",)
    ordering = (F("ended_at").desc(nulls_first=True), "-level", "since")
    actions = ("done",)

    @admin.display(description=_("runbook"))
    def runbook(self, alarm: Alarm) -> str:
        return f"docs/runbooks/{alarm.kind}.md"

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consent.change_alarm")

    @admin.action(
        description=_("Done: I looked into it, and it is over"), permissions=["operate"]
    )
    def done(
        self, request: HttpRequest, queryset: QuerySet[Alarm]
    ) -> TemplateResponse | None:
        chosen = queryset.filter(ended_at=None)
        note = ask_reason(
            self,
            request,
            chosen,
            title=gettext("End alarms"),
            about=gettext("Say what it was. The note goes to the log."),
        )
        if isinstance(note, TemplateResponse):
            return note
        for alarm in chosen:
            try:
                end_alarm(alarm=alarm, note=note, by=request.user)  # type: ignore[arg-type]
            except EndsByItself as refusal:
                messages.error(request, f"{alarm}: {refusal}")
            else:
                messages.success(
                    request, gettext("%(alarm)s: done.") % {"alarm": alarm}
                )
        return None
