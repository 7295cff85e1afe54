"""What an alarm says by e-mail: to institutions and operators, about no person."""

from datetime import UTC, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consent.alarms.models import Alarm

Kind = Alarm.Kind
TEMPLATE = "alarms/email/alarm.txt"

MEANING: dict[str, Promise] = {
    Kind.UNRECEIVED: _(
        "People allow less than before, and this platform has not taken it in. "
        "It may still follow their older choices."
    ),
    Kind.UNENFORCED: _(
        "People allow less than before. This platform took it in, but has not said "
        "that it is in force."
    ),
    Kind.NEEDS_HUMAN: _(
        "This platform refuses our calls in a way that does not mend itself."
    ),
    Kind.NEVER_ISSUED: _(
        "This platform confirmed a version that we never issued. It is not counted."
    ),
    Kind.DIFFERENT: _(
        "This platform held something else than we thought. We are sending it again."
    ),
    Kind.UNRECONCILED: _(
        "Our records were restored from a copy. Until this platform says what it "
        "holds, nothing wider is sent to it."
    ),
}
WHAT_TO_DO: dict[str, Promise] = {
    Kind.UNRECEIVED: _(
        "See whether the address for changes answers with 200, and whether your "
        "program names the version that it applied. We go on trying."
    ),
    Kind.UNENFORCED: _(
        "See why the change is not in force, then confirm it. We go on asking."
    ),
    Kind.NEEDS_HUMAN: _(
        "Check the address for changes, its certificate and its access rules. "
        "We go on trying."
    ),
    Kind.NEVER_ISSUED: _("Check how your program keeps versions, then compare all."),
    Kind.DIFFERENT: _("Find out how the difference came about."),
    Kind.UNRECONCILED: _("Let your program send its whole list to changes/digest."),
}


def write_letter(alarm: Alarm) -> tuple[str, str]:
    """Return subject and text, in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        kind = Kind(alarm.kind)
        context = {
            "platform": alarm.platform,
            "organization": alarm.platform.organization,
            "headline": kind.label,
            "since": _moment(alarm.since),
            "ended": _moment(alarm.ended_at) if alarm.ended_at else "",
            "detail": alarm.detail,
            "meaning": MEANING[kind],
            "what_to_do": WHAT_TO_DO[kind],
            "is_suspended": alarm.level == Alarm.Level.SUSPENDED,
            "runbook": f"docs/runbooks/{kind.value}.md",
            "site": settings.BASE_URL,
        }
        subject = gettext("Ambit, %(platform)s: %(headline)s") % context
        # A name with a line break must not become a header of its own.
        return " ".join(subject.split()), render_to_string(TEMPLATE, context)


def _moment(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
