"""The published verifier, against the reference vectors and another implementation."""

import base64
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from consent.organizations.signing_keys import make_key
from consent.outbound.signing import signed_headers, signer_of
from examples.verify.ambit_signature import NotFromAmbit, verify
from tests.examples.test_independence import imported_by

PROGRAM = Path(__file__).parents[2] / "examples" / "verify" / "ambit_signature.py"
NOW = 1_790_000_000.0
BODY = '{"type":"change.withdrawn","data":{"subject_id":"s-ä"}}'.encode()
# The reference implementation's own vectors, one for each scheme.
REFERENCE_BODY = b'{"test": 2432232314}'
REFERENCE_HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
}
REFERENCE = [
    (
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ),
    (
        "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",
        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
    ),
]


def signed(*keys, body=BODY, at=NOW, message_id="msg_1"):
    return signed_headers(
        [signer_of(key.private) for key in keys],
        message_id=message_id,
        at=datetime.fromtimestamp(at, tz=UTC),
        body=body,
    )


@pytest.fixture(params=["v1", "v1a"])
def key(request):
    return make_key(request.param)


@pytest.mark.parametrize(("key", "signature"), REFERENCE)
def test_reference_vectors_are_verified(key, signature):
    headers = {**REFERENCE_HEADERS, "webhook-signature": signature}

    assert verify(REFERENCE_BODY, headers, [key], now=1_614_265_330)


def test_what_ambit_signs_is_verified(key):
    assert verify(BODY, signed(key), [key.shown], now=NOW) == "msg_1"


def test_names_of_headers_may_have_any_case(key):
    headers = {name.title(): value for name, value in signed(key).items()}

    assert verify(BODY, headers, [key.shown], now=NOW)


def test_a_signature_of_the_usual_library_is_verified():
    key = make_key("v1")
    at = datetime.fromtimestamp(NOW, tz=UTC)
    headers = {
        "webhook-id": "msg_2",
        "webhook-timestamp": str(int(NOW)),
        "webhook-signature": Webhook(key.private).sign("msg_2", at, BODY.decode()),
    }

    assert verify(BODY, headers, [key.shown], now=NOW) == "msg_2"


@pytest.mark.parametrize("held", ["old", "new"])
@pytest.mark.parametrize("scheme", ["v1", "v1a"])
def test_old_and_new_fit_while_both_sign(held, scheme):
    keys = {"old": make_key(scheme), "new": make_key(scheme)}
    headers = signed(*keys.values(), make_key("v1"), make_key("v1a"))

    assert verify(BODY, headers, [keys[held].shown], now=NOW)


def test_every_changed_byte_spoils_a_message(key):
    headers = signed(key)

    for place in range(len(BODY)):
        changed = bytearray(BODY)
        changed[place] ^= 1
        with pytest.raises(NotFromAmbit):
            verify(bytes(changed), headers, [key.shown], now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_10"},
        {"webhook-id": ""},
        {"webhook-id": "m" * 201},
        {"webhook-timestamp": str(int(NOW) + 1)},
        {"webhook-timestamp": f" {int(NOW)}"},
        {"webhook-timestamp": "١٧٩"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "9" * 5_000},
        {"webhook-signature": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1a,AAAA"},
        {"webhook-signature": "v1,=== v1a,\x00"},
        {"webhook-signature": "v1, " * 10_000},
    ],
)
def test_changed_headers_are_refused(key, change):
    with pytest.raises(NotFromAmbit):
        verify(BODY, {**signed(key), **change}, [key.shown], now=NOW)


def test_missing_headers_are_refused(key):
    for name in signed(key):
        headers = {one: value for one, value in signed(key).items() if one != name}
        with pytest.raises(NotFromAmbit):
            verify(BODY, headers, [key.shown], now=NOW)


def test_another_key_does_not_fit(key):
    others = [make_key("v1").shown, make_key("v1a").shown]

    with pytest.raises(NotFromAmbit):
        verify(BODY, signed(key), others, now=NOW)


def test_a_signature_under_the_other_scheme_does_not_fit(key):
    headers = signed(key)
    scheme, _, signature = headers["webhook-signature"].partition(",")
    other = {"v1": "v1a", "v1a": "v1"}[scheme]

    with pytest.raises(NotFromAmbit):
        verify(
            BODY,
            {**headers, "webhook-signature": f"{other},{signature}"},
            [key.shown],
            now=NOW,
        )


def test_public_key_used_as_a_shared_secret_opens_nothing():
    key = make_key("v1a")
    forged = make_key("v1").__class__(
        private="whsec_" + key.public.removeprefix("whpk_"), shown=""
    )

    with pytest.raises(NotFromAmbit):
        verify(BODY, signed(forged), [key.shown], now=NOW)


@pytest.mark.parametrize("late", [-301, 301, 86_400])
def test_message_of_another_time_is_refused(key, late):
    with pytest.raises(NotFromAmbit):
        verify(BODY, signed(key), [key.shown], now=NOW + late)


@pytest.mark.parametrize("late", [-300, 0, 300])
def test_clocks_may_differ_by_five_minutes(key, late):
    assert verify(BODY, signed(key), [key.shown], now=NOW + late)


@pytest.mark.parametrize(
    "key", ["", "whsec_", "whsk_AAAA", "secret", "whpk_AAAA", "whsec_%%%"]
)
def test_what_is_no_key_is_an_error(key):
    with pytest.raises(ValueError, match=r"."):
        verify(BODY, signed(make_key("v1")), [key], now=NOW)


def test_it_is_one_file_that_knows_nothing_of_ambit():
    allowed = sys.stdlib_module_names | {"cryptography"}

    assert imported_by(PROGRAM) - allowed == set()


@pytest.mark.parametrize(("body", "status"), [(BODY, 0), (BODY + b" ", 1)])
def test_as_a_program_it_says_yes_or_no(key, body, status):
    headers = signed(key, at=time.time())
    environment = {
        name.upper().replace("-", "_"): value for name, value in headers.items()
    }

    done = subprocess.run(
        [sys.executable, PROGRAM, key.shown],
        input=body,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )

    assert done.returncode == status
    assert (b"msg_1" in done.stdout) == (status == 0)


def test_key_pair_is_written_as_the_reference_has_it():
    key = make_key("v1a")

    raw = base64.b64decode(key.private.removeprefix("whsk_"))

    assert len(raw) == 64
    assert raw[32:] == base64.b64decode(key.public.removeprefix("whpk_"))


@pytest.mark.parametrize("name", ["", "msg_\udce4", "m" * 201])
def test_id_that_ambit_never_writes_is_refused(name):
    headers = {**REFERENCE_HEADERS, "webhook-id": name, "webhook-signature": "v1,x"}

    with pytest.raises(NotFromAmbit):
        verify(REFERENCE_BODY, headers, [REFERENCE[0][0]], NOW)
