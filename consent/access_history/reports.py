"""A report as the platform wrote it: read strictly, kept whole."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import rfc8785

from consent.access_history.models import AccessEvent
from consent.access_history.reading import (
    Unreadable,
    read_evidence,
    read_instant,
    read_term,
    read_text,
    read_truth,
    read_words,
)
from consent.vocabulary.terms import Basis, Flag, Way

__all__ = ["Report", "Unreadable", "event_id_of", "read_report"]

USE_PARTS = (
    *("kinds", "leave_out", "topic", "diseases", "tools", "commercial"),
    *("places", "study", "basis", "accepts", "evidence"),
)
KEPT = (
    *("event_id", "subject_id", "way", "organization", "on_behalf_of", "via"),
    *("actor", "is_computer", "use_way", "purpose", "residue", "occurred_at"),
    *USE_PARTS,
)
LENGTHS = {
    "event_id": 80,
    "subject_id": 80,
    "organization": 50,
    "via": 50,
    "actor": 80,
    "topic": 20,
    "study": 80,
    "basis": 20,
    "purpose": 300,
    "residue": 300,
}
REQUIRED = ("event_id", "subject_id", "organization", "topic", "basis")
LISTS = {
    "on_behalf_of": 50,
    "kinds": 20,
    "places": 2,
    "leave_out": 40,
    "diseases": 20,
    "accepts": 20,
}


@dataclass(frozen=True)
class Report:
    """One report; `use` is in the words of the rule, `digest` is of its content."""

    event_id: str
    subject_id: str
    way: AccessEvent.Way
    organization: str
    on_behalf_of: tuple[str, ...]
    kinds: tuple[str, ...]
    places: tuple[str, ...]
    basis: Basis
    occurred_at: datetime
    use: dict[str, object]
    texts: dict[str, str]
    is_computer: bool
    digest: str
    content: dict[str, object]


def read_report(data: object) -> Report:
    """Return the report in a JSON value; raises Unreadable with the first fault."""
    if not isinstance(data, Mapping):
        raise Unreadable("A report must be an object.")
    content = {name: data[name] for name in KEPT if data.get(name) is not None}
    texts = {name: read_text(content, name, size) for name, size in LENGTHS.items()}
    for name in REQUIRED:
        if not texts[name]:
            raise Unreadable(f"{name} is missing.")
    lists = {name: read_words(content, name, size) for name, size in LISTS.items()}
    for flag in Flag:
        read_truth(content, flag.value)
    if "evidence" in content:
        content["evidence"] = read_evidence(content)
    way = read_term(content, "way", AccessEvent.Way)
    return Report(
        event_id=texts["event_id"],
        subject_id=texts["subject_id"],
        way=way,
        organization=texts["organization"],
        on_behalf_of=tuple(lists["on_behalf_of"]),
        kinds=tuple(lists["kinds"]),
        places=tuple(lists["places"]),
        basis=read_term(content, "basis", Basis),
        occurred_at=read_instant(content, "occurred_at"),
        use={**_use(content), "way": _use_way(way, content)},
        texts=texts,
        is_computer=read_truth(content, "is_computer"),
        digest=_digest(content),
        content=content,
    )


def event_id_of(data: object) -> str:
    """Return the platform's id of a report that may be unreadable otherwise."""
    found = data.get("event_id") if isinstance(data, Mapping) else ""
    return found[: LENGTHS["event_id"]] if isinstance(found, str) else ""


def _use(content: Mapping[str, object]) -> dict[str, object]:
    return {name: content[name] for name in USE_PARTS if name in content}


def _use_way(way: AccessEvent.Way, content: Mapping[str, object]) -> Way:
    """Return the way the rule judges: what was copied was at least a copy."""
    least = Way.COPY if way == AccessEvent.Way.COPIED else Way.VISIT
    if "use_way" not in content:
        return least
    stated = read_term(content, "use_way", Way)
    return least if stated is Way.VISIT else stated


def _digest(content: Mapping[str, object]) -> str:
    try:
        canonical = rfc8785.dumps(content)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise Unreadable("The report holds a value that JSON cannot keep.") from error
    return hashlib.sha256(canonical).hexdigest()
