"""Catching up, confirming and reporting, with the platform as a real process."""

import requests

from tests.examples.conftest import ANA, BEN, Lakeside
from tests.examples.stand_in import (
    OLD_SECRET,
    Ambit,
    change,
    heartbeat,
    item,
    permit,
    wait_for,
)


def confirmed(ambit: Ambit) -> dict[str, int]:
    pairs = [one for ack in ambit.acks for one in ack["enforced"]]
    return {one["subject_id"]: one["version"] for one in pairs}


def test_push_is_received_then_in_force_then_confirmed(
    ambit: Ambit, lakeside: Lakeside
) -> None:
    status, answer = lakeside.push(change(ANA, 7))

    assert (status, answer) == (200, {"applied_version": 7, "enforced": False})
    wait_for(lambda: confirmed(ambit).get(ANA) == 7)
    assert lakeside.push(change(ANA, 7))[1] == {"applied_version": 7, "enforced": True}


def test_older_push_is_answered_with_the_version_held(lakeside: Lakeside) -> None:
    lakeside.push(change(ANA, 7))

    status, answer = lakeside.push(change(ANA, 6), secret=OLD_SECRET)

    assert (status, answer["applied_version"]) == (200, 7)
    assert lakeside.state()["history"] == {ANA: [7]}


def test_push_with_a_bad_signature_changes_nothing(lakeside: Lakeside) -> None:
    status, _ = lakeside.push(change(ANA, 7), secret="whsec_" + "AAAA" * 8)

    assert status == 401
    assert lakeside.state()["subjects"] == {}


def test_without_delay_the_answer_itself_confirms(
    ambit: Ambit, installed: Lakeside
) -> None:
    installed.start("--enforce-after", "0")

    _, answer = installed.push(change(ANA, 7, sharing="none"))

    assert answer == {"applied_version": 7, "enforced": True}
    assert confirmed(ambit) == {}


def test_nothing_is_lost_when_killed_between_received_and_in_force(
    ambit: Ambit, installed: Lakeside
) -> None:
    installed.start("--enforce-after", "1")
    installed.push(change(ANA, 7))
    installed.kill()

    installed.start()

    wait_for(lambda: confirmed(ambit).get(ANA) == 7)


def test_silent_ambit_gets_every_confirmation_and_report_later(
    ambit: Ambit, lakeside: Lakeside
) -> None:
    ambit.answers[ANA] = [permit(7)]
    ambit.is_silent = True
    lakeside.push(change(ANA, 7))
    lakeside.ask()
    lakeside.kill()

    ambit.is_silent = False
    lakeside.start()

    wait_for(lambda: confirmed(ambit).get(ANA) == 7)
    wait_for(lambda: len(ambit.events) == 2)
    assert {one["way"] for one in ambit.events.values()} == {"refused"}


def test_refused_report_is_kept_for_a_person_to_see(
    ambit: Ambit, lakeside: Lakeside
) -> None:
    ambit.line_problems[BEN] = "conflict"

    lakeside.ask()

    wait_for(lambda: {r["state"] for r in lakeside.state()["reports"]} >= {"refused"})
    problems = {r["problem"] for r in lakeside.state()["reports"]}
    assert problems == {"", "conflict"}


def test_revoked_token_is_replaced(ambit: Ambit, lakeside: Lakeside) -> None:
    ambit.tokens.clear()

    lakeside.push(change(ANA, 7))

    wait_for(lambda: confirmed(ambit).get(ANA) == 7)


def test_while_down_pushes_get_503_and_nothing_is_pulled(
    ambit: Ambit, installed: Lakeside
) -> None:
    installed.down_path.touch()
    ambit.feed = [item(ANA, 3)]
    installed.start()

    status, _ = installed.push(heartbeat(600))

    assert status == 503
    assert installed.state()["subjects"] == {}
    installed.down_path.unlink()
    wait_for(lambda: confirmed(ambit) == {ANA: 3})


def test_sigterm_stops_it_cleanly_and_frees_the_port(lakeside: Lakeside) -> None:
    assert lakeside.stop() == 0

    try:
        requests.get(f"{lakeside.url}/health", timeout=1).close()
    except requests.ConnectionError:
        return
    raise AssertionError("it still listens")
