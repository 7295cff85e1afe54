"""The log in the admin, and the read-only page every ledger uses."""

from typing import TypeVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from consent.audit.models import LogEntry

Row = TypeVar("Row", bound=models.Model)


class LedgerAdmin(admin.ModelAdmin[Row]):
    """A list to look at: nothing here can be added, changed or removed by hand."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False


@admin.register(LogEntry)
class LogEntryAdmin(LedgerAdmin[LogEntry]):
    list_display = ("id", "kind", "participant_id", "recorded_at")
    list_filter = ("kind",)
    date_hierarchy = "recorded_at"
    fields = ("kind", "participant_id", "body", "recorded_at")
