"""Requests in the admin: stewards check the words before anybody is asked."""

from django.contrib import admin

from consent.audit.admin import LedgerAdmin
from consent.requests.models import Asking, Request


@admin.register(Request)
class RequestAdmin(LedgerAdmin[Request]):
    list_display = ("title", "organization", "study", "state", "answer_by")
    list_filter = ("state", "organization")
    list_select_related = ("organization",)


@admin.register(Asking)
class AskingAdmin(LedgerAdmin[Asking]):
    """Who was asked when; what they answered is not for staff."""

    list_display = ("id", "request", "asked_at")
    list_filter = ("request",)
    list_select_related = ("request",)
    fields = ("request", "asked_at")
