"""Checker C: what must hold of people, places and stored rows after some quiet."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from consent.links.models import Link, LinkVersion
from consent.organizations.models import Platform
from consent.publishing.models import Delivery, FeedEntry, FeedHead
from tests.publishing.receiver import Heard, Receiver

SLOWEST_REQUEST = 2.0


def busy() -> float:
    """Return how much longer everything takes than on a quiet machine; at least 1."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def told_in(heard: Heard) -> list[dict[str, Any]]:
    """Return the changes of one message: none, one, or a batch of them."""
    if "changes" in heard.data:
        return list(heard.data["changes"])
    return [heard.data] if "subject_id" in heard.data else []


@dataclass(frozen=True)
class Checker:
    """Holds what is stored against what the platforms hold.

    `acknowledged` are the (link, version) pairs that somebody was told are saved.
    """

    receivers: Mapping[Platform, Receiver]
    acknowledged: set[tuple[int, int]]
    slowest: float

    def broken(self) -> list[str]:
        """Return each fault with the letter of the statement that it breaks."""
        return [
            f"({letter}) {fault}"
            for letter, look in (
                ("a", self._everybody_knows),
                ("b", self._nothing_is_claimed_too_much),
                ("c", self._versions_only_grow),
                ("d", self._nobody_heard_of_another),
                ("e", self._feeds_tell_the_same),
                ("g", self._nobody_waited),
                ("h", self._nothing_is_half_saved),
            )
            for fault in look()
        ]

    def _everybody_knows(self) -> Iterator[str]:
        for receiver, link in self._pairs():
            held = receiver.held.get(link.subject_id, 0)
            if held != link.version:
                yield f"{link} has {held}, not {link.version}"

    def _nothing_is_claimed_too_much(self) -> Iterator[str]:
        held = {
            link.pk: receiver.held.get(link.subject_id, 0)
            for receiver, link in self._pairs()
        }
        for said in Delivery.objects.all():
            if max(said.received_version, said.enforced_version) > held[said.link_id]:
                yield f"{said} claims more than {held[said.link_id]}"

    def _versions_only_grow(self) -> Iterator[str]:
        for receiver in self.receivers.values():
            for subject, versions in receiver.applied.items():
                if any(old >= new for old, new in pairwise(versions)):
                    yield f"{subject} went back: {versions}"

    def _nobody_heard_of_another(self) -> Iterator[str]:
        own: dict[int, set[str]] = {}
        for receiver, link in self._pairs():
            own.setdefault(id(receiver), set()).add(link.subject_id)
        for receiver in self.receivers.values():
            for heard in list(receiver.heard):
                for told in told_in(heard):
                    if told["subject_id"] not in own.get(id(receiver), ()):
                        yield f"{told['subject_id']} was told to a stranger"

    def _feeds_tell_the_same(self) -> Iterator[str]:
        for platform, receiver in self.receivers.items():
            head = FeedHead.objects.filter(platform=platform).first()
            if head is None:
                continue
            entries = FeedEntry.objects.filter(platform=platform, epoch=head.epoch)
            lines = list(entries.order_by("seq"))
            if [line.seq for line in lines] != list(range(1, head.seq + 1)):
                yield f"the feed of {platform} has gaps"
            replayed: dict[str, Any] = {}
            for line in lines:
                body = json.loads(line.body)
                replayed[body["subject_id"]] = body["told"]
            if replayed != receiver.told:
                yield f"the feed of {platform} tells another story"

    def _nobody_waited(self) -> Iterator[str]:
        # Waiting for a processor is not the broker's doing.
        if self.slowest >= SLOWEST_REQUEST * busy():
            yield f"a change took {self.slowest:.1f} s"

    def _nothing_is_half_saved(self) -> Iterator[str]:
        versions = set(LinkVersion.objects.values_list("link_id", "version"))
        lines = set(FeedEntry.objects.values_list("link_id", "version"))
        if versions != lines:
            yield f"versions without a line, or lines without: {versions ^ lines}"
        if lost := self.acknowledged - versions:
            yield f"saved, and gone: {lost}"
        aims = dict(Delivery.objects.values_list("link_id", "target_version"))
        for _, link in self._pairs():
            if aims.get(link.pk, 0) != link.version:
                yield f"{link} is at {link.version}, its delivery at {aims.get(link.pk)}"

    def _pairs(self) -> list[tuple[Receiver, Link]]:
        return [
            (self.receivers[link.platform], link)
            for link in Link.objects.select_related("platform").order_by("pk")
        ]
