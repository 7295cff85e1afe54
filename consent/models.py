"""Every model, gathered for Django; import a model from its own package."""

from consent.access_history.models import AccessEvent, UnmatchedReport
from consent.alarms.models import Alarm, Sighting
from consent.audit.models import LogEntry
from consent.diseases.models import Disease
from consent.evaluations.models import DecisionRecord
from consent.grants.models import Grant
from consent.links.models import Link, LinkVersion
from consent.organizations.models import (
    Credential,
    Membership,
    Organization,
    Partnership,
    Platform,
    SigningSecret,
)
from consent.participants.models import Account, Authority, Participant
from consent.preferences.models import (
    CurrentPreference,
    NoticeVersion,
    PlaceSet,
    Preference,
)
from consent.publishing.models import (
    Closure,
    Confirmation,
    Delivery,
    DeliveryAttempt,
    FeedEntry,
    FeedHead,
    Lane,
    PlatformHealth,
)
from consent.requests.models import Asking, Request
from consent.supervision.models import Timing, TimingMark

__all__ = [
    "AccessEvent",
    "Account",
    "Alarm",
    "Asking",
    "Authority",
    "Closure",
    "Confirmation",
    "Credential",
    "CurrentPreference",
    "DecisionRecord",
    "Delivery",
    "DeliveryAttempt",
    "Disease",
    "FeedEntry",
    "FeedHead",
    "Grant",
    "Lane",
    "Link",
    "LinkVersion",
    "LogEntry",
    "Membership",
    "NoticeVersion",
    "Organization",
    "Participant",
    "Partnership",
    "PlaceSet",
    "Platform",
    "PlatformHealth",
    "Preference",
    "Request",
    "Sighting",
    "SigningSecret",
    "Timing",
    "TimingMark",
    "UnmatchedReport",
]
