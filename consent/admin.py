"""Every admin page, gathered for Django."""

from consent.access_history import admin as access_history
from consent.alarms import admin as alarms
from consent.audit import admin as audit
from consent.disputes import admin as disputes
from consent.evaluations import admin as evaluations
from consent.links import admin as links
from consent.notifications import admin as notifications
from consent.organizations import admin as organizations
from consent.participants import admin as participants
from consent.preferences import admin as preferences
from consent.public import admin as public
from consent.publishing import admin as publishing
from consent.requests import admin as requests

__all__ = [
    "access_history",
    "alarms",
    "audit",
    "disputes",
    "evaluations",
    "links",
    "notifications",
    "organizations",
    "participants",
    "preferences",
    "public",
    "publishing",
    "requests",
]
