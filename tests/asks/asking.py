"""Asking a place, and reading what it was told."""

import json

from consent.asks.models import Ask
from consent.links.models import Link
from consent.participants.models import Authority
from consent.places import services as places
from consent.publishing.models import FeedEntry

Kind = Ask.Kind
ACK = "/api/v1/changes/ack"


def ask(person: Authority, link: Link, kind: Ask.Kind = Kind.DELETE_DATA) -> Ask:
    return places.ask(link=link, kind=kind, by=person.account, authority=person)


def take_back(person: Authority, asked: Ask) -> Ask:
    return places.take_back(ask=asked, by=person.account, authority=person)


def newest(link: Link) -> dict:
    """Return the newest line of the feed about a link."""
    return json.loads(FeedEntry.objects.filter(link=link).latest("version").body)


def told_asks(link: Link) -> list[str]:
    return [one["kind"] for one in newest(link)["told"].get("asks", [])]


def answer(caller, asked: Ask, said: str, text: str = ""):
    """Answer an ask as the place's program does."""
    return caller.post(
        ACK, {"asks": [{"id": str(asked.pk), "answer": said, "text": text}]}
    ).json()
