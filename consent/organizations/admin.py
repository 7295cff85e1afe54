"""Institutions in the admin: organizations, platforms, and secrets shown once."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from consent.organizations import services
from consent.organizations.forms import OrganizationForm, PlatformForm
from consent.organizations.models import (
    Credential,
    Membership,
    Organization,
    Partnership,
    Platform,
    SigningSecret,
)


class NoDelete:
    """Institutions end or are suspended; what they did stays readable."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class BornByItself:
    """Shows when a row was made, once it was."""

    def get_readonly_fields(
        self, _request: HttpRequest, obj: object = None
    ) -> tuple[str, ...]:
        return ("created_at",) if obj else ()


class MembershipInline(admin.TabularInline[Membership, Organization]):
    model = Membership
    extra = 0
    raw_id_fields = ("account",)


@admin.register(Organization)
class OrganizationAdmin(NoDelete, BornByItself, admin.ModelAdmin[Organization]):
    list_display = ("name", "kind", "country", "is_pledged", "is_suspended")
    list_filter = ("kind", "is_pledged", "is_suspended")
    search_fields = ("name", "code", "ror")
    prepopulated_fields = {"code": ("name",)}
    form = OrganizationForm
    inlines = (MembershipInline,)


class PartnershipInline(admin.TabularInline[Partnership, Platform]):
    model = Partnership
    extra = 0
    fields = ("partner", "ended_at")


@admin.register(Platform)
class PlatformAdmin(NoDelete, BornByItself, admin.ModelAdmin[Platform]):
    list_display = ("name", "organization", "country", "state", "endpoint_url")
    list_filter = ("state", "country")
    list_select_related = ("organization",)
    search_fields = ("name", "code")
    prepopulated_fields = {"code": ("name",)}
    form = PlatformForm
    inlines = (PartnershipInline,)

    def save_model(
        self, request: HttpRequest, obj: Platform, form: Any, change: bool
    ) -> None:
        """Write only what was changed here: the state belongs to the watch too."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        obj.save(update_fields=set(form.changed_data) - {"state"})
        if "state" in form.changed_data:
            services.change_state(
                platform=obj,
                state=form.cleaned_data["state"],
                by=request.user,  # type: ignore[arg-type]
            )

    def save_formset(
        self, request: HttpRequest, form: Any, formset: Any, change: Any
    ) -> None:
        for row in formset.save(commit=False):
            if row.pk is None:
                row.approved_by = request.user
            row.save()
        formset.save_m2m()


class ShownOnce(NoDelete, admin.ModelAdmin[Any]):
    """A page whose save makes a secret and shows it in that one answer."""

    issued_name = ""

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def issue(self, request: HttpRequest, obj: Any) -> dict[str, str]:
        raise NotImplementedError

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        request.shown_once = self.issue(request, obj)  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Copy this now"),
            "opts": self.opts,
            "platform": obj.platform,
            "secrets": request.shown_once,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/shown_once.html", context)


@admin.register(Credential)
class CredentialAdmin(ShownOnce):
    list_display = ("name", "platform", "client_id", "created_at", "revoked_at")
    list_filter = ("platform",)
    list_select_related = ("platform",)
    fields = ("platform", "name")
    actions = ("revoke",)

    def issue(self, request: HttpRequest, obj: Credential) -> dict[str, str]:
        issued = services.issue_credential(
            platform=obj.platform,
            name=obj.name,
            by=request.user,  # type: ignore[arg-type]
        )
        obj.pk = issued.credential.pk
        return {"client_id": issued.client_id, "client_secret": issued.secret}

    @admin.action(description=_("Revoke: its tokens stop at once"))
    def revoke(self, request: HttpRequest, queryset: QuerySet[Credential]) -> None:
        for credential in queryset:
            services.revoke_credential(
                credential=credential,
                by=request.user,  # type: ignore[arg-type]
            )
        messages.success(request, _("Revoked."))


@admin.register(SigningSecret)
class SigningSecretAdmin(ShownOnce):
    list_display = ("platform", "scheme", "public_key", "created_at", "expires_at")
    list_filter = ("scheme",)
    list_select_related = ("platform",)
    fields = ("platform", "scheme")

    def issue(self, request: HttpRequest, obj: SigningSecret) -> dict[str, str]:
        shown = services.issue_signing_secret(
            platform=obj.platform,
            by=request.user,  # type: ignore[arg-type]
            scheme=obj.scheme,
        )
        issued = obj.platform.signing_secrets.filter(scheme=obj.scheme)
        obj.pk = issued.latest("pk").pk
        is_shared = obj.scheme == SigningSecret.Scheme.V1
        return {"webhook_secret" if is_shared else "public_key": shown}
