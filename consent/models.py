"""Every model, gathered for Django; import a model from its own package."""

from consent.access_history.models import AccessEvent, UnmatchedReport
from consent.alarms.models import Alarm, Sighting
from consent.asks.models import Ask, Residue
from consent.audit.models import LogEntry
from consent.data_files.models import DataFile
from consent.diseases.models import Disease
from consent.disputes.models import Dispute
from consent.evaluations.models import DecisionRecord
from consent.grants.models import Grant
from consent.helping.models import HelperInvitation
from consent.links.models import Invitation, Link, LinkVersion
from consent.notifications.models import Awaited, Letter, LetterChoice
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
from consent.public.models import CallRequest
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
from consent.welcome.models import FirstSteps

__all__ = [
    "AccessEvent",
    "Account",
    "Alarm",
    "Ask",
    "Asking",
    "Authority",
    "Awaited",
    "CallRequest",
    "Closure",
    "Confirmation",
    "Credential",
    "CurrentPreference",
    "DataFile",
    "DecisionRecord",
    "Delivery",
    "DeliveryAttempt",
    "Disease",
    "Dispute",
    "FeedEntry",
    "FeedHead",
    "FirstSteps",
    "Grant",
    "HelperInvitation",
    "Invitation",
    "Lane",
    "Letter",
    "LetterChoice",
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
    "Residue",
    "Sighting",
    "SigningSecret",
    "Timing",
    "TimingMark",
    "UnmatchedReport",
]
