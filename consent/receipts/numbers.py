"""The number of a proof as people read, type and scan it."""

import uuid
from typing import Final

# No letter that is taken for a digit; those that people write all the same are read.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS: Final = str.maketrans("OIL", "011")
LENGTH: Final = 26
GROUP: Final = 4
BITS: Final = 5
LARGEST: Final = 2**128


def written(number: uuid.UUID) -> str:
    """Write a number in groups, like 0A1B-2C3D and so on."""
    digits = [
        ALPHABET[number.int >> (BITS * place) & 31] for place in reversed(range(LENGTH))
    ]
    text = "".join(digits)
    return "-".join(text[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def read(text: str) -> uuid.UUID | None:
    """Read a number whatever its case, spaces and dashes; None where it is none."""
    plain = "".join(sign for sign in text.upper() if sign.isalnum()).translate(READ_AS)
    if len(plain) != LENGTH or not set(plain) <= set(ALPHABET):
        return None
    value = 0
    for sign in plain:
        value = value << BITS | ALPHABET.index(sign)
    return uuid.UUID(int=value) if value < LARGEST else None
