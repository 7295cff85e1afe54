"""Catching up, starting anew and comparing, with the platform as a real process."""

import hashlib

import pytest
import requests

from tests.examples.conftest import ANA, BEN, Lakeside
from tests.examples.stand_in import Ambit, change, heartbeat, item, wait_for


def said_last(ambit: Ambit) -> str | None:
    return ambit.acks[-1].get("cursor") if ambit.acks else None


def test_first_start_takes_a_snapshot_and_goes_on_from_there(
    ambit: Ambit, installed: Lakeside
) -> None:
    ambit.feed = [item(ANA, 1), item(BEN, 2), item(ANA, 3)]
    installed.start("--pull-every", "0.2")
    wait_for(lambda: installed.state()["cursor"] == "one.3")

    ambit.feed += [item(BEN, 4), item(ANA, 5), item(BEN, 6)]

    wait_for(lambda: installed.state()["cursor"] == "one.6")
    assert installed.state()["history"] == {ANA: [3, 5], BEN: [2, 4, 6]}
    assert ambit.snapshots == 1


def test_place_in_the_feed_is_said_to_ambit(ambit: Ambit, installed: Lakeside) -> None:
    ambit.feed = [item(ANA, 1, sharing="ended")]
    installed.start("--enforce-after", "600")

    wait_for(lambda: said_last(ambit) == "one.1")

    assert ambit.acks[-1]["enforced"] == []


def test_place_in_the_feed_survives_a_kill(ambit: Ambit, installed: Lakeside) -> None:
    ambit.feed = [item(ANA, 1)]
    installed.start()
    wait_for(lambda: said_last(ambit) == "one.1")
    installed.kill()
    ambit.feed += [item(BEN, 2)]

    installed.start()

    wait_for(lambda: installed.state()["cursor"] == "one.2")
    assert ambit.snapshots == 1


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_half_a_snapshot_is_refused_and_what_is_held_stays(
    ambit: Ambit, installed: Lakeside, lost: int
) -> None:
    ambit.feed = [item(ANA, 9), item(BEN, 9)]
    ambit.snapshot_loses = lost
    installed.start()
    installed.push(change(ANA, 7))

    wait_for(lambda: ambit.snapshots >= 2)

    assert installed.state()["history"] == {ANA: [7]}
    assert installed.state()["cursor"] is None
    ambit.snapshot_loses = 0
    wait_for(lambda: installed.state()["history"] == {ANA: [7, 9], BEN: [9]})


def test_new_epoch_starts_anew_without_going_back(
    ambit: Ambit, installed: Lakeside
) -> None:
    ambit.feed = [item(ANA, 9)]
    installed.start("--pull-every", "0.2")
    wait_for(lambda: installed.state()["history"] == {ANA: [9]})

    ambit.feed = [item(ANA, 4), item(BEN, 6)]
    ambit.epoch = "two"

    wait_for(lambda: installed.state()["cursor"] == "two.2")
    assert installed.state()["history"] == {ANA: [9], BEN: [6]}


def test_line_that_cannot_be_read_holds_up_nobody(
    ambit: Ambit, installed: Lakeside
) -> None:
    installed.start("--pull-every", "0.2")
    wait_for(lambda: installed.state()["cursor"])

    ambit.feed = [item(ANA, 3) | {"told": "?"}, item(BEN, 4)]

    wait_for(lambda: installed.state()["history"] == {BEN: [4]})
    errors = wait_for(lambda: [one for ack in ambit.acks for one in ack["errors"]])
    assert errors == [{"subject_id": ANA, "version": 3, "code": "unreadable"}]
    assert installed.state()["problems"]


def test_equal_lists_are_compared_by_digest_alone(
    ambit: Ambit, installed: Lakeside
) -> None:
    ambit.feed = [item(BEN, 2, sharing="none"), item(ANA, 3), item("s-gone", 4)]
    ambit.feed += [item("s-gone", 5, sharing="ended")]

    installed.start()

    wait_for(lambda: installed.state()["compared_at"])
    digest = hashlib.sha256(b"s-ana:3:some\ns-ben:2:none\n").hexdigest()
    assert ambit.comparisons == [{"count": 2, "digest": digest}]
    assert installed.state()["differences"] == 0


def test_different_list_is_sent_whole(ambit: Ambit, installed: Lakeside) -> None:
    ambit.feed = [item(ANA, 3)]
    installed.start()
    wait_for(lambda: installed.state()["compared_at"])
    installed.push(change(BEN, 8))

    with requests.post(f"{installed.url}/compare", timeout=5) as response:
        assert "Compare with Ambit" in response.text

    wait_for(lambda: installed.state()["differences"] == 1)
    sent = ambit.comparisons[-1]
    assert sent["items"] == [
        {"subject_id": ANA, "version": 3, "sharing": "some"},
        {"subject_id": BEN, "version": 8, "sharing": "some"},
    ]
    assert (sent["after_subject"], sent["until_subject"]) == ("", "")
    assert any(BEN in one["what"] for one in installed.state()["problems"])


def test_comparison_is_repeated_without_being_asked(
    ambit: Ambit, installed: Lakeside
) -> None:
    installed.start("--compare-every", "0.5")

    wait_for(lambda: len(ambit.comparisons) >= 3)


def test_list_goes_out_before_anything_wider_comes_in(
    ambit: Ambit, lakeside: Lakeside
) -> None:
    lakeside.push(change(ANA, 7, sharing="none"))
    ambit.is_silent = ambit.is_restored = True
    lakeside.push(heartbeat(3600, reconcile=True))

    _, wider = lakeside.push(change(ANA, 8) | {"type": "change.widened"})
    _, narrower = lakeside.push(change(BEN, 5, sharing="none"))

    assert (wider["applied_version"], narrower["applied_version"]) == (7, 5)
    assert lakeside.state()["is_reconciling"]
    ambit.is_silent = False
    lakeside.push(heartbeat(3600, reconcile=True))
    wait_for(lambda: not lakeside.state()["is_reconciling"])
    sent = {one["subject_id"]: one for one in ambit.comparisons[-1]["items"]}
    assert sent[ANA] == {"subject_id": ANA, "version": 7, "sharing": "none"}
    _, later = lakeside.push(change(ANA, 8) | {"type": "change.widened"})
    assert later["applied_version"] == 8


def test_platform_that_only_pulls_learns_of_a_restore_too(
    ambit: Ambit, installed: Lakeside
) -> None:
    ambit.feed = [item(ANA, 9, sharing="none")]
    installed.start("--pull-every", "0.2")
    wait_for(lambda: installed.state()["cursor"] == "one.1")

    ambit.is_restored = True
    ambit.epoch = "two"

    wait_for(lambda: installed.state()["cursor"] == "two.1")
    assert ambit.comparisons[-1]["items"][0]["version"] == 9
    assert not installed.state()["is_reconciling"]
