"""Before anything leaves: ask, understand every duty, and refuse in doubt."""

import pytest

from tests.examples.conftest import ANA, BEN, Lakeside
from tests.examples.stand_in import (
    Ambit,
    change,
    deny,
    permit,
    wait_for,
)


def test_permit_releases_with_its_duties_and_is_reported(
    ambit: Ambit, lakeside: Lakeside
) -> None:
    lakeside.push(change(ANA, 7))
    ambit.answers[ANA] = [permit(7)]

    answers = lakeside.ask()

    assert answers["LB-1"]["outcome"] == "released"
    assert set(answers["LB-1"]["given"]) == {"health", "gene"}
    assert answers["LB-1"]["obligations"] == ["no_reident", "report"]
    event = wait_for(lambda: ambit.events.get(answers["LB-1"]["event_id"]))
    assert (event["way"], event["use_way"]) == ("used", "visit")
    assert event["occurred_at"].endswith("Z")


def test_question_carries_the_whole_use(ambit: Ambit, lakeside: Lakeside) -> None:
    lakeside.push(change(ANA, 7))

    lakeside.ask(on_behalf_of=["novagen"])

    asked = ambit.questions[-1]
    assert asked["subject"]["id"] == "northfield-hospital"
    assert asked["subject"]["properties"]["on_behalf_of"] == ["novagen"]
    assert asked["action"]["properties"]["way"] == "visit"
    assert asked["action"]["properties"]["evidence"] == {"ethics": "REC-2026-17"}
    assert asked["resource"] == {"type": "participant", "id": ANA}
    assert asked["context"] == {"places": ["FI"]}


@pytest.mark.parametrize(
    ("sharing", "code"),
    [
        ("none", "sharing_none"),
        ("ended", "sharing_ended"),
        ("whatever", "sharing_none"),
    ],
)
def test_told_no_is_refused_without_asking(
    ambit: Ambit, lakeside: Lakeside, sharing: str, code: str
) -> None:
    lakeside.push(change(ANA, 7, sharing=sharing))
    ambit.answers[ANA] = [permit(7)]

    answers = lakeside.ask()

    assert (answers["LB-1"]["outcome"], answers["LB-1"]["code"]) == ("refused", code)
    assert answers["LB-2"]["code"] == "not_told"
    assert ambit.questions == []
    wait_for(lambda: len(ambit.events) == 2)
    assert {one["way"] for one in ambit.events.values()} == {"refused"}


def test_anything_but_a_plain_yes_is_a_no(ambit: Ambit, lakeside: Lakeside) -> None:
    lakeside.push(change(ANA, 7))
    expected = [
        (deny("no_topic"), "no_topic"),
        (permit(7, obligations=["no_reident", "sing"]), "unknown_obligation"),
        (permit(7, obligations=["months"]), "unknown_obligation"),
        (permit(6), "out_of_date"),
        (permit(7, valid_until="2020-01-01T00:00:00Z"), "out_of_date"),
        (permit(7, version=None), "ambit_silent"),
        (permit(7, valid_until=None), "ambit_silent"),
        (permit(7) | {"decision": "yes"}, "permit"),
        (permit(7, result="deny"), "deny"),
        ({"decision": True}, "ambit_silent"),
    ]

    found = []
    for answer, _ in expected:
        ambit.answers[ANA] = [answer]
        found.append(lakeside.ask(subject_ids=[ANA])["LB-1"])

    assert [one["code"] for one in found] == [code for _, code in expected]
    assert {one["outcome"] for one in found} == {"refused"}
    assert all(one["given"] == {} for one in found)


@pytest.mark.parametrize(
    ("sharing", "code"), [("none", "sharing_none"), ("some", "out_of_date")]
)
def test_change_that_arrives_while_ambit_is_asked_wins(
    ambit: Ambit, lakeside: Lakeside, sharing: str, code: str
) -> None:
    lakeside.push(change(ANA, 7))
    ambit.answers[ANA] = [permit(7)]
    ambit.meanwhile = lambda: lakeside.push(change(ANA, 8, sharing=sharing))

    answer = lakeside.ask()["LB-1"]

    assert (answer["outcome"], answer["code"]) == ("refused", code)


def test_silent_ambit_means_no(ambit: Ambit, lakeside: Lakeside) -> None:
    lakeside.push(change(ANA, 7))
    ambit.is_silent = True

    assert lakeside.ask()["LB-1"]["code"] == "ambit_silent"


def test_detail_kept_apart_is_left_out(ambit: Ambit, lakeside: Lakeside) -> None:
    lakeside.push(change(ANA, 7))
    ambit.answers[ANA] = [deny("detail", leave_out=["health.image"]), permit(7)]

    given = lakeside.ask()["LB-1"]["given"]

    assert "health.mental" in given["health"]
    assert "health.image" not in given["health"]
    assert ambit.questions[-1]["action"]["properties"]["leave_out"] == ["health.image"]


def test_detail_mixed_in_takes_its_kind_with_it(
    ambit: Ambit, lakeside: Lakeside
) -> None:
    lakeside.push(change(ANA, 7))
    ambit.answers[ANA] = [deny("detail", leave_out=["health.mental"]), permit(7)]

    answer = lakeside.ask()["LB-1"]

    assert set(answer["given"]) == {"gene"}
    assert ambit.questions[-1]["action"]["properties"]["kinds"] == ["gene"]
    event = wait_for(lambda: ambit.events.get(answer["event_id"]))
    assert event["kinds"] == ["gene"]


def test_detail_mixed_in_cannot_be_promised_away(
    ambit: Ambit, lakeside: Lakeside
) -> None:
    lakeside.push(change(ANA, 7))
    ambit.answers[ANA] = [permit(7)]

    answer = lakeside.ask(kinds=["health"], leave_out=["health.mental"])["LB-1"]

    assert (answer["outcome"], answer["code"]) == ("refused", "cannot_leave_out")
    assert ambit.questions == []


def test_narrowing_stops_the_uses_that_run(ambit: Ambit, lakeside: Lakeside) -> None:
    lakeside.push(change(ANA, 7))
    lakeside.push(change(BEN, 7))
    ambit.answers = {ANA: [permit(9)], BEN: [permit(9)]}
    lakeside.ask()

    lakeside.push(change(ANA, 8, sharing="none"))
    lakeside.push(change(BEN, 8))

    wait_for(lambda: lakeside.state()["subjects"][BEN]["enforced_version"] == 8)
    stopped = {
        one["record"]: bool(one["stopped_at"]) for one in lakeside.state()["releases"]
    }
    assert stopped == {"LB-1": True, "LB-2": False}


def test_count_gives_no_record_and_hides_small_numbers(
    ambit: Ambit, lakeside: Lakeside
) -> None:
    lakeside.push(change(ANA, 7))
    ambit.answers[ANA] = [permit(7)]

    answer = lakeside.ask(way="count")["LB-1"]

    assert (answer["outcome"], answer["given"]) == ("counted", {})
    event = wait_for(lambda: ambit.events.get(answer["event_id"]))
    assert (event["way"], event["use_way"]) == ("counted", "visit")
