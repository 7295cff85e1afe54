"""What people ask beyond their choices is obeyed at once, and answered."""

import requests

from tests.examples.conftest import ANA, Lakeside
from tests.examples.stand_in import Ambit, change, permit, wait_for


def asking(version: int, *kinds: str) -> dict:
    message = change(ANA, version)
    message["data"]["told"]["asks"] = [
        {"id": f"ask-{kind}", "kind": kind, "asked_at": "2026-09-01T10:00:00Z"}
        for kind in kinds
    ]
    return message


def answers(ambit: Ambit, kind: str) -> list[str]:
    said = [one for ack in ambit.acks for one in ack.get("asks", ())]
    return [one["answer"] for one in said if one["id"] == f"ask-{kind}"]


def test_use_stops_before_it_is_in_force_and_both_are_told(
    ambit: Ambit, lakeside: Lakeside
) -> None:
    lakeside.push(change(ANA, 7))
    ambit.answers[ANA] = [permit(7)]
    assert lakeside.ask(way="copy")["LB-1"]["outcome"] == "released"

    lakeside.push(asking(8, "stop_use"))

    wait_for(lambda: answers(ambit, "stop_use") == ["working", "done"])
    [released] = [
        one for one in lakeside.state()["releases"] if one["outcome"] == "released"
    ]
    assert released["stopped_at"]
    assert released["given"] == {}
    wait_for(
        lambda: any(
            one["version"] == 8 and "northfield-hospital" in one["residue"][0]["text"]
            for ack in ambit.acks
            for one in ack["enforced"]
        )
    )


def test_deleted_data_are_released_no_more(ambit: Ambit, lakeside: Lakeside) -> None:
    lakeside.push(asking(7, "delete_data"))
    wait_for(lambda: answers(ambit, "delete_data") == ["working", "done"])
    ambit.answers[ANA] = [permit(7)]

    assert lakeside.ask()["LB-1"]["code"] == "gone"
    assert lakeside.ask(kinds=["sample"])["LB-1"]["outcome"] == "released"


def test_told_again_it_is_not_answered_again(ambit: Ambit, lakeside: Lakeside) -> None:
    lakeside.push(asking(7, "leave_study"))
    wait_for(lambda: answers(ambit, "leave_study") == ["working", "done"])

    lakeside.push(asking(8, "leave_study"))

    wait_for(lambda: lakeside.state()["subjects"][ANA]["confirmed_version"] == 8)
    assert answers(ambit, "leave_study") == ["working", "done"]


def test_what_it_does_not_know_waits_for_a_person(
    ambit: Ambit, lakeside: Lakeside
) -> None:
    lakeside.push(asking(7, "sing_a_song"))

    wait_for(lambda: answers(ambit, "sing_a_song") == ["working"])
    assert lakeside.state()["subjects"][ANA]["enforced_version"] == 7


def test_desk_shows_what_was_asked(ambit: Ambit, lakeside: Lakeside) -> None:
    lakeside.push(asking(7, "destroy_sample"))
    wait_for(lambda: answers(ambit, "destroy_sample") == ["working", "done"])

    with requests.get(lakeside.url, timeout=5) as page:
        assert "Ana: Destroy the samples (done)" in page.text
