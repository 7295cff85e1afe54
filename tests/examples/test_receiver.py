"""What a receiver of choices must do with what it is sent."""

import itertools
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from examples.platform.choices import Choices
from examples.platform.moments import now
from examples.platform.receiver import Unreadable, receive, verify
from examples.platform.settings import read_config
from examples.verify.ambit_signature import NotFromAmbit
from tests.examples.stand_in import (
    OLD_SECRET,
    SECRET,
    change,
    heartbeat,
    signed,
)


@pytest.mark.parametrize("secret", [SECRET, OLD_SECRET])
def test_signature_of_old_and_new_secret_is_taken(secret: str) -> None:
    body, headers = signed(change("s-1", 5), secret=secret)

    message = verify(body, headers, keys=[SECRET, OLD_SECRET])

    assert message["data"]["version"] == 5


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body, headers: (body + b" ", headers),
        lambda body, headers: (body, headers | {"webhook-id": "msg_2"}),
        lambda body, headers: (body, headers | {"webhook-signature": "nonsense"}),
        lambda body, headers: (body, headers | {"webhook-signature": "v1,!!"}),
        lambda body, headers: (body, headers | {"webhook-timestamp": "soon"}),
        lambda body, headers: (b"\xff" + body, headers),
        lambda body, headers: (body, {}),
    ],
)
def test_anything_not_signed_by_ambit_is_refused(spoil) -> None:
    body, headers = spoil(*signed(change("s-1", 5)))

    with pytest.raises(NotFromAmbit):
        verify(body, headers, keys=[SECRET])


def test_signature_of_another_platform_is_refused() -> None:
    body, headers = signed(change("s-1", 5), secret=OLD_SECRET)

    with pytest.raises(NotFromAmbit):
        verify(body, headers, keys=[SECRET])


def test_signature_of_ambits_own_key_is_taken() -> None:
    private = Ed25519PrivateKey.generate()
    public = "whpk_" + b64encode(private.public_key().public_bytes_raw()).decode()
    body, headers = signed(change("s-1", 5))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    headers["webhook-signature"] = f"v1a,{b64encode(private.sign(content)).decode()}"

    message = verify(body, headers, keys=[public])

    assert message["data"]["version"] == 5
    with pytest.raises(NotFromAmbit):
        verify(body + b" ", headers, keys=[public])
    with pytest.raises(NotFromAmbit):
        verify(*signed(change("s-1", 5)), keys=[public])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"webhook_secret": "a"}, ["a"]),
        ({"webhook_secrets": ["a", "b"]}, ["a", "b"]),
        ({"webhook_secret": "a", "webhook_public_keys": ["p"]}, ["a", "p"]),
        ({"webhook_public_keys": ["p"]}, ["p"]),
    ],
)
def test_keys_are_all_that_the_file_names(given, expected) -> None:
    rest = {"organization": "o", "client_id": "c", "client_secret": "s", "people": []}

    assert read_config(rest | given).webhook_keys == expected


def test_message_older_than_five_minutes_is_refused() -> None:
    body, headers = signed(change("s-1", 5), age=301)

    with pytest.raises(NotFromAmbit):
        verify(body, headers, keys=[SECRET])


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3, 3])))
def test_newest_version_stays_whatever_the_order(choices: Choices, order) -> None:
    held = [receive(change("s-1", n), choices=choices, via="push") for n in order]

    assert held == list(itertools.accumulate(order, max))
    found = choices.held("s-1")
    assert found
    assert found.version == 3


def test_lease_moves_forward_only(choices: Choices) -> None:
    receive(heartbeat(600), choices=choices, via="push")
    before = choices.valid_until()

    receive(heartbeat(60), choices=choices, via="push")

    assert choices.valid_until() == before


def test_heartbeat_renews_a_lapsed_lease(choices: Choices) -> None:
    receive(heartbeat(-1), choices=choices, via="push")
    assert choices.has_lapsed()

    receive(heartbeat(60), choices=choices, via="push")

    assert choices.valid_until() > now()


@pytest.mark.parametrize(
    "damage",
    [
        {"version": "5"},
        {"version": True},
        {"told": None},
        {"subject_id": 5},
        {"valid_until": "tomorrow"},
        {"valid_until": None},
    ],
)
def test_signed_nonsense_is_not_applied(choices: Choices, damage) -> None:
    message = change("s-1", 5)
    message["data"] |= damage

    with pytest.raises(Unreadable):
        receive(message, choices=choices, via="push")

    assert choices.has_lapsed()
