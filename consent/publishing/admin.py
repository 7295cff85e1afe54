"""Deliveries and feeds in the admin: to watch, and to hurry; history never changes."""

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consent.audit.admin import LedgerAdmin
from consent.audit.reasons import ask_reason
from consent.errors import Refusal
from consent.publishing.breaker import State, state_of
from consent.publishing.closing import agree_to_close, ask_to_close
from consent.publishing.filters import AgeFilter, ProgressFilter, progress_of
from consent.publishing.models import (
    Closure,
    Confirmation,
    Delivery,
    DeliveryAttempt,
    FeedEntry,
    PlatformHealth,
)
from consent.publishing.operating import probe_now, try_now

ATTEMPTS_SHOWN = 50
BREAKER_WORDS = {
    State.CLOSED: _("Closed: all is sent"),
    State.HALF_OPEN: _("Half-open: sending more and more"),
    State.OPEN: _("Open: only probes are sent"),
}


@admin.register(Delivery)
class DeliveryAdmin(LedgerAdmin[Delivery]):
    list_display = (
        "link",
        "platform",
        "progress",
        "urgency",
        "due_since",
        "attempts",
        "next_attempt_at",
        "last_error",
    )
    list_filter = (ProgressFilter, AgeFilter, "urgency", "platform")
    list_select_related = ("link", "platform")
    search_fields = ("=link__subject_id",)
    ordering = ("next_attempt_at",)
    actions = ("try_now", "ask_to_close")
    readonly_fields = ("progress", "tries", "closures")

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consent.change_delivery")

    @admin.display(description=_("progress"))
    def progress(self, delivery: Delivery) -> str:
        return progress_of(delivery)

    @admin.display(description=_("tries, newest first"))
    def tries(self, delivery: Delivery) -> str:
        found = DeliveryAttempt.objects.filter(link=delivery.pk).order_by("-pk")
        context = {"tries": found[:ATTEMPTS_SHOWN]}
        return render_to_string("admin/publishing/tries.html", context)

    @admin.display(description=_("wishes to close"))
    def closures(self, delivery: Delivery) -> str:
        found = Closure.objects.filter(link=delivery.pk).order_by("-pk")
        context = {"closures": found.select_related("asked_by", "agreed_by")}
        return render_to_string("admin/publishing/closures.html", context)

    @admin.action(description=_("Try now"), permissions=["operate"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        number = try_now(link_ids=ids, by=request.user)  # type: ignore[arg-type]
        messages.success(
            request,
            gettext(
                "Tried at once: %(number)s. Where a breaker is open, they wait for its "
                "next probe: see Platform health."
            )
            % {"number": number},
        )

    @admin.action(
        description=_("Ask to close: give up sending"), permissions=["operate"]
    )
    def ask_to_close(
        self, request: HttpRequest, queryset: QuerySet[Delivery]
    ) -> TemplateResponse | None:
        reason = ask_reason(
            self,
            request,
            queryset,
            title=gettext("Ask to close"),
            about=gettext(
                "The person whose choice it is will read the reason: use plain words, "
                "and no names. A second person must agree."
            ),
        )
        if isinstance(reason, TemplateResponse):
            return reason
        for delivery in queryset:
            try:
                ask_to_close(delivery=delivery, reason=reason, by=request.user)  # type: ignore[arg-type]
            except Refusal as refusal:
                messages.error(request, f"{delivery}: {refusal}")
            else:
                messages.success(
                    request, gettext("Asked. Somebody else must agree under Closures.")
                )
        return None


@admin.register(Closure)
class ClosureAdmin(LedgerAdmin[Closure]):
    list_display = (
        "link",
        "platform",
        "version",
        "reason",
        "asked_by",
        "asked_at",
        "agreed_by",
        "agreed_at",
    )
    list_select_related = ("link__platform", "asked_by", "agreed_by")
    ordering = (F("agreed_at").desc(nulls_first=True), "-asked_at")
    actions = ("agree",)

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consent.change_closure")

    @admin.display(description=_("platform"))
    def platform(self, closure: Closure) -> str:
        return closure.link.platform.name

    @admin.action(
        description=_("Agree to close: as the second person"), permissions=["operate"]
    )
    def agree(self, request: HttpRequest, queryset: QuerySet[Closure]) -> None:
        for closure in queryset:
            try:
                agree_to_close(closure=closure, by=request.user)  # type: ignore[arg-type]
            except Refusal as refusal:
                messages.error(request, f"{closure}: {refusal}")
            else:
                messages.success(
                    request, gettext("%(closure)s: closed.") % {"closure": closure}
                )


@admin.register(DeliveryAttempt)
class DeliveryAttemptAdmin(LedgerAdmin[DeliveryAttempt]):
    list_display = ("id", "platform", "link", "status", "error", "milliseconds", "at")
    list_filter = ("platform", "error")
    list_select_related = ("platform", "link")
    date_hierarchy = "at"


@admin.register(Confirmation)
class ConfirmationAdmin(LedgerAdmin[Confirmation]):
    list_display = ("id", "link", "version", "step", "at")
    list_filter = ("step", "link__platform")
    list_select_related = ("link",)


@admin.register(FeedEntry)
class FeedEntryAdmin(LedgerAdmin[FeedEntry]):
    list_display = ("platform", "seq", "event", "version")
    list_filter = ("platform", "event")
    list_select_related = ("platform",)
    ordering = ("platform", "-seq")


@admin.register(PlatformHealth)
class PlatformHealthAdmin(LedgerAdmin[PlatformHealth]):
    list_display = (
        "platform",
        "breaker",
        "reconciling_since",
        "next_probe_at",
        "consecutive_failures",
        "last_success_at",
        "last_failure_at",
        "last_heartbeat_at",
        "last_read_at",
        "pace",
    )
    list_select_related = ("platform",)
    ordering = (F("opened_at").asc(nulls_last=True), "platform")
    actions = ("probe_now",)
    readonly_fields = ("breaker",)

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consent.change_platformhealth")

    @admin.display(description=_("breaker"))
    def breaker(self, health: PlatformHealth) -> str:
        return str(BREAKER_WORDS[state_of(health)])

    @admin.display(description=_("pace"))
    def pace(self, health: PlatformHealth) -> str:
        return gettext("slow") if health.is_slow else ""

    @admin.action(description=_("Probe now"), permissions=["operate"])
    def probe_now(
        self, request: HttpRequest, queryset: QuerySet[PlatformHealth]
    ) -> None:
        for health in queryset:
            if probe_now(platform_id=health.pk, by=request.user):  # type: ignore[arg-type]
                said = gettext("%(place)s: the next probe goes now.")
            else:
                said = gettext("%(place)s: its breaker is not open.")
            messages.info(request, said % {"place": health.platform.name})
