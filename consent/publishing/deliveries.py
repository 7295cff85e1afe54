"""A platform's deliveries: how far each has come, to be paged, and sent again."""

from django.db.models import F, Q

# Each delivery is in exactly one of these. Being sent again makes it due.
IS_CLOSED = Q(closed_version__gte=F("target_version")) & (
    Q(received_version__lt=F("target_version"))
    | Q(enforced_version__lt=F("target_version"))
)
IS_DUE = Q(
    received_version__lt=F("target_version"), closed_version__lt=F("target_version")
)
IS_RECEIVED = Q(
    received_version__gte=F("target_version"),
    enforced_version__lt=F("target_version"),
    closed_version__lt=F("target_version"),
)
IS_ENFORCED = Q(
    received_version__gte=F("target_version"),
    enforced_version__gte=F("target_version"),
)
