"""Reported uses in the admin."""

from django.contrib import admin

from consent.access_history.models import AccessEvent, UnmatchedReport
from consent.audit.admin import LedgerAdmin


@admin.register(AccessEvent)
class AccessEventAdmin(LedgerAdmin[AccessEvent]):
    list_display = (
        "id",
        "platform",
        "link",
        "way",
        "organization",
        "verdict",
        "occurred_at",
        "reported_at",
    )
    list_filter = ("way", "verdict", "platform")
    list_select_related = ("platform", "link")
    date_hierarchy = "occurred_at"


@admin.register(UnmatchedReport)
class UnmatchedReportAdmin(LedgerAdmin[UnmatchedReport]):
    list_display = ("id", "platform", "event_id", "reported_at")
    list_filter = ("platform",)
    list_select_related = ("platform",)
