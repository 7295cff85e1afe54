"""Codes that people type: hard to guess, easy to read aloud, forgiving of slips."""

import hashlib
import secrets
from typing import Final

# Crockford's base 32: no I, L, O or U, so that nothing looks like something else.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES: Final = str.maketrans("OIL", "011")
GROUP: Final = 4


def make_code(length: int) -> str:
    """Draw a code of `length` characters, five bits each, in groups of four."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return group_code(drawn)


def group_code(code: str) -> str:
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(text: str) -> str:
    """Read what was typed: any case, spaces, dashes, and O for 0 or I and L for 1."""
    upper = text.upper().translate(LOOK_ALIKES)
    return "".join(sign for sign in upper if sign in ALPHABET)


def digest_of(text: str) -> str:
    """Give what is kept of a code; the code itself is not."""
    return hashlib.sha256(read_code(text).encode("ascii")).hexdigest()
