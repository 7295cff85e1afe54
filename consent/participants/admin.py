"""People and logins in the admin; no health data is shown here."""

from django.contrib import admin
from django.http import HttpRequest

from consent.participants.models import Account, Authority, Participant


class AuthorityInline(admin.TabularInline[Authority, Participant]):
    model = Authority
    extra = 0
    fields = ("account", "kind", "ends_at")
    raw_id_fields = ("account",)


@admin.register(Participant)
class ParticipantAdmin(admin.ModelAdmin[Participant]):
    list_display = ("id", "country", "birth_year", "created_at")
    list_filter = ("country",)
    search_fields = ("=id",)
    fields = ("called", "country", "birth_year")
    inlines = (AuthorityInline,)

    def has_delete_permission(
        self, request: HttpRequest, obj: Participant | None = None
    ) -> bool:
        return False


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin[Account]):
    """Logins; passwords are set by their owners only, through the sign-in pages."""

    list_display = ("id", "email", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email",)
    fields = ("email", "called", "is_active", "is_staff", "groups", "date_joined")
    filter_horizontal = ("groups",)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Account | None = None
    ) -> list[str]:
        """Whoever sets an address can sign in by it, and rights are for superusers."""
        fixed = ["date_joined"]
        if obj is not None:
            fixed.append("email")
        if not request.user.is_superuser:
            fixed += ["is_staff", "groups"]
        return fixed

    def has_change_permission(
        self, request: HttpRequest, obj: Account | None = None
    ) -> bool:
        is_above = (
            obj is not None and obj.is_superuser and not request.user.is_superuser
        )
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(
        self, request: HttpRequest, obj: Account | None = None
    ) -> bool:
        return False
