"""Decisions in the admin."""

from django.contrib import admin

from consent.audit.admin import LedgerAdmin
from consent.evaluations.models import DecisionRecord


@admin.register(DecisionRecord)
class DecisionRecordAdmin(LedgerAdmin[DecisionRecord]):
    list_display = ("id", "platform_id", "link_id", "result", "reason", "asked_at")
    list_filter = ("result", "reason")
    date_hierarchy = "asked_at"
