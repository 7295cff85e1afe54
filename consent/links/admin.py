"""Links in the admin."""

from django.contrib import admin

from consent.audit.admin import LedgerAdmin
from consent.links.models import Link, LinkVersion


class LinkVersionInline(admin.TabularInline[LinkVersion, Link]):
    model = LinkVersion
    extra = 0
    can_delete = False
    fields = ("version", "cause", "change", "preference_version", "issued_at")
    readonly_fields = fields


@admin.register(Link)
class LinkAdmin(LedgerAdmin[Link]):
    list_display = ("id", "subject_id", "platform", "state", "version", "created_at")
    list_filter = ("state", "platform")
    list_select_related = ("platform",)
    search_fields = ("=subject_id",)
    inlines = (LinkVersionInline,)
