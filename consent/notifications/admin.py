"""Letters in the admin: whether mails get out, never to be written by hand."""

from django.contrib import admin

from consent.audit.admin import LedgerAdmin
from consent.notifications.models import Letter


@admin.register(Letter)
class LetterAdmin(LedgerAdmin[Letter]):
    list_display = (
        "id",
        "kind",
        "account",
        "created_at",
        "mail_due_at",
        "mailed_at",
        "attempts",
        "last_error",
    )
    list_filter = ("kind", "last_error")
    list_select_related = ("account",)
    fields = (*list_display, "read_at")
    date_hierarchy = "created_at"
