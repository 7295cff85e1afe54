"""Asking staff for a reason before an action of the admin, in words for the log."""

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

LONGEST = 300


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "maxlength": LONGEST}),
    )


def ask_reason(
    model_admin: admin.ModelAdmin,  # type: ignore[type-arg]
    request: HttpRequest,
    chosen: QuerySet,  # type: ignore[type-arg]
    *,
    title: str,
    about: str,
) -> str | TemplateResponse:
    """Return the reason that was given, or the page that asks for it.

    Call it first in an action; the page comes back to the same action.
    """
    is_answer = "reason" in request.POST
    form = ReasonForm(request.POST if is_answer else None)
    if is_answer and form.is_valid():
        reason: str = form.cleaned_data["reason"]
        return reason
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "about": about,
        "opts": model_admin.opts,
        "form": form,
        "chosen": chosen,
        "action": request.POST["action"],
        "checkbox": ACTION_CHECKBOX_NAME,
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/reason.html", context)
