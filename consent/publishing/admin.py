"""Deliveries and feeds in the admin: to watch, never to change."""

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from consent.audit.admin import LedgerAdmin
from consent.publishing.models import (
    Confirmation,
    Delivery,
    DeliveryAttempt,
    FeedEntry,
    PlatformHealth,
)


class ProgressFilter(admin.SimpleListFilter):
    """How far a delivery has come."""

    title = _("progress")
    parameter_name = "progress"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Delivery]
    ) -> list[tuple[str, str]]:
        return [
            ("due", str(_("On its way"))),
            ("received", str(_("Received, not in force"))),
            ("enforced", str(_("In force"))),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Delivery]
    ) -> QuerySet[Delivery]:
        target = F("target_version")
        match self.value():
            case "due":
                return queryset.filter(received_version__lt=target)
            case "received":
                return queryset.filter(
                    received_version__gte=target, enforced_version__lt=target
                )
            case "enforced":
                return queryset.filter(enforced_version__gte=target)
        return queryset


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
    list_filter = (ProgressFilter, "platform", "urgency")
    list_select_related = ("link", "platform")
    search_fields = ("=link__subject_id",)
    ordering = ("next_attempt_at",)

    @admin.display(description=_("progress"))
    def progress(self, delivery: Delivery) -> str:
        if delivery.enforced_version >= delivery.target_version:
            return str(_("In force"))
        if delivery.received_version >= delivery.target_version:
            return str(_("Received, not in force"))
        return str(_("On its way"))


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
        "consecutive_failures",
        "is_slow",
        "last_success_at",
        "last_failure_at",
        "last_heartbeat_at",
        "last_read_at",
    )
    list_select_related = ("platform",)
