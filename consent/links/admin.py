"""Making invitation codes; each is shown once."""

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from consent.links import invitations
from consent.links.forms import InvitationForm
from consent.links.models import Invitation, Link
from consent.organizations.admin import ShownOnce


@admin.register(Invitation)
class InvitationAdmin(ShownOnce):
    """Says whether a code was used, never by whom."""

    list_display = ("id", "platform", "made_at", "expires_at", "is_used", "ended_at")
    list_filter = ("platform",)
    list_select_related = ("platform",)
    form = InvitationForm
    fields = ("platform", "birth_year", "legal_effect", "has_prior_consent", "days")
    actions = ("end",)

    @admin.display(boolean=True, description=_("used"))
    def is_used(self, obj: Invitation) -> bool:
        return obj.link_id is not None

    def issue(self, request: HttpRequest, obj: Invitation) -> dict[str, str]:
        made = invitations.make_invitation(
            platform=obj.platform,
            expires_at=obj.expires_at,
            birth_year=obj.birth_year,
            legal_effect=Link.LegalEffect(obj.legal_effect),
            has_prior_consent=obj.has_prior_consent,
            by=request.user,  # type: ignore[arg-type]
        )
        obj.pk = made.invitation.pk
        # After the #, so that no server writes the code into a log.
        address = f"{settings.BASE_URL}/join/#{made.code}"
        return {"code": made.code, "address": address}

    @admin.action(permissions=["add"], description=_("End: the code works no more"))
    def end(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        ended = [
            invitations.end_invitation(
                invitation=one,
                by=request.user,  # type: ignore[arg-type]
            )
            for one in queryset
        ]
        messages.success(request, _("Codes ended: %(count)d.") % {"count": sum(ended)})
