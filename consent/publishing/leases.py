"""Until when a platform may act on what it holds."""

from datetime import datetime, timedelta

from consent.durations import seconds
from consent.instants import whole
from consent.organizations.models import Platform
from consent.statements import rows


def consent_lease() -> timedelta:
    return timedelta(seconds=seconds("CONSENT_LEASE_SECONDS"))


# A part of a larger statement, with %(platform)s: what `lease_end` needs.
# Records that were restored, and not yet compared, renew nothing.
LEASE = """least(
    clock_timestamp(),
    (SELECT min(narrowing_since) FROM consent_delivery
     WHERE platform_id = %(platform)s AND narrowing_since IS NOT NULL),
    (SELECT reconciling_since FROM consent_platformhealth
     WHERE platform_id = %(platform)s)
)"""


def lease_end(since: datetime) -> datetime:
    """Return `valid_until` for the instant that `LEASE` found."""
    return whole(since + consent_lease())


def valid_until(platform: Platform) -> datetime:
    """Return until when the platform may act on what it holds.

    The database's clock, the oldest narrowing not yet in force, or the restore after
    which the platform has not said what it holds: the earliest, plus the consent
    lease; whole seconds. Over already where nothing may be used, so that what a
    platform was told before holds no longer than decisions.
    """
    [(now, since)] = rows(
        f"SELECT clock_timestamp(), {LEASE}", {"platform": platform.pk}
    )
    return whole(now) if platform.is_stopped else lease_end(since)
