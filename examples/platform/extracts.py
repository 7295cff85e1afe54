"""Handing over what was released, record by record, and stopping midway if it must."""

import json
import time
from collections.abc import Iterator
from http import HTTPStatus

from examples.platform.assembly import Platform
from examples.platform.replies import NDJSON, Asked, Reply, say


def extract(platform: Platform, asked: Asked) -> Reply:
    """Stream the records of an answer that was given before."""
    ask_id = asked.path.split("/")[2]
    if platform.ledger.ask(ask_id) is None:
        return say(HTTPStatus.NOT_FOUND, error="not found")
    return Reply(HTTPStatus.OK, shape=NDJSON, chunks=_lines(platform, ask_id))


def _lines(platform: Platform, ask_id: str) -> Iterator[bytes]:
    """Look once more before each record: a lease or a yes may end while we hand over.

    The last line says how many were handed over, and why it stopped if it did.
    """
    count = 0
    for answer in platform.ledger.answers(ask_id):
        if answer["outcome"] != "released":
            continue
        if platform.choices.has_lapsed():
            yield _line({"stopped": {"code": "lease_lapsed", "count": count}})
            return
        given = platform.desk.still_given(answer["id"])
        if given:
            count += 1
            yield _line({"record": answer["record"], "given": given})
        time.sleep(platform.settings.extract_pause)
    yield _line({"end": {"count": count}})


def _line(content: dict[str, object]) -> bytes:
    return json.dumps(content).encode() + b"\n"
