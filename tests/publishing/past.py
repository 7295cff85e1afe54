"""Making what was said a while ago, since the database's clock is never frozen."""

from datetime import timedelta

import pgtrigger
from django.db import connection

from consent.links.models import Link, LinkVersion
from tests.publishing.rows import Change, tell


def tell_ago(link: Link, ago: timedelta, **options: object) -> LinkVersion:
    """Issue a version as if it had been `ago`."""
    [version] = tell(link, **{"change": Change.NARROWED, **options})
    with pgtrigger.ignore("consent.LinkVersion:append_only"):
        _run(
            "UPDATE consent_linkversion SET issued_at = issued_at - %s WHERE id = %s",
            [ago, version.pk],
        )
    _run(
        "UPDATE consent_delivery SET due_since = due_since - %(ago)s,"
        " narrowing_since = narrowing_since - %(ago)s WHERE link_id = %(link)s"
        " AND received_version < target_version",
        {"ago": ago, "link": link.pk},
    )
    return version


def hear_ago(version: LinkVersion, ago: timedelta) -> None:
    """Move what the platform said about a version into the past."""
    with pgtrigger.ignore("consent.Confirmation:append_only"):
        _run(
            "UPDATE consent_confirmation SET at = at - %s"
            " WHERE link_id = %s AND version = %s",
            [ago, version.link_id, version.version],
        )


def _run(statement: str, parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
