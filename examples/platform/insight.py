"""How the platform is doing, for probes, tests and curious readers."""

import json
from http import HTTPStatus

from examples.platform.assembly import Platform
from examples.platform.moments import text_of
from examples.platform.replies import Asked, Reply, say


def health(platform: Platform, _asked: Asked) -> Reply:
    """Say that we run; a lapsed lease is shown, and is no reason to restart us.

    It is worth a call to somebody all the same.
    """
    return say(
        HTTPStatus.OK,
        status="ok",
        may_release=not platform.choices.has_lapsed(),
        is_down=platform.settings.is_down,
        is_reconciling=platform.choices.reconciling_since() is not None,
    )


def state(platform: Platform, _asked: Asked) -> Reply:
    """Show all we hold, for tests and for curious readers. No real place would."""
    store, lease = platform.store, platform.choices.valid_until()
    history: dict[str, list[int]] = {}
    for row in store.rows("SELECT subject_id, version FROM applied ORDER BY id"):
        history.setdefault(row["subject_id"], []).append(row["version"])
    told = {
        row["subject_id"]: dict(row) | {"told": json.loads(row["told"])}
        for row in store.rows("SELECT * FROM told")
    }
    reports = [
        dict(row) | {"event": json.loads(row["event"])}
        for row in store.rows("SELECT * FROM report ORDER BY rowid")
    ]
    releases = [
        one for row in platform.ledger.asks(1000)
        for one in platform.ledger.answers(row["id"])
    ]  # fmt: skip
    return say(
        HTTPStatus.OK,
        name=platform.settings.name,
        valid_until=text_of(lease) if lease else None,
        may_release=not platform.choices.has_lapsed(),
        is_down=platform.settings.is_down,
        is_reconciling=platform.choices.reconciling_since() is not None,
        cursor=store.fact("cursor"),
        compared_at=store.fact("compared_at"),
        differences=int(store.fact("differences") or 0),
        subjects=told,
        history=history,
        releases=releases,
        reports=reports,
        problems=[dict(row) for row in store.rows("SELECT * FROM problem")],
    )
