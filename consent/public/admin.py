"""People who wait for a call; their names and numbers go once it was made."""

import json

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from consent.audit.admin import LedgerAdmin
from consent.encryption import unseal
from consent.participants.models import Account
from consent.public.models import CallRequest
from consent.public.services import note_call


@admin.register(CallRequest)
class CallRequestAdmin(LedgerAdmin[CallRequest]):
    """The oldest call that waits comes first."""

    list_display = ("id", "asked_at", "language", "done_at", "done_by")
    list_filter = (("done_at", admin.EmptyFieldListFilter), "language")
    list_select_related = ("done_by",)
    ordering = ("done_at", "asked_at")
    fields = ("contact", "language", "asked_at", "done_at", "done_by")
    readonly_fields = fields
    actions = ("mark_called",)

    def has_call_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consent.change_callrequest")

    @admin.display(description=_("contact"))
    def contact(self, call: CallRequest) -> str:
        if not call.sealed_contact:
            return gettext("Removed after the call")
        said = json.loads(unseal(call.sealed_contact))
        return ", ".join((said["name"], said["phone"], said["when"]))

    @admin.action(description=_("Called: remove name and number"), permissions=["call"])
    def mark_called(self, request: HttpRequest, calls: QuerySet[CallRequest]) -> None:
        by = request.user
        if not isinstance(by, Account):
            return
        count = sum(note_call(call=call, by=by) for call in calls)
        text = ngettext("%(count)d call noted.", "%(count)d calls noted.", count)
        messages.success(request, text % {"count": count})
