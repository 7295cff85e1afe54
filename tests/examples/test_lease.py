"""When the lease is over every door closes, and opens again when it is renewed."""

import json
import time
from pathlib import Path

import pytest
import requests

from examples.platform.choices import Choices
from examples.platform.moments import now, text_of
from examples.platform.store import Store
from tests.examples.conftest import ANA, BEN, Lakeside
from tests.examples.stand_in import (
    Ambit,
    batch,
    change,
    heartbeat,
    item,
    permit,
    wait_for,
)

LEASE = 5.0  # seconds; its end is written in whole ones


@pytest.fixture
def releasing(ambit: Ambit, installed: Lakeside) -> Lakeside:
    """Lakeside, which may release for some seconds and then hears nothing."""
    ambit.answers = {ANA: [permit(7)], BEN: [permit(7)]}
    ambit.lease_seconds = LEASE
    installed.start("--extract-pause", "0.4")
    installed.push(change(ANA, 7, lease=LEASE))
    installed.push(change(BEN, 7, lease=LEASE))
    return installed


def page(lakeside: Lakeside, path: str) -> str:
    with requests.get(lakeside.url + path, timeout=15) as response:
        return response.text


def test_every_door_closes(ambit: Ambit, releasing: Lakeside) -> None:
    released = releasing.ask()
    address = releasing.last_answer()
    assert released["LB-1"]["outcome"] == "released"
    assert "F508del" in page(releasing, address)
    ambit.lease_seconds = 0

    wait_for(lambda: not releasing.state()["may_release"])

    assert releasing.ask()["LB-1"]["code"] == "lease_lapsed"
    assert "F508del" not in page(releasing, address)
    assert "We release nothing" in page(releasing, "/")
    [stopped] = page(releasing, f"{address}/extract").splitlines()
    assert json.loads(stopped) == {"stopped": {"code": "lease_lapsed", "count": 0}}


def test_extract_that_runs_stops_midway(ambit: Ambit, installed: Lakeside) -> None:
    ambit.answers = {ANA: [permit(7)], BEN: [permit(7)]}
    ambit.lease_seconds = LEASE
    installed.start("--extract-pause", "8")
    for person in (ANA, BEN):
        installed.push(change(person, 7, lease=LEASE))
    installed.ask()

    lines = page(installed, f"{installed.last_answer()}/extract").splitlines()

    assert json.loads(lines[0])["record"] == "LB-1"
    assert json.loads(lines[1]) == {"stopped": {"code": "lease_lapsed", "count": 1}}


def test_extract_leaves_out_who_changed_their_mind_meanwhile(
    ambit: Ambit, installed: Lakeside
) -> None:
    ambit.answers = {ANA: [permit(7)], BEN: [permit(7)]}
    installed.start("--extract-pause", "2")
    for person in (ANA, BEN):
        installed.push(change(person, 7))
    installed.ask()
    address = f"{installed.url}{installed.last_answer()}/extract"

    with requests.get(address, stream=True, timeout=15) as response:
        lines = response.iter_lines()
        first = json.loads(next(lines))
        installed.push(change(BEN, 8, sharing="none"))
        rest = [json.loads(line) for line in lines]

    assert first["record"] == "LB-1"
    assert rest == [{"end": {"count": 1}}]


@pytest.mark.parametrize("how", ["heartbeat", "push", "batch", "page"])
def test_each_word_of_ambit_renews(ambit: Ambit, installed: Lakeside, how: str) -> None:
    ambit.answers[ANA] = [permit(9)]
    ambit.lease_seconds = -60
    installed.start("--pull-every", "0.2")
    installed.push(change(ANA, 7, lease=-60))
    assert installed.ask()["LB-1"]["code"] == "lease_lapsed"

    if how == "page":
        ambit.lease_seconds = 600
        wait_for(lambda: installed.state()["may_release"])
    else:
        words = {
            "heartbeat": heartbeat(600),
            "push": change(ANA, 8, lease=600),
            "batch": batch(item(ANA, 8), lease=600),
        }
        installed.push(words[how])

    assert installed.ask()["LB-1"]["outcome"] == "released"


def test_heartbeats_that_do_not_renew_let_the_clock_run_out(
    ambit: Ambit, installed: Lakeside
) -> None:
    """While a withdrawal is stuck elsewhere, Ambit repeats the same end."""
    ambit.answers[ANA] = [permit(7)]
    ambit.lease_seconds = 0
    installed.start()
    ends = now() + LEASE
    installed.push(change(ANA, 7, lease=LEASE))
    message = heartbeat(0) | {"data": {"valid_until": text_of(ends)}}
    assert installed.ask()["LB-1"]["outcome"] == "released"

    while now() < ends + 1:
        assert installed.push(message)[0] == 200
        time.sleep(0.2)

    assert installed.ask()["LB-1"]["code"] == "lease_lapsed"


def test_lease_is_over_some_seconds_early(tmp_path: Path) -> None:
    store = Store(tmp_path)
    choices = Choices(store, enforce_after=0, lease_margin=5)

    choices.renew(text_of(now() + 4))
    is_over = choices.has_lapsed()
    choices.renew(text_of(now() + 8))

    assert (is_over, choices.has_lapsed()) == (True, False)
    store.close()


def test_lease_survives_a_restart(ambit: Ambit, lakeside: Lakeside) -> None:
    ambit.is_silent = True
    lakeside.kill()

    lakeside.start()

    assert lakeside.state()["may_release"]
