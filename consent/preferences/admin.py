"""The ledger of choices in the admin: dates and versions, never what was chosen."""

from django.contrib import admin

from consent.audit.admin import LedgerAdmin
from consent.preferences.models import NoticeVersion, Preference


@admin.register(Preference)
class PreferenceAdmin(LedgerAdmin[Preference]):
    list_display = ("id", "participant", "version", "cause", "by", "recorded_at")
    list_filter = ("cause",)
    list_select_related = ("participant", "by")
    date_hierarchy = "recorded_at"
    fields = (
        "participant",
        "version",
        "cause",
        "by",
        "notice",
        "recorded_at",
        "digest",
    )


@admin.register(NoticeVersion)
class NoticeVersionAdmin(LedgerAdmin[NoticeVersion]):
    list_display = ("code", "language", "is_material", "since")
