"""A report as the platform wrote it: read strictly, kept whole."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import rfc8785
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from consent.access_history.models import AccessEvent
from consent.vocabulary.terms import Basis, Way

CLOCK_TOLERANCE = timedelta(minutes=5)
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
LISTS = {"on_behalf_of": 50, "kinds": 20, "places": 2}
MAX_LIST = 60


class Unreadable(Exception):
    """A report that cannot be taken; `code` and the message say why."""

    def __init__(self, message: str, code: str = "invalid") -> None:
        self.code = code
        super().__init__(message)


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
    texts = {name: _text(content, name, size) for name, size in LENGTHS.items()}
    for name in REQUIRED:
        if not texts[name]:
            raise Unreadable(f"{name} is missing.")
    lists = {name: _list(content, name, size) for name, size in LISTS.items()}
    way = _way(content.get("way"))
    return Report(
        event_id=texts["event_id"],
        subject_id=texts["subject_id"],
        way=way,
        organization=texts["organization"],
        on_behalf_of=tuple(lists["on_behalf_of"]),
        kinds=tuple(lists["kinds"]),
        places=tuple(lists["places"]),
        basis=_basis(texts["basis"]),
        occurred_at=_instant(content.get("occurred_at")),
        use={**_use(content), "way": _use_way(way, content.get("use_way"))},
        texts=texts,
        is_computer=_truth(content.get("is_computer", False)),
        digest=_digest(content),
        content=content,
    )


def event_id_of(data: object) -> str:
    """Return the platform's id of a report that may be unreadable otherwise."""
    found = data.get("event_id") if isinstance(data, Mapping) else ""
    return found[: LENGTHS["event_id"]] if isinstance(found, str) else ""


def _use(content: Mapping[str, object]) -> dict[str, object]:
    return {name: content[name] for name in USE_PARTS if name in content}


def _use_way(way: AccessEvent.Way, stated: object) -> str:
    """Return the way the rule judges: what was copied was at least a copy."""
    if not isinstance(stated, str) or stated not in set(Way):
        stated = Way.COPY.value if way == AccessEvent.Way.COPIED else Way.VISIT.value
    if way == AccessEvent.Way.COPIED and stated == Way.VISIT.value:
        return Way.COPY.value
    return stated


def _text(content: Mapping[str, object], name: str, longest: int) -> str:
    text = content.get(name, "")
    if not isinstance(text, str) or "\x00" in text:
        raise Unreadable(f"{name} must be a string.")
    if len(text) > longest:
        raise Unreadable(f"{name} is longer than {longest} characters.")
    return text


def _list(content: Mapping[str, object], name: str, longest: int) -> list[str]:
    found = content.get(name, [])
    if not isinstance(found, list) or len(found) > MAX_LIST:
        raise Unreadable(f"{name} must be a list of at most {MAX_LIST}.")
    for item in found:
        if not isinstance(item, str) or len(item) > longest or "\x00" in item:
            raise Unreadable(f"{name} must hold short strings.")
    return found


def _way(value: object) -> AccessEvent.Way:
    if not isinstance(value, str) or value not in AccessEvent.Way.values:
        raise Unreadable(f"way must be one of {', '.join(AccessEvent.Way.values)}.")
    return AccessEvent.Way(value)


def _basis(value: str) -> Basis:
    if value not in set(Basis):
        raise Unreadable(f"basis must be one of {', '.join(Basis)}.")
    return Basis(value)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unreadable("is_computer must be true or false.")
    return value


def _instant(value: object) -> datetime:
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Unreadable("occurred_at must be a time with its zone (ISO 8601).")
    if found > timezone.now() + CLOCK_TOLERANCE:
        raise Unreadable("occurred_at lies in the future.", "in_the_future")
    return found


def _digest(content: Mapping[str, object]) -> str:
    try:
        canonical = rfc8785.dumps(content)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise Unreadable("The report holds a value that JSON cannot keep.") from error
    return hashlib.sha256(canonical).hexdigest()
