"""How operators narrow the admin's list of deliveries."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from consent.publishing.models import Delivery

TARGET = F("target_version")
AGES = {
    "5": (_("over 5 minutes"), timedelta(minutes=5)),
    "15": (_("over 15 minutes"), timedelta(minutes=15)),
    "60": (_("over an hour"), timedelta(hours=1)),
    "1440": (_("over a day"), timedelta(days=1)),
}


def progress_of(delivery: Delivery) -> str:
    """Return in words how far a delivery has come."""
    if delivery.enforced_version >= delivery.target_version:
        return str(_("In force"))
    if delivery.closed_version >= delivery.target_version:
        return str(_("Given up by two people"))
    if delivery.received_version >= delivery.target_version:
        return str(_("Received, not in force"))
    return str(_("On its way"))


class ProgressFilter(admin.SimpleListFilter):
    """How far a delivery has come."""

    title = _("progress")
    parameter_name = "progress"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Delivery]
    ) -> list[tuple[str, str]]:
        del request, model_admin
        return [
            ("due", str(_("On its way"))),
            ("received", str(_("Received, not in force"))),
            ("enforced", str(_("In force"))),
            ("closed", str(_("Given up by two people"))),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Delivery]
    ) -> QuerySet[Delivery]:
        del request
        waiting = queryset.filter(
            enforced_version__lt=TARGET, closed_version__lt=TARGET
        )
        match self.value():
            case "due":
                return waiting.filter(received_version__lt=TARGET)
            case "received":
                return waiting.filter(received_version__gte=TARGET)
            case "enforced":
                return queryset.filter(enforced_version__gte=TARGET)
            case "closed":
                return queryset.filter(
                    enforced_version__lt=TARGET, closed_version__gte=TARGET
                )
        return queryset


class AgeFilter(admin.SimpleListFilter):
    """How long a change has waited to be in force."""

    title = _("age of what is not in force")
    parameter_name = "age"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Delivery]
    ) -> list[tuple[str, str]]:
        del request, model_admin
        return [(code, str(label)) for code, (label, _age) in AGES.items()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Delivery]
    ) -> QuerySet[Delivery]:
        del request
        if self.value() not in AGES:
            return queryset
        _label, age = AGES[str(self.value())]
        return (
            queryset.filter(enforced_version__lt=TARGET, closed_version__lt=TARGET)
            .alias(since=Coalesce("narrowing_since", "due_since"))
            .filter(since__lt=Now() - age)
        )
