"""What became of a delivery or a try, in the words of institutions."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.delivery_log.deliveries import State
from consent.publishing.breaker import State as Breaker

STATUS: Final = "status_"
SAID: Final = "platform_"
STATES: Final[Mapping[State, str | Promise]] = {
    State.DUE: gettext_lazy("Due"),
    State.RECEIVED: gettext_lazy("Received, not in force"),
    State.ENFORCED: gettext_lazy("In force"),
    State.CLOSED: gettext_lazy("Given up by two people"),
}
BREAKERS: Final[Mapping[Breaker, str | Promise]] = {
    Breaker.CLOSED: gettext_lazy("All calls pass"),
    Breaker.HALF_OPEN: gettext_lazy("Coming back: a growing number of calls pass"),
    Breaker.OPEN: gettext_lazy("Calls are held back: one is tried now and then"),
}
ERRORS: Final[Mapping[str, str | Promise]] = {
    "timeout": gettext_lazy("No whole answer came in time."),
    "connection": gettext_lazy("The connection broke."),
    "unreachable": gettext_lazy("Nobody answered at this address."),
    "address_refused": gettext_lazy("The address is not a public one."),
    "tls": gettext_lazy("The certificate could not be trusted."),
    "protocol": gettext_lazy("The answer was not proper HTTP."),
    "too_long": gettext_lazy("The answer was too long."),
    "redirect": gettext_lazy("The answer sent us elsewhere. We do not follow."),
    "not_json": gettext_lazy("The answer was not JSON."),
    "no_applied_version": gettext_lazy("The answer did not name an applied_version."),
    "behind": gettext_lazy("The answer named an older version than we sent."),
    "never_issued": gettext_lazy("The answer named a version that we never issued."),
    "cancelled": gettext_lazy("We broke this try off ourselves. It is made again."),
    "internal": gettext_lazy("A fault of ours. We try again."),
}
REFUSALS: Final[Mapping[str, str | Promise]] = {
    "status_401": gettext_lazy("Your endpoint did not let us in (401)."),
    "status_403": gettext_lazy("Your endpoint did not let us in (403)."),
    "status_404": gettext_lazy("There is nothing at this address (404)."),
    "status_410": gettext_lazy("There is nothing at this address any more (410)."),
    "status_429": gettext_lazy("Your endpoint asked for fewer calls (429)."),
}


def error_words(code: str) -> str:
    """Say in one sentence why a try failed; empty when it did not."""
    if not code:
        return ""
    known = REFUSALS.get(code) or ERRORS.get(code)
    if known:
        return str(known)
    if code.startswith(STATUS):
        status = code.removeprefix(STATUS)
        return _("Your endpoint answered with status %(status)s.") % {"status": status}
    if code.startswith(SAID):
        reason = code.removeprefix(SAID)
        return _("You told us that you cannot follow it: %(reason)s.") % {
            "reason": reason
        }
    return code
