"""Signatures that the platforms can check with any library of the standard."""

from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from consent.organizations.signing_keys import make_key
from consent.outbound.signing import signed_headers, signer_of

AT = datetime.fromtimestamp(1_614_265_330, tz=UTC)
BODY = '{"test": 2432232314}'
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
# The reference implementation's own vectors.
SHARED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SHARED_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
PAIR = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
PAIR_SIGNATURE = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="


def headers_by(*secrets, body=BODY):
    signers = [signer_of(secret) for secret in secrets]
    return signed_headers(signers, message_id=MESSAGE, at=AT, body=body)


@pytest.mark.parametrize(
    ("secret", "signature"), [(SHARED, SHARED_SIGNATURE), (PAIR, PAIR_SIGNATURE)]
)
def test_reference_vectors_are_signed_to_the_byte(secret, signature):
    assert headers_by(secret) == {
        "webhook-id": MESSAGE,
        "webhook-timestamp": "1614265330",
        "webhook-signature": signature,
    }


def test_every_secret_signs_in_one_header():
    headers = headers_by(SHARED, PAIR)

    assert headers["webhook-signature"] == f"{SHARED_SIGNATURE} {PAIR_SIGNATURE}"


def test_bytes_and_text_are_signed_alike():
    assert headers_by(SHARED, PAIR) == headers_by(SHARED, PAIR, body=BODY.encode())


def test_the_usual_library_signs_the_same():
    secret = make_key("v1").private
    body = '{"words":"ä ✓"}'

    ours = headers_by(secret, body=body)["webhook-signature"]

    assert ours == Webhook(secret).sign(MESSAGE, AT, body)


def test_a_part_of_a_second_is_left_out():
    late = AT.replace(microsecond=999_999)

    headers = signed_headers(
        [signer_of(SHARED)], message_id=MESSAGE, at=late, body=BODY
    )

    assert headers == headers_by(SHARED)


@pytest.mark.parametrize("secret", ["", "whpk_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZI"])
def test_a_secret_of_an_unknown_kind_never_signs(secret):
    with pytest.raises(ValueError, match="whsec_"):
        signer_of(secret)


def test_no_two_keys_are_alike():
    made = [make_key(scheme) for scheme in ("v1", "v1a") * 50]

    assert len({key.private for key in made}) == len({key.shown for key in made}) == 100
