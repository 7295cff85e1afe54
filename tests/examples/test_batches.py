"""Several changes in one push: applied as one step, answered person by person."""

import json

import pytest

from examples.platform.choices import Choices
from examples.platform.receiver import Unreadable, receive_batch
from tests.examples.conftest import ANA, BEN, Lakeside
from tests.examples.stand_in import Ambit, batch, change, item


def test_each_person_is_answered_for(lakeside: Lakeside) -> None:
    lakeside.push(change(BEN, 9))

    status, answer = lakeside.push(batch(item(ANA, 7), item(BEN, 8)))

    assert status == 200
    assert answer["applied"] == [
        {"subject_id": ANA, "applied_version": 7, "enforced": False},
        {"subject_id": BEN, "applied_version": 9, "enforced": False},
    ]
    assert lakeside.state()["history"] == {ANA: [7], BEN: [9]}


def test_without_delay_a_batch_is_in_force_at_once(
    ambit: Ambit, installed: Lakeside
) -> None:
    installed.start("--enforce-after", "0")

    _, answer = installed.push(batch(item(ANA, 7, sharing="none"), item(BEN, 8)))

    assert all(one["enforced"] for one in answer["applied"])


@pytest.mark.parametrize(
    "damage", [{"told": None}, {"version": "7"}, {"kind": None}, {"version": 2**63}]
)
def test_line_that_cannot_be_read_spoils_no_other(choices: Choices, damage) -> None:
    message = batch(item(ANA, 7) | damage, item(BEN, 8))

    assert receive_batch(message, choices=choices) == {BEN: 8}


@pytest.mark.parametrize("lines", [None, {}, "all"])
def test_batch_without_lines_is_not_understood(choices: Choices, lines) -> None:
    message = batch()
    message["data"]["changes"] = lines

    with pytest.raises(Unreadable):
        receive_batch(message, choices=choices)


def test_last_line_of_a_person_need_not_be_the_newest(choices: Choices) -> None:
    message = batch(item(ANA, 8), item(ANA, 7))

    assert receive_batch(message, choices=choices) == {ANA: 8}


def test_batch_is_not_taken_where_it_is_switched_off(installed: Lakeside) -> None:
    path = installed.folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"takes_batches": False}))
    installed.start()

    status, answer = installed.push(batch(item(ANA, 7)))

    assert (status, answer["applied_version"]) == (200, 0)
    assert installed.state()["subjects"] == {}
