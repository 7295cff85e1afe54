"""Choices and links in the admin: dates and versions, never what was chosen.

Links are made here and not beside their model, because joining a place tells it the
person's choices.
"""

from typing import Any

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from consent.audit.admin import LedgerAdmin
from consent.errors import Refusal
from consent.links.models import Link, LinkVersion
from consent.organizations.models import Platform
from consent.preferences import services
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


class LinkVersionInline(admin.TabularInline[LinkVersion, Link]):
    model = LinkVersion
    extra = 0
    can_delete = False
    fields = ("version", "cause", "change", "preference_version", "issued_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Link | None = None) -> bool:
        return False


@admin.register(Link)
class LinkAdmin(LedgerAdmin[Link]):
    """Who is known where; a link is added by joining, and never edited."""

    list_display = ("id", "subject_id", "platform", "state", "version", "created_at")
    list_filter = ("state", "platform")
    list_select_related = ("platform",)
    search_fields = ("=subject_id",)
    raw_id_fields = ("participant",)
    inlines = (LinkVersionInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consent.add_link")

    def get_fields(self, request: HttpRequest, obj: Link | None = None) -> Any:
        joining = ["participant", "platform", "legal_effect", "has_prior_consent"]
        return joining if obj is None else [*joining, "subject_id", "version", "state"]

    def get_inlines(self, request: HttpRequest, obj: Link | None) -> Any:
        return self.inlines if obj else ()

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "platform":
            kwargs["queryset"] = Platform.objects.filter(state__in=["testing", "live"])
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say a refusal in words, above the same form."""
        try:
            return super().add_view(request, form_url, extra_context)
        except Refusal as refusal:
            messages.error(request, _(str(refusal)))
            return redirect(request.path)

    def save_model(
        self, request: HttpRequest, obj: Link, form: ModelForm[Link], change: bool
    ) -> None:
        made = services.join(
            participant=obj.participant,
            platform=obj.platform,
            legal_effect=Link.LegalEffect(obj.legal_effect),
            has_prior_consent=obj.has_prior_consent,
            by=request.user,  # type: ignore[arg-type]
        )
        obj.pk = made.pk
