"""How platforms are told: durations in seconds, which tests shorten."""

from typing import Any

from portal.settings import env

__all__ = [
    "CLIENT_CERTIFICATE",
    "CLIENT_CERTIFICATE_KEY",
    "METRICS_TOKEN",
    "OPERATOR_EMAILS",
    "OUTBOUND_ALLOWED",
    "PUBLISHING",
]


MINUTE, HOUR, DAY = 60, 3_600, 86_400

PUBLISHING: dict[str, Any] = {
    # The order that makes a claim safe: deadline < a task's limits < lease.
    "LEASE_SECONDS": env.number("PUBLISHING_LEASE_SECONDS", 60),
    "LANE_SECONDS": env.number("PUBLISHING_LANE_SECONDS", 5),
    "DEADLINE_SECONDS": env.number("PUBLISHING_DEADLINE_SECONDS", 20),
    "CONNECT_SECONDS": env.number("PUBLISHING_CONNECT_SECONDS", 5),
    "DISPATCH_SECONDS": env.number("PUBLISHING_DISPATCH_SECONDS", 1),
    "DRAIN_SECONDS": env.number("PUBLISHING_DRAIN_SECONDS", 8),
    "RING_SECONDS": env.number("PUBLISHING_RING_SECONDS", 5),
    "BELL_PAUSE_SECONDS": env.number("PUBLISHING_BELL_PAUSE_SECONDS", 5),
    "NARROWING_INLINE_AFTER_SECONDS": env.number("PUBLISHING_INLINE_AFTER_SECONDS", 5),
    "WIDENING_INLINE_AFTER_SECONDS": env.number(
        "PUBLISHING_WIDENING_INLINE_AFTER_SECONDS", MINUTE
    ),
    "CONSENT_LEASE_SECONDS": env.number("PUBLISHING_CONSENT_LEASE_SECONDS", DAY),
    "HEARTBEAT_SECONDS": env.number("PUBLISHING_HEARTBEAT_SECONDS", HOUR),
    "ENFORCE_WITHIN_SECONDS": env.number("PUBLISHING_ENFORCE_WITHIN_SECONDS", HOUR),
    # A platform that timed out, or said that it is busy, gets at least this.
    "RETRY_BUSY_SECONDS": env.number("PUBLISHING_RETRY_BUSY_SECONDS", MINUTE),
    # The last pause of each list repeats without end.
    "RETRY_NARROWING": env.numbers(
        "PUBLISHING_RETRY_NARROWING",
        (0, 5, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE),
    ),
    "RETRY_WIDENING": env.numbers(
        "PUBLISHING_RETRY_WIDENING",
        (0, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR),
    ),
    # A breaker opens after so many failures in a row at more than one link, or when
    # half of so many calls within the window failed; then only probes are sent.
    "BREAKER_FAILURES": env.number("PUBLISHING_BREAKER_FAILURES", 5),
    "BREAKER_CALLS": env.number("PUBLISHING_BREAKER_CALLS", 10),
    "BREAKER_WINDOW_SECONDS": env.number(
        "PUBLISHING_BREAKER_WINDOW_SECONDS", 2 * MINUTE
    ),
    # The last pause repeats; after a day of silence the longer one does.
    "PROBES": env.numbers("PUBLISHING_PROBES", (30, MINUTE, 2 * MINUTE, 5 * MINUTE)),
    "PROBE_LATER_SECONDS": env.number("PUBLISHING_PROBE_LATER_SECONDS", 15 * MINUTE),
    # How old an unheard narrowing is when operators see it, when the institution's
    # technical contact and its data-protection officer are told, and when the
    # platform is suspended.
    "ALARMS": env.numbers("PUBLISHING_ALARMS", (5 * MINUTE, 15 * MINUTE, HOUR, DAY)),
    # The newest line of each person stays in a feed for ever, the others so long.
    "FEED_KEEP_DAYS": env.number("FEED_KEEP_DAYS", 90),
    # A reader of a snapshot that takes nothing for so long is given up.
    "STALLED_SECONDS": env.number("PUBLISHING_STALLED_SECONDS", 30),
    "WATCH_SECONDS": env.number("PUBLISHING_WATCH_SECONDS", 5),
}
# Whom to write to when changes do not get through; several are divided by commas.
OPERATOR_EMAILS = env.words("OPERATOR_EMAILS")
# Who may read /metrics, as a bearer token; without one the page is not there.
METRICS_TOKEN = env.text("METRICS_TOKEN")
# A certificate that platforms may ask us for, and its key: paths of PEM files.
CLIENT_CERTIFICATE = env.text("OUTBOUND_CLIENT_CERTIFICATE")
CLIENT_CERTIFICATE_KEY = env.text("OUTBOUND_CLIENT_CERTIFICATE_KEY")
# Exact scheme://address:port entries that may be called though they are not public.
OUTBOUND_ALLOWED = env.words("OUTBOUND_ALLOWED")
